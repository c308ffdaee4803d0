/* SPDX-License-Identifier: Apache-2.0 */
/* A damaged file gives all that can still be read, wherever it is damaged, whatever interrupts the taking over, and in little memory. */
#include "fault-vfs.h"
#include "outbox-many.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096

/* Forty records: 1 purged, 2 accepted, 3 rejected, 4 held, 5 dead, the others queued. */
static const char *const first_states[] = { "purged", "accepted", "rejected", "held", "dead", "queued" };

static void
begin (OutboxRig *rig)
{
  g_autofree char *held = outbox_rig_id (4);

  outbox_rig_set_up (rig);
  for (guint n = 1; n <= 40; n++)
    outbox_rig_seal (rig, n);
  g_assert_true (outbox_rig_settle (rig, 1, YJ_SETTLE_ACCEPTED, "receipt-1", NULL));
  g_assert_true (outbox_rig_purge (rig, 0));
  g_assert_true (outbox_rig_settle (rig, 2, YJ_SETTLE_ACCEPTED, "receipt-2", NULL));
  g_assert_true (outbox_rig_settle (rig, 3, YJ_SETTLE_REJECTED, "receipt-3", NULL));
  g_assert_true (yj_outbox_hold (rig->outbox, held, NULL));
  g_assert_true (outbox_rig_settle (rig, 5, YJ_SETTLE_DEAD, NULL, NULL));
  g_assert_true (yj_outbox_adopt_central_epoch (rig->outbox, "00000000000000aa", NULL, NULL));
  outbox_rig_close (rig);
}

static void
destroy_page (OutboxRig *rig, gint64 page)
{
  g_autofree char *path = outbox_rig_path (rig, "outbox.db"), *junk = g_strnfill (PAGE, 'Z');
  int fd = g_open (path, O_WRONLY | O_CLOEXEC);
  g_assert_cmpint (pwrite (fd, junk, PAGE, (page - 1) * PAGE), ==, PAGE);
  close (fd);
}

/* Pages of a table that hold rows, the first @max of them. */
static void
destroy_leaves (OutboxRig *rig, const char *table, guint max)
{
  g_autofree char *path = outbox_rig_path (rig, "outbox.db");
  g_autoptr (GArray) pages = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, "unix"), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_prepare_v2 (db, "SELECT pageno FROM dbstat WHERE name = ?1 AND pagetype = 'leaf' ORDER BY path", -1, &statement, NULL), ==,
      SQLITE_OK);
  sqlite3_bind_text (statement, 1, table, -1, SQLITE_STATIC);
  while (pages->len < max && sqlite3_step (statement) == SQLITE_ROW) {
    gint64 page = sqlite3_column_int64 (statement, 0);
    g_array_append_val (pages, page);
  }
  sqlite3_finalize (statement);
  sqlite3_close (db);
  g_assert_cmpuint (pages->len, >, 0);
  for (guint i = 0; i < pages->len; i++)
    destroy_page (rig, g_array_index (pages, gint64, i));
}

static const char *
wanted_state (guint n)
{
  return first_states[MIN (n, G_N_ELEMENTS (first_states)) - 1];
}

/* All forty in their states; what is queued can be sent, under the source and with the bytes that were sealed. */
static void
assert_all (OutboxRig *rig, const char *old_epoch)
{
  g_autoptr (GPtrArray) items = yj_outbox_claim (rig->outbox, 0, 100, G_MAXSIZE, NULL);

  for (guint n = 1; n <= 40; n++)
    outbox_rig_assert_state (rig, n, wanted_state (n));
  g_assert_cmpuint (items->len, ==, 35);
  for (guint i = 0; i < items->len; i++) {
    const YjOutboxItem *item = g_ptr_array_index (items, i);
    g_assert_cmpuint (item->seq, ==, i + 6);
    g_assert_true (g_str_has_suffix (item->source, old_epoch));
    g_assert_cmpuint (g_bytes_get_size (item->envelope), ==, 600);
  }
  g_assert_cmpstr (yj_outbox_get_epoch (rig->outbox), !=, old_epoch);
  g_assert_cmpuint (outbox_rig_seal (rig, 41), >, 40);
}

static char *
read_epoch (OutboxRig *rig)
{
  char *epoch;
  outbox_rig_open (rig, NULL);
  epoch = g_strdup (yj_outbox_get_epoch (rig->outbox));
  outbox_rig_close (rig);
  return epoch;
}

/* The page that says where everything is. */
static void
test_first_page (void)
{
  g_autofree char *moved = NULL, *epoch = NULL, *beside = NULL;
  gsize size = 0;
  g_autofree char *page = NULL;
  OutboxRig rig;

  begin (&rig);
  epoch = read_epoch (&rig);
  destroy_page (&rig, 1);
  outbox_rig_open (&rig, &moved);
  g_assert_nonnull (moved);
  assert_all (&rig, epoch);
  beside = g_strconcat (moved, "-page-1", NULL);
  g_assert_true (g_file_get_contents (beside, &page, &size, NULL));
  g_assert_true (size == PAGE && page[0] == 'Z'); /* what was found is kept */
  g_test_message ("without its first page the file gave 40 of 40 records in their states");
  outbox_rig_tear_down (&rig);
}

/* The same of a file that version 1 wrote. */
static void
test_first_page_of_1 (void)
{
  static const char *const states[] = {
    "purged", "purged", "queued", "held", "accepted", "rejected", "dead", "queued", "queued", "queued"
  };
  g_autofree char *path = NULL, *sql = NULL, *moved = NULL;
  g_autofree char *dump = g_test_build_filename (G_TEST_DIST, "sync", "courier", "stored", "outbox-1.sql", NULL);
  sqlite3 *db = NULL;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  outbox_rig_close (&rig);
  path = outbox_rig_path (&rig, "outbox.db");
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_true (g_file_get_contents (dump, &sql, NULL, NULL));
  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "unix"), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  destroy_page (&rig, 1);
  outbox_rig_open (&rig, &moved);
  g_assert_nonnull (moved);
  for (guint n = 1; n <= G_N_ELEMENTS (states); n++)
    outbox_rig_assert_state (&rig, n, states[n - 1]);
  outbox_rig_tear_down (&rig);
}

/* The rows of records are lost, not their bodies: each body's signed header says the rest. */
static void
test_lost_rows (void)
{
  g_autofree char *epoch = NULL;
  g_autoptr (GPtrArray) items = NULL;
  guint known = 0;
  OutboxRig rig;

  begin (&rig);
  epoch = read_epoch (&rig);
  destroy_leaves (&rig, "record", 2);
  outbox_rig_open (&rig, NULL);
  for (guint n = 2; n <= 40; n++) { /* of the purged one nothing was left but its row */
    g_autofree char *id = outbox_rig_id (n);
    g_autoptr (json_t) found = yj_outbox_lookup (rig.outbox, id, NULL);
    known += found != NULL;
    g_assert_cmpstr (yj_json_string (found, "state"), ==, wanted_state (n));
  }
  items = yj_outbox_claim (rig.outbox, 0, 100, G_MAXSIZE, NULL);
  g_assert_cmpuint (items->len, ==, 35);
  g_test_message ("rows of records were destroyed, and %u of 39 came back from their own headers", known);
  outbox_rig_tear_down (&rig);
}

/* States are lost: what they belong to is sent again, and central knows it. */
static void
test_lost_states (void)
{
  g_autoptr (GPtrArray) items = NULL;
  OutboxRig rig;

  begin (&rig);
  destroy_leaves (&rig, "state", 1);
  outbox_rig_open (&rig, NULL);
  items = yj_outbox_claim (rig.outbox, 0, 100, G_MAXSIZE, NULL);
  g_assert_cmpuint (items->len, ==, 39);
  outbox_rig_assert_state (&rig, 1, "dead"); /* the purged one: its envelope is gone, its number stays */
  outbox_rig_tear_down (&rig);
}

/* Pages of bodies: those records are visible and dead, all others go on. */
static void
test_lost_bodies (void)
{
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (json_t) dead = NULL;
  OutboxRig rig;

  begin (&rig);
  destroy_leaves (&rig, "body", 3);
  outbox_rig_open (&rig, NULL);
  items = yj_outbox_claim (rig.outbox, 0, 100, G_MAXSIZE, NULL);
  dead = yj_outbox_list (rig.outbox, "dead", 0, 100);
  g_assert_cmpuint (items->len + json_array_size (dead), ==, 40 - 3); /* the held one is among them */
  g_assert_cmpuint (items->len, >=, 25);
  outbox_rig_assert_state (&rig, 2, "accepted"); /* its receipt is there */
  g_test_message ("three pages of bodies were destroyed: %u records go on, %u are set aside", items->len, (guint) json_array_size (dead));
  outbox_rig_tear_down (&rig);
}

/* The damage is met while the courier works, not at its start. */
static void
test_while_working (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) broken = NULL, items = NULL;
  g_autofree char *path = NULL, *junk = g_strnfill (PAGE, 'Z');
  gint64 pages;
  int fd;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  outbox_many_fill (&rig, 2000, 3000); /* more than the page cache holds */
  path = outbox_rig_path (&rig, "outbox.db");
  outbox_rig_close (&rig);
  pages = outbox_rig_sql_int (&rig, "SELECT max (pageno) FROM dbstat WHERE name = 'body' AND pagetype = 'internal'");
  outbox_rig_open (&rig, NULL);
  g_clear_pointer (&items, g_ptr_array_unref);
  fd = g_open (path, O_WRONLY | O_CLOEXEC);
  for (guint i = 0; i < 40; i++) /* a stretch of bodies in the middle */
    g_assert_cmpint (pwrite (fd, junk, PAGE, (pages + 300 + i) * PAGE), ==, PAGE);
  close (fd);
  for (guint64 after = 0; after < 2000; after += 100) {
    g_clear_pointer (&items, g_ptr_array_unref);
    items = yj_outbox_claim (rig.outbox, after, 100, G_MAXSIZE, &error);
    if (items == NULL)
      break;
  }
  if (items == NULL) {
    g_assert_error (error, YJ_ERROR, YJ_ERROR_STORE);
    g_clear_error (&error);
  }
  /* Whatever was met: the next question is answered, and nothing is gone. */
  {
    g_autoptr (json_t) counts = yj_outbox_count (rig.outbox);
    g_assert_cmpint (yj_json_int (counts, "queued", 0) + yj_json_int (counts, "dead", 0), ==, 2000);
    g_test_message ("damaged while it was used: %d of 2000 records go on", (int) yj_json_int (counts, "queued", 0));
    g_assert_cmpint (yj_json_int (counts, "queued", 0), >, 1900);
  }
  outbox_rig_tear_down (&rig);
}

/* Killed, or without room, at every step of the taking over: the next start ends it. */
static void
interrupt_everywhere (FaultKind kind, const char *what)
{
  guint at = 0, cut = 0;
  int code;

  do {
    g_autofree char *epoch = NULL;
    pid_t child;
    int status = 0;
    OutboxRig rig;

    at += 7;
    begin (&rig);
    epoch = read_epoch (&rig);
    destroy_page (&rig, 1);
    child = fork ();
    if (child == 0) {
      g_autoptr (YjOutbox) outbox = NULL;
      fault_vfs_arm (kind, at, TRUE);
      outbox = yj_outbox_open (rig.dir, rig.clock, NULL, NULL);
      _exit (fault_vfs_met () > 0 ? 1 : 0);
    }
    g_assert_cmpint (waitpid (child, &status, 0), ==, child);
    code = WEXITSTATUS (status);
    cut += code != 0;
    outbox_rig_open (&rig, NULL);
    assert_all (&rig, epoch);
    outbox_rig_tear_down (&rig);
  } while (code != 0);
  g_assert_cmpuint (cut, >, 3);
  g_test_message ("%s at %u moments of a salvage: 40 of 40 records each time", what, cut);
}

static void
test_killed (void)
{
  interrupt_everywhere (FAULT_KILL, "kill");
}

static void
test_no_room (void)
{
  interrupt_everywhere (FAULT_FULL, "no room");
}

static gint64
read_status (const char *name)
{
  g_autofree char *text = NULL;
  const char *at;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  at = strstr (text, name);
  return at != NULL ? g_ascii_strtoll (at + strlen (name) + 1, NULL, 10) : -1;
}

static void
test_memory (void)
{
  g_autofree char *moved = NULL;
  g_autoptr (json_t) counts = NULL;
  gint64 before, peak;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  outbox_many_fill (&rig, 10000, 8000);
  outbox_rig_close (&rig);
  destroy_page (&rig, 1);
  if (!g_file_set_contents_full ("/proc/self/clear_refs", "5", 1, G_FILE_SET_CONTENTS_NONE, 0600, NULL))
    g_test_message ("the peak of before cannot be forgotten here");
  before = read_status ("VmRSS:");
  outbox_rig_open (&rig, &moved);
  peak = read_status ("VmHWM:");
  counts = yj_outbox_count (rig.outbox);
  g_assert_cmpint (yj_json_int (counts, "queued", 0), ==, 10000);
  g_test_message ("10,000 records of 8 kB were taken over: %" G_GINT64_FORMAT " KiB before, %" G_GINT64_FORMAT " KiB at most", before,
                  peak);
#ifndef __SANITIZE_ADDRESS__ /* which keeps what was freed */
  g_assert_cmpint (peak - before, <, 24 * 1024);
#endif
  outbox_rig_tear_down (&rig);
}

int
main (int argc, char **argv)
{
  fault_vfs_test_init (&argc, &argv);
  g_test_add_func ("/outbox-salvage/without-its-first-page", test_first_page);
  g_test_add_func ("/outbox-salvage/without-its-first-page,-of-version-1", test_first_page_of_1);
  g_test_add_func ("/outbox-salvage/records-whose-rows-are-lost-come-back-from-their-headers", test_lost_rows);
  g_test_add_func ("/outbox-salvage/records-whose-states-are-lost-are-sent-again", test_lost_states);
  g_test_add_func ("/outbox-salvage/records-whose-bodies-are-lost-are-set-aside-and-stop-no-other", test_lost_bodies);
  g_test_add_func ("/outbox-salvage/damage-that-is-met-while-it-is-used", test_while_working);
  g_test_add_func ("/outbox-salvage/a-kill-while-it-is-taken-over", test_killed);
  g_test_add_func ("/outbox-salvage/no-room-while-it-is-taken-over", test_no_room);
  g_test_add_func ("/outbox-salvage/ten-thousand-records-in-little-memory", test_memory);
  return g_test_run ();
}
