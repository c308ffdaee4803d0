/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the database file: pragmas, schema, versions, and whose file it is.
 *
 * Versions: 1 first. */
#include "sync/courier/yj-outbox-private.h"
#include "core/base/yj-error.h"
#include <sodium.h>
#include <string.h>

static const char schema_1[] =
  "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;"
  /* What was sealed: never changes, never goes. */
  "CREATE TABLE record ("
  "  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, reference TEXT NOT NULL UNIQUE,"
  "  case_number TEXT NOT NULL, item TEXT NOT NULL, boot_id TEXT NOT NULL, boottime_usec INTEGER NOT NULL,"
  "  wall TEXT NOT NULL, header_sha256 TEXT NOT NULL, envelope_sha256 TEXT NOT NULL, secret_sha256 TEXT) STRICT;"
  "CREATE TABLE body (seq INTEGER PRIMARY KEY REFERENCES record, header_jws TEXT NOT NULL,"
  "  header_json TEXT NOT NULL, envelope BLOB NOT NULL) STRICT;"
  "CREATE TABLE material (seq INTEGER NOT NULL REFERENCES record, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL,"
  "  PRIMARY KEY (seq, sha256)) STRICT;"
  /* Small and changing, apart from the bodies. */
  "CREATE TABLE state (seq INTEGER PRIMARY KEY REFERENCES record,"
  "  state TEXT NOT NULL CHECK (state IN ('queued','held','accepted','rejected','dead','purged')),"
  "  attempts INTEGER NOT NULL DEFAULT 0, reason TEXT, receipt TEXT, settled TEXT,"
  "  CHECK (state NOT IN ('accepted','rejected','purged') OR receipt IS NOT NULL)) STRICT;"
  "CREATE INDEX state_queued ON state (seq) WHERE state = 'queued';"
  "CREATE INDEX state_settled ON state (seq) WHERE state IN ('accepted','rejected');"
  /* How long this machine has run, over all boots that were seen: ages without a wall clock. */
  "CREATE TABLE boot (boot_id TEXT PRIMARY KEY, base_usec INTEGER NOT NULL, last_usec INTEGER NOT NULL) STRICT;"
  "CREATE TABLE event (n INTEGER PRIMARY KEY, seq INTEGER, wall TEXT NOT NULL, boottime_usec INTEGER NOT NULL,"
  "  what TEXT NOT NULL) STRICT;"
  "CREATE TABLE outcome (n INTEGER PRIMARY KEY, id TEXT NOT NULL, reference TEXT NOT NULL, matter TEXT NOT NULL,"
  "  case_id TEXT NOT NULL, department TEXT, status TEXT NOT NULL, reason TEXT, at TEXT NOT NULL,"
  "  secret_sha256 TEXT) STRICT;"
  "CREATE INDEX outcome_reference ON outcome (reference);"
  "CREATE TRIGGER record_sealed BEFORE UPDATE ON record BEGIN SELECT RAISE (ABORT, 'a sealed record never changes'); END;"
  "CREATE TRIGGER record_kept BEFORE DELETE ON record BEGIN SELECT RAISE (ABORT, 'a record is never deleted'); END;"
  "CREATE TRIGGER body_sealed BEFORE UPDATE ON body BEGIN SELECT RAISE (ABORT, 'a sealed body never changes'); END;"
  "CREATE TRIGGER body_kept BEFORE DELETE ON body"
  "  WHEN (SELECT state FROM state WHERE seq = OLD.seq) IS NOT 'purged'"
  "  BEGIN SELECT RAISE (ABORT, 'a body goes only after a signed receipt'); END;"
  "CREATE TRIGGER material_sealed BEFORE UPDATE ON material BEGIN SELECT RAISE (ABORT, 'sealed'); END;"
  "CREATE TRIGGER material_kept BEFORE DELETE ON material"
  "  WHEN (SELECT state FROM state WHERE seq = OLD.seq) IS NOT 'purged'"
  "  BEGIN SELECT RAISE (ABORT, 'a material goes only after a signed receipt'); END;"
  "CREATE TRIGGER state_begins BEFORE INSERT ON state WHEN NEW.state <> 'queued'"
  "  BEGIN SELECT RAISE (ABORT, 'a record begins as queued'); END;"
  "CREATE TRIGGER state_kept BEFORE DELETE ON state BEGIN SELECT RAISE (ABORT, 'a state is never deleted'); END;"
  "CREATE TRIGGER state_moves BEFORE UPDATE OF state ON state WHEN OLD.state <> NEW.state AND"
  "  OLD.state || '>' || NEW.state NOT IN ('queued>held','held>queued','queued>accepted','queued>rejected',"
  "  'queued>dead','dead>queued','accepted>purged','rejected>purged')"
  "  BEGIN SELECT RAISE (ABORT, 'no such transition'); END;"
  "CREATE TRIGGER receipt_kept BEFORE UPDATE OF receipt ON state WHEN OLD.receipt IS NOT NULL AND OLD.receipt IS NOT NEW.receipt"
  "  BEGIN SELECT RAISE (ABORT, 'a receipt never changes'); END;";

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

static gboolean
is_quick_check_ok (YjOutbox *self)
{
  sqlite3_stmt *statement = NULL;
  gboolean ok = sqlite3_prepare_v2 (self->db, "PRAGMA quick_check(1)", -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_step (statement) == SQLITE_ROW &&
                g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") == 0;
  sqlite3_finalize (statement);
  return ok;
}

static gboolean
make_schema (YjOutbox *self, GError **error)
{
  guint8 random[8];
  g_autofree char *sql = NULL;
  char epoch[17];

  randombytes_buf (random, sizeof random);
  sodium_bin2hex (epoch, sizeof epoch, random, sizeof random);
  sql = g_strdup_printf ("BEGIN IMMEDIATE; %s INSERT INTO meta VALUES ('epoch', '%s'), ('mark', '0'), ('outcome_cursor', '0');"
                         "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT;",
                         schema_1, epoch, YJ_OUTBOX_APPLICATION_ID, YJ_OUTBOX_VERSION);
  return yj_outbox_exec (self, sql, error);
}

/* Durability is asserted, not assumed: a library built otherwise would answer something else. */
static gboolean
set_pragmas (YjOutbox *self, GError **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean wal;

  if (!yj_outbox_exec (self,
                       "PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON;"
                       "PRAGMA secure_delete = ON; PRAGMA journal_size_limit = -1;",
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

YjOutboxOpening
yj_outbox_open_database (YjOutbox *self, GError **error)
{
  gint64 tables;

  if (sqlite3_open_v2 (self->path, &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    return judge_failure (self, error);
  sqlite3_extended_result_codes (self->db, 1);
  /* EXCLUSIVE before the first read: a full disk cannot make the -shm file. */
  if (sqlite3_exec (self->db, "PRAGMA locking_mode = EXCLUSIVE; SELECT count(*) FROM sqlite_schema;", NULL, NULL, NULL) != SQLITE_OK)
    return judge_failure (self, error);
  tables = yj_outbox_read_int (self, "SELECT count(*) FROM sqlite_schema", -1);
  if (!is_ours (self, tables, error))
    return YJ_OUTBOX_FOREIGN;
  if (!set_pragmas (self, error))
    return sqlite3_errcode (self->db) == SQLITE_CORRUPT ? YJ_OUTBOX_DAMAGED : YJ_OUTBOX_FAILED;
  if (tables == 0 && !make_schema (self, error))
    return YJ_OUTBOX_FAILED;
  if (!is_quick_check_ok (self)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_STORE, "%s is damaged", self->path);
    return YJ_OUTBOX_DAMAGED;
  }
  if (!load_epoch (self, error))
    return judge_failure (self, error);
  yj_outbox_settle_numbers (self);
  return yj_outbox_begin_boot (self, error) ? YJ_OUTBOX_OPENED : YJ_OUTBOX_FAILED;
}
