/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the tables, and the steps by which a file of an earlier version comes to them.
 *
 * Versions: 1 first. 2: a settled record can be offered again, case numbers out of ranges, numbers that were left out
 * are declared, times of running. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-outbox-private.h"
#include <sodium.h>

static const char tables_of_1[] =
  "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;"
  /* What was sealed: never changes, never goes. */
  "CREATE TABLE record ("
  "  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, reference TEXT NOT NULL UNIQUE,"
  "  case_number TEXT NOT NULL, item TEXT NOT NULL, boot_id TEXT NOT NULL, boottime_usec INTEGER NOT NULL,"
  "  wall TEXT NOT NULL, header_sha256 TEXT NOT NULL, envelope_sha256 TEXT NOT NULL, secret_sha256 TEXT,"
  /* The reference of the record that this one is about: a withdrawal's, an evaluation's. */
  " about_reference TEXT) STRICT;"
  "CREATE TABLE body (seq INTEGER PRIMARY KEY REFERENCES record, header_jws TEXT NOT NULL,"
  "  header_json TEXT NOT NULL, envelope BLOB NOT NULL) STRICT;"
  "CREATE TABLE material (seq INTEGER NOT NULL REFERENCES record, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL,"
  "  PRIMARY KEY (seq, sha256)) STRICT;"
  /* Small and changing, apart from the bodies. changed_usec: running time at which it came into its state; NULL: as it was
   * sealed, or of version 1. */
  "CREATE TABLE state (seq INTEGER PRIMARY KEY REFERENCES record,"
  "  state TEXT NOT NULL CHECK (state IN ('queued','held','accepted','rejected','dead','purged')),"
  "  attempts INTEGER NOT NULL DEFAULT 0, reason TEXT, receipt TEXT, settled TEXT, changed_usec INTEGER,"
  "  CHECK (state NOT IN ('accepted','rejected','purged') OR receipt IS NOT NULL)) STRICT;"
  /* How long this machine has run, over all boots that were seen: ages without a wall clock. */
  "CREATE TABLE boot (boot_id TEXT PRIMARY KEY, base_usec INTEGER NOT NULL, last_usec INTEGER NOT NULL) STRICT;"
  "CREATE TABLE event (n INTEGER PRIMARY KEY, seq INTEGER, wall TEXT NOT NULL, boottime_usec INTEGER NOT NULL,"
  "  what TEXT NOT NULL) STRICT;"
  "CREATE TABLE outcome (n INTEGER PRIMARY KEY, id TEXT NOT NULL, reference TEXT NOT NULL, matter TEXT NOT NULL,"
  "  case_id TEXT NOT NULL, department TEXT, status TEXT NOT NULL, reason TEXT, at TEXT NOT NULL,"
  "  secret_sha256 TEXT) STRICT;"
  "CREATE INDEX state_queued ON state (seq) WHERE state = 'queued';"
  "CREATE INDEX outcome_reference ON outcome (reference);";

static const char tables_of_2[] =
  /* Receipts of records that were offered again: never changed, never lost. */
  "CREATE TABLE receipt_history (n INTEGER PRIMARY KEY, seq INTEGER NOT NULL REFERENCES record, state TEXT NOT NULL,"
  "  receipt TEXT NOT NULL, settled TEXT, changed_usec INTEGER, offered_usec INTEGER) STRICT;"
  "CREATE INDEX receipt_history_seq ON receipt_history (seq);"
  /* The first number after some that were left out: those of an older image or of a damaged file. */
  "CREATE TABLE number_jump (seq INTEGER PRIMARY KEY, reason TEXT NOT NULL) STRICT;"
  /* Case numbers that a central of that epoch has reserved for this kiosk: prefix, then the number in so many digits. */
  "CREATE TABLE case_range (id TEXT PRIMARY KEY, central_epoch TEXT NOT NULL, prefix TEXT NOT NULL,"
  "  digits INTEGER NOT NULL CHECK (digits BETWEEN 1 AND 18), first INTEGER NOT NULL, last INTEGER NOT NULL, next INTEGER NOT NULL,"
  "  CHECK (first >= 0 AND first <= last AND next BETWEEN first AND last + 1)) STRICT;"
  "CREATE INDEX case_range_open ON case_range (first) WHERE next <= last;"
  "CREATE UNIQUE INDEX record_case ON record (case_number) WHERE case_number <> reference;"
  "CREATE INDEX record_about ON record (about_reference) WHERE about_reference IS NOT NULL;"
  "CREATE INDEX material_sha256 ON material (sha256);"
  "CREATE INDEX state_withheld ON state (seq) WHERE state IN ('held','dead');"
  "CREATE INDEX state_settled ON state (changed_usec) WHERE state IN ('accepted','rejected');";

/* Those before an insert are there because INSERT OR REPLACE deletes without asking the triggers for deletions. */
static const char triggers[] =
  "CREATE TRIGGER record_sealed BEFORE UPDATE ON record BEGIN SELECT RAISE (ABORT, 'a sealed record never changes'); END;"
  "CREATE TRIGGER record_kept BEFORE DELETE ON record BEGIN SELECT RAISE (ABORT, 'a record is never deleted'); END;"
  "CREATE TRIGGER record_follows BEFORE INSERT ON record"
  "  WHEN NEW.seq <= (SELECT coalesce (max (seq), 0) FROM record) OR (NEW.seq > (SELECT coalesce (max (seq), 0) + 1 FROM record)"
  "    AND NOT EXISTS (SELECT 1 FROM number_jump WHERE seq = NEW.seq))"
  "  BEGIN SELECT RAISE (ABORT, 'numbers follow each other'); END;"
  "CREATE TRIGGER record_once BEFORE INSERT ON record WHEN EXISTS (SELECT 1 FROM record WHERE id = NEW.id)"
  "  OR EXISTS (SELECT 1 FROM record WHERE reference = NEW.reference) OR (NEW.case_number <> NEW.reference"
  "    AND EXISTS (SELECT 1 FROM record WHERE case_number = NEW.case_number AND case_number <> reference))"
  "  BEGIN SELECT RAISE (ABORT, 'a record is stored once'); END;"
  "CREATE TRIGGER body_once BEFORE INSERT ON body WHEN EXISTS (SELECT 1 FROM body WHERE seq = NEW.seq)"
  "  BEGIN SELECT RAISE (ABORT, 'a sealed body never changes'); END;"
  "CREATE TRIGGER body_sealed BEFORE UPDATE ON body BEGIN SELECT RAISE (ABORT, 'a sealed body never changes'); END;"
  "CREATE TRIGGER body_kept BEFORE DELETE ON body"
  "  WHEN (SELECT state FROM state WHERE seq = OLD.seq) IS NOT 'purged'"
  "  BEGIN SELECT RAISE (ABORT, 'a body goes only after a signed receipt'); END;"
  "CREATE TRIGGER material_once BEFORE INSERT ON material WHEN EXISTS (SELECT 1 FROM material WHERE seq = NEW.seq AND sha256 = NEW.sha256)"
  "  BEGIN SELECT RAISE (IGNORE); END;"
  "CREATE TRIGGER material_sealed BEFORE UPDATE ON material BEGIN SELECT RAISE (ABORT, 'sealed'); END;"
  "CREATE TRIGGER material_kept BEFORE DELETE ON material"
  "  WHEN (SELECT state FROM state WHERE seq = OLD.seq) IS NOT 'purged'"
  "  BEGIN SELECT RAISE (ABORT, 'a material goes only after a signed receipt'); END;"
  "CREATE TRIGGER state_begins BEFORE INSERT ON state WHEN NEW.state <> 'queued' OR NEW.receipt IS NOT NULL"
  "  OR EXISTS (SELECT 1 FROM state WHERE seq = NEW.seq)"
  "  BEGIN SELECT RAISE (ABORT, 'a record begins as queued'); END;"
  "CREATE TRIGGER state_kept BEFORE DELETE ON state BEGIN SELECT RAISE (ABORT, 'a state is never deleted'); END;"
  "CREATE TRIGGER state_moves BEFORE UPDATE OF state ON state WHEN OLD.state <> NEW.state AND"
  "  OLD.state || '>' || NEW.state NOT IN ('queued>held','held>queued','queued>accepted','queued>rejected',"
  "  'queued>dead','dead>queued','accepted>queued','rejected>queued','accepted>purged','rejected>purged')"
  "  BEGIN SELECT RAISE (ABORT, 'no such transition'); END;"
  "CREATE TRIGGER state_offers BEFORE UPDATE OF state ON state WHEN OLD.state IN ('accepted','rejected') AND NEW.state = 'queued'"
  "  AND (NEW.receipt IS NOT NULL OR NOT EXISTS (SELECT 1 FROM body WHERE seq = OLD.seq))"
  "  BEGIN SELECT RAISE (ABORT, 'offered again only with its body, and the receipt set aside'); END;"
  "CREATE TRIGGER receipt_set_aside AFTER UPDATE OF state ON state"
  "  WHEN OLD.state IN ('accepted','rejected') AND NEW.state = 'queued'"
  "  BEGIN INSERT INTO receipt_history (seq, state, receipt, settled, changed_usec, offered_usec)"
  "    VALUES (OLD.seq, OLD.state, OLD.receipt, OLD.settled, OLD.changed_usec, NEW.changed_usec); END;"
  "CREATE TRIGGER receipt_kept BEFORE UPDATE OF receipt ON state WHEN OLD.receipt IS NOT NULL AND OLD.receipt IS NOT NEW.receipt"
  "  AND NOT (OLD.state IN ('accepted','rejected') AND NEW.state = 'queued' AND NEW.receipt IS NULL)"
  "  BEGIN SELECT RAISE (ABORT, 'a receipt never changes'); END;"
  "CREATE TRIGGER history_once BEFORE INSERT ON receipt_history WHEN EXISTS (SELECT 1 FROM receipt_history WHERE n = NEW.n)"
  "  BEGIN SELECT RAISE (ABORT, 'a receipt never changes'); END;"
  "CREATE TRIGGER history_sealed BEFORE UPDATE ON receipt_history BEGIN SELECT RAISE (ABORT, 'a receipt never changes'); END;"
  "CREATE TRIGGER history_kept BEFORE DELETE ON receipt_history BEGIN SELECT RAISE (ABORT, 'a receipt is never deleted'); END;"
  "CREATE TRIGGER jump_once BEFORE INSERT ON number_jump WHEN EXISTS (SELECT 1 FROM number_jump WHERE seq = NEW.seq)"
  "  BEGIN SELECT RAISE (IGNORE); END;"
  "CREATE TRIGGER jump_sealed BEFORE UPDATE ON number_jump BEGIN SELECT RAISE (ABORT, 'a jump never changes'); END;"
  "CREATE TRIGGER jump_kept BEFORE DELETE ON number_jump BEGIN SELECT RAISE (ABORT, 'a jump is never deleted'); END;"
  "CREATE TRIGGER case_range_once BEFORE INSERT ON case_range WHEN EXISTS (SELECT 1 FROM case_range WHERE id = NEW.id)"
  "  BEGIN SELECT RAISE (IGNORE); END;"
  "CREATE TRIGGER case_range_moves BEFORE UPDATE ON case_range WHEN NEW.next < OLD.next OR NEW.id <> OLD.id"
  "  OR NEW.central_epoch <> OLD.central_epoch OR NEW.prefix <> OLD.prefix OR NEW.digits <> OLD.digits OR NEW.first <> OLD.first"
  "  OR NEW.last <> OLD.last BEGIN SELECT RAISE (ABORT, 'a range is only used up'); END;"
  "CREATE TRIGGER case_range_kept BEFORE DELETE ON case_range BEGIN SELECT RAISE (ABORT, 'a range is never deleted'); END;";

#define META_OF_2 "('central_epoch', '')"

/* What version 2 changes in the tables of version 1; then come tables_of_2 and all triggers. Rows of bodies are not touched, so
 * that it takes little room. */
static const char changes_to_2[] =
  "DROP TRIGGER record_sealed; DROP TRIGGER record_kept; DROP TRIGGER body_sealed; DROP TRIGGER body_kept;"
  "DROP TRIGGER material_sealed; DROP TRIGGER material_kept; DROP TRIGGER state_begins; DROP TRIGGER state_kept;"
  "DROP TRIGGER state_moves; DROP TRIGGER receipt_kept; DROP INDEX state_settled;"
  "ALTER TABLE record ADD COLUMN about_reference TEXT;"
  "ALTER TABLE state ADD COLUMN changed_usec INTEGER;"
  /* When it was settled is not known in time of running: its age begins now. */
  "UPDATE state SET changed_usec = (SELECT coalesce (max (base_usec + last_usec), 0) FROM boot)"
  "  WHERE state IN ('accepted','rejected');";
static const char declare_jumps_of_1[] =
  "INSERT INTO number_jump SELECT seq, 'before version 2' FROM record WHERE seq > 1"
  "  AND NOT EXISTS (SELECT 1 FROM record AS earlier WHERE earlier.seq = record.seq - 1);";

gboolean
yj_outbox_make_schema (YjOutbox *self, GError **error)
{
  g_autofree char *sql = NULL;
  guint8 random[8];
  char epoch[17];

  randombytes_buf (random, sizeof random);
  sodium_bin2hex (epoch, sizeof epoch, random, sizeof random);
  sql = g_strdup_printf ("%s %s %s"
                         "INSERT INTO meta VALUES ('epoch', '%s'), ('mark', '0'), ('outcome_cursor', '0'), " META_OF_2 ";"
                         "PRAGMA application_id = %d; PRAGMA user_version = %d;",
                         tables_of_1, tables_of_2, triggers, epoch, YJ_OUTBOX_APPLICATION_ID, YJ_OUTBOX_VERSION);
  return yj_outbox_begin (self, error) && yj_outbox_end (self, yj_outbox_exec (self, sql, error), error);
}

gboolean
yj_outbox_migrate (YjOutbox *self, gint64 version, GError **error)
{
  g_autofree char *sql = NULL;

  if (version >= YJ_OUTBOX_VERSION)
    return TRUE;
  sql = g_strdup_printf ("%s %s %s %s INSERT INTO meta VALUES " META_OF_2 "; PRAGMA user_version = %d;", changes_to_2, tables_of_2,
                         declare_jumps_of_1, triggers, YJ_OUTBOX_VERSION);
  return yj_outbox_begin (self, error) && yj_outbox_end (self, yj_outbox_exec (self, sql, error), error);
}
