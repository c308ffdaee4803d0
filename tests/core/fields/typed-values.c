/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the run over a table of typed values. */
#include "typed-values.h"
#include <string.h>

static json_t *
parse (const char *text)
{
  g_autofree char *quoted = text != NULL ? g_strdelimit (g_strdup (text), "'", '"') : NULL;
  json_t *value = quoted != NULL ? json_loads (quoted, JSON_DECODE_ANY, NULL) : NULL;

  g_assert_true (text == NULL || value != NULL);
  return value;
}

static json_t *
read_value (const char *text, gboolean number)
{
  return number || *text == '{' || *text == '[' ? parse (text) : json_string (text);
}

static GPtrArray *
make_options (void)
{
  static YjOption options[] = { { .id = "a" }, { .id = "b" } };
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    g_ptr_array_add (list, &options[i]);
  return list;
}

static void
check_row (const TypedValue *row)
{
  const YjFieldType *type = yj_field_type_find (row->type);
  g_autoptr (json_t) spec = parse (row->spec), raw = read_value (row->typed, FALSE), value = type->normalise (raw);
  g_autoptr (json_t) again = type->normalise (value);
  g_autoptr (GDateTime) today = g_date_time_new_local (2028, 3, 1, 0, 0, 0);
  g_autoptr (GPtrArray) options = make_options ();
  YjField field = { .id = "field", .type = type->id, .spec = spec, .options = options };
  g_autoptr (YjProblem) problem = type->validate (&field, value, today);
  g_autoptr (json_t) stored = row->stored != NULL ? read_value (row->stored, g_str_equal (row->type, "number")) : NULL;
  const char *verdict = problem != NULL ? problem->id : "taken";

  g_test_message ("%-18s %-28s %-42s %s", row->type, row->typed, verdict, row->why != NULL ? row->why : "");
  g_assert_true (json_equal (value, again));
  if (g_strcmp0 (problem != NULL ? problem->id : NULL, row->problem) != 0)
    g_test_fail_printf ("%s \"%s\": %s, not %s", row->type, row->typed, verdict, row->problem != NULL ? row->problem : "taken");
  else if (stored != NULL && !json_equal (stored, value))
    g_test_fail_printf ("%s \"%s\" is not stored as \"%s\"", row->type, row->typed, row->stored);
}

void
typed_values_check (const TypedValue *rows, guint n)
{
  for (guint i = 0; i < n; i++)
    check_row (&rows[i]);
}
