/* SPDX-License-Identifier: Apache-2.0 */
/* Checking and signing: everything is seen before it is signed, every row leads to its place and back, and a signature is one
 * and does not stay. */
#include "tests/ui/support/ui-rig.h"
#include "ui/drawings/yj-signature-pad.h"
#include <string.h>

static UiRig *rig;

static YjPager *
pager (void)
{
  return yj_page_get_pager (yj_window_get_page (rig->window));
}

/* ---- check ---- */

static void
everything_is_seen_before_it_is_signed (void)
{
  guint pages;

  rig = ui_rig_new_at ("check", NULL);
  pages = yj_pager_get_n_pages (pager ());
  g_assert_cmpuint (pages, >, 1);
  for (guint i = 1; i < pages; i++) {
    g_assert_null (ui_rig_find (rig, ui_rig_text (rig, "check.primary")));
    ui_rig_touch (rig, ui_rig_text (rig, "check.more"));
    g_assert_cmpstr (ui_rig_place (rig), ==, "check");
    g_assert_cmpuint (yj_pager_get_page (pager ()), ==, i);
  }
  ui_rig_touch (rig, ui_rig_text (rig, "check.primary"));
  g_assert_cmpstr (ui_rig_place (rig), ==, "sign");
  g_test_message ("%u pages of answers were seen", pages);
  g_clear_pointer (&rig, ui_rig_free);
}

static void
add_row (GtkWidget *widget, gpointer data)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_has_css_class (widget, "row"))
    g_ptr_array_add (data, widget);
}

static GPtrArray *
list_rows (void)
{
  GPtrArray *rows = g_ptr_array_new ();
  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), add_row, rows);
  return rows;
}

/* What the row is about. */
static char *
row_label (GtkWidget *row)
{
  GtkWidget *words = gtk_button_get_child (GTK_BUTTON (row));
  return g_strdup (gtk_label_get_text (GTK_LABEL (gtk_widget_get_first_child (words))));
}

static gboolean
asks_field (GPtrArray *fields, const char *label)
{
  for (guint i = 0; i < fields->len; i++)
    if (g_str_equal (yj_context_pick (rig->context, ((YjField *) g_ptr_array_index (fields, i))->label), label))
      return TRUE;
  return FALSE;
}

/* The place asks for what the row says. */
static gboolean
is_about (const YjPlace *place, const char *label)
{
  YjSession *session = rig->context->session;
  YjItem *item = yj_session_get_item (session);
  g_autoptr (GPtrArray) delivery = yj_session_list_delivery_fields (session), materials = yj_session_list_materials (session);
  gboolean named = FALSE;

  if (g_str_equal (place->page, "identify"))
    return g_str_equal (label, ui_rig_text (rig, "check.name"));
  if (g_str_equal (place->page, "form")) {
    g_autoptr (GPtrArray) fields = yj_session_list_fields (session, yj_item_get_page (item, place->subject));
    return asks_field (fields, label);
  }
  if (g_str_equal (place->page, "guide-question"))
    return g_str_equal (yj_context_pick (rig->context, yj_item_get_question (item, place->subject)->prompt), label);
  if (g_str_equal (place->page, "delivery"))
    return g_str_equal (label, ui_rig_text (rig, "check.delivery")) || asks_field (delivery, label);
  for (guint i = 0; i < materials->len; i++)
    named = named || g_str_equal (yj_context_pick (rig->context, ((YjMaterial *) g_ptr_array_index (materials, i))->name), label);
  return g_str_equal (place->page, "materials") && named;
}

static void
follow (guint page, guint index, guint *followed)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *label = NULL;
  guint moves = 0;

  while (yj_pager_get_page (pager ()) < page)
    ui_rig_touch (rig, ui_rig_text (rig, "action.next-page"));
  rows = list_rows ();
  label = row_label (g_ptr_array_index (rows, index));
  ui_rig_press (g_ptr_array_index (rows, index));
  ui_rig_settle (rig);
  g_test_message ("\"%s\" leads to %s", label, ui_rig_place (rig));
  g_assert_cmpstr (ui_rig_place (rig), !=, "check");
  if (!is_about (yj_flow_get_place (rig->context->flow), label))
    g_test_fail_printf ("\"%s\" leads to %s", label, ui_rig_place (rig));
  while (!g_str_equal (ui_rig_place (rig), "check") && moves++ < 3)
    yj_flow_next (rig->context->flow);
  ui_rig_settle (rig);
  g_assert_cmpstr (ui_rig_place (rig), ==, "check");
  (*followed)++;
}

static void
every_row_leads_to_its_place_and_back (void)
{
  guint pages, followed = 0;

  rig = ui_rig_new_at ("check", NULL);
  pages = yj_pager_get_n_pages (pager ());
  for (guint page = 0; page < pages; page++) {
    guint n;
    g_autoptr (GPtrArray) rows = NULL;
    while (yj_pager_get_page (pager ()) < page)
      ui_rig_touch (rig, ui_rig_text (rig, "action.next-page"));
    rows = list_rows ();
    n = rows->len;
    for (guint i = 0; i < n; i++)
      follow (page, i, &followed);
  }
  g_test_message ("%u rows were followed and came back", followed);
  g_assert_cmpuint (followed, >, 15);
  g_clear_pointer (&rig, ui_rig_free);
}

static void
what_is_sensitive_is_masked (void)
{
  const char *whole[] = { "000000199305120240", "000000199011030573", "13800000417", "6200000000000000000" };

  rig = ui_rig_new_at ("check", NULL);
  for (guint page = 0; page < yj_pager_get_n_pages (pager ()); page++) {
    for (guint i = 0; i < G_N_ELEMENTS (whole); i++)
      g_assert_false (ui_rig_sees (rig, whole[i]));
    yj_pager_turn (pager (), 1);
    ui_rig_settle (rig);
  }
  g_clear_pointer (&rig, ui_rig_free);
}

/* The division that was picked, then the masked rest. */
static void
an_address_says_where_it_is (void)
{
  g_autoptr (json_t) address = json_pack ("{s:s, s:s, s:s, s:s}", "province", "430000", "city", "430100", "county", "430104", "detail",
                                          "雀丝巷 17 号 3 栋 501");

  rig = ui_rig_new (&ui_look_portrait);
  ui_rig_fill (rig);
  yj_session_set_answer (rig->context->session, "post_address", address);
  ui_rig_go (rig, "check", NULL);
  ui_rig_open (rig);
  yj_pager_turn (pager (), (int) yj_pager_get_n_pages (pager ()));
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, "湖南省长沙市岳麓区雀丝巷"));
  g_assert_false (ui_rig_sees (rig, "501"));
  g_clear_pointer (&rig, ui_rig_free);
}

/* A page that begins among the rows of a section says the section. */
static void
no_page_begins_with_a_row_of_nobody_knows_what (void)
{
  UiLook look = ui_look_portrait;

  look.text_size = YJ_TEXT_LARGE;
  rig = ui_rig_new (&look);
  ui_rig_fill (rig);
  ui_rig_go (rig, "check", NULL);
  ui_rig_open (rig);
  for (guint page = 0; page < yj_pager_get_n_pages (pager ()); page++) {
    gboolean titled = FALSE;
    for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (pager ())); row != NULL; row = gtk_widget_get_next_sibling (row)) {
      graphene_rect_t bounds;
      if (gtk_widget_get_mapped (row) && gtk_widget_compute_bounds (row, GTK_WIDGET (pager ()), &bounds) && bounds.origin.y < 40)
        titled = titled || gtk_widget_has_css_class (row, "section-title");
    }
    g_assert_true (titled);
    yj_pager_turn (pager (), 1);
    ui_rig_settle (rig);
  }
  g_clear_pointer (&rig, ui_rig_free);
}

/* ---- sign ---- */

static void
find_pad (GtkWidget *widget, gpointer data)
{
  if (YJ_IS_SIGNATURE_PAD (widget))
    *(YjSignaturePad **) data = YJ_SIGNATURE_PAD (widget);
}

static YjSignaturePad *
get_pad (void)
{
  YjSignaturePad *pad = NULL;
  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), find_pad, &pad);
  g_assert_nonnull (pad);
  return pad;
}

static void
on_acted (GPid pid, int status, gpointer user_data)
{
  g_assert_cmpint (status, ==, 0);
  g_spawn_close_pid (pid);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

/* A hand on the screen: from the pad's middle that far to the right, and back. */
static void
draw_stroke (int length_px)
{
  graphene_rect_t bounds;
  g_autofree char *line = NULL;
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  gboolean acted = FALSE;
  int x, y;
  GPid pid;

  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (get_pad ()), GTK_WIDGET (rig->window), &bounds));
  x = (int) (bounds.origin.x + bounds.size.width / 4);
  y = (int) (bounds.origin.y + bounds.size.height / 3);
  line = g_strdup_printf ("xdotool mousemove %d %d mousedown 1 mousemove %d %d mousemove %d %d mouseup 1", x, y, x + length_px,
                          y + length_px / 4, x + length_px / 2, y + length_px / 2);
  argv = g_strsplit (line, " ", -1);
  g_spawn_async (NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  g_child_watch_add (pid, on_acted, &acted);
  ui_rig_wait (is_true, &acted);
}

static gboolean
can_clear (gpointer data)
{
  return ui_rig_find (rig, ui_rig_text (rig, "sign.again")) != NULL;
}

static void
sign (int length_px)
{
  draw_stroke (length_px);
  ui_rig_wait (can_clear, NULL);
}

static void
nothing_and_a_dot_are_no_signature (void)
{
  rig = ui_rig_new_at ("sign", NULL);
  ui_rig_touch (rig, ui_rig_text (rig, "sign.primary"));
  g_assert_nonnull (ui_rig_find (rig, ui_rig_text (rig, "sign.missing")));
  sign (1);
  ui_rig_touch (rig, ui_rig_text (rig, "sign.primary"));
  g_assert_nonnull (ui_rig_find (rig, ui_rig_text (rig, "sign.missing")));
  g_assert_cmpstr (ui_rig_place (rig), ==, "sign");
  g_assert_null (yj_session_get_signature (rig->context->session));
  g_clear_pointer (&rig, ui_rig_free);
}

static void
a_signature_can_be_wiped_and_written_again (void)
{
  rig = ui_rig_new_at ("sign", NULL);
  sign (400);
  g_assert_true (yj_signature_pad_has_signature (get_pad ()));
  ui_rig_touch (rig, ui_rig_text (rig, "sign.again"));
  g_assert_true (yj_signature_pad_is_empty (get_pad ()));
  g_assert_null (ui_rig_find (rig, ui_rig_text (rig, "sign.again")));
  g_clear_pointer (&rig, ui_rig_free);
}

/* In large letters pad and declaration do not fit together; what offers to begin anew moves nothing. */
static void
the_pad_stays_under_the_pen (void)
{
  static const UiLook look = { "zh-CN", 1080, 1920, YJ_TEXT_LARGE, YJ_THEME_PAPER };
  graphene_rect_t before, after;
  guint n_pages;

  rig = ui_rig_new (&look);
  ui_rig_fill (rig);
  ui_rig_go (rig, "sign", NULL);
  ui_rig_open (rig);
  n_pages = yj_pager_get_n_pages (pager ());
  yj_pager_turn (pager (), (int) n_pages);
  ui_rig_settle (rig);
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (get_pad ()), GTK_WIDGET (rig->window), &before));
  sign (300);
  ui_rig_settle (rig);
  g_assert_cmpuint (yj_pager_get_n_pages (pager ()), ==, n_pages);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (get_pad ())));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (get_pad ()), GTK_WIDGET (rig->window), &after));
  g_assert_true (graphene_rect_equal (&before, &after));
  g_assert_nonnull (ui_rig_find (rig, ui_rig_text (rig, "sign.primary")));
  g_clear_pointer (&rig, ui_rig_free);
}

static void
what_was_signed_is_a_picture_in_the_application (void)
{
  GBytes *png;

  rig = ui_rig_new_at ("sign", NULL);
  rig->courier->holding = TRUE;
  sign (400);
  ui_rig_touch (rig, ui_rig_text (rig, "sign.primary"));
  ui_rig_wait_page (rig, "submit");
  png = yj_session_get_signature (rig->context->session);
  g_assert_nonnull (png);
  g_assert_cmpuint (g_bytes_get_size (png), >, 100);
  g_assert_cmpmem (g_bytes_get_data (png, NULL), 8, "\x89PNG\r\n\x1a\n", 8);
  g_clear_pointer (&rig, ui_rig_free);
}

static void
leaving_leaves_no_stroke (void)
{
  YjSignaturePad *pad;

  rig = ui_rig_new_at ("sign", NULL);
  sign (400);
  pad = g_object_ref (get_pad ());
  ui_rig_touch (rig, ui_rig_text (rig, "action.back"));
  g_assert_true (yj_signature_pad_is_empty (pad));
  g_assert_cmpuint (yj_signature_ink_get_n_points (yj_signature_pad_get_ink (pad)), ==, 0);
  g_object_unref (pad);
  g_clear_pointer (&rig, ui_rig_free);
}

/* With large letters on a wide screen the promise fills a page of its own. */
static void
nobody_signs_what_was_not_shown (void)
{
  UiLook look = { "zh-CN", 1280, 800, YJ_TEXT_LARGE, YJ_THEME_PAPER };
  guint pages;

  rig = ui_rig_new (&look);
  ui_rig_fill (rig);
  ui_rig_go (rig, "sign", NULL);
  ui_rig_open (rig);
  pages = yj_pager_get_n_pages (pager ());
  g_assert_cmpuint (pages, >, 1);
  for (guint i = 1; i < pages; i++)
    ui_rig_touch (rig, ui_rig_text (rig, i + 1 < pages ? "check.more" : "sign.more"));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (get_pad ())));
  g_assert_nonnull (ui_rig_find (rig, ui_rig_text (rig, "sign.primary")));
  g_clear_pointer (&rig, ui_rig_free);
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/check/everything-is-seen-before-it-is-signed", everything_is_seen_before_it_is_signed);
  g_test_add_func ("/ui/check/every-row-leads-to-its-place-and-back", every_row_leads_to_its_place_and_back);
  g_test_add_func ("/ui/check/what-is-sensitive-is-masked", what_is_sensitive_is_masked);
  g_test_add_func ("/ui/check/an-address-says-where-it-is", an_address_says_where_it_is);
  g_test_add_func ("/ui/check/no-page-begins-with-a-row-of-nobody-knows-what", no_page_begins_with_a_row_of_nobody_knows_what);
  g_test_add_func ("/ui/sign/nothing-and-a-dot-are-no-signature", nothing_and_a_dot_are_no_signature);
  g_test_add_func ("/ui/sign/the-pad-stays-under-the-pen", the_pad_stays_under_the_pen);
  g_test_add_func ("/ui/sign/a-signature-can-be-wiped-and-written-again", a_signature_can_be_wiped_and_written_again);
  g_test_add_func ("/ui/sign/what-was-signed-is-a-picture-in-the-application", what_was_signed_is_a_picture_in_the_application);
  g_test_add_func ("/ui/sign/leaving-leaves-no-stroke", leaving_leaves_no_stroke);
  g_test_add_func ("/ui/sign/nobody-signs-what-was-not-shown", nobody_signs_what_was_not_shown);
  return g_test_run ();
}
