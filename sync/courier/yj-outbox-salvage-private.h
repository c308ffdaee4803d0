/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the salvage: what its files share. */
#pragma once
#include "sync/courier/yj-outbox-private.h"

G_BEGIN_DECLS

/* Statements of the damaged file's own connection: what breaks there breaks nothing in the new one. */
typedef sqlite3_stmt YjOldStatement;
static inline void
yj_old_statement_free (YjOldStatement *statement)
{
  sqlite3_finalize (statement);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjOldStatement, yj_old_statement_free)

typedef struct {
  YjOutbox *outbox; /* the new one */
  sqlite3 *old;
  gboolean stopped; /* the new file takes no more: a full disk */
} YjSalvage;

/* @seq is bound to ?1, where there is one. NULL: not even that can be read. */
YjOldStatement *yj_salvage_prepare (YjSalvage *self, const char *sql, guint64 seq);
/* Puts a row of the damaged file into the new one's table of that name, by the names of its columns. */
gboolean yj_salvage_insert (YjSalvage *self, const char *table, YjOldStatement *row);
/* Inside a transaction: what is left of that record, in its state. FALSE: nothing. */
gboolean yj_salvage_copy_record (YjSalvage *self, guint64 seq);

/* The first page of a database says where all others begin. The file at @path gets one that says where an outbox has its
 * records; its own is kept beside it as "<path>-page-1". */
gboolean yj_salvage_replace_first_page (const char *path);

G_END_DECLS
