/* SPDX-License-Identifier: Apache-2.0 */
/* From the signature to goodbye: nothing is lost, nothing is sent twice, nothing is said that is not so. */
#include "core/base/yj-error.h"
#include "tests/ui/support/ui-rig.h"

static UiRig *rig;

static gboolean
can_touch (gpointer id)
{
  return ui_rig_find (rig, ui_rig_text (rig, id)) != NULL;
}

static void
what_is_handed_over_once_is_received (void)
{
  rig = ui_rig_new_at ("submit", NULL);
  ui_rig_wait_page (rig, "receipt");
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  g_assert_nonnull (yj_session_get_reference (rig->context->session));
  ui_rig_free (rig);
}

static void
a_lost_answer_is_looked_up_and_not_guessed (void)
{
  rig = ui_rig_new_before ("submit", NULL);
  rig->courier->holding = TRUE; /* the first question: is it there? */
  ui_rig_open (rig);
  yj_fake_courier_release (rig->courier);
  rig->courier->holding = TRUE;
  ui_rig_settle (rig);
  rig->courier->next_error = YJ_ERROR_OUTCOME_UNKNOWN;
  rig->courier->store_before_error = TRUE;
  yj_fake_courier_release (rig->courier);
  ui_rig_wait_page (rig, "receipt");
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  ui_rig_free (rig);
}

static void
a_full_store_is_said_and_the_same_application_goes_through_later (void)
{
  g_autofree char *id = NULL;

  rig = ui_rig_new_before ("submit", NULL);
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
  ui_rig_wait_page (rig, "receipt");
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  g_assert_cmpstr (yj_session_get_id (rig->context->session), ==, id);
  ui_rig_free (rig);
}

static void
another_language_in_the_middle_sends_nothing_twice (void)
{
  rig = ui_rig_new_before ("submit", NULL);
  rig->courier->holding = TRUE;
  ui_rig_open (rig);
  yj_fake_courier_release (rig->courier);
  rig->courier->holding = TRUE;
  ui_rig_settle (rig);
  yj_style_set_text_size (rig->context->style, YJ_TEXT_LARGE);
  ui_rig_settle (rig);
  yj_fake_courier_release (rig->courier);
  ui_rig_wait_page (rig, "receipt");
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  ui_rig_free (rig);
}

static void
goodbye_is_said_after_everything_is_wiped (void)
{
  rig = ui_rig_new_at ("done", NULL);
  g_assert_null (yj_session_get_item (rig->context->session));
  g_assert_null (yj_session_get_card (rig->context->session));
  g_assert_cmpuint (rig->courier->n_sessions_ended, >, 0);
  g_assert_true (ui_rig_sees (rig, ui_rig_text (rig, "done.heading")));
  ui_rig_touch (rig, ui_rig_text (rig, "done.primary"));
  ui_rig_wait_page (rig, "idle");
  ui_rig_free (rig);
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

  rig = ui_rig_new_before ("submit", NULL);
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
  ui_rig_free (rig);
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
  g_test_add_func ("/ui/handing-over/a-visit-that-ends-empties-the-printer-and-nobody-begins-before-it-is",
                   a_visit_that_ends_empties_the_printer_and_nobody_begins_before_it_is);
  g_test_add_func ("/ui/handing-over/goodbye-is-said-after-everything-is-wiped", goodbye_is_said_after_everything_is_wiped);
  return g_test_run ();
}
