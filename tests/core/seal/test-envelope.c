/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/yj-error.h"
#include "core/seal/yj-age.h"
#include "core/seal/yj-archive.h"
#include "core/seal/yj-envelope.h"
#include <sodium.h>
#include <string.h>
#include <zstd.h>

typedef struct {
  char *identity[2], *recipient[3];
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  for (int i = 0; i < 2; i++)
    yj_age_keygen (&f->identity[i], &f->recipient[i]);
  f->recipient[2] = NULL;
}

static void
teardown (Fixture *f, gconstpointer data)
{
  for (int i = 0; i < 2; i++) {
    g_free (f->identity[i]);
    g_free (f->recipient[i]);
  }
}

static void
test_both_open (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) application = g_bytes_new_static ("{\"a\":1}", 7), signature = g_bytes_new_static ("png", 3), sealed = NULL;
  g_autoptr (GError) error = NULL;

  sealed = yj_envelope_seal (application, signature, (const char *const *) f->recipient, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 2; i++) {
    g_autoptr (YjEnvelope) envelope = yj_envelope_open (sealed, (const char *const[]){ f->identity[i], NULL }, &error);
    g_assert_no_error (error);
    g_assert_true (g_bytes_equal (envelope->application, application));
    g_assert_true (g_bytes_equal (envelope->signature, signature));
  }
}

/* Lengths of sealed envelopes give away no more than a multiple of 512. */
static void
test_padding (Fixture *f, gconstpointer unused)
{
  gsize sizes[2];
  for (int i = 0; i < 2; i++) {
    g_autofree char *text = g_strdup_printf ("{\"name\":\"%s\"}", i ? "ab" : "a");
    g_autoptr (GBytes) application = g_bytes_new (text, strlen (text));
    g_autoptr (GBytes) sealed = yj_envelope_seal (application, NULL, (const char *const *) f->recipient, NULL);
    sizes[i] = g_bytes_get_size (sealed);
  }
  g_assert_cmpuint (sizes[0], ==, sizes[1]);
}

static void
test_too_large (Fixture *f, gconstpointer unused)
{
  g_autofree guint8 *noise = g_malloc (300000);
  g_autoptr (GBytes) application = NULL;
  g_autoptr (GError) error = NULL;

  randombytes_buf (noise, 300000);
  application = g_bytes_new (noise, 300000);
  g_assert_null (yj_envelope_seal (application, NULL, (const char *const *) f->recipient, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_LIMIT);
}

static GBytes *
seal_entries (Fixture *f, GPtrArray *entries)
{
  g_autoptr (GBytes) packed = yj_archive_pack (entries, NULL);
  return yj_age_seal (packed, (const char *const *) f->recipient, NULL);
}

static void
test_manifest (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) entries = yj_archive_entries_new ();
  g_autoptr (GBytes) manifest = g_bytes_new_static ("{\"files\":[]}", 12), application = g_bytes_new_static ("{}", 2), sealed = NULL;
  g_autoptr (GError) error = NULL;

  yj_archive_entries_add (entries, "manifest.json", manifest);
  yj_archive_entries_add (entries, "application.json", application);
  sealed = seal_entries (f, entries);
  g_assert_null (yj_envelope_open (sealed, (const char *const[]){ f->identity[0], NULL }, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_UNVERIFIED);
}

static void
test_hostile (void)
{
  static const char *const names[] = { "../x", "/etc/x", "a/../../x", "a//b", "." };
  g_autoptr (GBytes) data = g_bytes_new_static ("x", 1);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GPtrArray) entries = yj_archive_entries_new ();
    g_autoptr (GBytes) packed = NULL;
    g_autoptr (GError) error = NULL;
    yj_archive_entries_add (entries, names[i], data);
    packed = yj_archive_pack (entries, NULL);
    g_assert_null (yj_archive_unpack (packed, 100000, 10, &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
  }
}

static void
test_bomb (void)
{
  gsize size = 64 * 1024 * 1024;
  g_autofree guint8 *zeros = g_malloc0 (size);
  g_autofree guint8 *packed = g_malloc (ZSTD_compressBound (size));
  gsize packed_size = ZSTD_compress (packed, ZSTD_compressBound (size), zeros, size, 1);
  g_autoptr (GBytes) bomb = g_bytes_new_static (packed, packed_size);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (packed_size, <, 10000);
  g_assert_null (yj_archive_unpack (bomb, 1024 * 1024, 10, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_LIMIT);
  g_test_message ("%" G_GSIZE_FORMAT " bytes that would grow to 64 MiB stop at 1 MiB", packed_size);
}

static void
test_cut (void)
{
  g_autoptr (GPtrArray) entries = yj_archive_entries_new ();
  g_autoptr (GBytes) data = g_bytes_new_static ("hello", 5), packed = NULL;

  yj_archive_entries_add (entries, "a", data);
  packed = yj_archive_pack (entries, NULL);
  for (gsize size = 0; size < g_bytes_get_size (packed); size++) {
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (packed, 0, size);
    g_autoptr (GError) error = NULL;
    g_assert_null (yj_archive_unpack (cut, 100000, 10, &error));
    g_assert_nonnull (error);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/seal/envelope/service-and-escrow-both-open-it", Fixture, NULL, setup, test_both_open, teardown);
  g_test_add ("/seal/envelope/its-length-hides-small-differences", Fixture, NULL, setup, test_padding, teardown);
  g_test_add ("/seal/envelope/more-than-256-kib-is-refused", Fixture, NULL, setup, test_too_large, teardown);
  g_test_add ("/seal/envelope/a-file-that-the-manifest-lacks-is-refused", Fixture, NULL, setup, test_manifest, teardown);
  g_test_add_func ("/seal/archive/hostile-names-are-refused", test_hostile);
  g_test_add_func ("/seal/archive/a-bomb-stops-at-the-limit", test_bomb);
  g_test_add_func ("/seal/archive/an-archive-cut-anywhere-is-refused", test_cut);
  return g_test_run ();
}
