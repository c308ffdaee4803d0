/* SPDX-License-Identifier: Apache-2.0 */
/* Owns numbers of passports, permits and other documents: spec {"kind"} picks the form, "any" of them without it. */
#include "core/fields/yj-field-common.h"
#include "core/identity/yj-resident-id.h"

/* GA/T 2000.156 codes: passport 414, permits 516 and 511, permanent residence 553; the residence permit has none. */
static const YjFieldKind kinds[] = {
  { "any", "^(?=.*\\d)[A-Z0-9()]{5,20}$", "field.other-document.form", "L898902C3" },
  /* ICAO 9303 has room for nine; longer numbers stand elsewhere in the machine-readable zone */
  { "passport", "^(?=.*\\d)[A-Z0-9]{5,14}$", "field.other-document.passport", "L898902C3" },
  /* 1999: ten, the last two count the renewals; 2012: eight */
  { "hk-macao-permit", "^[HM]\\d{8}(\\d{2})?$", "field.other-document.hk-macao", "H00000000" },
  { "taiwan-permit", "^\\d{8}$", "field.other-document.taiwan", "00000000" },
  { "residence-permit", "^8[123]0000\\d{11}[0-9X]$", "field.other-document.residence", "810000199408230021" },
  { "permanent-residence", "^([A-Z]{3}\\d{12}|9\\d{16}[0-9X])$", "field.other-document.permanent", "911124198108030024" },
};

#define CITIZEN_NUMBER_CHARS 18

static const char *const kind_names[] = { "any",           "passport",         "hk-macao-permit",
                                          "taiwan-permit", "residence-permit", "permanent-residence", NULL };

static const YjFieldKind *
find_kind (const YjField *field)
{
  return yj_field_find_kind (field, kinds, G_N_ELEMENTS (kinds));
}

/* Permits of the newer kinds carry a number of the form of GB 11643, with its check. */
static gboolean
is_checked (const char *kind, const char *number)
{
  gboolean numbered = g_str_equal (kind, "residence-permit") || g_str_equal (kind, "permanent-residence");
  return !numbered || g_utf8_strlen (number, -1) != CITIZEN_NUMBER_CHARS || yj_resident_id_check (number, NULL) == YJ_RESIDENT_ID_VALID;
}

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  const YjFieldKind *kind = find_kind (field);
  YjProblem *problem = yj_field_check_text (value, 5, 20);

  if (problem != NULL)
    return problem;
  if (!yj_field_matches (json_string_value (value), "^[A-Z0-9()]+$"))
    return yj_problem_new ("field.other-document.character", NULL);
  if (!yj_field_matches (json_string_value (value), kind->pattern))
    return yj_problem_new (kind->problem, NULL);
  return is_checked (kind->kind, json_string_value (value)) ? NULL : yj_problem_new ("field.resident-id.check", NULL);
}

static json_t *
example (const YjField *field)
{
  return json_string (find_kind (field)->example);
}

const YjFieldType yj_other_document_field = { "other-document", yj_field_normalise_code, validate, yj_field_mask_number, example, kind_names };
