/* SPDX-License-Identifier: Apache-2.0 */
/* Choosing among what is shipped: by typing, by audience and stage of life, and by showing a code. */
#include "tests/ui/support/choose-rig.h"
#include "ui/keyboard/yj-keyboard.h"
#include "ui/yj-read-aloud.h"

static void
test_search (void)
{
  UiRig *rig = choose_rig_open (&ui_look_portrait);

  choose_rig_type (rig, "上户口");
  g_assert_true (choose_rig_shows (rig, "newborn"));
  g_assert_false (choose_rig_shows (rig, "retirement"));
  choose_rig_type (rig, "tuixu");
  g_assert_true (choose_rig_shows (rig, "retirement"));
  g_assert_false (choose_rig_shows (rig, "newborn"));
  choose_rig_type (rig, "开公司"); /* whoever types need not say that it is for a business */
  g_assert_true (choose_rig_shows (rig, "business-start"));
  g_assert_true (ui_rig_sees (rig, "找到 1 件"));
  ui_rig_touch (rig, choose_rig_title (rig, "business-start"));
  g_assert_cmpstr (yj_session_get_item (rig->context->session)->id, ==, "business-start");
  g_assert_cmpstr (ui_rig_place (rig), ==, "guide-question");
  yj_flow_back (rig->context->flow); /* and comes back to where businesses are */
  ui_rig_settle (rig);
  g_assert_true (choose_rig_shows (rig, "hiring"));
  ui_rig_free (rig);
}

static void
test_nothing_found (void)
{
  UiRig *rig = choose_rig_open (&ui_look_portrait);
  g_autofree char *n = g_strdup_printf ("%u", yj_catalogue_get_items (rig->context->catalogue)->len);
  g_autofree char *all = yj_context_format (rig->context, "choose.show-all", "n", n, NULL);

  choose_rig_type (rig, "钓鱼证");
  choose_rig_take_picture (rig, "nothing");
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "choose.found-nothing")));
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "choose.other-words")));
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "choose.not-found")));
  g_assert_nonnull (ui_rig_find (rig, ui_rig_text (rig, "choose.ask-staff")));
  ui_rig_touch (rig, all);
  ui_rig_settle (rig);
  g_assert_true (choose_rig_shows (rig, "newborn"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_rig_entry (rig, 0))), ==, "");
  choose_rig_type (rig, "钓鱼证");
  ui_rig_touch (rig, ui_rig_text (rig, "choose.ask-staff"));
  g_assert_cmpstr (ui_rig_place (rig), ==, "help");
  ui_rig_free (rig);
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
  static const UiLook looks[] = { { "zh-CN", 1080, 1920, YJ_TEXT_LARGE, YJ_THEME_PAPER },
                                  { "en", 1280, 800, YJ_TEXT_LARGE, YJ_THEME_PAPER } };

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++) {
    UiRig *rig = choose_rig_open (&looks[i]);
    g_autofree char *name = g_strdup_printf ("nothing-large-%u", i);
    YjPager *pager;

    choose_rig_type (rig, "zzzzzz");
    choose_rig_take_picture (rig, name);
    pager = choose_rig_get_pager (rig);
    while (ui_rig_find (rig, ui_rig_text (rig, "choose.ask-staff")) == NULL) {
      g_assert_cmpuint (yj_pager_get_page (pager) + 1, <, yj_pager_get_n_pages (pager));
      yj_pager_turn (pager, 1);
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
  UiRig *rig = choose_rig_open (&ui_look_portrait);

  gtk_widget_grab_focus (GTK_WIDGET (ui_rig_entry (rig, 0)));
  ui_rig_settle (rig);
  press_keys (rig, "xs");
  g_assert_true (choose_rig_shows (rig, "newborn"));
  press_keys (rig, "e");
  choose_rig_take_picture (rig, "typed");
  g_assert_true (choose_rig_shows (rig, "newborn"));
  g_assert_false (choose_rig_shows (rig, "retirement"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_rig_entry (rig, 0))), ==, "");
  ui_rig_touch (rig, choose_rig_title (rig, "newborn"));
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
  UiRig *rig = choose_rig_open (&ui_look_portrait);
  g_autofree char *people = choose_rig_name_audience (rig, FALSE), *enterprises = choose_rig_name_audience (rig, TRUE);

  g_assert_true (choose_rig_shows (rig, "newborn") && choose_rig_shows (rig, "after-death"));
  g_assert_false (choose_rig_shows (rig, "business-start"));
  ui_rig_touch (rig, "就业");
  ui_rig_settle (rig);
  choose_rig_take_picture (rig, "stage");
  check_chosen (rig, people);
  check_chosen (rig, "就业");
  g_assert_true (choose_rig_shows (rig, "flexible-work") && choose_rig_shows (rig, "veteran"));
  g_assert_false (choose_rig_shows (rig, "newborn"));
  ui_rig_touch (rig, enterprises);
  ui_rig_settle (rig);
  choose_rig_take_picture (rig, "enterprises");
  check_chosen (rig, enterprises);
  g_assert_true (choose_rig_shows (rig, "business-start") && choose_rig_shows (rig, "business-closure"));
  g_assert_false (choose_rig_shows (rig, "flexible-work"));
  ui_rig_touch (rig, people);
  ui_rig_settle (rig);
  choose_rig_take_picture (rig, "people");
  g_assert_true (choose_rig_shows (rig, "newborn") && choose_rig_shows (rig, "flexible-work"));
  ui_rig_free (rig);
}

/* In another size and language the page is made anew, and stays where it was. */
static void
test_kept (void)
{
  UiRig *rig = choose_rig_open (&ui_look_portrait);

  ui_rig_touch (rig, "就业");
  ui_rig_settle (rig);
  yj_style_set_text_size (rig->context->style, YJ_TEXT_LARGE);
  ui_rig_settle (rig);
  choose_rig_take_picture (rig, "kept");
  g_assert_true (choose_rig_shows (rig, "flexible-work"));
  g_assert_false (choose_rig_shows (rig, "newborn"));
  choose_rig_type (rig, "退休");
  yj_style_set_text_size (rig->context->style, YJ_TEXT_STANDARD);
  ui_rig_settle (rig);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_rig_entry (rig, 0))), ==, "退休");
  g_assert_true (choose_rig_shows (rig, "retirement"));
  g_assert_false (choose_rig_shows (rig, "flexible-work"));
  choose_rig_type (rig, "");
  g_assert_true (choose_rig_shows (rig, "flexible-work"));
  g_assert_false (choose_rig_shows (rig, "retirement"));
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
  UiRig *rig = choose_rig_open (&ui_look_portrait);

  g_assert_false (rig->scanner->started);
  show_code (rig, "newborn");
  g_assert_cmpstr (ui_rig_place (rig), ==, "choose");
  ui_rig_touch (rig, ui_rig_text (rig, "choose.scan"));
  ui_rig_settle (rig);
  choose_rig_take_picture (rig, "scan");
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
    UiRig *rig = choose_rig_open (looks[i]);
    g_autofree char *people = choose_rig_name_audience (rig, FALSE), *enterprises = choose_rig_name_audience (rig, TRUE), *text = NULL;
    GtkWidget *page = NULL;
    const char *const said[] = {
      ui_rig_text (rig, "choose.heading"), ui_rig_text (rig, "choose.search.example"), people, enterprises, "就业",
      choose_rig_title (rig, "newborn")
    };
    ui_rig_foreach_mapped (GTK_WIDGET (rig->window), find_page, &page);
    text = yj_read_aloud_text (YJ_PAGE (page));
    for (guint s = 0; s < G_N_ELEMENTS (said); s++)
      if (strstr (text, said[s]) == NULL)
        g_test_fail_printf ("\"%s\" is not said: %s", said[s], text);
    ui_rig_free (rig);
  }
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
  return g_test_run ();
}
