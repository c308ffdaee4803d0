/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the flat pictures of a code. Function patterns: ISO/IEC 18004:2015, 6.3 and annex E. */
#include "drivers/codes/yj-qr-patch.h"
#include "core/base/yj-secret.h"
#include <string.h>

#define MODULE_PX 4
#define QUIET_MODULES 4
#define WINDOW_MODULES 4
#define ALIGNMENTS_MAX 7

static YjGreyImage *
new_light_patch (guint modules)
{
  guint side = (modules + 2 * QUIET_MODULES) * MODULE_PX;
  YjGreyImage *patch = yj_grey_image_new (side, side);
  memset (patch->pixels, 255, (gsize) side * side);
  return patch;
}

/* Along a row of the code numerator and denominator of the map grow by fixed steps. */
static void
warp_row (guint8 *out, guint count, const YjHomography *to_px, double y, const YjGreyImage *grey, double scale)
{
  const double *m = to_px->m;
  double start = 0.5 / MODULE_PX, step = 1.0 / MODULE_PX;
  double px = m[0] * start + m[1] * y + m[2], py = m[3] * start + m[4] * y + m[5],
         pw = m[6] * start + m[7] * y + m[8];

  for (guint i = 0; i < count; i++) {
    float x = (float) (px / pw * scale - 0.5), at_y = (float) (py / pw * scale - 0.5);
    out[i] = (guint8) (yj_grey_image_sample (grey, x, at_y) + 0.5f);
    px += m[0] * step, py += m[3] * step, pw += m[6] * step;
  }
}

/* The quiet zone of the patch is as light as the code's own light, or ZBar sees an edge there. */
static void
lighten_quiet_zone (YjGreyImage *patch, guint8 level)
{
  guint margin = QUIET_MODULES * MODULE_PX, side = patch->width_px;

  for (guint y = 0; y < side; y++) {
    guint8 *row = patch->pixels + (gsize) y * side;
    if (y < margin || y >= side - margin) {
      memset (row, level, side);
    } else {
      memset (row, level, margin);
      memset (row + side - margin, level, margin);
    }
  }
}

static guint8
bright_level (const YjGreyImage *patch)
{
  guint histogram[256] = { 0 }, sum = 0, margin = QUIET_MODULES * MODULE_PX,
        inner = patch->width_px - 2 * margin;

  for (guint y = 0; y < inner; y++)
    for (guint x = 0; x < inner; x++)
      histogram[patch->pixels[(gsize) (y + margin) * patch->width_px + x + margin]]++;
  for (int level = 255; level > 0; level--) {
    sum += histogram[level];
    if (sum * 5 > inner * inner)
      return (guint8) level;
  }
  return 255;
}

YjGreyImage *
yj_qr_patch_warp (const YjQrGrid *grid, const YjGreyImage *grey, double scale)
{
  YjGreyImage *patch = new_light_patch (grid->modules);
  guint margin = QUIET_MODULES * MODULE_PX, inner = grid->modules * MODULE_PX;

  for (guint y = 0; y < inner; y++)
    warp_row (patch->pixels + (gsize) (y + margin) * patch->width_px + margin, inner, &grid->to_px,
              (y + 0.5) / MODULE_PX, grey, scale);
  lighten_quiet_zone (patch, bright_level (patch));
  return patch;
}

static float
measure_module (const YjQrGrid *grid, const YjGreyImage *grey, double scale, guint column, guint row)
{
  float sum = 0;
  for (int dy = -1; dy <= 1; dy++)
    for (int dx = -1; dx <= 1; dx++) {
      YjPoint at = yj_homography_map (&grid->to_px, column + 0.5 + 0.2 * dx, row + 0.5 + 0.2 * dy);
      sum += yj_grey_image_sample (grey, (float) (at.x * scale - 0.5), (float) (at.y * scale - 0.5));
    }
  return sum / 9;
}

/* Sums over every rectangle from the top left corner, one row and column larger than the code. */
static double *
sum_rectangles (const float *values, guint modules)
{
  guint pitch = modules + 1;
  double *sums = g_new0 (double, (gsize) pitch *pitch);
  for (guint y = 1; y <= modules; y++)
    for (guint x = 1; x <= modules; x++)
      sums[y * pitch + x] = values[(y - 1) * modules + x - 1] + sums[(y - 1) * pitch + x]
                            + sums[y * pitch + x - 1] - sums[(y - 1) * pitch + x - 1];
  return sums;
}

/* Turns each value into its distance from the mean around it. */
static void
take_off_means (float *values, guint modules)
{
  g_autofree double *sums = sum_rectangles (values, modules);
  gsize pitch = modules + 1;

  for (guint y = 0; y < modules; y++)
    for (guint x = 0; x < modules; x++) {
      guint left = x > WINDOW_MODULES ? x - WINDOW_MODULES : 0, right = MIN (x + WINDOW_MODULES + 1, modules);
      guint top = y > WINDOW_MODULES ? y - WINDOW_MODULES : 0, bottom = MIN (y + WINDOW_MODULES + 1, modules);
      double sum = sums[bottom * pitch + right] - sums[top * pitch + right] - sums[bottom * pitch + left]
                   + sums[top * pitch + left];
      values[y * modules + x] -= (float) (sum / ((right - left) * (bottom - top)));
    }
  yj_secret_wipe (sums, pitch * pitch * sizeof *sums);
}

/* Concentric squares around a middle: dark where @rings has a 1 at that distance. */
static void
draw_rings (guint8 *dark, guint modules, int middle_x, int middle_y, const guint8 *rings, int count)
{
  for (int dy = 1 - count; dy < count; dy++)
    for (int dx = 1 - count; dx < count; dx++) {
      int x = middle_x + dx, y = middle_y + dy;
      if (x >= 0 && y >= 0 && x < (int) modules && y < (int) modules)
        dark[y * (int) modules + x] = rings[MAX (ABS (dx), ABS (dy))];
    }
}

static guint
alignment_places (guint modules, int places[ALIGNMENTS_MAX])
{
  guint version = (modules - 17) / 4;
  if (version < 2)
    return 0;
  guint count = version / 7 + 2;
  guint step = version == 32 ? 26 : (modules - 13 + 2 * count - 3) / (2 * count - 2) * 2;
  places[0] = 6;
  for (guint i = 1; i < count; i++)
    places[i] = (int) (modules - 7 - (count - 1 - i) * step);
  return count;
}

static void
draw_function_patterns (guint8 *dark, guint modules)
{
  static const guint8 finder[] = { 1, 1, 0, 1, 0 }, alignment[] = { 1, 0, 1 };
  int places[ALIGNMENTS_MAX], last = (int) modules - 4;
  guint count = alignment_places (modules, places);

  for (guint i = 8; i + 8 < modules; i++)
    dark[6 * modules + i] = dark[i * modules + 6] = i % 2 == 0;
  for (guint i = 0; i < count; i++)
    for (guint j = 0; j < count; j++)
      if (!((i == 0 && (j == 0 || j == count - 1)) || (j == 0 && i == count - 1)))
        draw_rings (dark, modules, places[j], places[i], alignment, 3);
  draw_rings (dark, modules, 3, 3, finder, 5);
  draw_rings (dark, modules, last, 3, finder, 5);
  draw_rings (dark, modules, 3, last, finder, 5);
}

void
yj_qr_patch_measure (const YjQrGrid *grid, const YjGreyImage *grey, double scale, float *values)
{
  for (guint y = 0; y < grid->modules; y++)
    for (guint x = 0; x < grid->modules; x++)
      values[y * grid->modules + x] = measure_module (grid, grey, scale, x, y);
  take_off_means (values, grid->modules);
}

YjGreyImage *
yj_qr_patch_draw (guint modules, const float *values)
{
  guint margin = QUIET_MODULES * MODULE_PX;
  gsize count = (gsize) modules * modules;
  g_autofree guint8 *dark = g_new (guint8, count);
  YjGreyImage *patch = new_light_patch (modules);

  for (gsize i = 0; i < count; i++)
    dark[i] = values[i] < 0;
  draw_function_patterns (dark, modules);
  for (guint y = 0; y < modules * MODULE_PX; y++) {
    guint8 *row = patch->pixels + (gsize) (y + margin) * patch->width_px + margin;
    for (guint x = 0; x < modules * MODULE_PX; x++)
      row[x] = dark[(y / MODULE_PX) * modules + x / MODULE_PX] ? 0 : 255;
  }
  yj_secret_wipe (dark, count);
  return patch;
}

YjGreyImage *
yj_qr_patch_redraw (const YjQrGrid *grid, const YjGreyImage *grey, double scale)
{
  gsize count = (gsize) grid->modules * grid->modules;
  g_autofree float *values = g_new (float, count);
  YjGreyImage *patch;

  yj_qr_patch_measure (grid, grey, scale, values);
  patch = yj_qr_patch_draw (grid->modules, values);
  yj_secret_wipe (values, count * sizeof *values);
  return patch;
}
