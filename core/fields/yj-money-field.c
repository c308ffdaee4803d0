/* SPDX-License-Identifier: Apache-2.0 */
/* Owns amounts of yuan as text with two decimals: n..16,2 (GB/T 39046). */
#include "core/fields/yj-field-common.h"
#include <string.h>

static json_t *
normalise (const json_t *raw)
{
  g_autoptr (json_t) text = yj_field_normalise_text (raw);
  g_auto (GStrv) parts = NULL;
  g_autofree char *amount = NULL;

  if (!json_is_string (text) || !yj_field_matches (json_string_value (text), "^[0-9, ]{1,20}(\\.\\d{1,2})?$"))
    return json_incref (text);
  parts = g_strsplit (json_string_value (text), ".", 2);
  g_auto (GStrv) groups = g_strsplit_set (parts[0], ", ", 0);
  g_autofree char *whole = g_strjoinv ("", groups);
  amount = g_strdup_printf ("%s.%s%s", whole, parts[1] != NULL ? parts[1] : "00", parts[1] != NULL && strlen (parts[1]) == 1 ? "0" : "");
  return json_string (amount);
}

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  YjProblem *problem = yj_field_check_text (value, 1, 40);
  if (problem == NULL && !yj_field_matches (json_string_value (value), "^\\d{1,14}\\.\\d{2}$"))
    problem = yj_problem_new ("field.money.form", NULL);
  return problem;
}

static json_t *
example (const YjField *field)
{
  return json_string ("1200.00");
}

const YjFieldType yj_money_field = { "money", normalise, validate, yj_field_mask_plain, example };
