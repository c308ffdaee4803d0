/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the reading of a catalogue's files and their packing. */
#include "core/catalogue/yj-catalogue-files.h"
#include "core/base/yj-error.h"
#include "core/catalogue/yj-catalogue.h"
#include "core/seal/yj-archive.h"
#include <string.h>

#define FILE_MAX_BYTES (4u * 1024u * 1024u)

GBytes *
yj_catalogue_read_file (const char *path, gsize max_bytes, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, 0, NULL, NULL);
  char *data;
  gsize size;

  if (info != NULL && (guint64) g_file_info_get_size (info) > max_bytes) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "%s is larger than %" G_GSIZE_FORMAT " bytes", path, max_bytes);
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
  g_autoptr (GBytes) data = yj_catalogue_read_file (path, FILE_MAX_BYTES, error);

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

static gboolean
add_folder (GPtrArray *entries, const char *dir, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (dir, folder, NULL);
  g_autoptr (GDir) listing = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (names, g_strdup_printf ("%s/%s", folder, name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    if (!add_file (entries, dir, g_ptr_array_index (names, i), error))
      return FALSE;
  return TRUE;
}

GPtrArray *
yj_catalogue_read_dir (const char *dir, GError **error)
{
  g_autoptr (GPtrArray) entries = yj_archive_entries_new ();
  if (!add_file (entries, dir, "catalog.json", error) || !add_folder (entries, dir, "items", error) ||
      !add_folder (entries, dir, "regions", error))
    return NULL;
  return g_steal_pointer (&entries);
}

GBytes *
yj_catalogue_pack_dir (const char *dir, GError **error)
{
  g_autoptr (GPtrArray) entries = yj_catalogue_read_dir (dir, error);
  return entries != NULL ? yj_archive_pack (entries, error) : NULL;
}
