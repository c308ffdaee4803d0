/* SPDX-License-Identifier: Apache-2.0 */
/* Choices that follow from what printers say of themselves: which queue receipts go through, and how a receipt is laid out for the
 * paper behind it. All calls block and belong on the worker thread. */
#pragma once
#include "core/base/yj-messages.h"
#include "drivers/printers/yj-cups-server.h"
#include "drivers/printers/yj-receipt-renderer.h"

G_BEGIN_DECLS

/* The one queue whose printer takes @paper; for YJ_PAPER_UNKNOWN the one with a roll, else the one with A4. NULL with YJ_ERROR_DEVICE_ABSENT
 * when there is none or more than one; the sentence says which. (transfer full) */
char *yj_print_choose_queue (YjCupsServer *server, YjPaperKind paper, GError **error);

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
/* How long a printer may take for it without a word; a roll moves @speed_mm a second at least. */
gint64 yj_print_plan_get_silence (const YjPrintPlan *plan, int speed_mm);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YjPrintPlan, yj_print_plan_clear)

G_END_DECLS
