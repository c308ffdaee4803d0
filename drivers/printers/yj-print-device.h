/* SPDX-License-Identifier: Apache-2.0 */
/* The printer behind the queue. CUPS tells of a printer what its last job left behind; one whose address is a plain ipp: one is asked itself,
 * which moves nothing and makes no job, and any other with a job of two bytes, where that does no harm. All calls block and belong on the
 * worker thread. */
#pragma once
#include "drivers/printers/yj-print-job.h"

G_BEGIN_DECLS

typedef struct _YjPrintDevice YjPrintDevice;

/* @server (transfer none) outlives it. @probe_seconds: as in YjCupsSettings. */
YjPrintDevice *yj_print_device_new (YjCupsServer *server, int probe_seconds);
void yj_print_device_free (YjPrintDevice *self);

/* What the plan of a job has found. */
void yj_print_device_set_kind (YjPrintDevice *self, YjPaperKind loaded, gboolean driverless);
/* A job has gone that way: what the printer said before is old. @printed: it was there. */
void yj_print_device_note_job (YjPrintDevice *self, gboolean printed);
/* Whether it is asked at all, in whichever way: else its reasons are what the last job left behind. */
gboolean yj_print_device_is_known (YjPrintDevice *self);
/* What the last asking found. */
gboolean yj_print_device_is_offline (YjPrintDevice *self);
/* Puts what is known from the printer itself in the place of what CUPS remembers of it. Of a printer that cannot be asked CUPS remembers for
 * ever, over its restarts too, what the last job met: 5 minutes after that job nobody knows any more, and the next receipt decides; else a
 * kiosk whose roll was changed would stay closed. @now_usec: monotonic. */
YjPrinterReasons yj_print_device_correct (YjPrintDevice *self, YjPrinterReasons reasons, gint64 now_usec);

/* Whether it is time to ask an idle printer that has @reasons; never when the settings say so. */
gboolean yj_print_device_is_due (YjPrintDevice *self, YjPrinterReasons reasons);
/* It answers itself: asking costs nothing. */
gboolean yj_print_device_speaks (YjPrintDevice *self);
/* Asks how it is, in whichever way it can be asked. TRUE: through the queue, whose state is another now. */
gboolean yj_print_device_ask (YjPrintDevice *self, const YjPrintBudget *budget);

/* Sheets would be fed for two bytes by a printer that takes them for text; those on rolls speak ESC/POS. One that speaks IPP Everywhere may
 * refuse them and stay occupied by the job that they were for. */
gboolean yj_print_device_may_probe (YjPrintDevice *self);
/* FALSE: it could not be asked. */
gboolean yj_print_device_probe (YjPrintDevice *self, const YjPrintBudget *budget, YjProbe *found);

G_END_DECLS
