/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a word is folded and how it sounds. How two compare stands in yj-search-match.c. */
#include "core/catalogue/yj-search-word.h"
#include "core/catalogue/yj-reading.h"
#include <string.h>

char *
yj_search_fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1), *cased = g_utf8_casefold (valid, -1);
  g_autofree char *plain = g_utf8_normalize (cased, -1, G_NORMALIZE_NFKD);
  GString *folded = g_string_sized_new (strlen (plain));
  gboolean blank = FALSE;

  for (const char *p = plain; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (c == 0x308 && folded->len > 0 && folded->str[folded->len - 1] == 'u')
      folded->str[folded->len - 1] = 'v';
    if (g_unichar_ismark (c))
      continue;
    if (g_unichar_isalnum (c)) {
      if (blank && folded->len > 0)
        g_string_append_c (folded, ' ');
      g_string_append_unichar (folded, c);
    }
    blank = !g_unichar_isalnum (c);
  }
  return g_string_free (folded, FALSE);
}

/* ---- sounds ---- */

/* As pinyin is heard where zh, ch, sh, ng and l are not told from z, c, s, n and n. */
static void
append_soft (GString *soft, const char *pinyin)
{
  for (const char *p = pinyin; *p != '\0'; p++) {
    char before = p > pinyin ? p[-1] : '\0';
    if ((*p == 'h' && (before == 'z' || before == 'c' || before == 's')) || (*p == 'g' && before == 'n'))
      continue;
    g_string_append_c (soft, *p == 'l' ? 'n' : *p);
  }
}

/* @syllables: @n of them; NULL ones are letters of @letters that have no sound of their own. */
static YjSearchSound
make_sound (const char *const *syllables, const gunichar *letters, gsize n, gboolean lax)
{
  GString *text = g_string_new (NULL);
  YjSearchSound sound = { NULL, g_new (guint16, n + 1), n, 0 };

  for (gsize i = 0; i < n; i++) {
    sound.starts[i] = (guint16) MIN (text->len, G_MAXUINT16);
    if (syllables[i] == NULL)
      g_string_append_unichar (text, letters[i]);
    else if (lax)
      append_soft (text, syllables[i]);
    else
      g_string_append (text, syllables[i]);
  }
  sound.length = text->len;
  sound.text = g_string_free (text, FALSE);
  return sound;
}

static guint64
letter_bit (gunichar letter)
{
  return G_GUINT64_CONSTANT (1) << (letter % 61);
}

static void
make_sounds (YjSearchWord *word, const char *const *syllables, gsize n)
{
  GString *initials = g_string_new (NULL);

  word->sound = make_sound (syllables, word->letters, n, FALSE);
  word->lax_sound = make_sound (syllables, word->letters, n, TRUE);
  for (gsize i = 0; i < n; i++)
    g_string_append_c (initials, syllables[i] != NULL ? syllables[i][0] : word->letters[i] < 0x80 ? (char) word->letters[i] : '?');
  word->initials = g_string_free (initials, FALSE);
  for (const char *p = word->sound.text; *p != '\0'; p = g_utf8_next_char (p))
    word->sound_signature |= letter_bit (g_utf8_get_char (p));
}

/* ---- words ---- */

static gboolean
is_han (gunichar c)
{
  return g_unichar_get_script (c) == G_UNICODE_SCRIPT_HAN;
}

YjSearchWord *
yj_search_word_new (const char *folded)
{
  YjSearchWord *word = g_new0 (YjSearchWord, 1);
  GString *joined = g_string_new (NULL), *soft = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p++)
    if (*p != ' ')
      g_string_append_c (joined, *p);
  word->length = joined->len;
  word->text = g_string_free (joined, FALSE);
  append_soft (soft, word->text);
  word->soft = g_string_free (soft, FALSE);
  word->letters = g_utf8_to_ucs4_fast (word->text, -1, &word->n);
  for (glong i = 0; i < word->n; i++) {
    word->signature |= letter_bit (word->letters[i]);
    word->han = word->han || is_han (word->letters[i]);
  }
  if (word->han) {
    g_autofree const char **syllables = g_new (const char *, word->n);
    yj_reading_of (word->letters, (gsize) word->n, syllables);
    make_sounds (word, syllables, (gsize) word->n);
  }
  return word;
}

YjSearchWord *
yj_search_word_new_from_pinyin (const char *folded)
{
  g_auto (GStrv) syllables = g_strsplit (folded, " ", -1);
  YjSearchWord *word = yj_search_word_new (folded);

  if (!word->han && g_strv_length (syllables) > 1)
    make_sounds (word, (const char *const *) syllables, g_strv_length (syllables));
  return word;
}

static void
clear_sound (YjSearchSound *sound)
{
  g_free (sound->text);
  g_free (sound->starts);
}

void
yj_search_word_free (YjSearchWord *word)
{
  g_free (word->text);
  g_free (word->letters);
  g_free (word->initials);
  g_free (word->soft);
  clear_sound (&word->sound);
  clear_sound (&word->lax_sound);
  g_free (word);
}
