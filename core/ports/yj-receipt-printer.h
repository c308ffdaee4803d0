/* SPDX-License-Identifier: Apache-2.0 */
/* Port: the printer that a receipt comes out of. One print () is one sheet at most, ever: a job whose
 * end is unknown is said to be unknown and never repeated by itself. Thread: all calls on one; callbacks come in the main context that
 * they were called in. */
#pragma once
#include <gio/gio.h>
#include "core/document/yj-receipt.h"
#include "core/ports/yj-id-reader.h"

G_BEGIN_DECLS

/* printer-state-reasons (RFC 8011 section 5.4.12, PWG 5100.9) that a person can act on. */
typedef enum {
  YJ_PRINTER_OK = 0,
  YJ_PRINTER_MEDIA_EMPTY = 1 << 0,
  YJ_PRINTER_MEDIA_LOW = 1 << 1,
  YJ_PRINTER_MEDIA_JAM = 1 << 2,
  YJ_PRINTER_COVER_OPEN = 1 << 3,
  YJ_PRINTER_OFFLINE = 1 << 4, /* the queue exists, the printer does not answer */
  YJ_PRINTER_STOPPED = 1 << 5, /* the queue is stopped and could not be resumed */
  YJ_PRINTER_NO_QUEUE = 1 << 6,  /* the print server has no queue that fits */
  YJ_PRINTER_UNSETTLED = 1 << 7, /* how an earlier receipt ended is not known, and the queue not yet purged */
  YJ_PRINTER_NO_SERVER = 1 << 8, /* the print server does not answer: nothing is known of queue and printer */
} YjPrinterReasons;

/* Reasons under which no paper can come out. */
#define YJ_PRINTER_BLOCKED                                                                                   \
  (YJ_PRINTER_MEDIA_EMPTY | YJ_PRINTER_MEDIA_JAM | YJ_PRINTER_COVER_OPEN | YJ_PRINTER_OFFLINE |               \
   YJ_PRINTER_STOPPED | YJ_PRINTER_NO_QUEUE | YJ_PRINTER_UNSETTLED | YJ_PRINTER_NO_SERVER)

/* The keywords of @reasons, with ", " between them: "media-low, cover-open"; "ready" for none. (transfer full) */
char *yj_printer_reasons_to_string (YjPrinterReasons reasons);

typedef enum {
  YJ_PRINT_PRINTED, /* IPP job-state completed */
  YJ_PRINT_FAILED,  /* aborted; nothing comes out later */
  YJ_PRINT_UNKNOWN, /* it may have been printed: say so, never repeat by itself */
} YjPrintOutcome;

#define YJ_TYPE_RECEIPT_PRINTER (yj_receipt_printer_get_type ())
G_DECLARE_INTERFACE (YjReceiptPrinter, yj_receipt_printer, YJ, RECEIPT_PRINTER, GObject)

struct _YjReceiptPrinterInterface {
  GTypeInterface parent_iface;
  YjPrinterReasons (*get_reasons) (YjReceiptPrinter *self);
  void (*print_async) (YjReceiptPrinter *self, YjReceipt *receipt, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*print_finish) (YjReceiptPrinter *self, GAsyncResult *result, YjPrintOutcome *outcome, GError **error);
  void (*purge_async) (YjReceiptPrinter *self, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*purge_finish) (YjReceiptPrinter *self, GAsyncResult *result, GError **error);
};

/* Signal "state-changed" (): ask get_reasons () again. It follows the queue at least once in 5 s. */
YjPrinterReasons yj_receipt_printer_get_reasons (YjReceiptPrinter *self);

/* Renders @receipt (transfer none) for the paper that is there and prints it. Ends within 5 s after the printer is done, after paper has run
 * out or the server has gone; with YJ_PRINT_UNKNOWN when nothing is heard by the time that the paper should be out. finish: FALSE
 * with YJ_ERROR_MEDIA_EMPTY, _COVER_OPEN, _DEVICE_ABSENT or _DEVICE_FAILED when nothing was or will be printed; else TRUE and the
 * outcome. */
void yj_receipt_printer_print_async (YjReceiptPrinter *self, YjReceipt *receipt, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
/* @outcome: (out), good where TRUE is answered. */
gboolean yj_receipt_printer_print_finish (YjReceiptPrinter *self, GAsyncResult *result, YjPrintOutcome *outcome,
                                          GError **error);

/* Cancels and purges every job of this kiosk's queue and sees them gone: at start and at a session's
 * end. FALSE: the printer gate must close. After YJ_PRINT_UNKNOWN, after a purge that failed and after a
 * crash in the middle of a job, YJ_PRINTER_UNSETTLED holds until a purge succeeds; a driver tries by itself. */
void yj_receipt_printer_purge_async (YjReceiptPrinter *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean yj_receipt_printer_purge_finish (YjReceiptPrinter *self, GAsyncResult *result, GError **error);

void yj_receipt_printer_emit_state_changed (YjReceiptPrinter *self);

G_END_DECLS
