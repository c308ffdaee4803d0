/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the visits of a lane and the faults that they meet. */
#include "tests/chaos/paper-lane.h"
#include "core/ports/yj-receipt-printer.h"
#include "drivers/yj-driver.h"
#include "tests/drivers/printers/sample-receipt.h"
#include "tests/support/print-rig-client.h"
#include <math.h>

#define PATIENCE_USEC (300 * G_USEC_PER_SEC)
#define SWITCH_USEC (20 * G_USEC_PER_SEC)
#define AFTERWARDS_MSEC 2500 /* what is still in a printer would come out by then */

typedef struct {
  LaneKind kind;
  guint number, visits;
  GRand *rand;
  GMainContext *context;
  PrintRig *rig;
  GThreadPool *hand; /* what does the faults to the rig: some take seconds, and answers are timed meanwhile */
  Heartbeat *heartbeat;
  YjReceiptPrinter *printer;
  LaneBook *book;
  LaneAccount *account; /* goes to whoever joins the thread */
  /* of the present visit */
  GCancellable *visit;
  guint faults; /* that are still to come */
  gint64 asked_usec, leave_usec;
  gboolean answered, purged, purge_ok;
} Lane;

typedef struct {
  Lane *lane;
  char *word;
} Fault;

/* What goes wrong, and what puts it right; the lane's line can be cut at any byte. */
static const struct {
  const char *word, *mend;
  gboolean virtual_only;
} faults[] = {
  { "UNPLUG", "PLUG", FALSE },         { "UNPLUG", "PLUG", FALSE },          { "CABLE-OUT", "CABLE-IN", TRUE },
  { "CUT", NULL, TRUE },               { "CUT", NULL, TRUE },                { "RESTART-SERVER", NULL, FALSE },
  { "KILL-SERVER", NULL, FALSE },      { "PAPER-OUT", "PAPER-IN", TRUE },    { "COVER-OPEN", "COVER-CLOSE", TRUE },
  { "JAM", "CLEAR", TRUE },
};

static void
tell (Lane *lane, const char *word)
{
  lane_book_note (lane->book, word);
  g_free (print_rig_tell (lane->rig, word));
}

/* ---- moments ---- */

static void
fault_free (gpointer data)
{
  g_free (((Fault *) data)->word);
  g_free (data);
}

static gboolean
on_fault_done (gpointer data)
{
  Fault *fault = data;

  lane_book_note (fault->lane->book, "done");
  fault->lane->faults--;
  return G_SOURCE_REMOVE;
}

static void
do_fault (gpointer data, gpointer user_data)
{
  Fault *fault = data;
  GSource *source = g_idle_source_new ();

  g_free (print_rig_tell (fault->lane->rig, fault->word));
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_fault_done, fault, fault_free);
  g_source_attach (source, fault->lane->context);
  g_source_unref (source);
}

static gboolean
on_fault (gpointer data)
{
  Fault *fault = data;

  lane_book_note (fault->lane->book, fault->word);
  g_thread_pool_push (fault->lane->hand, fault, NULL);
  return G_SOURCE_REMOVE;
}

static void
plan (Lane *lane, guint msec, const char *word)
{
  GSource *source = g_timeout_source_new (msec);
  Fault *fault = g_new0 (Fault, 1);

  *fault = (Fault){ lane, g_strdup (word) };
  lane->faults++;
  g_source_set_callback (source, on_fault, fault, NULL);
  g_source_attach (source, lane->context);
  g_source_unref (source);
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
give_up_waiting (Lane *lane)
{
  const LaneVisit *visit = lane_book_get_present (lane->book);
  g_autofree char *rig = print_rig_tell (lane->rig, "STATE");

  g_printerr ("Lane %u waits in vain; the printer's reasons are %#x, its rig says: %s; %s%s\n", lane->number,
              (guint) yj_receipt_printer_get_reasons (lane->printer), rig, visit != NULL ? visit->title : "no visit yet",
              visit != NULL ? visit->story->str : "");
  g_assert_not_reached ();
}

static void
run_until (Lane *lane, gboolean (*condition) (Lane *))
{
  gint64 deadline_usec = g_get_monotonic_time () + PATIENCE_USEC;
  GSource *tick = g_timeout_source_new (20);

  g_source_set_callback (tick, on_tick, NULL, NULL);
  g_source_attach (tick, lane->context);
  while (!condition (lane)) {
    if (g_get_monotonic_time () > deadline_usec)
      give_up_waiting (lane);
    g_main_context_iteration (lane->context, TRUE);
  }
  g_source_destroy (tick);
  g_source_unref (tick);
}

static gboolean
is_answered (Lane *lane)
{
  return lane->answered;
}

static gboolean
is_purged (Lane *lane)
{
  return lane->purged;
}

static gboolean
is_calm (Lane *lane)
{
  return lane->faults == 0;
}

static gboolean
is_ready (Lane *lane)
{
  return (yj_receipt_printer_get_reasons (lane->printer) & YJ_PRINTER_BLOCKED) == 0;
}

static gboolean
has_waited (Lane *lane)
{
  return g_get_monotonic_time () - lane->asked_usec > AFTERWARDS_MSEC * 1000;
}

/* ---- a visit ---- */

static void
plan_fault (Lane *lane)
{
  guint which, at = (guint) g_rand_int_range (lane->rand, 0, 1800);
  g_autofree char *word = NULL;

  do
    which = (guint) g_rand_int_range (lane->rand, 0, G_N_ELEMENTS (faults));
  while (faults[which].virtual_only && lane->kind != LANE_VIRTUAL);
  if (g_str_equal (faults[which].word, "CUT")) /* as often in a header as in a document */
    word = g_strdup_printf ("CUT %d", (int) exp2 (g_rand_double_range (lane->rand, 0, 20)));
  plan (lane, at, word != NULL ? word : faults[which].word);
  if (faults[which].mend != NULL)
    plan (lane, at + (guint) g_rand_int_range (lane->rand, 50, g_rand_boolean (lane->rand) ? 600 : 7000), faults[which].mend);
}

static void
on_print_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  Lane *lane = data;
  YjPrintOutcome outcome = YJ_PRINT_UNKNOWN;
  g_autoptr (GError) error = NULL;
  gboolean ended = yj_receipt_printer_print_finish (YJ_RECEIPT_PRINTER (source), result, &outcome, &error);

  lane->answered = TRUE;
  lane_book_take_answer (lane->book, lane->asked_usec, lane->heartbeat, ended ? outcome : YJ_PRINT_FAILED, ended ? NULL : error->message);
}

static void
ask (Lane *lane, LaneVisit *visit)
{
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", 1);

  g_free (receipt->reference);
  receipt->reference = g_strdup (visit->title);
  receipt->copy = visit->requests++;
  lane->account->requests++;
  lane_book_note (lane->book, "asked");
  lane->answered = FALSE;
  lane->asked_usec = g_get_monotonic_time ();
  yj_receipt_printer_print_async (lane->printer, receipt, lane->visit, on_print_ready, lane);
}

static void
on_purge_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  Lane *lane = data;
  g_autoptr (GError) error = NULL;

  lane->purge_ok = yj_receipt_printer_purge_finish (YJ_RECEIPT_PRINTER (source), result, &error);
  lane->purged = TRUE;
}

static gboolean
purge (Lane *lane)
{
  lane->purged = FALSE;
  yj_receipt_printer_purge_async (lane->printer, on_purge_ready, lane);
  run_until (lane, is_purged);
  return lane->purge_ok;
}

/* What a person does with a printer that does not come round: a job that was cut off before its document can occupy one for ever. */
static void
switch_off_and_on (Lane *lane)
{
  tell (lane, "UNPLUG");
  tell (lane, "PLUG");
  lane->account->switched++;
}

/* As the kiosk ends a visit: what runs is given up, the queue is emptied, and until that is seen the gate stays closed. */
static void
leave (Lane *lane, LaneVisit *visit)
{
  gboolean closed = FALSE;
  gint64 since_usec = g_get_monotonic_time ();

  lane_book_note (lane->book, "leaves");
  g_cancellable_cancel (lane->visit);
  while (!purge (lane)) {
    closed = TRUE;
    if (g_get_monotonic_time () - since_usec > SWITCH_USEC && lane->faults == 0)
      switch_off_and_on (lane);
  }
  run_until (lane, is_answered);
  visit->ended_usec = g_get_monotonic_time ();
  lane_book_note (lane->book, "ended");
  lane->account->closed += closed;
}

static gboolean
is_time_to_go (Lane *lane)
{
  return lane->answered || g_get_monotonic_time () > lane->leave_usec;
}

/* Some wait for the answer, some leave before it, some ask for another copy. */
static void
spend (Lane *lane, LaneVisit *visit)
{
  gboolean leaves = g_rand_double (lane->rand) < 0.3;

  ask (lane, visit);
  if (leaves) {
    lane->leave_usec = lane->asked_usec + g_rand_int_range (lane->rand, 0, 2500) * 1000;
    run_until (lane, is_time_to_go);
    return;
  }
  run_until (lane, is_answered);
  if (g_rand_double (lane->rand) > 0.3)
    return;
  /* As the page does it: an unknown one is seen gone first. */
  if (!purge (lane))
    return;
  ask (lane, visit);
  run_until (lane, is_answered);
}

static void
run_visit (Lane *lane, guint i)
{
  g_autofree char *title = g_strdup_printf ("L%uV%u", lane->number, i);
  LaneVisit *visit = lane_book_begin_visit (lane->book, title);
  guint n = i == 0 ? 0 : (guint) g_rand_int_range (lane->rand, 0, 8);

  lane->visit = g_cancellable_new ();
  /* The first and one in eight go undisturbed, some meet two faults, some a printer that is not there. */
  if (n == 1) {
    tell (lane, "UNPLUG");
    plan (lane, (guint) g_rand_int_range (lane->rand, 100, 9000), "PLUG");
  }
  for (guint f = 0; n > 1 && f < (n > 5 ? 2 : 1); f++)
    plan_fault (lane);
  spend (lane, visit);
  leave (lane, visit);
  g_clear_object (&lane->visit);
  run_until (lane, is_calm);
  run_until (lane, is_ready);
}

/* ---- a lane ---- */

static void
open_lane (Lane *lane)
{
  const char *const sample[] = { "--ippeveprinter", NULL };
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autofree char *journal = NULL;
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (lane->context);
  lane->rig = print_rig_new (lane->kind == LANE_SAMPLE ? sample : NULL);
  lane->hand = g_thread_pool_new (do_fault, NULL, 1, TRUE, NULL);
  journal = g_build_filename (print_rig_get_directory (lane->rig), "journal", NULL);
  g_key_file_set_string (settings, "printer", "server", print_rig_get_server (lane->rig));
  g_key_file_set_string (settings, "printer", "journal", journal);
  if (lane->kind == LANE_VIRTUAL)
    g_key_file_set_integer (settings, "printer", "probe_seconds", 2);
  g_key_file_set_integer (settings, "printer", "speed_mm", 400);
  lane->printer = YJ_RECEIPT_PRINTER (yj_driver_create ("cups-printer", settings, "printer", &error));
  g_assert_no_error (error);
  run_until (lane, is_ready);
}

static void
close_lane (Lane *lane)
{
  g_autofree char *sheets = NULL;

  lane->asked_usec = g_get_monotonic_time ();
  run_until (lane, has_waited);
  sheets = print_rig_tell (lane->rig, "SHEETS");
  lane_book_take_stock (lane->book, sheets);
  g_object_unref (lane->printer);
  g_thread_pool_free (lane->hand, FALSE, TRUE);
  print_rig_free (lane->rig);
  g_main_context_pop_thread_default (lane->context);
  g_main_context_unref (lane->context);
  lane_book_free (lane->book);
  g_rand_free (lane->rand);
}

static gpointer
run_lane (gpointer data)
{
  Lane *lane = data;
  LaneAccount *account = lane->account;

  open_lane (lane);
  for (guint i = 0; i < lane->visits; i++)
    run_visit (lane, i);
  close_lane (lane);
  g_free (lane);
  return account;
}

GThread *
lane_start (LaneKind kind, guint number, guint32 seed, guint visits, Heartbeat *heartbeat)
{
  g_autofree char *name = g_strdup_printf ("lane-%u", number);
  Lane *lane = g_new0 (Lane, 1);

  lane->kind = kind;
  lane->number = number;
  lane->visits = visits;
  lane->heartbeat = heartbeat;
  lane->rand = g_rand_new_with_seed (seed);
  lane->context = g_main_context_new ();
  lane->account = lane_account_new ();
  lane->book = lane_book_new (lane->account);
  return g_thread_new (name, run_lane, lane);
}

void
lane_join (GThread *thread, LaneAccount *sum)
{
  lane_account_add (sum, g_thread_join (thread));
}
