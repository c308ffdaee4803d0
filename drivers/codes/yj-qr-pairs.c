/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the parts that two finder patterns may play in one code, and the map that they fix. */
#include "drivers/codes/yj-qr-pairs.h"
#include "drivers/codes/yj-finder-corners.h"
#include "drivers/codes/yj-qr-format.h"
#include <math.h>

/* Every pair is tried in six ways: more patterns than these cost too much. */
#define PATTERNS_MAX 12
#define CORNERS 8
#define MODULE_RATIO_MAX 1.5
#define MODULES_MIN 21
#define MODULES_MAX 177
/* Of the timing patterns that lie between the two; what is covered hides some of the others. */
#define TIMING_MIN 0.75
#define TIMING_ACROSS_MIN 0.65
#define FORMAT_DISTANCE_MAX 1

/* Which corners the first and the second are, and the angle from the line between them to the code's rows. */
typedef struct {
  YjQrCorner first, second;
  double turn;
  YjQrTiming timing;
} Part;

static const Part parts[] = {
  { YJ_QR_TOP_LEFT, YJ_QR_TOP_RIGHT, 0, YJ_QR_TIMING_ROW },
  { YJ_QR_TOP_LEFT, YJ_QR_BOTTOM_LEFT, -G_PI / 2, YJ_QR_TIMING_COLUMN },
  { YJ_QR_TOP_RIGHT, YJ_QR_BOTTOM_LEFT, -3 * G_PI / 4, YJ_QR_TIMING_BOTH },
};

static void
corners_in_modules (YjQrCorner corner, guint modules, YjPoint out[4])
{
  double far = modules - 7.0, x = corner == YJ_QR_TOP_RIGHT ? far : 0, y = corner == YJ_QR_BOTTOM_LEFT ? far : 0;

  out[0] = (YjPoint){ x, y };
  out[1] = (YjPoint){ x + 7, y };
  out[2] = (YjPoint){ x + 7, y + 7 };
  out[3] = (YjPoint){ x, y + 7 };
}

static gboolean
try_modules (YjQrPairGrid *best, const YjQrPlane *plane, const Part *part, guint modules, const YjPoint corners[CORNERS])
{
  YjPoint from[CORNERS];
  YjQrGrid grid = { .modules = modules };

  corners_in_modules (part->first, modules, from);
  corners_in_modules (part->second, modules, from + 4);
  if (!yj_homography_fit_affine (&grid.to_px, from, corners, CORNERS))
    return FALSE;
  grid.timing = yj_qr_grid_timing (&grid, plane->binary, part->timing);
  if (grid.timing <= best->grid.timing)
    return FALSE;
  best->grid = grid;
  return TRUE;
}

/* The copy of the format information that lies beside what can be seen. */
static gboolean
is_plausible (const YjQrGrid *grid, const YjQrPlane *plane, const Part *part)
{
  gboolean has_top_left = part->first == YJ_QR_TOP_LEFT;

  return grid->timing >= (has_top_left ? TIMING_MIN : TIMING_ACROSS_MIN) &&
         yj_qr_format_distance (grid, plane->binary, has_top_left ? YJ_QR_FORMAT_NEAR : YJ_QR_FORMAT_FAR, NULL) <= FORMAT_DISTANCE_MAX;
}

static void
try_part (GArray *found, const YjQrPlane *plane, const YjFinderPattern *first, const YjFinderPattern *second, const Part *part)
{
  double x = second->centre.x - first->centre.x, y = second->centre.y - first->centre.y;
  double module_px = (first->module_px + second->module_px) / 2, angle = atan2 (y, x) + part->turn;
  YjPoint right = { cos (angle) * module_px, sin (angle) * module_px }, down = { -right.y, right.x }, corners[CORNERS];
  double between = hypot (x, y) / module_px / (part->timing == YJ_QR_TIMING_BOTH ? G_SQRT2 : 1) + 7, slack = MAX (6, between * 0.15);
  YjQrPairGrid best = { .module_px = module_px };

  if (between < MODULES_MIN - 6 || between > MODULES_MAX * 1.1 || !yj_finder_corners (first, right, down, corners) ||
      !yj_finder_corners (second, right, down, corners + 4))
    return;
  for (guint modules = MODULES_MIN; modules <= MODULES_MAX; modules += 4)
    if (fabs (modules - between) <= slack)
      try_modules (&best, plane, part, modules, corners);
  if (best.grid.modules > 0 && is_plausible (&best.grid, plane, part))
    g_array_append_val (found, best);
}

static void
try_pair (GArray *found, const YjQrPlane *plane, const YjFinderPattern *one, const YjFinderPattern *other)
{
  if (MAX (one->module_px, other->module_px) > MIN (one->module_px, other->module_px) * MODULE_RATIO_MAX)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    try_part (found, plane, one, other, &parts[i]);
    try_part (found, plane, other, one, &parts[i]);
  }
}

static int
compare_timing (gconstpointer a, gconstpointer b)
{
  double first = ((const YjQrPairGrid *) a)->grid.timing, second = ((const YjQrPairGrid *) b)->grid.timing;
  return (first < second) - (first > second);
}

GArray *
yj_qr_pairs_fit (const YjQrPlane *plane, const GArray *patterns)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (YjQrPairGrid));
  guint count = MIN (patterns->len, PATTERNS_MAX);

  for (guint i = 0; i < count; i++)
    for (guint j = i + 1; j < count; j++)
      try_pair (found, plane, &g_array_index (patterns, YjFinderPattern, i), &g_array_index (patterns, YjFinderPattern, j));
  g_array_sort (found, compare_timing);
  return found;
}
