/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the opening of the database file: whose it is, whether it is sound, and the pragmas that make it durable. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-outbox-private.h"
#include <string.h>

gint64
yj_outbox_read_int (YjOutbox *self, const char *sql, gint64 fallback)
{
  sqlite3_stmt *statement = NULL;
  gint64 value = fallback;
  if (sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step (statement) == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return value;
}

/* Files up to this size are checked whole at the opening: a second or two on a slow disk. */
#define CHECKED_BYTES (G_GINT64_CONSTANT (128) * 1024 * 1024)

static gboolean
is_good (YjOutbox *self, const char *pragma)
{
  sqlite3_stmt *statement = NULL;
  gboolean ok = sqlite3_prepare_v2 (self->db, pragma, -1, &statement, NULL) == SQLITE_OK && sqlite3_step (statement) == SQLITE_ROW &&
                g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") == 0;
  sqlite3_finalize (statement);
  return ok;
}

/* Of a larger file the bodies are left out, which are nine tenths of it: the looks of yj-outbox-house.c go through them while the
 * courier works, and whatever is damaged says so when it is read. */
static gboolean
is_quick_check_ok (YjOutbox *self)
{
  static const char *const tables[] = { "meta", "boot", "number_jump", "case_range", "receipt_history", "outcome", "state", "record" };
  gint64 bytes = yj_outbox_read_int (self, "PRAGMA page_count", 0) * yj_outbox_read_int (self, "PRAGMA page_size", 0);

  if (bytes <= CHECKED_BYTES)
    return is_good (self, "PRAGMA quick_check(1)");
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_autofree char *pragma = g_strdup_printf ("PRAGMA quick_check('%s')", tables[i]);
    if (!is_good (self, pragma))
      return FALSE;
  }
  return TRUE;
}

/* Durability is asserted, not assumed: a library built otherwise would answer something else. */
static gboolean
set_pragmas (YjOutbox *self, GError **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean wal;

  if (!yj_outbox_exec (self,
                       "PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON;"
                       "PRAGMA secure_delete = ON; PRAGMA cache_size = -1024; PRAGMA temp_store = MEMORY;",
                       error))
    return FALSE;
  wal = sqlite3_prepare_v2 (self->db, "PRAGMA journal_mode = WAL", -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step (statement) == SQLITE_ROW && g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "wal") == 0;
  sqlite3_finalize (statement);
  if (!wal || !yj_outbox_exec (self, "PRAGMA synchronous = FULL", error) || yj_outbox_read_int (self, "PRAGMA synchronous", 0) != 2) {
    g_clear_error (error);
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_STORE, "SQLite does not grant WAL with synchronous=FULL");
    return FALSE;
  }
  return TRUE;
}

static gboolean
load_epoch (YjOutbox *self, GError **error)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, error, "SELECT value FROM meta WHERE key = 'epoch'", NULL);
  if (statement == NULL || sqlite3_step (statement) != SQLITE_ROW)
    return FALSE;
  g_strlcpy (self->epoch, yj_outbox_column (statement, 0), sizeof self->epoch);
  return TRUE;
}

/* What is found by a key must be found: the quick check does not compare an index with its table, and a turned bit there would
 * make "not found" of a record that is stored, and let the same be handed in twice. These tables have small rows. */
static gboolean
are_keys_sound (YjOutbox *self)
{
  return is_good (self, "PRAGMA integrity_check('meta')") && is_good (self, "PRAGMA integrity_check('record')") &&
         is_good (self, "PRAGMA integrity_check('state')");
}

static YjOutboxOpening
judge_failure (YjOutbox *self, GError **error)
{
  int code = sqlite3_errcode (self->db) & 0xff;
  g_clear_error (error);
  yj_outbox_fail (self, error, "the outbox cannot be opened");
  return code == SQLITE_NOTADB || code == SQLITE_CORRUPT ? YJ_OUTBOX_DAMAGED : YJ_OUTBOX_FAILED;
}

/* Whose file is it? Reads only. */
static gboolean
is_ours (YjOutbox *self, gint64 tables, GError **error)
{
  gint64 application_id = yj_outbox_read_int (self, "PRAGMA application_id", 0);
  gint64 version = yj_outbox_read_int (self, "PRAGMA user_version", 0);

  if (tables != 0 && application_id != YJ_OUTBOX_APPLICATION_ID) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_STORE, "%s belongs to another program and was left untouched", self->path);
    return FALSE;
  }
  if (version > YJ_OUTBOX_VERSION) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_STORE, "%s is of version %" G_GINT64_FORMAT ", newer than this program, and was left untouched",
                 self->path, version);
    return FALSE;
  }
  return TRUE;
}

static YjOutboxOpening
open_file (YjOutbox *self, GError **error)
{
  gint64 tables;

  if (sqlite3_open_v2 (self->path, &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    return judge_failure (self, error);
  sqlite3_extended_result_codes (self->db, 1);
  yj_outbox_distrust_log (self);
  /* EXCLUSIVE before the first read: a full disk cannot make the -shm file. */
  if (sqlite3_exec (self->db, "PRAGMA locking_mode = EXCLUSIVE; SELECT count(*) FROM sqlite_schema;", NULL, NULL, NULL) != SQLITE_OK)
    return judge_failure (self, error);
  tables = yj_outbox_read_int (self, "SELECT count(*) FROM sqlite_schema", -1);
  if (!is_ours (self, tables, error))
    return YJ_OUTBOX_FOREIGN;
  if (!set_pragmas (self, error))
    return sqlite3_errcode (self->db) == SQLITE_CORRUPT ? YJ_OUTBOX_DAMAGED : YJ_OUTBOX_FAILED;
  if (!yj_outbox_renew_log (self, error) || !yj_outbox_begin_log (self, error))
    return YJ_OUTBOX_FAILED;
  if (tables == 0 && !yj_outbox_make_schema (self, error))
    return YJ_OUTBOX_FAILED;
  if (!is_quick_check_ok (self) || !are_keys_sound (self)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_STORE, "%s is damaged", self->path);
    return YJ_OUTBOX_DAMAGED;
  }
  if (!yj_outbox_migrate (self, yj_outbox_read_int (self, "PRAGMA user_version", 0), error))
    return (self->failed_code & 0xff) == SQLITE_CORRUPT ? YJ_OUTBOX_DAMAGED : YJ_OUTBOX_FAILED;
  if (!load_epoch (self, error))
    return judge_failure (self, error);
  yj_outbox_settle_numbers (self);
  return yj_outbox_begin_boot (self, error) && yj_outbox_begin_counts (self, error) ? YJ_OUTBOX_OPENED : YJ_OUTBOX_FAILED;
}

YjOutboxOpening
yj_outbox_open_database (YjOutbox *self, GError **error)
{
  YjOutboxOpening opening;

  self->is_opening = TRUE;
  opening = open_file (self, error);
  self->is_opening = FALSE;
  return opening;
}
