/* SPDX-License-Identifier: Apache-2.0 */
/* Which pulled catalogue is in use: versions only grow, two are kept, a technician can go back, and nothing that is wrong with a
 * bundle changes what is in use. */
#include "core/base/yj-error.h"
#include "core/catalogue/yj-catalogue.h"
#include "core/seal/yj-suite.h"
#include "outbox-rig.h"
#include "sync/courier/yj-catalogue-store.h"
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define REGION "000000"

typedef struct {
  char *dir, *judge, *secret, *key;
  YjCatalogueStore *store;
} Fixture;

static YjCatalogueStore *
open_store (Fixture *f)
{
  YjCatalogueStore *store = yj_catalogue_store_new (f->dir, f->judge);
  yj_catalogue_store_select (store, REGION, f->key);
  return store;
}

static void
setup (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("yijian-catalogues-XXXXXX", NULL);
  f->judge = outbox_rig_find_judge ();
  yj_suite_catalogue_key_new (&f->secret, &f->key);
  f->store = open_store (f);
}

static void
restart (Fixture *f)
{
  yj_catalogue_store_free (f->store);
  f->store = open_store (f);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  yj_catalogue_store_free (f->store);
  outbox_rig_remove_tree (f->dir);
  g_free (f->dir);
  g_free (f->judge);
  g_free (f->secret);
  g_free (f->key);
}

/* The shipped catalogue with one item, as a folder. (transfer full) */
static char *
make_folder (const char *text)
{
  static const char *const files[] = { "items/newborn.json", "regions/000000.json" };
  char *dir = g_dir_make_tmp ("yijian-catalogue-XXXXXX", NULL);
  g_autofree char *root = g_build_filename (dir, "catalog.json", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *from = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "catalog", files[i], NULL), *data = NULL;
    g_autofree char *to = g_build_filename (dir, files[i], NULL), *folder = g_path_get_dirname (to);
    g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
    g_assert_true (g_file_get_contents (from, &data, NULL, NULL) && g_file_set_contents (to, data, -1, NULL));
  }
  g_assert_true (g_file_set_contents (root, text, -1, NULL));
  return dir;
}

/* A signed bundle with another version, and another name for other content. */
static GBytes *
make_bundle (Fixture *f, guint version, const char *name, char **signature)
{
  g_autofree char *text = g_strdup_printf ("{\"id\":\"%s\",\"version\":%u}", name != NULL ? name : "basic", version);
  g_autofree char *dir = make_folder (text);
  g_autoptr (GError) error = NULL;
  GBytes *bundle = yj_catalogue_pack_dir (dir, &error);

  g_assert_no_error (error);
  *signature = yj_suite_sign_catalogue (bundle, f->secret, "test", &error);
  g_assert_no_error (error);
  outbox_rig_remove_tree (dir);
  return bundle;
}

static gboolean
install_named (Fixture *f, guint version, const char *name, const char *etag, GError **error)
{
  g_autofree char *signature = NULL;
  g_autoptr (GBytes) bundle = make_bundle (f, version, name, &signature);
  gboolean changed = FALSE, taken = yj_catalogue_store_install (f->store, bundle, signature, etag, &changed, error);

  g_assert_true (taken || !changed);
  return changed;
}

static gboolean
install (Fixture *f, guint version, const char *etag)
{
  g_autoptr (GError) error = NULL;
  gboolean changed = install_named (f, version, NULL, etag, &error);
  g_assert_no_error (error);
  return changed;
}

static gint64
chosen_version (Fixture *f)
{
  g_autoptr (json_t) chosen = yj_catalogue_store_describe (f->store);
  return yj_json_int (chosen, "version", 0);
}

static char *
path_of (Fixture *f, int version)
{
  return g_strdup_printf ("%s/catalogue/" REGION "-%d.ycat", f->dir, version);
}

static gboolean
is_kept (Fixture *f, int version)
{
  g_autofree char *path = path_of (f, version);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
assert_etag (Fixture *f, const char *expected)
{
  g_autofree char *etag = yj_catalogue_store_dup_etag (f->store);
  g_assert_cmpstr (etag, ==, expected);
}

/* ---- versions ---- */

static void
test_grow (Fixture *f, gconstpointer data)
{
  g_autofree char *refusal = NULL, *later = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (chosen_version (f), ==, 0);
  g_assert_true (install (f, 1, "\"one\""));
  g_assert_true (install (f, 3, "\"three\""));
  g_assert_cmpint (chosen_version (f), ==, 3);
  /* The same again is no trouble; an older one, or another under the same number, is. Neither is asked for again. */
  g_assert_false (install (f, 3, "\"three again\""));
  assert_etag (f, "\"three again\"");
  g_assert_false (install_named (f, 2, NULL, "\"two\"", &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_EXISTS);
  g_assert_cmpstr (error->message, ==, "it is version 2, and 3 was here already: versions only grow");
  assert_etag (f, "\"two\"");
  g_clear_error (&error);
  g_assert_false (install_named (f, 3, "other", "\"other\"", &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_EXISTS);
  g_assert_cmpstr (error->message, ==, "version 3 is in use here with other content: a changed catalogue needs a higher version");
  refusal = yj_catalogue_store_dup_refusal (f->store);
  g_assert_cmpstr (refusal, ==, error->message);
  g_assert_cmpint (chosen_version (f), ==, 3);
  g_assert_true (install (f, 4, NULL));
  later = yj_catalogue_store_dup_refusal (f->store);
  g_assert_null (later);
}

static void
test_kept (Fixture *f, gconstpointer data)
{
  for (guint version = 1; version <= 4; version++)
    g_assert_true (install (f, version, NULL));
  for (int version = 1; version <= 4; version++)
    g_assert_cmpint (is_kept (f, version), ==, version >= 3);
  restart (f);
  g_assert_cmpint (chosen_version (f), ==, 4);
}

static void
test_keys (Fixture *f, gconstpointer data)
{
  g_autofree char *secret = NULL, *key = NULL;

  yj_suite_catalogue_key_new (&secret, &key);
  install (f, 1, NULL);
  yj_catalogue_store_select (f->store, REGION, key);
  g_assert_cmpint (chosen_version (f), ==, 0);
  yj_catalogue_store_select (f->store, "110000", f->key);
  g_assert_cmpint (chosen_version (f), ==, 0);
  yj_catalogue_store_select (f->store, NULL, NULL);
  g_assert_cmpint (chosen_version (f), ==, 0);
  yj_catalogue_store_select (f->store, REGION, f->key);
  g_assert_cmpint (chosen_version (f), ==, 1);
}

/* ---- back ---- */

static void
test_roll_back (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) before = NULL, after = NULL, later = NULL;

  for (guint version = 1; version <= 3; version++)
    install (f, version, "\"three\"");
  before = yj_catalogue_store_describe_all (f->store);
  g_assert_cmpint (json_integer_value (json_array_get (yj_json_array (before, "kept"), 0)), ==, 2);
  g_assert_true (yj_catalogue_store_roll_back (f->store, &error));
  g_assert_no_error (error);
  g_assert_cmpint (chosen_version (f), ==, 2);
  assert_etag (f, "\"three\""); /* so central need not send it again */
  after = yj_catalogue_store_describe_all (f->store);
  g_assert_cmpint (yj_json_int (after, "withdrawn", 0), ==, 3);
  /* Central goes on offering it; the kiosk restarts; there is nothing further back. */
  g_assert_false (install (f, 3, "\"three\""));
  restart (f);
  g_assert_cmpint (chosen_version (f), ==, 2);
  g_assert_false (install (f, 3, "\"three\""));
  g_assert_cmpint (chosen_version (f), ==, 2);
  g_assert_false (yj_catalogue_store_roll_back (f->store, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
  g_assert_cmpint (chosen_version (f), ==, 2);
  g_clear_error (&error);
  /* A newer one ends it, and the one to go back to is the one that was in use, not the withdrawn one. */
  g_assert_true (install (f, 4, NULL));
  later = yj_catalogue_store_describe_all (f->store);
  g_assert_null (json_object_get (later, "withdrawn"));
  g_assert_true (is_kept (f, 2) && is_kept (f, 4) && !is_kept (f, 3));
  restart (f);
  g_assert_cmpint (chosen_version (f), ==, 4);
  g_assert_true (yj_catalogue_store_roll_back (f->store, &error));
  g_assert_cmpint (chosen_version (f), ==, 2);
}

static void
test_nothing_before (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (yj_catalogue_store_roll_back (f->store, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
  g_clear_error (&error);
  install (f, 1, NULL);
  g_assert_false (yj_catalogue_store_roll_back (f->store, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
  g_assert_cmpint (chosen_version (f), ==, 1);
}

/* ---- damage ---- */

static void
test_damaged (Fixture *f, gconstpointer data)
{
  g_autofree char *path = path_of (f, 2);
  g_autoptr (json_t) about = NULL, mended = NULL;
  const json_t *damaged;

  install (f, 1, NULL);
  install (f, 2, "\"two\"");
  g_assert_true (g_file_set_contents (path, "damaged", -1, NULL));
  g_test_expect_message ("yijian-courier", G_LOG_LEVEL_MESSAGE, "catalogue version 2 is not used: *signature*");
  restart (f);
  g_test_assert_expected_messages ();
  g_assert_cmpint (chosen_version (f), ==, 1);
  about = yj_catalogue_store_describe_all (f->store);
  damaged = json_array_get (yj_json_array (about, "damaged"), 0);
  g_assert_cmpint (yj_json_int (damaged, "version", 0), ==, 2);
  g_assert_nonnull (strstr (yj_json_string (damaged, "reason"), "signature does not hold"));
  /* The next pull puts it right. */
  g_assert_true (install (f, 2, "\"two\""));
  mended = yj_catalogue_store_describe_all (f->store);
  g_assert_cmpuint (json_array_size (yj_json_array (mended, "damaged")), ==, 0);
  restart (f);
  g_assert_cmpint (chosen_version (f), ==, 2);
}

/* ---- bad bundles ---- */

static void
try_bad (Fixture *f, const char *dir, const char *name, const char *says)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.ycat", dir, name), *beside = g_strconcat (path, ".minisig", NULL);
  g_autofree char *data = NULL, *signature = NULL, *refusal = NULL;
  g_autoptr (GBytes) bundle = NULL;
  g_autoptr (GError) error = NULL;
  gboolean changed;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL) && g_file_get_contents (beside, &signature, NULL, NULL));
  bundle = g_bytes_new_take (g_steal_pointer (&data), size);
  if (yj_catalogue_store_install (f->store, bundle, signature, name, &changed, &error) || strstr (error->message, says) == NULL)
    g_test_fail_printf ("%s: %s", name, error != NULL ? error->message : "was taken");
  g_assert_cmpint (chosen_version (f), ==, 7);
  refusal = yj_catalogue_store_dup_refusal (f->store);
  g_assert_nonnull (refusal);
  assert_etag (f, name);
}

static void
test_bad (Fixture *f, gconstpointer data)
{
  g_autofree char *dir = g_dir_make_tmp ("yijian-bundles-XXXXXX", NULL), *table = NULL, *table_path = g_build_filename (dir, "table.tsv", NULL);
  g_autofree char *program = g_build_filename (g_getenv ("YIJIAN_BUILD_DIR"), "tests", "support", "write-bad-bundles", NULL);
  g_autofree char *catalog = make_folder ("{\"id\":\"basic\",\"version\":1}"), *key_path = g_build_filename (dir, "key.pub", NULL);
  g_autofree char *secret_path = g_build_filename (dir, "key.sec", NULL);
  char *words[] = { program, catalog, dir, NULL };
  g_auto (GStrv) lines = NULL;
  int status = -1;
  guint n = 0;

  g_assert_true (g_spawn_sync (NULL, words, NULL, 0, NULL, NULL, NULL, NULL, &status, NULL) && status == 0);
  g_assert_true (g_file_get_contents (table_path, &table, NULL, NULL));
  g_free (f->key);
  g_assert_true (g_file_get_contents (key_path, &f->key, NULL, NULL));
  g_free (f->secret);
  g_assert_true (g_file_get_contents (secret_path, &f->secret, NULL, NULL));
  restart (f);
  install (f, 7, "\"good\"");
  lines = g_strsplit (g_strchomp (table), "\n", 0);
  for (; lines[n] != NULL; n++) {
    g_auto (GStrv) parts = g_strsplit (lines[n], "\t", 2);
    try_bad (f, dir, parts[0], parts[1]);
  }
  restart (f);
  g_assert_cmpint (chosen_version (f), ==, 7);
  g_test_message ("%u bad bundles, version 7 stays in use", n);
  outbox_rig_remove_tree (catalog);
  outbox_rig_remove_tree (dir);
}

static void
judge_by (Fixture *f, const char *judge)
{
  g_free (f->judge);
  f->judge = g_strdup (judge);
  restart (f);
}

/* Has a bundle judged by the script @shell, or by a program that is not there; then by the real judge. @etag: of what is not fetched again. */
static void
try_judge (Fixture *f, const char *shell, int code, const char *etag)
{
  g_autofree char *judge = g_strdup (f->judge), *path = g_build_filename (f->dir, "judge", NULL), *refusal = NULL;
  g_autoptr (GError) error = NULL;

  if (shell != NULL)
    g_assert_true (g_file_set_contents (path, shell, -1, NULL) && g_chmod (path, 0700) == 0);
  judge_by (f, path);
  g_assert_false (install_named (f, 1, NULL, "\"one\"", &error));
  g_assert_error (error, YJ_ERROR, code);
  refusal = yj_catalogue_store_dup_refusal (f->store);
  g_assert_cmpstr (refusal, ==, etag != NULL ? error->message : NULL);
  assert_etag (f, etag);
  g_test_message ("%s: %s", etag != NULL ? "not fetched again" : "fetched again the next time", error->message);
  judge_by (f, judge);
  g_assert_true (install (f, 1, "\"one\""));
}

static void
test_judge_ended (Fixture *f, gconstpointer data)
{
  try_judge (f, "#!/bin/sh\ncat >/dev/null\nkill -SEGV $$\n", YJ_ERROR_BAD_DATA, "\"one\"");
}

static void
test_judge_killed (Fixture *f, gconstpointer data)
{
  try_judge (f, "#!/bin/sh\nkill -KILL $$\n", YJ_ERROR_FAILED, NULL);
}

static void
test_judge_silent (Fixture *f, gconstpointer data)
{
  try_judge (f, "#!/bin/sh\nexit 127\n", YJ_ERROR_FAILED, NULL);
}

/* The kiosk's own programs may be hindered for a moment when it starts: it shall not be closed for that until somebody starts it anew. */
static void
test_look_again (Fixture *f, gconstpointer data)
{
  g_autofree char *judge = g_strdup (f->judge), *path = g_build_filename (f->dir, "judge", NULL);

  g_assert_true (install (f, 1, "\"one\""));
  judge_by (f, path);
  g_assert_cmpint (chosen_version (f), ==, 0);
  yj_catalogue_store_look_again (f->store);
  g_assert_cmpint (chosen_version (f), ==, 0);
  g_assert_cmpint (symlink (judge, path), ==, 0);
  yj_catalogue_store_look_again (f->store);
  g_assert_cmpint (chosen_version (f), ==, 1);
}

static void
test_judge_missing (Fixture *f, gconstpointer data)
{
  try_judge (f, NULL, YJ_ERROR_FAILED, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/catalogues/" name, Fixture, NULL, setup, function, teardown)
  ADD ("versions only grow, and a version is one content", test_grow);
  ADD ("the last two are kept", test_kept);
  ADD ("another key or region has none of them", test_keys);
  ADD ("a technician goes back, and a newer one ends it", test_roll_back);
  ADD ("there is nothing before the first", test_nothing_before);
  ADD ("a damaged one is said, replaced by the kept one, and mended by the next pull", test_damaged);
  ADD ("no bad bundle changes what is in use", test_bad);
  ADD ("one that ends its judge is refused, and the courier lives", test_judge_ended);
  ADD ("one is judged the next time when its judge was killed", test_judge_killed);
  ADD ("one is judged the next time when its judge said nothing", test_judge_silent);
  ADD ("one is judged the next time when there was no judge", test_judge_missing);
  ADD ("one that could not be judged at the start is judged again", test_look_again);
  return g_test_run ();
}
