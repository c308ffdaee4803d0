/* SPDX-License-Identifier: Apache-2.0 */
/* Owns bank card numbers: 16 to 19 digits with the Luhn check (ISO/IEC 7812-1 annex B). */
#include "core/fields/yj-field-common.h"
#include <string.h>

static gboolean
has_luhn_check (const char *digits)
{
  gsize n = strlen (digits);
  int sum = 0;
  for (gsize i = 0; i < n; i++) {
    int digit = digits[n - 1 - i] - '0';
    if (i % 2 == 1)
      digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 == 0;
}

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  YjProblem *problem = yj_field_check_text (value, 1, 40);
  if (problem != NULL)
    return problem;
  if (!yj_field_matches (json_string_value (value), "^\\d{16,19}$"))
    return yj_problem_new ("field.bank-card.length", NULL);
  if (json_string_value (value)[0] < '2') /* airlines, and numbers that no bank gives out */
    return yj_problem_new ("field.bank-card.check", NULL);
  return has_luhn_check (json_string_value (value)) ? NULL : yj_problem_new ("field.bank-card.check", NULL);
}

static json_t *
example (const YjField *field)
{
  return json_string ("6200000000000000000");
}

const YjFieldType yj_bank_card_field = { "bank-card", yj_field_normalise_digits, validate, yj_field_mask_number, example };
