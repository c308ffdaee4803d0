/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the receipts that it was asked to print. */
#include "tests/ui/support/yj-fake-printer.h"
#include "core/base/yj-error.h"

static void yj_fake_printer_iface_init (YjReceiptPrinterInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjFakePrinter, yj_fake_printer, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_RECEIPT_PRINTER, yj_fake_printer_iface_init))

static YjPrinterReasons
get_reasons (YjReceiptPrinter *printer)
{
  return YJ_FAKE_PRINTER (printer)->reasons;
}

static gboolean
on_answer (gpointer user_data)
{
  GTask *task = user_data;
  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  if (g_task_get_task_data (task) != NULL)
    g_task_return_error (task, g_error_copy (g_task_get_task_data (task)));
  else
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

static void
answer_later (YjFakePrinter *self, gboolean hold, int error, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  if (error >= 0)
    g_task_set_task_data (task, g_error_new (YJ_ERROR, error, "as the test told: %s", yj_error_nick (error)),
                          (GDestroyNotify) g_error_free);
  if (hold)
    g_ptr_array_add (self->held, task);
  else
    g_idle_add_full (G_PRIORITY_DEFAULT, on_answer, task, g_object_unref);
}

void
yj_fake_printer_release (YjFakePrinter *self)
{
  self->holding = FALSE;
  for (guint i = 0; i < self->held->len; i++)
    g_idle_add_full (G_PRIORITY_DEFAULT, on_answer, g_object_ref (g_ptr_array_index (self->held, i)), g_object_unref);
  g_ptr_array_set_size (self->held, 0);
}

static void
print_async (YjReceiptPrinter *printer, YjReceipt *receipt, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
  YjFakePrinter *self = YJ_FAKE_PRINTER (printer);
  if (self->error < 0)
    g_ptr_array_add (self->printed, g_object_ref (receipt));
  answer_later (self, self->holding, self->error, cancellable, callback, user_data);
}

static gboolean
print_finish (YjReceiptPrinter *printer, GAsyncResult *result, YjPrintOutcome *outcome, GError **error)
{
  *outcome = YJ_FAKE_PRINTER (printer)->outcome;
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
purge_async (YjReceiptPrinter *printer, GAsyncReadyCallback callback, gpointer user_data)
{
  YjFakePrinter *self = YJ_FAKE_PRINTER (printer);
  self->n_purges++;
  answer_later (self, FALSE, self->purge_fails ? YJ_ERROR_DEVICE_FAILED : -1, NULL, callback, user_data);
}

static gboolean
purge_finish (YjReceiptPrinter *printer, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
yj_fake_printer_iface_init (YjReceiptPrinterInterface *iface)
{
  iface->get_reasons = get_reasons;
  iface->print_async = print_async;
  iface->print_finish = print_finish;
  iface->purge_async = purge_async;
  iface->purge_finish = purge_finish;
}

static void
yj_fake_printer_finalize (GObject *object)
{
  g_ptr_array_unref (YJ_FAKE_PRINTER (object)->printed);
  g_ptr_array_unref (YJ_FAKE_PRINTER (object)->held);
  G_OBJECT_CLASS (yj_fake_printer_parent_class)->finalize (object);
}

static void
yj_fake_printer_class_init (YjFakePrinterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_fake_printer_finalize;
}

static void
yj_fake_printer_init (YjFakePrinter *self)
{
  self->error = -1;
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->printed = g_ptr_array_new_with_free_func (g_object_unref);
}

YjFakePrinter *
yj_fake_printer_new (void)
{
  return g_object_new (YJ_TYPE_FAKE_PRINTER, NULL);
}
