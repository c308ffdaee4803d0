/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a visit: warned, heard once, resumed or wiped; and the question whether to end. The clock is moved by hand. */
#include "core/base/yj-error.h"
#include "tests/ui/support/ui-rig.h"
#include "tests/ui/support/yj-fake-speaker.h"
#include "ui/drawings/yj-countdown.h"
#include "ui/widgets/yj-dialog.h"
#include "ui/yj-frame-view.h"
#include "ui/yj-utility-bar.h"

static UiRig *rig;
static YjFakeSpeaker *speaker;

static void
open_at (const char *page)
{
  rig = ui_rig_new (&ui_look_portrait);
  speaker = yj_fake_speaker_new ();
  rig->context->speaker = YJ_SPEAKER (speaker);
  if (page != NULL) {
    ui_rig_fill (rig);
    ui_rig_go (rig, page, NULL);
  }
  ui_rig_open (rig);
}

static void
end (void)
{
  ui_rig_free (rig);
  rig = NULL;
}

/* Nobody touches anything for that long; the window looks at the clock as it does each second. */
static void
pass (guint seconds)
{
  for (guint i = 0; i < seconds; i++) {
    yj_clock_fake_advance (rig->clock, G_USEC_PER_SEC);
    yj_window_tick (rig->window);
  }
  ui_rig_settle (rig);
}

static gboolean
is_warned (void)
{
  return ui_rig_sees (rig, ui_rig_text (rig, "idle.heading"));
}

static guint
count_said (void)
{
  g_auto (GStrv) parts = g_strsplit (ui_rig_text (rig, "idle.text"), "{seconds}", 2);
  guint n = 0;
  for (guint i = 0; i < speaker->said->len; i++)
    n += g_str_has_suffix (g_ptr_array_index (speaker->said, i), parts[1]);
  return n;
}

static void
a_minute_of_silence_is_warned_and_heard_once (void)
{
  g_autofree char *left = NULL;

  open_at ("delivery");
  pass (59);
  g_assert_false (is_warned ());
  pass (1);
  g_assert_true (is_warned ());
  g_assert_cmpuint (count_said (), ==, 1);
  pass (6);
  left = yj_context_format (rig->context, "idle.text", "seconds", "24", NULL);
  g_assert_true (ui_rig_sees (rig, left));
  g_assert_true (ui_rig_sees (rig, "24")); /* and in the ring */
  g_assert_cmpuint (count_said (), ==, 1);
  end ();
}

static void
whoever_is_still_there_goes_on (void)
{
  open_at ("delivery");
  pass (80);
  ui_rig_touch (rig, ui_rig_text (rig, "idle.stay"));
  g_assert_false (is_warned ());
  g_assert_cmpstr (ui_rig_place (rig), ==, "delivery");
  g_assert_nonnull (yj_session_get_card (rig->context->session));
  pass (59);
  g_assert_false (is_warned ());
  pass (1);
  g_assert_true (is_warned ());
  g_assert_cmpuint (count_said (), ==, 2); /* another warning */
  end ();
}

static void
nobody_answers_and_everything_is_wiped (void)
{
  open_at ("delivery");
  yj_style_set_text_size (rig->context->style, YJ_TEXT_LARGE);
  ui_rig_settle (rig);
  pass (89);
  g_assert_nonnull (yj_session_get_card (rig->context->session));
  pass (1);
  ui_rig_wait_page (rig, "idle");
  g_assert_null (yj_session_get_item (rig->context->session));
  g_assert_null (yj_session_get_card (rig->context->session));
  g_assert_cmpint (yj_style_get_text_size (rig->context->style), ==, YJ_TEXT_STANDARD);
  g_assert_cmpuint (rig->courier->n_sessions_ended, >, 0);
  g_assert_false (is_warned ());
  end ();
}

/* There is no visit to end: nobody is asked, and the next person finds the welcome as it always is. */
static void
on_the_welcome_only_language_and_look_go_back (void)
{
  open_at (NULL);
  yj_session_set_language (rig->context->session, "en");
  yj_style_set_theme (rig->context->style, YJ_THEME_DARK);
  ui_rig_settle (rig);
  pass (89);
  g_assert_false (is_warned ());
  g_assert_cmpuint (count_said (), ==, 0);
  g_assert_cmpstr (yj_session_get_language (rig->context->session), ==, "en");
  pass (1);
  g_assert_cmpstr (yj_session_get_language (rig->context->session), ==, "zh-CN");
  g_assert_cmpint (yj_style_get_theme (rig->context->style), ==, YJ_THEME_PAPER);
  ui_rig_wait_page (rig, "idle");
  end ();
}

static void
ending_at_the_warning_wipes_at_once (void)
{
  open_at ("delivery");
  pass (61);
  ui_rig_touch (rig, ui_rig_text (rig, "idle.end"));
  ui_rig_wait_page (rig, "idle");
  g_assert_null (yj_session_get_item (rig->context->session));
  end ();
}

static void
calling_staff_from_the_warning_leaves_it_closed (void)
{
  open_at ("delivery");
  pass (70);
  ui_rig_touch (rig, ui_rig_text (rig, "utility.call-staff"));
  ui_rig_wait_page (rig, "help");
  pass (30);
  g_assert_false (is_warned ());
  g_assert_cmpstr (ui_rig_place (rig), ==, "help");
  g_assert_nonnull (yj_session_get_card (rig->context->session));
  end ();
}

/* ---- the question ---- */

static void
find_dialog (GtkWidget *widget, gpointer data)
{
  if (YJ_IS_DIALOG (widget))
    *(GtkWidget **) data = widget;
}

static GtkWidget *
get_dialog (void)
{
  GtkWidget *dialog = NULL;
  ui_rig_foreach_mapped (GTK_WIDGET (rig->window), find_dialog, &dialog);
  return dialog;
}

/* Answers cannot be read over the shoulder, and staff can still be called. */
static void
the_question_covers_everything_above_the_utility_bar (void)
{
  graphene_rect_t dialog, utility;

  open_at ("delivery");
  ui_rig_touch (rig, ui_rig_text (rig, "utility.end"));
  g_assert_nonnull (get_dialog ());
  g_assert_true (gtk_widget_compute_bounds (get_dialog (), GTK_WIDGET (rig->window), &dialog));
  g_assert_true (
      gtk_widget_compute_bounds (gtk_widget_get_ancestor (ui_rig_find (rig, ui_rig_text (rig, "utility.call-staff")), YJ_TYPE_UTILITY_BAR),
                                 GTK_WIDGET (rig->window), &utility));
  g_assert_cmpfloat (dialog.origin.x, ==, 0);
  g_assert_cmpfloat (dialog.origin.y, ==, 0);
  g_assert_cmpfloat (dialog.size.width, ==, 1080);
  g_assert_cmpfloat_with_epsilon (dialog.size.height, utility.origin.y, 1);
  end ();
}

#define PICK_STEP_PX 12

static gboolean
is_in (GtkWidget *widget, GtkWidget *part)
{
  return widget == part || gtk_widget_is_ancestor (widget, part);
}

/* A touch at (@x, @y) meets the dialog, the bar that stays, or nothing. */
static gboolean
is_kept_off (YjFrameView *frame, int x, int y)
{
  GtkWidget *met = gtk_widget_pick (GTK_WIDGET (frame), x, y, GTK_PICK_DEFAULT);
  return met == NULL || met == GTK_WIDGET (frame) || is_in (met, yj_frame_view_get (frame, YJ_SLOT_DIALOG)) ||
         is_in (met, yj_frame_view_get (frame, YJ_SLOT_UTILITY));
}

static void
nothing_under_the_question_takes_touches_or_the_focus (void)
{
  static const UiLook looks[] = { { "zh-CN", 1080, 1920, YJ_TEXT_STANDARD, YJ_THEME_PAPER },
                                  { "zh-CN", 1280, 800, YJ_TEXT_STANDARD, YJ_THEME_PAPER } };

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++) {
    YjFrameView *frame;
    guint places = 0;

    rig = ui_rig_new (&looks[i]);
    ui_rig_fill (rig);
    ui_rig_go (rig, "delivery", NULL);
    ui_rig_open (rig);
    ui_rig_touch (rig, ui_rig_text (rig, "utility.end"));
    frame = YJ_FRAME_VIEW (gtk_widget_get_parent (get_dialog ()));
    for (int x = 0; x < looks[i].width_px; x += PICK_STEP_PX)
      for (int y = 0; y < looks[i].height_px; y += PICK_STEP_PX, places++)
        g_assert_true (is_kept_off (frame, x, y));
    for (YjSlot slot = 0; slot < YJ_SLOT_UTILITY; slot++)
      if (yj_frame_view_get (frame, slot) != NULL)
        g_assert_false (gtk_widget_child_focus (yj_frame_view_get (frame, slot), GTK_DIR_TAB_FORWARD));
    ui_rig_touch (rig, ui_rig_text (rig, "end.stay"));
    g_assert_nonnull (ui_rig_find (rig, ui_rig_text (rig, "action.next")));
    g_assert_true (gtk_widget_child_focus (yj_frame_view_get (frame, YJ_SLOT_ACTIONS), GTK_DIR_TAB_FORWARD));
    g_test_message ("%d × %d px: %u places touched", looks[i].width_px, looks[i].height_px, places);
    end ();
  }
}

static void
whoever_does_not_want_to_end_goes_on (void)
{
  open_at ("delivery");
  ui_rig_touch (rig, ui_rig_text (rig, "utility.end"));
  ui_rig_touch (rig, ui_rig_text (rig, "end.stay"));
  g_assert_null (get_dialog ());
  g_assert_cmpstr (ui_rig_place (rig), ==, "delivery");
  g_assert_nonnull (yj_session_get_item (rig->context->session));
  end ();
}

static void
asked_at_the_warning_the_question_stays_a_question (void)
{
  open_at ("delivery");
  pass (65);
  ui_rig_touch (rig, ui_rig_text (rig, "utility.end"));
  pass (5);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "end.heading")));
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "end.text")));
  g_assert_false (is_warned ());
  ui_rig_touch (rig, ui_rig_text (rig, "idle.end"));
  ui_rig_wait_page (rig, "idle");
  g_assert_null (yj_session_get_item (rig->context->session));
  end ();
}

static void
without_a_matter_nothing_is_asked (void)
{
  rig = ui_rig_new (&ui_look_portrait);
  ui_rig_go (rig, "progress", NULL);
  ui_rig_open (rig);
  ui_rig_touch (rig, ui_rig_text (rig, "utility.end"));
  ui_rig_wait_page (rig, "idle");
  g_assert_null (get_dialog ());
  end ();
}

/* ---- paper ---- */

/* A sheet that still runs when its visit ends is purged, and its outcome means nothing to the next visit. */
static void
a_sheet_that_runs_when_the_visit_ends_is_forgotten (void)
{
  guint purges;

  rig = ui_rig_new (&ui_look_portrait);
  ui_rig_fill (rig);
  ui_rig_go (rig, "receipt", NULL);
  rig->printer->holding = TRUE;
  ui_rig_open (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "receipt-page.printing")));
  g_assert_cmpint (yj_paper_get_state (rig->context->paper, YJ_RECEIPT_APPLICATION), ==, YJ_PAPER_RUNNING);
  purges = rig->printer->n_purges;
  yj_context_end_session (rig->context);
  ui_rig_wait_page (rig, "idle");
  g_assert_cmpuint (rig->printer->n_purges, ==, purges + 1);
  yj_fake_printer_release (rig->printer);
  ui_rig_settle (rig);
  g_assert_cmpint (yj_paper_get_state (rig->context->paper, YJ_RECEIPT_APPLICATION), ==, YJ_PAPER_NONE);
  g_assert_null (yj_paper_get_error (rig->context->paper, YJ_RECEIPT_APPLICATION));
  g_assert_cmpuint (rig->printer->printed->len, ==, 1);
  end ();
}

/* The gate opens without help when the queue can be emptied again. */
static void
a_queue_that_could_not_be_emptied_is_tried_again (void)
{
  rig = ui_rig_new (&ui_look_portrait);
  rig->printer->purge_fails = TRUE;
  ui_rig_go (rig, "progress", NULL);
  ui_rig_open (rig);
  yj_context_end_session (rig->context);
  ui_rig_settle (rig);
  g_assert_true (yj_context_get_gates (rig->context) & YJ_GATE_PRINTER);
  rig->printer->purge_fails = FALSE;
  while (yj_context_get_gates (rig->context) & YJ_GATE_PRINTER)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (rig->printer->n_purges, >=, 2);
  end ();
}

static guint
count_heard (const char *id)
{
  guint n = 0;
  for (guint i = 0; i < speaker->said->len; i++)
    n += strstr (g_ptr_array_index (speaker->said, i), ui_rig_text (rig, id)) != NULL;
  return n;
}

static void
fail_card (int code)
{
  g_autoptr (GError) error = g_error_new_literal (YJ_ERROR, code, "as the test told");
  yj_id_reader_emit_failed (rig->context->id_reader, error);
  ui_rig_settle (rig);
}

/* Who has pages read to them hears what changes on one, once, and nothing of the rest again. */
static void
what_comes_up_is_heard (void)
{
  open_at ("identify");
  rig->context->voice = TRUE;
  fail_card (YJ_ERROR_CARD_UNREADABLE);
  g_assert_cmpuint (count_heard ("error.card-unreadable"), ==, 1);
  g_assert_cmpuint (count_heard ("identify.again"), ==, 1);
  g_assert_cmpuint (count_heard ("identify.other-ways"), ==, 0);
  fail_card (YJ_ERROR_CARD_UNREADABLE);
  g_assert_cmpuint (count_heard ("error.card-unreadable"), ==, 1);
  fail_card (YJ_ERROR_CARD_LEFT);
  g_assert_cmpuint (count_heard ("error.card-left"), ==, 1);
  rig->context->voice = FALSE;
  fail_card (YJ_ERROR_CARD_UNREADABLE);
  g_assert_cmpuint (count_heard ("error.card-unreadable"), ==, 1);
  end ();
}

static gboolean
is_notice (GtkWidget *widget)
{
  return gtk_widget_has_css_class (widget, "notice");
}

static GtkWidget *
find_below (GtkWidget *widget, gboolean (*is_it) (GtkWidget *))
{
  if (gtk_widget_get_mapped (widget) && is_it (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_below (child, is_it);
    if (found != NULL)
      return found;
  }
  return NULL;
}

/* To a program that reads the screen a notice is an alert, with its first sentence as its name. */
static void
a_notice_is_an_alert (void)
{
  GtkWidget *notice;

  open_at ("identify");
  fail_card (YJ_ERROR_CARD_UNREADABLE);
  notice = find_below (GTK_WIDGET (rig->window), is_notice);
  g_assert_nonnull (notice);
  gtk_test_accessible_assert_role (notice, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_test_accessible_assert_property (notice, GTK_ACCESSIBLE_PROPERTY_LABEL, ui_rig_text (rig, "error.card-unreadable"));
  end ();
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/visit/a-minute-of-silence-is-warned-and-heard-once", a_minute_of_silence_is_warned_and_heard_once);
  g_test_add_func ("/ui/visit/whoever-is-still-there-goes-on", whoever_is_still_there_goes_on);
  g_test_add_func ("/ui/visit/nobody-answers-and-everything-is-wiped", nobody_answers_and_everything_is_wiped);
  g_test_add_func ("/ui/visit/on-the-welcome-only-language-and-look-go-back", on_the_welcome_only_language_and_look_go_back);
  g_test_add_func ("/ui/visit/ending-at-the-warning-wipes-at-once", ending_at_the_warning_wipes_at_once);
  g_test_add_func ("/ui/visit/calling-staff-from-the-warning-leaves-it-closed", calling_staff_from_the_warning_leaves_it_closed);
  g_test_add_func ("/ui/visit/the-question-covers-everything-above-the-utility-bar", the_question_covers_everything_above_the_utility_bar);
  g_test_add_func ("/ui/visit/nothing-under-the-question-takes-touches-or-the-focus",
                   nothing_under_the_question_takes_touches_or_the_focus);
  g_test_add_func ("/ui/visit/whoever-does-not-want-to-end-goes-on", whoever_does_not_want_to_end_goes_on);
  g_test_add_func ("/ui/visit/asked-at-the-warning-the-question-stays-a-question", asked_at_the_warning_the_question_stays_a_question);
  g_test_add_func ("/ui/visit/without-a-matter-nothing-is-asked", without_a_matter_nothing_is_asked);
  g_test_add_func ("/ui/visit/a-sheet-that-runs-when-the-visit-ends-is-forgotten", a_sheet_that_runs_when_the_visit_ends_is_forgotten);
  g_test_add_func ("/ui/visit/a-queue-that-could-not-be-emptied-is-tried-again", a_queue_that_could_not_be_emptied_is_tried_again);
  g_test_add_func ("/ui/visit/what-comes-up-is-heard", what_comes_up_is_heard);
  g_test_add_func ("/ui/visit/a-notice-is-an-alert", a_notice_is_an_alert);
  return g_test_run ();
}
