/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a yes or a no, stored as a boolean. */
#include "core/fields/yj-field-common.h"

static json_t *
normalise (const json_t *raw)
{
  const char *text = yj_field_get_text (raw);
  if (text != NULL && (g_str_equal (text, "yes") || g_str_equal (text, "no")))
    return json_boolean (g_str_equal (text, "yes"));
  return json_deep_copy (raw);
}

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  return json_is_boolean (value) ? NULL : yj_problem_new ("field.choice.unknown", NULL);
}

static char *
mask (const YjField *field, const json_t *value, const char *language)
{
  if (g_str_has_prefix (language, "zh"))
    return g_strdup (json_is_true (value) ? "是" : "否");
  return g_strdup (json_is_true (value) ? "Yes" : "No");
}

static json_t *
example (const YjField *field)
{
  return json_true ();
}

const YjFieldType yj_yes_no_field = { "yes-no", normalise, validate, mask, example };
