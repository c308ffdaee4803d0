/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how Han text is read: the longest word of the table that begins at a character, else the character alone. */
#include "core/catalogue/yj-reading.h"
#include "yj-reading-table.h"

/* The entry of a character; -1 when there is none. */
static int
find_character (gunichar character)
{
  int low = 0, high = (int) G_N_ELEMENTS (characters) - 1;

  while (low <= high) {
    int middle = (low + high) / 2;
    if (characters[middle].character == character)
      return middle;
    if (characters[middle].character < character)
      low = middle + 1;
    else
      high = middle - 1;
  }
  return -1;
}

/* How the first @n characters of @text stand to a word of the table: as strcmp (). */
static int
compare_word (const gunichar *text, gsize n, const gunichar2 *word)
{
  for (gsize i = 0; i < LONGEST_WORD; i++) {
    gunichar character = i < n ? text[i] : 0;
    if (character != word[i])
      return character < word[i] ? -1 : 1;
  }
  return 0;
}

static int
find_word (const gunichar *text, gsize n)
{
  int low = 0, high = (int) G_N_ELEMENTS (odd_words) - 1;

  while (low <= high) {
    int middle = (low + high) / 2, order = compare_word (text, n, odd_words[middle].word);
    if (order == 0)
      return middle;
    if (order > 0)
      low = middle + 1;
    else
      high = middle - 1;
  }
  return -1;
}

/* Reads the longest word that begins here; the number of its characters, 0 when there is none. */
static gsize
read_word (const gunichar *text, gsize n, const char **read)
{
  for (gsize length = MIN (n, LONGEST_WORD); length > 1; length--) {
    int word = find_word (text, length);
    for (gsize i = 0; word >= 0 && i < length; i++)
      read[i] = syllables[odd_words[word].syllables[i]];
    if (word >= 0)
      return length;
  }
  return 0;
}

void
yj_reading_of (const gunichar *text, gsize n, const char **read)
{
  for (gsize i = 0; i < n;) {
    int character = find_character (text[i]);
    gsize length = character >= 0 && characters[character].begins_word ? read_word (text + i, n - i, read + i) : 0;

    if (length == 0) {
      read[i] = character >= 0 ? syllables[characters[character].syllable] : NULL;
      length = 1;
    }
    i += length;
  }
}
