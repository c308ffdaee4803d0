/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever asks for a receipt hears within 5 s what became of it, whatever stops answering and when: a print server that is scripted to fail
 * at each request of the dialogue. All cases run side by side, because each of them is waiting. */
#include "core/base/yj-error.h"
#include "core/ports/yj-receipt-printer.h"
#include "drivers/printers/yj-print-choice.h"
#include "drivers/yj-driver.h"
#include "tests/drivers/printers/sample-receipt.h"
#include "tests/drivers/printers/scripted-cups.h"
#include "tests/support/heartbeat.h"

#define PROMISE_MSEC 5000
#define DEADLINE_USEC (90 * G_USEC_PER_SEC)
#define PRINTED (-1)
#define UNKNOWN (-2)

typedef struct {
  const char *what;
  ipp_op_t operation;
  guint nth;
  ScriptedFault fault;
  ScriptedPrinter printer;
  int expected; /* PRINTED, UNKNOWN or the error that says that nothing was printed */
  gboolean is_classic; /* a printer that is probed, and counts nothing */
  gboolean is_before;  /* it fails already while nobody asks for anything, and the driver is waiting for it */
} Case;

static const Case cases[] = {
  { "nothing fails", 0, 0, SCRIPTED_MUTE, SCRIPTED_PRINTS, PRINTED, FALSE },
  { "nothing fails at a printer that counts nothing", 0, 0, SCRIPTED_MUTE, SCRIPTED_PRINTS, PRINTED, TRUE },
  { "mute while nobody asks for anything", IPP_OP_GET_PRINTER_ATTRIBUTES, 1, SCRIPTED_MUTE, SCRIPTED_PRINTS, YJ_ERROR_DEVICE_ABSENT, FALSE, TRUE },
  /* before a job is made: nothing is printed, and that is certain */
  { "mute before the queue's state", IPP_OP_GET_PRINTER_ATTRIBUTES, 1, SCRIPTED_MUTE, SCRIPTED_PRINTS, YJ_ERROR_DEVICE_ABSENT, FALSE },
  { "mute before the printer's capabilities", IPP_OP_GET_PRINTER_ATTRIBUTES, 2, SCRIPTED_MUTE, SCRIPTED_PRINTS, YJ_ERROR_DEVICE_ABSENT, FALSE },
  { "mute before the subscription", IPP_OP_CREATE_PRINTER_SUBSCRIPTIONS, 1, SCRIPTED_MUTE, SCRIPTED_PRINTS, YJ_ERROR_DEVICE_ABSENT, FALSE },
  { "mute before the job's number", IPP_OP_CREATE_JOB, 1, SCRIPTED_MUTE, SCRIPTED_PRINTS, YJ_ERROR_DEVICE_ABSENT, FALSE },
  { "gone before the queue's state", IPP_OP_GET_PRINTER_ATTRIBUTES, 1, SCRIPTED_GONE, SCRIPTED_PRINTS, YJ_ERROR_DEVICE_ABSENT, FALSE },
  { "gone before the job's number", IPP_OP_CREATE_JOB, 1, SCRIPTED_GONE, SCRIPTED_PRINTS, YJ_ERROR_DEVICE_ABSENT, FALSE },
  { "dripping before the job's number", IPP_OP_CREATE_JOB, 1, SCRIPTED_DRIPS, SCRIPTED_PRINTS, YJ_ERROR_DEVICE_ABSENT, FALSE },
  /* afterwards nobody knows */
  { "mute after the document", IPP_OP_SEND_DOCUMENT, 1, SCRIPTED_MUTE, SCRIPTED_PRINTS, UNKNOWN, FALSE },
  { "gone after the document", IPP_OP_SEND_DOCUMENT, 1, SCRIPTED_GONE, SCRIPTED_PRINTS, UNKNOWN, FALSE },
  { "mute before the job's state", IPP_OP_GET_JOB_ATTRIBUTES, 1, SCRIPTED_MUTE, SCRIPTED_HOLDS, UNKNOWN, FALSE },
  { "mute before the job's fifth state", IPP_OP_GET_JOB_ATTRIBUTES, 5, SCRIPTED_MUTE, SCRIPTED_HOLDS, UNKNOWN, FALSE },
  { "gone before the job's fifth state", IPP_OP_GET_JOB_ATTRIBUTES, 5, SCRIPTED_GONE, SCRIPTED_HOLDS, UNKNOWN, FALSE },
  { "dripping before the job's fifth state", IPP_OP_GET_JOB_ATTRIBUTES, 5, SCRIPTED_DRIPS, SCRIPTED_HOLDS, UNKNOWN, FALSE },
  { "mute before the event", IPP_OP_GET_NOTIFICATIONS, 1, SCRIPTED_MUTE, SCRIPTED_FORGETS, UNKNOWN, FALSE },
  { "no event of a job that is forgotten", 0, 0, SCRIPTED_MUTE, SCRIPTED_FORGETS, UNKNOWN, FALSE },
  { "a silent printer", 0, 0, SCRIPTED_MUTE, SCRIPTED_HOLDS, UNKNOWN, FALSE },
  { "a silent printer, mute before the cancel", IPP_OP_CANCEL_JOB, 1, SCRIPTED_MUTE, SCRIPTED_HOLDS, UNKNOWN, FALSE },
  { "a silent printer that does not let go", 0, 0, SCRIPTED_MUTE, SCRIPTED_CLINGS, UNKNOWN, FALSE },
  { "a printer without paper", 0, 0, SCRIPTED_MUTE, SCRIPTED_LACKS, YJ_ERROR_MEDIA_EMPTY, FALSE },
  { "a printer without paper, mute before the cancel", IPP_OP_CANCEL_JOB, 1, SCRIPTED_MUTE, SCRIPTED_LACKS, UNKNOWN, FALSE },
  { "a server that takes 0.8 s for each answer", IPP_OP_GET_PRINTER_ATTRIBUTES, 1, SCRIPTED_SLOW, SCRIPTED_HOLDS, UNKNOWN, FALSE },
  { "one answer lost before the job's state", IPP_OP_GET_JOB_ATTRIBUTES, 1, SCRIPTED_LOST, SCRIPTED_HOLDS, UNKNOWN, FALSE },
  /* a printer that is asked once more before "printed" is said */
  { "mute when asked whether it is there", IPP_OP_CREATE_JOB, 2, SCRIPTED_MUTE, SCRIPTED_PRINTS, UNKNOWN, TRUE },
  { "mute when it was asked whether it is there", IPP_OP_SEND_DOCUMENT, 2, SCRIPTED_MUTE, SCRIPTED_PRINTS, UNKNOWN, TRUE },
};

typedef struct {
  const Case *of;
  ScriptedCups *server;
  YjReceiptPrinter *printer;
  char *journal;
  gint64 asked_usec, answered_usec;
  int said; /* PRINTED, UNKNOWN or an error */
  gboolean is_unsettled; /* when the answer came */
} Run;

static int
say (gboolean ended, YjPrintOutcome outcome, const GError *error)
{
  if (!ended)
    return error->code;
  return outcome == YJ_PRINT_PRINTED ? PRINTED : outcome == YJ_PRINT_UNKNOWN ? UNKNOWN : YJ_ERROR_FAILED;
}

static void
on_printed (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  YjPrintOutcome outcome = YJ_PRINT_UNKNOWN;
  g_autoptr (GError) error = NULL;
  gboolean ended = yj_receipt_printer_print_finish (YJ_RECEIPT_PRINTER (source), result, &outcome, &error);

  run->answered_usec = g_get_monotonic_time ();
  run->said = say (ended, outcome, error);
  run->is_unsettled = (yj_receipt_printer_get_reasons (run->printer) & YJ_PRINTER_UNSETTLED) != 0;
}

static gboolean
is_ready (Run *run)
{
  return !(yj_receipt_printer_get_reasons (run->printer) & YJ_PRINTER_BLOCKED);
}

static gboolean
is_broken (Run *run)
{
  return scripted_cups_is_broken (run->server);
}

static gboolean
is_answered (Run *run)
{
  return run->answered_usec != 0;
}

/* The receipt is drawn: what follows is waiting, and the next case may begin. */
static gboolean
is_under_way (Run *run)
{
  return is_answered (run) || is_broken (run) || scripted_cups_count (run->server, IPP_OP_CREATE_PRINTER_SUBSCRIPTIONS) > 0;
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
do_all (Run *runs, guint n, gboolean (*condition) (Run *))
{
  for (guint i = 0; i < n; i++)
    if (!condition (&runs[i]))
      return FALSE;
  return TRUE;
}

static void
run_until_all (Run *runs, guint n, gboolean (*condition) (Run *))
{
  gint64 deadline_usec = g_get_monotonic_time () + DEADLINE_USEC;
  guint tick = g_timeout_add (20, on_tick, NULL);

  while (!do_all (runs, n, condition)) {
    g_main_context_iteration (NULL, TRUE);
    for (guint i = 0; i < n && g_get_monotonic_time () > deadline_usec; i++)
      if (!condition (&runs[i]))
        g_test_message ("%s: reasons 0x%x", runs[i].of->what, yj_receipt_printer_get_reasons (runs[i].printer));
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_usec);
  }
  g_source_remove (tick);
}

static void
open_run (Run *run, const Case *of)
{
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autofree char *name = g_strdup_printf ("journal-%p", (void *) of);
  g_autoptr (GError) error = NULL;

  run->of = of;
  run->server = scripted_cups_new (of->printer, !of->is_classic);
  run->journal = g_build_filename (g_get_user_runtime_dir (), "kiosk", name, NULL);
  g_key_file_set_string (settings, "printer", "server", scripted_cups_get_address (run->server));
  g_key_file_set_string (settings, "printer", "journal", run->journal);
  run->printer = YJ_RECEIPT_PRINTER (yj_driver_create ("cups-printer", settings, "printer", &error));
  g_assert_no_error (error);
}

static void
close_run (Run *run)
{
  g_assert_finalize_object (run->printer);
  scripted_cups_free (run->server);
  g_free (run->journal);
}

static void
ask (Run *run)
{
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", 1);
  const Case *of = run->of;

  if (of->operation != 0)
    scripted_cups_break_at (run->server, of->operation, of->nth, of->fault);
  if (of->is_before)
    run_until_all (run, 1, is_broken);
  run->asked_usec = g_get_monotonic_time ();
  yj_receipt_printer_print_async (run->printer, receipt, NULL, on_printed, run);
}

/* What the machine did not let this program do is not held against the driver. */
static gboolean
is_slow (const Run *run, Heartbeat *heartbeat)
{
  gint64 starved_usec = heartbeat_get_worst_usec (heartbeat, run->asked_usec, run->answered_usec);
  gint64 msec = (run->answered_usec - run->asked_usec) / 1000;

  g_test_message ("%5" G_GINT64_FORMAT " ms (a beat up to %" G_GINT64_FORMAT " ms late), %s, %s: %s", msec, starved_usec / 1000,
                  run->said == PRINTED   ? "printed"
                  : run->said == UNKNOWN ? "unknown"
                                         : yj_error_nick (run->said),
                  run->is_unsettled ? "gate closed" : "gate open", run->of->what);
  return msec > PROMISE_MSEC + starved_usec / 1000;
}

static guint
judge (const Run *run, Heartbeat *heartbeat)
{
  const Case *of = run->of;
  gboolean wrong = run->said != of->expected || (run->said == UNKNOWN && !run->is_unsettled) || (of->operation != 0 && !scripted_cups_is_broken (run->server));
  gboolean slow = is_slow (run, heartbeat);

  if (slow || wrong)
    g_test_message ("^ %s%s", slow ? "TOO SLOW " : "", wrong ? "WRONG" : "");
  return slow + wrong;
}

static void
whatever_fails_the_outcome_is_known_within_five_seconds (void)
{
  Run runs[G_N_ELEMENTS (cases)] = { 0 };
  Heartbeat *heartbeat = heartbeat_start ();
  guint bad = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    open_run (&runs[i], &cases[i]);
  run_until_all (runs, G_N_ELEMENTS (runs), is_ready);
  for (guint i = 0; i < G_N_ELEMENTS (runs); i++) {
    ask (&runs[i]);
    run_until_all (&runs[i], 1, is_under_way);
  }
  run_until_all (runs, G_N_ELEMENTS (runs), is_answered);
  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    bad += judge (&runs[i], heartbeat);
  /* The gate opens by itself, and never before the job was seen gone. */
  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    scripted_cups_mend (runs[i].server);
  run_until_all (runs, G_N_ELEMENTS (runs), is_ready);
  for (guint i = 0; i < G_N_ELEMENTS (runs); i++) {
    g_assert_false (scripted_cups_has_job (runs[i].server));
    g_assert_true (runs[i].said != UNKNOWN || scripted_cups_count (runs[i].server, IPP_OP_PURGE_JOBS) > 0);
    close_run (&runs[i]);
  }
  heartbeat_stop (heartbeat);
  g_assert_cmpuint (bad, ==, 0);
}

/* A driver that is closed in the middle of its opening waits for nothing either. */
static void
closing_does_not_wait_for_a_mute_server (void)
{
  static const Case mute = { "mute at the opening", 0, 0, SCRIPTED_MUTE, SCRIPTED_PRINTS, UNKNOWN, TRUE };
  Heartbeat *heartbeat = heartbeat_start ();
  gint64 begin_usec, msec, starved_usec;
  Run run = { 0 };

  open_run (&run, &mute);
  run_until_all (&run, 1, is_ready);
  scripted_cups_break_at (run.server, IPP_OP_GET_PRINTER_ATTRIBUTES, 1, SCRIPTED_MUTE);
  run_until_all (&run, 1, is_broken);
  begin_usec = g_get_monotonic_time ();
  g_assert_finalize_object (run.printer);
  while (scripted_cups_count_connections (run.server) > 0)
    g_usleep (1000);
  msec = (g_get_monotonic_time () - begin_usec) / 1000;
  starved_usec = heartbeat_get_worst_usec (heartbeat, begin_usec, g_get_monotonic_time ());
  g_test_message ("the line was closed %" G_GINT64_FORMAT " ms after the driver", msec);
  g_assert_cmpint (msec, <, 1000 + starved_usec / 1000);
  scripted_cups_free (run.server);
  g_free (run.journal);
  heartbeat_stop (heartbeat);
}

static gint64
get_promise_msec (YjPaperKind kind, guint pages, guint page_mm, int speed_mm)
{
  YjPrintPlan plan = { .paper = { .kind = kind }, .extent = { .pages = pages, .page_mm = page_mm } };
  return yj_print_plan_get_promise (&plan, speed_mm) / 1000;
}

static void
only_long_paper_makes_the_promise_longer (void)
{
  g_assert_cmpint (get_promise_msec (YJ_PAPER_ROLL_80, 1, 60, 1000), ==, 5000);
  g_assert_cmpint (get_promise_msec (YJ_PAPER_ROLL_80, 1, 250, 100), ==, 5000);
  g_assert_cmpint (get_promise_msec (YJ_PAPER_ROLL_80, 1, 251, 100), ==, 8000);
  g_assert_cmpint (get_promise_msec (YJ_PAPER_ROLL_80, 1, 500, 200), ==, 5000);
  g_assert_cmpint (get_promise_msec (YJ_PAPER_ROLL_58, 2, 500, 100), ==, 13000);
  g_assert_cmpint (get_promise_msec (YJ_PAPER_A4, 1, 297, 100), ==, 25000);
  g_assert_cmpint (get_promise_msec (YJ_PAPER_A4, 100, 297, 100), ==, 120000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/drivers/cups-promise/whatever-fails-the-outcome-is-known-within-five-seconds",
                   whatever_fails_the_outcome_is_known_within_five_seconds);
  g_test_add_func ("/drivers/cups-promise/closing-does-not-wait-for-a-mute-server", closing_does_not_wait_for_a_mute_server);
  g_test_add_func ("/drivers/cups-promise/only-long-paper-makes-the-promise-longer", only_long_paper_makes_the_promise_longer);
  return g_test_run ();
}
