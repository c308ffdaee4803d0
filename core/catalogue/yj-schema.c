/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the reading of the published schemas: references, objects, lists, and schemas made of schemas. */
#include "core/catalogue/yj-schema-private.h"
#include "yj-catalogue-resources.h"
#include <string.h>

#define DEFINITIONS "#/$defs/"

json_t *
yj_schema_load (const char *name)
{
  g_autofree char *path = g_strdup_printf ("/org/yijian/catalogue/%s.schema.json", name);
  g_autoptr (GBytes) data = g_resource_lookup_data (yj_catalogue_schemas_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  return yj_json_parse (g_bytes_get_data (data, NULL), g_bytes_get_size (data), 0, 0, NULL);
}

gboolean
yj_schema_fail (YjSchemaRun *run, YjFindingKind kind, const char *hint, const char *format, ...)
{
  g_autofree char *what = NULL, *sentence = NULL;
  va_list args;

  if (run->report == NULL)
    return FALSE;
  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  sentence = hint != NULL ? g_strdup_printf ("%s. %s", what, hint) : g_strdup (what);
  run->report (kind, run->pointer->str, sentence, run->user_data);
  return FALSE;
}

static gboolean apply (YjSchemaRun *run, const json_t *schema, const json_t *value, const char *hint);

/* Goes on after a fault only where somebody listens. */
static gboolean
goes_on (const YjSchemaRun *run, gboolean right)
{
  return right || run->report != NULL;
}

static gboolean
is_right (YjSchemaRun *run, const json_t *schema, const json_t *value)
{
  YjSchemaRun silent = { run->root, run->pointer, NULL, NULL };
  return apply (&silent, schema, value, NULL);
}

/* One step of a pointer, with the two characters that RFC 6901 escapes. */
static gsize
push (YjSchemaRun *run, const char *key)
{
  gsize mark = run->pointer->len;

  g_string_append_c (run->pointer, '/');
  for (; *key != '\0'; key++)
    if (*key == '~' || *key == '/')
      g_string_append (run->pointer, *key == '~' ? "~0" : "~1");
    else
      g_string_append_c (run->pointer, *key);
  return mark;
}

static gboolean
apply_at (YjSchemaRun *run, const char *key, const json_t *schema, const json_t *value, const char *hint)
{
  gsize mark = push (run, key);
  gboolean right = apply (run, schema, value, hint);

  g_string_truncate (run->pointer, mark);
  return right;
}

static const char *
get_description (const json_t *schema, const char *otherwise)
{
  const char *description = yj_json_string (schema, "description");
  return description != NULL ? description : otherwise;
}

static const json_t *
resolve (YjSchemaRun *run, const json_t *schema)
{
  const char *to = yj_json_string (schema, "$ref");
  return to != NULL && g_str_has_prefix (to, DEFINITIONS) ? json_object_get (json_object_get (run->root, "$defs"), to + strlen (DEFINITIONS)) : NULL;
}

static gboolean
check_required (YjSchemaRun *run, const json_t *schema, const json_t *value, const char *hint)
{
  json_t *name;
  gboolean right = TRUE;
  size_t i;

  json_array_foreach (json_object_get (schema, "required"), i, name) {
    const json_t *member = json_object_get (json_object_get (schema, "properties"), json_string_value (name));
    if (json_object_get (value, json_string_value (name)) == NULL)
      right = yj_schema_fail (run, YJ_FINDING_MISSING_MEMBER, get_description (member, hint), "the member %s is missing",
                              json_string_value (name));
  }
  return right;
}

static gboolean
check_name (YjSchemaRun *run, const json_t *names, const char *key, const char *hint)
{
  g_autoptr (json_t) name = json_string (key);
  const char *form = get_description (names, get_description (resolve (run, names), hint));

  return names == NULL || is_right (run, names, name) ||
         yj_schema_fail (run, YJ_FINDING_UNKNOWN_MEMBER, form, "nobody reads the member %s", key);
}

static gboolean
check_member (YjSchemaRun *run, const json_t *schema, const char *key, const json_t *value, const char *hint)
{
  const json_t *own = json_object_get (json_object_get (schema, "properties"), key), *others = json_object_get (schema, "additionalProperties");

  if (!check_name (run, json_object_get (schema, "propertyNames"), key, hint))
    return FALSE;
  if (own == NULL && json_is_false (others))
    return yj_schema_fail (run, YJ_FINDING_UNKNOWN_MEMBER, NULL, "nobody reads the member %s", key);
  return apply_at (run, key, own != NULL ? own : others, value, hint);
}

static gboolean
check_object (YjSchemaRun *run, const json_t *schema, const json_t *value, const char *hint)
{
  gboolean right = check_required (run, schema, value, hint);
  g_autofree char *range = NULL;
  const char *key;
  json_t *member;

  if (!yj_schema_is_in_range (schema, "minProperties", "maxProperties", (json_int_t) json_object_size (value))) {
    range = yj_schema_describe_range (schema, "minProperties", "maxProperties");
    right = yj_schema_fail (run, YJ_FINDING_COUNT, hint, "has %zu members, %s are expected", json_object_size (value), range);
  }
  json_object_foreach ((json_t *) value, key, member) {
    if (!goes_on (run, right))
      return FALSE;
    right = check_member (run, schema, key, member, hint) && right;
  }
  return right;
}

static gboolean
is_in_front (const json_t *list, size_t end, const json_t *value)
{
  for (size_t i = 0; i < end; i++)
    if (json_equal (json_array_get (list, i), value))
      return TRUE;
  return FALSE;
}

/* A list that is too long is not looked into: the time that a check takes has a bound. */
static gboolean
check_list (YjSchemaRun *run, const json_t *schema, const json_t *value, const char *hint)
{
  const json_t *items = json_object_get (schema, "items");
  gboolean unique = yj_json_bool (schema, "uniqueItems", FALSE), right = TRUE;
  json_t *member;
  size_t i;

  if (!yj_schema_is_in_range (schema, "minItems", "maxItems", (json_int_t) json_array_size (value))) {
    g_autofree char *range = yj_schema_describe_range (schema, "minItems", "maxItems");
    return yj_schema_fail (run, YJ_FINDING_COUNT, hint, "holds %zu, %s are expected", json_array_size (value), range);
  }
  json_array_foreach (value, i, member) {
    g_autofree char *index = g_strdup_printf ("%zu", i);
    if (!goes_on (run, right))
      return FALSE;
    right = apply_at (run, index, items, member, hint) && right;
    if (unique && is_in_front (value, i, member))
      right = yj_schema_fail (run, YJ_FINDING_DUPLICATE_ID, hint, "number %zu of the list stands there before", i + 1);
  }
  return right;
}

/* Of several forms, the one that is meant: whose type it has, and all whose required members are there. */
static const json_t *
find_meant (YjSchemaRun *run, const json_t *forms, const json_t *value)
{
  json_t *form, *name;
  size_t i, n;

  json_array_foreach (forms, i, form) {
    const json_t *required = json_object_get (form, "required");
    gboolean all = json_is_object (value) && json_array_size (required) > 0;
    json_array_foreach (required, n, name)
      all = all && json_object_get (value, json_string_value (name)) != NULL;
    if (all || (json_is_array (value) && g_strcmp0 (yj_json_string (form, "type"), "array") == 0))
      return form;
  }
  return NULL;
}

static gboolean
check_forms (YjSchemaRun *run, const json_t *schema, const json_t *value, const char *hint)
{
  const json_t *one = json_object_get (schema, "oneOf"), *forms = one != NULL ? one : json_object_get (schema, "anyOf"), *meant;
  guint fitting = 0;
  json_t *form;
  size_t i;

  json_array_foreach (forms, i, form) fitting += is_right (run, form, value);
  if (forms == NULL || fitting == 1 || (fitting > 1 && one == NULL))
    return TRUE;
  meant = run->report != NULL && fitting == 0 ? find_meant (run, forms, value) : NULL;
  return meant != NULL ? apply (run, meant, value, hint)
                       : yj_schema_fail (run, YJ_FINDING_WRONG_TYPE, hint, "%s of the forms that are expected here",
                                         fitting == 0 ? "has none" : "has more than one");
}

static gboolean
check_branches (YjSchemaRun *run, const json_t *schema, const json_t *value, const char *hint)
{
  const json_t *test = json_object_get (schema, "if"), *wrong = json_object_get (schema, "not");
  gboolean right = wrong == NULL || !is_right (run, wrong, value) ||
                   yj_schema_fail (run, YJ_FINDING_WRONG_VALUE, hint, "holds members that exclude each other");
  json_t *part;
  size_t i;

  if (test != NULL && goes_on (run, right))
    right = apply (run, json_object_get (schema, is_right (run, test, value) ? "then" : "else"), value, hint) && right;
  json_array_foreach (json_object_get (schema, "allOf"), i, part) {
    if (!goes_on (run, right))
      return FALSE;
    right = apply (run, part, value, hint) && right;
  }
  return right;
}

/* @schema NULL: nothing is said about @value. */
static gboolean
apply (YjSchemaRun *run, const json_t *schema, const json_t *value, const char *hint)
{
  const json_t *referred = resolve (run, schema);
  gboolean right = TRUE;

  if (json_is_false (schema))
    return yj_schema_fail (run, YJ_FINDING_UNKNOWN_MEMBER, hint, "nobody reads this member");
  if (schema == NULL || json_is_true (schema))
    return TRUE;
  hint = get_description (schema, hint);
  if (referred != NULL)
    right = apply (run, referred, value, hint);
  if (!goes_on (run, right) || !yj_schema_check_value (run, schema, value, hint))
    return FALSE;
  if (json_is_object (value))
    right = check_object (run, schema, value, hint) && right;
  else if (json_is_array (value))
    right = check_list (run, schema, value, hint) && right;
  if (goes_on (run, right))
    right = check_forms (run, schema, value, hint) && right;
  return goes_on (run, right) && check_branches (run, schema, value, hint) && right;
}

gboolean
yj_schema_validate (const json_t *schema, const json_t *value, YjSchemaReportFunc report, gpointer user_data)
{
  g_autoptr (GString) pointer = g_string_new (NULL);
  YjSchemaRun run = { schema, pointer, report, user_data };

  return apply (&run, schema, value, NULL);
}
