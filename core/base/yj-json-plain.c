/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the short way of JSON that has nothing but plain texts and whole numbers: of what kiosk and central say to each other that is nearly
 * all, and jansson looks at each character of it several times. Whatever is the least unusual goes the long way, mistakes among it. */
#include "core/base/yj-json-plain.h"
#include <string.h>

/* Longer ones may not fit a number of 64 bits. */
#define DIGITS_MAX 18
/* A block of one size is what a processor looks at sixteen bytes at a time. */
#define BLOCK_BYTES 64

typedef struct {
  const char *at, *end;
  guint depth; /* that is left */
} Reader;

static json_t *read_value (Reader *reader);

static guint8
find_strange (const guint8 *text, gsize size)
{
  guint8 strange = 0;

  for (gsize i = 0; i < size; i++)
    strange |= (guint8) ((guint8) (text[i] - 0x20) > 0x5e) | (guint8) (text[i] == '"') | (guint8) (text[i] == '\\');
  return strange;
}

gboolean
yj_json_is_plain (const char *text, gsize size)
{
  const guint8 *bytes = (const guint8 *) text;
  guint8 strange = 0;
  gsize i = 0;

  for (; i + BLOCK_BYTES <= size && strange == 0; i += BLOCK_BYTES)
    strange = find_strange (bytes + i, BLOCK_BYTES);
  return strange == 0 && find_strange (bytes + i, size - i) == 0;
}

/* The next character that is no space; NUL at the end. */
static char
look (Reader *reader)
{
  while (reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\t' || *reader->at == '\r'))
    reader->at++;
  return reader->at < reader->end ? *reader->at : '\0';
}

static gboolean
take (Reader *reader, char wanted)
{
  if (look (reader) != wanted)
    return FALSE;
  reader->at++;
  return TRUE;
}

/* From one quotation mark to the next; a backslash before it makes the text no plain one. */
static gboolean
read_text (Reader *reader, const char **text, gsize *size)
{
  const char *close;

  if (!take (reader, '"') || (close = memchr (reader->at, '"', (gsize) (reader->end - reader->at))) == NULL)
    return FALSE;
  *text = reader->at;
  *size = (gsize) (close - reader->at);
  reader->at = close + 1;
  return yj_json_is_plain (*text, *size);
}

static json_t *
read_string (Reader *reader)
{
  const char *text;
  gsize size;

  return read_text (reader, &text, &size) ? json_stringn_nocheck (text, size) : NULL;
}

static json_t *
read_number (Reader *reader)
{
  gboolean negative = take (reader, '-');
  const char *first = reader->at;
  gint64 value = 0;

  while (reader->at < reader->end && g_ascii_isdigit (*reader->at) && reader->at - first < DIGITS_MAX)
    value = value * 10 + (*reader->at++ - '0');
  if (reader->at == first || (*first == '0' && (negative || reader->at - first > 1)))
    return NULL;
  if (reader->at < reader->end && (g_ascii_isdigit (*reader->at) || strchr (".eE", *reader->at) != NULL))
    return NULL;
  return json_integer (negative ? -value : value);
}

static json_t *
read_word (Reader *reader, const char *word, json_t *value)
{
  gsize size = strlen (word);

  if ((gsize) (reader->end - reader->at) < size || memcmp (reader->at, word, size) != 0)
    return NULL;
  reader->at += size;
  return value;
}

/* A name that is there already makes the object no larger. */
static gboolean
read_member (Reader *reader, json_t *object)
{
  size_t before = json_object_size (object);
  const char *name;
  gsize size;
  json_t *value;

  if (!read_text (reader, &name, &size) || !take (reader, ':') || (value = read_value (reader)) == NULL)
    return FALSE;
  return json_object_setn_new_nocheck (object, name, size, value) == 0 && json_object_size (object) > before;
}

static gboolean
read_members (Reader *reader, json_t *object)
{
  if (take (reader, '}'))
    return TRUE;
  do {
    if (!read_member (reader, object))
      return FALSE;
  } while (take (reader, ','));
  return take (reader, '}');
}

static gboolean
read_elements (Reader *reader, json_t *array)
{
  if (take (reader, ']'))
    return TRUE;
  do {
    json_t *value = read_value (reader);
    if (value == NULL || json_array_append_new (array, value) != 0)
      return FALSE;
  } while (take (reader, ','));
  return take (reader, ']');
}

static json_t *
read_nested (Reader *reader, json_t *empty, gboolean (*read) (Reader *reader, json_t *value))
{
  g_autoptr (json_t) value = empty;
  gboolean good = FALSE;

  reader->at++;
  if (reader->depth > 0) {
    reader->depth--;
    good = read (reader, value);
    reader->depth++;
  }
  return good ? g_steal_pointer (&value) : NULL;
}

static json_t *
read_value (Reader *reader)
{
  switch (look (reader)) {
  case '{':
    return read_nested (reader, json_object (), read_members);
  case '[':
    return read_nested (reader, json_array (), read_elements);
  case '"':
    return read_string (reader);
  case 't':
    return read_word (reader, "true", json_true ());
  case 'f':
    return read_word (reader, "false", json_false ());
  case 'n':
    return read_word (reader, "null", json_null ());
  default:
    return read_number (reader);
  }
}

json_t *
yj_json_load_plain (const char *text, gsize size, guint max_depth)
{
  Reader reader = { text, text + size, max_depth };
  char first = look (&reader);
  g_autoptr (json_t) value = first == '{' || first == '[' ? read_value (&reader) : NULL;

  if (value == NULL || look (&reader) != '\0' || reader.at < reader.end)
    return NULL;
  return g_steal_pointer (&value);
}
