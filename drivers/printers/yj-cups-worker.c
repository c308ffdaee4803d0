/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the worker thread and its requests; knows the printer only to tell it the reasons. */
#include "drivers/printers/yj-cups-worker.h"
#include "core/base/yj-error.h"
#include "drivers/printers/yj-print-job.h"
#include "drivers/printers/yj-print-journal.h"
#include "drivers/printers/yj-print-request.h"
#include "drivers/printers/yj-receipt-renderer.h"

#define FOLLOW_USEC (2 * G_USEC_PER_SEC)
#define PROBE_ILL_USEC (2 * G_USEC_PER_SEC)

/* Shared by the worker and what it posted; its members are touched in the printer's context alone. */
typedef struct {
  GObject *printer; /* NULL once the printer has gone */
  YjCupsReport report;
} Link;

typedef struct {
  Link *link;
  YjPrinterReasons reasons;
} Report;

struct _YjCupsWorker {
  YjCupsServer *server;
  YjPrintJournal *journal;
  gint64 probe_usec; /* how often a printer that is well is asked; 0: never */
  GAsyncQueue *requests;
  GMainContext *context;
  Link *link;
  GMutex lock;
  GCond woken;
  guint interruptions;       /* purges and ends that wait; under lock */
  GCancellable *cancellable; /* of the print under way; the thread's */
  gboolean offline;          /* what the last probe found */
  gboolean unsettled;        /* the queue must be purged before the next sheet */
  gint64 probed_usec;
  YjPrinterReasons reasons;  /* as last reported */
};

static void
worker_free (YjCupsWorker *self)
{
  yj_cups_server_free (self->server);
  yj_print_journal_free (self->journal);
  g_async_queue_unref (self->requests);
  g_main_context_unref (self->context);
  g_atomic_rc_box_release (self->link);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->woken);
  g_free (self);
}

static void
post (YjCupsWorker *self, GSourceFunc function, gpointer data, GDestroyNotify destroy)
{
  GSource *source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, function, data, destroy);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

static gboolean
on_report (gpointer data)
{
  Report *report = data;
  if (report->link->printer != NULL)
    report->link->report (report->link->printer, report->reasons);
  return G_SOURCE_REMOVE;
}

static void
report_free (gpointer data)
{
  Report *report = data;
  g_atomic_rc_box_release (report->link);
  g_free (report);
}

static void
report_reasons (gpointer data, YjPrinterReasons reasons)
{
  YjCupsWorker *self = data;
  Report *report;

  if (reasons == self->reasons)
    return;
  self->reasons = reasons;
  report = g_new0 (Report, 1);
  report->link = g_atomic_rc_box_acquire (self->link);
  report->reasons = reasons;
  post (self, on_report, report, report_free);
}

static gboolean
wait_a_moment (gpointer data, guint msec)
{
  YjCupsWorker *self = data;
  gint64 deadline_usec = g_get_monotonic_time () + msec * 1000;
  gboolean go_on;

  g_mutex_lock (&self->lock);
  while (self->interruptions == 0 && !g_cancellable_is_cancelled (self->cancellable)
         && g_cond_wait_until (&self->woken, &self->lock, deadline_usec))
    ;
  go_on = self->interruptions == 0 && !g_cancellable_is_cancelled (self->cancellable);
  g_mutex_unlock (&self->lock);
  return go_on;
}

static gboolean
is_interrupted (YjCupsWorker *self)
{
  gboolean interrupted;
  g_mutex_lock (&self->lock);
  interrupted = self->interruptions > 0;
  g_mutex_unlock (&self->lock);
  return interrupted;
}

static gboolean
is_probe_due (YjCupsWorker *self, YjPrinterReasons reasons)
{
  gboolean ill = self->offline || (reasons & YJ_PRINTER_BLOCKED);
  gint64 age_usec = g_get_monotonic_time () - self->probed_usec;
  gint64 wait_usec = ill ? MIN (self->probe_usec, PROBE_ILL_USEC) : self->probe_usec;
  return self->probe_usec > 0 && (self->probed_usec == 0 || age_usec > wait_usec);
}

static void
probe (YjCupsWorker *self)
{
  gboolean answers = TRUE;
  g_autoptr (GError) error = NULL;

  if (yj_print_job_probe (self->server, &answers, &error))
    self->offline = !answers;
  else
    g_debug ("The receipt printer was not asked for its state: %s", error->message);
  self->probed_usec = g_get_monotonic_time ();
}

static YjPrinterReasons
reasons_from_error (const GError *error)
{
  /* Without its server there is no queue to speak of. */
  g_debug ("The receipt queue cannot be followed: %s", error->message);
  return YJ_PRINTER_NO_QUEUE;
}

static gboolean
get_state_resumed (YjCupsWorker *self, YjQueueState *state, GError **error)
{
  if (!yj_cups_server_get_state (self->server, state, error))
    return FALSE;
  if (!state->stopped)
    return TRUE;
  if (yj_cups_server_resume (self->server, NULL))
    g_message ("The receipt queue was stopped and has been resumed");
  return yj_cups_server_get_state (self->server, state, error);
}

/* TRUE: nothing of an earlier person can come out any more. */
static gboolean
settle (YjCupsWorker *self, GError **error)
{
  self->unsettled = !yj_print_job_purge_all (self->server, error);
  if (!self->unsettled)
    yj_print_journal_close (self->journal);
  return !self->unsettled;
}

/* The queue's state, with a stopped queue resumed and an unsettled one purged. */
static gboolean
get_state_mended (YjCupsWorker *self, YjQueueState *state, GError **error)
{
  g_autoptr (GError) why = NULL;

  if (!get_state_resumed (self, state, error))
    return FALSE;
  if (!self->unsettled || is_interrupted (self))
    return TRUE;
  if (settle (self, &why))
    g_message ("The receipt queue was purged: the end of its last job was not known");
  else
    g_message ("The receipt queue could not be purged: %s", why->message);
  return yj_cups_server_get_state (self->server, state, error);
}

/* What the queue says, asked afresh at the printer when that is due, or when @now. */
static void
follow (YjCupsWorker *self, gboolean now)
{
  YjQueueState state;
  g_autoptr (GError) error = NULL;

  if (get_state_mended (self, &state, &error) && !state.busy && !state.stopped && !is_interrupted (self)
      && ((now && self->probe_usec > 0) || is_probe_due (self, state.reasons))) {
    probe (self);
    g_clear_error (&error);
    get_state_resumed (self, &state, &error);
  }
  report_reasons (self, (error != NULL ? reasons_from_error (error) : state.reasons)
                            | (self->offline && error == NULL ? YJ_PRINTER_OFFLINE : 0)
                            | (self->unsettled ? YJ_PRINTER_UNSETTLED : 0));
}

/* CUPS calls a job completed also when a printer on the network was pulled out in its middle: then one
 * that does not answer any more leaves the end unknown. */
static YjPrintOutcome
confirm (YjCupsWorker *self, YjPrintOutcome outcome)
{
  if (outcome != YJ_PRINT_PRINTED || self->probe_usec == 0)
    return outcome;
  probe (self);
  return self->offline ? YJ_PRINT_UNKNOWN : outcome;
}

static gboolean
print (YjCupsWorker *self, const YjPrintRequest *request, YjPrintOutcome *outcome, GError **error)
{
  YjPrintControl control = { wait_a_moment, report_reasons, self };
  const char *title = request->receipt->reference != NULL ? request->receipt->reference : "list";
  g_autoptr (GBytes) pdf = NULL;
  guint height_mm;

  pdf = yj_receipt_render_pdf (request->receipt, request->messages, &height_mm, error);
  if (pdf == NULL)
    return FALSE;
  follow (self, (self->reasons & YJ_PRINTER_BLOCKED) != 0);
  /* Reasons of an earlier job stay where nobody may ask afresh: then the attempt decides. */
  if (self->reasons & (self->probe_usec > 0 ? YJ_PRINTER_BLOCKED : YJ_PRINTER_NO_QUEUE | YJ_PRINTER_STOPPED | YJ_PRINTER_UNSETTLED)) {
    yj_print_job_set_blocked_error (self->reasons, error);
    return FALSE;
  }
  if (is_interrupted (self) || g_cancellable_is_cancelled (self->cancellable)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_CANCELLED, "The receipt was not printed: the session has ended");
    return FALSE;
  }
  yj_print_journal_open (self->journal, title);
  return yj_print_job_run (self->server, &control, title, height_mm, pdf, outcome, error);
}

static void
serve_print (YjCupsWorker *self, YjPrintRequest *request)
{
  gboolean ended;

  self->cancellable = g_task_get_cancellable (request->task);
  ended = print (self, request, &request->outcome, &request->error);
  self->cancellable = NULL;
  if (ended) {
    request->outcome = confirm (self, request->outcome);
    self->offline &= request->outcome != YJ_PRINT_PRINTED;
    self->unsettled |= request->outcome == YJ_PRINT_UNKNOWN;
  }
  if (!self->unsettled)
    yj_print_journal_close (self->journal);
  /* The reason is there before the caller hears of the outcome. */
  if (self->unsettled)
    report_reasons (self, self->reasons | YJ_PRINTER_UNSETTLED);
}

static void
serve_purge (YjCupsWorker *self, YjPrintRequest *request)
{
  g_mutex_lock (&self->lock);
  self->interruptions--;
  g_mutex_unlock (&self->lock);
  settle (self, &request->error);
}

static void
serve (YjCupsWorker *self, YjPrintRequest *request)
{
  if (request->kind == YJ_PRINT_REQUEST_PRINT)
    serve_print (self, request);
  else
    serve_purge (self, request);
  yj_print_request_answer (request, self->context);
}

/* The printer is closed: what still waits is not done. */
static void
refuse_rest (YjCupsWorker *self)
{
  YjPrintRequest *request;

  while ((request = g_async_queue_try_pop (self->requests)) != NULL) {
    g_set_error (&request->error, YJ_ERROR, YJ_ERROR_CANCELLED, "The receipt printer is closed");
    yj_print_request_answer (request, self->context);
  }
}

static gpointer
run (gpointer data)
{
  YjCupsWorker *self = data;
  YjPrintRequest *request = NULL;

  follow (self, FALSE);
  while (request == NULL || request->kind != YJ_PRINT_REQUEST_END) {
    request = g_async_queue_timeout_pop (self->requests, FOLLOW_USEC);
    if (request != NULL && request->kind != YJ_PRINT_REQUEST_END)
      serve (self, g_steal_pointer (&request));
    if (request == NULL)
      follow (self, FALSE);
  }
  yj_print_request_answer (request, self->context);
  refuse_rest (self);
  worker_free (self);
  return NULL;
}

YjCupsWorker *
yj_cups_worker_new (GObject *printer, const YjCupsSettings *settings, YjCupsReport report)
{
  YjCupsWorker *self = g_new0 (YjCupsWorker, 1);

  self->server = yj_cups_server_new (settings->address, settings->queue);
  self->journal = yj_print_journal_new (settings->journal);
  self->unsettled = yj_print_journal_is_orphan (self->journal);
  self->probe_usec = settings->probe_seconds * G_USEC_PER_SEC;
  self->requests = g_async_queue_new ();
  self->context = g_main_context_ref_thread_default ();
  self->link = g_atomic_rc_box_new0 (Link);
  self->link->printer = printer;
  self->link->report = report;
  self->reasons = YJ_PRINTER_OFFLINE;
  g_mutex_init (&self->lock);
  g_cond_init (&self->woken);
  g_thread_unref (g_thread_new ("receipt-printer", run, self));
  return self;
}

static void
interrupt (YjCupsWorker *self)
{
  g_mutex_lock (&self->lock);
  self->interruptions++;
  g_cond_broadcast (&self->woken);
  g_mutex_unlock (&self->lock);
}

void
yj_cups_worker_end (YjCupsWorker *self)
{
  self->link->printer = NULL;
  interrupt (self);
  g_async_queue_push (self->requests, yj_print_request_new (YJ_PRINT_REQUEST_END, NULL, NULL, NULL));
}

void
yj_cups_worker_print (YjCupsWorker *self, GTask *task, YjReceipt *receipt, YjMessages *messages)
{
  g_async_queue_push (self->requests, yj_print_request_new (YJ_PRINT_REQUEST_PRINT, task, receipt, messages));
}

void
yj_cups_worker_purge (YjCupsWorker *self, GTask *task)
{
  interrupt (self);
  g_async_queue_push (self->requests, yj_print_request_new (YJ_PRINT_REQUEST_PURGE, task, NULL, NULL));
}
