/* SPDX-License-Identifier: Apache-2.0 */
/* Inside core/catalogue: a word as the search compares it: letters folded, nothing between them, and how it sounds. Both what
 * an item is found by and what a person typed are made into one. Thread: any. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* The sounds of a word, one syllable after the other. */
typedef struct {
  char *text;
  guint16 *starts; /* of the syllables in @text, @n of them */
  gsize n, length;
} YjSearchSound;

typedef struct {
  char *text;         /* UTF-8, folded, without what stands between letters */
  gsize length;       /* bytes of it */
  gunichar *letters;  /* the same, @n of them */
  glong n;
  guint64 signature;  /* which letters are in it, hashed */
  gboolean han;       /* some are Han */
  guint64 sound_signature;   /* which letters are in how it sounds; none when it has no sound */
  YjSearchSound sound;       /* empty unless @han */
  YjSearchSound lax_sound;   /* where accents do not tell sounds apart: zh as z, ng as n, l as n */
  char *soft;                /* the text, should it be pinyin, in the same way */
  char *initials;            /* (nullable) of the syllables, a byte each where it has a sound */
} YjSearchWord;

/* Full width, capitals, accents and compatibility forms folded; ü is v. What is neither letter nor digit is one blank. (transfer full) */
char *yj_search_fold (const char *text);
/* Of what yj_search_fold () gave. (transfer full) */
YjSearchWord *yj_search_word_new (const char *folded);
/* Of pinyin that is written by hand, with blanks between the syllables: found by its sound only. (transfer full) */
YjSearchWord *yj_search_word_new_from_pinyin (const char *folded);
void yj_search_word_free (YjSearchWord *word);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjSearchWord, yj_search_word_free)

/* How well a word answers what was typed. Larger is better. */
typedef enum {
  YJ_SEARCH_NOT = 0,
  /* only when nothing answers plainly */
  YJ_SEARCH_SLIP = 20,       /* one letter is missing, too many, swapped or wrong */
  YJ_SEARCH_ACCENT = 24,     /* as it sounds with an accent */
  YJ_SEARCH_MIXED = 26,      /* some syllables whole, of some the first letters */
  YJ_SEARCH_IN_SENTENCE = 28, /* it is a part of what was typed */
  YJ_SEARCH_SOUND = 30,      /* other characters that sound the same */
  /* plainly */
  YJ_SEARCH_INSIDE = 40,
  YJ_SEARCH_PREFIX = 50,
  YJ_SEARCH_EXACT = 60,
} YjSearchLevel;

/* Also in between: initials count less than the whole pinyin, and that less than what is written. */
int yj_search_word_match (const YjSearchWord *word, const YjSearchWord *query);
/* The levels below YJ_SEARCH_INSIDE. */
int yj_search_word_match_lax (const YjSearchWord *word, const YjSearchWord *query);

G_END_DECLS
