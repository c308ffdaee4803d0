/* SPDX-License-Identifier: Apache-2.0 */
/* What a key costs that is typed into the search, in a catalogue of 200 items: a table of what, value, unit. */
#include "core/catalogue/yj-search-index.h"
#include "tests/core/catalogue/many-items.h"
#include <string.h>

#define N_ITEMS 200
#define ROUNDS 40

/* Found at once, found in the middle, and not found: which costs most, for everything near is tried too. */
static const char *const queries[] = {
  "x",     "xs",         "xse",    "s",          "sh",           "shang",    "shanghu", "shanghukou", "shanghukuo",
  "tuixu", "退休",       "退修",   "birth",      "vacination",   "zzzzzz",   "结婚",    "結婚登記",   "我想办一个退休的手续",
  "jhdj",  "linghuojiuye", "pension", "social insurance", "second-hand home", "woyaojiehun", "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq",
};

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;
  return left < right ? -1 : left > right;
}

static void
add_text (GPtrArray *texts, const YjText *text)
{
  if (text == NULL)
    return;
  g_ptr_array_add (texts, (gpointer) yj_text_get (text, "zh-CN"));
  g_ptr_array_add (texts, (gpointer) yj_text_get (text, "en"));
}

/* The same texts, bare. */
static GPtrArray *
list_texts (GPtrArray *items)
{
  GPtrArray *texts = g_ptr_array_new ();
  for (guint i = 0; i < items->len; i++) {
    const YjItem *item = g_ptr_array_index (items, i);
    add_text (texts, item->title);
    add_text (texts, item->everyday);
    for (guint k = 0; k < item->keywords->len; k++)
      add_text (texts, g_ptr_array_index (item->keywords, k));
    for (guint m = 0; m < item->matters->len; m++) {
      add_text (texts, ((YjMatter *) g_ptr_array_index (item->matters, m))->everyday_name);
      add_text (texts, ((YjMatter *) g_ptr_array_index (item->matters, m))->name);
    }
  }
  return texts;
}

static guint
pass_bare (GPtrArray *texts, const char *query)
{
  guint found = 0;
  for (guint i = 0; i < texts->len; i++)
    found += strstr (g_ptr_array_index (texts, i), query) != NULL;
  return found;
}

/* What this program itself took: on a machine that does other things too, a key waits longer now and then. */
static gint64
now_nsec (void)
{
  struct timespec now;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

int
main (void)
{
  g_autoptr (GPtrArray) items = many_items_new (N_ITEMS), texts = list_texts (items);
  g_autoptr (GArray) searched = g_array_new (FALSE, FALSE, sizeof (gint64)), bare = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 started = now_nsec ();
  g_autoptr (YjSearchIndex) index = yj_search_index_new (items);
  gint64 prepared = now_nsec () - started;
  guint found = 0;

  for (guint round = 0; round < ROUNDS; round++)
    for (guint q = 0; q < G_N_ELEMENTS (queries); q++) {
      started = now_nsec ();
      g_autoptr (GPtrArray) hits = yj_search_index_find (index, queries[q], NULL);
      gint64 took = now_nsec () - started;
      g_array_append_val (searched, took);
      started = now_nsec ();
      found += pass_bare (texts, queries[q]);
      took = now_nsec () - started;
      g_array_append_val (bare, took);
    }
  g_array_sort (searched, compare);
  g_array_sort (bare, compare);
  gint64 median = g_array_index (searched, gint64, searched->len / 2), p99 = g_array_index (searched, gint64, searched->len * 99 / 100);
  g_print ("search, %u items, %u words: prepared once\t%.3f\tms\n", N_ITEMS, yj_search_index_get_n_words (index), (double) prepared / 1e6);
  g_print ("search, a key, median of %u\t%.3f\tms\n", searched->len, (double) median / 1e6);
  g_print ("search, a key, 99th of 100 (16 ms is a frame)\t%.3f\tms\n", (double) p99 / 1e6);
  g_print ("search, median beside strstr over the %u texts\t%.2f\ttimes\n", texts->len,
           (double) median / (double) g_array_index (bare, gint64, bare->len / 2));
  return found > 0 ? 0 : 1;
}
