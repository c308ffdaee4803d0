/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the shapes that drawings share and how they take the colours of a theme. */
#include "ui/drawings/yj-art.h"
#include "ui/yj-style.h"

void
yj_art_init (YjArt *art, GtkWidget *widget, cairo_t *cr)
{
  const struct {
    const char *role;
    GdkRGBA *color;
  } roles[] = {
    { "paper", &art->paper },         { "surface", &art->surface },
    { "sunken", &art->sunken },       { "ink", &art->ink },
    { "ink_2", &art->ink_2 },         { "line", &art->line },
    { "stroke", &art->stroke },       { "tint", &art->tint },
    { "tint_2", &art->tint_2 },       { "here", &art->here },
    { "action", &art->action },       { "action_deep", &art->action_deep },
    { "plate", &art->plate },         { "on_plate", &art->on_plate },
    { "on_action", &art->on_action }, { "warn_ground", &art->warn_ground },
    { "warn_edge", &art->warn_edge },
  };

  art->cr = cr;
  art->unit = yj_style_get_unit (widget);
  art->rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  art->padding = (GtkBorder){ 0 };
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    yj_style_get_color (widget, roles[i].role, roles[i].color);
  art->second = yj_art_mix (&art->action, &art->tint, 0.14);
  art->lines_only = gdk_rgba_equal (&art->tint, &art->paper);
  art->dark = art->paper.green < 0.5f;
  art->device = art->dark ? yj_art_mix (&art->sunken, &art->tint, 0.45) : art->action;
  art->device_deep = art->dark ? art->sunken : art->action_deep;
  art->device_window = art->dark ? art->tint_2 : art->second;
  art->device_sign = art->dark ? art->action : art->on_action;
}

void
yj_art_use (YjArt *art, const GdkRGBA *color)
{
  gdk_cairo_set_source_rgba (art->cr, color);
}

GdkRGBA
yj_art_mix (const GdkRGBA *a, const GdkRGBA *b, double share)
{
  float s = (float) share, r = 1 - s;
  return (GdkRGBA){ a->red * r + b->red * s, a->green * r + b->green * s, a->blue * r + b->blue * s, 1 };
}

void
yj_art_rounded (YjArt *art, double x, double y, double width, double height, double radius)
{
  double r = MIN (radius, MIN (width, height) / 2);

  cairo_new_sub_path (art->cr);
  cairo_arc (art->cr, x + width - r, y + r, r, -G_PI_2, 0);
  cairo_arc (art->cr, x + width - r, y + height - r, r, 0, G_PI_2);
  cairo_arc (art->cr, x + r, y + height - r, r, G_PI_2, G_PI);
  cairo_arc (art->cr, x + r, y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (art->cr);
}

void
yj_art_disc (YjArt *art, double x, double y, double radius)
{
  cairo_new_sub_path (art->cr);
  cairo_arc (art->cr, x, y, radius, 0, 2 * G_PI);
  cairo_close_path (art->cr);
}

void
yj_art_polygon (YjArt *art, const double *points, guint n)
{
  cairo_new_sub_path (art->cr);
  for (guint i = 0; i < n; i++)
    cairo_line_to (art->cr, points[2 * i], points[2 * i + 1]);
  cairo_close_path (art->cr);
}

void
yj_art_paint (YjArt *art, const GdkRGBA *fill, const GdkRGBA *edge, double width)
{
  if (fill) {
    yj_art_use (art, fill);
    cairo_fill_preserve (art->cr);
  }
  if (edge) {
    yj_art_use (art, edge);
    cairo_set_line_width (art->cr, width);
    cairo_set_line_join (art->cr, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke_preserve (art->cr);
  }
  cairo_new_path (art->cr);
}

void
yj_art_fill (YjArt *art, const GdkRGBA *fill, double width)
{
  if (art->lines_only)
    yj_art_paint (art, &art->surface, &art->ink, width);
  else
    yj_art_paint (art, fill, NULL, 0);
}

void
yj_art_bar (YjArt *art, double x, double y, double width, double height, const GdkRGBA *color)
{
  yj_art_rounded (art, x, y, width, height, height / 2);
  yj_art_paint (art, art->lines_only ? &art->ink : color, NULL, 0);
}

static void
stroke_round (YjArt *art, double width, const GdkRGBA *color)
{
  cairo_set_line_cap (art->cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (art->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (art->cr, width);
  yj_art_use (art, color);
  cairo_stroke (art->cr);
}

void
yj_art_tick (YjArt *art, double x, double y, double radius, const GdkRGBA *color)
{
  cairo_move_to (art->cr, x - 0.45 * radius, y + 0.03 * radius);
  cairo_line_to (art->cr, x - 0.13 * radius, y + 0.35 * radius);
  cairo_line_to (art->cr, x + 0.48 * radius, y - 0.32 * radius);
  stroke_round (art, MAX (2, 0.2 * radius), color);
}

/* @down: 1, or -1 for up. */
static void
draw_arrow (YjArt *art, double x, double y, double length, double down, const GdkRGBA *color)
{
  double head = 0.42 * length;

  cairo_move_to (art->cr, x, y - down * length);
  cairo_line_to (art->cr, x, y);
  cairo_move_to (art->cr, x - head, y - down * head);
  cairo_line_to (art->cr, x, y);
  cairo_line_to (art->cr, x + head, y - down * head);
  stroke_round (art, 0.17 * length, color);
}

void
yj_art_arrow_down (YjArt *art, double x, double y, double length, const GdkRGBA *color)
{
  draw_arrow (art, x, y, length, 1, color);
}

void
yj_art_arrow_up (YjArt *art, double x, double y, double length, const GdkRGBA *color)
{
  draw_arrow (art, x, y, length, -1, color);
}

void
yj_art_corners (YjArt *art, double x, double y, double width, double height, double arm)
{
  const double corners[][4] = { { x, y, 1, 1 }, { x + width, y, -1, 1 }, { x + width, y + height, -1, -1 }, { x, y + height, 1, -1 } };

  for (guint i = 0; i < G_N_ELEMENTS (corners); i++) {
    const double *c = corners[i];
    cairo_move_to (art->cr, c[0] + c[2] * arm, c[1]);
    cairo_line_to (art->cr, c[0], c[1]);
    cairo_line_to (art->cr, c[0], c[1] + c[3] * arm);
  }
}

double
yj_art_fit (YjArt *art, double width, double height, double columns, double rows, double *left, double *top)
{
  double scale = MIN (width / columns, height / rows);

  *left = (width - columns * scale) / 2;
  *top = (height - rows * scale) / 2;
  cairo_translate (art->cr, *left, *top);
  cairo_scale (art->cr, scale, scale);
  return scale;
}
