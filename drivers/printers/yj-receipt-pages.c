/* SPDX-License-Identifier: Apache-2.0 */
/* Owns where a page ends and the next begins. */
#include "drivers/printers/yj-receipt-canvas-private.h"
#include <math.h>

#define FOOT 22
#define ROOM_FOR_FOOT 60 /* the margins of a short piece of a roll have none */

static void
draw_foot (YjReceiptCanvas *self, double page, double height)
{
  g_autofree char *number = NULL, *text = NULL;
  g_autoptr (PangoLayout) layout = NULL;

  if (self->pages < 2 || self->paper->top < ROOM_FOR_FOOT)
    return;
  number = g_strdup_printf ("%.0f / %u", page + 1, self->pages);
  text = g_strjoin (self->running != NULL ? "    " : "", self->running != NULL ? self->running : "", number, NULL);
  layout = yj_receipt_canvas_lay_out (self, text, FOOT, FALSE, self->content, YJ_TEXT_CENTRE, YJ_FONTS_LATIN);
  yj_receipt_canvas_place (self, layout, self->paper->margin, self->content, (page + 1) * height - self->paper->top + FOOT);
}

void
yj_receipt_canvas_keep (YjReceiptCanvas *self, double height)
{
  double page = yj_receipt_paper_get_page (self->paper), number;

  if (page <= 0)
    return;
  number = floor (self->y / page);
  if (self->y + height <= (number + 1) * page - self->paper->top || self->y <= number * page + self->paper->top)
    return;
  draw_foot (self, number, page);
  if (self->turns) {
    cairo_show_page (self->cr);
    cairo_translate (self->cr, 0, -page);
  }
  self->y = (number + 1) * page + self->paper->top;
}

void
yj_receipt_canvas_end (YjReceiptCanvas *self)
{
  double page = yj_receipt_paper_get_page (self->paper);

  if (page > 0)
    draw_foot (self, floor (self->y / page), page);
}
