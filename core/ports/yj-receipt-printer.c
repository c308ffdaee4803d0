/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the signal of the receipt printer port. */
#include "core/ports/yj-receipt-printer.h"

G_DEFINE_INTERFACE (YjReceiptPrinter, yj_receipt_printer, G_TYPE_OBJECT)

static guint state_changed;

static void
yj_receipt_printer_default_init (YjReceiptPrinterInterface *iface)
{
  state_changed = g_signal_new ("state-changed", YJ_TYPE_RECEIPT_PRINTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

char *
yj_printer_reasons_to_string (YjPrinterReasons reasons)
{
  static const char *const names[] = { "media-empty", "media-low", "media-jam", "cover-open", "offline", "stopped", "no-queue", "unsettled", "no-server" };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if ((reasons & (1u << i)) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", names[i]);
  return g_strdup (text->len > 0 ? text->str : "ready");
}

YjPrinterReasons
yj_receipt_printer_get_reasons (YjReceiptPrinter *self)
{
  return YJ_RECEIPT_PRINTER_GET_IFACE (self)->get_reasons (self);
}

void
yj_receipt_printer_print_async (YjReceiptPrinter *self, YjReceipt *receipt, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  YJ_RECEIPT_PRINTER_GET_IFACE (self)->print_async (self, receipt, cancellable, callback, user_data);
}

gboolean
yj_receipt_printer_print_finish (YjReceiptPrinter *self, GAsyncResult *result, YjPrintOutcome *outcome, GError **error)
{
  return YJ_RECEIPT_PRINTER_GET_IFACE (self)->print_finish (self, result, outcome, error);
}

void
yj_receipt_printer_purge_async (YjReceiptPrinter *self, GAsyncReadyCallback callback, gpointer user_data)
{
  YJ_RECEIPT_PRINTER_GET_IFACE (self)->purge_async (self, callback, user_data);
}

gboolean
yj_receipt_printer_purge_finish (YjReceiptPrinter *self, GAsyncResult *result, GError **error)
{
  return YJ_RECEIPT_PRINTER_GET_IFACE (self)->purge_finish (self, result, error);
}

void
yj_receipt_printer_emit_state_changed (YjReceiptPrinter *self)
{
  g_signal_emit (self, state_changed, 0);
}
