/* SPDX-License-Identifier: Apache-2.0 */
/* How long a settled record keeps its body and pages, and that nothing of it is left in the files afterwards. */
#include "outbox-rig.h"
#include <glib/gstdio.h>
#include <string.h>

#define DAY_SECONDS (24 * 3600)

static const YjOutboxRetention without_limit = { G_MAXINT32, G_MAXINT64 / 2, G_MAXINT32 };

static void
seal_and_settle (OutboxRig *rig, guint count)
{
  for (guint n = 1; n <= count; n++) {
    outbox_rig_seal (rig, n);
    g_assert_true (outbox_rig_settle (rig, n, n % 5 == 0 ? YJ_SETTLE_REJECTED : YJ_SETTLE_ACCEPTED, "receipt", NULL));
  }
}

static gint64
count_purged (OutboxRig *rig)
{
  g_autoptr (json_t) counts = yj_outbox_count (rig->outbox);
  return yj_json_int (counts, "purged", -1);
}

static guint
purge (OutboxRig *rig, YjOutboxRetention keep)
{
  gboolean more = TRUE;
  guint steps = 0;

  while (more) {
    g_autoptr (GError) error = NULL;
    g_assert_true (yj_outbox_purge (rig->outbox, &keep, &more, &error));
    g_assert_no_error (error);
    steps += more;
  }
  return steps;
}

static void
test_by_count (void)
{
  YjOutboxRetention keep = without_limit;
  guint steps;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  seal_and_settle (&rig, 330);
  outbox_rig_seal (&rig, 331);
  keep.records = 320; /* not a sixteenth above: not worth a commit */
  g_assert_cmpuint (purge (&rig, keep), ==, 0);
  keep.records = 32;
  steps = purge (&rig, keep);
  g_assert_cmpuint (steps, ==, 3); /* of 128 at most */
  g_assert_cmpint (count_purged (&rig), ==, 298);
  outbox_rig_assert_state (&rig, 298, "purged");
  outbox_rig_assert_state (&rig, 299, "accepted");
  outbox_rig_assert_state (&rig, 331, "queued");
  outbox_rig_tear_down (&rig);
}

/* By time of running: neither the wall clock nor the nights count. */
static void
test_by_age (void)
{
  YjOutboxRetention keep = without_limit;
  OutboxRig rig;

  keep.seconds = 16 * DAY_SECONDS;
  outbox_rig_set_up (&rig);
  seal_and_settle (&rig, 3);
  yj_clock_fake_jump (rig.clock, (gint64) 400 * DAY_SECONDS * G_USEC_PER_SEC);
  g_assert_cmpuint (purge (&rig, keep), ==, 0);
  for (guint day = 0; day < 18; day++) {
    g_autofree char *boot = g_strdup_printf ("boot-%u", day);
    outbox_rig_reboot (&rig, boot);
    yj_clock_fake_advance (rig.clock, (gint64) DAY_SECONDS * G_USEC_PER_SEC);
    yj_outbox_keep_time (rig.outbox);
    if (day == 9)
      g_assert_true (outbox_rig_settle (&rig, outbox_rig_seal (&rig, 4), YJ_SETTLE_ACCEPTED, "receipt", NULL));
    if (day < 16)
      g_assert_cmpuint (purge (&rig, keep), ==, 0);
  }
  g_assert_cmpuint (purge (&rig, keep), >, 0);
  g_assert_cmpint (count_purged (&rig), ==, 3);
  outbox_rig_assert_state (&rig, 4, "accepted");
  outbox_rig_tear_down (&rig);
}

/* Each record of the rig names one page of ten bytes of its own. */
static void
test_by_pages (void)
{
  YjOutboxRetention keep = without_limit;
  g_autoptr (GPtrArray) dropped = NULL, again = NULL;
  g_autofree char *first = g_strdup_printf ("%064u", 1), *fifth = g_strdup_printf ("%064u", 5);
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  seal_and_settle (&rig, 8);
  keep.blob_bytes = 40;
  g_assert_cmpuint (purge (&rig, keep), >, 0);
  g_assert_cmpint (count_purged (&rig), ==, 4);
  g_assert_false (yj_outbox_names_blob (rig.outbox, first));
  g_assert_true (yj_outbox_names_blob (rig.outbox, fifth));
  dropped = yj_outbox_take_dropped_blobs (rig.outbox);
  again = yj_outbox_take_dropped_blobs (rig.outbox);
  g_assert_cmpuint (dropped->len, ==, 4);
  g_assert_cmpstr (g_ptr_array_index (dropped, 0), ==, first);
  g_assert_cmpuint (again->len, ==, 0);
  outbox_rig_tear_down (&rig);
}

/* ---- what is left in the files ---- */

static guint
count_in_file (OutboxRig *rig, const char *name, const char *needle)
{
  g_autofree char *path = outbox_rig_path (rig, name), *data = NULL;
  gsize size = 0, length = strlen (needle);
  guint found = 0;

  if (!g_file_get_contents (path, &data, &size, NULL))
    return 0;
  for (const char *at = data; (at = memmem (at, size - (gsize) (at - data), needle, length)) != NULL; at += length)
    found++;
  return found;
}

/* Bodies of several pages; their bytes are one letter by the record's number. */
static void
test_nothing_is_left (void)
{
  static const char *const files[] = { "outbox.db", "outbox.db-wal" };
  g_autofree char *first = g_strnfill (200, 'A'), *second = g_strnfill (200, 'B'), *kept = g_strnfill (200, 'C');
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  for (guint n = 0; n < 3; n++)
    g_assert_cmpuint (outbox_rig_try_seal (&rig, 'A' + n, 9000, NULL), >, 0);
  g_assert_true (outbox_rig_settle (&rig, 1, YJ_SETTLE_ACCEPTED, "receipt", NULL));
  g_assert_true (outbox_rig_settle (&rig, 2, YJ_SETTLE_ACCEPTED, "receipt", NULL));
  g_assert_cmpuint (count_in_file (&rig, "outbox.db-wal", first), >, 20); /* the control: it can be found */
  g_assert_true (outbox_rig_purge (&rig, 1));
  yj_outbox_keep_house (rig.outbox);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    g_assert_cmpuint (count_in_file (&rig, files[i], first), ==, 0);
  g_assert_cmpuint (count_in_file (&rig, "outbox.db", kept), >, 20);
  /* The log is wiped once an hour at most, so that a busy kiosk does not wear its disk. */
  outbox_rig_seal (&rig, 9);
  g_assert_true (outbox_rig_purge (&rig, 0));
  yj_outbox_keep_house (rig.outbox);
  g_assert_cmpuint (count_in_file (&rig, "outbox.db", second), >, 20);
  yj_clock_fake_advance (rig.clock, (gint64) 3600 * G_USEC_PER_SEC);
  yj_outbox_keep_house (rig.outbox);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    g_assert_cmpuint (count_in_file (&rig, files[i], second), ==, 0);
  g_assert_cmpuint (count_in_file (&rig, "outbox.db", kept), >, 20);
  g_test_message ("of two purged bodies no 200 bytes are left in database or log; the third record's is there");
  outbox_rig_tear_down (&rig);
}

static gint64
get_size (OutboxRig *rig, const char *name)
{
  g_autofree char *path = outbox_rig_path (rig, name);
  GStatBuf info;
  return g_stat (path, &info) == 0 ? (gint64) info.st_size : -1;
}

/* An append that lengthens the file costs the disk a journal of its own. */
static void
test_log_has_its_size (void)
{
  gint64 size;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  yj_outbox_keep_house (rig.outbox);
  size = get_size (&rig, "outbox.db-wal");
  g_assert_cmpint (size, >, 4 * 1024 * 1024);
  for (guint n = 1; n <= 400; n++)
    g_assert_cmpuint (outbox_rig_try_seal (&rig, n, 8192, NULL), ==, n);
  yj_outbox_keep_house (rig.outbox);
  outbox_rig_seal (&rig, 401);
  g_assert_cmpint (get_size (&rig, "outbox.db-wal"), ==, size);
  g_assert_cmpint (get_size (&rig, "outbox.db"), >, 400 * 8192);
  g_test_message ("401 records went through a log that has %" G_GINT64_FORMAT " bytes from the beginning to the end", size);
  outbox_rig_tear_down (&rig);
}

/* Two records rot; a look takes some forty of this size. */
static void
test_rot_is_found_in_time (void)
{
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  for (guint n = 1; n <= 100; n++)
    g_assert_cmpuint (outbox_rig_try_seal (&rig, n, 100000, NULL), ==, n);
  outbox_rig_close (&rig);
  g_assert_true (outbox_rig_sql (&rig,
                                 "DROP TRIGGER body_sealed; UPDATE body SET envelope = zeroblob (100000) WHERE seq = 10;"
                                 "UPDATE body SET header_jws = 'x' || header_jws WHERE seq = 90;",
                                 NULL));
  outbox_rig_open (&rig, NULL);
  yj_outbox_keep_house (rig.outbox);
  outbox_rig_assert_state (&rig, 10, "dead");
  outbox_rig_assert_state (&rig, 90, "queued");
  for (guint i = 0; i < 2; i++)
    yj_outbox_keep_house (rig.outbox);
  outbox_rig_assert_state (&rig, 90, "dead");
  outbox_rig_assert_state (&rig, 89, "queued");
  outbox_rig_tear_down (&rig);
}

static gint64
measure_files (OutboxRig *rig)
{
  static const char *const names[] = { "outbox.db", "outbox.db-wal" };
  gint64 bytes = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = outbox_rig_path (rig, names[i]);
    GStatBuf about;
    bytes += g_stat (path, &about) == 0 ? about.st_size : 0;
  }
  return bytes;
}

static void
assert_all_there (OutboxRig *rig, guint count, guint queued)
{
  g_autoptr (GPtrArray) items = yj_outbox_claim (rig->outbox, 0, 100, G_MAXSIZE, NULL);

  g_assert_cmpuint (items->len, ==, queued); /* none of them has rotted */
  g_assert_cmpint (count_purged (rig), ==, count - queued);
  g_assert_cmpuint (yj_outbox_reserve_seq (rig->outbox, NULL), ==, count + 1);
}

static void
test_gives_back (void)
{
  const YjOutboxRetention nothing = { 0, 0, 0 };
  const guint count = 60, queued = 2;
  gint64 large, small;
  OutboxRig rig;

  outbox_rig_set_up (&rig);
  for (guint n = 1; n <= count; n++)
    g_assert_cmpuint (outbox_rig_try_seal (&rig, n, 200000, NULL), ==, n);
  for (guint n = 1; n <= count - queued; n++)
    g_assert_true (outbox_rig_settle (&rig, n, YJ_SETTLE_ACCEPTED, "receipt", NULL));
  purge (&rig, nothing);
  large = measure_files (&rig);
  yj_outbox_give_back (rig.outbox);
  small = measure_files (&rig);
  g_test_message ("%" G_GINT64_FORMAT " KiB before, %" G_GINT64_FORMAT " KiB afterwards", large / 1024, small / 1024);
  g_assert_cmpint (large, >, 12 << 20);
  g_assert_cmpint (small, <, 1 << 20);
  assert_all_there (&rig, count, queued);
  yj_outbox_give_back (rig.outbox); /* what is not worth it is left alone */
  outbox_rig_close (&rig);
  outbox_rig_open (&rig, NULL);
  assert_all_there (&rig, count, queued);
  outbox_rig_tear_down (&rig);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outbox-retention/the-newest-stay-and-a-purge-goes-in-steps", test_by_count);
  g_test_add_func ("/outbox-retention/age-is-time-of-running", test_by_age);
  g_test_add_func ("/outbox-retention/pages-take-no-more-room-than-they-may", test_by_pages);
  g_test_add_func ("/outbox-retention/nothing-of-a-purged-body-is-left-in-the-files", test_nothing_is_left);
  g_test_add_func ("/outbox-retention/a-short-disk-is-given-back-what-the-database-does-not-need", test_gives_back);
  g_test_add_func ("/outbox-retention/the-log-has-its-size-from-the-beginning", test_log_has_its_size);
  g_test_add_func ("/outbox-retention/bytes-that-rot-are-found-before-they-are-sent", test_rot_is_found_in_time);
  return g_test_run ();
}
