/* SPDX-License-Identifier: Apache-2.0 */
/* The age program is the oracle: it opens what we seal, and we open what it seals. */
#include "core/base/yj-error.h"
#include "core/seal/yj-age.h"
#include <glib/gstdio.h>
#include <string.h>

static GBytes *
make_plain (gsize size)
{
  guint8 *data = g_malloc (MAX (size, 1));
  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (i * 31 + (i >> 8));
  return g_bytes_new_take (data, size);
}

static char *
in_tmp (const char *name)
{
  return g_build_filename (g_get_user_runtime_dir (), name, NULL);
}

static void
write_file (const char *path, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
}

static GBytes *
run_age (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
    g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  GBytes *out = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return out;
}

static const gsize sizes[] = { 0, 1, 512, 65535, 65536, 65537, 131072, 300000 };

static void
test_age_opens_ours (void)
{
  g_autofree char *sealed_path = in_tmp ("sealed.age"), *key_path = in_tmp ("key.txt");
  char *one, *two, *rone, *rtwo;

  g_mkdir_with_parents (g_get_user_runtime_dir (), 0700);
  yj_age_keygen (&one, &rone);
  yj_age_keygen (&two, &rtwo);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) plain = make_plain (sizes[i]), sealed = NULL;
    sealed = yj_age_seal (plain, (const char *const[]){ rone, rtwo, NULL }, &error);
    g_assert_no_error (error);
    write_file (sealed_path, sealed);
    for (int k = 0; k < 2; k++) {
      g_autoptr (GBytes) opened = NULL;
      g_file_set_contents (key_path, k ? two : one, -1, NULL);
      opened = run_age ((const char *const[]){ "age", "-d", "-i", key_path, sealed_path, NULL });
      g_assert_true (g_bytes_equal (opened, plain));
    }
    g_test_message ("age opened %" G_GSIZE_FORMAT " bytes with either key", sizes[i]);
  }
  g_free (one), g_free (two), g_free (rone), g_free (rtwo);
}

static void
test_we_open_ages (void)
{
  g_autofree char *identity = NULL, *recipient = NULL, *plain_path = in_tmp ("plain");

  yj_age_keygen (&identity, &recipient);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) plain = make_plain (sizes[i]), sealed = NULL, opened = NULL;
    write_file (plain_path, plain);
    sealed = run_age ((const char *const[]){ "age", "-r", recipient, plain_path, NULL });
    opened = yj_age_open (sealed, (const char *const[]){ identity, NULL }, 0, &error);
    g_assert_no_error (error);
    g_assert_true (g_bytes_equal (opened, plain));
  }
}

typedef struct {
  char *identity, *recipient;
  GBytes *plain, *sealed;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  yj_age_keygen (&f->identity, &f->recipient);
  f->plain = make_plain (70000);
  f->sealed = yj_age_seal (f->plain, (const char *const[]){ f->recipient, NULL }, NULL);
  g_assert_nonnull (f->sealed);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_free (f->identity);
  g_free (f->recipient);
  g_bytes_unref (f->plain);
  g_bytes_unref (f->sealed);
}

static GBytes *
open_changed (Fixture *f, guint8 *data, gsize size, GError **error)
{
  g_autoptr (GBytes) changed = g_bytes_new_static (data, size);
  return yj_age_open (changed, (const char *const[]){ f->identity, NULL }, 0, error);
}

static void
test_flips (Fixture *f, gconstpointer unused)
{
  gsize size = g_bytes_get_size (f->sealed);
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (f->sealed, NULL), size);
  guint refused = 0;

  for (gsize i = 0; i < size; i += i < 400 ? 1 : 997) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) opened = NULL;
    data[i] ^= 0x01;
    opened = open_changed (f, data, size, &error);
    data[i] ^= 0x01;
    g_assert_null (opened);
    g_assert_nonnull (error);
    refused++;
  }
  g_test_message ("%u single-bit changes were all refused", refused);
}

static void
test_cuts (Fixture *f, gconstpointer unused)
{
  gsize size = g_bytes_get_size (f->sealed);
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (f->sealed, NULL), size);
  gsize payload = size - (65536 + 16) - (70000 - 65536 + 16);
  const gsize cuts[] = { 0, 10, payload - 16, payload, payload + 16, payload + 65536 + 16, payload + 65536 + 17, size - 1 };

  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (open_changed (f, data, cuts[i], &error));
    g_assert_nonnull (error);
  }
}

static void
test_limit (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (yj_age_open (f->sealed, (const char *const[]){ f->identity, NULL }, 1000, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_LIMIT);
}

static void
test_wrong_key (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *identity = NULL, *recipient = NULL;
  yj_age_keygen (&identity, &recipient);
  g_assert_null (yj_age_open (f->sealed, (const char *const[]){ identity, NULL }, 0, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_CRYPTO);
}

static void
test_nobody (void)
{
  g_autoptr (GBytes) plain = make_plain (3);
  const char *const cases[][2] = { { NULL, NULL }, { "", NULL }, { "age1nonsense", NULL }, { "AGE-SECRET-KEY-1", NULL } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (yj_age_seal (plain, cases[i], &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_CRYPTO);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/seal/age/the-age-program-opens-ours-with-either-key", test_age_opens_ours);
  g_test_add_func ("/seal/age/we-open-what-the-age-program-sealed", test_we_open_ages);
  g_test_add ("/seal/age/every-changed-bit-is-refused", Fixture, NULL, setup, test_flips, teardown);
  g_test_add ("/seal/age/a-file-cut-at-any-edge-is-refused", Fixture, NULL, setup, test_cuts, teardown);
  g_test_add ("/seal/age/more-than-the-allowed-bytes-is-refused", Fixture, NULL, setup, test_limit, teardown);
  g_test_add ("/seal/age/another-key-does-not-open-it", Fixture, NULL, setup, test_wrong_key, teardown);
  g_test_add_func ("/seal/age/sealing-to-nobody-or-nonsense-is-refused", test_nobody);
  return g_test_run ();
}
