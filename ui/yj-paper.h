/* SPDX-License-Identifier: Apache-2.0 */
/* What was asked of the printer in this visit: one request at a time, each at a person's wish (or the one that goes
 * with a submission), its outcome said as it is. A request whose outcome is unknown is cancelled and seen gone before
 * another is made. Thread: main. Signal "changed" (). */
#pragma once
#include "core/ports/yj-receipt-printer.h"

G_BEGIN_DECLS

typedef enum {
  YJ_PAPER_NONE,    /* nothing was asked for */
  YJ_PAPER_RUNNING,
  YJ_PAPER_PRINTED,
  YJ_PAPER_FAILED,  /* nothing came out or will; yj_paper_get_error () says why */
  YJ_PAPER_UNKNOWN, /* it may have come out */
} YjPaperState;

#define YJ_TYPE_PAPER (yj_paper_get_type ())
G_DECLARE_FINAL_TYPE (YjPaper, yj_paper, YJ, PAPER, GObject)

/* @printer: (nullable) without one every request fails with YJ_ERROR_DEVICE_ABSENT. */
YjPaper *yj_paper_new (YjReceiptPrinter *printer);
/* @receipt (transfer none): its copy number is set from the kind's requests so far. Nothing while one is running. */
void yj_paper_print (YjPaper *self, YjReceipt *receipt);
/* Of the last request of @kind. */
YjPaperState yj_paper_get_state (YjPaper *self, YjReceiptKind kind);
const GError *yj_paper_get_error (YjPaper *self, YjReceiptKind kind); /* (nullable) */
/* Another visit: forgets every request. The printer is purged by yj_context_purge_printer (). */
void yj_paper_reset (YjPaper *self);

G_END_DECLS
