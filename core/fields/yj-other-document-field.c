/* SPDX-License-Identifier: Apache-2.0 */
/* Owns numbers of passports, permits and other documents: letters and digits, 5 to 20. */
#include "core/fields/yj-field-common.h"

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  YjProblem *problem = yj_field_check_text (value, 5, 20);
  if (problem == NULL && !yj_field_matches (json_string_value (value), "^[A-Z0-9()]+$"))
    problem = yj_problem_new ("field.other-document.character", NULL);
  return problem;
}

static json_t *
example (const YjField *field)
{
  return json_string ("L898902C3");
}

const YjFieldType yj_other_document_field = { "other-document", yj_field_normalise_code, validate, yj_field_mask_number, example };
