/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the reading of a catalogue's files and their packing. */
#include "core/catalogue/yj-catalogue-files.h"
#include "core/base/yj-error.h"
#include "core/catalogue/yj-catalogue.h"
#include "core/seal/yj-archive.h"
#include <string.h>

GBytes *
yj_catalogue_read_file (const char *path, gsize max_bytes, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE, 0, NULL, NULL);
  char *data;
  gsize size;

  if (info != NULL && (guint64) g_file_info_get_size (info) > max_bytes) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "%s is larger than %" G_GSIZE_FORMAT " bytes", path, max_bytes);
    return NULL;
  }
  if (info != NULL && g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR) { /* a pipe would never end */
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "%s is not a plain file", path);
    return NULL;
  }
  if (info == NULL || !g_file_get_contents (path, &data, &size, NULL)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "%s cannot be read", path);
    return NULL;
  }
  return g_bytes_new_take (data, size);
}

static gboolean
add_file (GPtrArray *entries, const char *dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GBytes) data = yj_catalogue_read_file (path, YJ_CATALOGUE_FILE_MAX_BYTES, error);

  if (data == NULL)
    return FALSE;
  if (entries->len >= YJ_CATALOGUE_MAX_FILES) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "%s holds more than %u files", dir, YJ_CATALOGUE_MAX_FILES);
    return FALSE;
  }
  yj_archive_entries_add (entries, name, data);
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
yj_catalogue_list_folder (const char *dir, const char *folder)
{
  g_autofree char *path = g_build_filename (dir, folder, NULL);
  g_autoptr (GDir) listing = g_dir_open (path, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (names, g_strdup_printf ("%s/%s", folder, name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

typedef struct {
  YjArchiveWanted wanted; /* (nullable) */
  gpointer user_data;
} Choice;

static gboolean
add_folder (GPtrArray *entries, const char *dir, const char *folder, const Choice *choice, GError **error)
{
  g_autoptr (GPtrArray) names = yj_catalogue_list_folder (dir, folder);

  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    if ((choice->wanted == NULL || choice->wanted (name, choice->user_data)) && !add_file (entries, dir, name, error))
      return FALSE;
  }
  return TRUE;
}

GPtrArray *
yj_catalogue_read_dir (const char *dir, YjArchiveWanted wanted, gpointer user_data, GError **error)
{
  g_autoptr (GPtrArray) entries = yj_archive_entries_new ();
  const Choice choice = { wanted, user_data };

  if (!add_file (entries, dir, "catalog.json", error) || !add_folder (entries, dir, "items", &choice, error) ||
      !add_folder (entries, dir, "regions", &choice, error))
    return NULL;
  return g_steal_pointer (&entries);
}

/* "items/newborn.json" gives "newborn"; NULL: another file. (transfer full) */
static char *
id_of_file (const char *name)
{
  static const char folder[] = "items/", suffix[] = ".json";
  const char *id = g_str_has_prefix (name, folder) ? name + strlen (folder) : NULL;

  if (id == NULL || strchr (id, '/') != NULL || !g_str_has_suffix (id, suffix))
    return NULL;
  return g_strndup (id, strlen (id) - strlen (suffix));
}

static void
add_ids_of_files (GPtrArray *ids, GPtrArray *entries)
{
  g_autoptr (GHashTable) named = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) others = g_ptr_array_new ();

  for (guint i = 0; i < ids->len; i++)
    g_hash_table_add (named, g_ptr_array_index (ids, i));
  for (guint i = 0; i < entries->len; i++) {
    char *id = id_of_file (((YjArchiveEntry *) g_ptr_array_index (entries, i))->name);
    if (id != NULL && !g_hash_table_contains (named, id))
      g_ptr_array_add (others, id);
    else
      g_free (id);
  }
  g_ptr_array_sort (others, compare_names);
  g_ptr_array_extend_and_steal (ids, g_steal_pointer (&others));
}

GPtrArray *
yj_catalogue_list_ids (const json_t *root, GPtrArray *entries, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  json_t *list = json_object_get (root, "items"), *id;
  size_t i;

  if (list != NULL && !json_is_array (list)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "catalog.json/items: a list of ids is expected");
    return NULL;
  }
  json_array_foreach (list, i, id) {
    if (!json_is_string (id)) {
      g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "catalog.json/items/%zu: an id is expected", i);
      return NULL;
    }
    g_ptr_array_add (ids, g_strdup (json_string_value (id)));
  }
  add_ids_of_files (ids, entries);
  return g_steal_pointer (&ids);
}

GBytes *
yj_catalogue_pack_dir (const char *dir, GError **error)
{
  g_autoptr (GPtrArray) entries = yj_catalogue_read_dir (dir, NULL, NULL, error);
  return entries != NULL ? yj_archive_pack (entries, error) : NULL;
}
