/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the outbox: the connection and short ways to use it. */
#pragma once
#include "sync/courier/yj-outbox.h"
#include <sqlite3.h>

G_BEGIN_DECLS

typedef sqlite3_stmt YjStatement;
static inline void
yj_statement_free (YjStatement *statement)
{
  sqlite3_finalize (statement);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjStatement, yj_statement_free)

struct _YjOutbox {
  sqlite3 *db;
  char *dir;
  char *path;
  char epoch[17];
  guint64 next_seq;
  guint64 reserved_seq;
  YjClock *clock;
};

#define YJ_OUTBOX_APPLICATION_ID 0x594a4f42 /* "YJOB" */
#define YJ_OUTBOX_VERSION 1

/* Opens self->path, checks whose file it is, brings it to YJ_OUTBOX_VERSION. */
typedef enum { YJ_OUTBOX_OPENED, YJ_OUTBOX_FOREIGN, YJ_OUTBOX_DAMAGED, YJ_OUTBOX_FAILED } YjOutboxOpening;
YjOutboxOpening yj_outbox_open_database (YjOutbox *self, GError **error);

gboolean yj_outbox_exec (YjOutbox *self, const char *sql, GError **error);
/* Binds strings (NULL is SQL NULL) from 1 on. (transfer full) (nullable) */
YjStatement *yj_outbox_prepare (YjOutbox *self, GError **error, const char *sql, ...) G_GNUC_NULL_TERMINATED;
/* Steps a statement that gives no row. */
gboolean yj_outbox_step_done (YjOutbox *self, YjStatement *statement, GError **error);
/* Sets @error from the connection's last error: _STORE_FULL for a full disk, else _STORE. */
gboolean yj_outbox_fail (YjOutbox *self, GError **error, const char *what);
gboolean yj_outbox_begin (YjOutbox *self, GError **error);
/* A failed COMMIT says nothing: YJ_ERROR_OUTCOME_UNKNOWN, and the caller looks after reopening. */
gboolean yj_outbox_commit (YjOutbox *self, GError **error);
void yj_outbox_rollback (YjOutbox *self);
gboolean yj_outbox_reopen (YjOutbox *self, GError **error);
gboolean yj_outbox_add_event (YjOutbox *self, guint64 seq, const char *what, GError **error);
char *yj_outbox_wall_label (YjOutbox *self);
const char *yj_outbox_column (YjStatement *statement, int column);

G_END_DECLS
