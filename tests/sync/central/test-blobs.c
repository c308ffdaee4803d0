/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what is true of sealed materials wherever they lie: files, or PostgreSQL where YIJIAN_TEST_DATABASE names one. */
#include "core/base/yj-error.h"
#include "sync/central/yj-central-blobs.h"
#include "tests/sync/central/store-fixture.h"
#include <sodium.h>

#define LARGE (3 * 1024 * 1024 + 77)

typedef struct {
  Fixture store;
  YjCentralBlobs *blobs;
  guint8 *data;
  char *sha256;      /* of LARGE bytes of data */
} Blobs;

static void
setup (Blobs *b, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  fixture_setup (&b->store, NULL);
  b->blobs = yj_central_blobs_new (b->store.store, b->store.uri, &error);
  g_assert_no_error (error);
  b->data = g_malloc (LARGE);
  randombytes_buf (b->data, LARGE);
  b->sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, b->data, LARGE);
}

static void
remove_tree (const char *path)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", path);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
}

static void
teardown (Blobs *b, gconstpointer unused)
{
  yj_central_blobs_free (b->blobs);
  if (b->store.path != NULL) {
    g_autofree char *dir = g_strconcat (b->store.path, "-blobs", NULL);
    remove_tree (dir);
  }
  fixture_teardown (&b->store, NULL);
  g_free (b->data);
  g_free (b->sha256);
}

static gint64
get_offset (Blobs *b, const char *kiosk)
{
  gint64 offset = 0;
  g_assert_true (yj_central_blobs_get_offset (b->blobs, kiosk, b->sha256, &offset, NULL));
  return offset;
}

static gint64
get_size (Blobs *b)
{
  gint64 size = 0;
  g_assert_true (yj_central_blobs_get_size (b->blobs, b->sha256, &size, NULL));
  return size;
}

/* From @offset up to @end in the sizes that a network gives. */
static gboolean
upload (Blobs *b, const char *kiosk, gint64 offset, gint64 end, gboolean finish, gboolean complete, GError **error)
{
  g_autoptr (YjUpload) part = yj_upload_new (b->blobs, kiosk, b->sha256, offset, error);

  if (part == NULL)
    return FALSE;
  for (gint64 at = offset; at < end; at += 60000)
    if (!yj_upload_append (part, b->data + at, (gsize) MIN (60000, end - at), error))
      return FALSE;
  return !finish || yj_upload_finish (part, complete, error);
}

static void
assert_readable (Blobs *b)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = yj_central_blobs_read (b->blobs, b->sha256, &error), wanted = g_bytes_new (b->data, LARGE);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, wanted));
  g_assert_cmpint (get_size (b), ==, LARGE);
  g_assert_cmpint (get_offset (b, "AAAA"), ==, -1);
}

static void
test_whole (Blobs *b, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (get_size (b), ==, -1);
  g_assert_cmpint (get_offset (b, "AAAA"), ==, -1);
  g_assert_null (yj_central_blobs_read (b->blobs, b->sha256, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (upload (b, "AAAA", 0, LARGE, TRUE, TRUE, &error));
  g_assert_no_error (error);
  assert_readable (b);
}

/* Finished or cut off, what came stays, and the next request goes on from there. */
static void
test_resumed (Blobs *b, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (upload (b, "AAAA", 0, 1000000, TRUE, FALSE, &error));
  g_assert_cmpint (get_offset (b, "AAAA"), ==, 1000000);
  g_assert_cmpint (get_offset (b, "BBBB"), ==, -1);
  g_assert_true (upload (b, "AAAA", 1000000, 2000001, FALSE, FALSE, &error));
  g_assert_cmpint (get_offset (b, "AAAA"), ==, 2000001);
  g_assert_false (upload (b, "AAAA", 1000000, LARGE, TRUE, TRUE, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (upload (b, "AAAA", 2000001, LARGE, TRUE, TRUE, &error));
  g_assert_no_error (error);
  assert_readable (b);
}

static void
test_wrong_bytes (Blobs *b, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  b->data[LARGE / 2] ^= 1;
  g_assert_false (upload (b, "AAAA", 0, LARGE, TRUE, TRUE, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_UNVERIFIED);
  g_clear_error (&error);
  g_assert_cmpint (get_size (b), ==, -1);
  g_assert_cmpint (get_offset (b, "AAAA"), ==, -1);
  b->data[LARGE / 2] ^= 1;
  g_assert_true (upload (b, "AAAA", 0, LARGE, TRUE, TRUE, &error));
  assert_readable (b);
}

/* A request that hangs while a newer one goes on is over, and harms nothing. */
static void
test_two_requests (Blobs *b, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjUpload) hanging = NULL;

  g_assert_true (upload (b, "AAAA", 0, 600000, TRUE, FALSE, &error));
  hanging = yj_upload_new (b->blobs, "AAAA", b->sha256, 600000, &error);
  g_assert_true (upload (b, "AAAA", 600000, 1200000, TRUE, FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (yj_upload_append (hanging, b->data, 10, &error) && yj_upload_finish (hanging, TRUE, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_EXISTS);
  g_clear_error (&error);
  g_clear_pointer (&hanging, yj_upload_free);
  g_assert_cmpint (get_offset (b, "AAAA"), ==, 1200000);
  g_assert_true (upload (b, "AAAA", 1200000, LARGE, TRUE, TRUE, &error));
  assert_readable (b);
}

static void
test_two_kiosks (Blobs *b, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GHashTable) found = NULL;

  g_assert_true (upload (b, "BBBB", 0, 700000, TRUE, FALSE, &error));
  g_assert_true (upload (b, "AAAA", 0, LARGE, TRUE, TRUE, &error));
  g_assert_true (upload (b, "BBBB", 700000, LARGE, TRUE, TRUE, &error));
  g_assert_no_error (error);
  assert_readable (b);
  g_ptr_array_add (names, b->sha256);
  g_ptr_array_add (names, b->sha256);
  g_ptr_array_add (names, (gpointer) "0000");
  found = yj_central_blobs_find (b->blobs, names, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (found), ==, 1);
  g_assert_cmpint (*(gint64 *) g_hash_table_lookup (found, b->sha256), ==, LARGE);
}

static void
test_limits (Blobs *b, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjUpload) large = NULL;
  guint taken = 0;

  for (guint i = 0; error == NULL; i++) {
    g_autofree char *name = g_strdup_printf ("%064u", i);
    g_autoptr (YjUpload) one = yj_upload_new (b->blobs, "AAAA", name, 0, &error);
    if (one != NULL && yj_upload_append (one, "x", 1, &error) && yj_upload_finish (one, FALSE, &error))
      taken++;
  }
  g_assert_error (error, YJ_ERROR, YJ_ERROR_LIMIT);
  g_assert_cmpuint (taken, ==, 64);
  g_clear_error (&error);
  large = yj_upload_new (b->blobs, "BBBB", b->sha256, 0, &error);
  g_assert_true (yj_upload_append (large, b->data, LARGE, &error));
  g_assert_false (yj_upload_append (large, b->data, 4 * 1024 * 1024 + 1 - LARGE, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_LIMIT);
}

#define ADD(sentence, function) g_test_add ("/central/material-store/" sentence, Blobs, NULL, setup, function, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  ADD ("a-material-is-there-once-it-is-complete", test_whole);
  ADD ("an-upload-goes-on-from-where-it-was-cut", test_resumed);
  ADD ("bytes-that-are-not-what-the-name-says-are-dropped", test_wrong_bytes);
  ADD ("of-two-requests-for-one-upload-the-older-is-over", test_two_requests);
  ADD ("two-kiosks-may-bring-the-same-material", test_two_kiosks);
  ADD ("a-kiosk-has-64-unfinished-uploads-and-a-material-4-MiB", test_limits);
  return g_test_run ();
}
