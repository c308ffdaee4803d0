/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite's log is cut off, loses sectors or has bits turned, and so have the pages of the database that hold what was sealed. */
#include "chaos-row.h"
#include "ledger.h"
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#define SECTOR_BYTES 512
#define PAGE_BYTES 4096

typedef struct {
  char *data;
  gsize bytes;
} Image;

/* The files of an outbox whose courier was killed: the last step's transactions stand in the log alone. */
typedef struct {
  Ledger *ledger;
  GRand *rand;
  Image db, wal;
} Scene;

static guint
no_clock (gpointer data)
{
  return 0;
}

static void
read_image (Ledger *ledger, const char *name, Image *image)
{
  g_autofree char *path = outbox_rig_path (&ledger->rig, name);
  g_assert_true (g_file_get_contents (path, &image->data, &image->bytes, NULL));
}

static void
write_image (Ledger *ledger, const char *name, const char *data, gsize bytes)
{
  g_autofree char *path = outbox_rig_path (&ledger->rig, name);
  g_assert_true (g_file_set_contents_full (path, data, (gssize) bytes, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
scene_set_up (Scene *scene, const char *what)
{
  scene->rand = chaos_rand_new (what);
  scene->ledger = ledger_new (scene->rand, 60, 6000, no_clock, NULL);
  ledger_seal (scene->ledger, 4, 6000); /* a life that ends with an opening leaves no log */
  read_image (scene->ledger, "outbox.db", &scene->db);
  read_image (scene->ledger, "outbox.db-wal", &scene->wal);
  outbox_rig_close (&scene->ledger->rig);
}

static void
scene_tear_down (Scene *scene)
{
  ledger_free (scene->ledger);
  g_rand_free (scene->rand);
  g_free (scene->db.data);
  g_free (scene->wal.data);
}

/* What an earlier damage left aside. */
static void
remove_asides (Ledger *ledger)
{
  g_autoptr (GDir) folder = g_dir_open (ledger->rig.dir, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name (folder)) != NULL)
    if (strstr (name, ".damaged-") != NULL) {
      g_autofree char *path = outbox_rig_path (&ledger->rig, name);
      g_unlink (path);
    }
}

static YjOutbox *
open_images (Scene *scene, const Image *db, const Image *wal, char **moved_aside)
{
  OutboxRig *rig = &scene->ledger->rig;
  g_autofree char *mark = outbox_rig_path (rig, "outbox.seq");

  remove_asides (scene->ledger);
  g_unlink (mark);
  write_image (scene->ledger, "outbox.db", db->data, db->bytes);
  write_image (scene->ledger, "outbox.db-wal", wal->data, wal->bytes);
  return yj_outbox_open (rig->dir, rig->clock, moved_aside, NULL);
}

static void
mutate (Image *wal, GRand *rand, guint kind)
{
  gsize at = (gsize) g_rand_int_range (rand, 0, (gint32) wal->bytes);

  if (kind == 0)
    wal->bytes = at;
  else if (kind == 1)
    wal->data[at] = (char) (wal->data[at] ^ (1 << g_rand_int_range (rand, 0, 8)));
  else
    memset (wal->data + at / SECTOR_BYTES * SECTOR_BYTES, 0, MIN (SECTOR_BYTES, wal->bytes - at / SECTOR_BYTES * SECTOR_BYTES));
}

/* Whatever happens to the log: what is there is what was there after some step. */
static void
test_log (gconstpointer data)
{
  static const char *const names[] = { "log cut off at any byte", "log with a bit turned", "log with a sector of zeros" };
  guint kind = GPOINTER_TO_UINT (data), runs = chaos_is_long () ? 1500 : 75, wrong = 0;
  Scene scene;

  scene_set_up (&scene, names[kind]);
  for (guint run = 0; run < runs; run++) {
    g_autofree char *copy = g_memdup2 (scene.wal.data, scene.wal.bytes), *moved_aside = NULL;
    Image wal = { copy, scene.wal.bytes };
    g_autoptr (YjOutbox) outbox = NULL;

    mutate (&wal, scene.rand, kind);
    outbox = open_images (&scene, &scene.db, &wal, &moved_aside);
    wrong += outbox == NULL || moved_aside != NULL || !ledger_is_prefix (scene.ledger, outbox);
  }
  chaos_row (names[kind], runs, runs * ledger_get_records (scene.ledger), wrong, 0);
  scene_tear_down (&scene);
}

/* ---- the database itself ---- */

typedef struct {
  guint flips, dead, aside, harmless, wrong;
} Flips;

/* A record that still says "queued" is given out with the bytes that were sealed, or not at all. */
static gboolean
gives_only_what_was_sealed (Scene *scene, YjOutbox *outbox)
{
  g_autoptr (GPtrArray) items = yj_outbox_claim (outbox, 0, G_MAXUINT, G_MAXSIZE, NULL);

  for (guint i = 0; items != NULL && i < items->len; i++) {
    const YjOutboxItem *item = g_ptr_array_index (items, i);
    gsize size;
    const char *data = g_bytes_get_data (item->envelope, &size);
    g_autofree char *sealed = NULL;
    if (item->seq > ledger_get_records (scene->ledger) || size != ledger_get_bytes (scene->ledger, (guint) item->seq))
      return FALSE;
    sealed = g_malloc (size);
    memset (sealed, (int) (item->seq % 251), size);
    if (memcmp (sealed, data, size) != 0)
      return FALSE;
  }
  return TRUE;
}

/* "Not found" lets the kiosk hand the same in again: a key that can no longer be looked up must not be taken for that. */
static gboolean
finds_every_record (Scene *scene, YjOutbox *outbox)
{
  for (guint n = 1; n <= ledger_get_records (scene->ledger); n++) {
    g_autofree char *id = outbox_rig_id (n);
    g_autoptr (GError) error = NULL;
    g_autoptr (json_t) found = yj_outbox_lookup (outbox, id, &error);
    if (found == NULL && g_error_matches (error, YJ_ERROR, YJ_ERROR_NOT_FOUND))
      return FALSE;
  }
  return TRUE;
}

static gint64
count_state (YjOutbox *outbox, const char *state)
{
  g_autoptr (json_t) count = yj_outbox_count (outbox);
  return yj_json_int (count, state, 0);
}

static void
flip_once (Scene *scene, gint64 dead_before, Flips *flips)
{
  static const Image no_log = { NULL, 0 };
  g_autofree char *copy = g_memdup2 (scene->db.data, scene->db.bytes), *moved_aside = NULL;
  Image db = { copy, scene->db.bytes };
  gsize at = (gsize) g_rand_int_range (scene->rand, PAGE_BYTES, (gint32) db.bytes);
  g_autoptr (YjOutbox) outbox = NULL;

  db.data[at] = (char) (db.data[at] ^ (1 << g_rand_int_range (scene->rand, 0, 8)));
  outbox = open_images (scene, &db, &no_log, &moved_aside);
  flips->flips++;
  if (outbox == NULL || !gives_only_what_was_sealed (scene, outbox))
    flips->wrong++;
  else if (moved_aside != NULL)
    flips->aside++;
  else if (!finds_every_record (scene, outbox))
    flips->wrong++;
  else if (count_state (outbox, "dead") > dead_before)
    flips->dead++;
  else
    flips->harmless++;
}

/* A life with many unsent records: all in the database, none in the log. */
static void
set_up_pages (Scene *scene, const char *what)
{
  scene_set_up (scene, what);
  g_clear_pointer (&scene->db.data, g_free);
  outbox_rig_open (&scene->ledger->rig, NULL);
  ledger_seal (scene->ledger, 60, 9000);
  outbox_rig_close (&scene->ledger->rig);
  read_image (scene->ledger, "outbox.db", &scene->db);
}

static void
test_pages (void)
{
  static const Image no_log = { NULL, 0 };
  guint runs = chaos_is_long () ? 4000 : 200;
  YjOutbox *outbox;
  Flips flips = { 0 };
  gint64 dead, queued;
  Scene scene;

  set_up_pages (&scene, "database with a bit turned");
  outbox = open_images (&scene, &scene.db, &no_log, NULL);
  dead = count_state (outbox, "dead");
  queued = count_state (outbox, "queued");
  yj_outbox_close (outbox);
  while (flips.flips < runs)
    flip_once (&scene, dead, &flips);
  g_test_message ("%u bits turned in the database: %u found by a record's digest and set aside, %u by the check at the start, %u changed "
                  "nothing that is sent",
                  flips.flips, flips.dead, flips.aside, flips.harmless);
  g_assert_cmpuint (flips.dead, >, 0);
  chaos_row ("database with a bit turned", runs, runs * (guint) queued, flips.wrong, 0);
  scene_tear_down (&scene);
}

/* -1: the file cannot be read. */
static gint64
read_int (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  gint64 value = -1;

  if (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
      sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step (statement) == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return value;
}

/* Without the comparison, SQLite gives changed bytes out as if they were right. */
static void
test_pages_control (void)
{
  static const char changed_bodies[] =
      "SELECT count(*) FROM body WHERE length (replace (hex (envelope), printf ('%02X', seq % 251), '')) > 0";
  guint given_out = 0, runs = 100;
  g_autofree char *path = NULL;
  Scene scene;

  set_up_pages (&scene, "SQLite's own check");
  path = outbox_rig_path (&scene.ledger->rig, "outbox.db");
  g_assert_cmpint (read_int (path, changed_bodies), ==, 0);
  for (guint run = 0; run < runs; run++) {
    g_autofree char *copy = g_memdup2 (scene.db.data, scene.db.bytes);
    gsize at = (gsize) g_rand_int_range (scene.rand, PAGE_BYTES, (gint32) scene.db.bytes);

    copy[at] = (char) (copy[at] ^ 1);
    write_image (scene.ledger, "outbox.db", copy, scene.db.bytes);
    given_out +=
        read_int (path, "SELECT integrity_check = 'ok' FROM pragma_integrity_check (1)") == 1 && read_int (path, changed_bodies) > 0;
  }
  chaos_control ("a bit turned in the database, under SQLite's own check alone", runs, runs, given_out, 0);
  scene_tear_down (&scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  chaos_use_memory_for_files ();
  g_test_add_data_func ("/wal-damage/a-log-that-was-cut-off-gives-a-state-that-was", GUINT_TO_POINTER (0), test_log);
  g_test_add_data_func ("/wal-damage/a-turned-bit-in-the-log-gives-a-state-that-was", GUINT_TO_POINTER (1), test_log);
  g_test_add_data_func ("/wal-damage/a-lost-sector-of-the-log-gives-a-state-that-was", GUINT_TO_POINTER (2), test_log);
  g_test_add_func ("/wal-damage/a-turned-bit-in-the-database-never-leaves-the-kiosk", test_pages);
  g_test_add_func ("/wal-damage/control:-SQLite-does-not-see-it", test_pages_control);
  return g_test_run ();
}
