/* SPDX-License-Identifier: Apache-2.0 */
/* Owns personal names: Han with the interpunct, Latin with spaces, single names, rare characters; at most 50. */
#include "core/fields/yj-field-common.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-mask.h"

/* Where cards and old systems put characters that had no code: the Private Use Area. */
static gboolean
is_unencoded (gunichar c)
{
  return c >= 0xe000 && c <= 0xf8ff;
}

/* Letters of any script with marks, and what stands between the parts of a name. */
static gboolean
is_name_char (gunichar c)
{
  return g_unichar_isalpha (c) || g_unichar_ismark (c) || c == 0x00b7 || c == ' ' || c == '-' || c == '\'' || c == '.' || c == 0x3007 ||
         is_unencoded (c);
}

static json_t *
normalise (const json_t *raw)
{
  json_t *text = yj_field_normalise_text (raw), *value;
  GString *name;
  /* Dots that keyboards and old systems give for the interpunct. */
  static const char *const dots[] = { "•", "・", "‧", "∙", "･" };

  if (!json_is_string (text))
    return text;
  name = g_string_sized_new (json_string_length (text) + 1);
  g_string_append (name, json_string_value (text));
  for (guint i = 0; i < G_N_ELEMENTS (dots); i++)
    g_string_replace (name, dots[i], "·", 0);
  yj_json_wipe (text);
  value = json_string (name->str);
  yj_secret_wipe (name->str, name->allocated_len);
  g_string_free (name, TRUE);
  return value;
}

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  YjProblem *problem = yj_field_check_text (value, 1, 50);
  gboolean has_letter = FALSE;

  if (problem != NULL)
    return problem;
  for (const char *p = json_string_value (value); *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (!is_name_char (c))
      return yj_problem_new ("field.person-name.character", NULL);
    has_letter = has_letter || g_unichar_isalpha (c) || is_unencoded (c);
  }
  return has_letter ? NULL : yj_problem_new ("field.person-name.character", NULL);
}

static char *
mask (const YjField *field, const json_t *value, const char *language)
{
  return yj_json_bool (field->spec, "show_whole", FALSE) ? yj_field_mask_plain (field, value, language)
                                                         : yj_mask_name (json_is_string (value) ? json_string_value (value) : "");
}

static json_t *
example (const YjField *field)
{
  return json_string ("王晓慧");
}

const YjFieldType yj_person_name_field = { "person-name", normalise, validate, mask, example };
