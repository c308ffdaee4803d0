/* SPDX-License-Identifier: Apache-2.0 */
/* What a receipt is printed on: the sheet, what of it the head reaches, and where a page ends. Layout is in units: an eighth of
 * a millimetre, one dot of a 203 dpi head, on a roll; somewhat more on A4, where the same layout is read from further away. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum { YJ_PAPER_UNKNOWN, YJ_PAPER_ROLL_80, YJ_PAPER_ROLL_58, YJ_PAPER_A4, YJ_PAPER_N_KINDS } YjPaperKind;

typedef struct {
  YjPaperKind kind;
  double sheet_mm;   /* width of the page as the printer's queue knows it */
  double left_mm;    /* beside the head, at each side */
  double page_mm;    /* height of a page; 0: a roll, as long as needed */
  int resolution_dpi;
  double unit_mm;
  double module_mm;  /* of a QR code */
  int width;         /* of what the head reaches, in units */
  int margin;        /* blank at each side of that, in units */
  int top;           /* blank at the top and bottom of a page that ends, in units */
} YjReceiptPaper;

/* A paper of @kind (YJ_PAPER_UNKNOWN: an 80 mm roll) on a sheet @sheet_mm wide (0: the kind's own width) whose pages are @page_mm
 * high (0: as long as needed; A4 is never that), printed at @resolution_dpi (0: 203). */
void yj_receipt_paper_init (YjReceiptPaper *self, YjPaperKind kind, double sheet_mm, double page_mm, int resolution_dpi);

/* "roll-80", "roll-58", "a4"; NULL for YJ_PAPER_UNKNOWN. */
const char *yj_paper_kind_nick (YjPaperKind kind);
/* YJ_PAPER_UNKNOWN for anything else. */
YjPaperKind yj_paper_kind_from_nick (const char *nick);
/* The kind of a sheet by its width. */
YjPaperKind yj_paper_kind_from_width (double width_mm);

/* Room between the margins, and height of a page (0: endless), in units. */
int yj_receipt_paper_get_content (const YjReceiptPaper *self);
double yj_receipt_paper_get_page (const YjReceiptPaper *self);
/* One dot of the head, in units. */
double yj_receipt_paper_get_dot (const YjReceiptPaper *self);

G_END_DECLS
