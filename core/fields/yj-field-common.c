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

typedef gunichar (*MapChar) (gunichar c); /* 0 drops the character */

static json_t *
map_text (const json_t *raw, MapChar map)
{
  g_autoptr (GString) text = NULL;

  if (!json_is_string (raw))
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
  return c == '\t' || c == '\n' ? ' ' : c;
}

static gunichar
keep_code_char (gunichar c)
{
  return g_unichar_isspace (c) || c == '-' ? 0 : g_unichar_toupper (c);
}

static gunichar
keep_digit (gunichar c)
{
  return c >= '0' && c <= '9' ? c : g_unichar_isspace (c) || c == '-' ? 0 : c;
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
yj_field_normalise_digits (const json_t *raw)
{
  return map_text (raw, keep_digit);
}

json_t *
yj_field_normalise_same (const json_t *raw)
{
  return json_deep_copy (raw);
}

/* Controls, and the characters that turn the direction of what follows. */
static gboolean
is_hostile (gunichar c)
{
  return g_unichar_iscntrl (c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f ||
         c == 0xfeff;
}

YjProblem *
yj_field_check_text (const json_t *value, glong min, glong max)
{
  const char *text = json_string_value (value);
  glong n = 0;
  g_autofree char *limit = NULL;

  if (text == NULL || strlen (text) != json_string_length (value))
    return yj_problem_new ("field.wrong-kind", NULL);
  for (const char *p = text; *p != '\0' && n <= max; p = g_utf8_next_char (p), n++)
    if (is_hostile (g_utf8_get_char (p)))
      return yj_problem_new ("field.character", NULL);
  if (n < min) {
    limit = g_strdup_printf ("%ld", min);
    return yj_problem_new ("field.too-short", "n", limit, NULL);
  }
  if (n > max) {
    limit = g_strdup_printf ("%ld", max);
    return yj_problem_new ("field.too-long", "n", limit, NULL);
  }
  return NULL;
}

gboolean
yj_field_matches (const char *text, const char *pattern)
{
  return g_regex_match_simple (pattern, text, G_REGEX_DOLLAR_ENDONLY, G_REGEX_MATCH_ANCHORED);
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
  const YjOption *option = find_option (field, json_string_value (value));
  return g_strdup (option != NULL ? yj_text_get (option->label, language) : "");
}

YjProblem *
yj_field_check_option (const YjField *field, const json_t *value)
{
  if (!json_is_string (value) || find_option (field, json_string_value (value)) == NULL)
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
