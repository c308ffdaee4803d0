/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the tables of central's SQLite store. What a kiosk handed over and what a department said never changes:
 * triggers refuse it. */
#include "core/base/yj-error.h"
#include "sync/central/yj-sqlite-store.h"
#include <sodium.h>

#define APPLICATION_ID 0x594A4331 /* "YJC1" */
#define SCHEMA_VERSION 3
#define OUTCOME                                                                                                        \
  "(n INTEGER PRIMARY KEY AUTOINCREMENT, matter_case INTEGER NOT NULL REFERENCES matter_case,"                          \
  "  status TEXT NOT NULL CHECK (status IN ('waiting','accepted','returned','done','refused','withdrawn')),"            \
  "  reason TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL) STRICT;"
#define OUTCOME_RULES                                                                                                  \
  "CREATE INDEX outcome_case ON outcome (matter_case, n);"                                                              \
  "CREATE TRIGGER outcome_stays BEFORE UPDATE ON outcome BEGIN SELECT RAISE (ABORT, 'outcomes are appended'); END;"      \
  "CREATE TRIGGER outcome_kept BEFORE DELETE ON outcome BEGIN SELECT RAISE (ABORT, 'outcomes are appended'); END;"
/* A draft's body goes when its days are over; every other stays. */
#define TABLES_OF_3                                                                                                    \
  "CREATE TABLE withdrawal (n INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, id TEXT NOT NULL, kiosk TEXT NOT NULL,"          \
  "  reference TEXT NOT NULL, proof TEXT NOT NULL, received TEXT NOT NULL, settled TEXT, UNIQUE (source, id)) STRICT;"  \
  "CREATE INDEX withdrawal_open ON withdrawal (kiosk, n) WHERE settled IS NULL;"                                        \
  "CREATE TABLE draft (id TEXT NOT NULL, reference TEXT NOT NULL, expires INTEGER NOT NULL, purged TEXT,"               \
  "  PRIMARY KEY (id, reference)) STRICT;"                                                                              \
  "CREATE INDEX draft_kept ON draft (expires) WHERE purged IS NULL;"                                                    \
  "CREATE TABLE case_range (n INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, prefix TEXT NOT NULL,"           \
  "  digits INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, at TEXT NOT NULL, UNIQUE (prefix, first)) STRICT;" \
  "CREATE INDEX case_range_source ON case_range (source, n);"                                                           \
  "CREATE INDEX material_sha256 ON material (sha256);"                                                                  \
  "CREATE TRIGGER body_kept BEFORE DELETE ON body WHEN NOT EXISTS (SELECT 1 FROM submission s JOIN draft d ON d.id = s.id"              \
  "  AND d.reference = s.reference WHERE s.n = OLD.submission AND s.kind = 'draft' AND d.purged IS NOT NULL)"           \
  "  BEGIN SELECT RAISE (ABORT, 'a submission is kept'); END;"

static const char schema[] =
  "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;"
  "CREATE TABLE kiosk (code TEXT PRIMARY KEY, region TEXT NOT NULL, enrolled TEXT NOT NULL,"
  "  revoked INTEGER NOT NULL DEFAULT 0, seen TEXT, status TEXT, rotate INTEGER NOT NULL DEFAULT 0) STRICT;"
  "CREATE TABLE kiosk_certificate (kiosk TEXT NOT NULL REFERENCES kiosk, key_sha256 TEXT NOT NULL, pem TEXT NOT NULL,"
  "  issued TEXT NOT NULL, n INTEGER NOT NULL DEFAULT 0, retires INTEGER NOT NULL DEFAULT 0,"
  "  PRIMARY KEY (kiosk, key_sha256)) STRICT;"
  "CREATE TABLE token (sha256 TEXT PRIMARY KEY, region TEXT NOT NULL, expires INTEGER NOT NULL, used INTEGER,"
  "  kiosk TEXT, key_sha256 TEXT) STRICT;"
  "CREATE TABLE submission (n INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, seq INTEGER NOT NULL,"
  "  id TEXT NOT NULL, kind TEXT NOT NULL, kiosk TEXT NOT NULL, region TEXT NOT NULL, reference TEXT NOT NULL,"
  "  item TEXT NOT NULL, item_version INTEGER NOT NULL, catalogue TEXT NOT NULL, catalogue_version INTEGER NOT NULL,"
  "  progress_secret_sha256 TEXT, digest TEXT NOT NULL, verdict TEXT NOT NULL CHECK (verdict IN ('accepted','rejected')),"
  "  problem TEXT, received TEXT NOT NULL, receipt TEXT NOT NULL, UNIQUE (source, id), UNIQUE (source, seq)) STRICT;"
  "CREATE INDEX submission_id ON submission (id);"
  "CREATE INDEX submission_kiosk ON submission (kiosk);"
  "CREATE INDEX submission_reference ON submission (reference);"
  "CREATE TABLE body (submission INTEGER PRIMARY KEY REFERENCES submission, header_jws TEXT NOT NULL,"
  "  envelope BLOB NOT NULL) STRICT;"
  "CREATE TABLE material (submission INTEGER NOT NULL REFERENCES submission, position INTEGER NOT NULL,"
  "  sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (submission, position)) STRICT;"
  "CREATE TABLE matter_case (n INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL UNIQUE,"
  "  submission INTEGER NOT NULL REFERENCES submission, matter TEXT NOT NULL, department TEXT NOT NULL,"
  "  UNIQUE (submission, matter)) STRICT;"
  "CREATE INDEX matter_case_department ON matter_case (department, n);"
  "CREATE TABLE outcome " OUTCOME OUTCOME_RULES
  "CREATE TABLE outbox (n INTEGER PRIMARY KEY AUTOINCREMENT, submission INTEGER NOT NULL UNIQUE REFERENCES submission,"
  "  at TEXT NOT NULL, relayed TEXT) STRICT;"
  "CREATE TABLE quarantine (n INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, id TEXT NOT NULL,"
  "  digest TEXT NOT NULL, reason TEXT NOT NULL, header_jws TEXT NOT NULL, envelope BLOB NOT NULL, received TEXT NOT NULL,"
  "  UNIQUE (source, id, digest)) STRICT;"
  "CREATE TABLE source (source TEXT PRIMARY KEY, contiguous INTEGER NOT NULL) STRICT;"
  "CREATE TABLE withheld (kiosk TEXT NOT NULL, source TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (source, seq)) STRICT;"
  "CREATE INDEX withheld_kiosk ON withheld (kiosk);"
  "CREATE TABLE catalogue (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, version INTEGER NOT NULL,"
  "  bundle BLOB NOT NULL, signature TEXT NOT NULL, published TEXT NOT NULL, UNIQUE (id, version)) STRICT;"
  "CREATE TRIGGER submission_stays BEFORE UPDATE ON submission BEGIN SELECT RAISE (ABORT, 'a submission never changes'); END;"
  "CREATE TRIGGER submission_kept BEFORE DELETE ON submission BEGIN SELECT RAISE (ABORT, 'a submission is kept'); END;"
  "CREATE TRIGGER body_stays BEFORE UPDATE ON body BEGIN SELECT RAISE (ABORT, 'a submission never changes'); END;"
  TABLES_OF_3
  "CREATE TRIGGER token_once BEFORE UPDATE ON token WHEN old.used IS NOT NULL"
  " BEGIN SELECT RAISE (ABORT, 'a token is used once'); END;";

/* From 1: a kiosk's new key, and cases that their applicants withdraw. A CHECK cannot be changed in its place. */
static const char to_2[] =
  "BEGIN IMMEDIATE;"
  "ALTER TABLE kiosk ADD COLUMN rotate INTEGER NOT NULL DEFAULT 0;"
  "CREATE TABLE new_certificate (kiosk TEXT NOT NULL REFERENCES kiosk, key_sha256 TEXT NOT NULL, pem TEXT NOT NULL,"
  "  issued TEXT NOT NULL, n INTEGER NOT NULL DEFAULT 0, retires INTEGER NOT NULL DEFAULT 0,"
  "  PRIMARY KEY (kiosk, key_sha256)) STRICT;"
  "INSERT INTO new_certificate (kiosk, key_sha256, pem, issued) SELECT kiosk, key_sha256, pem, issued FROM kiosk_certificate;"
  "DROP TABLE kiosk_certificate;"
  "ALTER TABLE new_certificate RENAME TO kiosk_certificate;"
  "DROP TRIGGER outcome_stays; DROP TRIGGER outcome_kept;"
  "CREATE TABLE new_outcome " OUTCOME "INSERT INTO new_outcome SELECT n, matter_case, status, reason, author, at FROM outcome;"
  "DROP TABLE outcome;"
  "ALTER TABLE new_outcome RENAME TO outcome;" OUTCOME_RULES "PRAGMA user_version = 2;"
  "COMMIT";

/* Withdrawals, drafts with an end, and reserved case numbers. */
static const char to_3[] = "BEGIN IMMEDIATE; DROP TRIGGER body_kept;" TABLES_OF_3 "PRAGMA user_version = 3; COMMIT";

static gint64
read_pragma (YjSqliteStore *self, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  gint64 value = -1;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step (statement) == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return value;
}

static gboolean
run (YjSqliteStore *self, const char *sql, GError **error)
{
  return sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK || yj_sqlite_fail (self, error);
}

static gboolean
create (YjSqliteStore *self, GError **error)
{
  guint8 random[8];
  char epoch[17];
  g_autofree char *rest = NULL;

  randombytes_buf (random, sizeof random);
  sodium_bin2hex (epoch, sizeof epoch, random, sizeof random);
  rest = g_strdup_printf ("INSERT INTO meta VALUES ('epoch', '%s'); PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
                          epoch, APPLICATION_ID, SCHEMA_VERSION);
  return run (self, "BEGIN IMMEDIATE", error) && run (self, schema, error) && run (self, rest, error);
}

static gboolean
read_epoch (YjSqliteStore *self, GError **error)
{
  g_autoptr (json_t) row = yj_store_row (&self->parent, error, "SELECT value FROM meta WHERE key = 'epoch'", "");

  g_free (self->parent.epoch);
  self->parent.epoch = g_strdup (yj_json_string (row, "value"));
  if (self->parent.epoch == NULL && error != NULL && *error == NULL)
    g_set_error (error, YJ_ERROR, YJ_ERROR_STORE, "%s has no epoch", self->path);
  return self->parent.epoch != NULL;
}

gboolean
yj_sqlite_schema_check (YjSqliteStore *self, gboolean *empty, GError **error)
{
  gint64 application = read_pragma (self, "PRAGMA application_id");
  gint64 version = read_pragma (self, "PRAGMA user_version");
  gint64 objects = read_pragma (self, "SELECT count(*) FROM sqlite_schema");

  *empty = objects == 0 && application == 0;
  if (objects < 0)
    return yj_sqlite_fail (self, error);
  if (*empty || (application == APPLICATION_ID && version >= 1 && version <= SCHEMA_VERSION))
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_STORE,
               application == APPLICATION_ID ? "%s is of a later version of central; it was not touched: use that version, or newer"
                                             : "%s holds tables of another program; it was not touched: see --database",
               self->path);
  return FALSE;
}

static gboolean
migrate (YjSqliteStore *self, GError **error)
{
  static const char *const steps[] = { to_2, to_3 };

  for (gint64 version = read_pragma (self, "PRAGMA user_version"); version < SCHEMA_VERSION; version++)
    if (version < 1 || !run (self, steps[version - 1], error))
      return FALSE;
  return TRUE;
}

gboolean
yj_sqlite_schema_prepare (YjSqliteStore *self, GError **error)
{
  gboolean empty;
  return yj_sqlite_schema_check (self, &empty, error) && (empty ? create (self, error) : migrate (self, error)) &&
         read_epoch (self, error);
}
