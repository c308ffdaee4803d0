/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the visits and faults of a lane, and its account. */
#include "tests/chaos/paper-lane.h"
#include "core/ports/yj-receipt-printer.h"
#include "drivers/yj-driver.h"
#include "tests/drivers/printers/sample-receipt.h"
#include "tests/support/print-rig-client.h"
#include <math.h>

#define PATIENCE_USEC (120 * G_USEC_PER_SEC)
#define SWITCH_USEC (20 * G_USEC_PER_SEC)
#define AFTERWARDS_MSEC 2500 /* what is still in a printer would come out by then */

typedef struct {
  char *title;
  guint requests, printed;
  gint64 began_usec, ended_usec;
  GString *story;
} Visit;

typedef struct {
  LaneKind kind;
  guint number, visits;
  GRand *rand;
  GMainContext *context;
  PrintRig *rig;
  GThreadPool *hand; /* what does the faults to the rig: some take seconds, and answers are timed meanwhile */
  Heartbeat *heartbeat;
  YjReceiptPrinter *printer;
  GPtrArray *log; /* Visit */
  LaneAccount *account;
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
visit_free (gpointer data)
{
  Visit *visit = data;

  g_free (visit->title);
  g_string_free (visit->story, TRUE);
  g_free (data);
}

static void
note (Lane *lane, const char *what)
{
  Visit *visit = lane->log->len > 0 ? g_ptr_array_index (lane->log, lane->log->len - 1) : NULL;

  if (visit != NULL)
    g_string_append_printf (visit->story, ", %s at %" G_GINT64_FORMAT, what, (g_get_monotonic_time () - visit->began_usec) / 1000);
}

static void
tell (Lane *lane, const char *word)
{
  note (lane, word);
  g_free (print_rig_tell (lane->rig, word));
}

static void
tell_story (Lane *lane, const Visit *visit, const char *why)
{
  g_ptr_array_add (lane->account->stories, g_strdup_printf ("%s: %s%s", why, visit->title, visit->story->str));
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

  note (fault->lane, "done");
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

  note (fault->lane, fault->word);
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
  const Visit *visit = lane->log->len > 0 ? g_ptr_array_index (lane->log, lane->log->len - 1) : NULL;
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

/* What the machine did not let this program do is told apart, and not hidden. An answer needs two threads in turn, the driver's and this one,
 * each of which may be as late as the worst beat. */
static void
judge_time (Lane *lane, const Visit *visit)
{
  gint64 now_usec = g_get_monotonic_time (), starved_usec = 2 * heartbeat_get_worst_usec (lane->heartbeat, lane->asked_usec, now_usec);
  gint64 msec = (now_usec - lane->asked_usec) / 1000;
  g_autofree char *why = g_strdup_printf ("an answer after %" G_GINT64_FORMAT " ms, a beat %" G_GINT64_FORMAT " ms late", msec, starved_usec / 2000);

  g_array_append_val (lane->account->answer_msec, msec);
  if (msec <= LANE_PROMISE_MSEC)
    return;
  lane->account->slow++;
  lane->account->starved += msec - starved_usec / 1000 <= LANE_PROMISE_MSEC;
  tell_story (lane, visit, why);
}

static void
on_print_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  Lane *lane = data;
  Visit *visit = g_ptr_array_index (lane->log, lane->log->len - 1);
  YjPrintOutcome outcome = YJ_PRINT_UNKNOWN;
  g_autoptr (GError) error = NULL;
  gboolean ended = yj_receipt_printer_print_finish (YJ_RECEIPT_PRINTER (source), result, &outcome, &error);

  note (lane, !ended ? error->message : outcome == YJ_PRINT_PRINTED ? "printed" : outcome == YJ_PRINT_FAILED ? "failed" : "unknown");
  lane->answered = TRUE;
  visit->printed += ended && outcome == YJ_PRINT_PRINTED;
  lane->account->printed += ended && outcome == YJ_PRINT_PRINTED;
  lane->account->unknown += ended && outcome == YJ_PRINT_UNKNOWN;
  lane->account->failed += !ended || outcome == YJ_PRINT_FAILED;
  judge_time (lane, visit);
}

static void
ask (Lane *lane, Visit *visit)
{
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", 1);

  g_free (receipt->reference);
  receipt->reference = g_strdup (visit->title);
  receipt->copy = visit->requests++;
  lane->account->requests++;
  note (lane, "asked");
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
leave (Lane *lane, Visit *visit)
{
  gboolean closed = FALSE;
  gint64 since_usec = g_get_monotonic_time ();

  note (lane, "leaves");
  g_cancellable_cancel (lane->visit);
  while (!purge (lane)) {
    closed = TRUE;
    if (g_get_monotonic_time () - since_usec > SWITCH_USEC && lane->faults == 0)
      switch_off_and_on (lane);
  }
  run_until (lane, is_answered);
  visit->ended_usec = g_get_monotonic_time ();
  note (lane, "ended");
  lane->account->closed += closed;
}

static gboolean
is_time_to_go (Lane *lane)
{
  return lane->answered || g_get_monotonic_time () > lane->leave_usec;
}

/* Some wait for the answer, some leave before it, some ask for another copy. */
static void
spend (Lane *lane, Visit *visit)
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

static Visit *
visit_new (Lane *lane, guint i)
{
  Visit *visit = g_new0 (Visit, 1);

  visit->story = g_string_new (NULL);
  visit->began_usec = g_get_monotonic_time ();
  visit->title = g_strdup_printf ("L%uV%u", lane->number, i);
  g_ptr_array_add (lane->log, visit);
  lane->visit = g_cancellable_new ();
  lane->account->visits++;
  return visit;
}

static void
run_visit (Lane *lane, guint i)
{
  Visit *visit = visit_new (lane, i);
  guint n = i == 0 ? 0 : (guint) g_rand_int_range (lane->rand, 0, 8);

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

/* ---- the account ---- */

static Visit *
find_visit (Lane *lane, const char *title)
{
  for (guint i = 0; i < lane->log->len; i++)
    if (g_str_equal (((Visit *) g_ptr_array_index (lane->log, i))->title, title))
      return g_ptr_array_index (lane->log, i);
  return NULL;
}

static guint
count_sheets (GStrv sheets, const Visit *visit)
{
  g_autofree char *prefix = g_strconcat (visit->title, "@", NULL);
  guint n = 0;

  for (guint i = 0; sheets[i] != NULL; i++)
    n += g_str_has_prefix (sheets[i], prefix);
  return n;
}

static void
take_stock (Lane *lane)
{
  g_autofree char *line = print_rig_tell (lane->rig, "SHEETS");
  g_auto (GStrv) sheets = g_strsplit (line, " ", -1);

  for (guint i = 0; sheets[i] != NULL && *sheets[i] != '\0'; i++) {
    g_auto (GStrv) pair = g_strsplit (sheets[i], "@", 2);
    Visit *visit = find_visit (lane, pair[0]); /* every title is one of ours */
    gint64 late_usec = g_ascii_strtoll (pair[1], NULL, 10) - visit->ended_usec;
    g_autofree char *why = g_strdup_printf ("a sheet %" G_GINT64_FORMAT " ms late", late_usec / 1000);
    lane->account->sheets++;
    lane->account->late += late_usec > 0;
    if (late_usec > 0)
      tell_story (lane, visit, why);
  }
  for (guint i = 0; i < lane->log->len; i++) {
    const Visit *visit = g_ptr_array_index (lane->log, i);
    guint n = count_sheets (sheets, visit);
    lane->account->doubled += n > visit->requests ? n - visit->requests : 0;
    lane->account->false_success += visit->printed > n ? visit->printed - n : 0;
    if (n > visit->requests || visit->printed > n)
      tell_story (lane, visit, n > visit->requests ? "too many sheets" : "no sheet for a success");
  }
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
  lane->asked_usec = g_get_monotonic_time ();
  run_until (lane, has_waited);
  take_stock (lane);
  g_object_unref (lane->printer);
  g_thread_pool_free (lane->hand, FALSE, TRUE);
  print_rig_free (lane->rig);
  g_main_context_pop_thread_default (lane->context);
  g_main_context_unref (lane->context);
  g_ptr_array_unref (lane->log);
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
  lane->log = g_ptr_array_new_with_free_func (visit_free);
  lane->account = g_new0 (LaneAccount, 1);
  lane->account->stories = g_ptr_array_new_with_free_func (g_free);
  lane->account->answer_msec = g_array_new (FALSE, FALSE, sizeof (gint64));
  return g_thread_new (name, run_lane, lane);
}

void
lane_join (GThread *thread, LaneAccount *sum)
{
  LaneAccount *account = g_thread_join (thread);
  guint *from = &account->visits, *to = &sum->visits;

  for (gsize i = 0; i < G_STRUCT_OFFSET (LaneAccount, answer_msec) / sizeof (guint); i++)
    to[i] += from[i];
  g_array_append_vals (sum->answer_msec, account->answer_msec->data, account->answer_msec->len);
  for (guint i = 0; i < account->stories->len; i++)
    g_test_message ("%s", (const char *) g_ptr_array_index (account->stories, i));
  g_ptr_array_unref (account->stories);
  g_array_unref (account->answer_msec);
  g_free (account);
}
