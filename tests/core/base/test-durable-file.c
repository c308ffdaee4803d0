/* SPDX-License-Identifier: Apache-2.0 */
/* Files that take their place whole or not at all. That a power cut cannot undo them is shown in tests/chaos. */
#include "core/base/yj-durable-file.h"
#include "core/base/yj-error.h"
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
  char *dir, *path, *part;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("yijian-durable-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, "file", NULL);
  f->part = g_strconcat (f->path, ".part", NULL);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_unlink (f->path);
  g_rmdir (f->part);
  g_unlink (f->part);
  g_assert_cmpint (g_rmdir (f->dir), ==, 0);
  g_free (f->dir);
  g_free (f->path);
  g_free (f->part);
}

static void
assert_holds (Fixture *f, const char *expected)
{
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (f->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static void
test_replaces (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  struct stat info;

  yj_durable_file_write (f->path, "one", 3, 0600, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (f->part, "left behind by a process that was killed", -1, NULL));
  yj_durable_file_write (f->path, "two", 3, 0644, &error);
  g_assert_no_error (error);
  assert_holds (f, "two");
  g_assert_cmpint (stat (f->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0644);
  g_assert_false (g_file_test (f->part, G_FILE_TEST_EXISTS));
}

static void
test_keeps (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (yj_durable_file_write (f->path, "one", 3, 0600, NULL));
  g_assert_cmpint (g_mkdir (f->part, 0700), ==, 0);
  g_assert_false (yj_durable_file_write (f->path, "two", 3, 0600, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, f->path));
  assert_holds (f, "one");
}

static void
test_folder (Fixture *f, gconstpointer data)
{
  g_autofree char *orphan = g_build_filename (f->path, "a", "b", NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++) {
    yj_durable_folder_make (f->path, 0700, &error);
    g_assert_no_error (error);
  }
  g_assert_true (g_file_test (f->path, G_FILE_TEST_IS_DIR));
  g_assert_false (yj_durable_folder_make (orphan, 0700, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_STORE);
  g_assert_cmpint (g_rmdir (f->path), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/durable-file/a-file-is-replaced-whole-with-its-permissions", Fixture, NULL, setup, test_replaces, teardown);
  g_test_add ("/durable-file/what-was-there-stays-when-writing-fails", Fixture, NULL, setup, test_keeps, teardown);
  g_test_add ("/durable-file/a-folder-is-made-once-and-only-below-a-parent", Fixture, NULL, setup, test_folder, teardown);
  return g_test_run ();
}
