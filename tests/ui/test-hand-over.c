/* SPDX-License-Identifier: Apache-2.0 */
/* Who cannot finish leaves what is filled in to the counter: offered where there is something to keep, kept once and only after the
 * person has agreed, and nothing of it stays here. */
#include "core/base/yj-error.h"
#include "tests/ui/support/ui-rig.h"
#include <string.h>

static UiRig *rig;

static void
begin (const char *page)
{
  rig = ui_rig_new_at (page, NULL);
}

static void
end (void)
{
  g_clear_pointer (&rig, ui_rig_free);
}

static const char *
say (const char *id)
{
  return ui_rig_text (rig, id);
}

static gboolean
is_offered (void)
{
  return ui_rig_find (rig, say ("end.keep")) != NULL;
}

static gboolean
is_held (gpointer data)
{
  return rig->courier->held->len == GPOINTER_TO_UINT (data);
}

static void
ask_to_keep (void)
{
  ui_rig_touch (rig, say ("utility.end"));
  ui_rig_touch (rig, say ("end.keep"));
  ui_rig_wait_page (rig, "hand-over");
}

static void
agree (void)
{
  ui_rig_touch (rig, say ("hand-over.agree"));
  ui_rig_wait_text (rig, "hand-over.kept");
}

static json_t *
handed_over (void)
{
  const char *text = g_ptr_array_index (rig->courier->draft_headers, 0);
  g_autoptr (GError) error = NULL;
  json_t *header = yj_json_parse (text, strlen (text), 0, 0, &error);
  g_assert_no_error (error);
  return header;
}

/* Nothing of a person before they agreed to the notice, and nothing to keep after they handed it in. */
static void
it_is_offered_where_there_is_something_to_keep (void)
{
  static const struct {
    const char *page;
    gboolean consent, offered;
  } cases[] = { { "guide-question", FALSE, FALSE }, { "privacy", FALSE, FALSE }, { "delivery", TRUE, TRUE },
                { "materials", TRUE, TRUE },        { "check", TRUE, TRUE },     { "sign", TRUE, TRUE },
                { "receipt", TRUE, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    begin (cases[i].page);
    yj_session_set_consent (rig->context->session, 0, cases[i].consent);
    ui_rig_touch (rig, say ("utility.end"));
    g_assert_nonnull (ui_rig_find (rig, say ("idle.end")));
    g_assert_cmpint (is_offered (), ==, cases[i].offered);
    end ();
  }
}

/* Who only asked what to bring has given nothing; and a machine that cannot keep it promises nothing. */
static void
it_is_not_offered_where_nobody_could_keep_it (void)
{
  begin ("delivery");
  yj_session_set_guide_only (rig->context->session, TRUE);
  ui_rig_touch (rig, say ("utility.end"));
  g_assert_false (is_offered ());
  end ();
  begin ("delivery");
  rig->courier->gates = YJ_GATE_STORE;
  ui_rig_touch (rig, say ("utility.end"));
  g_assert_false (is_offered ());
  end ();
}

static void
nobody_touches_anything_for (guint seconds)
{
  for (guint i = 0; i < seconds; i++) {
    yj_clock_fake_advance (rig->clock, G_USEC_PER_SEC);
    yj_window_tick (rig->window);
  }
  ui_rig_settle (rig);
}

static void
the_question_whether_somebody_is_there_offers_it_too (void)
{
  begin ("materials");
  nobody_touches_anything_for (61);
  g_assert_nonnull (ui_rig_find (rig, say ("idle.stay")));
  ui_rig_touch (rig, say ("end.keep"));
  ui_rig_wait_page (rig, "hand-over");
  nobody_touches_anything_for (91);
  ui_rig_wait_page (rig, "idle"); /* not agreed: nothing is kept */
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 0);
  end ();
}

static void
nothing_is_kept_before_they_agree (void)
{
  begin ("materials");
  ask_to_keep ();
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 0);
  ui_rig_touch (rig, say ("action.back"));
  ui_rig_wait_page (rig, "materials");
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 0);
  g_assert_nonnull (yj_session_get_item (rig->context->session));
  end ();
}

static void
what_they_agreed_to_is_kept_once_and_nothing_stays (void)
{
  g_autoptr (json_t) header = NULL;
  YjReceipt *slip;
  const char *reference;

  begin ("materials");
  ask_to_keep ();
  agree ();
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  header = handed_over ();
  g_assert_cmpstr (yj_json_string (header, "kind"), ==, "draft");
  g_assert_cmpstr (yj_json_string (header, "id"), ==, yj_session_get_id (rig->context->session));
  g_assert_cmpuint (rig->printer->printed->len, ==, 1);
  slip = g_ptr_array_index (rig->printer->printed, 0);
  reference = g_hash_table_lookup (rig->courier->references, yj_session_get_id (rig->context->session));
  g_assert_cmpint (slip->kind, ==, YJ_RECEIPT_DRAFT);
  g_assert_cmpstr (slip->reference, ==, reference);
  g_assert_cmpstr (slip->secret, ==, yj_session_get_secret (rig->context->session));
  g_assert_cmpstr (slip->keep_until, ==, "2027-03-27");
  g_assert_null (ui_rig_find (rig, say ("action.back")));
  ui_rig_touch (rig, say ("receipt-page.primary"));
  ui_rig_wait_page (rig, "idle");
  g_assert_null (yj_session_get_item (rig->context->session));
  g_assert_null (yj_session_get_secret (rig->context->session));
  g_assert_cmpuint (rig->courier->n_sessions_ended, >=, 1);
  end ();
}

static void
a_lost_answer_is_looked_up (void)
{
  begin ("materials");
  ask_to_keep ();
  ui_rig_settle (rig);
  rig->courier->holding = TRUE;
  ui_rig_press (ui_rig_find (rig, say ("hand-over.agree")));
  ui_rig_wait (is_held, GUINT_TO_POINTER (1)); /* the look-up before */
  yj_fake_courier_release (rig->courier);
  rig->courier->store_before_error = TRUE;
  rig->courier->holding = TRUE;
  ui_rig_wait (is_held, GUINT_TO_POINTER (1)); /* the hand-over */
  rig->courier->next_error = YJ_ERROR_OUTCOME_UNKNOWN;
  yj_fake_courier_release (rig->courier);
  ui_rig_wait_text (rig, "hand-over.kept");
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  end ();
}

static void
what_was_not_kept_is_said_and_can_be_tried_again (void)
{
  begin ("materials");
  ask_to_keep ();
  rig->courier->holding = TRUE;
  ui_rig_press (ui_rig_find (rig, say ("hand-over.agree")));
  ui_rig_wait (is_held, GUINT_TO_POINTER (1));
  yj_fake_courier_release (rig->courier);
  rig->courier->holding = TRUE;
  ui_rig_wait (is_held, GUINT_TO_POINTER (1));
  rig->courier->next_error = YJ_ERROR_STORE_FULL;
  yj_fake_courier_release (rig->courier);
  ui_rig_settle (rig);
  g_assert_cmpstr (yj_page_get_heading (yj_window_get_page (rig->window)), ==, say ("hand-over.failed"));
  g_assert_nonnull (ui_rig_find (rig, say ("action.back")));
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 0);
  ui_rig_touch (rig, say ("submit.again"));
  ui_rig_wait_text (rig, "hand-over.kept");
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  end ();
}

/* Another look, or staff who were called: the draft is found, and nothing leads back into the application. */
static void
whoever_comes_back_finds_it_kept (void)
{
  begin ("materials");
  ask_to_keep ();
  agree ();
  yj_style_set_text_size (rig->context->style, YJ_TEXT_LARGE);
  ui_rig_wait_text (rig, "hand-over.kept");
  ui_rig_touch (rig, say ("utility.call-staff.short"));
  ui_rig_wait_page (rig, "help");
  ui_rig_touch (rig, say ("help.continue"));
  ui_rig_wait_page (rig, "hand-over");
  ui_rig_wait_text (rig, "hand-over.kept");
  g_assert_null (ui_rig_find (rig, say ("action.back")));
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  g_assert_cmpuint (rig->printer->printed->len, ==, 1);
  end ();
}

static void
a_slip_that_did_not_come_is_said_and_printed_again (void)
{
  begin ("materials");
  rig->printer->error = YJ_ERROR_MEDIA_EMPTY;
  ask_to_keep ();
  agree ();
  ui_rig_wait_text (rig, "receipt-page.no-paper");
  g_assert_true (ui_rig_sees (rig, say ("hand-over.number"))); /* it is no receipt's number */
  g_assert_false (ui_rig_sees (rig, "回执号"));
  rig->printer->error = -1;
  ui_rig_touch (rig, say ("receipt-page.print-again"));
  ui_rig_wait_text (rig, "hand-over.printed");
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  end ();
}

/* In large words the question takes several pages: agreeing comes after reading. */
static void
agreeing_comes_after_reading (void)
{
  UiLook look = ui_look_portrait;
  guint turns = 0;

  look.text_size = YJ_TEXT_LARGEST;
  rig = ui_rig_new (&look);
  ui_rig_fill (rig);
  ui_rig_go (rig, "materials", NULL);
  ui_rig_go (rig, "hand-over", NULL);
  ui_rig_open (rig);
  for (; ui_rig_find (rig, say ("hand-over.agree")) == NULL; turns++) {
    g_assert_cmpuint (turns, <, 10);
    ui_rig_touch (rig, say ("notice.read-on"));
    g_assert_cmpuint (rig->courier->envelopes->len, ==, 0);
  }
  g_assert_cmpuint (turns, >, 0);
  agree ();
  end ();
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*test) (void);
  } tests[] = {
    { "it-is-offered-where-there-is-something-to-keep", it_is_offered_where_there_is_something_to_keep },
    { "it-is-not-offered-where-nobody-could-keep-it", it_is_not_offered_where_nobody_could_keep_it },
    { "the-question-whether-somebody-is-there-offers-it-too", the_question_whether_somebody_is_there_offers_it_too },
    { "nothing-is-kept-before-they-agree", nothing_is_kept_before_they_agree },
    { "what-they-agreed-to-is-kept-once-and-nothing-stays", what_they_agreed_to_is_kept_once_and_nothing_stays },
    { "a-lost-answer-is-looked-up", a_lost_answer_is_looked_up },
    { "what-was-not-kept-is-said-and-can-be-tried-again", what_was_not_kept_is_said_and_can_be_tried_again },
    { "whoever-comes-back-finds-it-kept", whoever_comes_back_finds_it_kept },
    { "a-slip-that-did-not-come-is-said-and-printed-again", a_slip_that_did_not_come_is_said_and_printed_again },
    { "agreeing-comes-after-reading", agreeing_comes_after_reading },
  };

  ui_rig_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/ui/hand-over/", tests[i].path, NULL);
    g_test_add_func (path, tests[i].test);
  }
  return g_test_run ();
}
