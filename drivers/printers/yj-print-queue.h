/* SPDX-License-Identifier: Apache-2.0 */
/* The queue that receipts go through, as the worker's thread knows it: which one it is, what its printer can do and how it is, and
 * whether anything of an earlier person may still come out of it. All calls block and belong on the worker thread. */
#pragma once
#include "core/base/yj-messages.h"
#include "drivers/printers/yj-print-job.h"

G_BEGIN_DECLS

typedef struct _YjPrintQueue YjPrintQueue;

typedef struct {
  const char *address;
  const char *queue;       /* "": the one queue that fits */
  const char *journal; /* path, see yj-print-journal.h */
  YjPaperKind paper; /* YJ_PAPER_UNKNOWN: what is loaded */
  int probe_seconds; /* how often an idle printer is asked for its state; 0: never; -1: as its kind bears */
  int speed_mm;      /* that a roll moves in a second, at least */
  int sheet_count;   /* 0: the printer does not count its sheets */
} YjCupsSettings;

/* @control (transfer none) outlives the queue; its wait () is asked before anything long begins. */
YjPrintQueue *yj_print_queue_new (const YjCupsSettings *settings, const YjPrintControl *control);
void yj_print_queue_free (YjPrintQueue *self);

/* Reports what the queue says: asked afresh at the printer when that is due. A stopped queue is resumed, an unsettled one purged. Returns at
 * once when wait () says that somebody asks for something, whatever the server leaves without an answer. */
void yj_print_queue_follow (YjPrintQueue *self);
/* Laid out for the paper, printed once. As yj_receipt_printer_print_finish (). Ends within yj_print_plan_get_promise () of the call. */
gboolean yj_print_queue_print (YjPrintQueue *self, YjReceipt *receipt, YjMessages *messages, YjPrintOutcome *outcome, GError **error);
/* TRUE: nothing of an earlier person can come out any more. */
gboolean yj_print_queue_purge (YjPrintQueue *self, GError **error);

G_END_DECLS
