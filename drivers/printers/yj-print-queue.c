/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the state of the queue between jobs, and what goes before and after a job. */
#include "drivers/printers/yj-print-queue.h"
#include "core/base/yj-error.h"
#include "drivers/printers/yj-print-choice.h"
#include "drivers/printers/yj-print-device.h"
#include "drivers/printers/yj-print-journal.h"
#include "drivers/printers/yj-receipt-renderer.h"

#define NEVER_UNTIL_SETTLED (YJ_PRINTER_NO_SERVER | YJ_PRINTER_NO_QUEUE | YJ_PRINTER_STOPPED | YJ_PRINTER_UNSETTLED)
/* Of what was promised: the way of the answer to whoever asked, what a look at the queue may take first, and what a job needs at least. */
#define ANSWER_USEC (3 * G_USEC_PER_SEC / 20)
#define FOLLOW_USEC (3 * G_USEC_PER_SEC)
#define HAND_OVER_USEC (3 * G_USEC_PER_SEC / 2)
#define PURGE_USEC (25 * G_USEC_PER_SEC)

struct _YjPrintQueue {
  YjCupsServer *server;
  YjPrintDevice *device;
  YjPrintJournal *journal;
  const YjPrintControl *control;
  YjPrintControl own;        /* the same for jobs: what they report is remembered here */
  char *wanted;              /* "": any that fits */
  YjPaperKind paper;         /* by settings */
  gboolean count;
  int speed_mm;
  gboolean unsettled;        /* the queue must be purged before the next sheet */
  gint64 rest_usec;          /* until then a sheet that nobody can ask after may still come out */
  YjPrinterReasons reasons;  /* as last reported */
  char *trouble;             /* why there is no queue, as last logged */
};

static void
report (gpointer data, YjPrinterReasons reasons)
{
  YjPrintQueue *self = data;

  if (reasons != self->reasons)
    self->control->report (self->control->data, reasons);
  self->reasons = reasons;
}

static gboolean
wait_a_while (gpointer data, guint msec)
{
  YjPrintQueue *self = data;
  return self->control->wait (self->control->data, msec);
}

YjPrintQueue *
yj_print_queue_new (const YjCupsSettings *settings, const YjPrintControl *control)
{
  YjPrintQueue *self = g_new0 (YjPrintQueue, 1);

  self->server = yj_cups_server_new (settings->address, settings->queue[0] != '\0' ? settings->queue : NULL);
  self->device = yj_print_device_new (self->server, settings->probe_seconds);
  self->journal = yj_print_journal_new (settings->journal);
  self->control = control;
  self->own = (YjPrintControl){ wait_a_while, report, self };
  self->wanted = g_strdup (settings->queue);
  self->paper = settings->paper;
  self->count = settings->sheet_count != 0;
  self->speed_mm = settings->speed_mm;
  self->unsettled = yj_print_journal_is_orphan (self->journal);
  self->reasons = YJ_PRINTER_OFFLINE;
  return self;
}

void
yj_print_queue_free (YjPrintQueue *self)
{
  yj_print_device_free (self->device);
  yj_cups_server_free (self->server);
  yj_print_journal_free (self->journal);
  g_free (self->wanted);
  g_free (self->trouble);
  g_free (self);
}

/* What is said once, until it is something else. */
static void
log_trouble (YjPrintQueue *self, const GError *error)
{
  if (g_strcmp0 (self->trouble, error->message) != 0)
    g_message ("The receipt queue cannot be used: %s", error->message);
  g_free (self->trouble);
  self->trouble = g_strdup (error->message);
}

/* ---- the queue itself ---- */

static gboolean
ensure_queue (YjPrintQueue *self, GError **error)
{
  g_autofree char *chosen = NULL;

  if (yj_cups_server_get_queue (self->server) != NULL)
    return TRUE;
  chosen = yj_print_choose_queue (self->server, self->paper, error);
  if (chosen == NULL)
    return FALSE;
  g_message ("Receipts go through the queue %s: it is the only one that fits", chosen);
  yj_cups_server_set_queue (self->server, chosen);
  return TRUE;
}

/* One that was chosen here and is no more is chosen anew. */
static gboolean
get_state (YjPrintQueue *self, YjQueueState *state, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!ensure_queue (self, error))
    return FALSE;
  if (yj_cups_server_get_state (self->server, state, &local))
    return TRUE;
  if (self->wanted[0] == '\0' && g_error_matches (local, YJ_ERROR, YJ_ERROR_NOT_FOUND))
    yj_cups_server_set_queue (self->server, NULL);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
get_state_resumed (YjPrintQueue *self, YjQueueState *state, GError **error)
{
  if (!get_state (self, state, error))
    return FALSE;
  if (!state->stopped)
    return TRUE;
  if (yj_cups_server_resume (self->server, NULL))
    g_message ("The receipt queue was stopped and has been resumed");
  return yj_cups_server_get_state (self->server, state, error);
}

/* ---- emptying it ---- */

/* What was handed on and is not known to be printed must be seen gone from the printer too: one that is away, or waits for paper, may still
 * hold the job. One that cannot be asked gets the time that the paper needs. */
static gboolean
has_come_to_rest (YjPrintQueue *self, const YjPrintBudget *budget, GError **error)
{
  YjProbe found = YJ_PROBE_SILENT;

  if (!yj_print_device_may_probe (self->device)) {
    if (g_get_monotonic_time () >= self->rest_usec)
      return TRUE;
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "A job whose end is not known may still come out of the printer");
    return FALSE;
  }
  switch (yj_print_device_probe (self->device, budget, &found) ? found : YJ_PROBE_SILENT) {
  case YJ_PROBE_TAKEN:
    return TRUE;
  case YJ_PROBE_BLOCKED:
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "The printer may hold a job that comes out when it has paper again");
    return FALSE;
  default:
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "The printer does not answer after a job that may not have been printed");
    return FALSE;
  }
}

static gboolean
settle (YjPrintQueue *self, const YjPrintBudget *budget, GError **error)
{
  gboolean unknown = self->unsettled;

  self->unsettled = TRUE;
  if (!ensure_queue (self, error) || !yj_print_job_purge_all (self->server, budget, error)
      || (unknown && !has_come_to_rest (self, budget, error)))
    return FALSE;
  self->unsettled = FALSE;
  yj_print_journal_close (self->journal);
  return TRUE;
}

gboolean
yj_print_queue_purge (YjPrintQueue *self, GError **error)
{
  YjPrintBudget budget = yj_print_budget_of (PURGE_USEC);
  gboolean ok;

  yj_cups_server_set_budget (self->server, &budget);
  ok = settle (self, &budget, error);
  yj_cups_server_set_budget (self->server, NULL);
  return ok;
}

/* The queue's state, with a stopped queue resumed and an unsettled one purged. */
static gboolean
get_state_mended (YjPrintQueue *self, const YjPrintBudget *budget, YjQueueState *state, GError **error)
{
  g_autoptr (GError) why = NULL;

  if (!get_state_resumed (self, state, error))
    return FALSE;
  if (!self->unsettled)
    return TRUE;
  if (settle (self, budget, &why))
    g_message ("The receipt queue was purged: the end of its last job was not known");
  else if (!yj_print_budget_is_given_up (budget))
    log_trouble (self, why);
  return yj_cups_server_get_state (self->server, state, error);
}

static YjPrinterReasons
get_reason_of (const GError *error)
{
  gboolean away = error->code == YJ_ERROR_DEVICE_ABSENT || error->code == YJ_ERROR_TIMEOUT;
  return away ? YJ_PRINTER_NO_SERVER : YJ_PRINTER_NO_QUEUE;
}

static void
tell (YjPrintQueue *self, const YjQueueState *state, const GError *error)
{
  YjPrinterReasons reasons = error != NULL ? get_reason_of (error)
                                           : yj_print_device_correct (self->device, state->reasons, g_get_monotonic_time ());

  if (error != NULL)
    log_trouble (self, error);
  else if (!self->unsettled)
    g_clear_pointer (&self->trouble, g_free);
  report (self, reasons | (self->unsettled ? YJ_PRINTER_UNSETTLED : 0));
}

static void
follow (YjPrintQueue *self, const YjPrintBudget *budget, gboolean now)
{
  YjQueueState state = { 0 };
  g_autoptr (GError) error = NULL;

  yj_cups_server_set_budget (self->server, budget);
  if (get_state_mended (self, budget, &state, &error) && !state.busy && !state.stopped
      && (now || yj_print_device_is_due (self->device, state.reasons)) && yj_print_device_ask (self->device, budget))
    get_state_resumed (self, &state, &error);
  yj_cups_server_set_budget (self->server, NULL);
  /* One that was given up has found out nothing. */
  if (!g_error_matches (error, YJ_ERROR, YJ_ERROR_CANCELLED))
    tell (self, &state, error);
}

void
yj_print_queue_follow (YjPrintQueue *self)
{
  YjPrintBudget budget = { G_MAXINT64, wait_a_while, self };
  follow (self, &budget, FALSE);
}

/* ---- a receipt ---- */

static gboolean
check_reasons (YjPrintQueue *self, GError **error)
{
  /* Reasons of an earlier job stay where nobody may ask afresh: then the attempt decides. */
  YjPrinterReasons blocked = self->reasons & (yj_print_device_is_known (self->device) ? YJ_PRINTER_BLOCKED : NEVER_UNTIL_SETTLED);

  if (blocked == 0 && wait_a_while (self, 0))
    return TRUE;
  if ((blocked & (YJ_PRINTER_NO_QUEUE | YJ_PRINTER_NO_SERVER)) && self->trouble != NULL)
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, self->trouble);
  else if (blocked != 0)
    yj_print_job_set_blocked_error (blocked, error);
  else
    g_set_error (error, YJ_ERROR, YJ_ERROR_CANCELLED, "The receipt was not printed: the session has ended");
  return FALSE;
}

/* Printers that count no sheets are asked whether they are still there before "printed" is said. */
static YjPrintOutcome
confirm (YjPrintQueue *self, const YjPrintBudget *budget, gboolean counted, YjPrintOutcome outcome)
{
  YjProbe found;

  if (outcome != YJ_PRINT_PRINTED || counted || !yj_print_device_may_probe (self->device))
    return outcome;
  return yj_print_device_probe (self->device, budget, &found) && !yj_print_device_is_offline (self->device) ? outcome : YJ_PRINT_UNKNOWN;
}

/* Everything up to the job: whatever goes wrong here, nothing was printed. */
static gboolean
prepare (YjPrintQueue *self, const YjPrintBudget *budget, YjReceipt *receipt, YjMessages *messages, YjPrintPlan *plan, GError **error)
{
  YjPrintBudget following = yj_print_budget_at_most (budget, FOLLOW_USEC), planning = yj_print_budget_less (budget, HAND_OVER_USEC);
  gboolean ok;

  following.wait = wait_a_while;
  following.data = self;
  follow (self, &following, (self->reasons & YJ_PRINTER_BLOCKED) != 0 || yj_print_device_speaks (self->device));
  if (!check_reasons (self, error))
    return FALSE;
  yj_cups_server_set_budget (self->server, &planning);
  ok = yj_print_plan (self->server, self->paper, receipt, messages, plan, error);
  yj_cups_server_set_budget (self->server, NULL);
  if (ok)
    yj_print_device_set_kind (self->device, plan->paper.kind, plan->is_driverless);
  return ok;
}

static gboolean
print (YjPrintQueue *self, YjReceipt *receipt, YjMessages *messages, YjPrintOutcome *outcome, GError **error)
{
  g_auto (YjPrintPlan) plan = { 0 };
  YjPrintBudget budget = yj_print_budget_of (YJ_PRINT_PROMISE_USEC - ANSWER_USEC);
  gboolean handed_on = FALSE, ended;
  gint64 promise_usec;
  YjPrintSheet sheet;

  if (!prepare (self, &budget, receipt, messages, &plan, error))
    return FALSE;
  promise_usec = yj_print_plan_get_promise (&plan, self->speed_mm);
  budget.deadline_usec += promise_usec - YJ_PRINT_PROMISE_USEC;
  sheet = (YjPrintSheet){ receipt->reference != NULL ? receipt->reference : "list", plan.media, plan.cut, plan.pdf, plan.extent.pages,
                          plan.is_ipp && self->count };
  yj_print_journal_open (self->journal, sheet.title);
  ended = yj_print_job_run (self->server, &self->own, &budget, &sheet, outcome, &handed_on, error);
  yj_print_device_note_job (self->device, ended && *outcome == YJ_PRINT_PRINTED);
  if (ended)
    *outcome = confirm (self, &budget, sheet.counted && plan.is_driverless, *outcome);
  yj_cups_server_set_budget (self->server, NULL);
  self->unsettled |= handed_on && (!ended || *outcome != YJ_PRINT_PRINTED);
  self->rest_usec = g_get_monotonic_time () + promise_usec;
  return ended;
}

/* One error for all that the server did not answer. */
static void
set_absent (GError **error)
{
  g_clear_error (error);
  g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "The print server did not answer in time; nothing was printed");
}

gboolean
yj_print_queue_print (YjPrintQueue *self, YjReceipt *receipt, YjMessages *messages, YjPrintOutcome *outcome, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean ended = print (self, receipt, messages, outcome, &local);

  if (g_error_matches (local, YJ_ERROR, YJ_ERROR_TIMEOUT))
    set_absent (&local);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  self->unsettled |= ended && *outcome == YJ_PRINT_UNKNOWN;
  if (!self->unsettled)
    yj_print_journal_close (self->journal);
  /* The reason is there before the caller hears of the outcome. */
  if (self->unsettled)
    report (self, self->reasons | YJ_PRINTER_UNSETTLED);
  return ended;
}
