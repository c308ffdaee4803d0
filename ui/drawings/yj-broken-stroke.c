/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the stroke that stops, and which thing it stops at. */
#include "ui/drawings/yj-broken-stroke.h"
#include "ui/drawings/yj-scenes.h"

#define STROKE_UNITS 56.0
#define THING_WIDTH 280.0 /* of the grid the things are drawn on */
#define THING_TOP 70.0 /* room for an open cover */
#define THING_HEIGHT 300.0
#define THING_MIDDLE 114.0 /* under THING_TOP: where the stroke meets it */

struct _YjBrokenStroke {
  YjDrawing parent_instance;
  YjBrokenThing thing;
};

G_DEFINE_FINAL_TYPE (YjBrokenStroke, yj_broken_stroke, YJ_TYPE_DRAWING)

/* The reader's picture stands on the grid of the scenes: its middle is put into the thing's. */
static void
draw_reader (YjArt *art)
{
  cairo_translate (art->cr, THING_WIDTH / 2 - 476 * 0.5, THING_MIDDLE - 499 * 0.5);
  cairo_scale (art->cr, 0.5, 0.5);
  yj_scene_reader (art);
}

static void
draw_machine (YjArt *art)
{
  yj_art_rounded (art, 70, 4, 140, 220, 18);
  yj_art_paint (art, &art->sunken, &art->ink, 8);
  yj_art_rounded (art, 94, 30, 92, 112, 8);
  yj_art_paint (art, &art->surface, &art->ink, YJ_SCENE_LINE);
  yj_art_bar (art, 116, 82, 48, 9, &art->stroke);
  yj_art_bar (art, 104, 168, 72, 10, &art->ink);
  yj_art_disc (art, 140, 198, 9);
  yj_art_paint (art, &art->here, art->lines_only ? &art->ink : NULL, 3);
}

static void
draw_thing (YjArt *art, YjBrokenThing thing)
{
  switch (thing) {
  case YJ_BROKEN_PAPER:
    yj_scene_missing_sheet (art);
    yj_scene_printer (art, FALSE);
    break;
  case YJ_BROKEN_COVER:
    yj_scene_printer (art, TRUE);
    break;
  case YJ_BROKEN_READER:
    draw_reader (art);
    break;
  default:
    draw_machine (art);
    break;
  }
}

static void
draw_stroke (YjArt *art, double end, double y, double stroke)
{
  cairo_move_to (art->cr, -art->padding.left, y - stroke / 2);
  cairo_arc (art->cr, end - stroke / 2, y, stroke / 2, -G_PI_2, G_PI_2);
  cairo_line_to (art->cr, -art->padding.left, y + stroke / 2);
  cairo_close_path (art->cr);
  yj_art_paint (art, &art->action, NULL, 0);
}

static void
draw (YjDrawing *drawing, YjArt *art, double width, double height)
{
  double scale = MIN (art->unit, height / THING_HEIGHT), thing = THING_WIDTH * scale, stroke = STROKE_UNITS * scale, gap = 28 * scale;
  double left = 0.58 * width - thing / 2, y = (THING_TOP + THING_MIDDLE) * scale, step = 24 * scale;

  if (art->rtl) {
    cairo_translate (art->cr, width, 0);
    cairo_scale (art->cr, -1, 1);
  }
  draw_stroke (art, left - gap, y, stroke);
  for (double x = left + thing + 2 * gap; x < width + art->padding.right; x += step) {
    yj_art_disc (art, x, y, 4.5 * scale);
    yj_art_paint (art, art->lines_only ? &art->ink : &art->tint_2, NULL, 0);
  }
  cairo_translate (art->cr, left, THING_TOP * scale);
  cairo_scale (art->cr, scale, scale);
  draw_thing (art, YJ_BROKEN_STROKE (drawing)->thing);
}

YjBrokenThing
yj_broken_stroke_get_thing (YjBrokenStroke *self)
{
  g_return_val_if_fail (YJ_IS_BROKEN_STROKE (self), YJ_N_BROKEN);
  return self->thing;
}

static void
yj_broken_stroke_class_init (YjBrokenStrokeClass *klass)
{
  YJ_DRAWING_CLASS (klass)->draw = draw;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "broken-stroke");
}

static void
yj_broken_stroke_init (YjBrokenStroke *self)
{
}

GtkWidget *
yj_broken_stroke_new (YjBrokenThing thing, const char *name)
{
  YjBrokenStroke *self = NULL;

  g_return_val_if_fail (thing < YJ_N_BROKEN, NULL);
  self = g_object_new (YJ_TYPE_BROKEN_STROKE, NULL);
  self->thing = thing;
  yj_drawing_set_name (YJ_DRAWING (self), name);
  return GTK_WIDGET (self);
}
