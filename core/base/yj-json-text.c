/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the text of a value: what is plain is copied, all else is written by jansson. */
#include "core/base/yj-json-plain.h"
#include "core/base/yj-secret.h"
#include <string.h>

#define FIRST_BYTES 512u
#define FLAGS (JSON_COMPACT | JSON_ENCODE_ANY)

typedef struct {
  char *text;
  gsize size, room;
} Writer;

static gboolean write_value (Writer *writer, const json_t *value);

/* Room for @size bytes and a NUL. What grew out of its memory may be a person's data. */
static char *
make_room (Writer *writer, gsize size)
{
  if (writer->size + size >= writer->room) {
    gsize room = MAX (writer->room * 2, writer->size + size + FIRST_BYTES);
    char *text = g_malloc (room);

    if (writer->size > 0)
      memcpy (text, writer->text, writer->size);
    yj_secret_wipe (writer->text, writer->size);
    g_free (writer->text);
    writer->text = text;
    writer->room = room;
  }
  return writer->text + writer->size;
}

static void
write_bytes (Writer *writer, const char *bytes, gsize size)
{
  memcpy (make_room (writer, size), bytes, size);
  writer->size += size;
}

static void
write_char (Writer *writer, char c)
{
  *make_room (writer, 1) = c;
  writer->size++;
}

/* FALSE: it has no text. */
static gboolean
write_by_jansson (Writer *writer, const json_t *value)
{
  size_t size = json_dumpb (value, NULL, 0, FLAGS);

  if (size > 0)
    json_dumpb (value, make_room (writer, size), size, FLAGS);
  writer->size += size;
  return size > 0;
}

static gboolean
write_string (Writer *writer, const json_t *value)
{
  const char *text = json_string_value (value);
  gsize size = json_string_length (value);
  char *at;

  if (!yj_json_is_plain (text, size))
    return write_by_jansson (writer, value);
  at = make_room (writer, size + 2);
  at[0] = at[size + 1] = '"';
  memcpy (at + 1, text, size);
  writer->size += size + 2;
  return TRUE;
}

static gboolean
write_name (Writer *writer, const char *name, gsize size)
{
  g_autoptr (json_t) value = NULL;

  if (!yj_json_is_plain (name, size)) {
    value = json_stringn_nocheck (name, size);
    return write_by_jansson (writer, value);
  }
  write_char (writer, '"');
  write_bytes (writer, name, size);
  write_char (writer, '"');
  return TRUE;
}

static gboolean
write_object (Writer *writer, const json_t *value)
{
  json_t *object = (json_t *) value; /* jansson's iterators want it so */
  gboolean good = TRUE, first = TRUE;

  write_char (writer, '{');
  for (void *at = json_object_iter (object); at != NULL && good; at = json_object_iter_next (object, at)) {
    if (!first)
      write_char (writer, ',');
    first = FALSE;
    good = write_name (writer, json_object_iter_key (at), json_object_iter_key_len (at));
    write_char (writer, ':');
    good = good && write_value (writer, json_object_iter_value (at));
  }
  write_char (writer, '}');
  return good;
}

static gboolean
write_array (Writer *writer, const json_t *value)
{
  gboolean good = TRUE;

  write_char (writer, '[');
  for (size_t i = 0; i < json_array_size (value) && good; i++) {
    if (i > 0)
      write_char (writer, ',');
    good = write_value (writer, json_array_get (value, i));
  }
  write_char (writer, ']');
  return good;
}

static gboolean
write_integer (Writer *writer, const json_t *value)
{
  char text[24];
  write_bytes (writer, text, (gsize) g_snprintf (text, sizeof text, "%" JSON_INTEGER_FORMAT, json_integer_value (value)));
  return TRUE;
}

static gboolean
write_value (Writer *writer, const json_t *value)
{
  if (json_is_string (value))
    return write_string (writer, value);
  if (json_is_object (value))
    return write_object (writer, value);
  if (json_is_array (value))
    return write_array (writer, value);
  if (json_is_integer (value))
    return write_integer (writer, value);
  return write_by_jansson (writer, value);
}

static gsize
write_all (const json_t *value, char **text)
{
  Writer writer = { 0 };

  make_room (&writer, 0);
  if (!write_value (&writer, value)) {
    yj_secret_wipe (writer.text, writer.size);
    writer.size = 0;
  }
  writer.text[writer.size] = '\0';
  *text = writer.text;
  return writer.size;
}

char *
yj_json_to_text (const json_t *value)
{
  char *text;
  write_all (value, &text);
  return text;
}

GBytes *
yj_json_to_bytes (const json_t *value)
{
  char *text;
  gsize size = write_all (value, &text);
  return g_bytes_new_take (text, size);
}
