/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what a schema says about single values: type, words, range, length, form. */
#include "core/catalogue/yj-schema-private.h"
#include <string.h>

static const struct {
  const char *name, *expected;
} types[] = { { "string", "a text in quotes" },      { "integer", "a whole number" }, { "number", "a number" }, { "boolean", "true or false" },
              { "array", "a list in [ ]" }, { "object", "an object in { }" }, { "null", "null" } };

static gboolean
has_type (const json_t *value, const char *name)
{
  switch (json_typeof (value)) {
  case JSON_OBJECT:
    return g_str_equal (name, "object");
  case JSON_ARRAY:
    return g_str_equal (name, "array");
  case JSON_STRING:
    return g_str_equal (name, "string");
  case JSON_INTEGER:
    return g_str_equal (name, "integer") || g_str_equal (name, "number");
  case JSON_REAL: /* 1.0 is a whole number to JSON Schema, and none to the program: the file says 1 */
    return g_str_equal (name, "number");
  case JSON_NULL:
    return g_str_equal (name, "null");
  default:
    return g_str_equal (name, "boolean");
  }
}

static void
append_type (GString *expected, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].name, name))
      g_string_append_printf (expected, "%s%s", expected->len > 0 ? " or " : "", types[i].expected);
}

static gboolean
check_type (YjSchemaRun *run, const json_t *type, const json_t *value, const char *hint)
{
  g_autoptr (GString) expected = NULL;
  json_t *name;
  size_t i;

  if (type == NULL || (json_is_string (type) && has_type (value, json_string_value (type))))
    return TRUE;
  json_array_foreach (type, i, name)
    if (has_type (value, json_string_value (name)))
      return TRUE;
  expected = g_string_new (NULL);
  if (json_is_string (type))
    append_type (expected, json_string_value (type));
  json_array_foreach (type, i, name) append_type (expected, json_string_value (name));
  return yj_schema_fail (run, YJ_FINDING_WRONG_TYPE, hint, "%s is expected here", expected->str);
}

static gboolean
check_words (YjSchemaRun *run, const json_t *schema, const json_t *value, const char *hint)
{
  const json_t *words = json_object_get (schema, "enum"), *word = json_object_get (schema, "const");
  g_autoptr (GString) list = NULL;
  json_t *member;
  size_t i;

  if (yj_json_has_element (words, value))
    return TRUE;
  if (words == NULL)
    return word == NULL || json_equal (word, value) ||
           yj_schema_fail (run, YJ_FINDING_WRONG_VALUE, hint, "%s is expected here", json_string_value (word));
  list = g_string_new (NULL);
  json_array_foreach (words, i, member) g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", json_string_value (member));
  return yj_schema_fail (run, YJ_FINDING_WRONG_VALUE, hint, "one of these words is expected: %s", list->str);
}

char *
yj_schema_describe_range (const json_t *schema, const char *least, const char *most)
{
  json_int_t from = yj_json_int (schema, least, 0), to = yj_json_int (schema, most, 0);

  if (json_object_get (schema, most) == NULL)
    return g_strdup_printf ("at least %" JSON_INTEGER_FORMAT, from);
  if (json_object_get (schema, least) == NULL)
    return g_strdup_printf ("at most %" JSON_INTEGER_FORMAT, to);
  if (from == to)
    return g_strdup_printf ("%" JSON_INTEGER_FORMAT, from);
  return g_strdup_printf ("%" JSON_INTEGER_FORMAT " to %" JSON_INTEGER_FORMAT, from, to);
}

gboolean
yj_schema_is_in_range (const json_t *schema, const char *least, const char *most, json_int_t number)
{
  return number >= yj_json_int (schema, least, G_MININT64) && number <= yj_json_int (schema, most, G_MAXINT64);
}

static gboolean
check_number (YjSchemaRun *run, const json_t *schema, json_int_t number, const char *hint)
{
  g_autofree char *range = NULL;

  if (yj_schema_is_in_range (schema, "minimum", "maximum", number))
    return TRUE;
  range = yj_schema_describe_range (schema, "minimum", "maximum");
  return yj_schema_fail (run, YJ_FINDING_WRONG_VALUE, hint, "%" JSON_INTEGER_FORMAT " is out of range: %s is expected", number, range);
}

/* Lengths are in code points, as in JSON Schema. */
static gboolean
check_string (YjSchemaRun *run, const json_t *schema, const char *text, const char *hint)
{
  glong length = g_utf8_strlen (text, -1);
  const char *pattern = yj_json_string (schema, "pattern");
  g_autofree char *range = NULL;

  if (!yj_schema_is_in_range (schema, "minLength", "maxLength", length)) {
    range = yj_schema_describe_range (schema, "minLength", "maxLength");
    return yj_schema_fail (run, YJ_FINDING_WRONG_VALUE, hint, "has %ld characters, %s are expected", length, range);
  }
  return pattern == NULL || g_regex_match_simple (pattern, text, G_REGEX_DOLLAR_ENDONLY, 0) ||
         yj_schema_fail (run, YJ_FINDING_WRONG_VALUE, hint, "does not have the form that is expected here");
}

gboolean
yj_schema_check_value (YjSchemaRun *run, const json_t *schema, const json_t *value, const char *hint)
{
  if (!check_type (run, json_object_get (schema, "type"), value, hint) || !check_words (run, schema, value, hint))
    return FALSE;
  if (json_is_integer (value))
    return check_number (run, schema, json_integer_value (value), hint);
  return !json_is_string (value) || check_string (run, schema, json_string_value (value), hint);
}
