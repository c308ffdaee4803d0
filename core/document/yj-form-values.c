/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what single values of a document look like: the $defs and patterns of assets/schema. */
#include "core/document/yj-form-values.h"
#include "core/identity/yj-resident-id.h"
#include "core/seal/yj-envelope.h"
#include <string.h>

#define NAME_MAX_BYTES 64
#define TEXT_MAX_CHARS 200

gboolean
yj_form_is_schema (const json_t *value)
{
  return json_is_integer (value) && json_integer_value (value) == 1;
}

/* A whole string of this pattern, without a NUL inside. */
static gboolean
is_like (const json_t *value, const char *pattern)
{
  const char *text = json_string_value (value);
  return text != NULL && strlen (text) == json_string_length (value) &&
         g_regex_match_simple (pattern, text, G_REGEX_DOLLAR_ENDONLY | G_REGEX_ANCHORED, 0);
}

gboolean
yj_form_is_uuid (const json_t *value)
{
  return is_like (value, "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$");
}

gboolean
yj_form_is_day (const json_t *value)
{
  return is_like (value, "[-0-9]{10}$") && yj_date_is_real (json_string_value (value));
}

gboolean
yj_form_is_valid_to (const json_t *value)
{
  return yj_form_is_day (value) || is_like (value, "long-term$");
}

gboolean
yj_form_is_document_type (const json_t *value)
{
  return is_like (value, "[0-9]{3}$");
}

gboolean
yj_form_is_country (const json_t *value)
{
  return is_like (value, "[A-Z]{3}$");
}

gboolean
yj_form_is_language (const json_t *value)
{
  return is_like (value, "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$");
}

gboolean
yj_form_is_text (const json_t *value)
{
  const char *text = json_string_value (value);
  return text != NULL && strlen (text) == json_string_length (value) && *text != '\0' && g_utf8_strlen (text, -1) <= TEXT_MAX_CHARS;
}

gboolean
yj_form_is_name (const json_t *value)
{
  return yj_form_is_text (value) && json_string_length (value) <= NAME_MAX_BYTES;
}

gboolean
yj_form_is_positive (const json_t *value)
{
  return json_is_integer (value) && json_integer_value (value) >= 1 && json_integer_value (value) <= G_MAXINT;
}

gboolean
yj_form_is_page_size (const json_t *value)
{
  return yj_form_is_positive (value) && json_integer_value (value) <= YJ_MATERIAL_MAX_BYTES;
}

gboolean
yj_form_is_digest (const json_t *value)
{
  const char *text = json_string_value (value);
  return json_string_length (value) == 64 && strspn (text, "0123456789abcdef") == 64;
}

gboolean
yj_form_is_region (const json_t *value)
{
  const char *text = json_string_value (value);
  gsize size = json_string_length (value);
  return (size == 6 || size == 9 || size == 12) && strspn (text, "0123456789") == size;
}

gboolean
yj_form_is_reference (const json_t *value)
{
  return is_like (value, "[0-9A-HJKMNP-TV-Z]{8,19}[0-9A-Z]$");
}

gboolean
yj_form_is_time (const json_t *value)
{
  g_autoptr (GDateTime) time = json_is_string (value) ? g_date_time_new_from_iso8601 (json_string_value (value), NULL) : NULL;
  return time != NULL && is_like (value, "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$");
}

gboolean
yj_form_is_one_of (const json_t *value, const char *const *words)
{
  return json_is_string (value) && g_strv_contains (words, json_string_value (value));
}
