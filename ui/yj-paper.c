/* SPDX-License-Identifier: Apache-2.0 */
/* Owns this visit's requests to the printer. */
#include "ui/yj-paper.h"
#include "core/base/yj-error.h"

typedef struct {
  YjPaperState state;
  GError *error;
  guint requests;
} Request;

struct _YjPaper {
  GObject parent_instance;
  YjReceiptPrinter *printer;
  Request requests[YJ_RECEIPT_N_KINDS];
  YjReceipt *receipt;        /* what runs now */
  GCancellable *cancellable; /* of this visit */
};

G_DEFINE_FINAL_TYPE (YjPaper, yj_paper, G_TYPE_OBJECT)

static guint changed;

static void
forget (YjPaper *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->requests); i++)
    g_clear_error (&self->requests[i].error);
  memset (self->requests, 0, sizeof self->requests);
  g_clear_object (&self->receipt);
}

static void
yj_paper_dispose (GObject *object)
{
  YjPaper *self = YJ_PAPER (object);
  g_cancellable_cancel (self->cancellable);
  forget (self);
  g_clear_object (&self->printer);
  G_OBJECT_CLASS (yj_paper_parent_class)->dispose (object);
}

static void
yj_paper_finalize (GObject *object)
{
  g_object_unref (YJ_PAPER (object)->cancellable);
  G_OBJECT_CLASS (yj_paper_parent_class)->finalize (object);
}

static void
yj_paper_class_init (YjPaperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_paper_dispose;
  G_OBJECT_CLASS (klass)->finalize = yj_paper_finalize;
  changed = g_signal_new ("changed", YJ_TYPE_PAPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yj_paper_init (YjPaper *self)
{
  self->cancellable = g_cancellable_new ();
}

YjPaper *
yj_paper_new (YjReceiptPrinter *printer)
{
  YjPaper *self = g_object_new (YJ_TYPE_PAPER, NULL);
  g_set_object (&self->printer, printer);
  return self;
}

static void
settle (YjPaper *self, YjPaperState state, GError *error)
{
  Request *request = &self->requests[self->receipt->kind];
  request->state = state;
  g_clear_error (&request->error);
  request->error = error;
  g_clear_object (&self->receipt);
  g_signal_emit (self, changed, 0);
}

/* An answer that belongs to a visit that has ended changes nothing. */
typedef struct {
  YjPaper *paper;
  GCancellable *visit;
} Call;

static Call *
call_new (YjPaper *self)
{
  Call *call = g_new (Call, 1);
  *call = (Call){ g_object_ref (self), g_object_ref (self->cancellable) };
  return call;
}

static gboolean
call_end (Call *call, YjPaper **paper)
{
  gboolean current = !g_cancellable_is_cancelled (call->visit);
  *paper = call->paper;
  g_object_unref (call->visit);
  g_free (call);
  return current;
}

static void
on_print_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YjPaper) self = NULL;
  gboolean current = call_end (user_data, &self);
  YjPrintOutcome outcome = YJ_PRINT_UNKNOWN;
  GError *error = NULL;
  gboolean done = yj_receipt_printer_print_finish (YJ_RECEIPT_PRINTER (source), result, &outcome, &error);

  if (!current) {
    g_clear_error (&error);
    return;
  }
  if (!done)
    settle (self, YJ_PAPER_FAILED, error);
  else if (outcome == YJ_PRINT_FAILED)
    settle (self, YJ_PAPER_FAILED, g_error_new_literal (YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "the job was aborted"));
  else
    settle (self, outcome == YJ_PRINT_PRINTED ? YJ_PAPER_PRINTED : YJ_PAPER_UNKNOWN, NULL);
}

static void
print_now (YjPaper *self)
{
  Request *request = &self->requests[self->receipt->kind];
  self->receipt->copy = request->requests++;
  yj_receipt_printer_print_async (self->printer, self->receipt, self->cancellable, on_print_ready, call_new (self));
}

static void
on_purge_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YjPaper) self = NULL;
  gboolean current = call_end (user_data, &self);
  g_autoptr (GError) error = NULL;
  gboolean purged = yj_receipt_printer_purge_finish (YJ_RECEIPT_PRINTER (source), result, &error);

  if (!current)
    return;
  if (purged)
    print_now (self);
  else
    settle (self, YJ_PAPER_UNKNOWN, NULL);
}

void
yj_paper_print (YjPaper *self, YjReceipt *receipt)
{
  Request *request = &self->requests[receipt->kind];
  gboolean unknown = request->state == YJ_PAPER_UNKNOWN;

  if (self->receipt != NULL)
    return;
  self->receipt = g_object_ref (receipt);
  if (self->printer == NULL) {
    settle (self, YJ_PAPER_FAILED, g_error_new_literal (YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "there is no printer"));
    return;
  }
  request->state = YJ_PAPER_RUNNING;
  g_signal_emit (self, changed, 0);
  if (unknown)
    yj_receipt_printer_purge_async (self->printer, on_purge_ready, call_new (self));
  else
    print_now (self);
}

YjPaperState
yj_paper_get_state (YjPaper *self, YjReceiptKind kind)
{
  return self->requests[kind].state;
}

const GError *
yj_paper_get_error (YjPaper *self, YjReceiptKind kind)
{
  return self->requests[kind].error;
}

void
yj_paper_reset (YjPaper *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  forget (self);
  g_signal_emit (self, changed, 0);
}
