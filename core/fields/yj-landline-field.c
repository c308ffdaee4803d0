/* SPDX-License-Identifier: Apache-2.0 */
/* Owns fixed-line numbers: area code and number without the dash between. Two-digit areas (010, 02x) have numbers of 8
 * digits, the others of 7 or 8. */
#include "core/fields/yj-field-common.h"

static json_t *
normalise (const json_t *raw)
{
  return yj_field_normalise_phone (raw, "0");
}

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  YjProblem *problem = yj_field_check_text (value, 1, 40);

  if (problem != NULL)
    return problem;
  if (yj_field_matches (json_string_value (value), "^1[3-9]\\d{9}$"))
    return yj_problem_new ("field.landline.mobile", NULL);
  if (!yj_field_matches (json_string_value (value), "^0\\d+$"))
    return yj_problem_new ("field.landline.form", NULL);
  return yj_field_matches (json_string_value (value), "^0((10|2\\d)\\d{8}|[03-9]\\d{2}\\d{7,8})$")
             ? NULL
             : yj_problem_new ("field.landline.length", NULL);
}

static json_t *
example (const YjField *field)
{
  return json_string ("07000000000");
}

const YjFieldType yj_landline_field = { "landline", normalise, validate, yj_field_mask_phone, example };
