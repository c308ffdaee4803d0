/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the pictures of the reader and of what is held over it: card, passport, phone, receipt. */
#include "ui/drawings/yj-scenes.h"
#include <qrencode.h>

void
yj_scene_device (YjArt *art, const GdkRGBA *fill)
{
  if (art->dark && !art->lines_only)
    yj_art_paint (art, fill, &art->stroke, YJ_SCENE_LINE / 2);
  else
    yj_art_fill (art, fill, YJ_SCENE_LINE);
}

void
yj_scene_front (YjArt *art, double x, double y, double width, double height)
{
  double radius = 12;

  cairo_move_to (art->cr, x, y);
  cairo_line_to (art->cr, x + width, y);
  cairo_arc (art->cr, x + width - radius, y + height - radius, radius, 0, G_PI_2);
  cairo_arc (art->cr, x + radius, y + height - radius, radius, G_PI_2, G_PI);
  cairo_close_path (art->cr);
  yj_scene_device (art, &art->device_deep);
}

void
yj_scene_reader (YjArt *art)
{
  const double top[] = { 246, 422, 706, 422, 766, 546, 186, 546 };
  const double window[] = { 299, 440, 653, 440, 692, 520, 260, 520 };

  yj_scene_front (art, 186, 546, 580, 32);
  yj_art_polygon (art, top, 4);
  yj_scene_device (art, &art->device);
  yj_art_polygon (art, window, 4);
  yj_art_paint (art, art->lines_only ? &art->surface : &art->device_window, &art->here, YJ_SCENE_LINE);
}

void
yj_scene_person (YjArt *art, double x, double y, double width, double height)
{
  double middle = x + width / 2, bottom = y + height, shoulder = 0.41 * width, neck = y + 0.6 * height;

  cairo_save (art->cr);
  cairo_rectangle (art->cr, x, y, width, height);
  cairo_clip (art->cr);
  yj_art_disc (art, middle, y + 0.37 * height, 0.24 * width);
  yj_art_paint (art, &art->second, NULL, 0);
  cairo_move_to (art->cr, middle - shoulder, bottom);
  cairo_curve_to (art->cr, middle - shoulder, bottom - 0.22 * height, middle - 0.72 * shoulder, neck, middle, neck);
  cairo_curve_to (art->cr, middle + 0.72 * shoulder, neck, middle + shoulder, bottom - 0.22 * height, middle + shoulder, bottom);
  cairo_close_path (art->cr);
  yj_art_paint (art, &art->second, NULL, 0);
  cairo_restore (art->cr);
}

void
yj_scene_code (YjArt *art, double x, double y, double side)
{
  QRcode *code = QRcode_encodeString ("yijian", 1, QR_ECLEVEL_M, QR_MODE_8, 1);
  double module;

  g_return_if_fail (code != NULL);
  module = side / code->width;
  for (int row = 0; row < code->width; row++)
    for (int column = 0; column < code->width; column++)
      if (code->data[row * code->width + column] & 1)
        /* A hair larger, so that neighbours close up at every scale. */
        cairo_rectangle (art->cr, x + column * module, y + row * module, module * 1.04, module * 1.04);
  yj_art_paint (art, &art->on_plate, NULL, 0);
  QRcode_free (code);
}

static void
draw_card_over_reader (YjArt *art)
{
  yj_scene_reader (art);
  yj_art_rounded (art, 294, 102, 364, 230, 20);
  yj_art_paint (art, &art->surface, &art->ink, YJ_SCENE_LINE);
  yj_art_bar (art, 326, 144, 86, 14, &art->stroke);
  yj_art_bar (art, 326, 180, 128, 14, &art->tint_2);
  yj_art_bar (art, 326, 214, 150, 14, &art->tint_2);
  yj_art_bar (art, 326, 280, 296, 16, &art->stroke);
  yj_art_rounded (art, 532, 134, 94, 122, 10);
  yj_art_fill (art, &art->tint, YJ_SCENE_LINE / 2);
  yj_scene_person (art, 532, 134, 94, 122);
}

void
yj_scene_card (YjArt *art)
{
  draw_card_over_reader (art);
  yj_art_arrow_down (art, 476, 410, 62, &art->action);
}

void
yj_scene_lift_card (YjArt *art)
{
  draw_card_over_reader (art);
  yj_art_arrow_up (art, 476, 348, 62, &art->action);
}

void
yj_scene_passport (YjArt *art)
{
  yj_scene_reader (art);
  /* Open like a book: the page with the portrait below, the one above behind it. */
  yj_art_rounded (art, 318, 40, 316, 166, 16);
  yj_scene_device (art, &art->device);
  yj_art_disc (art, 476, 116, 40);
  yj_art_paint (art, NULL, art->lines_only ? &art->ink : &art->device_sign, YJ_SCENE_LINE);
  yj_art_rounded (art, 318, 190, 316, 160, 16);
  yj_art_paint (art, &art->surface, &art->ink, YJ_SCENE_LINE);
  yj_art_rounded (art, 342, 210, 74, 82, 8);
  yj_art_fill (art, &art->tint, YJ_SCENE_LINE / 2);
  yj_scene_person (art, 342, 210, 74, 82);
  yj_art_bar (art, 438, 220, 92, 12, &art->stroke);
  yj_art_bar (art, 438, 248, 150, 12, &art->tint_2);
  yj_art_bar (art, 438, 274, 120, 12, &art->tint_2);
  yj_art_bar (art, 342, 308, 268, 9, &art->stroke);
  yj_art_bar (art, 342, 325, 268, 9, &art->stroke);
  yj_art_arrow_down (art, 476, 416, 46, &art->action);
}

void
yj_scene_phone_code (YjArt *art)
{
  yj_scene_reader (art);
  yj_art_rounded (art, 376, 36, 200, 308, 28);
  yj_art_paint (art, &art->surface, &art->ink, YJ_SCENE_LINE);
  yj_art_bar (art, 446, 56, 60, 8, &art->stroke);
  yj_art_rounded (art, 398, 96, 156, 156, 8);
  yj_art_paint (art, &art->plate, NULL, 0);
  yj_scene_code (art, 412, 110, 128);
  yj_art_bar (art, 426, 276, 100, 12, &art->stroke);
  yj_art_bar (art, 446, 302, 60, 12, &art->tint_2);
  yj_art_arrow_down (art, 476, 414, 50, &art->action);
}

void
yj_scene_receipt_code (YjArt *art)
{
  const double sheet[] = { 366, 30, 586, 30, 586, 346, 556, 330, 521, 346, 476, 330, 431, 346, 396, 330, 366, 346 };

  yj_scene_reader (art);
  yj_art_polygon (art, sheet, G_N_ELEMENTS (sheet) / 2);
  yj_art_paint (art, &art->plate, &art->ink, YJ_SCENE_LINE);
  yj_art_rounded (art, 426, 58, 100, 14, 7);
  yj_art_paint (art, &art->on_plate, NULL, 0);
  for (guint i = 0; i < 2; i++) {
    cairo_rectangle (art->cr, 396, 92 + 24 * i, i ? 110 : 160, 6);
    yj_art_paint (art, &art->on_plate, NULL, 0);
  }
  yj_scene_code (art, 412, 164, 128);
  yj_art_corners (art, 396, 148, 160, 160, 36);
  cairo_set_line_cap (art->cr, CAIRO_LINE_CAP_ROUND);
  yj_art_paint (art, NULL, art->lines_only ? &art->on_plate : &art->here, 8);
  yj_art_arrow_down (art, 476, 414, 46, &art->action);
}
