/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the text rules that several field types share. */
#include "core/fields/yj-field-common.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-mask.h"
#include <string.h>

#define GROWTH_MAX 3 /* bytes that one byte may become in upper case */

static gunichar
to_half_width (gunichar c)
{
  if (c == 0x3000)
    return ' ';
  return c >= 0xff01 && c <= 0xff5e ? c - 0xff01 + '!' : c;
}

const char *
yj_field_get_text (const json_t *value)
{
  const char *text = json_string_value (value);
  return text != NULL && strlen (text) == json_string_length (value) ? text : NULL;
}

/* What keyboards and old systems give for a hyphen. */
static gboolean
is_dash (gunichar c)
{
  return g_unichar_type (c) == G_UNICODE_DASH_PUNCTUATION || c == 0x2212;
}

typedef gunichar (*MapChar) (gunichar c); /* 0 drops the character */

static json_t *
map_text (const json_t *raw, MapChar map)
{
  g_autoptr (GString) text = NULL;

  if (yj_field_get_text (raw) == NULL)
    return json_deep_copy (raw);
  text = g_string_sized_new (json_string_length (raw) * GROWTH_MAX + 1); /* growing would leave copies behind */
  for (const char *p = json_string_value (raw); *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = map (to_half_width (g_utf8_get_char (p)));
    if (c == ' ' && (text->len == 0 || text->str[text->len - 1] == ' '))
      continue;
    if (c != 0)
      g_string_append_unichar (text, c);
  }
  g_strchomp (text->str);
  json_t *value = json_string (text->str);
  yj_secret_wipe (text->str, text->allocated_len);
  return value;
}

static gunichar
keep_char (gunichar c)
{
  return g_unichar_isspace (c) ? ' ' : c;
}

static gunichar
keep_code_char (gunichar c)
{
  return g_unichar_isspace (c) || is_dash (c) ? 0 : g_unichar_toupper (c);
}

static gunichar
keep_number_char (gunichar c)
{
  return g_unichar_isspace (c) ? 0 : is_dash (c) ? '-' : g_unichar_toupper (c);
}

static gunichar
keep_digit (gunichar c)
{
  return g_unichar_isspace (c) || is_dash (c) ? 0 : c;
}

static gunichar
keep_phone_char (gunichar c)
{
  return c == '(' || c == ')' || c == '.' ? 0 : keep_digit (c);
}

json_t *
yj_field_normalise_text (const json_t *raw)
{
  return map_text (raw, keep_char);
}

json_t *
yj_field_normalise_code (const json_t *raw)
{
  return map_text (raw, keep_code_char);
}

json_t *
yj_field_normalise_number (const json_t *raw)
{
  return map_text (raw, keep_number_char);
}

json_t *
yj_field_normalise_digits (const json_t *raw)
{
  return map_text (raw, keep_digit);
}

json_t *
yj_field_normalise_phone (const json_t *raw, const char *trunk)
{
  static const char *const countries[] = { "+86", "0086" };
  json_t *digits = map_text (raw, keep_phone_char);
  const char *text = yj_field_get_text (digits);

  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (countries); i++)
    if (g_str_has_prefix (text, countries[i])) {
      const char *rest = text + strlen (countries[i]);
      json_t *national = g_str_has_prefix (rest, trunk) ? json_string (rest) : json_sprintf ("%s%s", trunk, rest);
      yj_json_wipe (digits);
      return national;
    }
  return digits;
}

json_t *
yj_field_normalise_same (const json_t *raw)
{
  return json_deep_copy (raw);
}

/* Letters that nothing is seen of: whoever reads the value sees another one than is stored. */
static gboolean
is_blank_letter (gunichar c)
{
  return c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0 || c == 0x2800;
}

/* Controls, what turns the direction of the text that follows, what is not seen, and what is no character at all. */
static gboolean
is_hostile (gunichar c)
{
  switch (g_unichar_type (c)) {
  case G_UNICODE_CONTROL:
  case G_UNICODE_FORMAT:
  case G_UNICODE_LINE_SEPARATOR:
  case G_UNICODE_PARAGRAPH_SEPARATOR:
  case G_UNICODE_SURROGATE:
    return TRUE;
  default:
    return is_blank_letter (c) || c == 0xfffd || (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
  }
}

/* Some scripts join their letters with characters that are not seen, and are written wrongly without; Han and Latin never. */
static gboolean
is_joiner_after (gunichar c, gunichar before)
{
  GUnicodeScript script = g_unichar_get_script (before);
  return (c == 0x200c || c == 0x200d) && (g_unichar_isalpha (before) || g_unichar_ismark (before)) &&
         script != G_UNICODE_SCRIPT_HAN && script != G_UNICODE_SCRIPT_LATIN && script != G_UNICODE_SCRIPT_COMMON;
}

static YjProblem *
length_problem (const char *id, glong limit)
{
  g_autofree char *text = g_strdup_printf ("%ld", limit);
  return yj_problem_new (id, "n", text, NULL);
}

YjProblem *
yj_field_check_text (const json_t *value, glong min, glong max)
{
  const char *text = yj_field_get_text (value);
  gunichar before = 0;
  glong n = 0;

  if (text == NULL)
    return yj_problem_new (json_is_string (value) ? "field.character" : "field.wrong-kind", NULL);
  for (const char *p = text; *p != '\0' && n <= max; p = g_utf8_next_char (p), n++) {
    gunichar c = g_utf8_get_char (p);
    if (is_hostile (c) && !is_joiner_after (c, before))
      return yj_problem_new ("field.character", NULL);
    before = c;
  }
  return n < min ? length_problem ("field.too-short", min) : n > max ? length_problem ("field.too-long", max) : NULL;
}

gboolean
yj_field_matches (const char *text, const char *pattern)
{
  return g_regex_match_simple (pattern, text, G_REGEX_DOLLAR_ENDONLY, G_REGEX_MATCH_ANCHORED);
}

const YjFieldKind *
yj_field_find_kind (const YjField *field, const YjFieldKind *kinds, gsize n)
{
  const char *kind = yj_json_string (field->spec, "kind");

  for (gsize i = 1; kind != NULL && i < n; i++)
    if (g_str_equal (kinds[i].kind, kind))
      return &kinds[i];
  return &kinds[0];
}

char *
yj_field_mask_plain (const YjField *field, const json_t *value, const char *language)
{
  return g_strdup (json_is_string (value) ? json_string_value (value) : "");
}

char *
yj_field_mask_number (const YjField *field, const json_t *value, const char *language)
{
  return yj_mask_number (json_is_string (value) ? json_string_value (value) : "");
}

char *
yj_field_mask_phone (const YjField *field, const json_t *value, const char *language)
{
  return yj_mask_phone (json_is_string (value) ? json_string_value (value) : "");
}

static const YjOption *
find_option (const YjField *field, const char *id)
{
  for (guint i = 0; field->options != NULL && i < field->options->len; i++) {
    YjOption *option = g_ptr_array_index (field->options, i);
    if (g_strcmp0 (option->id, id) == 0)
      return option;
  }
  return NULL;
}

char *
yj_field_mask_option (const YjField *field, const json_t *value, const char *language)
{
  const YjOption *option = find_option (field, yj_field_get_text (value));
  return g_strdup (option != NULL ? yj_text_get (option->label, language) : "");
}

YjProblem *
yj_field_check_option (const YjField *field, const json_t *value)
{
  if (!json_is_string (value) || find_option (field, yj_field_get_text (value)) == NULL)
    return yj_problem_new ("field.choice.unknown", NULL);
  return NULL;
}

YjProblem *
yj_field_validate_digest (const YjField *field, const json_t *value, GDateTime *today)
{
  YjProblem *problem = yj_field_check_text (value, 64, 64);
  if (problem == NULL && !yj_field_matches (json_string_value (value), "^[0-9a-f]{64}$"))
    problem = yj_problem_new ("field.wrong-kind", NULL);
  return problem;
}

char *
yj_field_mask_digest (const YjField *field, const json_t *value, const char *language)
{
  return g_strdup (g_str_has_prefix (language, "zh") ? "已留存" : "Kept");
}

json_t *
yj_field_example_digest (const YjField *field)
{
  g_autofree char *digest = g_strnfill (64, '0');
  return json_string (digest);
}
