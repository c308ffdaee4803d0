/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the reading of opened records, and the questions that every exporter asks of them. */
#include "sync/central/export/yj-export-source.h"
#include "core/base/yj-error.h"
#include <string.h>

static void
opened_record_free (gpointer data)
{
  YjOpenedRecord *record = data;
  json_decref (record->record);
  yj_json_wipe (record->document);
  g_free (record);
}

void
yj_export_source_free (YjExportSource *source)
{
  if (source == NULL)
    return;
  g_ptr_array_unref (source->records);
  g_clear_object (&source->catalogue);
  g_free (source);
}

/* NULL without error: a folder of something else. */
static YjOpenedRecord *
read_record (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "record.json", NULL), *name = NULL, *document = NULL;
  YjOpenedRecord *opened;
  json_t *record;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return NULL;
  record = yj_json_parse_file (path, 0, 0, error);
  if (record == NULL)
    return NULL;
  name = g_strdup_printf ("%s.json", yj_json_string (record, "kind"));
  document = g_build_filename (dir, name, NULL);
  opened = g_new0 (YjOpenedRecord, 1);
  opened->record = record;
  opened->document = yj_json_parse_file (document, 0, 0, error);
  if (opened->document != NULL)
    return opened;
  opened_record_free (opened);
  return NULL;
}

static int
compare_received (gconstpointer a, gconstpointer b)
{
  const YjOpenedRecord *one = *(YjOpenedRecord *const *) a, *two = *(YjOpenedRecord *const *) b;
  int order = g_strcmp0 (yj_json_string (one->record, "received"), yj_json_string (two->record, "received"));
  return order != 0 ? order : g_strcmp0 (yj_json_string (one->record, "reference"), yj_json_string (two->record, "reference"));
}

static gboolean
read_all (YjExportSource *source, const char *dir, GError **error)
{
  g_autoptr (GDir) folder = g_dir_open (dir, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *path = g_build_filename (dir, name, NULL);
    g_autoptr (GError) local = NULL;
    YjOpenedRecord *record = read_record (path, &local);
    if (local != NULL) {
      g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s: ", path);
      return FALSE;
    }
    if (record != NULL)
      g_ptr_array_add (source->records, record);
  }
  g_ptr_array_sort (source->records, compare_received);
  if (source->records->len == 0)
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "%s holds no opened record: see yijian-central unseal -o", dir);
  return source->records->len > 0;
}

YjExportSource *
yj_export_source_open (const char *dir, const char *catalogue_dir, GError **error)
{
  g_autoptr (YjExportSource) source = g_new0 (YjExportSource, 1);

  source->records = g_ptr_array_new_with_free_func (opened_record_free);
  if (catalogue_dir != NULL && (source->catalogue = yj_catalogue_new_from_dir (catalogue_dir, error)) == NULL)
    return NULL;
  return read_all (source, dir, error) ? g_steal_pointer (&source) : NULL;
}

gboolean
yj_opened_record_is (const YjOpenedRecord *record, const char *kind)
{
  return g_strcmp0 (yj_json_string (record->record, "kind"), kind) == 0 &&
         g_strcmp0 (yj_json_string (record->record, "verdict"), "accepted") == 0;
}

const YjOpenedRecord *
yj_export_source_find_application (const YjExportSource *source, const char *id)
{
  for (guint i = 0; i < source->records->len; i++) {
    const YjOpenedRecord *record = g_ptr_array_index (source->records, i);
    if (yj_opened_record_is (record, "application") && g_strcmp0 (yj_json_string (record->record, "id"), id) == 0)
      return record;
  }
  return NULL;
}

const char *
yj_opened_record_get_number (const YjOpenedRecord *application)
{
  const char *number = yj_json_string (yj_json_object (application->record, "header"), "case_number");
  return number != NULL ? number : yj_json_string (application->record, "reference");
}

char *
yj_opened_record_make_case_number (const YjOpenedRecord *application, const char *case_code)
{
  const char *reference = yj_json_string (application->record, "reference");
  const char *rest = g_str_has_prefix (case_code, reference) ? case_code + strlen (reference) : "";
  return g_strconcat (yj_opened_record_get_number (application), rest, NULL);
}

GPtrArray *
yj_opened_record_list_case (const YjOpenedRecord *application, const char *case_code)
{
  GPtrArray *rows = g_ptr_array_new ();
  size_t i;
  json_t *row;

  json_array_foreach (yj_json_array (application->record, "cases"), i, row)
    if (g_strcmp0 (yj_json_string (row, "case"), case_code) == 0)
      g_ptr_array_add (rows, row);
  return rows;
}

GPtrArray *
yj_opened_record_list_case_codes (const YjOpenedRecord *application)
{
  GPtrArray *codes = g_ptr_array_new ();
  size_t i;
  json_t *row;

  json_array_foreach (yj_json_array (application->record, "cases"), i, row) {
    const char *code = yj_json_string (row, "case");
    if (code != NULL && !g_ptr_array_find_with_equal_func (codes, code, g_str_equal, NULL))
      g_ptr_array_add (codes, (gpointer) code);
  }
  return codes;
}

const YjItem *
yj_export_source_find_item (const YjExportSource *source, const YjOpenedRecord *record)
{
  const char *id = yj_json_string (yj_json_object (record->document, "item"), "id");
  return source->catalogue != NULL && id != NULL ? yj_catalogue_get_item (source->catalogue, id) : NULL;
}

const YjMatter *
yj_export_source_find_matter (const YjExportSource *source, const YjOpenedRecord *application, const char *code)
{
  const YjItem *item = yj_export_source_find_item (source, application);
  return item != NULL ? yj_item_get_matter ((YjItem *) item, code) : NULL;
}

const char *
yj_export_source_name_department (const YjExportSource *source, const char *code)
{
  const char *name = source->catalogue != NULL && code != NULL ? yj_catalogue_get_department (source->catalogue, code, "zh-CN") : NULL;
  return g_strcmp0 (name, code) != 0 ? name : NULL;
}

char *
yj_export_format_time (const char *time, const char *format)
{
  g_autoptr (GTimeZone) china = g_time_zone_new_offset (8 * 60 * 60);
  g_autoptr (GDateTime) given = time != NULL ? g_date_time_new_from_iso8601 (time, NULL) : NULL;
  g_autoptr (GDateTime) local = given != NULL ? g_date_time_to_timezone (given, china) : NULL;
  return local != NULL ? g_date_time_format (local, format) : NULL;
}

const char *
yj_opened_record_get_time (const YjOpenedRecord *record, const char *member)
{
  const char *clock = yj_json_string (yj_json_object (record->record, "header"), "clock");
  return g_strcmp0 (clock, "verified") == 0 ? yj_json_string (record->document, member) : NULL;
}
