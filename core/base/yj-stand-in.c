/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which characters are rare, and what stands in for them. */
#include "core/base/yj-stand-in.h"
#include <string.h>

/* What no font of a kiosk is sure to have: the private use areas, and Han outside of the block that every Chinese font has. */
static gboolean
is_rare (gunichar c)
{
  return (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x9fa6 && c <= 0x9fff) || (c >= 0xe000 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff) ||
         c >= 0xf0000;
}

static gboolean
is_lacking (gunichar c, YjHasGlyph has, gpointer data)
{
  return is_rare (c) && !has (c, data);
}

static gboolean
has_all (const char *text, YjHasGlyph has, gpointer data)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (is_lacking (g_utf8_get_char (text), has, data))
      return FALSE;
  return TRUE;
}

char *
yj_text_stand_in (const char *text, YjHasGlyph has, gpointer data)
{
  gboolean replaced = FALSE;
  char *shown, *end;

  if (has_all (text, has, data))
    return NULL;
  end = shown = g_malloc0 (strlen (text) + 1); /* a stand-in is never longer than what it stands for */
  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    gunichar c = g_utf8_get_char (text);
    gsize size = (gsize) (g_utf8_next_char (text) - text);
    if (replaced && g_unichar_ismark (c))
      continue;
    replaced = is_lacking (c, has, data);
    memcpy (end, replaced ? YJ_STAND_IN : text, replaced ? strlen (YJ_STAND_IN) : size);
    end += replaced ? strlen (YJ_STAND_IN) : size;
  }
  return shown;
}
