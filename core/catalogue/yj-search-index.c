/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the words of a catalogue, each once with the places where it stands, and the order of what is found. */
#include "core/catalogue/yj-search-index.h"
#include "core/catalogue/yj-search-word.h"
#include <string.h>

#define MAX_QUERY_LETTERS 64
#define MAX_QUERY_WORDS 8
/* A level counts for more than any place. */
#define LEVEL_WEIGHT 10
/* A word that is only a part of what stands there is found as something that begins so. */
#define PART_LESS 5

/* By hand: pinyin that the catalogue writes itself. */
typedef enum { PLACE_MATTER = 1, PLACE_BY_HAND, PLACE_KEYWORD, PLACE_EVERYDAY, PLACE_TITLE } Place;

typedef struct {
  guint item;
  guint8 place;
  gboolean part;
} Posting;

typedef struct {
  YjSearchWord *word;
  GArray *postings; /* Posting */
} Entry;

struct _YjSearchIndex {
  GPtrArray *items;   /* YjItem, not owned */
  GPtrArray *entries; /* Entry */
  GHashTable *known;  /* text -> Entry: while it is made */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;
  yj_search_word_free (entry->word);
  g_array_unref (entry->postings);
  g_free (entry);
}

/* ---- preparing ---- */

/* @word (transfer full). */
static void
add_word (YjSearchIndex *self, YjSearchWord *word, Posting posting)
{
  Entry *entry = g_hash_table_lookup (self->known, word->text);

  if (entry != NULL || word->n == 0) {
    yj_search_word_free (word);
  } else {
    entry = g_new0 (Entry, 1);
    entry->word = word;
    entry->postings = g_array_new (FALSE, FALSE, sizeof (Posting));
    g_ptr_array_add (self->entries, entry);
    g_hash_table_insert (self->known, word->text, entry);
  }
  if (entry != NULL)
    g_array_append_val (entry->postings, posting);
}

/* 医保等 7 项: and so on is no part of the word. */
static void
cut_and_so_on (char *part)
{
  if (g_str_has_suffix (part, "等"))
    part[strlen (part) - strlen ("等")] = '\0';
}

/* Of a phrase, its words too; numbers say nothing. */
static void
add_parts (YjSearchIndex *self, const char *folded, Posting posting)
{
  g_auto (GStrv) parts = g_strsplit (folded, " ", -1);

  posting.part = TRUE;
  for (gsize i = 0; parts[i] != NULL; i++) {
    if (posting.place == PLACE_EVERYDAY)
      cut_and_so_on (parts[i]);
    if (parts[1] != NULL && g_utf8_strlen (parts[i], -1) > 1 && !g_ascii_isdigit (parts[i][0]))
      add_word (self, yj_search_word_new (parts[i]), posting);
  }
}

static void
add_text (YjSearchIndex *self, const YjText *text, guint item, Place place)
{
  const char *language;
  json_t *value;

  if (text == NULL)
    return;
  json_object_foreach ((json_t *) text, language, value) {
    g_autofree char *folded = yj_search_fold (json_string_value (value));
    Posting posting = { item, (guint8) place, FALSE };
    add_word (self, yj_search_word_new (folded), posting);
    add_parts (self, folded, posting);
  }
}

static void
add_item (YjSearchIndex *self, YjItem *item, guint number)
{
  add_text (self, item->title, number, PLACE_TITLE);
  add_text (self, item->everyday, number, PLACE_EVERYDAY);
  for (guint i = 0; i < item->keywords->len; i++)
    add_text (self, g_ptr_array_index (item->keywords, i), number, PLACE_KEYWORD);
  for (guint i = 0; i < item->matters->len; i++) {
    const YjMatter *matter = g_ptr_array_index (item->matters, i);
    add_text (self, matter->everyday_name, number, PLACE_MATTER);
    add_text (self, matter->name, number, PLACE_MATTER);
  }
  for (gsize i = 0; item->pinyin[i] != NULL; i++) {
    g_autofree char *folded = yj_search_fold (item->pinyin[i]);
    add_word (self, yj_search_word_new_from_pinyin (folded), (Posting){ number, PLACE_BY_HAND, FALSE });
  }
}

YjSearchIndex *
yj_search_index_new (GPtrArray *items)
{
  YjSearchIndex *self = g_new0 (YjSearchIndex, 1);

  self->items = items;
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->known = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < items->len; i++)
    add_item (self, g_ptr_array_index (items, i), i);
  g_clear_pointer (&self->known, g_hash_table_unref);
  return self;
}

void
yj_search_index_free (YjSearchIndex *self)
{
  g_ptr_array_unref (self->entries);
  g_free (self);
}

guint
yj_search_index_get_n_words (YjSearchIndex *self)
{
  return self->entries->len;
}

/* ---- finding ---- */

typedef int (*MatchFunc) (const YjSearchWord *word, const YjSearchWord *query);

/* What was typed: the words of it, and all of them as one. */
typedef struct {
  YjSearchWord *whole;
  GPtrArray *words; /* YjSearchWord; empty unless there are several */
  guint n_comparisons;
} Query;

/* Raises the score of every item in which a word answers @query. @scores: one an item. */
static void
score_word (YjSearchIndex *self, Query *asked, const YjSearchWord *query, MatchFunc match, int *scores)
{
  for (guint i = 0; i < self->entries->len; i++) {
    const Entry *entry = g_ptr_array_index (self->entries, i);
    int level = match (entry->word, query);

    for (guint p = 0; level > YJ_SEARCH_NOT && p < entry->postings->len; p++) {
      const Posting *posting = &g_array_index (entry->postings, Posting, p);
      int score = (level - (posting->part ? PART_LESS : 0)) * LEVEL_WEIGHT + posting->place;
      scores[posting->item] = MAX (scores[posting->item], score);
    }
  }
  asked->n_comparisons += self->entries->len;
}

/* A syllable or two, typed with blanks between, are a word together: alone they are in the middle of everything. */
#define ALONE_FROM_LETTERS 4

static int
match_alone (const YjSearchWord *word, const YjSearchWord *query)
{
  int level = yj_search_word_match (word, query);
  if (query->han || query->n >= ALONE_FROM_LETTERS)
    return level;
  return query->n > 1 && level > YJ_SEARCH_INSIDE ? level : YJ_SEARCH_NOT;
}

/* All words together as one, or else each for itself: then the worst counts. */
static gboolean
score_query (YjSearchIndex *self, Query *asked, MatchFunc match, int *scores)
{
  gsize n = self->items->len;
  g_autofree int *every = g_new0 (int, n), *one = g_new0 (int, n);
  gboolean found = FALSE;

  score_word (self, asked, asked->whole, match, scores);
  for (guint w = 0; w < asked->words->len; w++) {
    memset (one, 0, n * sizeof *one);
    score_word (self, asked, g_ptr_array_index (asked->words, w), match == yj_search_word_match ? match_alone : match, one);
    for (gsize i = 0; i < n; i++)
      every[i] = w == 0 ? one[i] : MIN (every[i], one[i]);
  }
  for (gsize i = 0; i < n; i++) {
    scores[i] = MAX (scores[i], every[i]);
    found = found || scores[i] > 0;
  }
  return found;
}

typedef struct {
  YjItem *item;
  int score;
  guint position;
} Hit;

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const Hit *left = a, *right = b;
  return left->score != right->score ? right->score - left->score : (int) left->position - (int) right->position;
}

static GPtrArray *
list_hits (YjSearchIndex *self, const int *scores)
{
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < self->items->len; i++)
    if (scores[i] > 0)
      g_array_append_val (hits, ((Hit){ g_ptr_array_index (self->items, i), scores[i], i }));
  g_array_sort (hits, compare_hits);
  for (guint i = 0; i < hits->len; i++)
    g_ptr_array_add (found, g_array_index (hits, Hit, i).item);
  return found;
}

/* Words that say nothing about what is wanted, as long as others do. */
static gboolean
is_filler (const char *word)
{
  static const char *const fillers[] = { "a", "an", "the", "of", "for", "to", "my", "i", "in", "on", "and", "at", "with", "how", "do", "get",
                                         "want", "need", "apply", NULL };
  return g_strv_contains (fillers, word);
}

static GPtrArray *
split_words (const char *folded)
{
  GPtrArray *words = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_search_word_free);
  g_auto (GStrv) parts = g_strsplit (folded, " ", MAX_QUERY_WORDS);

  for (gsize i = 0; parts[0] != NULL && parts[1] != NULL && parts[i] != NULL; i++)
    if (!is_filler (parts[i]))
      g_ptr_array_add (words, yj_search_word_new (parts[i]));
  return words;
}

static gboolean
is_blank (const char *query)
{
  const char *p = query;
  while (*p != '\0' && g_unichar_isspace (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  return *p == '\0';
}

GPtrArray *
yj_search_index_find (YjSearchIndex *self, const char *query, guint *n_comparisons)
{
  g_autofree char *valid = g_utf8_make_valid (query, -1), *folded = yj_search_fold (valid);
  g_autoptr (GPtrArray) words = split_words (folded);
  g_autoptr (YjSearchWord) whole = yj_search_word_new (folded);
  g_autofree int *scores = g_new0 (int, self->items->len);
  Query asked = { whole, words, 0 };

  for (guint i = 0; is_blank (valid) && i < self->items->len; i++)
    scores[i] = 1;
  if (whole->n > 0 && whole->n <= MAX_QUERY_LETTERS && !score_query (self, &asked, yj_search_word_match, scores))
    score_query (self, &asked, yj_search_word_match_lax, scores);
  if (n_comparisons != NULL)
    *n_comparisons = asked.n_comparisons;
  return list_hits (self, scores);
}

static gboolean
stands_in (const Entry *entry, guint item)
{
  for (guint i = 0; i < entry->postings->len; i++) {
    const Posting *posting = &g_array_index (entry->postings, Posting, i);
    if (posting->item == item && posting->place != PLACE_BY_HAND)
      return TRUE;
  }
  return FALSE;
}

gboolean
yj_search_index_derives (YjSearchIndex *self, guint item, const char *pinyin)
{
  g_autofree char *folded = yj_search_fold (pinyin);
  g_autoptr (YjSearchWord) word = yj_search_word_new (folded);

  for (guint i = 0; i < self->entries->len; i++) {
    const Entry *entry = g_ptr_array_index (self->entries, i);
    if (stands_in (entry, item) && yj_search_word_match (entry->word, word) > YJ_SEARCH_INSIDE)
      return TRUE;
  }
  return FALSE;
}
