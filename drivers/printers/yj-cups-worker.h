/* SPDX-License-Identifier: Apache-2.0 */
/* The thread that speaks with CUPS, so that no one else waits for it: prints and purges in the order of
 * asking, follows the queue in between, and tells what it saw in the main context it was made in. */
#pragma once
#include "core/base/yj-messages.h"
#include "core/ports/yj-receipt-printer.h"
#include "drivers/printers/yj-print-queue.h"

G_BEGIN_DECLS

typedef struct _YjCupsWorker YjCupsWorker;

/* @printer is not kept alive; the call comes in the context that made the worker. */
typedef void (*YjCupsReport) (GObject *printer, YjPrinterReasons reasons);

YjCupsWorker *yj_cups_worker_new (GObject *printer, const YjCupsSettings *settings, YjCupsReport report);
/* Ends the thread after the request that it serves, or at once; requests that wait return YJ_ERROR_CANCELLED. Never blocks. */
void yj_cups_worker_end (YjCupsWorker *self);

/* @task (transfer full) returns an int, the YjPrintOutcome, or an error. */
void yj_cups_worker_print (YjCupsWorker *self, GTask *task, YjReceipt *receipt, YjMessages *messages);
/* @task (transfer full) returns a boolean. A print under way is given up first. */
void yj_cups_worker_purge (YjCupsWorker *self, GTask *task);

G_END_DECLS
