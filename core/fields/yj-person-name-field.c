/* SPDX-License-Identifier: Apache-2.0 */
/* Owns personal names: Han with the interpunct, Latin with spaces, other scripts, single names, rare characters; at most 50. */
#include "core/fields/yj-field-common.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-mask.h"

#define INTERPUNCT 0x00b7

/* Where cards and old systems put characters that had no code: the private use areas. They are kept byte for byte. */
static gboolean
is_unencoded (gunichar c)
{
  return (c >= 0xe000 && c <= 0xf8ff) || c >= 0xf0000;
}

/* The planes of rare Han characters, also those that got their code after this program's tables were made. */
static gboolean
is_ideograph (gunichar c)
{
  return g_unichar_get_script (c) == G_UNICODE_SCRIPT_HAN || (c >= 0x20000 && c <= 0x3ffff) || is_unencoded (c);
}

static gboolean
is_letter (gunichar c)
{
  return g_unichar_isalpha (c) || c == 0x3007 || is_ideograph (c);
}

/* What stands between the parts of a name, or behind a shortened one; 0f0b between Tibetan syllables. */
static gboolean
is_separator (gunichar c)
{
  return c == INTERPUNCT || c == 0x0f0b || c == ' ' || c == '-' || c == '\'' || c == '.';
}

/* Dots that keyboards and old systems give for the interpunct, and signs they give for the apostrophe and the hyphen. */
static gunichar
unify (gunichar c)
{
  static const gunichar dots[] = { 0x2022, 0x30fb, 0x2027, 0x2219, 0xff65, 0x22c5, 0x25cf, 0x2024, 0x16eb };

  for (guint i = 0; i < G_N_ELEMENTS (dots); i++)
    if (c == dots[i])
      return INTERPUNCT;
  return c == 0x2018 || c == 0x2019 ? '\'' : c == 0x2010 || c == 0x2011 ? '-' : c;
}

/* Between Han characters a full stop is an interpunct, and a space is only there to make two of them as wide as three. */
static gunichar
unify_between (gunichar c, gunichar before, gunichar after)
{
  gboolean han = is_ideograph (before) && is_ideograph (after);
  gboolean beside_dot = c == ' ' && (before == INTERPUNCT || unify (after) == INTERPUNCT);
  return beside_dot || (han && c == ' ') ? 0 : han && c == '.' ? INTERPUNCT : unify (c);
}

static json_t *
normalise (const json_t *raw)
{
  json_t *text = yj_field_normalise_text (raw), *value;
  gunichar before = 0;
  GString *name;

  if (yj_field_get_text (text) == NULL)
    return text;
  name = g_string_sized_new (2 * json_string_length (text) + 1); /* growing would leave copies behind */
  for (const char *p = json_string_value (text); *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = unify_between (g_utf8_get_char (p), before, g_utf8_get_char (g_utf8_next_char (p)));
    if (c == 0)
      continue;
    g_string_append_unichar (name, c);
    before = c;
  }
  yj_json_wipe (text);
  value = json_string (name->str);
  yj_secret_wipe (name->str, name->allocated_len);
  g_string_free (name, TRUE);
  return value;
}

static gboolean
is_name_char (gunichar c)
{
  return is_letter (c) || g_unichar_ismark (c) || is_separator (c) || c == 0x200c || c == 0x200d;
}

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  YjProblem *problem = yj_field_check_text (value, 1, 50);
  gunichar before = 0;

  if (problem != NULL)
    return problem;
  for (const char *p = json_string_value (value); *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    /* a name begins with a letter, and of two dots one is too many */
    if (!is_name_char (c) || (before == 0 && !is_letter (c)) || (c == INTERPUNCT && is_separator (before)))
      return yj_problem_new ("field.person-name.character", NULL);
    before = c;
  }
  return before == INTERPUNCT || before == '-' ? yj_problem_new ("field.person-name.character", NULL) : NULL;
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
