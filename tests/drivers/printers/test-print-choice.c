/* SPDX-License-Identifier: Apache-2.0 */
/* A queue is chosen when all of them were heard, and never by what was heard before the server fell mute or somebody gave up. */
#include "core/base/yj-error.h"
#include "drivers/printers/yj-print-choice.h"
#include "tests/drivers/printers/scripted-cups.h"

typedef struct {
  guint steps_left; /* before it is given up */
} Patience;

static gboolean
is_patient (gpointer data, guint msec)
{
  Patience *patience = data;

  if (patience->steps_left == 0)
    return FALSE;
  patience->steps_left--;
  return TRUE;
}

/* @steps: how often it is asked whether the choice is still wanted before it is not. (transfer full) */
static char *
choose (ScriptedCups *cups, YjPaperKind paper, guint steps, gint64 usec, GError **error)
{
  g_autoptr (YjCupsServer) server = yj_cups_server_new (scripted_cups_get_address (cups), NULL);
  Patience patience = { steps };
  YjPrintBudget budget = yj_print_budget_of (usec);
  char *chosen;

  budget.wait = is_patient;
  budget.data = &patience;
  yj_cups_server_set_budget (server, &budget);
  chosen = yj_print_choose_queue (server, paper, error);
  g_assert_null (yj_cups_server_get_queue (server));
  return chosen;
}

static void
assert_not_chosen (ScriptedCups *cups, guint steps, gint64 usec, YjError code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *chosen = choose (cups, YJ_PAPER_UNKNOWN, steps, usec, &error);

  g_assert_null (chosen);
  g_assert_error (error, YJ_ERROR, (int) code);
  g_test_message ("%s", error->message);
}

static void
two_queues_that_fit_are_both_named (void)
{
  ScriptedCups *cups = scripted_cups_new (SCRIPTED_PRINTS, TRUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *chosen = NULL;

  scripted_cups_add_queue (cups, "spare");
  chosen = choose (cups, YJ_PAPER_UNKNOWN, G_MAXUINT, 30 * G_USEC_PER_SEC, &error);
  g_assert_null (chosen);
  g_assert_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "receipt, spare"));
  scripted_cups_free (cups);
}

/* A print request that comes while the queues are being looked at ends the look. */
static void
a_look_that_is_given_up_chooses_nothing (void)
{
  ScriptedCups *cups = scripted_cups_new (SCRIPTED_PRINTS, TRUE);

  scripted_cups_add_queue (cups, "spare");
  for (guint steps = 0; steps < 3; steps++)
    assert_not_chosen (cups, steps, 30 * G_USEC_PER_SEC, YJ_ERROR_CANCELLED);
  scripted_cups_free (cups);
}

static void
a_server_that_falls_mute_at_a_queue_chooses_nothing (void)
{
  for (guint nth = 1; nth <= 2; nth++) {
    ScriptedCups *cups = scripted_cups_new (SCRIPTED_PRINTS, TRUE);
    scripted_cups_add_queue (cups, "spare");
    scripted_cups_break_at (cups, IPP_OP_GET_PRINTER_ATTRIBUTES, nth, SCRIPTED_MUTE);
    assert_not_chosen (cups, G_MAXUINT, G_USEC_PER_SEC, YJ_ERROR_DEVICE_ABSENT);
    scripted_cups_free (cups);
  }
}

static void
a_server_that_goes_at_a_queue_chooses_nothing (void)
{
  for (guint nth = 1; nth <= 2; nth++) {
    ScriptedCups *cups = scripted_cups_new (SCRIPTED_PRINTS, TRUE);
    scripted_cups_add_queue (cups, "spare");
    scripted_cups_break_at (cups, IPP_OP_GET_PRINTER_ATTRIBUTES, nth, SCRIPTED_GONE);
    assert_not_chosen (cups, G_MAXUINT, 30 * G_USEC_PER_SEC, YJ_ERROR_DEVICE_ABSENT);
    scripted_cups_free (cups);
  }
}

/* What a queue answers itself is its own affair: the others are looked at all the same. */
static void
a_queue_that_refuses_to_answer_does_not_count (void)
{
  ScriptedCups *cups = scripted_cups_new (SCRIPTED_PRINTS, TRUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *chosen = NULL;

  scripted_cups_add_queue (cups, "spare");
  scripted_cups_break_at (cups, IPP_OP_GET_PRINTER_ATTRIBUTES, 2, SCRIPTED_REFUSES);
  chosen = choose (cups, YJ_PAPER_ROLL_80, G_MAXUINT, 30 * G_USEC_PER_SEC, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (chosen, ==, "receipt");
  scripted_cups_free (cups);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/drivers/print-choice/two-queues-that-fit-are-both-named", two_queues_that_fit_are_both_named);
  g_test_add_func ("/drivers/print-choice/a-look-that-is-given-up-chooses-nothing", a_look_that_is_given_up_chooses_nothing);
  g_test_add_func ("/drivers/print-choice/a-server-that-falls-mute-at-a-queue-chooses-nothing", a_server_that_falls_mute_at_a_queue_chooses_nothing);
  g_test_add_func ("/drivers/print-choice/a-server-that-goes-at-a-queue-chooses-nothing", a_server_that_goes_at_a_queue_chooses_nothing);
  g_test_add_func ("/drivers/print-choice/a-queue-that-refuses-to-answer-does-not-count", a_queue_that_refuses_to_answer_does_not_count);
  return g_test_run ();
}
