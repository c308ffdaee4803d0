/* SPDX-License-Identifier: Apache-2.0 */
/* The courier's small parts: waits, guesses, blobs, the clock's floor, what trouble means. */
#include "outbox-rig.h"
#include "sync/courier/yj-backoff.h"
#include "sync/courier/yj-blob-store.h"
#include "sync/courier/yj-clock-floor.h"
#include "sync/courier/yj-sync-result.h"
#include "sync/courier/yj-throttle.h"
#include <glib/gstdio.h>
#include <string.h>

static void
test_backoff (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  for (guint failures = 1; failures < 40; failures++) {
    guint64 bound = MIN ((guint64) YJ_BACKOFF_BASE_MSEC << MIN (failures - 1, 20), YJ_BACKOFF_CAP_MSEC), sum = 0, highest = 0;
    for (guint i = 0; i < 400; i++) {
      guint wait = yj_backoff_msec (failures, rand);
      g_assert_cmpuint (wait, <=, bound);
      sum += wait;
      highest = MAX (highest, wait);
    }
    /* Full jitter: spread over the whole interval, not around its end. */
    g_assert_cmpuint (sum / 400, >, bound * 2 / 5);
    g_assert_cmpuint (sum / 400, <, bound * 3 / 5);
    g_assert_cmpuint (highest, >, bound * 9 / 10);
  }
}

static void
test_throttle (void)
{
  g_autoptr (YjClock) clock = yj_clock_new_fake (RIG_WALL_USEC, 0, RIG_BOOT);
  YjThrottle *throttle = yj_throttle_new (clock, 3, 10, 600);

  for (guint i = 0; i < 3; i++) {
    g_assert_true (yj_throttle_may_try (throttle, "a"));
    yj_throttle_add_failure (throttle, "a");
  }
  g_assert_false (yj_throttle_may_try (throttle, "a"));
  g_assert_true (yj_throttle_may_try (throttle, "b"));
  yj_throttle_forgive (throttle, "a");
  g_assert_true (yj_throttle_may_try (throttle, "a"));
  for (guint i = 0; i < 8; i++) {
    g_autofree char *key = g_strdup_printf ("other-%u", i);
    yj_throttle_add_failure (throttle, key);
  }
  g_assert_false (yj_throttle_may_try (throttle, "b")); /* ten in all: nobody tries */
  yj_clock_fake_jump (clock, G_GINT64_CONSTANT (100000000000));
  g_assert_false (yj_throttle_may_try (throttle, "b")); /* the wall clock is no way out */
  yj_clock_fake_advance (clock, G_GINT64_CONSTANT (601000000));
  g_assert_true (yj_throttle_may_try (throttle, "b"));
  g_assert_true (yj_throttle_may_try (throttle, "a"));
  yj_throttle_free (throttle);
}

static gboolean
drop_all_but (const char *name, gpointer kept)
{
  return !g_str_equal (name, kept);
}

static void
test_blobs (void)
{
  g_autofree char *dir = g_dir_make_tmp ("yijian-blobs-XXXXXX", NULL), *big = g_malloc0 (4 * 1024 * 1024 + 1);
  g_autoptr (GBytes) one = g_bytes_new_static ("sealed page", 11), other = g_bytes_new_static ("another", 7), back = NULL;
  g_autoptr (GBytes) too_big = g_bytes_new (big, 4 * 1024 * 1024 + 1), most = g_bytes_new (big, 4 * 1024 * 1024), none = g_bytes_new (NULL, 0);
  g_autofree char *digest = NULL, *second = NULL, *path = NULL;
  g_autoptr (GError) error = NULL;

  digest = yj_blob_store_put (dir, one, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (digest, ==, "45fd54c08014b319cce1f7ab1a344b9a884964cb0060f0d9993228a0c08b9f64");
  g_assert_true (yj_blob_is_digest (digest));
  g_assert_cmpint (yj_blob_store_get_size (dir, digest), ==, 11);
  back = yj_blob_store_get (dir, digest, NULL);
  g_assert_true (g_bytes_equal (back, one));
  g_assert_null (yj_blob_store_put (dir, too_big, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_null (yj_blob_store_put (dir, none, NULL));
  g_clear_pointer (&second, g_free);
  second = yj_blob_store_put (dir, most, NULL); /* exactly what central takes */
  g_assert_nonnull (second);
  g_free (second);
  second = yj_blob_store_put (dir, other, NULL);
  path = g_build_filename (dir, "blob", second, NULL);
  g_assert_true (g_file_set_contents (path, "rotten", -1, NULL));
  g_assert_null (yj_blob_store_get (dir, second, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_UNVERIFIED);
  g_clear_error (&error);
  g_assert_null (yj_blob_store_get (dir, "../../etc/passwd", &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
  yj_blob_store_sweep (dir, drop_all_but, digest);
  g_assert_cmpint (yj_blob_store_get_size (dir, digest), ==, 11);
  g_assert_cmpint (yj_blob_store_get_size (dir, second), ==, -1);
  outbox_rig_remove_tree (dir);
}

/* After the build date, which is every clock's first floor. */
#define LATER_USEC (G_GINT64_CONSTANT (4000000000) * G_USEC_PER_SEC)

static void
test_floor (void)
{
  g_autofree char *dir = g_dir_make_tmp ("yijian-floor-XXXXXX", NULL), *path = g_build_filename (dir, "clock.floor", NULL);
  g_autoptr (YjClock) clock = yj_clock_new_fake (LATER_USEC, 0, RIG_BOOT), dead = yj_clock_new_fake (0, 0, "next");
  gint64 kept = 0;

  yj_clock_floor_load (dir, clock);
  yj_clock_raise_floor (clock, LATER_USEC);
  yj_clock_floor_keep (dir, clock, &kept);
  yj_clock_floor_load (dir, dead);
  g_assert_cmpint (yj_clock_get_floor_usec (dead), ==, LATER_USEC);
  g_assert_false (yj_clock_is_verified (dead));
  g_unlink (path);
  yj_clock_raise_floor (clock, LATER_USEC + G_USEC_PER_SEC);
  yj_clock_floor_keep (dir, clock, &kept); /* a second later is no reason to write */
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_set_contents (path, "99999999999999999999", -1, NULL));
  yj_clock_floor_load (dir, dead); /* nonsense is not believed */
  g_assert_cmpint (yj_clock_get_floor_usec (dead), ==, LATER_USEC);
  outbox_rig_remove_tree (dir);
}

static void
test_trouble (void)
{
  g_auto (YjSyncResult) result = { 0 };

  for (YjTrouble kind = YJ_TROUBLE_NONE; kind <= YJ_TROUBLE_STORE; kind++) {
    g_assert_cmpuint (strlen (yj_trouble_nick (kind)), >, 3);
    g_assert_cmpuint (strlen (yj_trouble_next_step (kind)), >, 10);
  }
  yj_sync_result_trouble (&result, YJ_TROUBLE_BUSY, "first");
  yj_sync_result_trouble (&result, YJ_TROUBLE_OFFLINE, "second");
  g_assert_cmpstr (result.trouble, ==, "first");
  yj_sync_result_trouble (&result, YJ_TROUBLE_CERTIFICATE, "third"); /* what needs a person is what is shown */
  yj_sync_result_trouble (&result, YJ_TROUBLE_BUSY, "fourth");
  g_assert_cmpstr (result.trouble, ==, "third");
  g_assert_cmpint (result.kind, ==, YJ_TROUBLE_CERTIFICATE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/courier-parts/waits-are-spread-over-a-bound-that-doubles-to-fifteen-minutes", test_backoff);
  g_test_add_func ("/courier-parts/guesses-are-counted-for-each-reference-and-in-all-by-boot-time", test_throttle);
  g_test_add_func ("/courier-parts/a-blob-is-what-its-name-says-or-it-is-not-given", test_blobs);
  g_test_add_func ("/courier-parts/the-clocks-floor-outlives-the-battery", test_floor);
  g_test_add_func ("/courier-parts/every-trouble-has-a-next-step", test_trouble);
  return g_test_run ();
}
