/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the masks of names and numbers. A character is a letter with the marks on it. */
#include "core/identity/yj-mask.h"
#include <string.h>

#define INTERPUNCT 0x00b7

static const char *
next_character (const char *at)
{
  do
    at = g_utf8_next_char (at);
  while (*at != '\0' && g_unichar_ismark (g_utf8_get_char (at)));
  return at;
}

static glong
count_characters (const char *text)
{
  glong n = 0;
  for (; *text != '\0'; text = next_character (text))
    n++;
  return n;
}

/* Han names are masked by position, all others by word. */
static gboolean
is_han (const char *name)
{
  for (; *name != '\0'; name = g_utf8_next_char (name)) {
    gunichar c = g_utf8_get_char (name);
    /* What is not assigned yet, or privately, is a rare Han character in an old or new font. */
    if (g_unichar_get_script (c) == G_UNICODE_SCRIPT_HAN || (c >= 0xe000 && c <= 0xf8ff) || c >= 0x20000)
      return TRUE;
  }
  return FALSE;
}

static char *
mask_words (const char *name)
{
  GString *masked = g_string_new (NULL);
  gboolean first = TRUE;

  for (const char *p = name; *p != '\0'; p = next_character (p)) {
    gboolean parts = *p == ' ' || *p == '-' || g_utf8_get_char (p) == INTERPUNCT;
    if (first || parts)
      g_string_append_len (masked, p, next_character (p) - p);
    else
      g_string_append_c (masked, '*');
    first = parts;
  }
  return g_string_free (masked, FALSE);
}

char *
yj_mask_name (const char *name)
{
  glong n = count_characters (name), i = 0;
  const char *dot = strstr (name, "·");
  GString *masked;

  if (!is_han (name))
    return mask_words (name);
  masked = g_string_new (NULL);
  for (const char *p = name; *p != '\0'; p = next_character (p), i++) {
    gboolean keep = dot != NULL ? p <= dot : (i == 0 && n > 1) || (n > 2 && i == n - 1);
    if (keep)
      g_string_append_len (masked, p, next_character (p) - p);
    else
      g_string_append_c (masked, '*');
  }
  return g_string_free (masked, FALSE);
}

static char *
mask_middle (const char *text, glong head, glong tail)
{
  GString *masked = g_string_new (NULL);
  glong n = count_characters (text), i = 0;

  for (const char *p = text; *p != '\0'; p = next_character (p), i++) {
    if (i < head || i + tail >= n)
      g_string_append_len (masked, p, next_character (p) - p);
    else
      g_string_append_c (masked, '*');
  }
  return g_string_free (masked, FALSE);
}

char *
yj_mask_number (const char *number)
{
  glong n = count_characters (number);

  if (n >= 15)
    return mask_middle (number, 3, 4);
  return mask_middle (number, n > 6 ? 1 : 0, MIN (2, n / 2));
}

char *
yj_mask_phone (const char *phone)
{
  glong n = count_characters (phone);

  return n >= 11 ? mask_middle (phone, 3, 4) : mask_middle (phone, 0, MIN (4, n / 2));
}
