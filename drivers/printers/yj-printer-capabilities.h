/* SPDX-License-Identifier: Apache-2.0 */
/* What a queue says that its printer can do (RFC 8011, PWG 5100.14), and the paper and medium that follow from it. All of it comes
 * from another program: values are taken only when they make sense, the rest is as if it had not been said. Any thread. */
#pragma once
#include <cups/ipp.h>
#include "drivers/printers/yj-receipt-paper.h"

G_BEGIN_DECLS

/* A size that can be loaded; lengths in hundredths of a millimetre. A roll may be cut to any length of its range. */
typedef struct {
  char *keyword; /* NULL for a range */
  int width_min, width_max, length_min, length_max;
} YjMediaSize;

typedef struct {
  YjPaperKind kind;       /* of what is loaded, as far as can be told */
  int width;              /* of that, in hundredths of a millimetre; 0: not said */
  GArray *sizes;          /* YjMediaSize */
  int resolution_dpi;     /* 0: not said */
  int cut;                /* finishings value that cuts the paper: 63, 60 or 0 */
  char *uri;              /* where the printer answers IPP itself, without encryption; NULL: nowhere, or under a name to be looked up */
  gboolean is_ipp;        /* the printer is asked what became of a job */
  gboolean is_driverless; /* IPP Everywhere: sheets are counted by the printer, not by a filter */
} YjPrinterCapabilities;

/* Fills @self from the answer to Get-Printer-Attributes. Never fails: an answer without sense has no sizes. */
void yj_printer_capabilities_parse (YjPrinterCapabilities *self, ipp_t *answer);
void yj_printer_capabilities_clear (YjPrinterCapabilities *self);

/* The paper for a receipt @needed_mm long (0: not measured yet): as long as needed where the printer cuts anywhere, else the shortest
 * size that holds it, else pages of the longest. @wanted: YJ_PAPER_UNKNOWN for what is loaded. FALSE: the printer takes no such paper. */
gboolean yj_printer_capabilities_get_paper (const YjPrinterCapabilities *self, YjPaperKind wanted, double needed_mm, YjReceiptPaper *paper);
/* The "media" keyword for pages of @page_mm of @paper. (transfer full) */
char *yj_printer_capabilities_get_media (const YjPrinterCapabilities *self, const YjReceiptPaper *paper, guint page_mm);
/* TRUE: a roll or sheet of @kind is loaded or among the sizes. */
gboolean yj_printer_capabilities_takes (const YjPrinterCapabilities *self, YjPaperKind kind);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YjPrinterCapabilities, yj_printer_capabilities_clear)

G_END_DECLS
