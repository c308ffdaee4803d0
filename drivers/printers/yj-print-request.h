/* SPDX-License-Identifier: Apache-2.0 */
/* What the printer asks of the worker thread, and how the answer gets back: filled in by the worker,
 * returned and freed in the printer's own context, so that nothing of a caller is let go elsewhere. */
#pragma once
#include "core/base/yj-messages.h"
#include "core/ports/yj-receipt-printer.h"

G_BEGIN_DECLS

typedef enum { YJ_PRINT_REQUEST_PRINT, YJ_PRINT_REQUEST_PURGE, YJ_PRINT_REQUEST_END } YjPrintRequestKind;

typedef struct {
  YjPrintRequestKind kind;
  GTask *task; /* NULL for END */
  YjReceipt *receipt;
  YjMessages *messages;
  /* the answer */
  YjPrintOutcome outcome;
  GError *error; /* NULL: done */
} YjPrintRequest;

/* @task (transfer full) (nullable); @receipt and @messages (transfer none) (nullable) */
YjPrintRequest *yj_print_request_new (YjPrintRequestKind kind, GTask *task, YjReceipt *receipt, YjMessages *messages);
/* Returns the task in @context and frees @request (transfer full) there. Any thread. */
void yj_print_request_answer (YjPrintRequest *request, GMainContext *context);

G_END_DECLS
