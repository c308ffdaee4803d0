/* SPDX-License-Identifier: Apache-2.0 */
/* The pen that all drawings share: a cairo context, the colours of the present theme, and the few shapes
 * that are drawn more than once. Lengths are px unless a function says otherwise. Thread: main. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct {
  cairo_t *cr;
  double unit; /* screen px of one design px */
  gboolean rtl; /* the page runs from right to left */
  gboolean lines_only; /* a theme without tints: surfaces get an outline instead of a fill */
  GtkBorder padding; /* of the widget, around the width and height that are drawn in */
  GdkRGBA paper, surface, sunken, ink, ink_2, line, stroke, tint, tint_2, here;
  GdkRGBA action, action_deep, on_action, plate, on_plate;
  GdkRGBA warn_ground, warn_edge;
  GdkRGBA second; /* the lighter one of two greens; never text */
  /* Body, edge and window of a device, and a sign on it: dark in every theme, so that amber stands out. */
  GdkRGBA device, device_deep, device_window, device_sign;
  gboolean dark; /* the theme has a dark ground */
} YjArt;

/* Reads the colours and the unit of @widget. @cr (transfer none): lives as long as @art is used. */
void yj_art_init (YjArt *art, GtkWidget *widget, cairo_t *cr);
void yj_art_use (YjArt *art, const GdkRGBA *color);
/* @share of @b in @a, 0 to 1. */
GdkRGBA yj_art_mix (const GdkRGBA *a, const GdkRGBA *b, double share);

/* ---- paths ---- */
void yj_art_rounded (YjArt *art, double x, double y, double width, double height, double radius);
void yj_art_disc (YjArt *art, double x, double y, double radius);
/* A closed one through @n points, x and y in turn. */
void yj_art_polygon (YjArt *art, const double *points, guint n);
/* Fills the path and draws its outline, then forgets it. NULL: not this. @width of the outline. */
void yj_art_paint (YjArt *art, const GdkRGBA *fill, const GdkRGBA *edge, double width);
/* As yj_art_paint () for a part that has no outline in colour: lines_only gives it one in ink, unfilled. */
void yj_art_fill (YjArt *art, const GdkRGBA *fill, double width);

/* ---- signs ---- */
/* A line of writing: a rounded bar. */
void yj_art_bar (YjArt *art, double x, double y, double width, double height, const GdkRGBA *color);
/* A tick that fits a disc of @radius around x, y. */
void yj_art_tick (YjArt *art, double x, double y, double radius, const GdkRGBA *color);
/* An arrow that points down or up, its tip at x, y. */
void yj_art_arrow_down (YjArt *art, double x, double y, double length, const GdkRGBA *color);
void yj_art_arrow_up (YjArt *art, double x, double y, double length, const GdkRGBA *color);
/* Four corners of a frame, arms of @arm. */
void yj_art_corners (YjArt *art, double x, double y, double width, double height, double arm);

/* Moves and scales so that a grid of @columns × @rows lies as large as possible in the middle of
 * @width × @height. Returns the scale; @left and @top: where the grid's corner is. */
double yj_art_fit (YjArt *art, double width, double height, double columns, double rows, double *left, double *top);

G_END_DECLS
