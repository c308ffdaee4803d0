/* SPDX-License-Identifier: Apache-2.0 */
/* The minisign program is the oracle in both directions. */
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *dir, *bundle_path, *signature_path, *key_path, *public_path;
  GBytes *bundle;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("minisign-XXXXXX", NULL);
  f->bundle_path = g_build_filename (f->dir, "c.ycat", NULL);
  f->signature_path = g_build_filename (f->dir, "c.ycat.minisig", NULL);
  f->key_path = g_build_filename (f->dir, "key", NULL);
  f->public_path = g_build_filename (f->dir, "key.pub", NULL);
  f->bundle = g_bytes_new_static ("a catalogue", 11);
  g_assert_true (g_file_set_contents (f->bundle_path, "a catalogue", 11, NULL));
}

static void
teardown (Fixture *f, gconstpointer data)
{
  const char *const paths[] = { f->bundle_path, f->signature_path, f->key_path, f->public_path };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    g_unlink (paths[i]);
  g_assert_cmpint (g_rmdir (f->dir), ==, 0);
  g_free (f->dir);
  g_free (f->bundle_path);
  g_free (f->signature_path);
  g_free (f->key_path);
  g_free (f->public_path);
  g_bytes_unref (f->bundle);
}

static gboolean
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
    g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, NULL);
  return g_subprocess_get_successful (process);
}

static void
test_minisign_verifies_ours (Fixture *f, gconstpointer unused)
{
  g_autofree char *secret = NULL, *public_key = NULL, *signature = NULL;
  g_autoptr (GError) error = NULL;

  yj_suite_catalogue_key_new (&secret, &public_key);
  signature = yj_suite_sign_catalogue (f->bundle, secret, "version 1", &error);
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (f->signature_path, signature, -1, NULL));
  g_assert_true (run ((const char *const[]){ "minisign", "-V", "-m", f->bundle_path, "-P", public_key, NULL }));
  g_assert_true (yj_suite_verify_catalogue (f->bundle, signature, public_key, &error));
  g_assert_no_error (error);
}

static void
test_we_verify_minisigns (Fixture *f, gconstpointer unused)
{
  g_autofree char *public_text = NULL;
  g_auto (GStrv) lines = NULL;
  const char *const legacy[] = { NULL, "-l" };

  g_assert_true (run ((const char *const[]){ "minisign", "-G", "-W", "-p", f->public_path, "-s", f->key_path, NULL }));
  g_assert_true (g_file_get_contents (f->public_path, &public_text, NULL, NULL));
  lines = g_strsplit (public_text, "\n", 0);
  for (guint i = 0; i < 2; i++) {
    g_autofree char *signature = NULL, *ours = NULL, *secret = NULL;
    g_autoptr (GError) error = NULL;
    g_assert_true (run ((const char *const[]){ "minisign", "-S", "-s", f->key_path, "-m", f->bundle_path, legacy[i], NULL }));
    g_assert_true (g_file_get_contents (f->signature_path, &signature, NULL, NULL));
    g_assert_true (yj_suite_verify_catalogue (f->bundle, signature, lines[1], &error));
    g_assert_no_error (error);
    /* A key that minisign made signs here too. */
    g_assert_true (g_file_get_contents (f->key_path, &secret, NULL, NULL));
    ours = yj_suite_sign_catalogue (f->bundle, secret, "x", &error);
    g_assert_no_error (error);
    g_assert_true (yj_suite_verify_catalogue (f->bundle, ours, lines[1], &error));
  }
}

static void
test_refuses (Fixture *f, gconstpointer unused)
{
  g_autofree char *secret = NULL, *public_key = NULL, *signature = NULL, *other_secret = NULL, *other_public = NULL;
  g_autofree char *changed_comment = NULL;
  g_autoptr (GBytes) other = g_bytes_new_static ("a catalogUe", 11);
  g_autoptr (GError) error = NULL;

  yj_suite_catalogue_key_new (&secret, &public_key);
  yj_suite_catalogue_key_new (&other_secret, &other_public);
  signature = yj_suite_sign_catalogue (f->bundle, secret, "version 1", NULL);
  g_assert_false (yj_suite_verify_catalogue (other, signature, public_key, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_UNVERIFIED);
  g_clear_error (&error);
  g_assert_false (yj_suite_verify_catalogue (f->bundle, signature, other_public, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_UNVERIFIED);
  g_clear_error (&error);
  GString *text = g_string_new (signature);
  g_string_replace (text, "version 1", "version 2", 1);
  changed_comment = g_string_free (text, FALSE);
  g_assert_false (yj_suite_verify_catalogue (f->bundle, changed_comment, public_key, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_UNVERIFIED);
  g_clear_error (&error);
  g_assert_false (yj_suite_verify_catalogue (f->bundle, "nonsense", public_key, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/seal/minisign/the-minisign-program-verifies-ours", Fixture, NULL, setup, test_minisign_verifies_ours, teardown);
  g_test_add ("/seal/minisign/we-verify-what-minisign-signed-in-both-ways", Fixture, NULL, setup, test_we_verify_minisigns, teardown);
  g_test_add ("/seal/minisign/another-key-file-or-comment-is-refused", Fixture, NULL, setup, test_refuses, teardown);
  return g_test_run ();
}
