/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the table of framings and the places at which a burst is parted. */
#include "drivers/codes/yj-line-framing.h"
#include "drivers/codes/yj-aim-identifier.h"
#include <string.h>

#define STX 0x02

struct _YjLineFraming {
  const char *name;
  guint8 before; /* one such byte is taken off the beginning, 0: none */
  const char *after; /* all of these are taken off the end */
};

static const YjLineFraming framings[] = {
  { "auto", 0, "\r\n\t" }, { "cr-lf", 0, "\r\n" }, { "tab", 0, "\t" }, { "stx-etx", STX, "\r\n\003" }, { "none", 0, "" }
};

const YjLineFraming *
yj_line_framing_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (framings); i++)
    if (g_str_equal (framings[i].name, name))
      return &framings[i];
  return NULL;
}

static gboolean
is_end (const YjLineFraming *self, guint8 byte)
{
  return byte != '\0' && strchr (self->after, byte) != NULL;
}

/* What has no name here could as well be two words in brackets at the beginning of a line. */
static gboolean
is_beginning (const YjLineFraming *self, gboolean identifiers, const guint8 *bytes, gsize size)
{
  const char *symbology;

  if (self->before != 0)
    return bytes[0] == self->before;
  symbology = identifiers ? yj_aim_identifier_get_symbology (bytes, size) : NULL;
  return symbology != NULL && !g_str_equal (symbology, "other");
}

/* A scanner that reads a code twice before it is quiet sends it twice, each time with its end: one of them is the code. */
static gboolean
is_said_again (const YjLineFraming *self, const guint8 *bytes, gsize size, gsize one)
{
  return one <= size / 2 && size % one == 0 && memcmp (bytes, bytes + one, size - one) == 0;
}

gsize
yj_line_framing_measure_first (const YjLineFraming *self, gboolean identifiers, const guint8 *bytes, gsize size)
{
  for (gsize one = 1; one < size; one++)
    if (is_end (self, bytes[one - 1]) &&
        (is_beginning (self, identifiers, bytes + one, size - one) || is_said_again (self, bytes, size, one)))
      return one;
  return size;
}

void
yj_line_framing_strip (const YjLineFraming *self, const guint8 **bytes, gsize *size)
{
  if (*size > 0 && self->before != 0 && (*bytes)[0] == self->before) {
    (*bytes)++;
    (*size)--;
  }
  while (*size > 0 && is_end (self, (*bytes)[*size - 1]))
    (*size)--;
}
