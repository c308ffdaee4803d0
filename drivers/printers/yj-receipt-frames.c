/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what stands in a frame: the reference, a box to tick, the place for a seal. */
#include "drivers/printers/yj-receipt-canvas-private.h"

#define THICK 4
#define THIN 3

/* A round seal has 38 to 42 mm, and may pass a frame. */
#define SEAL_MM 40

static void
draw_frame (YjReceiptCanvas *self, double x, double y, double width, double height, double line)
{
  cairo_set_source_rgb (self->cr, 0, 0, 0);
  cairo_set_line_width (self->cr, line);
  yj_receipt_canvas_outline (self, x + line / 2, y + line / 2, width - line, height - line);
  cairo_stroke (self->cr);
}

/* (transfer full) One line, at most @room wide. */
static PangoLayout *
fit (YjReceiptCanvas *self, const char *text, double size, double room)
{
  PangoLayout *layout = yj_receipt_canvas_lay_out (self, text, size, TRUE, 0, YJ_TEXT_START, YJ_FONTS_LATIN);

  while (yj_receipt_canvas_width_of (layout) > room && size > 24) {
    g_object_unref (layout);
    size -= 2;
    layout = yj_receipt_canvas_lay_out (self, text, size, TRUE, 0, YJ_TEXT_START, YJ_FONTS_LATIN);
  }
  return layout;
}

void
yj_receipt_canvas_boxed (YjReceiptCanvas *self, const char *label, const char *text, double size)
{
  const double pad = 14;
  g_autoptr (PangoLayout) layout = fit (self, text, size, self->content - 2 * (THICK + pad));
  double top, width = yj_receipt_canvas_width_of (layout);

  yj_receipt_canvas_keep (self, 160);
  top = self->y;
  yj_receipt_canvas_skip (self, THICK + pad);
  yj_receipt_canvas_text (self, label, 24, FALSE, YJ_TEXT_CENTRE);
  yj_receipt_canvas_place (self, layout, self->paper->margin + (self->content - width) / 2, width, self->y - 4);
  yj_receipt_canvas_skip (self, yj_receipt_canvas_height_of (layout) - 4 + pad - 6 + THICK);
  draw_frame (self, self->paper->margin, top, self->content, self->y - top, THICK);
}

void
yj_receipt_canvas_tick (YjReceiptCanvas *self, const char *text, const char *note, double size)
{
  const double box = 25, indent = 38;
  double x = self->paper->margin, room = self->content - indent, height;
  g_autoptr (PangoLayout) layout = yj_receipt_canvas_lay_out (self, text, size, FALSE, room, YJ_TEXT_START, NULL);
  g_autoptr (PangoLayout) small = NULL;

  height = yj_receipt_canvas_height_of (layout);
  if (note != NULL && *note != '\0')
    small = yj_receipt_canvas_lay_out (self, note, 22, FALSE, room, YJ_TEXT_START, NULL);
  yj_receipt_canvas_keep (self, height + (small != NULL ? yj_receipt_canvas_height_of (small) : 0));
  draw_frame (self, x, self->y + 6, box, box, THIN);
  yj_receipt_canvas_place (self, layout, x + indent, room, self->y);
  yj_receipt_canvas_skip (self, height);
  if (small == NULL)
    return;
  yj_receipt_canvas_place (self, small, x + indent, room, self->y);
  yj_receipt_canvas_skip (self, yj_receipt_canvas_height_of (small) + 4);
}

double
yj_receipt_canvas_get_seal (YjReceiptCanvas *self)
{
  return SEAL_MM / self->paper->unit_mm;
}

void
yj_receipt_canvas_seal (YjReceiptCanvas *self, const char *label, double top)
{
  double side = yj_receipt_canvas_get_seal (self), x = self->paper->margin + self->content - side;
  g_autoptr (PangoLayout) layout = yj_receipt_canvas_lay_out (self, label, 22, FALSE, side - 40, YJ_TEXT_CENTRE, NULL);

  draw_frame (self, x, top, side, side, THIN);
  yj_receipt_canvas_place (self, layout, x + 20, side - 40, top + side - 16 - yj_receipt_canvas_height_of (layout));
  self->y = MAX (self->y, top + side);
}
