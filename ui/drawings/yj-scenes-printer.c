/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the pictures of the receipt printer: a receipt to take, no paper, an open cover. */
#include "ui/drawings/yj-scenes.h"

#define WIDTH 280.0 /* of the whole; lengths of one printer, which stands on the scenes half as large again */
#define BODY_TOP 48.0
#define BODY_HEIGHT 132.0
#define SLOT_LEFT 48.0
#define SLOT_WIDTH 184.0

static void
draw_body (YjArt *art)
{
  yj_art_rounded (art, 0, BODY_TOP, WIDTH, BODY_HEIGHT, 22);
  yj_art_paint (art, &art->sunken, &art->ink, 8);
  yj_art_rounded (art, SLOT_LEFT, BODY_TOP + 56, SLOT_WIDTH, 16, 8);
  yj_art_paint (art, &art->ink, NULL, 0);
}

/* Hinged at the left of the body's top, lifted by twenty degrees. */
static void
draw_open_cover (YjArt *art)
{
  cairo_save (art->cr);
  cairo_translate (art->cr, 26, BODY_TOP + 4);
  cairo_rotate (art->cr, -G_PI / 9);
  yj_art_rounded (art, 0, -30, WIDTH - 44, 30, 12);
  yj_art_paint (art, art->lines_only ? &art->surface : &art->here, &art->ink, 8);
  cairo_restore (art->cr);
}

void
yj_scene_printer (YjArt *art, gboolean open)
{
  if (open) {
    draw_open_cover (art);
  } else {
    cairo_rectangle (art->cr, 42, 0, 196, BODY_TOP + 8);
    yj_art_paint (art, &art->surface, &art->ink, 8);
  }
  draw_body (art);
  yj_art_disc (art, WIDTH - 42, BODY_TOP + 30, 10);
  yj_art_paint (art, &art->here, art->lines_only ? &art->ink : NULL, 3);
}

void
yj_scene_missing_sheet (YjArt *art)
{
  const double dashes[] = { 16, 10 };

  cairo_save (art->cr);
  cairo_move_to (art->cr, SLOT_LEFT + 20, BODY_TOP + BODY_HEIGHT + 6);
  cairo_line_to (art->cr, SLOT_LEFT + 20, BODY_TOP + BODY_HEIGHT + 42);
  cairo_line_to (art->cr, SLOT_LEFT + SLOT_WIDTH - 20, BODY_TOP + BODY_HEIGHT + 42);
  cairo_line_to (art->cr, SLOT_LEFT + SLOT_WIDTH - 20, BODY_TOP + BODY_HEIGHT + 6);
  cairo_set_dash (art->cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_set_line_cap (art->cr, CAIRO_LINE_CAP_BUTT);
  yj_art_paint (art, NULL, &art->stroke, YJ_SCENE_LINE);
  cairo_restore (art->cr);
}

static void
place (YjArt *art)
{
  cairo_translate (art->cr, 476 - WIDTH * 0.75, 200);
  cairo_scale (art->cr, 1.5, 1.5);
}

void
yj_scene_paper_out (YjArt *art)
{
  place (art);
  yj_scene_missing_sheet (art);
  yj_scene_printer (art, FALSE);
}

void
yj_scene_cover_open (YjArt *art)
{
  place (art);
  yj_scene_printer (art, TRUE);
  yj_art_arrow_down (art, 274, 26, 52, &art->action);
}

/* The strip hangs out of the slot, so it is drawn over the body. */
void
yj_scene_take_receipt (YjArt *art)
{
  double left = SLOT_LEFT + 16, width = SLOT_WIDTH - 32, top = BODY_TOP + 64;

  place (art);
  yj_scene_printer (art, FALSE);
  cairo_rectangle (art->cr, left, top, width, 162);
  yj_art_paint (art, &art->plate, &art->ink, 4);
  yj_art_rounded (art, left + 40, top + 18, width - 80, 10, 5);
  yj_art_paint (art, &art->on_plate, NULL, 0);
  for (guint i = 0; i < 2; i++) {
    cairo_rectangle (art->cr, left + 18, top + 42 + 16 * i, i ? 70 : width - 36, 5);
    yj_art_paint (art, &art->on_plate, NULL, 0);
  }
  yj_scene_code (art, left + width / 2 - 34, top + 80, 68);
  yj_art_arrow_down (art, left + width + 60, top + 154, 50, &art->action);
}
