/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the fit of four lines to an outline. */
#include "drivers/codes/yj-finder-corners.h"
#include <math.h>

enum { LEFT, TOP, RIGHT, BOTTOM, N_SIDES };

/* a·x + b·y = c with a² + b² = 1 */
typedef struct {
  double a;
  double b;
  double c;
} Line;

typedef struct {
  YjPoint points[YJ_FINDER_RAYS];
  guint count;
} Side;

/* Total least squares: the line through the mean along the larger axis of the scatter. */
static Line
fit_line (const Side *side)
{
  double mean_x = 0, mean_y = 0, xx = 0, xy = 0, yy = 0;

  for (guint i = 0; i < side->count; i++) {
    mean_x += side->points[i].x / side->count;
    mean_y += side->points[i].y / side->count;
  }
  for (guint i = 0; i < side->count; i++) {
    double x = side->points[i].x - mean_x, y = side->points[i].y - mean_y;
    xx += x * x, xy += x * y, yy += y * y;
  }
  double angle = 0.5 * atan2 (2 * xy, xx - yy);
  Line line = { -sin (angle), cos (angle), 0 };
  line.c = line.a * mean_x + line.b * mean_y;
  return line;
}

/* Dirt and glare bend single rays: those further off than the rest are left out of a second fit. */
static gboolean
fit_robust_line (Side *side, double module_px, Line *line)
{
  guint kept = 0;

  if (side->count < 4)
    return FALSE;
  *line = fit_line (side);
  for (guint i = 0; i < side->count; i++) {
    double off = fabs (line->a * side->points[i].x + line->b * side->points[i].y - line->c);
    if (off < MAX (module_px * 0.35, 0.7))
      side->points[kept++] = side->points[i];
  }
  if (kept < 3)
    return FALSE;
  side->count = kept;
  *line = fit_line (side);
  return TRUE;
}

static gboolean
intersect (const Line *first, const Line *second, YjPoint *point)
{
  double determinant = first->a * second->b - second->a * first->b;
  if (fabs (determinant) < 0.2)
    return FALSE;
  point->x = (first->c * second->b - second->c * first->b) / determinant;
  point->y = (first->a * second->c - second->a * first->c) / determinant;
  return TRUE;
}

/* Each point belongs to the side it faces; those near a corner belong to none. */
static void
sort_into_sides (const YjFinderPattern *pattern, YjPoint right, YjPoint down, Side sides[N_SIDES])
{
  double determinant = right.x * down.y - right.y * down.x;

  for (guint i = 0; i < pattern->outline_count; i++) {
    double x = pattern->outline[i].x - pattern->centre.x, y = pattern->outline[i].y - pattern->centre.y;
    double u = (x * down.y - y * down.x) / determinant, v = (right.x * y - right.y * x) / determinant;
    if (fabs (u) < fabs (v) * 1.15 && fabs (v) < fabs (u) * 1.15)
      continue;
    int index = fabs (u) > fabs (v) ? (u < 0 ? LEFT : RIGHT) : (v < 0 ? TOP : BOTTOM);
    sides[index].points[sides[index].count++] = pattern->outline[i];
  }
}

gboolean
yj_finder_corners (const YjFinderPattern *pattern, YjPoint right, YjPoint down, YjPoint corners[4])
{
  Side sides[N_SIDES] = { 0 };
  Line lines[N_SIDES];

  sort_into_sides (pattern, right, down, sides);
  for (int i = 0; i < N_SIDES; i++)
    if (!fit_robust_line (&sides[i], pattern->module_px, &lines[i]))
      return FALSE;
  return intersect (&lines[LEFT], &lines[TOP], &corners[0])
         && intersect (&lines[RIGHT], &lines[TOP], &corners[1])
         && intersect (&lines[RIGHT], &lines[BOTTOM], &corners[2])
         && intersect (&lines[LEFT], &lines[BOTTOM], &corners[3]);
}
