/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the masks of names and numbers. */
#include "core/identity/yj-mask.h"
#include <string.h>

static gboolean
is_latin (const char *name)
{
  for (; *name != '\0'; name++)
    if ((guchar) *name >= 0x80)
      return FALSE;
  return TRUE;
}

static char *
mask_latin (const char *name)
{
  GString *masked = g_string_new (NULL);
  gboolean first = TRUE;
  for (; *name != '\0'; name++) {
    g_string_append_c (masked, first || *name == ' ' ? *name : '*');
    first = *name == ' ';
  }
  return g_string_free (masked, FALSE);
}

char *
yj_mask_name (const char *name)
{
  glong n = g_utf8_strlen (name, -1), i = 0;
  const char *dot = strstr (name, "·");
  GString *masked;

  if (is_latin (name))
    return mask_latin (name);
  masked = g_string_new (NULL);
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p), i++) {
    gboolean keep = dot != NULL ? p <= dot : i == 0 || (n > 2 && i == n - 1);
    if (keep)
      g_string_append_unichar (masked, g_utf8_get_char (p));
    else
      g_string_append_c (masked, '*');
  }
  return g_string_free (masked, FALSE);
}

static char *
mask_middle (const char *text, gsize head, gsize tail)
{
  GString *masked = g_string_new (NULL);
  gsize size = strlen (text);
  for (gsize i = 0; i < size; i++)
    g_string_append_c (masked, i < head || i + tail >= size || (guchar) text[i] >= 0x80 ? text[i] : '*');
  return g_string_free (masked, FALSE);
}

char *
yj_mask_number (const char *number)
{
  gsize size = strlen (number);
  if (size >= 15)
    return mask_middle (number, 3, 4);
  return mask_middle (number, size > 6 ? 1 : 0, MIN (2, size / 2));
}

char *
yj_mask_phone (const char *phone)
{
  return strlen (phone) >= 11 ? mask_middle (phone, 3, 4) : mask_middle (phone, 0, 4);
}
