/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how well a word answers what was typed: plainly, or with what a hurried hand and another accent do to it. */
#include "core/catalogue/yj-search-word.h"
#include <string.h>

/* What is typed in letters is meant as written, then as whole pinyin, then as initials. */
#define SOUND_LESS 1
#define INITIALS_LESS 2
/* From so many letters on a slip is forgiven, or is something found in the middle. */
#define SLIP_FROM_LETTERS 4
#define SLIP_INSIDE_FROM_LETTERS 5
#define MAX_SLIP_LETTERS 62
#define SLIP_FROM_HAN 3
#define MIXED_FROM_LETTERS 3
#define INSIDE_FROM_LETTERS 2
#define IN_SENTENCE_FROM_HAN 2
#define IN_SENTENCE_FROM_LETTERS 6

/* ---- plainly ---- */

static int
match_text (const char *text, gsize length, const YjSearchWord *query)
{
  if (query->length > length)
    return YJ_SEARCH_NOT;
  if (memcmp (text, query->text, query->length) == 0)
    return query->length == length ? YJ_SEARCH_EXACT : YJ_SEARCH_PREFIX;
  return query->n >= INSIDE_FROM_LETTERS && strstr (text, query->text) != NULL ? YJ_SEARCH_INSIDE : YJ_SEARCH_NOT;
}

/* A sound is found where a syllable begins. */
static int
match_sound (const YjSearchSound *sound, const char *text, gsize length)
{
  for (gsize i = 0; i < sound->n && sound->starts[i] + length <= sound->length; i++)
    if (memcmp (sound->text + sound->starts[i], text, length) == 0)
      return i > 0 ? YJ_SEARCH_INSIDE : length == sound->length ? YJ_SEARCH_EXACT : YJ_SEARCH_PREFIX;
  return YJ_SEARCH_NOT;
}

int
yj_search_word_match (const YjSearchWord *word, const YjSearchWord *query)
{
  int best = YJ_SEARCH_NOT, found;

  if ((query->signature & ~word->signature) == 0)
    best = match_text (word->text, word->length, query);
  if (query->han || (query->signature & ~word->sound_signature) != 0)
    return best;
  found = match_sound (&word->sound, query->text, query->length);
  if (found != YJ_SEARCH_NOT)
    best = MAX (best, found - SOUND_LESS);
  found = match_text (word->initials, word->sound.n, query);
  return found != YJ_SEARCH_NOT ? MAX (best, found - INITIALS_LESS) : best;
}

/* ---- not so plainly ---- */

static gboolean
is_prefix (const gunichar *begin, glong n, const gunichar *text, glong n_text)
{
  return n <= n_text && memcmp (begin, text, (gsize) n * sizeof *begin) == 0;
}

/* @query begins @word but for one letter that is missing, too many, wrong, or swapped with the next. */
static gboolean
is_slip (const gunichar *query, glong n, const gunichar *word, glong n_word)
{
  glong i = 0;

  while (i < n && i < n_word && query[i] == word[i])
    i++;
  if (i == n)
    return TRUE;
  if (is_prefix (query + i + 1, n - i - 1, word + i, n_word - i)) /* too many */
    return TRUE;
  if (i == n_word)
    return FALSE;
  if (is_prefix (query + i, n - i, word + i + 1, n_word - i - 1) || /* missing */
      is_prefix (query + i + 1, n - i - 1, word + i + 1, n_word - i - 1)) /* wrong */
    return TRUE;
  return i + 1 < n && i + 1 < n_word && query[i] == word[i + 1] && query[i + 1] == word[i] &&
         is_prefix (query + i + 2, n - i - 2, word + i + 2, n_word - i - 2);
}

/* At most one of the letters of @query is missing from what has @signature: else there is no slip to look for. */
static gboolean
has_most (guint64 signature, const YjSearchWord *query)
{
  guint64 missing = query->signature & ~signature;
  return (missing & (missing - 1)) == 0;
}

/* The same where a syllable begins; a short query is too little to be looked for in the middle. */
static gboolean
is_slip_of_sound (const YjSearchWord *word, const YjSearchWord *query)
{
  const YjSearchSound *sound = &word->sound;
  gsize tries = query->n < SLIP_INSIDE_FROM_LETTERS ? 1 : sound->n;
  gunichar letters[MAX_SLIP_LETTERS + 2];

  if (query->n > MAX_SLIP_LETTERS || !has_most (word->sound_signature, query))
    return FALSE;
  for (gsize t = 0; t < tries && sound->starts[t] + (gsize) query->n <= sound->length + 1; t++) {
    gsize n = MIN (sound->length - sound->starts[t], (gsize) query->n + 2);
    for (gsize i = 0; i < n; i++)
      letters[i] = (guchar) sound->text[sound->starts[t] + i];
    if (is_slip (query->letters, query->n, letters, (glong) n))
      return TRUE;
  }
  return FALSE;
}

/* @text: what is left to be explained by the syllables from @i on, each whole or begun. */
static gboolean
is_mixed (const YjSearchSound *sound, gsize i, const char *text)
{
  const char *syllable = sound->text + sound->starts[i];
  gsize length = (i + 1 < sound->n ? sound->starts[i + 1] : sound->length) - sound->starts[i];

  for (gsize used = 1; used <= length && text[used - 1] == syllable[used - 1]; used++) {
    if (text[used] == '\0')
      return TRUE;
    if (i + 1 < sound->n && is_mixed (sound, i + 1, text + used))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_mixed_anywhere (const YjSearchSound *sound, const char *text)
{
  for (gsize i = 0; i < sound->n; i++)
    if (is_mixed (sound, i, text))
      return TRUE;
  return FALSE;
}

/* Letters against the sound of Han characters. */
static int
match_typed_sound (const YjSearchWord *word, const YjSearchWord *query)
{
  if (query->n < MIXED_FROM_LETTERS)
    return YJ_SEARCH_NOT;
  if ((query->signature & ~word->sound_signature) == 0 && is_mixed_anywhere (&word->sound, query->text))
    return YJ_SEARCH_MIXED;
  if (word->sound.length >= IN_SENTENCE_FROM_LETTERS && strstr (query->text, word->sound.text) != NULL)
    return YJ_SEARCH_IN_SENTENCE;
  if (query->n < SLIP_FROM_LETTERS)
    return YJ_SEARCH_NOT;
  if (match_sound (&word->lax_sound, query->soft, strlen (query->soft)) != YJ_SEARCH_NOT)
    return YJ_SEARCH_ACCENT;
  return is_slip_of_sound (word, query) ? YJ_SEARCH_SLIP : YJ_SEARCH_NOT;
}

/* Han characters against Han characters: a wrong one that sounds the same, a sentence around the word, another slip. */
static int
match_typed_han (const YjSearchWord *word, const YjSearchWord *query)
{
  if (query->n >= INSIDE_FROM_LETTERS && match_sound (&word->sound, query->sound.text, query->sound.length) != YJ_SEARCH_NOT)
    return YJ_SEARCH_SOUND;
  if (word->n >= IN_SENTENCE_FROM_HAN && word->n < query->n && strstr (query->text, word->text) != NULL)
    return YJ_SEARCH_IN_SENTENCE;
  if (query->n >= INSIDE_FROM_LETTERS && match_sound (&word->lax_sound, query->lax_sound.text, query->lax_sound.length) != YJ_SEARCH_NOT)
    return YJ_SEARCH_ACCENT;
  return query->n >= SLIP_FROM_HAN && has_most (word->signature, query) && is_slip (query->letters, query->n, word->letters, word->n) ? YJ_SEARCH_SLIP : YJ_SEARCH_NOT;
}

int
yj_search_word_match_lax (const YjSearchWord *word, const YjSearchWord *query)
{
  if (word->sound.n > 0)
    return query->han ? match_typed_han (word, query) : match_typed_sound (word, query);
  if (query->han || query->n < SLIP_FROM_LETTERS || !has_most (word->signature, query))
    return YJ_SEARCH_NOT;
  return is_slip (query->letters, query->n, word->letters, word->n) ? YJ_SEARCH_SLIP : YJ_SEARCH_NOT;
}
