/* SPDX-License-Identifier: Apache-2.0 */
/* Choosing among many: a catalogue of copies, searched by word and by the first letters of the sounds. */
#include "tests/ui/support/ui-rig.h"
#include <glib/gstdio.h>

#define N_ITEMS 9

/* The number in words keeps titles apart; the letters are the first ones of their sounds. */
static const struct {
  const char *id, *title, *pinyin;
  gboolean enterprise;
} copies[N_ITEMS] = {
  { "one", "甲事", "js", FALSE },     { "two", "乙事", "ys", FALSE },      { "three", "丙事", "bs", FALSE },
  { "four", "丁事", "ds", FALSE },    { "five", "戊事", "ws", FALSE },     { "six", "己事", "jis", FALSE },
  { "seven", "庚企业", "gqy", TRUE }, { "eight", "辛企业", "xqy", TRUE }, { "nine", "壬企业", "rqy", TRUE },
};

static void
write_json (const char *dir, const char *name, const json_t *value)
{
  g_autofree char *path = g_build_filename (dir, name, NULL), *text = yj_json_to_text (value);
  g_autoptr (GError) error = NULL;
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static json_t *
read_json (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "catalog", name, NULL);
  g_autoptr (GError) error = NULL;
  json_t *value = yj_json_parse_file (path, 0, 0, &error);
  g_assert_no_error (error);
  return value;
}

static void
write_copies (const char *items)
{
  for (guint i = 0; i < N_ITEMS; i++) {
    g_autoptr (json_t) item = read_json ("items/newborn.json");
    g_autofree char *name = g_strconcat (copies[i].id, ".json", NULL);
    json_object_set_new (item, "id", json_string (copies[i].id));
    json_object_set_new (item, "title", json_pack ("{s:s}", "zh-CN", copies[i].title));
    json_object_set_new (item, "pinyin", json_pack ("[s]", copies[i].pinyin));
    json_object_set_new (item, "keywords", json_array ());
    json_object_set_new (item, "audience", json_string (copies[i].enterprise ? "enterprise" : "individual"));
    json_object_del (item, "aliases");
    write_json (items, name, item);
  }
}

/* A catalogue of N_ITEMS items below @dir. */
static YjCatalogue *
make_catalogue (const char *dir)
{
  g_autofree char *items = g_build_filename (dir, "items", NULL), *regions = g_build_filename (dir, "regions", NULL);
  g_autoptr (json_t) catalogue = read_json ("catalog.json");
  g_autoptr (json_t) region = read_json ("regions/000000.json");
  g_autoptr (GError) error = NULL;
  json_t *list = json_array ();
  YjCatalogue *made;

  g_assert_cmpint (g_mkdir (items, 0700) + g_mkdir (regions, 0700), ==, 0);
  write_copies (items);
  for (guint i = 0; i < N_ITEMS; i++)
    json_array_append_new (list, json_string (copies[i].id));
  json_object_set_new (catalogue, "items", list);
  write_json (dir, "catalog.json", catalogue);
  write_json (regions, "000000.json", region);
  made = yj_catalogue_new_from_dir (dir, &error);
  g_assert_no_error (error);
  return made;
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *inside = g_build_filename (path, name, NULL);
    remove_all (inside);
  }
  g_remove (path);
}

static void
find_text (GtkWidget *widget, gpointer data)
{
  if (GTK_IS_TEXT (widget))
    *(GtkWidget **) data = widget;
}

static void
type (UiRig *rig, const char *words)
{
  GtkWidget *text = NULL;
  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), find_text, &text);
  g_assert_nonnull (text);
  gtk_editable_set_text (GTK_EDITABLE (text), words);
  ui_rig_settle (rig);
}

static void
test_search (void)
{
  g_autofree char *dir = g_dir_make_tmp ("choose-XXXXXX", NULL);
  UiRig *rig = ui_rig_new (&ui_look_portrait);

  g_object_unref (rig->context->catalogue);
  rig->context->catalogue = make_catalogue (dir);
  ui_rig_go (rig, "choose", NULL);
  ui_rig_open (rig);
  for (guint i = 0; i < N_ITEMS; i++)
    g_assert_nonnull (ui_rig_find (rig, copies[i].title));
  type (rig, "gqy");
  g_assert_nonnull (ui_rig_find (rig, "庚企业"));
  g_assert_null (ui_rig_find (rig, "甲事"));
  type (rig, "丙");
  g_assert_nonnull (ui_rig_find (rig, "丙事"));
  g_assert_null (ui_rig_find (rig, "庚企业"));
  type (rig, "癸癸癸癸");
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "choose.found-nothing")));
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "choose.not-found")));
  type (rig, "");
  ui_rig_touch (rig, "甲事");
  g_assert_cmpstr (yj_session_get_item (rig->context->session)->id, ==, "one");
  g_assert_cmpstr (ui_rig_place (rig), ==, "guide-question");
  g_test_message ("of %d items one is found by its first letters, one by a character, and none for nonsense", N_ITEMS);
  if (g_getenv ("YIJIAN_TEST_PICTURES") != NULL) {
    yj_flow_back (rig->context->flow);
    ui_rig_settle (rig);
    ui_rig_save (rig, g_getenv ("YIJIAN_TEST_PICTURES"));
  }
  ui_rig_free (rig);
  remove_all (dir);
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/choose/what-is-typed-finds-an-item", test_search);
  return g_test_run ();
}
