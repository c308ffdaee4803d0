/* SPDX-License-Identifier: Apache-2.0 */
/* Owns addresses: division code and name as known, and the detail a person types. */
#include "core/fields/yj-field-common.h"

static json_t *
normalise (const json_t *raw)
{
  json_t *address, *detail;

  if (json_is_string (raw)) { /* typed or from a card: detail only */
    detail = yj_field_normalise_text (raw);
    return json_pack ("{s:o}", "detail", detail);
  }
  address = json_deep_copy (raw);
  if (json_is_string (json_object_get (address, "detail")))
    json_object_set_new (address, "detail", yj_field_normalise_text (json_object_get (raw, "detail")));
  return address;
}

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  static const char *const codes[] = { "province", "city", "county" };
  gsize known;

  if (!json_is_object (value))
    return yj_problem_new ("field.wrong-kind", NULL);
  known = json_object_get (value, "detail") != NULL;
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    json_t *code = json_object_get (value, codes[i]);
    /* Abolished codes live on, so only their form is judged (GB/T 2260: six digits). */
    if (code != NULL && !yj_field_matches (json_is_string (code) ? json_string_value (code) : "", "^\\d{6}$"))
      return yj_problem_new ("field.address.code", NULL);
    known += code != NULL;
  }
  if (json_object_size (value) != known)
    return yj_problem_new ("field.wrong-kind", NULL);
  if (json_object_get (value, "detail") == NULL)
    return yj_problem_new ("field.address.short", NULL);
  YjProblem *problem = yj_field_check_text (json_object_get (value, "detail"), 5, 100);
  if (problem != NULL && g_str_equal (problem->id, "field.too-short")) {
    yj_problem_free (problem);
    problem = yj_problem_new ("field.address.short", NULL);
  }
  return problem;
}

/* The first half stays readable: enough to recognise, not enough to find the door. */
static char *
mask (const YjField *field, const json_t *value, const char *language)
{
  const char *detail = yj_json_string (value, "detail");
  glong n = detail != NULL ? g_utf8_strlen (detail, -1) : 0;
  g_autofree char *head = detail != NULL ? g_utf8_substring (detail, 0, (n + 1) / 2) : g_strdup ("");
  return g_strconcat (head, "******", NULL);
}

static json_t *
example (const YjField *field)
{
  return json_pack ("{s:s}", "detail", "青禾市安平路 12 号 3 栋 501");
}

const YjFieldType yj_address_field = { "address", normalise, validate, mask, example };
