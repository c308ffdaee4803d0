/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the table of administrative divisions: one sorted array, the names side by side in one chunk. */
#include "core/fields/yj-divisions.h"
#include "core/base/yj-json.h"
#include "yj-divisions-resources.h"
#include <stdlib.h>
#include <string.h>

#define RESOURCE "/org/yijian/divisions/divisions.json"
#define CODE_DIGITS 6

typedef struct {
  char code[CODE_DIGITS + 1];
  const char *name;
} Division;

typedef struct {
  Division *divisions;
  guint n;
  GStringChunk *names;
} Table;

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Division *) a)->code, ((const Division *) b)->code);
}

static void
fill_table (Table *table, const json_t *root)
{
  json_t *names = yj_json_object (root, "divisions"), *name;
  const char *code;

  table->names = g_string_chunk_new (4096);
  table->divisions = g_new (Division, json_object_size (names));
  json_object_foreach (names, code, name) {
    Division *division = &table->divisions[table->n++];
    g_strlcpy (division->code, code, sizeof division->code);
    division->name = g_string_chunk_insert_const (table->names, json_string_value (name));
  }
  qsort (table->divisions, table->n, sizeof *table->divisions, compare);
}

static gpointer
load (gpointer unused)
{
  Table *table = g_new0 (Table, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_resource_lookup_data (yj_divisions_get_resource (), RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  g_autoptr (json_t) root = NULL;

  if (bytes != NULL)
    root = yj_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, 0, &error);
  if (root != NULL)
    fill_table (table, root);
  else
    g_warning ("divisions: %s", error->message); /* addresses then show codes */
  return table;
}

static const Table *
get_table (void)
{
  static GOnce once = G_ONCE_INIT;
  return g_once (&once, load, NULL);
}

static const Division *
find (const char *code)
{
  const Table *table = get_table ();
  Division wanted;

  if (code == NULL || strlen (code) != CODE_DIGITS)
    return NULL;
  g_strlcpy (wanted.code, code, sizeof wanted.code);
  return bsearch (&wanted, table->divisions, table->n, sizeof wanted, compare);
}

static YjDivisionLevel
level_of (const char *code)
{
  if (strcmp (code + 2, "0000") == 0)
    return YJ_DIVISION_PROVINCE;
  return strcmp (code + 4, "00") == 0 ? YJ_DIVISION_CITY : YJ_DIVISION_COUNTY;
}

gboolean
yj_division_code_is_of_level (const char *code, YjDivisionLevel level)
{
  if (code == NULL || strlen (code) != CODE_DIGITS || strspn (code, "0123456789") != CODE_DIGITS)
    return FALSE;
  return level_of (code) == level;
}

const char *
yj_divisions_get_name (const char *code)
{
  const Division *division = find (code);
  return division != NULL ? division->name : NULL;
}

gboolean
yj_divisions_is_nameless (const char *code)
{
  const char *name = yj_divisions_get_name (code);
  return name != NULL && (g_str_equal (name, "市辖区") || g_str_equal (name, "县") || strstr (name, "直辖县级") != NULL);
}

GPtrArray *
yj_divisions_list (YjDivisionLevel level, const char *parent)
{
  static const gsize prefix_bytes[YJ_DIVISION_N_LEVELS] = { 0, 2, 4 };
  const Table *table = get_table ();
  GPtrArray *codes = g_ptr_array_new ();

  for (guint i = 0; i < table->n; i++) {
    const char *code = table->divisions[i].code;
    if (level_of (code) == level && (parent == NULL || strncmp (code, parent, prefix_bytes[level]) == 0))
      g_ptr_array_add (codes, (gpointer) code);
  }
  return codes;
}
