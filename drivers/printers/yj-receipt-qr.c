/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the QR code of the strip: whole dots, no rounding, so that every scanner reads it. */
#include "drivers/printers/yj-receipt-canvas.h"
#include "core/base/yj-error.h"
#include <qrencode.h>
#include <string.h>

#define MODULE 8
#define QUIET 4

gboolean
yj_receipt_canvas_qr (YjReceiptCanvas *self, const char *text, GError **error)
{
  QRcode *code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  int module = MODULE, left;

  if (code == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "A text of %zu bytes does not fit a QR code", strlen (text));
    return FALSE;
  }
  while (module > 1 && (code->width + 2 * QUIET) * module > YJ_PAPER_WIDTH)
    module--;
  left = (YJ_PAPER_WIDTH - code->width * module) / 2;

  yj_receipt_canvas_skip (self, QUIET * module);
  cairo_save (self->cr);
  cairo_set_antialias (self->cr, CAIRO_ANTIALIAS_NONE);
  cairo_set_source_rgb (self->cr, 0, 0, 0);
  for (int y = 0; y < code->width; y++)
    for (int x = 0; x < code->width; x++)
      if (code->data[y * code->width + x] & 1)
        cairo_rectangle (self->cr, left + x * module, self->y + y * module, module, module);
  cairo_fill (self->cr);
  cairo_restore (self->cr);
  yj_receipt_canvas_skip (self, (code->width + QUIET) * module);
  QRcode_free (code);
  return TRUE;
}
