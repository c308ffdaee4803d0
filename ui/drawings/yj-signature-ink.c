/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the points of a signature, how they become lines, and how they are forgotten. */
#include "ui/drawings/yj-signature-ink.h"
#include "core/base/yj-secret.h"
#include <math.h>

#define SLOW_UNITS_MSEC 0.4 /* units a millisecond at which a finger writes thickest */
#define FAST_UNITS_MSEC 3.2
#define WIDTH_STEP 0.5      /* lines of a width are drawn together */

typedef struct {
  float x, y;
  float width;
  guint32 starts; /* 1: begins a stroke */
} Point;

struct _YjSignatureInk {
  Point *points;
  guint n_points, n_strokes;
  double length;
  guint32 last_msec;
};

YjSignatureInk *
yj_signature_ink_new (void)
{
  YjSignatureInk *self = g_new0 (YjSignatureInk, 1);

  self->points = g_new0 (Point, YJ_SIGNATURE_POINTS_MAX);
  return self;
}

void
yj_signature_ink_clear (YjSignatureInk *self)
{
  yj_secret_wipe (self->points, YJ_SIGNATURE_POINTS_MAX * sizeof (Point));
  self->n_points = self->n_strokes = 0;
  self->length = 0;
  self->last_msec = 0;
}

void
yj_signature_ink_free (YjSignatureInk *self)
{
  if (self == NULL)
    return;
  yj_signature_ink_clear (self);
  g_free (self->points);
  g_free (self);
}

static double
wanted_width (double pressure, double speed)
{
  double thick = pressure >= 0 ? CLAMP (pressure, 0, 1) : 1 - CLAMP ((speed - SLOW_UNITS_MSEC) / (FAST_UNITS_MSEC - SLOW_UNITS_MSEC), 0, 1);

  return YJ_SIGNATURE_THIN + (YJ_SIGNATURE_THICK - YJ_SIGNATURE_THIN) * thick;
}

void
yj_signature_ink_begin (YjSignatureInk *self, double x, double y, double pressure, guint32 time_msec)
{
  if (self->n_points == YJ_SIGNATURE_POINTS_MAX)
    return;
  self->points[self->n_points++] = (Point){ (float) x, (float) y, (float) wanted_width (pressure, 1), 1 };
  self->n_strokes++;
  self->last_msec = time_msec;
}

void
yj_signature_ink_move (YjSignatureInk *self, double x, double y, double pressure, guint32 time_msec)
{
  const Point *last;
  double distance, width;

  if (self->n_points == 0 || self->n_points == YJ_SIGNATURE_POINTS_MAX)
    return;
  last = &self->points[self->n_points - 1];
  distance = hypot (x - last->x, y - last->y);
  if (distance < 1)
    return;
  /* A width changes slowly, or the line would look knotted. */
  width = last->width + 0.3 * (wanted_width (pressure, distance / MAX (1u, time_msec - self->last_msec)) - last->width);
  self->points[self->n_points++] = (Point){ (float) x, (float) y, (float) width, 0 };
  self->length += distance;
  self->last_msec = time_msec;
}

gboolean
yj_signature_ink_is_empty (const YjSignatureInk *self)
{
  return self->n_points == 0;
}

guint
yj_signature_ink_get_n_points (const YjSignatureInk *self)
{
  return self->n_points;
}

guint
yj_signature_ink_get_n_strokes (const YjSignatureInk *self)
{
  return self->n_strokes;
}

double
yj_signature_ink_get_length (const YjSignatureInk *self)
{
  return self->length;
}

gboolean
yj_signature_ink_is_enough (const YjSignatureInk *self)
{
  return self->length >= YJ_SIGNATURE_LENGTH_MIN;
}

/* From where the pen is to halfway between two points: with the corner point as the control of the curve
 * the line passes smoothly from one middle to the next. */
static void
curve_to (cairo_t *cr, const Point *corner, const Point *next)
{
  double x, y, to_x = (corner->x + next->x) / 2, to_y = (corner->y + next->y) / 2;

  cairo_get_current_point (cr, &x, &y);
  cairo_curve_to (cr, x + 2 * (corner->x - x) / 3, y + 2 * (corner->y - y) / 3, to_x + 2 * (corner->x - to_x) / 3,
                  to_y + 2 * (corner->y - to_y) / 3, to_x, to_y);
}

static double
stepped (double width)
{
  return round (width / WIDTH_STEP) * WIDTH_STEP;
}

static void
draw_stroke (cairo_t *cr, const Point *points, guint n)
{
  double width = stepped (points[0].width), x, y;

  cairo_move_to (cr, points[0].x, points[0].y);
  for (guint i = 1; i < n; i++) {
    if (stepped (points[i].width) != width) {
      cairo_get_current_point (cr, &x, &y);
      cairo_set_line_width (cr, width);
      cairo_stroke (cr);
      cairo_move_to (cr, x, y);
      width = stepped (points[i].width);
    }
    if (i + 1 < n)
      curve_to (cr, &points[i], &points[i + 1]);
  }
  /* A single point becomes a dot: a line to itself with round ends. */
  cairo_line_to (cr, points[n - 1].x, points[n - 1].y);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
}

void
yj_signature_ink_draw (const YjSignatureInk *self, cairo_t *cr)
{
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint first = 0, end; first < self->n_points; first = end) {
    for (end = first + 1; end < self->n_points && !self->points[end].starts; end++)
      ;
    draw_stroke (cr, &self->points[first], end - first);
  }
}
