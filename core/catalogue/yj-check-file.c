/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the check of a file by itself: that it can be read, is JSON in UTF-8, and is right by its schema. */
#include "core/base/yj-error.h"
#include "core/catalogue/yj-catalogue-files.h"
#include "core/catalogue/yj-check-private.h"
#include "core/catalogue/yj-schema.h"

void
yj_check_report (YjCheck *check, YjFindingKind kind, const char *pointer, const char *format, ...)
{
  YjCatalogueFinding *finding = g_new0 (YjCatalogueFinding, 1);
  va_list args;

  va_start (args, format);
  finding->sentence = g_strdup_vprintf (format, args);
  va_end (args);
  finding->kind = kind;
  finding->file = g_strdup (check->file);
  finding->pointer = g_strdup (pointer);
  finding->error = yj_finding_kind_is_error (kind);
  g_ptr_array_add (check->findings, finding);
}

static void
report_shape (YjFindingKind kind, const char *pointer, const char *sentence, gpointer user_data)
{
  yj_check_report (user_data, kind, pointer, "%s", sentence);
}

static json_t *
parse (YjCheck *check, const char *text, gsize size)
{
  const char *fault = yj_json_find_encoding_fault (text, size);
  g_autoptr (GError) error = NULL;
  g_autofree char *pointer = NULL;
  YjFindingKind kind;
  json_t *root = fault == NULL ? yj_json_parse (text, size, 0, 0, &error) : NULL;

  if (fault != NULL) {
    yj_check_report (check, YJ_FINDING_ENCODING, "", "%s", fault);
  } else if (root == NULL) {
    pointer = yj_check_find_fault (text, size, YJ_JSON_MAX_DEPTH_DEFAULT, &kind);
    yj_check_report (check, pointer != NULL ? kind : YJ_FINDING_SYNTAX, pointer != NULL ? pointer : "", "%s", error->message);
  }
  return root;
}

/* Has @file more of something than its schema allows? Then nothing that takes time is done with it. */
static gboolean
holds_too_much (YjCheck *check, guint first)
{
  for (guint i = first; i < check->findings->len; i++)
    if (((YjCatalogueFinding *) g_ptr_array_index (check->findings, i))->kind == YJ_FINDING_COUNT)
      return TRUE;
  return FALSE;
}

json_t *
yj_check_read (YjCheck *check, const char *dir, const char *file, const char *schema)
{
  g_autofree char *path = g_build_filename (dir, file, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) data = yj_catalogue_read_file (path, YJ_CATALOGUE_FILE_MAX_BYTES, &error);
  g_autoptr (json_t) root = NULL, shape = NULL;
  guint first = check->findings->len;

  check->file = file;
  if (data == NULL) {
    yj_check_report (check, g_error_matches (error, YJ_ERROR, YJ_ERROR_LIMIT) ? YJ_FINDING_TOO_LARGE : YJ_FINDING_UNREADABLE, "", "%s",
                     error->message);
    return NULL;
  }
  root = parse (check, g_bytes_get_data (data, NULL), g_bytes_get_size (data));
  shape = root != NULL ? yj_schema_load (schema) : NULL;
  if (root == NULL || (!yj_schema_validate (shape, root, report_shape, check) && holds_too_much (check, first)))
    return NULL;
  return g_steal_pointer (&root);
}
