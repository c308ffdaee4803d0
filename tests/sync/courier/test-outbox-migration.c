/* SPDX-License-Identifier: Apache-2.0 */
/* Stored databases of earlier versions: they become what a new one is, keep every row, and are never found half way. */
#include "fault-vfs.h"
#include "outbox-rig.h"
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

/* Every column that version 1 had, in order. */
static const char *const rows_of_1[] = {
  "SELECT key, value FROM meta WHERE key IN ('epoch','mark','outcome_cursor') ORDER BY key",
  "SELECT seq, id, kind, reference, case_number, item, boot_id, boottime_usec, wall, header_sha256, envelope_sha256, secret_sha256"
  " FROM record ORDER BY seq",
  "SELECT seq, header_jws, header_json, hex (envelope) FROM body ORDER BY seq",
  "SELECT seq, sha256, bytes FROM material ORDER BY seq",
  "SELECT seq, state, attempts, reason, receipt, settled FROM state ORDER BY seq",
  "SELECT n, seq, wall, boottime_usec, what FROM event WHERE n <= 16 ORDER BY n",
  "SELECT n, id, reference, matter, case_id, department, status, reason, at, secret_sha256 FROM outcome ORDER BY n",
  "SELECT boot_id, base_usec, last_usec FROM boot WHERE boot_id <> '" RIG_BOOT "' ORDER BY boot_id",
};
static const char schema[] = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name";
static const char *const pragmas[] = { "application_id", "user_version", "page_size", "encoding", "auto_vacuum", "journal_mode" };

static int
add_row (void *text, int n, char **values, char **names)
{
  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "%s|", values[i] != NULL ? values[i] : "NULL");
  g_string_append_c (text, '\n');
  return 0;
}

/* What the queries say of the file, read past all faults. */
static char *
read_text (OutboxRig *rig, const char *const *queries, guint n)
{
  g_autofree char *path = outbox_rig_path (rig, "outbox.db");
  GString *text = g_string_new (NULL);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, "unix"), ==, SQLITE_OK);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (sqlite3_exec (db, queries[i], add_row, text, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  return g_string_free (text, FALSE);
}

static char *
read_rows (OutboxRig *rig)
{
  return read_text (rig, rows_of_1, G_N_ELEMENTS (rows_of_1));
}

static char *
read_schema (OutboxRig *rig)
{
  const char *query = schema;
  return read_text (rig, &query, 1);
}

/* The folder of a kiosk on the day of the update. */
static void
set_up_stored (OutboxRig *rig, const char *name)
{
  g_autofree char *path = NULL, *dump = g_test_build_filename (G_TEST_DIST, "sync", "courier", "stored", name, NULL), *sql = NULL;
  sqlite3 *db = NULL;

  outbox_rig_set_up (rig);
  outbox_rig_close (rig);
  path = outbox_rig_path (rig, "outbox.db");
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_true (g_file_get_contents (dump, &sql, NULL, NULL));
  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "unix"), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  g_free (path);
  path = outbox_rig_path (rig, "outbox.seq");
  g_assert_true (g_file_set_contents (path, "256\n", -1, NULL));
}

static void
test_same_as_fresh (void)
{
  OutboxRig fresh, stored;
  g_autofree char *before = NULL, *after = NULL, *wanted = NULL, *made = NULL;

  outbox_rig_set_up (&fresh);
  outbox_rig_close (&fresh);
  set_up_stored (&stored, "outbox-1.sql");
  before = read_rows (&stored);
  outbox_rig_open (&stored, NULL);
  outbox_rig_close (&stored);
  after = read_rows (&stored);
  g_assert_cmpstr (after, ==, before);
  wanted = read_schema (&fresh);
  made = read_schema (&stored);
  g_assert_cmpstr (made, ==, wanted);
  for (guint i = 0; i < G_N_ELEMENTS (pragmas); i++) {
    g_autofree char *query = g_strdup_printf ("PRAGMA %s", pragmas[i]);
    g_autofree char *of_fresh = read_text (&fresh, (const char *const *) &query, 1);
    g_autofree char *of_stored = read_text (&stored, (const char *const *) &query, 1);
    g_assert_cmpstr (of_stored, ==, of_fresh);
  }
  g_test_message ("version 1 became this version: %u bytes of schema and %u of rows are the same", (guint) strlen (made),
                  (guint) strlen (after));
  outbox_rig_tear_down (&fresh);
  outbox_rig_tear_down (&stored);
}

/* The work goes on where version 1 left it. */
static void
test_goes_on (void)
{
  static const char *const states[] = {
    "purged", "purged", "queued", "held", "accepted", "rejected", "dead", "queued", "queued", "queued"
  };
  g_autoptr (GPtrArray) items = NULL;
  OutboxRig rig;

  set_up_stored (&rig, "outbox-1.sql");
  outbox_rig_open (&rig, NULL);
  for (guint n = 1; n <= G_N_ELEMENTS (states); n++)
    outbox_rig_assert_state (&rig, n, states[n - 1]);
  items = yj_outbox_claim (rig.outbox, 0, 100, G_MAXSIZE, NULL);
  g_assert_cmpuint (items->len, ==, 4);
  g_assert_true (outbox_rig_settle (&rig, 3, YJ_SETTLE_ACCEPTED, "receipt-3", NULL));
  g_assert_cmpuint (outbox_rig_seal (&rig, 11), ==, 11);
  outbox_rig_tear_down (&rig);
}

/* Version 1 left numbers out without a word where an image had come back; what it left is declared. */
static void
test_jumps_of_1 (void)
{
  OutboxRig rig;

  set_up_stored (&rig, "outbox-1.sql");
  g_assert_true (outbox_rig_sql (&rig,
                                 "INSERT INTO record SELECT seq + 300, 'other', kind, 'other', case_number, item, boot_id, boottime_usec,"
                                 " wall, header_sha256, envelope_sha256, secret_sha256 FROM record WHERE seq = 1;"
                                 "INSERT INTO state (seq, state) VALUES (301, 'queued')",
                                 NULL));
  outbox_rig_open (&rig, NULL);
  outbox_rig_close (&rig);
  g_assert_cmpint (outbox_rig_sql_int (&rig, "SELECT sum (seq) FROM number_jump"), ==, 301);
  outbox_rig_tear_down (&rig);
}

static void
assert_whole (OutboxRig *rig, const char *rows, const char *old_schema, const char *new_schema)
{
  g_autofree char *found_rows = read_rows (rig), *found = read_schema (rig);
  gint64 version = outbox_rig_sql_int (rig, "PRAGMA user_version");

  g_assert_true (version == 1 || version == 2);
  g_assert_cmpstr (found, ==, version == 1 ? old_schema : new_schema);
  g_assert_cmpstr (found_rows, ==, rows);
}

static char *
read_fresh_schema (void)
{
  OutboxRig fresh;
  char *text;

  outbox_rig_set_up (&fresh);
  outbox_rig_close (&fresh);
  text = read_schema (&fresh);
  outbox_rig_tear_down (&fresh);
  return text;
}

/* A child opens the file and meets the fault at step @at; 9: it was ended there. */
static int
open_in_child (OutboxRig *rig, FaultKind kind, guint at)
{
  pid_t child = fork ();
  int status = 0;

  if (child == 0) {
    g_autoptr (YjOutbox) outbox = NULL;
    fault_vfs_arm (kind, at, TRUE);
    outbox = yj_outbox_open (rig->dir, rig->clock, NULL, NULL);
    _exit (fault_vfs_met () > 0 ? 1 : 0);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static void
interrupt_everywhere (FaultKind kind, const char *what)
{
  g_autofree char *new_schema = read_fresh_schema ();
  guint at = 0, kept = 0, version_1 = 0;
  int code;

  do {
    g_autofree char *rows = NULL, *old_schema = NULL;
    OutboxRig rig;
    at++;
    set_up_stored (&rig, "outbox-1.sql");
    rows = read_rows (&rig);
    old_schema = read_schema (&rig);
    code = open_in_child (&rig, kind, at);
    version_1 += outbox_rig_sql_int (&rig, "PRAGMA user_version") == 1;
    assert_whole (&rig, rows, old_schema, new_schema);
    outbox_rig_open (&rig, NULL); /* and the next start finishes it */
    outbox_rig_close (&rig);
    g_assert_cmpint (outbox_rig_sql_int (&rig, "PRAGMA user_version"), ==, 2);
    assert_whole (&rig, rows, old_schema, new_schema);
    kept++;
    outbox_rig_tear_down (&rig);
  } while (code != 0);
  g_assert_cmpuint (version_1, >, 5);
  g_assert_cmpuint (version_1, <, kept);
  g_test_message ("%s at each of %u steps: %u files were of version 1 afterwards, %u of version 2, none between", what, at - 1, version_1,
                  kept - version_1);
}

static void
test_killed (void)
{
  interrupt_everywhere (FAULT_KILL, "kill");
}

static void
test_full (void)
{
  interrupt_everywhere (FAULT_FULL, "no room");
}

/* A disk that is full when the new program starts: the room that was kept for such a moment is spent on it. */
static void
test_ballast_makes_room (void)
{
  guint at = 0;
  gboolean met;

  do {
    g_autoptr (GError) error = NULL;
    OutboxRig rig;
    set_up_stored (&rig, "outbox-1.sql");
    fault_vfs_arm (FAULT_FULL, ++at, FALSE);
    rig.outbox = yj_outbox_open (rig.dir, rig.clock, NULL, &error);
    met = fault_vfs_met () > 0;
    fault_vfs_arm (FAULT_NONE, 0, FALSE);
    g_assert_no_error (error);
    outbox_rig_close (&rig);
    g_assert_cmpint (outbox_rig_sql_int (&rig, "PRAGMA user_version"), ==, 2);
    outbox_rig_tear_down (&rig);
  } while (met);
  g_assert_cmpuint (at, >, 10);
  g_test_message ("no room once, at each of %u steps: opened all the same", at - 1);
}

static void
test_io_error (void)
{
  interrupt_everywhere (FAULT_IO, "EIO");
}

/* Nothing is known after it, so either is right, but one of them. */
static void
test_sync_fails (void)
{
  g_autofree char *new_schema = read_fresh_schema ();
  guint at = 0;
  int code;

  do {
    g_autofree char *rows = NULL, *old_schema = NULL;
    OutboxRig rig;
    set_up_stored (&rig, "outbox-1.sql");
    rows = read_rows (&rig);
    old_schema = read_schema (&rig);
    code = open_in_child (&rig, FAULT_SYNC, ++at);
    assert_whole (&rig, rows, old_schema, new_schema);
    outbox_rig_tear_down (&rig);
  } while (code != 0);
  g_assert_cmpuint (at, >, 1);
}

int
main (int argc, char **argv)
{
  fault_vfs_test_init (&argc, &argv);
  g_test_add_func ("/outbox-migration/version-1-becomes-what-a-new-file-is-and-keeps-every-row", test_same_as_fresh);
  g_test_add_func ("/outbox-migration/the-work-goes-on-where-version-1-left-it", test_goes_on);
  g_test_add_func ("/outbox-migration/numbers-that-version-1-left-out-are-declared", test_jumps_of_1);
  g_test_add_func ("/outbox-migration/a-kill-at-any-step-leaves-a-whole-file", test_killed);
  g_test_add_func ("/outbox-migration/a-full-disk-at-any-step-leaves-a-whole-file", test_full);
  g_test_add_func ("/outbox-migration/the-ballast-makes-room-for-it", test_ballast_makes_room);
  g_test_add_func ("/outbox-migration/a-failing-write-at-any-step-leaves-a-whole-file", test_io_error);
  g_test_add_func ("/outbox-migration/a-failing-fsync-leaves-a-whole-file", test_sync_fails);
  return g_test_run ();
}
