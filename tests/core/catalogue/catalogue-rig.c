/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/core/catalogue/catalogue-rig.h"
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const files[] = { "catalog.json", "items/newborn.json", "regions/000000.json" };
static const char *const folders[] = { "items", "regions" };

static char *
rig_new_from (const char *source)
{
  char *dir = g_dir_make_tmp ("yijian-catalogue-XXXXXX", NULL);

  g_assert_nonnull (dir);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *folder = g_build_filename (dir, folders[i], NULL);
    g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  }
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_build_filename (source, files[i], NULL), *text = NULL;
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    rig_write (dir, files[i], text);
  }
  rig_edit (dir, "catalog.json", "/items", "['newborn']");
  return dir;
}

char *
rig_new (void)
{
  g_autofree char *shipped = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "catalog", NULL);
  return rig_new_from (shipped);
}

char *
rig_new_sample (void)
{
  g_autofree char *sample = g_build_filename (g_getenv ("YIJIAN_SOURCE_DIR"), "tests", "core", "catalogue", "sample", NULL);
  return rig_new_from (sample);
}

static void
remove_all (const char *dir)
{
  g_autoptr (GDir) listing = g_dir_open (dir, 0, NULL);
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL) {
    g_autofree char *path = g_build_filename (dir, name, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      remove_all (path);
    else
      g_unlink (path);
  }
  g_rmdir (dir);
}

void
rig_free (char *dir)
{
  remove_all (dir);
  g_free (dir);
}

void
rig_write (const char *dir, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

char *
rig_read (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static json_t *
step (json_t *at, const char *part)
{
  return json_is_array (at) ? json_array_get (at, (size_t) atoi (part)) : json_object_get (at, part);
}

static void
put (json_t *at, const char *part, json_t *value)
{
  if (json_is_array (at) && g_str_equal (part, "-"))
    json_array_append_new (at, value);
  else if (json_is_array (at) && value != NULL)
    json_array_set_new (at, (size_t) atoi (part), value);
  else if (json_is_array (at))
    json_array_remove (at, (size_t) atoi (part));
  else if (value != NULL)
    json_object_set_new (at, part, value);
  else
    json_object_del (at, part);
}

void
rig_put (const char *dir, const char *name, const char *pointer, json_t *value)
{
  g_autofree char *old = rig_read (dir, name), *written = NULL;
  g_autoptr (json_t) root = json_loads (old, 0, NULL);
  g_auto (GStrv) parts = g_strsplit (pointer + 1, "/", 0);
  json_t *at = root;
  guint last = g_strv_length (parts) - 1;

  for (guint i = 0; i < last; i++)
    at = step (at, parts[i]);
  g_assert_nonnull (at);
  put (at, parts[last], json_incref (value));
  written = yj_json_to_text (root);
  rig_write (dir, name, written);
}

void
rig_edit (const char *dir, const char *name, const char *pointer, const char *text)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (text != NULL ? text : "null"), "'", '"');
  g_autoptr (json_t) value = text != NULL ? json_loads (quoted, JSON_DECODE_ANY, NULL) : NULL;

  g_assert_true (text == NULL || value != NULL);
  rig_put (dir, name, pointer, value);
}
