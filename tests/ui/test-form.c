/* SPDX-License-Identifier: Apache-2.0 */
/* Filling in: what is wrong is said where it is and above, what was typed stays, what is known is not asked. */
#include "core/base/yj-secret.h"
#include "core/identity/yj-mask.h"
#include "tests/ui/support/ui-rig.h"
#include <string.h>

#define RIGHT_NUMBER "000000199011030573"
#define WRONG_NUMBER "000000199011030574"

static UiRig *rig;

static const char *
subject_now (void)
{
  return yj_flow_get_place (rig->context->flow)->subject;
}

static void
count_error (GtkWidget *widget, gpointer data)
{
  gpointer *search = data;
  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "error-text") &&
      g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), search[0]))
    search[1] = widget;
}

/* The sentence beside the field; NULL: none begins with @prefix. */
static const char *
field_error (const char *prefix)
{
  gpointer search[2] = { (gpointer) prefix, NULL };
  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), count_error, search);
  return search[1] != NULL ? gtk_label_get_text (search[1]) : NULL;
}

static void
a_wrong_check_digit_is_said_at_the_field_and_above (void)
{
  const char *sentence;

  rig = ui_rig_new_at ("form", "other-parent");
  sentence = ui_rig_text (rig, "field.resident-id.check");
  ui_rig_type (rig, ui_rig_entry (rig, 1), WRONG_NUMBER);
  ui_rig_touch (rig, ui_rig_text (rig, "action.next"));
  g_assert_cmpstr (subject_now (), ==, "other-parent");
  g_assert_cmpstr (field_error (sentence), ==, sentence);
  g_assert_nonnull (ui_rig_find (rig, sentence)); /* the row of the summary can be touched */
  g_assert_nonnull (ui_rig_find (rig, ui_rig_text (rig, "form.corrected")));
  g_clear_pointer (&rig, ui_rig_free);
}

static void
a_touch_on_the_summary_leads_to_the_field (void)
{
  const char *sentence;

  rig = ui_rig_new_at ("form", "other-parent");
  sentence = ui_rig_text (rig, "field.resident-id.check");
  ui_rig_type (rig, ui_rig_entry (rig, 1), WRONG_NUMBER);
  ui_rig_touch (rig, ui_rig_text (rig, "action.next"));
  g_assert_false (GTK_IS_TEXT (gtk_window_get_focus (GTK_WINDOW (rig->window))));
  ui_rig_touch (rig, sentence);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (rig->window)) == GTK_WIDGET (ui_rig_entry (rig, 1)));
  g_clear_pointer (&rig, ui_rig_free);
}

static void
what_was_corrected_goes_on (void)
{
  rig = ui_rig_new_at ("form", "other-parent");
  ui_rig_type (rig, ui_rig_entry (rig, 1), WRONG_NUMBER);
  ui_rig_touch (rig, ui_rig_text (rig, "action.next"));
  ui_rig_type (rig, ui_rig_entry (rig, 1), RIGHT_NUMBER);
  ui_rig_touch (rig, ui_rig_text (rig, "form.corrected"));
  g_assert_cmpstr (subject_now (), !=, "other-parent");
  g_assert_cmpstr (json_string_value (yj_session_get_answer (rig->context->session, "other_parent_number")), ==, RIGHT_NUMBER);
  g_clear_pointer (&rig, ui_rig_free);
}

/* What the summary says of a field that is empty: which one it is. */
static char *
say_missing (const char *id)
{
  const YjField *field = yj_item_get_field (yj_session_get_item (rig->context->session), id);
  return yj_context_format (rig->context, "page.error.missing", "field", yj_context_pick (rig->context, field->label), NULL);
}

static void
two_wrong_fields_are_two_sentences (void)
{
  g_autofree char *title = NULL;
  g_autofree char *missing = NULL;

  rig = ui_rig_new_at ("form", "other-parent");
  ui_rig_type (rig, ui_rig_entry (rig, 0), "");
  ui_rig_type (rig, ui_rig_entry (rig, 1), WRONG_NUMBER);
  ui_rig_touch (rig, ui_rig_text (rig, "action.next"));
  title = yj_context_format (rig->context, "page.errors", "n", "2", NULL);
  g_assert_true (ui_rig_sees (rig, title));
  missing = say_missing ("other_parent_name");
  g_assert_nonnull (ui_rig_find (rig, missing));
  g_assert_cmpstr (field_error (ui_rig_text (rig, "field.missing")), ==, ui_rig_text (rig, "field.missing"));
  g_assert_nonnull (ui_rig_find (rig, ui_rig_text (rig, "field.resident-id.check")));
  g_clear_pointer (&rig, ui_rig_free);
}

/* What was said is not true any more: it goes at the field and above, without a touch on anything else; the other one stays. */
static void
what_is_right_now_is_not_said_any_more (void)
{
  g_autofree char *two = NULL;
  g_autofree char *one = NULL;
  g_autofree char *stored = NULL;
  g_autofree char *above = NULL;
  const char *missing, *check;

  rig = ui_rig_new_at ("form", "other-parent");
  two = yj_context_format (rig->context, "page.errors", "n", "2", NULL);
  one = yj_context_format (rig->context, "page.errors", "n", "1", NULL);
  missing = ui_rig_text (rig, "field.missing");
  above = say_missing ("other_parent_name");
  check = ui_rig_text (rig, "field.resident-id.check");
  stored = g_strdup (json_string_value (yj_session_get_answer (rig->context->session, "other_parent_name")));
  ui_rig_type (rig, ui_rig_entry (rig, 0), "");
  ui_rig_type (rig, ui_rig_entry (rig, 1), WRONG_NUMBER);
  ui_rig_touch (rig, ui_rig_text (rig, "action.next"));
  g_assert_true (ui_rig_sees (rig, two));
  g_assert_nonnull (ui_rig_find (rig, above));
  ui_rig_type (rig, ui_rig_entry (rig, 0), "李小明");
  ui_rig_settle (rig);
  g_assert_null (field_error (missing));
  g_assert_null (ui_rig_find (rig, above));
  g_assert_nonnull (ui_rig_find (rig, check)); /* is said above still; its field may stand on the next page now */
  g_assert_true (ui_rig_sees (rig, one));
  /* It was not taken over: nobody said that it is finished. */
  g_assert_cmpstr (json_string_value (yj_session_get_answer (rig->context->session, "other_parent_name")), ==, stored);
  ui_rig_touch (rig, check);
  ui_rig_type (rig, ui_rig_entry (rig, ui_rig_count_entries (rig) - 1), "00000019901103");
  ui_rig_settle (rig);
  g_assert_nonnull (field_error (check)); /* not right yet */
  ui_rig_type (rig, ui_rig_entry (rig, ui_rig_count_entries (rig) - 1), RIGHT_NUMBER);
  ui_rig_settle (rig);
  g_assert_null (field_error (check));
  g_assert_null (ui_rig_find (rig, check));
  g_assert_false (ui_rig_sees (rig, one));
  g_assert_cmpstr (subject_now (), ==, "other-parent");
  g_clear_pointer (&rig, ui_rig_free);
}

/* The kiosk's clock stands on 12 March 2027. */
static void
a_day_to_come_is_refused (void)
{
  const char *const parts[] = { "2027", "3", "13" };
  g_auto (GStrv) sentence = NULL;

  rig = ui_rig_new_at ("form", "child-birth");
  sentence = g_strsplit (ui_rig_text (rig, "field.date.future"), "{", 2);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    ui_rig_type (rig, ui_rig_entry (rig, i), parts[i]);
  ui_rig_touch (rig, ui_rig_text (rig, "action.next"));
  g_assert_cmpstr (subject_now (), ==, "child-birth");
  g_assert_nonnull (field_error (sentence[0]));
  g_assert_nonnull (strstr (field_error (sentence[0]), "12"));
  g_clear_pointer (&rig, ui_rig_free);
}

static void
what_was_typed_stays_in_another_language (void)
{
  g_autofree char *heading = NULL;

  rig = ui_rig_new_at ("form", "birth-certificate");
  heading = g_strdup (yj_page_get_heading (yj_window_get_page (rig->window)));
  ui_rig_type (rig, ui_rig_entry (rig, 0), "S00000");
  yj_session_set_language (rig->context->session, "en");
  yj_style_set_text_size (rig->context->style, YJ_TEXT_LARGE);
  ui_rig_settle (rig);
  g_assert_cmpstr (yj_page_get_heading (yj_window_get_page (rig->window)), !=, heading);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_rig_entry (rig, 0))), ==, "S000 00");
  g_clear_pointer (&rig, ui_rig_free);
}

static void
what_was_typed_stays_in_another_size (void)
{
  rig = ui_rig_new_at ("form", "birth-certificate");
  ui_rig_type (rig, ui_rig_entry (rig, 0), "S00000");
  yj_style_set_text_size (rig->context->style, YJ_TEXT_LARGE);
  ui_rig_settle (rig);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_rig_entry (rig, 0))), ==, "S000 00");
  /* It was not taken over: nobody said that it is finished. */
  g_assert_cmpstr (json_string_value (yj_session_get_answer (rig->context->session, "birth_certificate_no")), ==, "S000000128");
  g_clear_pointer (&rig, ui_rig_free);
}

/* The document says the name and no number: the name is shown masked, and only the number is asked. */
static void
what_the_document_said_is_shown_and_not_asked (void)
{
  g_autoptr (YjIdCard) card = ui_rig_make_card ();
  g_autoptr (YjSecretText) name = yj_mask_name (card->name);

  rig = ui_rig_new (&ui_look_portrait);
  ui_rig_fill (rig);
  g_clear_pointer (&card->number, g_free);
  yj_session_set_card (rig->context->session, card);
  ui_rig_go (rig, "form", "applicant");
  ui_rig_open (rig);
  g_assert_true (ui_rig_sees (rig, name));
  g_assert_false (ui_rig_sees (rig, card->name));
  g_assert_cmpuint (ui_rig_count_entries (rig), ==, 1);
  g_clear_pointer (&rig, ui_rig_free);
}

/* A keyboard that grows leaves no room for both fields: the page follows the one that is typed into, which would lose the focus. */
static void
the_field_that_is_typed_into_stays_when_the_room_shrinks (void)
{
  graphene_rect_t area;
  YjPager *pager;
  GtkText *bank;

  rig = ui_rig_new_at ("form", "payment");
  pager = yj_page_get_pager (yj_window_get_page (rig->window));
  bank = ui_rig_entry (rig, 1);
  gtk_widget_grab_focus (GTK_WIDGET (bank));
  ui_rig_settle (rig);
  g_assert_cmpuint (yj_pager_get_n_pages (pager), ==, 1);
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (bank), GTK_WIDGET (pager), &area));
  gtk_widget_size_allocate (GTK_WIDGET (pager), &(GtkAllocation){ 0, 0, gtk_widget_get_width (GTK_WIDGET (pager)), (int) area.origin.y },
                            -1);
  g_assert_cmpuint (yj_pager_get_n_pages (pager), ==, 2);
  g_assert_cmpuint (yj_pager_get_page (pager), ==, 1);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (bank)));
  g_clear_pointer (&rig, ui_rig_free);
}

/* ---- delivery ---- */

static const char *
delivery_label (guint n)
{
  GPtrArray *ways = yj_session_get_item (rig->context->session)->delivery;
  return yj_context_pick (rig->context, ((YjDelivery *) g_ptr_array_index (ways, n))->label);
}

static void
the_chosen_way_asks_what_it_needs (void)
{
  rig = ui_rig_new_at ("delivery", NULL);
  g_assert_cmpuint (ui_rig_count_entries (rig), ==, 3); /* by post: name, mobile number, street */
  ui_rig_touch (rig, delivery_label (0));
  g_assert_cmpuint (ui_rig_count_entries (rig), ==, 0);
  g_assert_cmpstr (yj_session_get_delivery (rig->context->session)->id, ==, "pickup");
  g_assert_true (ui_rig_sees (rig, yj_context_hall (rig->context, "address")));
  ui_rig_touch (rig, ui_rig_text (rig, "action.next"));
  g_assert_cmpstr (ui_rig_place (rig), ==, "check");
  g_clear_pointer (&rig, ui_rig_free);
}

static void
an_address_that_is_missing_is_asked_for (void)
{
  rig = ui_rig_new_at ("delivery", NULL);
  ui_rig_type (rig, ui_rig_entry (rig, 1), "138");
  ui_rig_touch (rig, ui_rig_text (rig, "action.next"));
  g_assert_cmpstr (ui_rig_place (rig), ==, "delivery");
  ui_rig_type (rig, ui_rig_entry (rig, 1), "13800000417");
  ui_rig_touch (rig, ui_rig_text (rig, "action.next"));
  g_assert_cmpstr (ui_rig_place (rig), ==, "check");
  g_clear_pointer (&rig, ui_rig_free);
}

static void
no_way_chosen_is_said (void)
{
  rig = ui_rig_new (&ui_look_portrait);
  ui_rig_fill (rig);
  ui_rig_go (rig, "delivery", NULL);
  yj_session_set_delivery (rig->context->session, NULL);
  ui_rig_open (rig);
  ui_rig_touch (rig, ui_rig_text (rig, "action.next"));
  g_assert_cmpstr (ui_rig_place (rig), ==, "delivery");
  g_assert_nonnull (ui_rig_find (rig, ui_rig_text (rig, "field.choice.unknown")));
  g_clear_pointer (&rig, ui_rig_free);
}

typedef struct {
  GtkWidget *window;
  guint buttons;
} Reach;

/* A touch on the middle of it meets it. */
static void
check_reach (GtkWidget *widget, gpointer data)
{
  Reach *reach = data;
  graphene_rect_t area;
  GtkWidget *met;

  if (!GTK_IS_BUTTON (widget) || !gtk_widget_get_sensitive (widget))
    return;
  g_assert_true (gtk_widget_compute_bounds (widget, reach->window, &area));
  met = gtk_widget_pick (reach->window, area.origin.x + area.size.width / 2, area.origin.y + area.size.height / 2, GTK_PICK_DEFAULT);
  g_assert_nonnull (met);
  g_assert_true (met == widget || gtk_widget_is_ancestor (met, widget));
  g_assert_true (area.origin.y + area.size.height <= gtk_widget_get_height (reach->window));
  reach->buttons++;
}

static void
find_divisions (GtkWidget *widget, gpointer data)
{
  if (gtk_widget_has_css_class (widget, "divisions"))
    *(GtkWidget **) data = widget;
}

static GtkWidget *
turn_to_divisions (void)
{
  GtkWidget *divisions = NULL;

  for (guint i = 0; i < 10 && divisions == NULL; i++) {
    ui_rig_foreach_mapped (GTK_WIDGET (rig->window), find_divisions, &divisions);
    if (divisions == NULL)
      ui_rig_touch (rig, ui_rig_text (rig, "action.next-page"));
  }
  g_assert_nonnull (divisions);
  return divisions;
}

static const UiLook list_looks[] = {
  { "zh-CN", 1080, 1920, YJ_TEXT_STANDARD, YJ_THEME_PAPER }, { "zh-CN", 1080, 1920, YJ_TEXT_LARGE, YJ_THEME_PAPER },
  { "en", 1280, 800, YJ_TEXT_STANDARD, YJ_THEME_PAPER },     { "en", 1280, 800, YJ_TEXT_LARGE, YJ_THEME_PAPER },
  { "zh-CN", 1280, 800, YJ_TEXT_LARGE, YJ_THEME_PAPER },
};

static GtkWidget *
open_delivery (const UiLook *look)
{
  rig = ui_rig_new (look);
  ui_rig_fill (rig);
  ui_rig_go (rig, "delivery", NULL);
  ui_rig_open (rig);
  return turn_to_divisions ();
}

static guint
count_reached (GtkWidget *divisions)
{
  Reach reach = { GTK_WIDGET (rig->window), 0 };
  ui_rig_foreach_mapped (divisions, check_reach, &reach);
  return reach.buttons;
}

/* The list is long, and more fields stand on the page: neither the page's bar nor the actions may lie over it. */
static void
every_part_of_an_open_list_can_be_touched (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (list_looks); i++) {
    const UiLook *look = &list_looks[i];
    GtkWidget *divisions = open_delivery (look);
    guint buttons;

    ui_rig_touch (rig, ui_rig_text (rig, "editor.province"));
    ui_rig_settle (rig);
    buttons = count_reached (divisions);
    g_assert_cmpuint (buttons, >, 3);
    g_test_message ("%s, %d x %d, text size %d: %u can be touched", look->language, look->width_px, look->height_px, look->text_size, buttons);
    g_clear_pointer (&rig, ui_rig_free);
  }
}

/* A finger that goes down gives the focus, and some frames are drawn before it is lifted and the list opens or closes. */
static void
touch_slowly (GtkWidget *button)
{
  gtk_widget_grab_focus (button);
  ui_rig_settle (rig);
  ui_rig_press (button);
  ui_rig_settle (rig);
}

static void
a_list_is_in_sight_however_slow_the_finger_is (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (list_looks); i++) {
    GtkWidget *divisions = open_delivery (&list_looks[i]), *step = ui_rig_find (rig, ui_rig_text (rig, "editor.province"));

    g_assert_nonnull (step);
    touch_slowly (step);
    g_assert_true (gtk_widget_get_mapped (step));
    g_assert_cmpuint (count_reached (divisions), >, 3);
    touch_slowly (step);
    g_assert_true (gtk_widget_get_mapped (step));
    g_assert_cmpuint (count_reached (divisions), ==, 1);
    g_clear_pointer (&rig, ui_rig_free);
  }
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/form/a-wrong-check-digit-is-said-at-the-field-and-above", a_wrong_check_digit_is_said_at_the_field_and_above);
  g_test_add_func ("/ui/form/a-touch-on-the-summary-leads-to-the-field", a_touch_on_the_summary_leads_to_the_field);
  g_test_add_func ("/ui/form/what-was-corrected-goes-on", what_was_corrected_goes_on);
  g_test_add_func ("/ui/form/two-wrong-fields-are-two-sentences", two_wrong_fields_are_two_sentences);
  g_test_add_func ("/ui/form/what-is-right-now-is-not-said-any-more", what_is_right_now_is_not_said_any_more);
  g_test_add_func ("/ui/form/a-day-to-come-is-refused", a_day_to_come_is_refused);
  g_test_add_func ("/ui/form/what-was-typed-stays-in-another-language", what_was_typed_stays_in_another_language);
  g_test_add_func ("/ui/form/what-was-typed-stays-in-another-size", what_was_typed_stays_in_another_size);
  g_test_add_func ("/ui/form/what-the-document-said-is-shown-and-not-asked", what_the_document_said_is_shown_and_not_asked);
  g_test_add_func ("/ui/form/the-field-that-is-typed-into-stays-when-the-room-shrinks",
                   the_field_that_is_typed_into_stays_when_the_room_shrinks);
  g_test_add_func ("/ui/delivery/the-chosen-way-asks-what-it-needs", the_chosen_way_asks_what_it_needs);
  g_test_add_func ("/ui/delivery/an-address-that-is-missing-is-asked-for", an_address_that_is_missing_is_asked_for);
  g_test_add_func ("/ui/delivery/every-part-of-an-open-list-can-be-touched", every_part_of_an_open_list_can_be_touched);
  g_test_add_func ("/ui/delivery/a-list-is-in-sight-however-slow-the-finger-is", a_list_is_in_sight_however_slow_the_finger_is);
  g_test_add_func ("/ui/delivery/no-way-chosen-is-said", no_way_chosen_is_said);
  return g_test_run ();
}
