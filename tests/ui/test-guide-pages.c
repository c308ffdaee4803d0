/* SPDX-License-Identifier: Apache-2.0 */
/* From the welcome to the consents: what a touch does on each page; and what is said out of service. */
#include "core/base/yj-error.h"
#include "tests/ui/support/ui-rig.h"
#include "ui/drawings/yj-broken-stroke.h"
#include <string.h>

static void
touch_text (UiRig *rig, const char *id)
{
  ui_rig_touch (rig, ui_rig_text (rig, id));
}

static void
test_bring (void)
{
  UiRig *rig = ui_rig_new (&ui_look_portrait);

  ui_rig_open (rig);
  touch_text (rig, "idle.what-to-bring");
  g_assert_cmpstr (ui_rig_place (rig), ==, "choose");
  ui_rig_touch (rig, "新生儿出生");
  g_assert_cmpstr (ui_rig_place (rig), ==, "guide-question");
  ui_rig_go (rig, "notice", NULL);
  ui_rig_settle (rig);
  touch_text (rig, "notice.read-on");
  touch_text (rig, "notice.finish");
  g_assert_cmpstr (ui_rig_place (rig), ==, "done");
  g_test_message ("who only asks what to bring ends after the notice");
  ui_rig_free (rig);
}

static void
test_figures (void)
{
  UiRig *rig = ui_rig_new_at ("guide-question", "maternity_insured");

  g_assert_true (ui_rig_sees (rig, "7"));
  ui_rig_touch (rig, "没有，或不清楚");
  g_assert_false (ui_rig_sees (rig, "7"));
  g_assert_true (ui_rig_sees (rig, "6"));
  g_assert_cmpstr (json_string_value (yj_session_get_answer (rig->context->session, "maternity_insured")), ==, "no");
  g_test_message ("the figures change as soon as an option is touched");
  ui_rig_free (rig);
}

static void
test_one_day (void)
{
  const UiLook look = { "en", 1080, 1920, YJ_TEXT_STANDARD, YJ_THEME_PAPER };

  for (int days = 1; days <= 2; days++) {
    UiRig *rig = ui_rig_new (&look);
    ui_rig_fill (rig);
    yj_session_get_item (rig->context->session)->limit_days = days;
    ui_rig_go (rig, "guide-question", "maternity_insured");
    ui_rig_open (rig);
    g_assert_true (ui_rig_sees (rig, "working day"));
    g_assert_cmpint (ui_rig_sees (rig, "working days"), ==, days == 2);
    ui_rig_free (rig);
  }
}

static void
test_change (void)
{
  UiRig *rig = ui_rig_new_at ("guide-question", "parents_married");
  GtkWidget *row = ui_rig_find (rig, "妈妈");

  g_assert_nonnull (row);
  ui_rig_press (row);
  ui_rig_settle (rig);
  g_assert_cmpstr (yj_flow_get_place (rig->context->flow)->subject, ==, "applicant_role");
  ui_rig_free (rig);
}

static void
test_leave_out (void)
{
  UiRig *rig = ui_rig_new_at ("notice", NULL);
  g_autofree char *seven = yj_context_format (rig->context, "notice.heading", "n", "7", NULL);
  g_autofree char *six = yj_context_format (rig->context, "notice.heading", "n", "6", NULL);

  g_assert_true (ui_rig_sees (rig, seven));
  ui_rig_touch (rig, "社保卡");
  g_assert_true (ui_rig_sees (rig, six));
  g_assert_false (yj_session_is_matter_chosen (rig->context->session, "social-card"));
  g_assert_null (ui_rig_find (rig, "上户口"));
  g_test_message ("an optional matter is left out, a necessary one cannot be touched");
  ui_rig_free (rig);
}

/* What takes no day is done the same day: nobody reads "0 working days". */
static void
test_same_day (void)
{
  static const char *const languages[] = { "zh-CN", "en" };

  for (gsize l = 0; l < G_N_ELEMENTS (languages); l++) {
    UiLook look = ui_look_portrait;
    UiRig *rig;
    YjItem *item;

    look.language = languages[l];
    rig = ui_rig_new (&look);
    ui_rig_fill (rig);
    item = yj_session_get_item (rig->context->session);
    item->limit_days = 0;
    for (guint i = 0; i < item->matters->len; i++)
      ((YjMatter *) g_ptr_array_index (item->matters, i))->working_days = 0;
    ui_rig_go (rig, "guide-question", NULL);
    ui_rig_open (rig);
    g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "guide.same-day")));
    ui_rig_go (rig, "notice", NULL);
    ui_rig_settle (rig);
    g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "notice.matter.same-day")));
    g_assert_false (ui_rig_sees (rig, l == 0 ? "工作日" : "working"));
    ui_rig_go (rig, "receipt", NULL);
    ui_rig_settle (rig);
    yj_pager_turn (yj_page_get_pager (yj_window_get_page (rig->window)), 1);
    ui_rig_settle (rig);
    g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "receipt-page.next.same-day")));
    ui_rig_free (rig);
  }
}

static void
test_list (void)
{
  UiRig *rig = ui_rig_new_at ("notice", NULL);
  YjReceipt *list;

  touch_text (rig, "notice.read-on");
  touch_text (rig, "notice.print");
  ui_rig_settle (rig);
  g_assert_cmpuint (rig->printer->printed->len, ==, 1);
  list = g_ptr_array_index (rig->printer->printed, 0);
  g_assert_cmpint (list->kind, ==, YJ_RECEIPT_TAKE_AWAY_LIST);
  g_assert_cmpuint (list->materials->len, ==, 2);
  g_assert_null (list->applicant);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "notice.printed")));
  rig->printer->error = YJ_ERROR_MEDIA_EMPTY;
  touch_text (rig, "notice.print");
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "notice.print-failed")));
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "notice.code")));
  g_test_message ("the list is printed without a name; without paper it goes into a phone");
  ui_rig_free (rig);
}

static void
test_consent (void)
{
  UiRig *rig = ui_rig_new_at ("privacy", NULL);

  yj_session_set_consent (rig->context->session, 0, FALSE);
  touch_text (rig, "privacy.agree");
  g_assert_cmpstr (ui_rig_place (rig), ==, "privacy");
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "privacy.missing")));
  yj_session_set_consent (rig->context->session, 0, TRUE);
  touch_text (rig, "privacy.agree");
  g_assert_cmpstr (ui_rig_place (rig), ==, "identify");
  ui_rig_free (rig);
}

static void
test_gate (void)
{
  UiRig *rig = ui_rig_new (&ui_look_portrait);

  ui_rig_open (rig);
  ui_rig_go (rig, "out-of-service", NULL);
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "gate.queue-age")));
  g_assert_null (ui_rig_find (rig, ui_rig_text (rig, "idle.start")));
  touch_text (rig, "idle.what-to-bring");
  g_assert_cmpstr (ui_rig_place (rig), ==, "choose");
  ui_rig_touch (rig, "新生儿出生");
  ui_rig_go (rig, "notice", NULL);
  ui_rig_settle (rig);
  touch_text (rig, "notice.read-on");
  touch_text (rig, "notice.finish");
  g_assert_cmpstr (ui_rig_place (rig), ==, "done");
  g_test_message ("behind a closed gate nothing is begun, but what to bring can be read");
  ui_rig_free (rig);
}

static void
note_thing (GtkWidget *widget, gpointer data)
{
  if (YJ_IS_BROKEN_STROKE (widget))
    *(YjBrokenThing *) data = yj_broken_stroke_get_thing (YJ_BROKEN_STROKE (widget));
}

/* What is missing in the picture is what is missing: a sheet only where paper is. */
static void
test_missing_thing (void)
{
  static const struct {
    YjPrinterReasons reasons;
    YjBrokenThing thing;
    const char *said;
  } cases[] = {
    { YJ_PRINTER_MEDIA_EMPTY, YJ_BROKEN_PAPER, "gate.printer.media-empty" }, { YJ_PRINTER_MEDIA_JAM, YJ_BROKEN_PAPER, "gate.printer.media-jam" },
    { YJ_PRINTER_COVER_OPEN, YJ_BROKEN_COVER, "gate.printer.cover-open" },   { YJ_PRINTER_OFFLINE, YJ_BROKEN_MACHINE, "gate.printer" },
    { YJ_PRINTER_NO_SERVER, YJ_BROKEN_MACHINE, "gate.printer" },             { YJ_PRINTER_UNSETTLED, YJ_BROKEN_MACHINE, "gate.printer" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    UiRig *rig = ui_rig_new (&ui_look_portrait);
    YjBrokenThing thing = YJ_N_BROKEN;

    rig->context->paper_required = TRUE;
    rig->printer->reasons = cases[i].reasons;
    ui_rig_open (rig);
    ui_rig_wait_page (rig, "out-of-service");
    ui_rig_settle (rig);
    g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, cases[i].said)));
    ui_rig_foreach_mapped (GTK_WIDGET (rig->window), note_thing, &thing);
    g_assert_cmpint (thing, ==, cases[i].thing);
    ui_rig_free (rig);
  }
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/idle/what-to-bring-ends-after-the-notice", test_bring);
  g_test_add_func ("/ui/guide-question/figures-follow-the-touch", test_figures);
  g_test_add_func ("/ui/guide-question/one-day-is-one-and-two-are-days", test_one_day);
  g_test_add_func ("/ui/guide-question/an-earlier-answer-is-changed", test_change);
  g_test_add_func ("/ui/notice/an-optional-matter-is-left-out", test_leave_out);
  g_test_add_func ("/ui/notice/no-days-are-the-same-day", test_same_day);
  g_test_add_func ("/ui/notice/the-list-goes-along", test_list);
  g_test_add_func ("/ui/privacy/a-missing-tick-is-explained", test_consent);
  g_test_add_func ("/ui/out-of-service/what-to-bring-still-works", test_gate);
  g_test_add_func ("/ui/out-of-service/the-picture-lacks-what-the-printer-lacks", test_missing_thing);
  return g_test_run ();
}
