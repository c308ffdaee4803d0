/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the worker thread and its requests; knows the printer only to tell it the reasons. */
#include "drivers/printers/yj-cups-worker.h"
#include "core/base/yj-error.h"
#include "drivers/printers/yj-print-job.h"
#include "drivers/printers/yj-receipt-renderer.h"

#define FOLLOW_USEC (2 * G_USEC_PER_SEC)
#define PROBE_WELL_USEC (20 * G_USEC_PER_SEC)
#define PROBE_ILL_USEC (2 * G_USEC_PER_SEC)

typedef enum { REQUEST_PRINT, REQUEST_PURGE, REQUEST_END } RequestKind;

typedef struct {
  RequestKind kind;
  GTask *task;
  YjReceipt *receipt;
  YjMessages *messages;
} Request;

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
  gboolean probe;
  GAsyncQueue *requests;
  GMainContext *context;
  Link *link;
  GMutex lock;
  GCond woken;
  guint interruptions;       /* purges and ends that wait; under lock */
  GCancellable *cancellable; /* of the print under way; the thread's */
  gboolean offline;          /* what the last probe found */
  gint64 probed_usec;
  YjPrinterReasons reasons;  /* as last reported */
};

static void
worker_free (YjCupsWorker *self)
{
  yj_cups_server_free (self->server);
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
  return self->probe && (self->probed_usec == 0 || age_usec > (ill ? PROBE_ILL_USEC : PROBE_WELL_USEC));
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

/* What the queue says, asked afresh at the printer when that is due, or when @now. */
static void
follow (YjCupsWorker *self, gboolean now)
{
  YjQueueState state;
  g_autoptr (GError) error = NULL;

  if (get_state_resumed (self, &state, &error) && !state.busy && !state.stopped && !is_interrupted (self)
      && ((now && self->probe) || is_probe_due (self, state.reasons))) {
    probe (self);
    g_clear_error (&error);
    get_state_resumed (self, &state, &error);
  }
  if (error != NULL)
    report_reasons (self, reasons_from_error (error));
  else
    report_reasons (self, state.reasons | (self->offline ? YJ_PRINTER_OFFLINE : 0));
}

static gboolean
print (YjCupsWorker *self, Request *request, YjPrintOutcome *outcome, GError **error)
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
  if (self->reasons & (self->probe ? YJ_PRINTER_BLOCKED : YJ_PRINTER_NO_QUEUE | YJ_PRINTER_STOPPED)) {
    yj_print_job_set_blocked_error (self->reasons, error);
    return FALSE;
  }
  if (is_interrupted (self) || g_cancellable_is_cancelled (self->cancellable)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_CANCELLED, "The receipt was not printed: the session has ended");
    return FALSE;
  }
  return yj_print_job_run (self->server, &control, title, height_mm, pdf, outcome, error);
}

static void
serve_print (YjCupsWorker *self, Request *request)
{
  YjPrintOutcome outcome = YJ_PRINT_UNKNOWN;
  GError *error = NULL;

  self->cancellable = g_task_get_cancellable (request->task);
  if (print (self, request, &outcome, &error)) {
    self->offline = FALSE;
    g_task_return_int (request->task, outcome);
  } else {
    g_task_return_error (request->task, error);
  }
  self->cancellable = NULL;
}

static void
serve_purge (YjCupsWorker *self, Request *request)
{
  GError *error = NULL;

  g_mutex_lock (&self->lock);
  self->interruptions--;
  g_mutex_unlock (&self->lock);
  if (yj_print_job_purge_all (self->server, &error))
    g_task_return_boolean (request->task, TRUE);
  else
    g_task_return_error (request->task, error);
}

static void
request_free (gpointer data)
{
  Request *request = data;
  g_clear_object (&request->task);
  g_clear_object (&request->receipt);
  g_clear_object (&request->messages);
  g_free (request);
}

static gboolean
on_released (gpointer data)
{
  return G_SOURCE_REMOVE; /* the source frees the request */
}

/* A task holds the printer: its last reference goes where the printer lives, never on this thread. */
static void
release (YjCupsWorker *self, Request *request)
{
  post (self, on_released, request, request_free);
}

static void
refuse (YjCupsWorker *self, Request *request)
{
  g_task_return_new_error (request->task, YJ_ERROR, YJ_ERROR_CANCELLED, "The receipt printer is closed");
  release (self, request);
}

static gpointer
run (gpointer data)
{
  YjCupsWorker *self = data;
  Request *request;

  follow (self, FALSE);
  while (TRUE) {
    request = g_async_queue_timeout_pop (self->requests, FOLLOW_USEC);
    if (request == NULL) {
      follow (self, FALSE);
      continue;
    }
    if (request->kind == REQUEST_END)
      break;
    if (request->kind == REQUEST_PRINT)
      serve_print (self, request);
    else
      serve_purge (self, request);
    release (self, request);
    follow (self, FALSE);
  }
  request_free (request);
  while ((request = g_async_queue_try_pop (self->requests)) != NULL)
    refuse (self, request);
  worker_free (self);
  return NULL;
}

YjCupsWorker *
yj_cups_worker_new (GObject *printer, const YjCupsSettings *settings, YjCupsReport report)
{
  YjCupsWorker *self = g_new0 (YjCupsWorker, 1);

  self->server = yj_cups_server_new (settings->address, settings->queue);
  self->probe = settings->probe;
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
  Request *request = g_new0 (Request, 1);

  request->kind = REQUEST_END;
  self->link->printer = NULL;
  interrupt (self);
  g_async_queue_push (self->requests, request);
}

void
yj_cups_worker_print (YjCupsWorker *self, GTask *task, YjReceipt *receipt, YjMessages *messages)
{
  Request *request = g_new0 (Request, 1);

  request->kind = REQUEST_PRINT;
  request->task = task;
  request->receipt = g_object_ref (receipt);
  request->messages = g_object_ref (messages);
  g_async_queue_push (self->requests, request);
}

void
yj_cups_worker_purge (YjCupsWorker *self, GTask *task)
{
  Request *request = g_new0 (Request, 1);

  request->kind = REQUEST_PURGE;
  request->task = task;
  interrupt (self);
  g_async_queue_push (self->requests, request);
}
