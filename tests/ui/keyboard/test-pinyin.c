/* SPDX-License-Identifier: Apache-2.0 */
/* Composing Chinese, and what is left of it: nothing. */
#include "core/base/yj-secret.h"
#include "ui/keyboard/yj-pinyin-names.h"
#include "ui/keyboard/yj-pinyin.h"
#include "ui/keyboard/yj-rime.h"
#include <glib/gstdio.h>
#include <string.h>

static YjPinyin *
pinyin_new (void)
{
  g_autoptr (GError) error = NULL;
  YjPinyin *pinyin = yj_pinyin_new (&error);
  g_assert_no_error (error);
  return pinyin;
}

static void
type (YjPinyin *pinyin, const char *keys)
{
  for (; *keys != '\0'; keys++)
    g_assert_true (yj_pinyin_press (pinyin, *keys));
}

/* G_MAXUINT when there is none. */
static guint
find (YjPinyin *pinyin, const char *text)
{
  for (guint i = 0; i < yj_pinyin_get_n_candidates (pinyin); i++)
    if (g_str_equal (yj_pinyin_get_candidate (pinyin, i), text))
      return i;
  return G_MAXUINT;
}

static char *
choose (YjPinyin *pinyin, const char *text)
{
  guint i = find (pinyin, text);
  g_assert_cmpuint (i, !=, G_MAXUINT);
  return yj_pinyin_choose (pinyin, i);
}

static void
test_word (void)
{
  g_autoptr (YjPinyin) pinyin = pinyin_new ();
  g_autofree char *text = NULL;

  type (pinyin, "nihao");
  g_assert_cmpstr (yj_pinyin_get_preedit (pinyin), ==, "ni hao");
  g_assert_cmpstr (yj_pinyin_get_candidate (pinyin, 0), ==, "你好");
  text = yj_pinyin_choose (pinyin, 0);
  g_assert_cmpstr (text, ==, "你好");
  g_assert_false (yj_pinyin_is_composing (pinyin));
  g_assert_cmpuint (yj_pinyin_get_n_candidates (pinyin), ==, 0);
}

static void
test_name_by_characters (void)
{
  g_autoptr (YjPinyin) pinyin = pinyin_new ();
  g_autofree char *text = NULL;

  yj_pinyin_set_name_part (pinyin, YJ_NAME_WHOLE);
  type (pinyin, "limuqing");
  g_assert_null (choose (pinyin, "李")); /* syllables remain */
  g_assert_true (g_str_has_prefix (yj_pinyin_get_preedit (pinyin), "李"));
  g_assert_null (choose (pinyin, "沐"));
  text = choose (pinyin, "晴");
  g_assert_cmpstr (text, ==, "李沐晴");
}

static void
test_surnames_first (void)
{
  static const struct {
    const char *keys, *first;
  } cases[] = { { "zhangsan", "张三" }, { "wang", "王" }, { "li", "李" }, { "ouyang", "欧阳" }, { "zhao", "赵" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (YjPinyin) pinyin = pinyin_new ();
    yj_pinyin_set_name_part (pinyin, YJ_NAME_WHOLE);
    type (pinyin, cases[i].keys);
    g_test_message ("%s: %s", cases[i].keys, yj_pinyin_get_candidate (pinyin, 0));
    g_assert_cmpstr (yj_pinyin_get_candidate (pinyin, 0), ==, cases[i].first);
  }
  g_assert_cmpuint (yj_pinyin_name_rank (YJ_NAME_WHOLE, "张三", TRUE), <, yj_pinyin_name_rank (YJ_NAME_WHOLE, "章三", TRUE));
  g_assert_cmpuint (yj_pinyin_name_rank (YJ_NAME_WHOLE, "章", FALSE), >, yj_pinyin_name_rank (YJ_NAME_WHOLE, "张", FALSE));
}

static void
test_names_are_put_together (void)
{
  static const struct {
    YjNamePart part;
    const char *keys, *name;
    guint among;
  } cases[] = {
    { YJ_NAME_WHOLE, "limuqing", "李沐晴", 1 },   { YJ_NAME_GIVEN, "muqing", "沐晴", 1 },   { YJ_NAME_WHOLE, "wangxiaohui", "王晓慧", 3 },
    { YJ_NAME_GIVEN, "zixuan", "子轩", 3 },       { YJ_NAME_GIVEN, "mu", "沐", 1 },         { YJ_NAME_WHOLE, "lvxin", "吕欣", 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (YjPinyin) pinyin = pinyin_new ();
    g_autofree char *text = NULL;
    yj_pinyin_set_name_part (pinyin, cases[i].part);
    type (pinyin, cases[i].keys);
    g_test_message ("%s is candidate %u of %s", cases[i].name, find (pinyin, cases[i].name) + 1, cases[i].keys);
    g_assert_cmpuint (find (pinyin, cases[i].name), <, cases[i].among);
    text = choose (pinyin, cases[i].name);
    g_assert_cmpstr (text, ==, cases[i].name);
    g_assert_false (yj_pinyin_is_composing (pinyin));
  }
}

/* The surname first, then the rest at once: what was chosen is not lost. */
static void
test_given_name_after_surname (void)
{
  g_autoptr (YjPinyin) pinyin = pinyin_new ();
  g_autofree char *text = NULL;

  yj_pinyin_set_name_part (pinyin, YJ_NAME_WHOLE);
  type (pinyin, "limuqing");
  g_assert_null (choose (pinyin, "黎"));
  g_assert_cmpstr (yj_pinyin_get_candidate (pinyin, 0), ==, "沐晴");
  text = yj_pinyin_choose (pinyin, 0);
  g_assert_cmpstr (text, ==, "黎沐晴");
}

static void
test_other_text_is_no_name (void)
{
  g_autoptr (YjPinyin) pinyin = pinyin_new ();

  type (pinyin, "muqing");
  g_assert_cmpuint (find (pinyin, "沐晴"), ==, G_MAXUINT);
}

static void
test_backspace (void)
{
  g_autoptr (YjPinyin) pinyin = pinyin_new ();

  g_assert_false (yj_pinyin_backspace (pinyin));
  type (pinyin, "ni");
  g_assert_true (yj_pinyin_backspace (pinyin));
  g_assert_cmpstr (yj_pinyin_get_preedit (pinyin), ==, "n");
  g_assert_true (yj_pinyin_backspace (pinyin));
  g_assert_false (yj_pinyin_is_composing (pinyin));
  g_assert_false (yj_pinyin_backspace (pinyin));
}

static void
test_separator (void)
{
  g_autoptr (YjPinyin) pinyin = pinyin_new ();

  g_assert_false (yj_pinyin_press (pinyin, '\'')); /* nothing to part */
  type (pinyin, "xi'an");
  g_assert_cmpstr (yj_pinyin_get_candidate (pinyin, 0), ==, "西安");
  g_assert_false (yj_pinyin_press (pinyin, '1'));
}

static void
test_rare_characters (void)
{
  static const struct {
    const char *keys, *text;
  } cases[] = { { "yao", "垚" }, { "zhe", "喆" }, { "lv", "吕" }, { "nve", "虐" }, { "sen", "森" }, { "xin", "鑫" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (YjPinyin) pinyin = pinyin_new ();
    type (pinyin, cases[i].keys);
    g_test_message ("%s: %s is candidate %u", cases[i].keys, cases[i].text, find (pinyin, cases[i].text) + 1);
    g_assert_cmpuint (find (pinyin, cases[i].text), !=, G_MAXUINT);
  }
}

/* Relative path -> "size mtime-in-ns" of every file below @dir. */
static void
list_files (const char *dir, const char *below, GHashTable *files)
{
  g_autoptr (GDir) listing = g_dir_open (dir, 0, NULL);
  const char *name;

  g_assert_nonnull (listing);
  while ((name = g_dir_read_name (listing)) != NULL) {
    g_autofree char *path = g_build_filename (dir, name, NULL), *shown = g_build_filename (below, name, NULL);
    GStatBuf info;
    g_assert_cmpint (g_lstat (path, &info), ==, 0);
    if (S_ISDIR (info.st_mode))
      list_files (path, shown, files);
    else
      g_hash_table_insert (files, g_steal_pointer (&path), g_strdup_printf ("%ld %ld.%09ld", (long) info.st_size, (long) info.st_mtim.tv_sec, (long) info.st_mtim.tv_nsec));
  }
}

static GHashTable *
snapshot (const char *dir)
{
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  list_files (dir, "", files);
  return files;
}

/* The tables hold every character, so a name is looked for as it would be kept: its characters in one piece, and its
 * letters in one piece. */
static void
assert_not_in (GHashTable *files, const char *needle)
{
  GHashTableIter iter;
  gpointer path;

  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, &path, NULL)) {
    g_autofree char *data = NULL;
    gsize size = 0;
    g_assert_true (g_file_get_contents (path, &data, &size, NULL));
    if (memmem (data, size, needle, strlen (needle)) != NULL)
      g_test_message ("%s holds %s", (const char *) path, needle);
    g_assert_null (memmem (data, size, needle, strlen (needle)));
  }
}

static guint
count_log_files (void)
{
  g_autoptr (GDir) listing = g_dir_open (g_get_tmp_dir (), 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (listing)) != NULL)
    n += g_str_has_prefix (name, "rime.") ? 1 : 0;
  return n;
}

static void
test_nothing_is_kept (void)
{
  YjPinyin *pinyin = pinyin_new ();
  g_autoptr (GHashTable) before = NULL, after = NULL;
  g_autofree char *dir = NULL;
  guint logs = count_log_files ();
  GHashTableIter iter;
  gpointer path, mark;

  yj_rime_wait ();
  type (pinyin, "ni"); /* the first session opens what it opens */
  yj_pinyin_clear (pinyin);
  dir = g_strdup (yj_rime_get_dir ());
  before = snapshot (dir);
  for (guint i = 0; i < 20; i++) { /* often enough to be learned */
    type (pinyin, "limuqing");
    yj_pinyin_choose (pinyin, find (pinyin, "李"));
    yj_pinyin_choose (pinyin, find (pinyin, "沐"));
    g_autofree char *name = choose (pinyin, "晴");
    g_assert_cmpstr (name, ==, "李沐晴");
  }
  type (pinyin, "limuqing");
  g_assert_cmpuint (find (pinyin, "李沐晴"), ==, G_MAXUINT); /* it was not learned */
  yj_pinyin_clear (pinyin);
  after = snapshot (dir);
  g_assert_cmpuint (g_hash_table_size (before), >, 0);
  g_assert_cmpuint (g_hash_table_size (after), ==, g_hash_table_size (before));
  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &path, &mark))
    g_assert_cmpstr (g_hash_table_lookup (after, path), ==, mark);
  assert_not_in (after, "李沐晴");
  assert_not_in (after, "limuqing");
  assert_not_in (after, "li mu qing");
  g_assert_cmpuint (count_log_files (), ==, logs);
  g_test_message ("%u files below the private folder, none changed, none holds the name", g_hash_table_size (after));
  g_object_unref (pinyin);
  g_assert_false (g_file_test (dir, G_FILE_TEST_EXISTS)); /* the last user takes the folder along */
}

static void
test_private_folder (void)
{
  g_autoptr (YjPinyin) pinyin = pinyin_new ();
  GStatBuf info;

  g_assert_cmpint (g_stat (yj_rime_get_dir (), &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
}

static void
test_started_again (void)
{
  for (guint i = 0; i < 3; i++) {
    g_autoptr (YjPinyin) one = pinyin_new (), two = pinyin_new ();
    type (one, "nihao");
    type (two, "xiexie");
    g_assert_cmpstr (yj_pinyin_get_candidate (one, 0), ==, "你好");
    g_assert_cmpstr (yj_pinyin_get_candidate (two, 0), ==, "谢谢");
  }
  g_assert_null (yj_rime_get_dir ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pinyin/a-word-is-composed-and-chosen", test_word);
  g_test_add_func ("/pinyin/a-name-is-composed-character-by-character", test_name_by_characters);
  g_test_add_func ("/pinyin/surnames-come-first-where-a-name-begins", test_surnames_first);
  g_test_add_func ("/pinyin/names-are-put-together-from-their-characters", test_names_are_put_together);
  g_test_add_func ("/pinyin/a-chosen-surname-keeps-its-given-name", test_given_name_after_surname);
  g_test_add_func ("/pinyin/other-text-keeps-the-dictionarys-order", test_other_text_is_no_name);
  g_test_add_func ("/pinyin/backspace-takes-back-letters-and-then-nothing", test_backspace);
  g_test_add_func ("/pinyin/an-apostrophe-parts-syllables", test_separator);
  g_test_add_func ("/pinyin/characters-of-names-are-reached", test_rare_characters);
  g_test_add_func ("/pinyin/nothing-typed-is-written-or-learned", test_nothing_is_kept);
  g_test_add_func ("/pinyin/the-folder-is-private", test_private_folder);
  g_test_add_func ("/pinyin/the-engine-starts-again-after-its-last-user", test_started_again);
  return g_test_run ();
}
