/* SPDX-License-Identifier: Apache-2.0 */
/* Owns mobile numbers of the mainland: 11 digits from 13 to 19. */
#include "core/fields/yj-field-common.h"

static json_t *
normalise (const json_t *raw)
{
  return yj_field_normalise_phone (raw, "");
}

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  YjProblem *problem = yj_field_check_text (value, 1, 40);
  g_autofree char *n = NULL;

  if (problem != NULL)
    return problem;
  n = g_strdup_printf ("%ld", g_utf8_strlen (json_string_value (value), -1));
  if (!yj_field_matches (json_string_value (value), "^\\d{11}$"))
    return yj_problem_new ("field.mobile.length", "n", n, NULL);
  return yj_field_matches (json_string_value (value), "^1[3-9]\\d{9}$") ? NULL : yj_problem_new ("field.mobile.prefix", NULL);
}

static json_t *
example (const YjField *field)
{
  return json_string ("13800000000");
}

const YjFieldType yj_mobile_field = { "mobile", normalise, validate, yj_field_mask_phone, example };
