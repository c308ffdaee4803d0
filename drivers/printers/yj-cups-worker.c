/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the worker thread and its requests; knows the printer only to tell it the reasons. */
#include "drivers/printers/yj-cups-worker.h"
#include "core/base/yj-error.h"
#include "drivers/printers/yj-print-request.h"

#define FOLLOW_USEC (2 * G_USEC_PER_SEC)

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
  YjPrintQueue *queue;
  YjPrintControl control;
  GAsyncQueue *requests;
  GMainContext *context;
  Link *link;
  GMutex lock;
  GCond woken;
  guint interruptions;       /* purges and ends that wait; under lock */
  gboolean is_serving;       /* the thread's, like the next */
  GCancellable *cancellable; /* of the print under way */
};

static void
worker_free (YjCupsWorker *self)
{
  /* Whoever asked for the end has let go of it. */
  g_mutex_lock (&self->lock);
  g_mutex_unlock (&self->lock);
  yj_print_queue_free (self->queue);
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
  Report *report = g_new0 (Report, 1);

  report->link = g_atomic_rc_box_acquire (self->link);
  report->reasons = reasons;
  post (self, on_report, report, report_free);
}

/* Under the lock. A request goes before the following of the queue, a purge before a print. */
static gboolean
may_go_on (YjCupsWorker *self)
{
  if (!self->is_serving)
    return g_async_queue_length (self->requests) <= 0;
  return self->interruptions == 0 && !g_cancellable_is_cancelled (self->cancellable);
}

static gboolean
wait_a_moment (gpointer data, guint msec)
{
  YjCupsWorker *self = data;
  gint64 deadline_usec = g_get_monotonic_time () + msec * 1000;
  gboolean go_on;

  g_mutex_lock (&self->lock);
  while ((go_on = may_go_on (self)) && g_cond_wait_until (&self->woken, &self->lock, deadline_usec))
    ;
  g_mutex_unlock (&self->lock);
  return go_on;
}

static void
serve_print (YjCupsWorker *self, YjPrintRequest *request)
{
  self->cancellable = g_task_get_cancellable (request->task);
  yj_print_queue_print (self->queue, request->receipt, request->messages, &request->outcome, &request->error);
  self->cancellable = NULL;
}

static void
serve_purge (YjCupsWorker *self, YjPrintRequest *request)
{
  g_mutex_lock (&self->lock);
  self->interruptions--;
  g_mutex_unlock (&self->lock);
  yj_print_queue_purge (self->queue, &request->error);
}

static void
serve (YjCupsWorker *self, YjPrintRequest *request)
{
  self->is_serving = TRUE;
  if (request->kind == YJ_PRINT_REQUEST_PRINT)
    serve_print (self, request);
  else
    serve_purge (self, request);
  self->is_serving = FALSE;
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

  yj_print_queue_follow (self->queue);
  while (request == NULL || request->kind != YJ_PRINT_REQUEST_END) {
    request = g_async_queue_timeout_pop (self->requests, FOLLOW_USEC);
    if (request != NULL && request->kind != YJ_PRINT_REQUEST_END)
      serve (self, g_steal_pointer (&request));
    if (request == NULL)
      yj_print_queue_follow (self->queue);
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

  self->control = (YjPrintControl){ wait_a_moment, report_reasons, self };
  self->queue = yj_print_queue_new (settings, &self->control);
  self->requests = g_async_queue_new ();
  self->context = g_main_context_ref_thread_default ();
  self->link = g_atomic_rc_box_new0 (Link);
  self->link->printer = printer;
  self->link->report = report;
  g_mutex_init (&self->lock);
  g_cond_init (&self->woken);
  g_thread_unref (g_thread_new ("receipt-printer", run, self));
  return self;
}

static void
push (YjCupsWorker *self, YjPrintRequest *request)
{
  g_mutex_lock (&self->lock);
  self->interruptions += request->kind != YJ_PRINT_REQUEST_PRINT;
  g_async_queue_push (self->requests, request);
  g_cond_broadcast (&self->woken);
  g_mutex_unlock (&self->lock);
}

void
yj_cups_worker_end (YjCupsWorker *self)
{
  self->link->printer = NULL;
  push (self, yj_print_request_new (YJ_PRINT_REQUEST_END, NULL, NULL, NULL));
}

void
yj_cups_worker_print (YjCupsWorker *self, GTask *task, YjReceipt *receipt, YjMessages *messages)
{
  push (self, yj_print_request_new (YJ_PRINT_REQUEST_PRINT, task, receipt, messages));
}

void
yj_cups_worker_purge (YjCupsWorker *self, GTask *task)
{
  push (self, yj_print_request_new (YJ_PRINT_REQUEST_PURGE, task, NULL, NULL));
}
