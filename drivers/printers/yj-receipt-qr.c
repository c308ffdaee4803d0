/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the QR code of a receipt: whole dots, no rounding, so that every scanner reads it. */
#include "drivers/printers/yj-receipt-canvas.h"
#include "core/base/yj-error.h"
#include <math.h>
#include <qrencode.h>
#include <string.h>

#define QUIET 4

/* Modules of whole dots, as near to the paper's own size as fits. */
static double
choose_module (const YjReceiptPaper *paper, int modules)
{
  double dot = yj_receipt_paper_get_dot (paper);
  int dots = (int) (paper->module_mm / paper->unit_mm / dot + 0.5);

  while (dots > 1 && (modules + 2 * QUIET) * dots * dot > paper->width)
    dots--;
  return dots * dot;
}

static void
draw_modules (YjReceiptCanvas *self, const QRcode *code, double left, double module)
{
  cairo_save (self->cr);
  cairo_set_antialias (self->cr, CAIRO_ANTIALIAS_NONE);
  cairo_set_source_rgb (self->cr, 0, 0, 0);
  for (int y = 0; y < code->width; y++)
    for (int x = 0; x < code->width; x++)
      if (code->data[y * code->width + x] & 1)
        cairo_rectangle (self->cr, left + x * module, self->y + y * module, module, module);
  cairo_fill (self->cr);
  cairo_restore (self->cr);
}

gboolean
yj_receipt_canvas_qr (YjReceiptCanvas *self, const char *text, YjTextAlign align, double *size, GError **error)
{
  QRcode *code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  double dot = yj_receipt_paper_get_dot (self->paper), module, side, left;

  if (code == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "A text of %zu bytes does not fit a QR code", strlen (text));
    return FALSE;
  }
  module = choose_module (self->paper, code->width);
  side = code->width * module;
  left = align == YJ_TEXT_CENTRE  ? (self->paper->width - side) / 2
         : self->from_right       ? self->paper->margin
                                  : self->paper->margin + self->content - side;
  yj_receipt_canvas_keep (self, side + 2 * QUIET * module);
  yj_receipt_canvas_skip (self, QUIET * module);
  self->y = ceil (self->y / dot) * dot;
  draw_modules (self, code, floor (left / dot) * dot, module);
  yj_receipt_canvas_skip (self, side + QUIET * module);
  if (size != NULL)
    *size = side;
  QRcode_free (code);
  return TRUE;
}
