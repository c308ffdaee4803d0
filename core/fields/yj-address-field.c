/* SPDX-License-Identifier: Apache-2.0 */
/* Owns addresses: the codes of the divisions that were picked, and the detail a person types or a card says; spec
 * {"division": true} wants the division too. */
#include "core/fields/yj-divisions.h"
#include "core/fields/yj-field-common.h"
#include <string.h>

#define DETAIL_MIN_CHARS 5
#define DETAIL_MAX_CHARS 100

static const char *const levels[YJ_DIVISION_N_LEVELS] = { "province", "city", "county" };

static json_t *
normalise (const json_t *raw)
{
  json_t *address;

  if (json_is_string (raw)) /* from a card: detail only */
    return json_pack ("{s:o}", "detail", yj_field_normalise_text (raw));
  address = json_deep_copy (raw);
  if (json_is_string (json_object_get (address, "detail"))) {
    json_t *typed = json_incref (json_object_get (address, "detail"));
    json_object_set_new (address, "detail", yj_field_normalise_text (typed));
    yj_json_wipe (typed);
  }
  return address;
}

/* A code begins as those of the divisions around it do. Abolished codes live on, so nothing else is judged. */
static gboolean
are_codes_right (const json_t *address)
{
  static const gsize own_bytes[YJ_DIVISION_N_LEVELS] = { 2, 4, 6 };

  for (guint i = 0; i < YJ_DIVISION_N_LEVELS; i++) {
    const char *code = yj_json_string (address, levels[i]);
    if (json_object_get (address, levels[i]) != NULL && !yj_division_code_is_of_level (code, i))
      return FALSE;
    for (guint around = 0; code != NULL && around < i; around++) {
      const char *outer = yj_json_string (address, levels[around]);
      if (outer != NULL && strncmp (outer, code, own_bytes[around]) != 0)
        return FALSE;
    }
  }
  return TRUE;
}

/* The last division that was picked has parts, and none of them was. */
static gboolean
is_incomplete (const json_t *address, gboolean wanted)
{
  for (int i = YJ_DIVISION_N_LEVELS - 1; i >= 0; i--) {
    const char *code = yj_json_string (address, levels[i]);
    if (code == NULL)
      continue;
    if (i == YJ_DIVISION_COUNTY)
      return FALSE;
    g_autoptr (GPtrArray) parts = yj_divisions_list (i + 1, code);
    return parts->len > 0;
  }
  return wanted;
}

static gboolean
has_other_members (const json_t *address)
{
  gsize known = json_object_get (address, "detail") != NULL;
  for (guint i = 0; i < YJ_DIVISION_N_LEVELS; i++)
    known += json_object_get (address, levels[i]) != NULL;
  return json_object_size (address) != known;
}

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  YjProblem *problem;

  if (!json_is_object (value) || has_other_members (value))
    return yj_problem_new ("field.wrong-kind", NULL);
  if (!are_codes_right (value))
    return yj_problem_new ("field.address.code", NULL);
  if (is_incomplete (value, yj_json_bool (field->spec, "division", FALSE)))
    return yj_problem_new ("field.address.division", NULL);
  if (json_object_get (value, "detail") == NULL)
    return yj_problem_new ("field.address.short", NULL);
  problem = yj_field_check_text (json_object_get (value, "detail"), DETAIL_MIN_CHARS, DETAIL_MAX_CHARS);
  if (problem == NULL || !g_str_equal (problem->id, "field.too-short"))
    return problem;
  yj_problem_free (problem);
  return yj_problem_new ("field.address.short", NULL);
}

/* As on an envelope: the divisions by name, a code without one by its digits; of the detail the first half, which is enough to
 * recognise it and not enough to find the door. */
static char *
mask (const YjField *field, const json_t *value, const char *language)
{
  const char *detail = yj_json_string (value, "detail");
  glong n = detail != NULL ? g_utf8_strlen (detail, -1) : 0;
  g_autofree char *head = detail != NULL ? g_utf8_substring (detail, 0, (n + 1) / 2) : g_strdup ("");
  GString *shown = g_string_new (NULL);

  for (guint i = 0; i < YJ_DIVISION_N_LEVELS; i++) {
    const char *code = yj_json_string (value, levels[i]), *name = yj_divisions_get_name (code);
    if (code != NULL && !yj_divisions_is_nameless (code))
      g_string_append (shown, name != NULL ? name : code);
  }
  g_string_append_printf (shown, "%s******", head);
  return g_string_free (shown, FALSE);
}

static json_t *
example (const YjField *field)
{
  if (yj_json_bool (field->spec, "division", FALSE))
    return json_pack ("{s:s, s:s}", "county", "000001", "detail", "安平路 12 号 3 栋 501");
  return json_pack ("{s:s}", "detail", "青禾市安平路 12 号 3 栋 501");
}

const YjFieldType yj_address_field = { "address", normalise, validate, mask, example };
