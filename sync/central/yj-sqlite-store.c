/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the SQLite connection: one a process, exclusive (SQLite before 3.51.3 can lose commits with two
 * connections on one WAL), its transactions and its prepared statements. Knows no table. */
#include "sync/central/yj-sqlite-store.h"
#include "core/base/yj-error.h"
#include "sync/base/yj-sqlite-log.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

YjSqliteHold *
yj_sqlite_hold (YjCentralStore *store)
{
  YjSqliteStore *self = (YjSqliteStore *) store;

  g_rec_mutex_lock (&self->lock);
  return self;
}

void
yj_sqlite_release (YjSqliteHold *hold)
{
  g_rec_mutex_unlock (&hold->lock);
}

gboolean
yj_sqlite_fail (YjSqliteStore *self, GError **error)
{
  int code = self->db != NULL ? sqlite3_errcode (self->db) : SQLITE_CANTOPEN;
  int kind = code == SQLITE_FULL                            ? YJ_ERROR_STORE_FULL
             : code == SQLITE_BUSY || code == SQLITE_LOCKED ? YJ_ERROR_DENIED
             : code == SQLITE_CONSTRAINT                    ? YJ_ERROR_EXISTS
                                                            : YJ_ERROR_STORE;

  if (code == SQLITE_IOERR || code == SQLITE_CORRUPT || code == SQLITE_FULL)
    self->broken = TRUE;
  if (error == NULL || *error == NULL)
    g_set_error (error, YJ_ERROR, kind, "%s: %s", self->path,
                 code == SQLITE_BUSY       ? "another process has it open"
                 : code == SQLITE_CANTOPEN ? "cannot be opened: its folder is missing, or is not this account's"
                 : code == SQLITE_NOTADB   ? "is not a database of SQLite; it was not touched"
                 : self->db != NULL  ? sqlite3_errmsg (self->db)
                                     : "cannot be opened");
  return FALSE;
}

static void
close_database (YjSqliteStore *self)
{
  g_hash_table_remove_all (self->statements);
  if (self->db != NULL)
    sqlite3_close_v2 (self->db);
  self->db = NULL;
}

/* EXCLUSIVE before the first access keeps the WAL's index in memory and every other process out. Nothing is written, not
 * even at closing, before the file is known to be ours. */
static gboolean
look_first (YjSqliteStore *self, GError **error)
{
  gboolean empty;

  yj_sqlite_log_distrust (self->db);
  if (sqlite3_exec (self->db, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF", NULL, NULL, NULL) != SQLITE_OK)
    return yj_sqlite_fail (self, error);
  return yj_sqlite_schema_check (self, &empty, error);
}

/* A receipt lets a kiosk delete: it must not rest on what a failed sync left in memory. */
static gboolean
renew_log (YjSqliteStore *self, GError **error)
{
  int code = yj_sqlite_log_renew (self->db);

  if (code == SQLITE_OK)
    return TRUE;
  self->broken = TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_STORE, "the log of %s cannot be made durable (%d)", self->path, code);
  return FALSE;
}

static gboolean
open_database (YjSqliteStore *self, GError **error)
{
  static const char pragmas[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                                "PRAGMA temp_store = MEMORY; BEGIN EXCLUSIVE; COMMIT";
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_FULLMUTEX;
  int fd = open (self->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  /* Made by us first, so that nobody else may read it whatever the umask says. */
  if (fd >= 0)
    close (fd);
  if (sqlite3_open_v2 (self->path, &self->db, flags, NULL) != SQLITE_OK)
    return yj_sqlite_fail (self, error);
  sqlite3_extended_result_codes (self->db, 0);
  sqlite3_busy_timeout (self->db, 0);
  if (!look_first (self, error))
    return FALSE;
  if (sqlite3_exec (self->db, pragmas, NULL, NULL, NULL) != SQLITE_OK)
    return yj_sqlite_fail (self, error);
  if (!renew_log (self, error))
    return FALSE;
  self->broken = FALSE;
  return yj_sqlite_schema_prepare (self, error);
}

static gboolean
ensure_open (YjSqliteStore *self, GError **error)
{
  if (!self->broken && self->db != NULL)
    return TRUE;
  /* The rest of a transaction must not run on a fresh connection, outside of it. */
  if (self->in_transaction) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_STORE, "%s: the transaction was broken off", self->path);
    return FALSE;
  }
  close_database (self);
  return open_database (self, error);
}

static void
close_store (YjCentralStore *store)
{
  YjSqliteStore *self = (YjSqliteStore *) store;

  close_database (self);
  g_hash_table_unref (self->statements);
  g_rec_mutex_clear (&self->lock);
  g_free (self->path);
  g_free (self);
}

static YjCentralStore *
open_store (const char *uri, GError **error)
{
  g_autofree char *path = NULL;
  YjSqliteStore *self;

  if (!yj_central_store_parse_uri (uri, &path, error))
    return NULL;
  self = g_new0 (YjSqliteStore, 1);
  self->parent.backend = &yj_sqlite_backend;
  g_rec_mutex_init (&self->lock);
  self->path = g_steal_pointer (&path);
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sqlite3_finalize);
  if (open_database (self, error))
    return &self->parent;
  yj_central_store_close (&self->parent);
  return NULL;
}

static sqlite3_stmt *
prepare (YjSqliteStore *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  if (statement != NULL) {
    sqlite3_reset (statement);
    sqlite3_clear_bindings (statement);
    return statement;
  }
  if (sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK) {
    yj_sqlite_fail (self, error);
    return NULL;
  }
  g_hash_table_insert (self->statements, (gpointer) sql, statement);
  return statement;
}

static sqlite3_stmt *
bind (YjSqliteStore *self, GError **error, const char *sql, const char *types, va_list values)
{
  sqlite3_stmt *statement = ensure_open (self, error) ? prepare (self, sql, error) : NULL;
  int code = SQLITE_OK;

  for (int i = 0; statement != NULL && types[i] != '\0' && code == SQLITE_OK; i++) {
    if (types[i] == 's') {
      code = sqlite3_bind_text (statement, i + 1, va_arg (values, const char *), -1, SQLITE_TRANSIENT);
    } else if (types[i] == 'i') {
      code = sqlite3_bind_int64 (statement, i + 1, va_arg (values, gint64));
    } else {
      GBytes *bytes = va_arg (values, GBytes *);
      code = sqlite3_bind_blob64 (statement, i + 1, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), SQLITE_TRANSIENT);
    }
  }
  if (code != SQLITE_OK) {
    yj_sqlite_fail (self, error);
    return NULL;
  }
  return statement;
}

sqlite3_stmt *
yj_sqlite_query (YjSqliteStore *self, GError **error, const char *sql, const char *types, ...)
{
  va_list values;
  sqlite3_stmt *statement;

  va_start (values, types);
  statement = bind (self, error, sql, types, values);
  va_end (values);
  return statement;
}

gboolean
yj_sqlite_next (YjSqliteStore *self, sqlite3_stmt *statement, GError **error)
{
  int code = sqlite3_step (statement);

  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    yj_sqlite_fail (self, error);
  sqlite3_reset (statement);
  return FALSE;
}

gboolean
yj_sqlite_execute (YjSqliteStore *self, GError **error, const char *sql, const char *types, ...)
{
  va_list values;
  sqlite3_stmt *statement;
  int code;

  va_start (values, types);
  statement = bind (self, error, sql, types, values);
  va_end (values);
  if (statement == NULL)
    return FALSE;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    ;
  if (code != SQLITE_DONE)
    yj_sqlite_fail (self, error);
  sqlite3_reset (statement);
  return code == SQLITE_DONE;
}

static json_t *
read_column (sqlite3_stmt *statement, int i)
{
  switch (sqlite3_column_type (statement, i)) {
  case SQLITE_INTEGER:
    return json_integer (sqlite3_column_int64 (statement, i));
  case SQLITE_TEXT:
    return json_string ((const char *) sqlite3_column_text (statement, i));
  case SQLITE_BLOB: {
    g_autofree char *text = g_base64_encode (sqlite3_column_blob (statement, i), (gsize) sqlite3_column_bytes (statement, i));
    return json_string (text);
  }
  default:
    return NULL;
  }
}

static json_t *
collect (YjSqliteStore *self, sqlite3_stmt *statement, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (json_t) rows = json_array ();

  while (yj_sqlite_next (self, statement, &local)) {
    json_t *row = json_object ();
    for (int i = 0; i < sqlite3_column_count (statement); i++) {
      json_t *value = read_column (statement, i);
      if (value != NULL)
        json_object_set_new (row, sqlite3_column_name (statement, i), value);
    }
    json_array_append_new (rows, row);
  }
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  return g_steal_pointer (&rows);
}

static json_t *
run (YjCentralStore *store, GError **error, const char *sql, const char *types, va_list values)
{
  g_autoptr (YjSqliteHold) self = yj_sqlite_hold (store);
  sqlite3_stmt *statement = bind (self, error, sql, types, values);
  return statement != NULL ? collect (self, statement, error) : NULL;
}

static gboolean
begin (YjCentralStore *store, GError **error)
{
  YjSqliteStore *self = yj_sqlite_hold (store);

  self->in_transaction = yj_sqlite_execute (self, error, "BEGIN IMMEDIATE", "");
  if (!self->in_transaction)
    yj_sqlite_release (self);
  return self->in_transaction;
}

/* A COMMIT that failed may have been written all the same: only a fresh connection knows. */
static gboolean
commit (YjCentralStore *store, GError **error)
{
  YjSqliteStore *self = (YjSqliteStore *) store;
  g_autoptr (GError) local = NULL;
  gboolean ok = yj_sqlite_execute (self, &local, "COMMIT", "");

  self->in_transaction = FALSE;
  if (!ok) {
    self->broken = TRUE;
    g_set_error (error, YJ_ERROR, YJ_ERROR_OUTCOME_UNKNOWN, "a commit failed: %s", local->message);
  }
  yj_sqlite_release (self);
  return ok;
}

static void
rollback (YjCentralStore *store)
{
  YjSqliteStore *self = (YjSqliteStore *) store;

  if (self->db != NULL && sqlite3_get_autocommit (self->db) == 0 && !yj_sqlite_execute (self, NULL, "ROLLBACK", ""))
    self->broken = TRUE;
  self->in_transaction = FALSE;
  yj_sqlite_release (self);
}

/* One writer at a time: nothing appears behind the last one. */
static gboolean
get_settled_outcome (YjCentralStore *store, gint64 *n, GError **error)
{
  g_autoptr (json_t) last = yj_store_row (store, error, "SELECT coalesce (max (n), 0) AS n FROM outcome", "");

  *n = yj_json_int (last, "n", 0);
  return last != NULL;
}

const YjStoreBackend yj_sqlite_backend = {
  .open = open_store,
  .close = close_store,
  .begin = begin,
  .commit = commit,
  .rollback = rollback,
  .rows = run,
  .get_settled_outcome = get_settled_outcome,
  .look_up = yj_sqlite_look_up,
  .insert_submissions = yj_sqlite_insert_submissions,
  .get_progress = yj_sqlite_get_progress,
  .list_settled = "SELECT seq, id, digest, verdict FROM submission WHERE source = ?1 AND seq BETWEEN ?2 AND ?3 ORDER BY seq LIMIT ?4",
  .list_submissions = yj_sqlite_list_submissions,
  .list_kiosks = yj_sqlite_list_kiosks,
  .copy = yj_sqlite_copy,
};
