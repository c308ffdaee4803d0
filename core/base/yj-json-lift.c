/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way of long plain texts past the parser: each leaves a short mark in a copy of the JSON, and is put in its place afterwards.
 *
 * Where no backslash stands in the whole of it, a text of printable ASCII characters between two quotation marks is its own value. The
 * mark stands nowhere in the JSON, so nobody can ask for another one's text. */
#include "core/base/yj-json-lift.h"
#include "core/base/yj-secret.h"
#include <stdlib.h>
#include <string.h>

#define LEAST_BYTES 512u
#define MARK "@lifted:"

typedef struct {
  const char *text;
  gsize size;
} Lifted;

/* From space to tilde. Eight at a time: the highest bit of each byte says whether it is beyond one of the ends. */
static gboolean
is_plain (const char *text, gsize size)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101), high = ones * 0x80;
  guint64 strange = 0, word;
  gsize i = 0;

  for (; i + sizeof word <= size; i += sizeof word) {
    memcpy (&word, text + i, sizeof word);
    strange |= word | ((word & ~high) + ones) | ~((word | high) - ones * 0x20);
  }
  for (; i < size; i++)
    strange |= (guint8) ((guint8) text[i] - 0x20) >= 0x5f ? high : 0;
  return (strange & high) == 0;
}

/* A member's name stays where it is: names are compared with each other. */
static gboolean
is_name (const char *after, const char *end)
{
  while (after < end && strchr (" \t\r\n", *after) != NULL && *after != '\0')
    after++;
  return after < end && *after == ':';
}

static char *
append (char *to, const char *from, gsize size)
{
  memcpy (to, from, size);
  return to + size;
}

/* The JSON with marks, in @copy; the bytes of it, or 0 when a text does not end. */
static gsize
lift (const char *text, gsize size, char *copy, GArray *lifted)
{
  const char *end = text + size, *from = text, *open;
  char *to = copy;

  while ((open = memchr (from, '"', (gsize) (end - from))) != NULL) {
    const char *close = memchr (open + 1, '"', (gsize) (end - open - 1));
    Lifted one = { open + 1, close != NULL ? (gsize) (close - open - 1) : 0 };
    if (close == NULL)
      return 0;
    to = append (to, from, (gsize) (open + 1 - from));
    from = open + 1;
    if (one.size >= LEAST_BYTES && is_plain (one.text, one.size) && !is_name (close + 1, end)) {
      to += g_snprintf (to, LEAST_BYTES, MARK "%u", lifted->len);
      g_array_append_val (lifted, one);
      from = close;
    }
    to = append (to, from, (gsize) (close + 1 - from));
    from = close + 1;
  }
  to = append (to, from, (gsize) (end - from));
  return (gsize) (to - copy);
}

static void
put_back (json_t *value, const GArray *lifted)
{
  const char *key;
  json_t *member;
  size_t i;

  if (json_is_object (value))
    json_object_foreach (value, key, member)
      put_back (member, lifted);
  else if (json_is_array (value))
    json_array_foreach (value, i, member)
      put_back (member, lifted);
  else if (json_is_string (value) && g_str_has_prefix (json_string_value (value), MARK)) {
    const Lifted *one = &g_array_index (lifted, Lifted, strtoul (json_string_value (value) + strlen (MARK), NULL, 10));
    json_string_setn_nocheck (value, one->text, one->size);
  }
}

json_t *
yj_json_load_lifted (const char *text, gsize size, YjJsonCheck check, guint max_depth)
{
  g_autoptr (GArray) lifted = NULL;
  json_t *value = NULL;
  gsize copied;
  char *copy;

  if (size < LEAST_BYTES || memchr (text, '\\', size) != NULL || memmem (text, size, MARK, strlen (MARK)) != NULL)
    return NULL;
  lifted = g_array_new (FALSE, FALSE, sizeof (Lifted));
  copy = g_malloc (size + 1);
  copied = lift (text, size, copy, lifted);
  if (lifted->len > 0 && copied > 0 && check (copy, copied, max_depth))
    value = json_loadb (copy, copied, JSON_REJECT_DUPLICATES, NULL);
  yj_secret_wipe (copy, copied);
  g_free (copy);
  if (value != NULL)
    put_back (value, lifted);
  return value;
}
