/* SPDX-License-Identifier: Apache-2.0 */
/* The strip of paper that a receipt is drawn on, from top to bottom: texts, rows, rules, the code.
 * All lengths are dots of the print head (203 dpi). Drawing on a canvas without a surface measures.
 * Everything is pure black. Pages in a script from right to left are mirrored as a whole. */
#pragma once
#include <gio/gio.h>
#include <pango/pangocairo.h>

G_BEGIN_DECLS

#define YJ_PAPER_DOTS_PER_INCH 203.2
#define YJ_PAPER_WIDTH 576  /* printable dots of an 80 mm roll */
#define YJ_PAPER_MARGIN 24
#define YJ_PAPER_CONTENT (YJ_PAPER_WIDTH - 2 * YJ_PAPER_MARGIN)

typedef enum {
  YJ_TEXT_START, /* the side where reading starts */
  YJ_TEXT_CENTRE,
  YJ_TEXT_END,
} YjTextAlign;

typedef struct {
  cairo_t *cr;
  PangoContext *pango;
  char *language;
  gboolean from_right;
  double y; /* the next free dot */
} YjReceiptCanvas;

/* One column of a row. A width of 0 is what the text needs. */
typedef struct {
  const char *text;
  double width;
  YjTextAlign align;
  gboolean bold;
} YjReceiptColumn;

/* @cr (transfer none): user space is dots. */
YjReceiptCanvas *yj_receipt_canvas_new (cairo_t *cr, const char *language);
void yj_receipt_canvas_free (YjReceiptCanvas *self);

void yj_receipt_canvas_skip (YjReceiptCanvas *self, double dots);
/* A line over the content, with the same space above and below. */
void yj_receipt_canvas_rule (YjReceiptCanvas *self, double thickness, double space);
/* A paragraph over the content, wrapped, never cut. */
void yj_receipt_canvas_text (YjReceiptCanvas *self, const char *text, double size, gboolean bold, YjTextAlign align);
/* The same with letters set apart where the script allows it. */
void yj_receipt_canvas_title (YjReceiptCanvas *self, const char *text, double size);
/* Label at the start, value at the end; the value goes below the label when both need more than a line. */
void yj_receipt_canvas_pair (YjReceiptCanvas *self, const char *label, const char *value, double size, gboolean bold);
/* One row of a table, @gap between columns; each column wraps by itself. */
void yj_receipt_canvas_columns (YjReceiptCanvas *self, const YjReceiptColumn *columns, guint n, double size, double gap);
/* How wide @text is on one line. */
double yj_receipt_canvas_measure (YjReceiptCanvas *self, const char *text, double size, gboolean bold);
/* @label over @text in a box; the text shrinks from @size until it stands on one line. */
void yj_receipt_canvas_boxed (YjReceiptCanvas *self, const char *label, const char *text, double size);
/* A QR code (ISO/IEC 18004, level M), 8 dots a module or as large as fits, quiet zone included.
 * FALSE with YJ_ERROR_LIMIT when @text does not fit a code. */
gboolean yj_receipt_canvas_qr (YjReceiptCanvas *self, const char *text, GError **error);
/* An empty box to tick beside a text. */
void yj_receipt_canvas_tick (YjReceiptCanvas *self, const char *text, const char *note, double size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjReceiptCanvas, yj_receipt_canvas_free)

G_END_DECLS
