/* SPDX-License-Identifier: Apache-2.0 */
/* Owns short ways to use the one connection: statements, transactions, and what a failure means. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-outbox-private.h"

gboolean
yj_outbox_fail (YjOutbox *self, GError **error, const char *what)
{
  int code = self->db != NULL ? sqlite3_extended_errcode (self->db) : SQLITE_CANTOPEN;
  self->failed_code = code;
  /* After a failed read, write or fsync the connection's view of the file cannot be trusted. */
  self->distrusted |= (code & 0xff) == SQLITE_IOERR;
  self->damaged |= (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
  g_set_error (error, YJ_ERROR, (code & 0xff) == SQLITE_FULL ? YJ_ERROR_STORE_FULL : YJ_ERROR_STORE, "%s: %s (%d)", what,
               self->db != NULL ? sqlite3_errmsg (self->db) : "not open", code);
  return FALSE;
}

void
yj_outbox_close_connection (YjOutbox *self)
{
  g_hash_table_remove_all (self->statements);
  g_clear_pointer (&self->db, sqlite3_close_v2);
  self->distrusted = FALSE;
}

/* A connection that was given up comes back when it is next needed, and a damaged file is dealt with then. */
static gboolean
ensure_open (YjOutbox *self, GError **error)
{
  if (self->db != NULL && ((!self->distrusted && !self->damaged) || self->is_opening || !sqlite3_get_autocommit (self->db)))
    return TRUE;
  return yj_outbox_open_whole (self, NULL, error);
}

gboolean
yj_outbox_exec (YjOutbox *self, const char *sql, GError **error)
{
  return ensure_open (self, error) &&
         (sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK || yj_outbox_fail (self, error, "the outbox"));
}

/* Most are used for every record, and to prepare one takes as long as to step it. */
static sqlite3_stmt *
lend (YjOutbox *self, const char *sql)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  if (statement == NULL && sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) == SQLITE_OK)
    g_hash_table_insert (self->statements, g_strdup (sql), statement);
  return statement;
}

YjStatement *
yj_outbox_prepare (YjOutbox *self, GError **error, const char *sql, ...)
{
  sqlite3_stmt *statement;
  va_list args;
  int n;

  if (!ensure_open (self, error))
    return NULL;
  statement = lend (self, sql);
  if (statement == NULL) {
    yj_outbox_fail (self, error, "the outbox");
    return NULL;
  }
  n = sqlite3_bind_parameter_count (statement);
  va_start (args, sql);
  for (int i = 1; i <= n; i++) {
    const char *text = va_arg (args, const char *);
    if (text == NULL)
      break;
    sqlite3_bind_text (statement, i, text, -1, SQLITE_TRANSIENT);
  }
  va_end (args);
  return statement;
}

gboolean
yj_outbox_step_row (YjOutbox *self, YjStatement *statement, gboolean *failed)
{
  int step = sqlite3_step (statement);
  if (step != SQLITE_ROW && step != SQLITE_DONE) {
    yj_outbox_fail (self, NULL, "the outbox");
    *failed = TRUE;
  }
  return step == SQLITE_ROW;
}

gboolean
yj_outbox_step_done (YjOutbox *self, YjStatement *statement, GError **error)
{
  return sqlite3_step (statement) == SQLITE_DONE || yj_outbox_fail (self, error, "the outbox");
}

const char *
yj_outbox_column (YjStatement *statement, int column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

gboolean
yj_outbox_begin (YjOutbox *self, GError **error)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, error, "BEGIN IMMEDIATE", NULL);
  return statement != NULL && yj_outbox_step_done (self, statement, error);
}

void
yj_outbox_rollback (YjOutbox *self)
{
  if (self->db != NULL && !sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
}

/* After a failed fsync the connection's view of the file cannot be trusted, so it is given up. */
gboolean
yj_outbox_commit (YjOutbox *self, GError **error)
{
  sqlite3_stmt *statement = lend (self, "COMMIT");

  if (statement != NULL && sqlite3_step (statement) == SQLITE_DONE) {
    sqlite3_reset (statement);
    return TRUE;
  }
  self->failed_code = sqlite3_extended_errcode (self->db);
  g_set_error (error, YJ_ERROR, YJ_ERROR_OUTCOME_UNKNOWN, "a commit failed: %s (%d)", sqlite3_errmsg (self->db), self->failed_code);
  sqlite3_reset (statement);
  yj_outbox_rollback (self);
  yj_outbox_close_connection (self);
  return FALSE;
}

gboolean
yj_outbox_end (YjOutbox *self, gboolean good, GError **error)
{
  if (good)
    return yj_outbox_commit (self, error);
  yj_outbox_rollback (self);
  return FALSE;
}
