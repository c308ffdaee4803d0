/* SPDX-License-Identifier: Apache-2.0 */
/* Owns numbers of certificates: spec {"kind"} picks the pattern. */
#include "core/fields/yj-field-common.h"
#include "core/base/yj-secret.h"

static const struct {
  const char *kind, *pattern, *problem, *example;
} kinds[] = {
  { "birth-certificate", "^[A-Z]\\d{9}$", "field.certificate-number.birth", "S000000128" },
  { "marriage-certificate", "^J\\d{6}-\\d{4}-\\d{6}$", "field.certificate-number.marriage", "J000000-2024-000123" },
  { "household-booklet", "^\\d{9}$", "field.certificate-number.household", "000000001" },
  { "disability-certificate", "^\\d{17}[0-9X]\\d{2}$", "field.certificate-number.disability", "00000019900101001042" },
  { "property-certificate", "^.{1,4}\\(\\d{4}\\).{1,20}不动产权第\\d{7}号$", "field.certificate-number.property",
    "青(2024)青禾市不动产权第0000001号" },
  { "property-unit", "^[0-9A-Z]{28}$", "field.certificate-number.unit", "000000000000GB00001F00010001" },
  { "any", "^[0-9A-Z/().-]{4,40}$", "field.certificate-number.any", "0000-0001" },
};

static gsize
find_kind (const YjField *field)
{
  const char *kind = yj_json_string (field->spec, "kind");
  gsize i = 0;
  while (i + 1 < G_N_ELEMENTS (kinds) && g_strcmp0 (kinds[i].kind, kind) != 0)
    i++;
  return i;
}

static void
remove_spaces (char *text)
{
  char *to = text;
  for (const char *from = text; *from != '\0'; from++)
    if (*from != ' ')
      *to++ = *from;
  *to = '\0';
}

/* Marriage certificates keep their dashes, so they are not stripped here. */
static json_t *
normalise (const json_t *raw)
{
  g_autoptr (json_t) text = yj_field_normalise_text (raw);
  g_autoptr (YjSecretText) joined = NULL, upper = NULL;

  if (!json_is_string (text))
    return json_incref (text);
  joined = g_strdup (json_string_value (text));
  remove_spaces (joined);
  upper = g_utf8_strup (joined, -1);
  return json_string (upper);
}

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  gsize kind = find_kind (field);
  YjProblem *problem = yj_field_check_text (value, 1, 60);
  g_autofree char *n = NULL;

  if (problem != NULL)
    return problem;
  if (yj_field_matches (json_string_value (value), kinds[kind].pattern))
    return NULL;
  n = g_strdup_printf ("%ld", g_utf8_strlen (json_string_value (value), -1));
  return yj_problem_new (kinds[kind].problem, "n", n, NULL);
}

/* Numbers of the baby's certificate are checked by the parents digit by digit; the others are masked. */
static char *
mask (const YjField *field, const json_t *value, const char *language)
{
  return find_kind (field) == 3 ? yj_field_mask_number (field, value, language) : yj_field_mask_plain (field, value, language);
}

static json_t *
example (const YjField *field)
{
  return json_string (kinds[find_kind (field)].example);
}

const YjFieldType yj_certificate_number_field = { "certificate-number", normalise, validate, mask, example };
