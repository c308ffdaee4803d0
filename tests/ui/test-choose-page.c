/* SPDX-License-Identifier: Apache-2.0 */
/* Choosing among what is shipped: by typing, by audience and stage of life, and by showing a code. */
#include "tests/ui/support/ui-rig.h"
#include "ui/keyboard/yj-keyboard.h"
#include "ui/yj-read-aloud.h"
#include <glib/gstdio.h>

static const char *
title (UiRig *rig, const char *id)
{
  return yj_context_pick (rig->context, yj_catalogue_get_item (rig->context->catalogue, id)->title);
}

static gboolean
shows (UiRig *rig, const char *id)
{
  return ui_rig_find (rig, title (rig, id)) != NULL;
}

/* What a part of the page is called: people and businesses with how many. */
static char *
name_audience (UiRig *rig, gboolean enterprise)
{
  GPtrArray *items = yj_catalogue_get_items (rig->context->catalogue);
  g_autofree char *n = NULL;
  guint count = 0;

  for (guint i = 0; i < items->len; i++)
    count += ((YjItem *) g_ptr_array_index (items, i))->enterprise == enterprise;
  n = g_strdup_printf ("%u", count);
  return yj_context_format (rig->context, enterprise ? "choose.enterprise" : "choose.individual", "n", n, NULL);
}

static UiRig *
open_page (const UiLook *look)
{
  UiRig *rig = ui_rig_new (look);
  ui_rig_go (rig, "choose", NULL);
  ui_rig_open (rig);
  return rig;
}

static void
take_picture (UiRig *rig, const char *name)
{
  g_autofree char *path = NULL;

  if (g_getenv ("YIJIAN_TEST_PICTURES") == NULL)
    return;
  path = g_strdup_printf ("%s-%s.png", g_getenv ("YIJIAN_TEST_PICTURES"), name);
  ui_rig_save (rig, path);
}

static void
type (UiRig *rig, const char *words)
{
  gtk_editable_set_text (GTK_EDITABLE (ui_rig_entry (rig, 0)), words);
  ui_rig_settle (rig);
}

static void
test_search (void)
{
  UiRig *rig = open_page (&ui_look_portrait);

  type (rig, "上户口");
  g_assert_true (shows (rig, "newborn"));
  g_assert_false (shows (rig, "retirement"));
  type (rig, "tuixu");
  g_assert_true (shows (rig, "retirement"));
  g_assert_false (shows (rig, "newborn"));
  type (rig, "开公司"); /* whoever types need not say that it is for a business */
  g_assert_true (shows (rig, "business-start"));
  g_assert_true (ui_rig_sees (rig, "找到 1 件"));
  ui_rig_touch (rig, title (rig, "business-start"));
  g_assert_cmpstr (yj_session_get_item (rig->context->session)->id, ==, "business-start");
  g_assert_cmpstr (ui_rig_place (rig), ==, "guide-question");
  yj_flow_back (rig->context->flow); /* and comes back to where businesses are */
  ui_rig_settle (rig);
  g_assert_true (shows (rig, "hiring"));
  ui_rig_free (rig);
}

static void
test_nothing_found (void)
{
  UiRig *rig = open_page (&ui_look_portrait);
  g_autofree char *n = g_strdup_printf ("%u", yj_catalogue_get_items (rig->context->catalogue)->len);
  g_autofree char *all = yj_context_format (rig->context, "choose.show-all", "n", n, NULL);

  type (rig, "钓鱼证");
  take_picture (rig, "nothing");
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "choose.found-nothing")));
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "choose.other-words")));
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "choose.not-found")));
  g_assert_nonnull (ui_rig_find (rig, ui_rig_text (rig, "choose.ask-staff")));
  ui_rig_touch (rig, all);
  ui_rig_settle (rig);
  g_assert_true (shows (rig, "newborn"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_rig_entry (rig, 0))), ==, "");
  type (rig, "钓鱼证");
  ui_rig_touch (rig, ui_rig_text (rig, "choose.ask-staff"));
  g_assert_cmpstr (ui_rig_place (rig), ==, "help");
  ui_rig_free (rig);
}

static void
find_pager (GtkWidget *widget, gpointer data)
{
  if (YJ_IS_PAGER (widget))
    *(GtkWidget **) data = widget;
}

static void
check_inside (GtkWidget *widget, gpointer data)
{
  UiRig *rig = data;
  graphene_rect_t bounds;

  if (GTK_IS_BUTTON (widget) && gtk_widget_compute_bounds (widget, GTK_WIDGET (rig->window), &bounds) &&
      bounds.origin.x + bounds.size.width > (float) rig->look.width_px)
    g_test_fail_printf ("a button reaches to %.0f px", (double) (bounds.origin.x + bounds.size.width));
}

/* In large words too there is room for it. */
static void
test_nothing_found_large (void)
{
  static const UiLook looks[] = { { "zh-CN", 1080, 1920, YJ_TEXT_LARGE, YJ_THEME_PAPER }, { "en", 1280, 800, YJ_TEXT_LARGE, YJ_THEME_PAPER } };

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++) {
    UiRig *rig = open_page (&looks[i]);
    g_autofree char *name = g_strdup_printf ("nothing-large-%u", i);
    GtkWidget *pager = NULL;
    type (rig, "zzzzzz");
    take_picture (rig, name);
    ui_rig_foreach_mapped (GTK_WIDGET (rig->window), find_pager, &pager);
    while (ui_rig_find (rig, ui_rig_text (rig, "choose.ask-staff")) == NULL) {
      g_assert_cmpuint (yj_pager_get_page (YJ_PAGER (pager)) + 1, <, yj_pager_get_n_pages (YJ_PAGER (pager)));
      yj_pager_turn (YJ_PAGER (pager), 1);
      ui_rig_settle (rig);
    }
    ui_rig_foreach_mapped (GTK_WIDGET (rig->window), check_inside, rig);
    ui_rig_free (rig);
  }
}

static void
find_keyboard (GtkWidget *widget, gpointer data)
{
  if (YJ_IS_KEYBOARD (widget))
    *(GtkWidget **) data = widget;
}

static void
press_keys (UiRig *rig, const char *letters)
{
  GtkWidget *keyboard = NULL;

  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), find_keyboard, &keyboard);
  g_assert_nonnull (keyboard);
  for (const char *p = letters; *p != '\0'; p++) {
    char key[] = { *p, '\0' };
    ui_rig_press (yj_keyboard_get_key (YJ_KEYBOARD (keyboard), YJ_KEY_TEXT, key));
    ui_rig_settle (rig);
  }
}

/* Letters bring what they stand for before a character is chosen for them. */
static void
test_as_typed (void)
{
  UiRig *rig = open_page (&ui_look_portrait);

  gtk_widget_grab_focus (GTK_WIDGET (ui_rig_entry (rig, 0)));
  ui_rig_settle (rig);
  press_keys (rig, "xs");
  g_assert_true (shows (rig, "newborn"));
  press_keys (rig, "e");
  take_picture (rig, "typed");
  g_assert_true (shows (rig, "newborn"));
  g_assert_false (shows (rig, "retirement"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_rig_entry (rig, 0))), ==, "");
  ui_rig_touch (rig, title (rig, "newborn"));
  g_assert_cmpstr (yj_session_get_item (rig->context->session)->id, ==, "newborn");
  ui_rig_free (rig);
}

/* One of several, to whoever does not see it too. */
static void
check_chosen (UiRig *rig, const char *label)
{
  GtkWidget *button = ui_rig_find (rig, label);

  g_assert_nonnull (button);
  g_assert_cmpint (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (button)), ==, GTK_ACCESSIBLE_ROLE_RADIO);
  g_assert_true (gtk_test_accessible_has_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_CHECKED));
  g_assert_null (gtk_test_accessible_check_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_CHECKED, GTK_ACCESSIBLE_TRISTATE_TRUE));
}

/* Whose, then which stage; the other audience has stages of its own, and begins with all. */
static void
test_browse (void)
{
  UiRig *rig = open_page (&ui_look_portrait);
  g_autofree char *people = name_audience (rig, FALSE), *enterprises = name_audience (rig, TRUE);

  g_assert_true (shows (rig, "newborn") && shows (rig, "after-death"));
  g_assert_false (shows (rig, "business-start"));
  ui_rig_touch (rig, "就业");
  ui_rig_settle (rig);
  take_picture (rig, "stage");
  check_chosen (rig, people);
  check_chosen (rig, "就业");
  g_assert_true (shows (rig, "flexible-work") && shows (rig, "veteran"));
  g_assert_false (shows (rig, "newborn"));
  ui_rig_touch (rig, enterprises);
  ui_rig_settle (rig);
  take_picture (rig, "enterprises");
  check_chosen (rig, enterprises);
  g_assert_true (shows (rig, "business-start") && shows (rig, "business-closure"));
  g_assert_false (shows (rig, "flexible-work"));
  ui_rig_touch (rig, people);
  ui_rig_settle (rig);
  take_picture (rig, "people");
  g_assert_true (shows (rig, "newborn") && shows (rig, "flexible-work"));
  ui_rig_free (rig);
}

/* In another size and language the page is made anew, and stays where it was. */
static void
test_kept (void)
{
  UiRig *rig = open_page (&ui_look_portrait);

  ui_rig_touch (rig, "就业");
  ui_rig_settle (rig);
  yj_style_set_text_size (rig->context->style, YJ_TEXT_LARGE);
  ui_rig_settle (rig);
  take_picture (rig, "kept");
  g_assert_true (shows (rig, "flexible-work"));
  g_assert_false (shows (rig, "newborn"));
  type (rig, "退休");
  yj_style_set_text_size (rig->context->style, YJ_TEXT_STANDARD);
  ui_rig_settle (rig);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_rig_entry (rig, 0))), ==, "退休");
  g_assert_true (shows (rig, "retirement"));
  g_assert_false (shows (rig, "flexible-work"));
  type (rig, "");
  g_assert_true (shows (rig, "flexible-work"));
  g_assert_false (shows (rig, "retirement"));
  ui_rig_free (rig);
}

static void
show_code (UiRig *rig, const char *text)
{
  g_autoptr (YjCode) code = yj_code_new ("qr-code", text, strlen (text));
  yj_code_scanner_emit_read (YJ_CODE_SCANNER (rig->scanner), code);
  ui_rig_settle (rig);
}

/* Of an item or of what it was called before; any other is answered with what to do. Nothing is looked for unasked. */
static void
test_scan (void)
{
  UiRig *rig = open_page (&ui_look_portrait);

  g_assert_false (rig->scanner->started);
  show_code (rig, "newborn");
  g_assert_cmpstr (ui_rig_place (rig), ==, "choose");
  ui_rig_touch (rig, ui_rig_text (rig, "choose.scan"));
  ui_rig_settle (rig);
  take_picture (rig, "scan");
  g_assert_true (rig->scanner->started);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "choose.show-code")));
  show_code (rig, "https://example.org/newborn");
  g_assert_cmpstr (ui_rig_place (rig), ==, "choose");
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "choose.other-code")));
  show_code (rig, " birth\n");
  g_assert_cmpstr (ui_rig_place (rig), ==, "guide-question");
  g_assert_cmpstr (yj_session_get_item (rig->context->session)->id, ==, "newborn");
  g_assert_false (rig->scanner->started);
  ui_rig_free (rig);
}

static void
find_page (GtkWidget *widget, gpointer data)
{
  if (YJ_IS_PAGE (widget))
    *(GtkWidget **) data = widget;
}

/* All ways to find are said, wherever they stand. */
static void
test_read_aloud (void)
{
  static const UiLook landscape = { "zh-CN", 1280, 800, YJ_TEXT_STANDARD, YJ_THEME_PAPER };
  const UiLook *const looks[] = { &ui_look_portrait, &landscape };

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++) {
    UiRig *rig = open_page (looks[i]);
    g_autofree char *people = name_audience (rig, FALSE), *enterprises = name_audience (rig, TRUE), *text = NULL;
    GtkWidget *page = NULL;
    const char *const said[] = { ui_rig_text (rig, "choose.heading"), ui_rig_text (rig, "choose.search.example"), people, enterprises, "就业",
                                 title (rig, "newborn") };
    ui_rig_foreach_mapped (GTK_WIDGET (rig->window), find_page, &page);
    text = yj_read_aloud_text (YJ_PAGE (page));
    for (guint s = 0; s < G_N_ELEMENTS (said); s++)
      if (strstr (text, said[s]) == NULL)
        g_test_fail_printf ("\"%s\" is not said: %s", said[s], text);
    ui_rig_free (rig);
  }
}

/* ---- in every look ---- */

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
  GtkWidget *pager = NULL;
  guint pages;

  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), find_pager, &pager);
  pages = yj_pager_get_n_pages (YJ_PAGER (pager));
  for (guint i = 0; i < pages && !shows (rig, id); i++) {
    ui_rig_foreach_mapped (GTK_WIDGET (rig->window), check_whole, NULL);
    yj_pager_turn (YJ_PAGER (pager), 1);
    ui_rig_settle (rig);
  }
  return pages;
}

static void
check_look (const UiLook *look, guint at_most)
{
  UiRig *rig = open_page (look);
  GPtrArray *items = yj_catalogue_get_items (rig->context->catalogue);
  gboolean enterprise = FALSE;
  guint pages = 0;

  for (guint i = 0; i < items->len; i++) {
    const YjItem *item = g_ptr_array_index (items, i);
    if (item->enterprise != enterprise) {
      g_autofree char *name = name_audience (rig, item->enterprise);
      GtkWidget *pager = NULL;
      ui_rig_foreach_mapped (GTK_WIDGET (rig->window), find_pager, &pager);
      yj_pager_show_first (YJ_PAGER (pager));
      ui_rig_settle (rig);
      ui_rig_touch (rig, name);
      ui_rig_settle (rig);
      enterprise = item->enterprise;
    }
    pages = MAX (pages, find_by_turning (rig, item->id));
    if (!shows (rig, item->id))
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

/* ---- grown ---- */

#define COPIES 4

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
  GtkWidget *pager = NULL;
  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), find_pager, &pager);
  return yj_pager_get_n_pages (YJ_PAGER (pager));
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
  take_picture (rig, "grown");
  all = count_pages (rig);
  g_assert_cmpuint (all, <=, 5);
  ui_rig_touch (rig, "婚育");
  ui_rig_settle (rig);
  take_picture (rig, "grown-stage");
  g_assert_cmpuint (count_pages (rig), ==, 1);
  g_assert_true (shows (rig, "marriage-4"));
  type (rig, "退休 3");
  g_assert_true (shows (rig, "retirement-3"));
  g_test_message ("%u items: %u pages for people, one for a stage", yj_catalogue_get_items (grown)->len, all);
  ui_rig_free (rig);
  remove_all (dir);
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/choose/what-is-typed-finds-an-item", test_search);
  g_test_add_func ("/ui/choose/letters-find-before-they-are-characters", test_as_typed);
  g_test_add_func ("/ui/choose/nothing-found-says-what-to-do", test_nothing_found);
  g_test_add_func ("/ui/choose/nothing-found-has-room-in-large-words", test_nothing_found_large);
  g_test_add_func ("/ui/choose/audience-and-stage-of-life-narrow-it-down", test_browse);
  g_test_add_func ("/ui/choose/what-was-chosen-stays-when-the-page-is-made-anew", test_kept);
  g_test_add_func ("/ui/choose/a-guide's-code-opens-its-item", test_scan);
  g_test_add_func ("/ui/choose/every-way-to-find-is-read-aloud", test_read_aloud);
  g_test_add_func ("/ui/choose/every-item-is-reached-in-every-look", test_looks);
  g_test_add_func ("/ui/choose/fifty-items-are-as-calm-as-ten", test_grown);
  return g_test_run ();
}
