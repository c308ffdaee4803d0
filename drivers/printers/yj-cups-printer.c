/* SPDX-License-Identifier: Apache-2.0 */
/* The receipt printer behind a CUPS queue. Owns the settings and the port; the queue's thread does the
 * work. Settings of its group:
 *   server        path of the CUPS socket or host[:port]      (/run/cups/cups.sock)
 *   queue         name of the queue; none: the one whose printer fits
 *   paper         auto, roll-80, roll-58 or a4                (auto: what is loaded)
 *   probe_seconds how often an idle printer is asked for its state: itself at a plain ipp: address, else one with a roll with a
 *                 job of two bytes that feeds no paper; 0: believe for 5 minutes what the last job left behind (-1: 10, but no job with IPP Everywhere)
 *   speed_mm      that a roll moves in a second, at least      (100)
 *   sheet_count   0 for an IPP printer that does not count its sheets (1)
 *   journal       file that tells an unsettled job after a crash ($RUNTIME_DIRECTORY/print-journal)
 *   translations  folder of the words on a receipt            ($YIJIAN_DATA_DIR/translations)
 * The property "messages" (YjMessages) spares the last. The thread starts with the settings. */
#include "core/base/yj-error.h"
#include "core/base/yj-messages.h"
#include "core/ports/yj-receipt-printer.h"
#include "drivers/printers/yj-cups-worker.h"
#include "drivers/yj-driver.h"

#define YJ_TYPE_CUPS_PRINTER (yj_cups_printer_get_type ())
G_DECLARE_FINAL_TYPE (YjCupsPrinter, yj_cups_printer, YJ, CUPS_PRINTER, GObject)

struct _YjCupsPrinter {
  GObject parent_instance;
  YjCupsWorker *worker; /* NULL until configured */
  YjMessages *messages;
  char *translations;
  YjPrinterReasons reasons;
};

enum { PROP_MESSAGES = 1 };

static void yj_cups_printer_port_init (YjReceiptPrinterInterface *iface);
static void yj_cups_printer_driver_init (YjDriverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjCupsPrinter, yj_cups_printer, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_RECEIPT_PRINTER, yj_cups_printer_port_init)
                                   G_IMPLEMENT_INTERFACE (YJ_TYPE_DRIVER, yj_cups_printer_driver_init))

static void
on_worker_report (GObject *printer, YjPrinterReasons reasons)
{
  YjCupsPrinter *self = YJ_CUPS_PRINTER (printer);
  g_autofree char *before = yj_printer_reasons_to_string (self->reasons), *after = yj_printer_reasons_to_string (reasons);

  if (reasons == self->reasons)
    return;
  g_message ("The receipt printer's state changed from %s to %s", before, after);
  self->reasons = reasons;
  yj_receipt_printer_emit_state_changed (YJ_RECEIPT_PRINTER (self));
}

static gboolean
ensure_messages (YjCupsPrinter *self, GError **error)
{
  if (self->messages == NULL)
    self->messages = yj_messages_new (self->translations, error);
  return self->messages != NULL;
}

static YjPrinterReasons
yj_cups_printer_get_reasons (YjReceiptPrinter *printer)
{
  return YJ_CUPS_PRINTER (printer)->reasons;
}

static void
yj_cups_printer_print_async (YjReceiptPrinter *printer, YjReceipt *receipt, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  YjCupsPrinter *self = YJ_CUPS_PRINTER (printer);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, yj_cups_printer_print_async);
  /* The outcome counts even when the caller has given up: paper may have come out. */
  g_task_set_check_cancellable (task, FALSE);
  if (ensure_messages (self, &error)) {
    yj_cups_worker_print (self->worker, task, receipt, self->messages);
    return;
  }
  g_task_return_error (task, error);
  g_object_unref (task);
}

static gboolean
yj_cups_printer_print_finish (YjReceiptPrinter *printer, GAsyncResult *result, YjPrintOutcome *outcome, GError **error)
{
  g_autoptr (GError) local = NULL;
  gssize value = g_task_propagate_int (G_TASK (result), &local);

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (outcome != NULL)
    *outcome = (YjPrintOutcome) value;
  return TRUE;
}

static void
yj_cups_printer_purge_async (YjReceiptPrinter *printer, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (printer, NULL, callback, user_data);
  g_task_set_source_tag (task, yj_cups_printer_purge_async);
  yj_cups_worker_purge (YJ_CUPS_PRINTER (printer)->worker, task);
}

static gboolean
yj_cups_printer_purge_finish (YjReceiptPrinter *printer, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static char *
default_translations (void)
{
  const char *data = g_getenv ("YIJIAN_DATA_DIR");
  return g_build_filename (data != NULL ? data : "/usr/share/yijian", "translations", NULL);
}

/* systemd names the unit's own folder on a tmpfs. */
static char *
default_journal (void)
{
  const char *unit = g_getenv ("RUNTIME_DIRECTORY");
  return g_build_filename (unit != NULL ? unit : g_get_user_runtime_dir (), "print-journal", NULL);
}

static gboolean
yj_cups_printer_configure (YjDriver *driver, GKeyFile *settings, const char *group, GError **error)
{
  YjCupsPrinter *self = YJ_CUPS_PRINTER (driver);
  g_autofree char *address = yj_driver_settings_string (settings, group, "server", "/run/cups/cups.sock");
  g_autofree char *queue = yj_driver_settings_string (settings, group, "queue", NULL);
  g_autofree char *paper = yj_driver_settings_string (settings, group, "paper", "auto");
  g_autofree char *translations = default_translations (), *place = default_journal ();
  g_autofree char *journal = yj_driver_settings_string (settings, group, "journal", place);
  YjCupsSettings values = { address, queue != NULL ? queue : "", journal, yj_paper_kind_from_nick (paper), 0, 0, 0 };

  if (*address == '\0') {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[%s] server must not be empty", group);
    return FALSE;
  }
  if (values.paper == YJ_PAPER_UNKNOWN && !g_str_equal (paper, "auto")) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[%s] paper=%s: it is auto, roll-80, roll-58 or a4", group, paper);
    return FALSE;
  }
  if (!yj_driver_settings_int (settings, group, "probe_seconds", -1, -1, 3600, &values.probe_seconds, error)
      || !yj_driver_settings_int (settings, group, "speed_mm", 100, 10, 1000, &values.speed_mm, error)
      || !yj_driver_settings_int (settings, group, "sheet_count", 1, 0, 1, &values.sheet_count, error))
    return FALSE;
  self->translations = yj_driver_settings_string (settings, group, "translations", translations);
  self->worker = yj_cups_worker_new (G_OBJECT (self), &values, on_worker_report);
  return TRUE;
}

static void
yj_cups_printer_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  YjCupsPrinter *self = YJ_CUPS_PRINTER (object);

  if (id == PROP_MESSAGES)
    g_set_object (&self->messages, g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
yj_cups_printer_dispose (GObject *object)
{
  YjCupsPrinter *self = YJ_CUPS_PRINTER (object);

  g_clear_pointer (&self->worker, yj_cups_worker_end);
  g_clear_object (&self->messages);
  G_OBJECT_CLASS (yj_cups_printer_parent_class)->dispose (object);
}

static void
yj_cups_printer_finalize (GObject *object)
{
  g_free (YJ_CUPS_PRINTER (object)->translations);
  G_OBJECT_CLASS (yj_cups_printer_parent_class)->finalize (object);
}

static void
yj_cups_printer_port_init (YjReceiptPrinterInterface *iface)
{
  iface->get_reasons = yj_cups_printer_get_reasons;
  iface->print_async = yj_cups_printer_print_async;
  iface->print_finish = yj_cups_printer_print_finish;
  iface->purge_async = yj_cups_printer_purge_async;
  iface->purge_finish = yj_cups_printer_purge_finish;
}

/* Interface class 07, "Printer" (usb.org, Defined Class Codes). cupsd or ipp-usb opens it. */
static const YjDeviceId ids[] = {
  { "usb", NULL, NULL, "DEVTYPE=usb_device;ID_USB_INTERFACES=*:0701??:*", "any USB printer that has a CUPS queue", FALSE },
  { NULL },
};

static void
yj_cups_printer_driver_init (YjDriverInterface *iface)
{
  iface->configure = yj_cups_printer_configure;
  iface->ids = ids;
}

static void
yj_cups_printer_class_init (YjCupsPrinterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = yj_cups_printer_set_property;
  object_class->dispose = yj_cups_printer_dispose;
  object_class->finalize = yj_cups_printer_finalize;
  g_object_class_install_property (object_class, PROP_MESSAGES,
                                   g_param_spec_object ("messages", NULL, NULL, YJ_TYPE_MESSAGES,
                                                        G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));
}

static void
yj_cups_printer_init (YjCupsPrinter *self)
{
  self->reasons = YJ_PRINTER_OFFLINE;
}
