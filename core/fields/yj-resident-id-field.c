/* SPDX-License-Identifier: Apache-2.0 */
/* Owns citizen identification numbers as an answer: 18 characters, those of residence permits (81, 82, 83) and of the foreigner's
 * card of 2023 (9) too. */
#include "core/fields/yj-field-common.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-resident-id.h"
#include <string.h>

#define NUMBER_CHARS 18
/* A right check and a wrong year. Nobody becomes so old, but the heirs of somebody born long ago still ask. */
#define AGE_MAX_YEARS 150

static gboolean
is_too_old (const char *number, GDateTime *today)
{
  g_autoptr (YjSecretText) birth = yj_resident_id_get_birth (number);
  g_autoptr (GDateTime) first = g_date_time_add_years (today, -AGE_MAX_YEARS);
  g_autofree char *day = g_date_time_format (first, "%Y-%m-%d");
  return strcmp (birth, day) < 0;
}

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  static const char *const ids[] = { NULL,
                                     "field.resident-id.length",
                                     "field.resident-id.old",
                                     "field.resident-id.character",
                                     "field.resident-id.date",
                                     "field.resident-id.future",
                                     "field.resident-id.check" };
  YjProblem *problem = yj_field_check_text (value, 1, 40);
  YjResidentIdVerdict verdict;
  g_autofree char *n = NULL;
  glong chars;

  if (problem != NULL)
    return problem;
  if (yj_field_matches (json_string_value (value), "^[A-Z]{3}\\d{12}$"))
    return yj_problem_new ("field.resident-id.permanent", NULL);
  verdict = yj_resident_id_check (json_string_value (value), today);
  chars = g_utf8_strlen (json_string_value (value), -1);
  if (verdict == YJ_RESIDENT_ID_LENGTH && chars == NUMBER_CHARS)
    verdict = YJ_RESIDENT_ID_CHARACTER; /* it counts bytes: digits of another script */
  n = g_strdup_printf ("%ld", chars);
  if (verdict != YJ_RESIDENT_ID_VALID)
    return yj_problem_new (ids[verdict], "n", n, NULL);
  return is_too_old (json_string_value (value), today) ? yj_problem_new ("field.resident-id.age", NULL) : NULL;
}

static json_t *
example (const YjField *field)
{
  return json_string ("11010519491231002X");
}

const YjFieldType yj_resident_id_field = { "resident-id", yj_field_normalise_code, validate, yj_field_mask_number, example };
