/* SPDX-License-Identifier: Apache-2.0 */
/* The paper that a receipt is drawn on, from top to bottom: texts, rows, rules, the code. All lengths are the paper's units.
 * Where pages end, nothing is drawn across their edge: what does not fit begins on the next one. Drawing on a canvas without
 * a surface measures. Everything is pure black. Pages in a script from right to left are mirrored as a whole. */
#pragma once
#include "drivers/printers/yj-receipt-paper.h"
#include <gio/gio.h>
#include <pango/pangocairo.h>

G_BEGIN_DECLS

typedef enum {
  YJ_TEXT_START, /* the side where reading starts */
  YJ_TEXT_CENTRE,
  YJ_TEXT_END,
} YjTextAlign;

typedef struct {
  cairo_t *cr;
  PangoContext *pango, *from_left; /* of the language, and for texts in another direction */
  char *language;
  gboolean from_right;
  const YjReceiptPaper *paper;
  int content;     /* room between the margins */
  double y;        /* the next free unit, counted through all pages */
  gboolean turns;  /* a new page is a new page of the surface; else pages lie below each other */
  const char *running; /* (nullable) at the foot of each page but for its number */
  guint pages;     /* how many there will be, when it is known; 0 while measuring */
} YjReceiptCanvas;

/* One column of a row; @text wraps inside @width. */
typedef struct {
  const char *text;
  double width;
  YjTextAlign align;
  gboolean bold;
} YjReceiptColumn;

/* @cr (transfer none): user space is units. @paper (transfer none) must live as long. */
YjReceiptCanvas *yj_receipt_canvas_new (cairo_t *cr, const YjReceiptPaper *paper, const char *language);
void yj_receipt_canvas_free (YjReceiptCanvas *self);

void yj_receipt_canvas_skip (YjReceiptCanvas *self, double units);
/* What is drawn next needs @height on one page: turns the page when this one ends before. */
void yj_receipt_canvas_keep (YjReceiptCanvas *self, double height);
/* The foot of the last page. */
void yj_receipt_canvas_end (YjReceiptCanvas *self);
/* A line over the content, with the same space above and below. */
void yj_receipt_canvas_rule (YjReceiptCanvas *self, double thickness, double space);
/* A paragraph over the content, wrapped, never cut. */
void yj_receipt_canvas_text (YjReceiptCanvas *self, const char *text, double size, gboolean bold, YjTextAlign align);
/* The same with letters set apart where the script allows it. */
void yj_receipt_canvas_title (YjReceiptCanvas *self, const char *text, double size);
/* Label at the start, value at the end; the value goes below the label when both need more than a line. On a wide sheet the value
 * stands beside the label instead, in a column of its own. */
void yj_receipt_canvas_pair (YjReceiptCanvas *self, const char *label, const char *value, double size, gboolean bold);
/* One row of a table, @gap between columns; each column wraps by itself. */
void yj_receipt_canvas_columns (YjReceiptCanvas *self, const YjReceiptColumn *columns, guint n, double size, double gap);
/* A sheet, not a roll: there is room for things beside each other. */
gboolean yj_receipt_canvas_is_wide (YjReceiptCanvas *self);
/* How wide @text is on one line. */
double yj_receipt_canvas_measure (YjReceiptCanvas *self, const char *text, double size, gboolean bold);
/* @label over @text in a box; the text shrinks from @size until it stands on one line. */
void yj_receipt_canvas_boxed (YjReceiptCanvas *self, const char *label, const char *text, double size);
/* A QR code (ISO/IEC 18004, level M), about a millimetre a module in whole dots of the head, or as large as fits, quiet zone
 * included, in the middle or, with YJ_TEXT_END, at the end of the line; @size (nullable) is its side. FALSE with YJ_ERROR_LIMIT
 * when @text does not fit a code. */
gboolean yj_receipt_canvas_qr (YjReceiptCanvas *self, const char *text, YjTextAlign align, double *size, GError **error);
/* An empty frame at the end of the line, from @top, with @label in it: the place for a seal; y is below it afterwards. Its side. */
void yj_receipt_canvas_seal (YjReceiptCanvas *self, const char *label, double top);
double yj_receipt_canvas_get_seal (YjReceiptCanvas *self);
/* An empty box to tick beside a text. */
void yj_receipt_canvas_tick (YjReceiptCanvas *self, const char *text, const char *note, double size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjReceiptCanvas, yj_receipt_canvas_free)

G_END_DECLS
