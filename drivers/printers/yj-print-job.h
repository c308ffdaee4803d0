/* SPDX-License-Identifier: Apache-2.0 */
/* One receipt through one queue, once: handed over, watched until its end is known or given up, and never
 * handed over again. All calls block and belong on the worker thread. */
#pragma once
#include "drivers/printers/yj-cups-server.h"
#include "drivers/printers/yj-print-budget.h"

G_BEGIN_DECLS

/* How the watcher waits, tells what it sees, and learns that it should stop. */
typedef struct {
  /* Waits up to @msec. FALSE: the caller gave up the job, or purges; between jobs also: somebody asks for something. */
  gboolean (*wait) (gpointer data, guint msec);
  void (*report) (gpointer data, YjPrinterReasons reasons);
  gpointer data;
} YjPrintControl;

typedef enum {
  YJ_PROBE_TAKEN,   /* by a printer that is there and holds nothing else */
  YJ_PROBE_BLOCKED, /* it is there and says what it lacks; what it holds is not known */
  YJ_PROBE_SILENT,
} YjProbe;

/* What is handed over. */
typedef struct {
  const char *title; /* the job's name: a reference, nothing of a person */
  const char *media;
  int cut;           /* finishings value, or 0 */
  GBytes *pdf;
  guint pages;
  gboolean counted;  /* the printer counts its sheets: without one, "completed" is not believed */
} YjPrintSheet;

/* Prints @sheet as one job, and ends before @budget does, its last part kept for taking the job back. FALSE: nothing was printed and nothing
 * will be (YJ_ERROR_MEDIA_EMPTY, _COVER_OPEN, _DEVICE_ABSENT, _DEVICE_FAILED, _DENIED, _TIMEOUT); else TRUE with @outcome. A cancel that comes
 * too late counts as printed where sheets are counted. YJ_PRINT_UNKNOWN may be said before the job is seen gone: that is the next purge's.
 * @handed_on: the job left the spool, so that the printer may hold some of it. */
gboolean yj_print_job_run (YjCupsServer *server, const YjPrintControl *control, const YjPrintBudget *budget, const YjPrintSheet *sheet,
                           YjPrintOutcome *outcome, gboolean *handed_on, GError **error);

/* Cancels all jobs of the queue, waits until none is left and the backend is idle, and forgets them. */
gboolean yj_print_job_purge_all (YjCupsServer *server, const YjPrintBudget *budget, GError **error);

/* Sends two bytes that feed no paper (ESC @), because CUPS asks a printer for its state only when it has a job for it. Afterwards the
 * queue's reasons are fresh. FALSE: nothing was found out, because the server did not take the job or @budget was too small or given up. */
gboolean yj_print_job_probe (YjCupsServer *server, const YjPrintBudget *budget, YjProbe *found, GError **error);

/* Puts what a person can do about @reasons (one of YJ_PRINTER_BLOCKED at least) into @error. */
void yj_print_job_set_blocked_error (YjPrinterReasons reasons, GError **error);

G_END_DECLS
