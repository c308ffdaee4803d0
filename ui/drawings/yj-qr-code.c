/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a QR code on the screen and keeps its modules on whole px. */
#include "ui/drawings/yj-qr-code.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include <math.h>
#include <qrencode.h>
#include <string.h>

#define QUIET 4 /* modules, ISO/IEC 18004 */

struct _YjQrCode {
  YjDrawing parent_instance;
  QRcode *code; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (YjQrCode, yj_qr_code, YJ_TYPE_DRAWING)

static void
draw_modules (YjArt *art, const QRcode *code, double left, double top, double module)
{
  cairo_set_antialias (art->cr, CAIRO_ANTIALIAS_NONE);
  cairo_set_source_rgb (art->cr, 0, 0, 0);
  for (int y = 0; y < code->width; y++)
    for (int x = 0; x < code->width; x++)
      if (code->data[y * code->width + x] & 1)
        cairo_rectangle (art->cr, left + x * module, top + y * module, module, module);
  cairo_fill (art->cr);
}

static void
draw (YjDrawing *drawing, YjArt *art, double width, double height)
{
  YjQrCode *self = YJ_QR_CODE (drawing);
  double side = MIN (width, height), module;

  /* The quiet zone must be white itself: the plate's rounded corners stay inside of it. */
  yj_art_rounded (art, (width - side) / 2, (height - side) / 2, side, side, MIN (12 * art->unit, side / 16));
  cairo_set_source_rgb (art->cr, 1, 1, 1);
  cairo_fill (art->cr);
  if (self->code == NULL)
    return;
  module = floor (side / (self->code->width + 2 * QUIET));
  if (module >= 1)
    draw_modules (art, self->code, floor ((width - module * self->code->width) / 2), floor ((height - module * self->code->width) / 2), module);
}

static void
forget (YjQrCode *self)
{
  if (self->code == NULL)
    return;
  yj_secret_wipe (self->code->data, (gsize) self->code->width * self->code->width);
  g_clear_pointer (&self->code, QRcode_free);
}

static void
finalize (GObject *object)
{
  forget (YJ_QR_CODE (object));
  G_OBJECT_CLASS (yj_qr_code_parent_class)->finalize (object);
}

static void
yj_qr_code_class_init (YjQrCodeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
  YJ_DRAWING_CLASS (klass)->draw = draw;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "qr-code");
}

static void
yj_qr_code_init (YjQrCode *self)
{
}

GtkWidget *
yj_qr_code_new (const char *name)
{
  YjQrCode *self = g_object_new (YJ_TYPE_QR_CODE, NULL);

  yj_drawing_set_name (YJ_DRAWING (self), name);
  return GTK_WIDGET (self);
}

gboolean
yj_qr_code_set_text (YjQrCode *self, const char *text, GError **error)
{
  g_return_val_if_fail (YJ_IS_QR_CODE (self), FALSE);
  forget (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (text == NULL || *text == '\0')
    return TRUE;
  self->code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  if (self->code != NULL)
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "A text of %zu bytes does not fit a QR code", strlen (text));
  return FALSE;
}
