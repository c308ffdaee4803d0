/* SPDX-License-Identifier: Apache-2.0 */
/* Owns postcodes: 6 digits. */
#include "core/fields/yj-field-common.h"

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  YjProblem *problem = yj_field_check_text (value, 1, 40);
  if (problem == NULL && !yj_field_matches (json_string_value (value), "^\\d{6}$"))
    problem = yj_problem_new ("field.postcode.form", NULL);
  return problem;
}

static json_t *
example (const YjField *field)
{
  return json_string ("000000");
}

const YjFieldType yj_postcode_field = { "postcode", yj_field_normalise_digits, validate, yj_field_mask_plain, example };
