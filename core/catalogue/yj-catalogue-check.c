/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the check of a catalogue's folder: catalog.json, the items, the regions, and that they fit together. */
#include "core/base/yj-error.h"
#include "core/base/yj-messages.h"
#include "core/catalogue/yj-catalogue-files.h"
#include "core/catalogue/yj-check-private.h"
#include "core/identity/yj-resident-id.h"
#include <string.h>

/* ---- catalog.json ---- */

static void
check_days (YjCheck *check, const json_t *root)
{
  static const char *const days[] = { "issued", "expires", "refuse_after" };
  const char *issued = yj_json_string (root, "issued"), *day;

  for (guint i = 0; i < G_N_ELEMENTS (days); i++) {
    g_autofree char *pointer = g_strconcat ("/", days[i], NULL);
    day = yj_json_string (root, days[i]);
    if (day != NULL && !yj_date_is_real (day))
      yj_check_report (check, YJ_FINDING_WRONG_VALUE, pointer, "there is no such day: a day as YYYY-MM-DD is expected");
    else if (day != NULL && issued != NULL && strcmp (day, issued) < 0)
      yj_check_report (check, YJ_FINDING_WRONG_VALUE, pointer, "is a day before the catalogue was issued");
  }
}

static void
check_frame (YjCheck *check)
{
  g_autoptr (GHashTable) names = yj_check_texts_new ();
  const char *code;
  json_t *languages = json_object_get (check->catalogue, "languages"), *language, *name;
  gboolean has_base = FALSE;
  size_t i;

  check_days (check, check->catalogue);
  yj_check_languages (check, check->catalogue, "");
  json_array_foreach (languages, i, language)
    has_base |= g_strcmp0 (json_string_value (language), YJ_LANGUAGE_BASE) == 0;
  if (languages != NULL && !has_base)
    yj_check_report (check, YJ_FINDING_LANGUAGE, "/languages", YJ_LANGUAGE_BASE " is missing: every text has to be there in it");
  json_object_foreach (json_object_get (check->catalogue, "departments"), code, name) {
    g_autofree char *pointer = g_strconcat ("/departments/", code, NULL);
    yj_check_distinct (check, names, yj_text_from_json (name), pointer, "the name of the department");
  }
}

/* The items named in catalog.json are there, and stand there once. */
static void
check_order (YjCheck *check, GPtrArray *files)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  json_t *member;
  size_t i;

  json_array_foreach (json_object_get (check->catalogue, "items"), i, member) {
    g_autofree char *pointer = g_strdup_printf ("/items/%zu", i), *file = NULL;
    const char *id = json_string_value (member);
    if (id == NULL)
      continue;
    file = g_strdup_printf ("items/%s.json", id);
    if (!g_hash_table_add (ids, (gpointer) id))
      yj_check_report (check, YJ_FINDING_DUPLICATE_ID, pointer, "the item %s stands twice", id);
    else if (!g_ptr_array_find_with_equal_func (files, file, g_str_equal, NULL))
      yj_check_report (check, YJ_FINDING_UNKNOWN_ITEM, pointer, "there is no file %s", file);
  }
}

/* ---- items ---- */

static void
check_loaded (YjCheck *check, YjItem *item)
{
  g_autofree char *expected = g_strdup_printf ("items/%s.json", item->id);

  if (!g_str_equal (check->file, expected))
    yj_check_report (check, YJ_FINDING_FILE_NAME, "/id", "differs from the file's name: %s", check->file);
  yj_check_begin_item (check, item);
  yj_check_item (check);
  yj_check_end_item (check);
}

/* What the loader says is a pointer and a sentence. */
static void
report_refusal (YjCheck *check, const GError *error)
{
  const char *sentence = strstr (error->message, ": ");
  g_autofree char *pointer = sentence != NULL && *error->message == '/' ? g_strndup (error->message, (gsize) (sentence - error->message)) : g_strdup ("");

  yj_check_report (check, g_error_matches (error, YJ_ERROR, YJ_ERROR_LIMIT) ? YJ_FINDING_COUNT : YJ_FINDING_WRONG_VALUE, pointer, "%s",
                   *pointer != '\0' ? sentence + 2 : error->message);
}

/* An id or alias leads to one item. */
static void
know_id (YjCheck *check, GHashTable *ids, const char *id, const char *pointer)
{
  if (id != NULL && !g_hash_table_add (ids, g_strdup (id)))
    yj_check_report (check, YJ_FINDING_DUPLICATE_ID, pointer, "%s is the id or an alias of an item already", id);
}

static void
check_item_file (YjCheck *check, const char *dir, const char *file, GHashTable *ids)
{
  guint before = check->findings->len;
  g_autoptr (json_t) root = yj_check_read (check, dir, file, "item");
  g_autoptr (GError) error = NULL;
  g_autoptr (YjItem) item = root != NULL ? yj_item_new_from_json (root, &error) : NULL;
  json_t *alias;
  size_t i;

  know_id (check, ids, yj_json_string (root, "id"), "/id");
  json_array_foreach (yj_json_array (root, "aliases"), i, alias) {
    g_autofree char *pointer = g_strdup_printf ("/aliases/%zu", i);
    know_id (check, ids, json_string_value (alias), pointer);
  }
  if (item != NULL)
    check_loaded (check, item);
  else if (root != NULL && check->findings->len == before)
    report_refusal (check, error);
}

/* ---- the folder ---- */

static guint64
measure (const char *dir, GPtrArray *files)
{
  guint64 size = 0;

  for (guint i = 0; i < files->len; i++) {
    g_autoptr (GFile) file = g_file_new_build_filename (dir, g_ptr_array_index (files, i), NULL);
    g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, 0, NULL, NULL);
    size += info != NULL ? (guint64) g_file_info_get_size (info) : 0;
  }
  return size;
}

/* FALSE when there is more than a kiosk takes: then nothing of it is read. */
static gboolean
check_size (YjCheck *check, const char *dir, GPtrArray *items, GPtrArray *regions)
{
  guint n = 1 + items->len + regions->len;
  guint64 size = n > YJ_CATALOGUE_MAX_FILES ? 0 : measure (dir, items) + measure (dir, regions);

  check->file = "";
  if (n > YJ_CATALOGUE_MAX_FILES)
    yj_check_report (check, YJ_FINDING_TOO_LARGE, "", "the folder holds %u files, at most %u are allowed", n, YJ_CATALOGUE_MAX_FILES);
  else if (size > YJ_CATALOGUE_MAX_BYTES)
    yj_check_report (check, YJ_FINDING_TOO_LARGE, "", "the files have %" G_GUINT64_FORMAT " bytes, at most %u are allowed", size,
                     YJ_CATALOGUE_MAX_BYTES);
  return n <= YJ_CATALOGUE_MAX_FILES && size <= YJ_CATALOGUE_MAX_BYTES;
}

GPtrArray *
yj_catalogue_check_dir (const char *dir)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_catalogue_finding_free);
  g_autoptr (GPtrArray) items = yj_catalogue_list_folder (dir, "items"), regions = yj_catalogue_list_folder (dir, "regions");
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GDateTime) today = g_date_time_new_now_utc ();
  g_autoptr (json_t) root = NULL;
  g_autoptr (YjCatalogue) catalogue = NULL;
  YjCheck check = { .findings = findings, .today = today };

  if (!check_size (&check, dir, items, regions))
    return findings;
  root = yj_check_read (&check, dir, "catalog.json", "catalog");
  check.catalogue = root;
  if (root != NULL) {
    check_frame (&check);
    check_order (&check, items);
    yj_check_stages (&check);
  }
  for (guint i = 0; i < items->len; i++)
    check_item_file (&check, dir, g_ptr_array_index (items, i), ids);
  catalogue = yj_catalogue_new_from_dir (dir, NULL);
  yj_check_regions (&check, dir, regions, catalogue);
  return findings;
}
