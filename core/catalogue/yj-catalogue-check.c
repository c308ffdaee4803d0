/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the check of a catalogue's folder: catalog.json, regions, and that every item is there. */
#include "core/base/yj-error.h"
#include "core/base/yj-messages.h"
#include "core/catalogue/yj-catalogue-files.h"
#include "core/catalogue/yj-check-private.h"
#include "core/identity/yj-resident-id.h"
#include "core/seal/yj-archive.h"
#include <string.h>

void
yj_catalogue_finding_free (YjCatalogueFinding *finding)
{
  g_free (finding->file);
  g_free (finding->pointer);
  g_free (finding->sentence);
  g_free (finding);
}

void
yj_check_report (YjCheck *check, gboolean is_error, const char *pointer, const char *format, ...)
{
  YjCatalogueFinding *finding = g_new0 (YjCatalogueFinding, 1);
  va_list args;

  va_start (args, format);
  finding->sentence = g_strdup_vprintf (format, args);
  va_end (args);
  finding->file = g_strdup (check->file);
  finding->pointer = g_strdup (pointer);
  finding->error = is_error;
  g_ptr_array_add (check->findings, finding);
}

void
yj_check_languages (YjCheck *check, const json_t *value, const char *pointer)
{
  const char *key;
  json_t *member, *language;
  size_t i;

  if (json_is_object (value) && json_object_get (value, "zh-CN") != NULL) {
    json_array_foreach (json_object_get (check->catalogue, "languages"), i, language)
      if (!yj_text_has ((const YjText *) value, json_string_value (language)))
        yj_check_report (check, TRUE, pointer, "the text in %s is missing", json_string_value (language));
  } else if (json_is_object (value)) {
    json_object_foreach ((json_t *) value, key, member) {
      g_autofree char *place = g_strdup_printf ("%s/%s", pointer, key);
      yj_check_languages (check, member, place);
    }
  } else if (json_is_array (value)) {
    json_array_foreach (value, i, member) {
      g_autofree char *place = g_strdup_printf ("%s/%zu", pointer, i);
      yj_check_languages (check, member, place);
    }
  }
}

static void
check_one (GPtrArray *findings, const json_t *catalogue, GPtrArray *entries, const char *id)
{
  g_autofree char *file = g_strdup_printf ("items/%s.json", id);
  GBytes *data = yj_archive_entries_find (entries, file);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) root = NULL;
  g_autoptr (YjItem) item = NULL;
  g_autoptr (GHashTable) answers = g_hash_table_new (g_str_hash, g_str_equal), order = g_hash_table_new (g_str_hash, g_str_equal);
  YjCheck check = { findings, file, catalogue, NULL, answers, order };

  if (data == NULL) {
    yj_check_report (&check, TRUE, "", "catalog.json names this item, and there is no such file");
    return;
  }
  root = yj_json_parse (g_bytes_get_data (data, NULL), g_bytes_get_size (data), 0, 0, &error);
  item = root != NULL ? yj_item_new_from_json (root, &error) : NULL;
  if (item == NULL) {
    yj_check_report (&check, TRUE, "", "%s", error->message);
    return;
  }
  check.item = item;
  if (!g_str_equal (item->id, id))
    yj_check_report (&check, TRUE, "/id", "differs from the file's name");
  yj_check_item (&check);
}

/* Days are real, departments and programme have a name, no item or alias stands twice. */
static void
check_frame (YjCheck *check, const json_t *root)
{
  static const char *const days[] = { "issued", "expires", "refuse_after" };
  const char *code, *day;
  json_t *name;

  yj_check_languages (check, root, "");
  if (json_array_size (json_object_get (root, "languages")) == 0)
    yj_check_report (check, TRUE, "/languages", "the list of languages is missing");
  if (yj_json_int (root, "version", 0) < 1)
    yj_check_report (check, TRUE, "/version", "a whole number from 1 is expected");
  if (!yj_text_has ((const YjText *) json_object_get (root, "programme"), YJ_LANGUAGE_BASE))
    yj_check_report (check, TRUE, "/programme", "the name of the programme is missing");
  for (guint i = 0; i < G_N_ELEMENTS (days); i++) {
    g_autofree char *pointer = g_strconcat ("/", days[i], NULL);
    day = yj_json_string (root, days[i]);
    if (day != NULL ? !yj_date_is_real (day) : i == 0)
      yj_check_report (check, TRUE, pointer, "a day as YYYY-MM-DD is expected");
  }
  json_object_foreach (json_object_get (root, "departments"), code, name) {
    g_autofree char *pointer = g_strconcat ("/departments/", code, NULL);
    if (!yj_text_has ((const YjText *) name, YJ_LANGUAGE_BASE))
      yj_check_report (check, TRUE, pointer, "the department has no name in " YJ_LANGUAGE_BASE);
  }
}

/* Those that catalog.json names, then those that it does not. */
static void
check_items (YjCheck *check, const json_t *root, GPtrArray *entries)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = yj_catalogue_list_ids (root, entries, &error);

  if (ids == NULL) {
    yj_check_report (check, TRUE, "/items", "%s", error->message);
    return;
  }
  if (ids->len == 0)
    yj_check_report (check, TRUE, "/items", "there is no item");
  for (guint i = 0; i < ids->len; i++) {
    g_autofree char *pointer = g_strdup_printf ("/items/%u", i);
    const char *id = g_ptr_array_index (ids, i);
    if (!g_hash_table_add (seen, (gpointer) id))
      yj_check_report (check, TRUE, pointer, "the item %s stands twice", id);
    else
      check_one (check->findings, root, entries, id);
  }
}

GPtrArray *
yj_catalogue_check_dir (const char *dir)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_catalogue_finding_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = yj_catalogue_read_dir (dir, NULL, NULL, &error);
  g_autoptr (YjCatalogue) catalogue = yj_catalogue_new_from_dir (dir, NULL);
  GBytes *data = entries != NULL ? yj_archive_entries_find (entries, "catalog.json") : NULL;
  g_autoptr (json_t) root = NULL;
  YjCheck check = { findings, "catalog.json", NULL, NULL, NULL, NULL };

  if (data != NULL)
    root = yj_json_parse (g_bytes_get_data (data, NULL), g_bytes_get_size (data), 0, 0, &error);
  if (root == NULL) {
    yj_check_report (&check, TRUE, "", "%s", error->message);
    return findings;
  }
  check.catalogue = root;
  check_frame (&check, root);
  yj_check_stages (&check, root);
  check_items (&check, root, entries);
  yj_check_regions (&check, entries, catalogue);
  return findings;
}
