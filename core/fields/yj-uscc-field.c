/* SPDX-License-Identifier: Apache-2.0 */
/* Owns unified social credit codes as an answer. */
#include "core/fields/yj-field-common.h"
#include "core/identity/yj-uscc.h"

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  static const char *const ids[] = { NULL, "field.uscc.length", "field.uscc.character", "field.uscc.check", "field.uscc.check" };
  YjProblem *problem = yj_field_check_text (value, 1, 40);
  YjUsccVerdict verdict;

  if (problem != NULL)
    return problem;
  verdict = yj_uscc_check (json_string_value (value));
  return verdict == YJ_USCC_VALID ? NULL : yj_problem_new (ids[verdict], NULL);
}

static json_t *
example (const YjField *field)
{
  return json_string ("11100000000013127D");
}

const YjFieldType yj_uscc_field = { "uscc", yj_field_normalise_code, validate, yj_field_mask_plain, example };
