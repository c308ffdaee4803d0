/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the picture of a paper under the camera. */
#include "ui/drawings/yj-scenes.h"

/* A point of the mat: @across and @along from 0 (left, far) to 1 (right, near). */
static void
on_mat (double across, double along, double *x, double *y)
{
  double half = 226 + 160 * along;

  *x = 476 + (2 * across - 1) * half;
  *y = 396 + 176 * along;
}

static void
mat_to (YjArt *art, double across, double along)
{
  double x, y;

  on_mat (across, along, &x, &y);
  cairo_line_to (art->cr, x, y);
}

static void
mat_patch (YjArt *art, double left, double top, double right, double bottom)
{
  cairo_new_sub_path (art->cr);
  mat_to (art, left, top);
  mat_to (art, right, top);
  mat_to (art, right, bottom);
  mat_to (art, left, bottom);
  cairo_close_path (art->cr);
}

/* Post and arm in one, behind the mat. */
static void
draw_stand (YjArt *art)
{
  cairo_move_to (art->cr, 476, 76);
  cairo_arc (art->cr, 806, 104, 28, -G_PI_2, 0);
  cairo_line_to (art->cr, 834, 560);
  cairo_line_to (art->cr, 800, 560);
  cairo_line_to (art->cr, 800, 110);
  cairo_line_to (art->cr, 476, 110);
  cairo_close_path (art->cr);
  yj_scene_device (art, &art->device_deep);
}

static void
draw_camera (YjArt *art)
{
  const double light[] = { 446, 176, 506, 176, 613, 418, 339, 418 };
  GdkRGBA beam = yj_art_mix (&art->tint, &art->plate, art->dark ? 0.14 : 0.7);

  yj_art_polygon (art, light, 4);
  if (art->lines_only)
    cairo_new_path (art->cr);
  else
    yj_art_paint (art, &beam, NULL, 0);
  yj_art_rounded (art, 386, 56, 180, 96, 18);
  yj_scene_device (art, &art->device);
  yj_art_rounded (art, 436, 146, 80, 34, 10);
  yj_scene_device (art, &art->device_window);
  yj_art_disc (art, 534, 84, 9);
  yj_art_paint (art, &art->here, NULL, 0);
}

static void
draw_sheet (YjArt *art)
{
  const double lines[][3] = { { 0.36, 0.64, 0.24 }, { 0.28, 0.72, 0.42 }, { 0.28, 0.66, 0.56 }, { 0.28, 0.7, 0.7 } };

  mat_patch (art, 0.22, 0.12, 0.78, 0.86);
  yj_art_paint (art, &art->surface, &art->ink, YJ_SCENE_LINE);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    mat_to (art, lines[i][0], lines[i][2]);
    mat_to (art, lines[i][1], lines[i][2]);
    cairo_set_line_cap (art->cr, CAIRO_LINE_CAP_ROUND);
    yj_art_paint (art, NULL, art->lines_only ? &art->ink : i ? &art->tint_2 : &art->stroke, 10 + 4 * lines[i][2]);
  }
}

/* The four corners on the mat that the paper must keep inside. */
static void
draw_corners (YjArt *art)
{
  const double corners[][4] = { { 0.13, 0.04, 0.1, 0.16 }, { 0.87, 0.04, -0.1, 0.16 }, { 0.87, 0.95, -0.1, -0.2 }, { 0.13, 0.95, 0.1, -0.2 } };

  for (guint i = 0; i < G_N_ELEMENTS (corners); i++) {
    const double *c = corners[i];
    cairo_new_sub_path (art->cr);
    mat_to (art, c[0] + c[2], c[1]);
    mat_to (art, c[0], c[1]);
    mat_to (art, c[0], c[1] + c[3]);
  }
  cairo_set_line_cap (art->cr, CAIRO_LINE_CAP_ROUND);
  yj_art_paint (art, NULL, &art->here, 9);
}

void
yj_scene_paper (YjArt *art)
{
  double left, right, front;

  on_mat (0, 1.02, &left, &front);
  on_mat (1, 1.02, &right, &front);
  draw_stand (art);
  yj_scene_front (art, left, front, right - left, 26);
  mat_patch (art, 0, -0.06, 1, 1.02);
  yj_scene_device (art, &art->device);
  draw_camera (art);
  draw_sheet (art);
  draw_corners (art);
}
