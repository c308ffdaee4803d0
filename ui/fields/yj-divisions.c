/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the table of administrative divisions. */
#include "ui/fields/yj-divisions.h"
#include "core/base/yj-json.h"
#include <string.h>

#define RESOURCE "/org/yijian/fields/divisions.json"

/* Read once and kept: 90 kB that never change while the program runs. */
static const json_t *
table (void)
{
  static json_t *divisions = NULL;

  if (divisions == NULL) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = g_resources_lookup_data (RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
    g_autoptr (json_t) root = NULL;
    if (bytes != NULL)
      root = yj_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, 0, &error);
    if (root == NULL)
      g_warning ("divisions: %s", error->message);
    divisions = root != NULL ? json_incref (yj_json_object (root, "divisions")) : json_object ();
  }
  return divisions;
}

const char *
yj_divisions_get_name (const char *code)
{
  return code != NULL ? yj_json_string (table (), code) : NULL;
}

static YjDivisionLevel
level_of (const char *code)
{
  if (strcmp (code + 2, "0000") == 0)
    return YJ_DIVISION_PROVINCE;
  return strcmp (code + 4, "00") == 0 ? YJ_DIVISION_CITY : YJ_DIVISION_COUNTY;
}

GPtrArray *
yj_divisions_list (YjDivisionLevel level, const char *parent)
{
  static const gsize prefix_bytes[YJ_DIVISION_N_LEVELS] = { 0, 2, 4 };
  GPtrArray *codes = g_ptr_array_new ();
  const char *code;
  json_t *name;

  /* jansson keeps the order in which the file has them. */
  json_object_foreach ((json_t *) table (), code, name)
    if (level_of (code) == level && (parent == NULL || strncmp (code, parent, prefix_bytes[level]) == 0))
      g_ptr_array_add (codes, (gpointer) code);
  return codes;
}
