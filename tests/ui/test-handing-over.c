/* SPDX-License-Identifier: Apache-2.0 */
/* From the signature to goodbye: nothing is lost, nothing is sent twice, nothing is said that is not so. */
#include "core/base/yj-error.h"
#include "core/seal/yj-envelope.h"
#include "tests/ui/support/ui-rig.h"
#include <string.h>

static UiRig *rig;

static gboolean
is_at (gpointer page)
{
  return g_str_equal (yj_page_get_id (yj_window_get_page (rig->window)), page);
}

static gboolean
can_touch (gpointer id)
{
  return ui_rig_find (rig, ui_rig_text (rig, id)) != NULL;
}

static gboolean
sees (gpointer id)
{
  return ui_rig_sees (rig, ui_rig_text (rig, id));
}

static gboolean
has_printed (gpointer sheets)
{
  return rig->printer->printed->len == GPOINTER_TO_UINT (sheets);
}

static gboolean
has_purged (gpointer times)
{
  return rig->printer->n_purges == GPOINTER_TO_UINT (times);
}

static void
begin (const char *page)
{
  rig = ui_rig_new (&ui_look_portrait);
  ui_rig_fill (rig);
  ui_rig_go (rig, page, NULL);
}

static void
end (void)
{
  ui_rig_free (rig);
  rig = NULL;
}

static void
what_is_handed_over_once_is_received (void)
{
  begin ("submit");
  ui_rig_open (rig);
  ui_rig_wait (is_at, (gpointer) "receipt");
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  g_assert_nonnull (yj_session_get_reference (rig->context->session));
  end ();
}

static void
a_lost_answer_is_looked_up_and_not_guessed (void)
{
  begin ("submit");
  rig->courier->holding = TRUE; /* the first question: is it there? */
  ui_rig_open (rig);
  yj_fake_courier_release (rig->courier);
  rig->courier->holding = TRUE;
  ui_rig_settle (rig);
  rig->courier->next_error = YJ_ERROR_OUTCOME_UNKNOWN;
  rig->courier->store_before_error = TRUE;
  yj_fake_courier_release (rig->courier);
  ui_rig_wait (is_at, (gpointer) "receipt");
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  end ();
}

static void
a_full_store_is_said_and_the_same_application_goes_through_later (void)
{
  g_autofree char *id = NULL;

  begin ("submit");
  id = g_strdup (yj_session_get_id (rig->context->session));
  rig->courier->holding = TRUE;
  ui_rig_open (rig);
  yj_fake_courier_release (rig->courier);
  rig->courier->holding = TRUE;
  ui_rig_settle (rig);
  rig->courier->next_error = YJ_ERROR_STORE_FULL;
  yj_fake_courier_release (rig->courier);
  ui_rig_wait (can_touch, (gpointer) "submit.again");
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "error.store-full")));
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 0);
  ui_rig_touch (rig, ui_rig_text (rig, "submit.again"));
  ui_rig_wait (is_at, (gpointer) "receipt");
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  g_assert_cmpstr (yj_session_get_id (rig->context->session), ==, id);
  end ();
}

static void
another_language_in_the_middle_sends_nothing_twice (void)
{
  begin ("submit");
  rig->courier->holding = TRUE;
  ui_rig_open (rig);
  yj_fake_courier_release (rig->courier);
  rig->courier->holding = TRUE;
  ui_rig_settle (rig);
  yj_style_set_text_size (rig->context->style, YJ_TEXT_LARGE);
  ui_rig_settle (rig);
  yj_fake_courier_release (rig->courier);
  ui_rig_wait (is_at, (gpointer) "receipt");
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  end ();
}

static void
one_sheet_goes_with_a_submission_however_often_the_page_is_built (void)
{
  begin ("receipt");
  ui_rig_open (rig);
  ui_rig_wait (sees, (gpointer) "receipt-page.printed");
  yj_style_set_text_size (rig->context->style, YJ_TEXT_LARGE);
  ui_rig_settle (rig);
  g_assert_cmpuint (rig->printer->printed->len, ==, 1);
  ui_rig_touch (rig, ui_rig_text (rig, "receipt-page.print-again"));
  ui_rig_wait (has_printed, GUINT_TO_POINTER (2));
  g_assert_cmpuint (((YjReceipt *) g_ptr_array_index (rig->printer->printed, 1))->copy, ==, 1);
  end ();
}

static void
no_paper_is_said_and_stops_nobody (void)
{
  begin ("receipt");
  rig->printer->error = YJ_ERROR_MEDIA_EMPTY;
  ui_rig_open (rig);
  ui_rig_wait (sees, (gpointer) "receipt-page.no-paper");
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "print-fault.media-empty")));
  ui_rig_touch (rig, ui_rig_text (rig, "receipt-page.noted"));
  ui_rig_wait (is_at, (gpointer) "evaluation");
  end ();
}

/* A jam has no error of its own, and is said all the same. */
static void
jammed_paper_is_called_so (void)
{
  begin ("receipt");
  rig->printer->error = YJ_ERROR_DEVICE_FAILED;
  rig->printer->reasons = YJ_PRINTER_MEDIA_JAM;
  ui_rig_open (rig);
  ui_rig_wait (sees, (gpointer) "receipt-page.no-paper");
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "print-fault.media-jam")));
  end ();
}

typedef struct {
  const char *language;
  YjTextSize size;
  int width_px, height_px;
} Look;

/* However large the words and the language, the first thing seen says that no paper came, or the primary action leads there first. */
static void
no_paper_is_said_on_the_first_page_or_before_leaving (void)
{
  static const Look looks[] = { { "zh-CN", YJ_TEXT_STANDARD, 1080, 1920 }, { "zh-CN", YJ_TEXT_LARGE, 1080, 1920 },
                                { "en", YJ_TEXT_STANDARD, 1080, 1920 },    { "en", YJ_TEXT_LARGE, 1080, 1920 },
                                { "en", YJ_TEXT_LARGEST, 1080, 1920 },     { "en", YJ_TEXT_STANDARD, 1280, 800 },
                                { "zh-CN", YJ_TEXT_LARGE, 1280, 800 },     { "en", YJ_TEXT_LARGEST, 1280, 800 } };
  guint led = 0;

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++) {
    UiLook look = ui_look_portrait;
    look.language = looks[i].language;
    look.text_size = looks[i].size;
    look.width_px = looks[i].width_px;
    look.height_px = looks[i].height_px;
    rig = ui_rig_new (&look);
    ui_rig_fill (rig);
    ui_rig_go (rig, "receipt", NULL);
    rig->printer->error = YJ_ERROR_MEDIA_EMPTY;
    ui_rig_open (rig);
    ui_rig_settle (rig);
    for (guint page = 0; page < 10 && !ui_rig_sees (rig, ui_rig_text (rig, "print-fault.media-empty")); page++, led++)
      ui_rig_touch (rig, ui_rig_text (rig, "notice.read-on"));
    g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "receipt-page.no-paper")));
    end ();
  }
  g_test_message ("%u looks; in wide ones with large words “read on” was touched %u times", (guint) G_N_ELEMENTS (looks), led);
  g_assert_cmpuint (led, >, 0);
}

/* Said to be unknown; another sheet only at the person's wish, and only after the first request is seen gone. */
static void
an_unknown_print_is_purged_before_it_is_asked_for_again (void)
{
  begin ("receipt");
  rig->printer->outcome = YJ_PRINT_UNKNOWN;
  ui_rig_open (rig);
  ui_rig_wait (sees, (gpointer) "receipt-page.print-unknown");
  g_assert_cmpuint (rig->printer->printed->len, ==, 1);
  rig->printer->purge_fails = TRUE;
  ui_rig_touch (rig, ui_rig_text (rig, "receipt-page.print-again"));
  ui_rig_wait (has_purged, GUINT_TO_POINTER (1));
  ui_rig_wait (sees, (gpointer) "receipt-page.print-unknown");
  g_assert_cmpuint (rig->printer->printed->len, ==, 1);
  rig->printer->purge_fails = FALSE;
  rig->printer->outcome = YJ_PRINT_PRINTED;
  ui_rig_touch (rig, ui_rig_text (rig, "receipt-page.print-again"));
  ui_rig_wait (sees, (gpointer) "receipt-page.printed");
  g_assert_cmpuint (rig->printer->printed->len, ==, 2);
  g_assert_cmpuint (rig->printer->n_purges, ==, 2);
  end ();
}

static void
what_has_arrived_is_said_when_it_is_known (void)
{
  begin ("receipt");
  ui_rig_open (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "receipt-page.kept")));
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "receipt-page.next.sent")));
  rig->courier->progress = json_pack ("{s:s, s:[]}", "state", "accepted", "matters");
  yj_courier_emit_status_changed (YJ_COURIER (rig->courier));
  ui_rig_wait (sees, (gpointer) "receipt-page.sent");
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "receipt-page.next.arrived")));
  g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "receipt-page.kept")));
  end ();
}

/* What was laid under the camera is named; a receipt that did not come out is not. */
static void
what_lies_here_is_named (void)
{
  const char *booklet = "居民户口簿";

  rig = ui_rig_new (&ui_look_portrait);
  ui_rig_fill (rig);
  yj_session_put_material_page (rig->context->session, "household-booklet", G_MAXUINT,
                                "1111111111111111111111111111111111111111111111111111111111111111", 10, NULL);
  ui_rig_go (rig, "receipt", NULL);
  ui_rig_open (rig);
  ui_rig_wait (sees, (gpointer) "receipt-page.printed");
  g_assert_true (ui_rig_sees (rig, booklet));
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "receipt-page.take.document")));
  ui_rig_touch (rig, ui_rig_text (rig, "receipt-page.primary"));
  ui_rig_go (rig, "done", NULL);
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "done.take")));
  yj_style_set_text_size (rig->context->style, YJ_TEXT_LARGE);
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "done.take")));
  end ();
}

static void
goodbye_without_paper_names_none (void)
{
  begin ("receipt");
  rig->printer->error = YJ_ERROR_MEDIA_EMPTY;
  ui_rig_open (rig);
  ui_rig_wait (sees, (gpointer) "receipt-page.no-paper");
  ui_rig_go (rig, "done", NULL);
  ui_rig_settle (rig);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "done.take-papers")));
  end ();
}

static void
what_is_printed_is_masked (void)
{
  YjReceipt *receipt;
  const YjIdCard *card;

  begin ("receipt");
  ui_rig_open (rig);
  ui_rig_wait (sees, (gpointer) "receipt-page.printed");
  receipt = g_ptr_array_index (rig->printer->printed, 0);
  card = yj_session_get_card (rig->context->session);
  g_assert_cmpstr (receipt->applicant, !=, card->name);
  g_assert_null (strstr (receipt->document, card->number));
  g_assert_cmpuint (receipt->matters->len, >, 0);
  g_assert_false (receipt->sent);
  end ();
}

static void
an_opinion_is_a_record_of_its_own (void)
{
  begin ("evaluation");
  ui_rig_open (rig);
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.primary"));
  ui_rig_wait (sees, (gpointer) "evaluation.missing");
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.grade.satisfied"));
  ui_rig_settle (rig);
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.primary"));
  ui_rig_wait (is_at, (gpointer) "done");
  ui_rig_settle (rig);
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (rig->courier->draft_headers, 0), "\"evaluation\""));
  end ();
}

static gboolean
sees_no (gpointer id)
{
  return !ui_rig_sees (rig, ui_rig_text (rig, id));
}

/* What central will read. (transfer full) */
static json_t *
open_last (void)
{
  g_autoptr (YjEnvelope) opened = yj_envelope_open (g_ptr_array_index (rig->courier->envelopes, rig->courier->envelopes->len - 1),
                                                    (const char *const[]){ rig->courier->identities[0], NULL }, NULL);
  gsize size;
  const char *text = g_bytes_get_data (opened->application, &size);
  return yj_json_parse (text, size, 0, 0, NULL);
}

static void
who_was_dissatisfied_is_offered_no_praise (void)
{
  g_autoptr (json_t) evaluation = NULL;

  begin ("evaluation");
  ui_rig_open (rig);
  g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "evaluation.reason.fast")));
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.grade.very-satisfied"));
  ui_rig_wait (sees, (gpointer) "evaluation.reason.fast");
  g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "evaluation.call-back")));
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.grade.dissatisfied"));
  ui_rig_wait (sees, (gpointer) "evaluation.reason.slow");
  g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "evaluation.reason.fast")));
  ui_rig_settle (rig);
  ui_rig_wait (sees, (gpointer) "evaluation.call-back");
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.primary"));
  ui_rig_wait (sees, (gpointer) "evaluation.missing-reason");
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.reason.slow"));
  ui_rig_wait (sees_no, (gpointer) "evaluation.missing-reason");
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.call-back"));
  ui_rig_settle (rig);
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.primary"));
  ui_rig_wait (is_at, (gpointer) "done");
  ui_rig_settle (rig);
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  evaluation = open_last ();
  g_assert_cmpstr (yj_json_string (evaluation, "grade"), ==, "dissatisfied");
  g_assert_cmpuint (json_array_size (yj_json_array (evaluation, "reasons")), ==, 1);
  g_assert_cmpstr (json_string_value (json_array_get (yj_json_array (evaluation, "reasons"), 0)), ==, "slow");
  g_assert_true (yj_json_bool (evaluation, "call_back", FALSE));
  end ();
}

/* The courier keeps nothing and answers nothing: the person is not held up by it. */
static void
an_opinion_holds_nobody_up (void)
{
  begin ("evaluation");
  ui_rig_open (rig);
  rig->courier->holding = TRUE;
  rig->courier->next_error = YJ_ERROR_STORE_FULL;
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.grade.satisfied"));
  ui_rig_settle (rig);
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.primary"));
  ui_rig_wait (is_at, (gpointer) "done");
  yj_fake_courier_release (rig->courier);
  ui_rig_settle (rig);
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 0);
  end ();
}

static void
goodbye_is_said_after_everything_is_wiped (void)
{
  begin ("done");
  ui_rig_open (rig);
  g_assert_null (yj_session_get_item (rig->context->session));
  g_assert_null (yj_session_get_card (rig->context->session));
  g_assert_cmpuint (rig->courier->n_sessions_ended, >, 0);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "done.heading")));
  ui_rig_touch (rig, ui_rig_text (rig, "done.primary"));
  ui_rig_wait (is_at, (gpointer) "idle");
  end ();
}

static gboolean
is_printer_open (gpointer unused)
{
  return (yj_context_get_gates (rig->context) & YJ_GATE_PRINTER) == 0;
}

static gboolean
is_purged_anew (gpointer times)
{
  return rig->printer->n_purges > GPOINTER_TO_UINT (times);
}

/* Whatever came of a visit, its paper may not come out for the next person: the queue is emptied, and as long as it cannot be, nobody begins. */
static void
a_visit_that_ends_empties_the_printer_and_nobody_begins_before_it_is (void)
{
  guint before;

  begin ("submit");
  g_assert_true (is_printer_open (NULL));
  before = rig->printer->n_purges;
  yj_context_end_session (rig->context);
  g_assert_cmpuint (rig->printer->n_purges, ==, before + 1);
  g_assert_false (is_printer_open (NULL)); /* it is not known yet */
  ui_rig_wait (is_printer_open, NULL);

  rig->printer->purge_fails = TRUE;
  yj_context_end_session (rig->context);
  ui_rig_wait (is_purged_anew, GUINT_TO_POINTER (before + 2)); /* by itself, after some seconds */
  g_assert_false (is_printer_open (NULL));
  rig->printer->purge_fails = FALSE;
  ui_rig_wait (is_printer_open, NULL);
  end ();
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/handing-over/what-is-handed-over-once-is-received", what_is_handed_over_once_is_received);
  g_test_add_func ("/ui/handing-over/a-lost-answer-is-looked-up-and-not-guessed", a_lost_answer_is_looked_up_and_not_guessed);
  g_test_add_func ("/ui/handing-over/a-full-store-is-said-and-the-same-application-goes-through-later",
                   a_full_store_is_said_and_the_same_application_goes_through_later);
  g_test_add_func ("/ui/handing-over/another-look-in-the-middle-sends-nothing-twice", another_language_in_the_middle_sends_nothing_twice);
  g_test_add_func ("/ui/handing-over/one-sheet-goes-with-a-submission", one_sheet_goes_with_a_submission_however_often_the_page_is_built);
  g_test_add_func ("/ui/handing-over/no-paper-is-said-and-stops-nobody", no_paper_is_said_and_stops_nobody);
  g_test_add_func ("/ui/handing-over/jammed-paper-is-called-so", jammed_paper_is_called_so);
  g_test_add_func ("/ui/handing-over/no-paper-is-said-on-the-first-page-or-before-leaving",
                   no_paper_is_said_on_the_first_page_or_before_leaving);
  g_test_add_func ("/ui/handing-over/a-visit-that-ends-empties-the-printer-and-nobody-begins-before-it-is",
                   a_visit_that_ends_empties_the_printer_and_nobody_begins_before_it_is);
  g_test_add_func ("/ui/handing-over/an-unknown-print-is-purged-before-it-is-asked-for-again",
                   an_unknown_print_is_purged_before_it_is_asked_for_again);
  g_test_add_func ("/ui/handing-over/what-has-arrived-is-said-when-it-is-known", what_has_arrived_is_said_when_it_is_known);
  g_test_add_func ("/ui/handing-over/what-lies-here-is-named", what_lies_here_is_named);
  g_test_add_func ("/ui/handing-over/goodbye-without-paper-names-none", goodbye_without_paper_names_none);
  g_test_add_func ("/ui/handing-over/what-is-printed-is-masked", what_is_printed_is_masked);
  g_test_add_func ("/ui/handing-over/an-opinion-is-a-record-of-its-own", an_opinion_is_a_record_of_its_own);
  g_test_add_func ("/ui/handing-over/who-was-dissatisfied-is-offered-no-praise", who_was_dissatisfied_is_offered_no_praise);
  g_test_add_func ("/ui/handing-over/an-opinion-holds-nobody-up", an_opinion_holds_nobody_up);
  g_test_add_func ("/ui/handing-over/goodbye-is-said-after-everything-is-wiped", goodbye_is_said_after_everything_is_wiped);
  return g_test_run ();
}
