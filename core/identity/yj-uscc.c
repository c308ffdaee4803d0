/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the two check rules of a unified social credit code. */
#include "core/identity/yj-uscc.h"
#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static char
compute_check (const char *code)
{
  int weight = 1, sum = 0;
  for (int i = 0; i < 17; i++) {
    sum += (int) (strchr (alphabet, code[i]) - alphabet) * weight;
    weight = weight * 3 % 31;
  }
  return alphabet[(31 - sum % 31) % 31];
}

static char
compute_organisation_check (const char *organisation)
{
  static const int weights[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
  int sum = 0, check;
  for (int i = 0; i < 8; i++) {
    char c = organisation[i];
    sum += (g_ascii_isdigit (c) ? c - '0' : c - 'A' + 10) * weights[i];
  }
  check = 11 - sum % 11;
  return check == 10 ? 'X' : check == 11 ? '0' : (char) ('0' + check);
}

YjUsccVerdict
yj_uscc_check (const char *code)
{
  if (strlen (code) != 18)
    return YJ_USCC_LENGTH;
  for (int i = 0; i < 18; i++)
    if (strchr (alphabet, code[i]) == NULL)
      return YJ_USCC_CHARACTER;
  if (compute_check (code) != code[17])
    return YJ_USCC_CHECK;
  return compute_organisation_check (code + 8) == code[16] ? YJ_USCC_VALID : YJ_USCC_ORGANISATION;
}
