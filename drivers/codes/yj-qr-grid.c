/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the fit of a code's grid: size by trial, judged by how well the corners and the timing patterns
 * (ISO/IEC 18004:2015, 6.3.5) fall into place; then the alignment pattern (6.3.6). */
#include "drivers/codes/yj-finder-corners.h"
#include "drivers/codes/yj-qr-geometry.h"
#include <math.h>

#define CORNERS 12
#define MODULES_MIN 21
#define MODULES_MAX 177
#define TIMING_MIN 0.60

/* The corners of the three patterns in modules, in the order of yj_finder_corners (). */
static void
corners_in_modules (guint modules, YjPoint out[CORNERS])
{
  const double far = modules - 7.0;
  const YjPoint origins[3] = { { 0, 0 }, { far, 0 }, { 0, far } };

  for (int i = 0; i < 3; i++) {
    out[4 * i] = origins[i];
    out[4 * i + 1] = (YjPoint){ origins[i].x + 7, origins[i].y };
    out[4 * i + 2] = (YjPoint){ origins[i].x + 7, origins[i].y + 7 };
    out[4 * i + 3] = (YjPoint){ origins[i].x, origins[i].y + 7 };
  }
}

static gboolean
is_dark_at (const YjGreyImage *binary, YjPoint point)
{
  if (!(point.x >= 0 && point.y >= 0 && point.x < binary->width_px && point.y < binary->height_px))
    return FALSE;
  return binary->pixels[(gsize) point.y * binary->width_px + (gsize) point.x] == 0;
}

double
yj_qr_grid_timing (const YjQrGrid *grid, const YjGreyImage *binary, YjQrTiming which)
{
  guint right = 0, count = 0;

  for (guint i = 8; i + 8 < grid->modules; i++) {
    gboolean dark = i % 2 == 0;
    if ((which & YJ_QR_TIMING_ROW) != 0)
      right += is_dark_at (binary, yj_homography_map (&grid->to_px, i + 0.5, 6.5)) == dark;
    if ((which & YJ_QR_TIMING_COLUMN) != 0)
      right += is_dark_at (binary, yj_homography_map (&grid->to_px, 6.5, i + 0.5)) == dark;
    count += which == YJ_QR_TIMING_BOTH ? 2 : 1;
  }
  return (double) right / count;
}

static gboolean
try_modules (YjQrGrid *grid, guint modules, const YjPoint corners[CORNERS], double module_px,
             const YjQrPlane *plane, double *best)
{
  YjPoint from[CORNERS];
  YjQrGrid tried = { .modules = modules };

  corners_in_modules (modules, from);
  if (!yj_homography_fit (&tried.to_px, from, corners, NULL, CORNERS))
    return FALSE;
  tried.timing = yj_qr_grid_timing (&tried, plane->binary, YJ_QR_TIMING_BOTH);
  if (tried.timing < TIMING_MIN)
    return FALSE;
  double residual = yj_homography_residual_px (&tried.to_px, from, corners, CORNERS) / module_px;
  double score = tried.timing - 0.4 * MIN (residual, 1);
  if (score <= *best)
    return FALSE;
  *best = score;
  *grid = tried;
  return TRUE;
}

static YjPoint
step_for_module (YjPoint from, YjPoint to, double module_px)
{
  double length = hypot (to.x - from.x, to.y - from.y);
  return (YjPoint){ (to.x - from.x) / length * module_px, (to.y - from.y) / length * module_px };
}

/* A pattern's own sides tell how many pixels a module has along the line to the next pattern. */
static double
side_length (const YjPoint corners[4], int first, int second)
{
  return hypot (corners[first].x - corners[second].x, corners[first].y - corners[second].y);
}

static double
estimate_modules (const YjPoint corners[CORNERS], YjPoint a, YjPoint b, YjPoint c)
{
  const YjPoint *left = corners, *right = corners + 4, *bottom = corners + 8;
  double across_px = (side_length (left, 0, 1) + side_length (left, 3, 2) + side_length (right, 0, 1)
                      + side_length (right, 3, 2))
                     / 28;
  double down_px = (side_length (left, 0, 3) + side_length (left, 1, 2) + side_length (bottom, 0, 3)
                    + side_length (bottom, 1, 2))
                   / 28;
  double across = hypot (b.x - a.x, b.y - a.y) / across_px, down = hypot (c.x - a.x, c.y - a.y) / down_px;
  return (across + down) / 2 + 7;
}

gboolean
yj_qr_grid_fit (YjQrGrid *grid, const YjQrPlane *plane, const YjFinderPattern *top_left,
                const YjFinderPattern *top_right, const YjFinderPattern *bottom_left)
{
  YjPoint right = step_for_module (top_left->centre, top_right->centre, top_left->module_px);
  YjPoint down = step_for_module (top_left->centre, bottom_left->centre, top_left->module_px);
  YjPoint corners[CORNERS];
  double best = 0;

  if (!yj_finder_corners (top_left, right, down, corners)
      || !yj_finder_corners (top_right, right, down, corners + 4)
      || !yj_finder_corners (bottom_left, right, down, corners + 8))
    return FALSE;
  double estimate = estimate_modules (corners, top_left->centre, top_right->centre, bottom_left->centre);
  if (!(estimate > MODULES_MIN - 6 && estimate < MODULES_MAX * 1.1))
    return FALSE;
  double slack = MAX (6, estimate * 0.15);
  for (guint modules = MODULES_MIN; modules <= MODULES_MAX; modules += 4)
    if (fabs (modules - estimate) <= slack)
      try_modules (grid, modules, corners, top_left->module_px, plane, &best);
  return best > 0;
}

/* The 5 × 5 of an alignment pattern against what lies there: light minus dark, in grey values. */
static double
alignment_contrast (const YjQrGrid *grid, const YjGreyImage *grey, double middle_x, double middle_y)
{
  double dark = 0, light = 0;

  for (int row = -2; row <= 2; row++)
    for (int column = -2; column <= 2; column++) {
      YjPoint at = yj_homography_map (&grid->to_px, middle_x + column, middle_y + row);
      float value = yj_grey_image_sample (grey, (float) at.x - 0.5f, (float) at.y - 0.5f);
      if (MAX (ABS (row), ABS (column)) == 1)
        light += value / 8;
      else
        dark += value / 17;
    }
  return light - dark;
}

static gboolean
find_alignment (const YjQrGrid *grid, const YjGreyImage *grey, YjPoint *found)
{
  double expected = grid->modules - 6.5, best = 0, reach = CLAMP (grid->modules / 12.0, 3, 6);
  double finder = alignment_contrast (grid, grey, 3.5, 3.5);

  for (double step = 0.5; step > 0.1; step /= 4) {
    YjPoint centre = step == 0.5 ? (YjPoint){ expected, expected } : *found;
    double range = step == 0.5 ? reach : 0.5;
    for (double y = centre.y - range; y <= centre.y + range; y += step)
      for (double x = centre.x - range; x <= centre.x + range; x += step) {
        double away = hypot (x - expected, y - expected);
        double contrast = alignment_contrast (grid, grey, x, y) * (1 - 0.03 * away);
        if (contrast <= best)
          continue;
        best = contrast;
        *found = (YjPoint){ x, y };
      }
  }
  return best > MAX (fabs (finder) * 0.4, 12);
}

gboolean
yj_qr_grid_align (YjQrGrid *grid, const YjQrPlane *plane)
{
  YjPoint from[CORNERS + 1], to[CORNERS + 1], found = { 0, 0 };
  double weights[CORNERS + 1];
  YjQrGrid refitted = *grid;

  if (grid->modules < 25 || !find_alignment (grid, plane->grey, &found))
    return FALSE;
  corners_in_modules (grid->modules, from);
  for (int i = 0; i < CORNERS; i++) {
    to[i] = yj_homography_map (&grid->to_px, from[i].x, from[i].y);
    weights[i] = 1;
  }
  from[CORNERS] = (YjPoint){ grid->modules - 6.5, grid->modules - 6.5 };
  to[CORNERS] = yj_homography_map (&grid->to_px, found.x, found.y);
  weights[CORNERS] = 8;
  if (!yj_homography_fit (&refitted.to_px, from, to, weights, CORNERS + 1))
    return FALSE;
  *grid = refitted;
  return TRUE;
}
