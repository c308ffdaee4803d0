/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a signature that was given: the SHA-256 of its sealed bytes, 64 hex digits. */
#include "core/fields/yj-field-common.h"

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  YjProblem *problem = yj_field_check_text (value, 64, 64);
  if (problem == NULL && !yj_field_matches (json_string_value (value), "^[0-9a-f]{64}$"))
    problem = yj_problem_new ("field.wrong-kind", NULL);
  return problem;
}

static char *
mask (const YjField *field, const json_t *value, const char *language)
{
  return g_strdup (g_str_has_prefix (language, "zh") ? "已留存" : "Kept");
}

static json_t *
example (const YjField *field)
{
  g_autofree char *digest = g_strnfill (64, '0');
  return json_string (digest);
}

const YjFieldType yj_signature_field = { "signature", yj_field_normalise_same, validate, mask, example };
