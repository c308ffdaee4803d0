/* SPDX-License-Identifier: Apache-2.0 */
/* Owns numbers of certificates: spec {"kind"} picks the form. */
#include "core/fields/yj-field-common.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-resident-id.h"
#include <string.h>

#define CITIZEN_NUMBER_CHARS 18

static const YjFieldKind kinds[] = {
  { "any", "^[0-9A-Z/().-]{4,40}$", "field.certificate-number.any", "0000-0001" },
  { "account", "^(?=.*\\d)[0-9A-Z-]{4,30}$", "field.certificate-number.account", "000000000001" },
  { "birth-certificate", "^[A-Z]\\d{9}$", "field.certificate-number.birth", "S000000128" },
  /* registrar, year and serial, B before it for one issued anew; of those before 2004 the digits */
  { "marriage-certificate", "^(B?J\\d{6}-(19|20)\\d{2}-\\d{6}|\\d{3,14})$", "field.certificate-number.marriage", "J000000-2024-000123" },
  { "divorce-certificate", "^(B?L\\d{6}-(19|20)\\d{2}-\\d{6}|\\d{3,14})$", "field.certificate-number.divorce", "L000000-2024-000123" },
  { "household-booklet", "^\\d{9}$", "field.certificate-number.household", "000000001" },
  /* number of the person, kind 1 to 7, grade 1 to 4; B and a count behind it for one issued anew */
  { "disability-certificate", "^\\d{17}[0-9X][1-7][1-4](B\\d{1,2})?$", "field.certificate-number.disability",
    "00000019930512024042" },
  /* since 2016, and the house certificates before it, which stay good */
  { "property-certificate", "^(.{1,4}\\(\\d{4}\\).{1,20}不动产权第\\d{7}号|.{1,20}(房权证|房地权证|房产证|房地产证).{0,20}\\d{3,16}号?)$",
    "field.certificate-number.property", "青(2024)青禾市不动产权第0000001号" },
  /* TD/T 1001: county 6, zone 3, sub-zone 3, feature 2, serial 5, fixture 1 + 8 */
  { "property-unit", "^\\d{12}[A-Z]{2}\\d{5}[A-Z]\\d{8}$", "field.certificate-number.unit", "000000000000GB00001F00010001" },
};

static const char *const kind_names[] = { "any",
                                          "account",
                                          "birth-certificate",
                                          "marriage-certificate",
                                          "divorce-certificate",
                                          "household-booklet",
                                          "disability-certificate",
                                          "property-certificate",
                                          "property-unit",
                                          NULL };

/* They say who somebody is, or where their money is. */
static const char *const masked_kinds[] = { "account", "disability-certificate", NULL };

static const YjFieldKind *
find_kind (const YjField *field)
{
  return yj_field_find_kind (field, kinds, G_N_ELEMENTS (kinds));
}

/* J0000002024000123: the dashes are always at the same places, so nobody has to type them. */
static char *
add_dashes (const char *number)
{
  const char *digits = strpbrk (number, "JL");

  if (!yj_field_matches (number, "^B?[JL]\\d{16}$"))
    return NULL;
  return g_strdup_printf ("%.*s%.6s-%.4s-%s", (int) (digits + 1 - number), number, digits + 1, digits + 7, digits + 11);
}

/* The dashes stay: in a number of any kind they may be part of it. */
static json_t *
normalise (const json_t *raw)
{
  json_t *number = yj_field_normalise_number (raw);
  g_autoptr (YjSecretText) dashed = yj_field_get_text (number) != NULL ? add_dashes (json_string_value (number)) : NULL;

  if (dashed == NULL)
    return number;
  yj_json_wipe (number);
  return json_string (dashed);
}

static gboolean
holds_person (const char *number)
{
  g_autoptr (YjSecretText) person = g_strndup (number, CITIZEN_NUMBER_CHARS);
  return yj_resident_id_check (person, NULL) == YJ_RESIDENT_ID_VALID;
}

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  const YjFieldKind *kind = find_kind (field);
  YjProblem *problem = yj_field_check_text (value, 1, 60);
  g_autofree char *n = NULL;

  if (problem != NULL)
    return problem;
  if (!yj_field_matches (json_string_value (value), kind->pattern)) {
    n = g_strdup_printf ("%ld", g_utf8_strlen (json_string_value (value), -1));
    return yj_problem_new (kind->problem, "n", n, NULL);
  }
  if (g_str_equal (kind->kind, "disability-certificate") && !holds_person (json_string_value (value)))
    return yj_problem_new ("field.certificate-number.person", NULL);
  return NULL;
}

/* Numbers that are compared with a paper digit by digit stay whole. */
static char *
mask (const YjField *field, const json_t *value, const char *language)
{
  gboolean masked = g_strv_contains (masked_kinds, find_kind (field)->kind);
  return masked ? yj_field_mask_number (field, value, language) : yj_field_mask_plain (field, value, language);
}

static json_t *
example (const YjField *field)
{
  return json_string (find_kind (field)->example);
}

const YjFieldType yj_certificate_number_field = { "certificate-number", normalise, validate, mask, example, kind_names };
