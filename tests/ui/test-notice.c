/* SPDX-License-Identifier: Apache-2.0 */
/* What the notice says of papers, figures and the law, in every look. */
#include "tests/ui/support/ui-rig.h"

static YjPager *
get_pager (UiRig *rig)
{
  return yj_page_get_pager (yj_window_get_page (rig->window));
}

static void
turn_to_end (UiRig *rig)
{
  yj_pager_turn (get_pager (rig), (int) yj_pager_get_n_pages (get_pager (rig)));
  ui_rig_settle (rig);
}

static gboolean
is_on_some_page (UiRig *rig, const char *text)
{
  gboolean seen = FALSE;

  yj_pager_turn (get_pager (rig), -(int) yj_pager_get_n_pages (get_pager (rig)));
  for (guint page = 0; page < yj_pager_get_n_pages (get_pager (rig)); page++) {
    ui_rig_settle (rig);
    seen = seen || ui_rig_sees (rig, text);
    yj_pager_turn (get_pager (rig), 1);
  }
  return seen;
}

static YjMaterial *
get_material (UiRig *rig, const char *id)
{
  return (YjMaterial *) yj_item_get_material (yj_session_get_item (rig->context->session), id);
}

/* Two of one paper are said, one is not, and neither is what the person need not give. */
static void
copies_are_said_where_there_are_more_than_one (void)
{
  static const struct {
    const char *language, *two, *one, *three;
  } says[] = { { "zh-CN", "共 2 份 · ", "共 1 份", "共 3 份" }, { "en", "2 copies · ", "1 copies", "3 copies" } };

  for (gsize i = 0; i < G_N_ELEMENTS (says); i++) {
    UiLook look = ui_look_portrait;
    UiRig *rig;
    YjReceipt *list;
    guint n = 0;

    look.language = says[i].language;
    rig = ui_rig_new (&look);
    ui_rig_fill (rig);
    get_material (rig, "household-booklet")->copies = 2;
    get_material (rig, "application-form")->copies = 3;
    ui_rig_go (rig, "notice", NULL);
    ui_rig_open (rig);
    g_assert_true (is_on_some_page (rig, says[i].two));
    g_assert_false (is_on_some_page (rig, says[i].one));
    g_assert_false (is_on_some_page (rig, says[i].three));
    yj_pager_turn (get_pager (rig), -(int) yj_pager_get_n_pages (get_pager (rig)));
    ui_rig_settle (rig);
    for (guint page = 0; ui_rig_find (rig, ui_rig_text (rig, "notice.print")) == NULL; page++) {
      g_assert_cmpuint (page, <, yj_pager_get_n_pages (get_pager (rig)));
      yj_pager_turn (get_pager (rig), 1);
      ui_rig_settle (rig);
    }
    ui_rig_touch (rig, ui_rig_text (rig, "notice.print"));
    list = g_ptr_array_index (rig->printer->printed, 0);
    for (guint m = 0; m < list->materials->len; m++) {
      const char *how = ((YjReceiptMaterial *) g_ptr_array_index (list->materials, m))->how;
      n += how != NULL && g_str_has_prefix (how, says[i].two);
    }
    g_assert_cmpuint (n, ==, 1);
    ui_rig_free (rig);
  }
}

static void
find_panel_row (GtkWidget *widget, gpointer data)
{
  if (gtk_widget_has_css_class (widget, "attached"))
    *(gboolean *) data = TRUE;
}

static void
check_number (GtkWidget *widget, gpointer data)
{
  if ((gtk_widget_has_css_class (widget, "figure") || gtk_widget_has_css_class (widget, "figure-before")) &&
      pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (widget))) > 1)
    g_test_fail_printf ("%s: the number %s is broken", (const char *) data, gtk_label_get_text (GTK_LABEL (widget)));
}

/* It is the last thing that is said, and with standard words nobody turns a page for it alone. */
static guint
check_items (const UiLook *look)
{
  UiRig *rig = ui_rig_new (look);
  YjContext *context = rig->context;
  GPtrArray *items = yj_catalogue_get_items (context->catalogue);
  guint n = items->len;

  for (guint i = 0; i < n; i++) {
    YjItem *item = g_ptr_array_index (items, i);
    gboolean row = FALSE;
    g_autoptr (GError) error = NULL;
    g_autofree char *basis = yj_context_format (context, "notice.basis", "basis", yj_context_pick (context, item->legal_basis), NULL);

    yj_flow_reset (context->flow);
    yj_session_set_language (context->session, look->language);
    g_assert_true (yj_session_begin (context->session, context->catalogue, item->id, &error));
    ui_rig_go (rig, "notice", NULL);
    if (rig->window == NULL)
      ui_rig_open (rig);
    ui_rig_settle (rig);
    ui_rig_foreach_mapped (GTK_WIDGET (rig->window), check_number, (gpointer) item->id);
    turn_to_end (rig);
    ui_rig_foreach_mapped (GTK_WIDGET (get_pager (rig)), find_panel_row, &row);
    if (!ui_rig_sees (rig, basis))
      g_test_fail_printf ("%s, %s, %d px, text %d: the last page does not name the legal basis", item->id, look->language, look->width_px,
                          look->text_size);
    if (!row && look->text_size == YJ_TEXT_STANDARD) /* a page of large words may have room for a single row */
      g_test_fail_printf ("%s, %s, %d px: the last page says nothing else", item->id, look->language, look->width_px);
  }
  ui_rig_free (rig);
  return n;
}

static void
numbers_are_whole_and_the_legal_basis_comes_last (void)
{
  static const char *const languages[] = { "zh-CN", "en" };
  guint n = 0;

  for (gsize l = 0; l < G_N_ELEMENTS (languages); l++)
    for (int size = YJ_TEXT_STANDARD; size <= YJ_TEXT_LARGEST; size++) {
      const UiLook upright = { languages[l], 1080, 1920, (YjTextSize) size, YJ_THEME_PAPER };
      const UiLook lying = { languages[l], 1280, 800, (YjTextSize) size, YJ_THEME_PAPER };
      n += check_items (&upright) + check_items (&lying);
    }
  g_test_message ("the last page of %u notices was looked at", n);
  g_assert_cmpuint (n, >=, 12 * 13);
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/notice/copies-are-said-where-there-are-more-than-one", copies_are_said_where_there_are_more_than_one);
  g_test_add_func ("/ui/notice/numbers-are-whole-and-the-legal-basis-comes-last", numbers_are_whole_and_the_legal_basis_comes_last);
  return g_test_run ();
}
