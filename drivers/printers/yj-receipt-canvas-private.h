/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the canvas share: how a text is laid out and placed, and a rectangle. */
#pragma once
#include "drivers/printers/yj-receipt-canvas.h"

G_BEGIN_DECLS

#define YJ_FONTS_LATIN "Noto Sans, Noto Sans CJK SC"

/* @width 0: one line; @fonts NULL: those of the language. (transfer full) */
PangoLayout *yj_receipt_canvas_lay_out (YjReceiptCanvas *self, const char *text, double size, gboolean bold, double width,
                                        YjTextAlign align, const char *fonts);
double yj_receipt_canvas_height_of (PangoLayout *layout);
double yj_receipt_canvas_width_of (PangoLayout *layout);
/* @x and @width: the room, from the side where reading starts. */
void yj_receipt_canvas_place (YjReceiptCanvas *self, PangoLayout *layout, double x, double width, double y);
/* A rectangle as path, @x as above. */
void yj_receipt_canvas_outline (YjReceiptCanvas *self, double x, double y, double width, double height);

G_END_DECLS
