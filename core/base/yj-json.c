/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the limits and the error sentences around jansson; knows nothing of any schema. */
#include "core/base/yj-json.h"
#include "core/base/yj-error.h"
#include "core/base/yj-json-lift.h"
#include "core/base/yj-secret.h"
#include <malloc.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* As jansson writes it, and true, false, null. */
#define NUMBER_BYTES 32

static void
wipe_and_free (void *memory)
{
  if (memory != NULL)
    sodium_memzero (memory, malloc_usable_size (memory));
  free (memory);
}

/* jansson copies texts while it reads, writes and grows: nobody else can wipe those copies. */
__attribute__ ((constructor)) static void
init_jansson (void)
{
  json_set_alloc_funcs (malloc, wipe_and_free);
}

/* Depth is counted before the parser recurses; brackets inside strings do not count. */
static gboolean
check_depth (const char *text, gsize size, guint max_depth, GError **error)
{
  guint depth = 0;
  gboolean in_string = FALSE;

  for (gsize i = 0; i < size; i++) {
    char c = text[i];
    if (in_string) {
      if (c == '\\')
        i++;
      else if (c == '"')
        in_string = FALSE;
    } else if (c == '"') {
      in_string = TRUE;
    } else if (c == '[' || c == '{') {
      if (++depth > max_depth) {
        g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "JSON is nested deeper than %u levels at byte %" G_GSIZE_FORMAT,
                     max_depth, i);
        return FALSE;
      }
    } else if ((c == ']' || c == '}') && depth > 0) {
      depth--;
    }
  }
  return TRUE;
}

static gboolean
is_gb18030 (const char *text, gsize size)
{
  g_autoptr (YjSecretText) converted = g_convert (text, (gssize) size, "UTF-8", "GB18030", NULL, NULL, NULL);
  return converted != NULL;
}

const char *
yj_json_find_encoding_fault (const char *text, gsize size)
{
  if (size >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    return "the text begins with a byte order mark: save it as UTF-8 without one";
  if (size >= 2 && (memcmp (text, "\xff\xfe", 2) == 0 || memcmp (text, "\xfe\xff", 2) == 0 || text[0] == '\0' || text[1] == '\0'))
    return "the text is UTF-16 or UTF-32: save it as UTF-8";
  if (g_utf8_validate_len (text, size, NULL))
    return NULL;
  return is_gb18030 (text, size) ? "the text is not UTF-8, but can be read as GB 18030 (GBK): save it as UTF-8"
                                 : "the text is not UTF-8: save it as UTF-8";
}

static gboolean
is_sound (const char *text, gsize size, guint max_depth)
{
  return yj_json_find_encoding_fault (text, size) == NULL && check_depth (text, size, max_depth, NULL);
}

json_t *
yj_json_parse (const char *text, gsize size, gsize max_bytes, guint max_depth, GError **error)
{
  const char *fault;
  json_error_t where;
  json_t *value;

  if (max_bytes == 0)
    max_bytes = YJ_JSON_MAX_BYTES_DEFAULT;
  if (max_depth == 0)
    max_depth = YJ_JSON_MAX_DEPTH_DEFAULT;
  if (size > max_bytes) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "JSON has %" G_GSIZE_FORMAT " bytes, at most %" G_GSIZE_FORMAT " are allowed",
                 size, max_bytes);
    return NULL;
  }
  value = yj_json_load_lifted (text, size, is_sound, max_depth);
  if (value != NULL)
    return value;
  fault = yj_json_find_encoding_fault (text, size);
  if (fault != NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, fault);
    return NULL;
  }
  if (!check_depth (text, size, max_depth, error))
    return NULL;

  value = json_loadb (text, size, JSON_REJECT_DUPLICATES, &where);
  if (value == NULL)
    /* jansson's own text quotes the input, which may be a person's data: only the position is kept. */
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "not valid JSON: line %d, column %d%s", where.line, where.column,
                 json_error_code (&where) == json_error_duplicate_key ? ": a key appears twice" : "");
  return value;
}

json_t *
yj_json_parse_file (const char *path, gsize max_bytes, guint max_depth, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = NULL;
  g_autofree char *text = NULL;
  gsize size = 0;
  json_t *value;

  if (max_bytes == 0)
    max_bytes = YJ_JSON_MAX_BYTES_DEFAULT;
  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, 0, NULL, NULL);
  if (info != NULL && (guint64) g_file_info_get_size (info) > max_bytes) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "%s is larger than %" G_GSIZE_FORMAT " bytes", path, max_bytes);
    return NULL;
  }
  if (info == NULL || !g_file_get_contents (path, &text, &size, NULL)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "%s cannot be read", path);
    return NULL;
  }
  value = yj_json_parse (text, size, max_bytes, max_depth, error);
  if (value == NULL)
    g_prefix_error (error, "%s: ", path);
  return value;
}

/* Of the text, unless a character is escaped. */
static size_t
estimate (const json_t *value)
{
  size_t room = 2, i;
  const char *key;
  json_t *member;

  switch (json_typeof (value)) {
  case JSON_STRING:
    return room + json_string_length (value);
  case JSON_ARRAY:
    json_array_foreach (value, i, member)
      room += 1 + estimate (member);
    return room;
  case JSON_OBJECT:
    json_object_foreach ((json_t *) value, key, member)
      room += 4 + strlen (key) + estimate (member);
    return room;
  default:
    return NUMBER_BYTES;
  }
}

/* Into memory of the right size at once: growing would leave copies behind. */
char *
yj_json_to_text (const json_t *value)
{
  size_t room = value != NULL ? estimate (value) : 0;
  char *text = g_malloc (room + 1);
  size_t size = json_dumpb (value, text, room, JSON_COMPACT | JSON_ENCODE_ANY);

  if (size > room) {
    yj_secret_wipe (text, room);
    g_free (text);
    text = g_malloc (size + 1);
    json_dumpb (value, text, size, JSON_COMPACT | JSON_ENCODE_ANY);
  }
  text[size] = '\0';
  return text;
}

GBytes *
yj_json_to_bytes (const json_t *value)
{
  char *text = yj_json_to_text (value);
  return g_bytes_new_take (text, strlen (text));
}

const char *
yj_json_string (const json_t *object, const char *key)
{
  return json_string_value (json_object_get (object, key));
}

gint64
yj_json_int (const json_t *object, const char *key, gint64 fallback)
{
  json_t *member = json_object_get (object, key);
  return json_is_integer (member) ? json_integer_value (member) : fallback;
}

gboolean
yj_json_bool (const json_t *object, const char *key, gboolean fallback)
{
  json_t *member = json_object_get (object, key);
  return json_is_boolean (member) ? json_is_true (member) : fallback;
}

json_t *
yj_json_array (const json_t *object, const char *key)
{
  json_t *member = json_object_get (object, key);
  return json_is_array (member) ? member : NULL;
}

json_t *
yj_json_object (const json_t *object, const char *key)
{
  json_t *member = json_object_get (object, key);
  return json_is_object (member) ? member : NULL;
}

gboolean
yj_json_has_element (const json_t *array, const json_t *value)
{
  size_t i;
  json_t *element;

  json_array_foreach (array, i, element)
    if (json_equal (element, value))
      return TRUE;
  return FALSE;
}

const char *
yj_json_require_string (const json_t *object, const char *key, GError **error)
{
  const char *value = yj_json_string (object, key);
  if (value == NULL)
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "\"%s\" is missing or not a string", key);
  return value;
}

static void
wipe_strings (json_t *value)
{
  const char *key;
  json_t *member;
  size_t i;

  if (json_is_string (value))
    sodium_memzero ((void *) json_string_value (value), json_string_length (value));
  else if (json_is_array (value))
    json_array_foreach (value, i, member) wipe_strings (member);
  else if (json_is_object (value))
    json_object_foreach (value, key, member) wipe_strings (member);
}

void
yj_json_wipe (json_t *value)
{
  if (value == NULL)
    return;
  wipe_strings (value);
  json_decref (value);
}
