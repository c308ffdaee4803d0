/* SPDX-License-Identifier: Apache-2.0 */
/* Choices that follow from what printers say of themselves: which queue receipts go through, and how a receipt is laid out for the
 * paper behind it. All calls block and belong on the worker thread. */
#pragma once
#include "core/base/yj-messages.h"
#include "drivers/printers/yj-cups-server.h"
#include "drivers/printers/yj-receipt-renderer.h"

G_BEGIN_DECLS

/* The one queue whose printer takes @paper; for YJ_PAPER_UNKNOWN the one with a roll, else the one with A4. NULL with YJ_ERROR_NOT_FOUND when
 * there is none or more than one, the sentence says which; with YJ_ERROR_DEVICE_ABSENT, _TIMEOUT or _CANCELLED (the server's budget) when not
 * every queue could be asked, because the one that was not heard may fit as well. (transfer full) */
char *yj_print_choose_queue (YjCupsServer *server, YjPaperKind paper, GError **error);

#define YJ_PRINT_PROMISE_USEC (5 * G_USEC_PER_SEC)

/* A receipt that is ready to be handed over. */
typedef struct {
  YjReceiptPaper paper;
  YjReceiptExtent extent;
  char *media;
  int cut;
  gboolean is_ipp, is_driverless;
  GBytes *pdf;
} YjPrintPlan;

/* YJ_ERROR_DEVICE_FAILED: the printer takes no paper of the kind @paper (YJ_PAPER_UNKNOWN: any that receipts are made for); else as
 * yj_receipt_render_pdf (). */
gboolean yj_print_plan (YjCupsServer *server, YjPaperKind paper, YjReceipt *receipt, YjMessages *messages, YjPrintPlan *plan, GError **error);
void yj_print_plan_clear (YjPrintPlan *plan);
/* Within what time, from the moment when the worker turns to it, the outcome of a receipt is said, whatever fails: YJ_PRINT_PROMISE_USEC for
 * a receipt on a roll whose paper is out within 2.5 s (@speed_mm is what it moves a second at least: 250 mm at the 100 of the settings' default).
 * Longer paper needs longer: its own time, and 15 s to warm up and 6 s a sheet on A4, with 1.5 s to begin, up to the next moment when CUPS asks
 * the printer after the job (1, 2, 4, 7, 12 and 20 s after its begin, and so on), and one second; 2 minutes at most. */
gint64 yj_print_plan_get_promise (const YjPrintPlan *plan, int speed_mm);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YjPrintPlan, yj_print_plan_clear)

G_END_DECLS
