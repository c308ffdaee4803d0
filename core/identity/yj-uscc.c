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

const char *
yj_uscc_get_registrar (const char *code, const char *language)
{
  static const struct {
    char letter;
    const char *zh, *en;
  } registrars[] = {
    { '1', "机构编制", "public institutions" }, { '2', "外交", "foreign affairs" },        { '3', "司法行政", "justice" },
    { '4', "文化", "culture" },                 { '5', "民政", "civil affairs" },          { '6', "旅游", "tourism" },
    { '7', "宗教", "religious affairs" },       { '8', "工会", "trade unions" },           { '9', "市场监管", "market regulation" },
    { 'A', "军队", "armed forces" },            { 'N', "农业农村", "agriculture" },        { 'Y', "其他", "other" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (registrars); i++)
    if (registrars[i].letter == code[0])
      return g_str_has_prefix (language, "zh") ? registrars[i].zh : registrars[i].en;
  return NULL;
}
