/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a citizen finds an item by word, pinyin initials or full pinyin. */
#include "core/catalogue/yj-catalogue.h"
#include <string.h>

#define MAX_WORD_CHARS 32

/* Edits (insert, drop, change) that turn a prefix of @word into @query, at most 2 counted. */
static int
prefix_distance (const gunichar *query, glong n_query, const gunichar *word, glong n_word)
{
  int row[MAX_WORD_CHARS + 1];
  int best;

  n_word = MIN (n_word, MAX_WORD_CHARS);
  for (glong w = 0; w <= n_word; w++)
    row[w] = (int) w;
  for (glong q = 1; q <= n_query; q++) {
    int diagonal = row[0];
    row[0] = (int) q;
    for (glong w = 1; w <= n_word; w++) {
      int change = diagonal + (query[q - 1] != word[w - 1]);
      diagonal = row[w];
      row[w] = MIN (change, MIN (row[w], row[w - 1]) + 1);
    }
  }
  best = row[0];
  for (glong w = 1; w <= n_word; w++)
    best = MIN (best, row[w]);
  return best;
}

/* 0 no match; larger is better. */
static int
score_word (const char *query, const char *word)
{
  g_autofree char *folded = g_utf8_casefold (word, -1);
  g_autofree gunichar *q = NULL, *w = NULL;
  glong n_query, n_word;

  if (g_str_has_prefix (folded, query))
    return strlen (folded) == strlen (query) ? 100 : 90;
  if (strstr (folded, query) != NULL)
    return 70;
  q = g_utf8_to_ucs4_fast (query, -1, &n_query);
  w = g_utf8_to_ucs4_fast (folded, -1, &n_word);
  /* One slip is forgiven from four letters on, or from three Han characters on. */
  if (n_query >= (q[0] > 0x2e80 ? 3 : 4) && prefix_distance (q, n_query, w, n_word) <= 1)
    return 40;
  return 0;
}

static int
score_texts (const char *query, const YjText *text)
{
  int best = 0;
  const char *language;
  json_t *value;

  json_object_foreach ((json_t *) text, language, value)
    best = MAX (best, score_word (query, json_string_value (value)));
  return best;
}

static int
score_item (YjItem *item, const char *query)
{
  int best = score_texts (query, item->title) + 5;

  if (best == 5)
    best = 0;
  if (item->everyday != NULL)
    best = MAX (best, score_texts (query, item->everyday));
  for (guint i = 0; i < item->keywords->len; i++)
    best = MAX (best, score_texts (query, g_ptr_array_index (item->keywords, i)));
  for (gsize i = 0; item->pinyin[i] != NULL; i++)
    best = MAX (best, score_word (query, item->pinyin[i]));
  for (guint i = 0; i < item->matters->len; i++) {
    YjMatter *matter = g_ptr_array_index (item->matters, i);
    int score = MAX (score_texts (query, matter->name), matter->everyday_name ? score_texts (query, matter->everyday_name) : 0);
    best = MAX (best, score - 10);
  }
  return best;
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

GPtrArray *
yj_catalogue_search (YjCatalogue *self, const char *query, const char *language)
{
  g_autofree char *trimmed = g_strstrip (g_utf8_make_valid (query, -1));
  g_autofree char *folded = g_utf8_casefold (trimmed, -1);
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  GPtrArray *items = yj_catalogue_get_items (self), *found = g_ptr_array_new ();

  if (g_utf8_strlen (folded, -1) > MAX_WORD_CHARS)
    return found;
  for (guint i = 0; i < items->len; i++) {
    Hit hit = { g_ptr_array_index (items, i), 0, i };
    hit.score = *folded == '\0' ? 1 : score_item (hit.item, folded);
    if (hit.score > 0)
      g_array_append_val (hits, hit);
  }
  g_array_sort (hits, compare_hits);
  for (guint i = 0; i < hits->len; i++)
    g_ptr_array_add (found, g_array_index (hits, Hit, i).item);
  return found;
}
