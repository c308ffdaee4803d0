/* SPDX-License-Identifier: Apache-2.0 */
/* Owns fixed-line numbers: area code, a dash left out, 10 to 12 digits. */
#include "core/fields/yj-field-common.h"
#include "core/identity/yj-mask.h"

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  YjProblem *problem = yj_field_check_text (value, 1, 40);
  if (problem == NULL && !yj_field_matches (json_string_value (value), "^0\\d{9,11}$"))
    problem = yj_problem_new ("field.landline.form", NULL);
  return problem;
}

static char *
mask (const YjField *field, const json_t *value, const char *language)
{
  return yj_mask_phone (json_is_string (value) ? json_string_value (value) : "");
}

static json_t *
example (const YjField *field)
{
  return json_string ("07000000000");
}

const YjFieldType yj_landline_field = { "landline", yj_field_normalise_digits, validate, mask, example };
