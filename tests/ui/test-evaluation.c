/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody thinks of the visit: a record of its own, that holds nobody up. */
#include "core/base/yj-error.h"
#include "core/seal/yj-envelope.h"
#include "tests/ui/support/ui-rig.h"
#include <string.h>

static UiRig *rig;

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
an_opinion_is_a_record_of_its_own (void)
{
  rig = ui_rig_new_at ("evaluation", NULL);
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.primary"));
  ui_rig_wait_text (rig, "evaluation.missing");
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.grade.satisfied"));
  ui_rig_settle (rig);
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.primary"));
  ui_rig_wait_page (rig, "done");
  ui_rig_settle (rig);
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (rig->courier->draft_headers, 0), "\"evaluation\""));
  ui_rig_free (rig);
}

static void
who_was_dissatisfied_is_offered_no_praise (void)
{
  g_autoptr (json_t) evaluation = NULL;

  rig = ui_rig_new_at ("evaluation", NULL);
  g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "evaluation.reason.fast")));
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.grade.very-satisfied"));
  ui_rig_wait_text (rig, "evaluation.reason.fast");
  g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "evaluation.call-back")));
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.grade.dissatisfied"));
  ui_rig_wait_text (rig, "evaluation.reason.slow");
  g_assert_false (ui_rig_sees (rig, ui_rig_text (rig, "evaluation.reason.fast")));
  ui_rig_settle (rig);
  ui_rig_wait_text (rig, "evaluation.call-back");
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.primary"));
  ui_rig_wait_text (rig, "evaluation.missing-reason");
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.reason.slow"));
  ui_rig_wait (sees_no, (gpointer) "evaluation.missing-reason");
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.call-back"));
  ui_rig_settle (rig);
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.primary"));
  ui_rig_wait_page (rig, "done");
  ui_rig_settle (rig);
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 1);
  evaluation = open_last ();
  g_assert_cmpstr (yj_json_string (evaluation, "grade"), ==, "dissatisfied");
  g_assert_cmpuint (json_array_size (yj_json_array (evaluation, "reasons")), ==, 1);
  g_assert_cmpstr (json_string_value (json_array_get (yj_json_array (evaluation, "reasons"), 0)), ==, "slow");
  g_assert_true (yj_json_bool (evaluation, "call_back", FALSE));
  ui_rig_free (rig);
}

/* The courier keeps nothing and answers nothing: the person is not held up by it. */
static void
an_opinion_holds_nobody_up (void)
{
  rig = ui_rig_new_at ("evaluation", NULL);
  rig->courier->holding = TRUE;
  rig->courier->next_error = YJ_ERROR_STORE_FULL;
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.grade.satisfied"));
  ui_rig_settle (rig);
  ui_rig_touch (rig, ui_rig_text (rig, "evaluation.primary"));
  ui_rig_wait_page (rig, "done");
  yj_fake_courier_release (rig->courier);
  ui_rig_settle (rig);
  g_assert_cmpuint (rig->courier->envelopes->len, ==, 0);
  ui_rig_free (rig);
}

int
main (int argc, char **argv)
{
  ui_rig_init (&argc, &argv);
  g_test_add_func ("/ui/evaluation/an-opinion-is-a-record-of-its-own", an_opinion_is_a_record_of_its_own);
  g_test_add_func ("/ui/evaluation/who-was-dissatisfied-is-offered-no-praise", who_was_dissatisfied_is_offered_no_praise);
  g_test_add_func ("/ui/evaluation/an-opinion-holds-nobody-up", an_opinion_holds_nobody_up);
  return g_test_run ();
}
