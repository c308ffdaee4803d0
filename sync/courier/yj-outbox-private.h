/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the outbox: the connection and short ways to use it. */
#pragma once
#include "sync/courier/yj-outbox.h"
#include <sqlite3.h>

G_BEGIN_DECLS

/* Lent by the connection, which keeps what it has prepared: done with, it goes back. The same text is not lent twice at a
 * time, and none is out when the connection is closed. */
typedef sqlite3_stmt YjStatement;
static inline void
yj_statement_free (YjStatement *statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjStatement, yj_statement_free)

struct _YjOutbox {
  sqlite3 *db;
  GHashTable *statements; /* (char *) SQL to sqlite3_stmt, of this connection */
  char *dir;
  char *path;
  char epoch[17];
  char *source, *source_words; /* (nullable) of the record that was read last, see yj-outbox-claim.c */
  guint64 next_seq;
  guint64 reserved_seq;
  int beside_fd; /* outbox.seq, once its mark was written in this run; else -1 */
  guint64 mark; /* the greatest one that was ever written, see yj-outbox-numbers.c */
  gboolean came_back; /* the file is new or an older image, and the jump is not declared yet */
  int failed_code; /* of the last failure */
  gboolean is_opening;
  gboolean is_log_stale; /* it holds bodies that were purged since */
  int log_pages; /* that it holds since it last began anew */
  gint64 wiped_usec; /* running time */
  guint64 looked_seq; /* the last one whose bytes were looked at */
  gboolean distrusted; /* an I/O error: the connection is given up when it is next used */
  gboolean damaged; /* the file's structure is: it is moved aside when it is next used */
  gint64 base_usec; /* running time of the boots before this one */
  gint64 time_kept_usec;
  GPtrArray *dropped_blobs; /* of what was purged, until they are asked for */
  YjClock *clock;
};

#define YJ_OUTBOX_APPLICATION_ID 0x594a4f42 /* "YJOB" */
#define YJ_OUTBOX_VERSION 2

/* Opens self->path, checks whose file it is, brings it to YJ_OUTBOX_VERSION. */
typedef enum { YJ_OUTBOX_OPENED, YJ_OUTBOX_FOREIGN, YJ_OUTBOX_DAMAGED, YJ_OUTBOX_FAILED } YjOutboxOpening;
YjOutboxOpening yj_outbox_open_database (YjOutbox *self, GError **error);

/* Makes all tables in an empty file; brings a file of an earlier version to YJ_OUTBOX_VERSION. Each in one transaction. */
gboolean yj_outbox_make_schema (YjOutbox *self, GError **error);
gboolean yj_outbox_migrate (YjOutbox *self, gint64 version, GError **error);

gboolean yj_outbox_exec (YjOutbox *self, const char *sql, GError **error);
/* Gives up the connection; the next use opens it anew. */
void yj_outbox_close_connection (YjOutbox *self);
/* Binds strings (NULL is SQL NULL) from 1 on. (nullable) */
YjStatement *yj_outbox_prepare (YjOutbox *self, GError **error, const char *sql, ...) G_GNUC_NULL_TERMINATED;
/* Steps a statement that gives no row. */
gboolean yj_outbox_step_done (YjOutbox *self, YjStatement *statement, GError **error);
/* TRUE: there is a row. *@failed becomes TRUE when the file could not be read; it is never cleared. */
gboolean yj_outbox_step_row (YjOutbox *self, YjStatement *statement, gboolean *failed);
gint64 yj_outbox_read_int (YjOutbox *self, const char *sql, gint64 fallback);
/* Sets @error from the connection's last error: _STORE_FULL for a full disk, else _STORE. */
gboolean yj_outbox_fail (YjOutbox *self, GError **error, const char *what);
gboolean yj_outbox_begin (YjOutbox *self, GError **error);
/* A failed COMMIT says nothing: YJ_ERROR_OUTCOME_UNKNOWN; the connection is closed, the next use opens it
 * anew, and what the file says then is the truth. No statement may be alive. */
gboolean yj_outbox_commit (YjOutbox *self, GError **error);
void yj_outbox_rollback (YjOutbox *self);
/* Commits if all before was @good, else rolls back; @error is set already then. */
gboolean yj_outbox_end (YjOutbox *self, gboolean good, GError **error);
char *yj_outbox_wall_label (YjOutbox *self);
const char *yj_outbox_column (YjStatement *statement, int column);

/* Compares with the digests in two columns from @column on. */
gboolean yj_outbox_is_intact (GBytes *envelope, const char *header_sha256, YjStatement *row, int column);
/* Records whose bytes rotted: one more; all of them DEAD. */
void yj_outbox_add_rotten (GPtrArray *rotten, guint64 seq);
void yj_outbox_bury (YjOutbox *self, GPtrArray *rotten);
/* Counts of states, kept by triggers from here on: see yj-outbox-counts.c. */
gboolean yj_outbox_begin_counts (YjOutbox *self, GError **error);
/* Sets @key to the text of a column, unless it is NULL. */
void yj_outbox_set_column (json_t *object, const char *key, YjStatement *statement, int column);
/* Sets next_seq from the records and from the marks: see yj-outbox-numbers.c. */
void yj_outbox_settle_numbers (YjOutbox *self);
guint64 yj_outbox_read_mark (YjOutbox *self);
/* The record with that number is committed. */
void yj_outbox_note_used (YjOutbox *self, guint64 seq);
/* Inside a transaction: @seq may be the next number although some are left out before it. */
gboolean yj_outbox_declare_jump (YjOutbox *self, guint64 seq, const char *reason, GError **error);
/* Inside the seal's transaction. YJ_ERROR_BAD_DATA: it is not the next one of a range. */
gboolean yj_outbox_use_case_number (YjOutbox *self, const char *case_number, GError **error);
/* Inside a transaction: no number of theirs is used from now on. */
gboolean yj_outbox_give_up_case_ranges (YjOutbox *self, GError **error);
/* The same, and of ranges that this file knows nothing of. */
gboolean yj_outbox_distrust_case_ranges (YjOutbox *self, GError **error);
char *yj_outbox_beside (YjOutbox *self, const char *name);
/* How long this machine has run over all boots that were seen: grows, whatever the wall clock says. */
gint64 yj_outbox_get_running_usec (YjOutbox *self);
/* The log that is found at the opening: not moved into the database before it was made durable. See yj-outbox-log.c. */
void yj_outbox_distrust_log (YjOutbox *self);
gboolean yj_outbox_renew_log (YjOutbox *self, GError **error);
/* How long it may become, and when it moves into the database. */
gboolean yj_outbox_begin_log (YjOutbox *self, GError **error);
/* Moves it into the database, overwrites what was purged, gives it its size: as far as each is due. */
void yj_outbox_keep_log (YjOutbox *self);
/* Moves it into the database and makes the file as short as it can be. What hinders it now is tried again later. */
void yj_outbox_empty_log (YjOutbox *self);
/* Notes this boot. */
gboolean yj_outbox_begin_boot (YjOutbox *self, GError **error);
/* Opens it whatever has happened to it: with the ballast's room, out of a damaged file, or on with a salvage that was cut off. Closed
 * when it fails. */
gboolean yj_outbox_open_whole (YjOutbox *self, char **moved_aside, GError **error);
/* The database file is damaged: moves it aside, begins a new one, takes over what can be read. */
gboolean yj_outbox_open_anew (YjOutbox *self, char **moved_aside, GError **error);
/* After an opening: goes on with a salvage that was cut off. */
gboolean yj_outbox_finish_salvage (YjOutbox *self, char **moved_aside, GError **error);

G_END_DECLS
