/* SPDX-License-Identifier: Apache-2.0 */
/* The page of choosing in every look, and with as many items as a province has. */
#include "tests/ui/support/choose-rig.h"
#include <glib/gstdio.h>

#define COPIES 4

static void
check_whole (GtkWidget *widget, gpointer data)
{
  if (GTK_IS_LABEL (widget) && pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget))))
    g_test_fail_printf ("\"%s\" is cut", gtk_label_get_text (GTK_LABEL (widget)));
}

/* Turns pages until @id is seen; how many pages there are. */
static guint
find_by_turning (UiRig *rig, const char *id)
{
  YjPager *pager = choose_rig_get_pager (rig);
  guint pages = yj_pager_get_n_pages (pager);

  for (guint i = 0; i < pages && !choose_rig_shows (rig, id); i++) {
    ui_rig_foreach_mapped (GTK_WIDGET (rig->window), check_whole, NULL);
    yj_pager_turn (pager, 1);
    ui_rig_settle (rig);
  }
  return pages;
}

static void
check_look (const UiLook *look, guint at_most)
{
  UiRig *rig = choose_rig_open (look);
  GPtrArray *items = yj_catalogue_get_items (rig->context->catalogue);
  gboolean enterprise = FALSE;
  guint pages = 0;

  for (guint i = 0; i < items->len; i++) {
    const YjItem *item = g_ptr_array_index (items, i);
    if (item->enterprise != enterprise) {
      g_autofree char *name = choose_rig_name_audience (rig, item->enterprise);
      yj_pager_show_first (choose_rig_get_pager (rig));
      ui_rig_settle (rig);
      ui_rig_touch (rig, name);
      ui_rig_settle (rig);
      enterprise = item->enterprise;
    }
    pages = MAX (pages, find_by_turning (rig, item->id));
    if (!choose_rig_shows (rig, item->id))
      g_test_fail_printf ("%s is not reached", item->id);
  }
  g_test_message ("%s, %d × %d, text %d: %u pages", look->language, look->width_px, look->height_px, look->text_size, pages);
  g_assert_cmpuint (pages, <=, at_most);
  ui_rig_free (rig);
}

/* Every item is reached by touch, no word is cut, and few pages are turned. */
static void
test_looks (void)
{
  static const struct {
    UiLook look;
    guint pages;
  } cases[] = {
    { { "zh-CN", 1080, 1920, YJ_TEXT_STANDARD, YJ_THEME_PAPER }, 1 }, { { "en", 1080, 1920, YJ_TEXT_STANDARD, YJ_THEME_PAPER }, 2 },
    { { "zh-CN", 1080, 1920, YJ_TEXT_LARGE, YJ_THEME_PAPER }, 3 },    { { "en", 1080, 1920, YJ_TEXT_LARGE, YJ_THEME_PAPER }, 4 },
    { { "zh-CN", 1280, 800, YJ_TEXT_STANDARD, YJ_THEME_PAPER }, 2 },  { { "en", 1280, 800, YJ_TEXT_STANDARD, YJ_THEME_PAPER }, 2 },
    { { "zh-CN", 1280, 800, YJ_TEXT_LARGE, YJ_THEME_PAPER }, 2 },     { { "en", 1280, 800, YJ_TEXT_LARGE, YJ_THEME_PAPER }, 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_look (&cases[i].look, cases[i].pages);
}

static void
write_json (const char *dir, const char *name, const json_t *value)
{
  g_autofree char *path = g_build_filename (dir, name, NULL), *text = yj_json_to_text (value);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
write_copy (const char *dir, const YjItem *item, guint copy)
{
  g_autoptr (json_t) file = json_deep_copy (item->file);
  g_autofree char *id = g_strdup_printf ("%s-%u", item->id, copy), *name = g_strdup_printf ("items/%s.json", id);
  g_autofree char *words = g_strdup_printf ("%s %u", yj_text_get (item->title, "zh-CN"), copy);

  json_object_set_new (file, "id", json_string (id));
  json_object_set_new (json_object_get (file, "title"), "zh-CN", json_string (words));
  json_object_del (file, "aliases");
  write_json (dir, name, file);
}

/* Four of everything that is shipped, as many as a province has, in @dir. */
static YjCatalogue *
grow (YjCatalogue *shipped, const char *dir)
{
  g_autofree char *frame = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "catalog", "catalog.json", NULL);
  g_autofree char *items = g_build_filename (dir, "items", NULL), *regions = g_build_filename (dir, "regions", NULL);
  g_autoptr (json_t) root = yj_json_parse_file (frame, 0, 0, NULL);
  g_autoptr (GError) error = NULL;
  GPtrArray *all = yj_catalogue_get_items (shipped);
  YjCatalogue *grown;

  g_assert_cmpint (g_mkdir (items, 0700) + g_mkdir (regions, 0700), ==, 0);
  json_object_set_new (root, "items", json_array ());
  for (guint copy = 1; copy <= COPIES; copy++)
    for (guint i = 0; i < all->len; i++) {
      const YjItem *item = g_ptr_array_index (all, i);
      write_copy (dir, item, copy);
      json_array_append_new (json_object_get (root, "items"), json_sprintf ("%s-%u", item->id, copy));
    }
  write_json (dir, "catalog.json", root);
  grown = yj_catalogue_new_from_dir (dir, &error);
  g_assert_no_error (error);
  return grown;
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

static guint
count_pages (UiRig *rig)
{
  return yj_pager_get_n_pages (choose_rig_get_pager (rig));
}

/* With fifty items a stage of life is still one page, and a word finds one. */
static void
test_grown (void)
{
  g_autofree char *dir = g_dir_make_tmp ("choose-XXXXXX", NULL);
  UiRig *rig = ui_rig_new (&ui_look_portrait);
  YjCatalogue *grown = grow (rig->context->catalogue, dir);
  guint all;

  g_object_unref (rig->context->catalogue);
  rig->context->catalogue = grown;
  ui_rig_go (rig, "choose", NULL);
  ui_rig_open (rig);
  choose_rig_take_picture (rig, "grown");
  all = count_pages (rig);
  g_assert_cmpuint (all, <=, 5);
  ui_rig_touch (rig, "婚育");
  ui_rig_settle (rig);
  choose_rig_take_picture (rig, "grown-stage");
  g_assert_cmpuint (count_pages (rig), ==, 1);
  g_assert_true (choose_rig_shows (rig, "marriage-4"));
  choose_rig_type (rig, "退休 3");
  g_assert_true (choose_rig_shows (rig, "retirement-3"));
  g_test_message ("%u items: %u pages for people, one for a stage", yj_catalogue_get_items (grown)->len, all);
  ui_rig_free (rig);
  remove_all (dir);
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/choose/every-item-is-reached-in-every-look", test_looks);
  g_test_add_func ("/ui/choose/fifty-items-are-as-calm-as-ten", test_grown);
  return g_test_run ();
}
