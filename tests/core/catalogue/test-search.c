/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/yj-error.h"
#include "core/catalogue/yj-catalogue.h"
#include "core/catalogue/yj-search-index.h"
#include "tests/core/catalogue/catalogue-rig.h"
#include "tests/core/catalogue/many-items.h"
#include "tests/support/seed.h"
#include <string.h>

/* A second item, so that finding one means not finding the other. */
static YjCatalogue *
make_catalogue (char **dir)
{
  YjCatalogue *catalogue;
  g_autofree char *newborn = NULL;

  *dir = rig_new ();
  newborn = rig_read (*dir, "items/newborn.json");
  rig_write (*dir, "items/retire.json", newborn);
  rig_edit (*dir, "items/retire.json", "/id", "'retire'");
  rig_edit (*dir, "items/retire.json", "/aliases", "[]");
  rig_edit (*dir, "items/retire.json", "/title", "{'zh-CN':'企业职工退休','en':'Retirement'}");
  rig_edit (*dir, "items/retire.json", "/everyday", "{'zh-CN':'养老金','en':'Pension'}");
  rig_edit (*dir, "items/retire.json", "/keywords", "[{'zh-CN':'养老','en':'pension'}]");
  rig_edit (*dir, "items/retire.json", "/pinyin", "['lao bao']");
  rig_edit (*dir, "items/retire.json", "/matters", "[]");
  rig_edit (*dir, "catalog.json", "/items/-", "'retire'");
  catalogue = yj_catalogue_new_from_dir (*dir, NULL);
  g_assert_nonnull (catalogue);
  return catalogue;
}

static const struct {
  const char *query, *found; /* ids, best first */
} cases[] = {
  { "新生儿出生", "newborn " },      /* the title */
  { "新生", "newborn " },            /* its beginning */
  { "出生", "newborn " },            /* inside it */
  { "上户口", "newborn " },          /* an everyday word */
  { "生育医疗", "newborn " },        /* a matter */
  { "xse", "newborn " },             /* initials */
  { "XSE", "newborn " },
  { "xinsheng", "newborn " },        /* full pinyin, begun */
  { "xinshengerchusheng", "newborn " },
  { "shanghukuo", "newborn " },      /* two letters swapped at the end */
  { "shanghuku", "newborn " },
  { "shebauka", "newborn " },        /* one wrong letter */
  { "新生鹅出生", "newborn " },      /* one wrong character */
  { "Birth of", "newborn " },
  { "vacination", "newborn " },      /* one letter left out */
  { "  tx ", "retire " },
  { "tuixu", "retire " },
  { "退休", "retire " },
  { "Ｐｅｎｓｉｏｎ", "retire " },  /* full width */
  { "pension", "retire " },
  { "laobao", "retire " },           /* a reading that is written by hand */
  { "lb", "retire newborn " },       /* and its initials, which are inside another word too */
  { "xin sheng-er", "newborn " },    /* blanks and hyphens between syllables */
  { "xīnshēng", "newborn " },        /* with its tones */
  { "養老金", "retire " },           /* traditional characters */
  { "birth of the child", "newborn " }, /* several words, each answered */
  { "birth pension", "" },           /* not by one item */
  { "", "newborn retire " },
  { "   ", "newborn retire " },
  { "结婚", "" },
  { "zzzz", "" },
  { "qqq", "" },
};

static char *
find (YjCatalogue *catalogue, const char *query)
{
  g_autoptr (GPtrArray) items = yj_catalogue_search (catalogue, query);
  GString *ids = g_string_new (NULL);
  for (guint i = 0; i < items->len; i++)
    g_string_append_printf (ids, "%s ", ((YjItem *) g_ptr_array_index (items, i))->id);
  return g_string_free (ids, FALSE);
}

static void
test_queries (void)
{
  g_autofree char *unused = NULL;
  char *dir;
  g_autoptr (YjCatalogue) catalogue = make_catalogue (&dir);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *found = find (catalogue, cases[i].query);
    if (!g_str_equal (found, cases[i].found))
      g_test_fail_printf ("\"%s\" finds \"%s\", not \"%s\"", cases[i].query, found, cases[i].found);
  }
  rig_free (dir);
}

static guint
find_position (YjCatalogue *catalogue, const YjItem *item, const char *query)
{
  g_autoptr (GPtrArray) items = yj_catalogue_search (catalogue, query);
  guint at = G_MAXUINT;

  if (!g_ptr_array_find (items, item, &at))
    g_test_fail_printf ("\"%s\" does not find %s", query, item->id);
  return at;
}

/* Every item that is shipped: first by its own title in either language, and by each of its words. */
static void
test_shipped (void)
{
  g_autofree char *dir = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "catalog", NULL);
  g_autoptr (YjCatalogue) catalogue = yj_catalogue_new_from_dir (dir, NULL);
  GPtrArray *items = yj_catalogue_get_items (catalogue);
  guint words = 0;

  for (guint i = 0; i < items->len; i++) {
    const YjItem *item = g_ptr_array_index (items, i);
    g_assert_cmpuint (find_position (catalogue, item, yj_text_get (item->title, "zh-CN")), ==, 0);
    g_assert_cmpuint (find_position (catalogue, item, yj_text_get (item->title, "en")), ==, 0);
    for (guint k = 0; k < item->keywords->len; k++, words += 2) {
      find_position (catalogue, item, yj_text_get (g_ptr_array_index (item->keywords, k), "zh-CN"));
      find_position (catalogue, item, yj_text_get (g_ptr_array_index (item->keywords, k), "en"));
    }
    for (gsize p = 0; item->pinyin[p] != NULL; p++, words++)
      find_position (catalogue, item, item->pinyin[p]);
    for (guint m = 0; m < item->matters->len; m++, words++)
      find_position (catalogue, item, yj_text_get (((YjMatter *) g_ptr_array_index (item->matters, m))->name, "zh-CN"));
  }
  g_test_message ("%u items found by their titles and %u words", items->len, words);
}

static void
test_garbage (void)
{
  char *dir;
  g_autoptr (YjCatalogue) catalogue = make_catalogue (&dir);
  static const char alphabet[] = "xinsheger \xe7\x94\x9f\xff\x80'%\n";

  for (guint i = 0; i < 2000; i++) {
    char query[80];
    gint n = g_test_rand_int_range (0, sizeof query - 1);
    for (gint c = 0; c < n; c++)
      query[c] = alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)];
    query[n] = '\0';
    g_autoptr (GPtrArray) items = yj_catalogue_search (catalogue, query);
    g_assert_cmpuint (items->len, <=, 2);
  }
  rig_free (dir);
}

static guint
count_comparisons (YjSearchIndex *index, const char *query)
{
  guint n;
  g_autoptr (GPtrArray) found = yj_search_index_find (index, query, &n);
  return n;
}

/* What a key costs is counted, not timed: each word once, and once more when nothing answers plainly; nothing is folded or read anew. */
static void
test_cost (void)
{
  g_autoptr (GPtrArray) few = many_items_new (20), many = many_items_new (200);
  g_autoptr (YjSearchIndex) small = yj_search_index_new (few), large = yj_search_index_new (many);
  guint words = yj_search_index_get_n_words (large);

  g_assert_cmpuint (words, >, 200 * 30);
  g_assert_cmpuint (count_comparisons (large, many_items_title (many, 0)), ==, words);
  g_assert_cmpuint (count_comparisons (large, "qqqqqq"), ==, 2 * words);
  g_assert_cmpuint (count_comparisons (large, ""), ==, 0);
  g_assert_cmpuint (count_comparisons (large, "one two three"), <=, 2 * 4 * words);
  g_assert_cmpuint (words, <=, 11 * yj_search_index_get_n_words (small));
  g_test_message ("200 items have %u words, 20 have %u; a key compares each once, twice when nothing answers plainly", words,
                  yj_search_index_get_n_words (small));
}

/* Equals stand in the catalogue's order, each time. */
static void
test_stable (void)
{
  g_autoptr (GPtrArray) items = many_items_new (200);
  g_autoptr (YjSearchIndex) index = yj_search_index_new (items);

  for (guint i = 0; i < 200; i += 13) {
    g_autoptr (GPtrArray) first = yj_search_index_find (index, many_items_title (items, i), NULL);
    g_autoptr (GPtrArray) second = yj_search_index_find (index, many_items_title (items, i), NULL);
    g_assert_true (first->pdata[0] == items->pdata[i]);
    g_assert_cmpmem (first->pdata, first->len * sizeof (gpointer), second->pdata, second->len * sizeof (gpointer));
  }
}

static char *
list_stages (YjCatalogue *catalogue, gboolean enterprise)
{
  g_autoptr (GPtrArray) stages = yj_catalogue_list_stages (catalogue, enterprise);
  GString *ids = g_string_new (NULL);
  for (guint i = 0; i < stages->len; i++)
    g_string_append_printf (ids, "%s ", ((YjLifeStage *) g_ptr_array_index (stages, i))->id);
  return g_string_free (ids, FALSE);
}

/* Those that something is in, in the order of catalog.json; a damaged one is refused. */
static void
test_stages (void)
{
  char *dir;
  g_autoptr (YjCatalogue) catalogue = make_catalogue (&dir), other = NULL;
  g_autofree char *people = list_stages (catalogue, FALSE), *enterprises = list_stages (catalogue, TRUE), *both = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (people, ==, "birth ");
  g_assert_cmpstr (enterprises, ==, "");
  rig_edit (dir, "items/newborn.json", "/stage", "'farewell'");
  other = yj_catalogue_new_from_dir (dir, NULL);
  both = list_stages (other, FALSE);
  g_assert_cmpstr (both, ==, "birth farewell ");
  rig_edit (dir, "catalog.json", "/stages/1/name", "'work'");
  g_assert_null (yj_catalogue_new_from_dir (dir, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
  g_assert_nonnull (strstr (error->message, "stages/1"));
  rig_free (dir);
}

int
main (int argc, char **argv)
{
  seed_test_init (&argc, &argv);
  g_test_add_func ("/search/finds by word, pinyin and with one slip", test_queries);
  g_test_add_func ("/search/finds every shipped item by its title and its words", test_shipped);
  g_test_add_func ("/search/survives garbage", test_garbage);
  g_test_add_func ("/search/a key costs two comparisons a word at most", test_cost);
  g_test_add_func ("/search/is stable", test_stable);
  g_test_add_func ("/search/life stages are those that something is in", test_stages);
  return g_test_run ();
}
