/* SPDX-License-Identifier: Apache-2.0 */
/* Owns citizen identification numbers as an answer. */
#include "core/fields/yj-field-common.h"
#include "core/identity/yj-resident-id.h"

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  static const char *const ids[] = { NULL, "field.resident-id.length", "field.resident-id.old", "field.resident-id.character",
                                     "field.resident-id.date", "field.resident-id.future", "field.resident-id.check" };
  YjProblem *problem = yj_field_check_text (value, 1, 40);
  YjResidentIdVerdict verdict;
  g_autofree char *n = NULL;

  if (problem != NULL)
    return problem;
  verdict = yj_resident_id_check (json_string_value (value), today);
  n = g_strdup_printf ("%zu", json_string_length (value));
  return verdict == YJ_RESIDENT_ID_VALID ? NULL : yj_problem_new (ids[verdict], "n", n, NULL);
}

static json_t *
example (const YjField *field)
{
  return json_string ("11010519491231002X");
}

const YjFieldType yj_resident_id_field = { "resident-id", yj_field_normalise_code, validate, yj_field_mask_number, example };
