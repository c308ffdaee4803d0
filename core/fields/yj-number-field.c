/* SPDX-License-Identifier: Apache-2.0 */
/* Owns whole numbers: spec {"min", "max"}. */
#include "core/fields/yj-field-common.h"

static json_t *
normalise (const json_t *raw)
{
  /* Not the digits alone: a minus sign is part of a number. */
  json_t *typed = yj_field_normalise_number (raw);
  gint64 number;

  if (yj_field_get_text (typed) == NULL)
    return typed;
  g_autofree char *text = g_strdup (json_string_value (typed));
  if (yj_field_matches (text, "^-?\\d{1,3}(,\\d{3})+$")) { /* 10,000 */
    g_auto (GStrv) groups = g_strsplit (text, ",", 0);
    g_free (text);
    text = g_strjoinv ("", groups);
  }
  if (!g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return typed;
  yj_json_wipe (typed);
  return json_integer (number);
}

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  gint64 min = yj_json_int (field->spec, "min", 0), max = yj_json_int (field->spec, "max", 1000000000);
  g_autofree char *least = g_strdup_printf ("%" G_GINT64_FORMAT, min), *most = g_strdup_printf ("%" G_GINT64_FORMAT, max);

  if (!json_is_integer (value))
    return yj_problem_new ("field.number.digits", NULL);
  if (json_integer_value (value) < min || json_integer_value (value) > max)
    return yj_problem_new ("field.number.range", "min", least, "max", most, NULL);
  return NULL;
}

static char *
mask (const YjField *field, const json_t *value, const char *language)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) json_integer_value (value));
}

static json_t *
example (const YjField *field)
{
  return json_integer (yj_json_int (field->spec, "min", 1));
}

const YjFieldType yj_number_field = { "number", normalise, validate, mask, example };
