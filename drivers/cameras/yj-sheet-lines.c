/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the slopes, the votes of each pixel for the lines through it, and the peaks among the votes. */
#include "drivers/cameras/yj-sheet-lines.h"
#include "core/base/yj-secret.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ANGLES 180 /* of two degrees each, all around */
#define ANGLE_STEP (2 * G_PI / ANGLES)
#define NEAR_ANGLES 3
#define NEAR_RHOS 4
#define SAMPLES 64
#define FAINT_LEAST 12 /* one and a half grey levels between neighbours */

static void
measure_slopes (YjSheetSlopes *self, const YjGreyImage *view)
{
  gsize w = view->width_px;

  for (guint y = 1; y + 1 < view->height_px; y++)
    for (guint x = 1; x + 1 < view->width_px; x++) {
      const guint8 *at = view->pixels + y * w + x;
      int right = at[1 - w] + 2 * at[1] + at[1 + w], left = at[-1 - w] + 2 * at[-1] + at[w - 1];
      int below = at[w - 1] + 2 * at[w] + at[w + 1], above = at[-1 - w] + 2 * at[-w] + at[1 - w];
      self->across[y * w + x] = (gint16) (right - left);
      self->down[y * w + x] = (gint16) (below - above);
    }
}

/* Three times what half of all pixels stay under: most of a picture is flat but for its noise. */
static double
find_faint (const YjSheetSlopes *self)
{
  guint counts[1024] = { 0 }, sum = 0, total = self->width_px * self->height_px;

  for (guint i = 0; i < total; i++)
    counts[MIN (abs (self->across[i]) + abs (self->down[i]), 1023)]++;
  for (guint size = 0; size < G_N_ELEMENTS (counts); size++) {
    sum += counts[size];
    if (sum * 2 >= total)
      return MAX (FAINT_LEAST, 3.0 * size);
  }
  return 1023;
}

YjSheetSlopes *
yj_sheet_slopes_new (const YjGreyImage *view)
{
  YjSheetSlopes *self = g_new0 (YjSheetSlopes, 1);
  gsize total = (gsize) view->width_px * view->height_px;

  self->width_px = view->width_px;
  self->height_px = view->height_px;
  self->across = g_new0 (gint16, total);
  self->down = g_new0 (gint16, total);
  measure_slopes (self, view);
  self->faint = find_faint (self);
  return self;
}

void
yj_sheet_slopes_free (YjSheetSlopes *self)
{
  gsize size = sizeof (gint16) * self->width_px * self->height_px;

  yj_secret_wipe (self->across, size);
  yj_secret_wipe (self->down, size);
  g_free (self->across);
  g_free (self->down);
  g_free (self);
}

typedef struct {
  float *votes; /* ANGLES rows of @rhos */
  guint rhos;
  guint middle; /* the column of rho 0 */
  double cos[ANGLES];
  double sin[ANGLES];
} Hough;

static void
hough_init (Hough *hough, const YjSheetSlopes *slopes)
{
  hough->middle = (guint) hypot (slopes->width_px, slopes->height_px) + 2;
  hough->rhos = 2 * hough->middle + 1;
  hough->votes = g_new0 (float, (gsize) ANGLES * hough->rhos);
  for (int i = 0; i < ANGLES; i++) {
    hough->cos[i] = cos (i * ANGLE_STEP);
    hough->sin[i] = sin (i * ANGLE_STEP);
  }
}

/* A strong edge counts no more than a clear one: else the border of a photograph drowns that of a pale sheet. */
static void
vote (Hough *hough, const YjSheetSlopes *slopes)
{
  for (guint y = 1; y + 1 < slopes->height_px; y++)
    for (guint x = 1; x + 1 < slopes->width_px; x++) {
      gsize i = (gsize) y * slopes->width_px + x;
      double size = hypot (slopes->across[i], slopes->down[i]);
      if (size < slopes->faint)
        continue;
      int towards = (int) lround (atan2 (slopes->down[i], slopes->across[i]) / ANGLE_STEP) + ANGLES;
      for (int turn = -1; turn <= 1; turn++) {
        int angle = (towards + turn) % ANGLES;
        guint rho = (guint) lround (x * hough->cos[angle] + y * hough->sin[angle] + hough->middle);
        hough->votes[(gsize) angle * hough->rhos + rho] += (float) MIN (size / slopes->faint, 3);
      }
    }
}

/* Each becomes the sum of three neighbouring distances: an edge is seldom one pixel wide. */
static void
gather (Hough *hough)
{
  for (int a = 0; a < ANGLES; a++) {
    float *row = hough->votes + (gsize) a * hough->rhos, before = 0;
    for (guint r = 0; r + 1 < hough->rhos; r++) {
      float own = row[r];
      row[r] += before + row[r + 1];
      before = own;
    }
  }
}

static gboolean
find_peak (const Hough *hough, int *angle, guint *rho)
{
  gsize total = (gsize) ANGLES * hough->rhos, found = 0;

  for (gsize i = 1; i < total; i++)
    if (hough->votes[i] > hough->votes[found])
      found = i;
  *angle = (int) (found / hough->rhos);
  *rho = (guint) (found % hough->rhos);
  return hough->votes[found] > 0;
}

static void
clear_around (Hough *hough, int angle, guint rho)
{
  guint from = rho > NEAR_RHOS ? rho - NEAR_RHOS : 0, to = MIN (rho + NEAR_RHOS, hough->rhos - 1);

  for (int turn = -NEAR_ANGLES; turn <= NEAR_ANGLES; turn++) {
    float *row = hough->votes + (gsize) ((angle + turn + ANGLES) % ANGLES) * hough->rhos;
    memset (row + from, 0, (to - from + 1) * sizeof *row);
  }
}

guint
yj_sheet_slopes_find_lines (const YjSheetSlopes *self, YjSheetLine lines[YJ_SHEET_LINES_MAX])
{
  Hough hough;
  guint count = 0, rho = 0;
  int angle = 0;

  hough_init (&hough, self);
  vote (&hough, self);
  gather (&hough);
  while (count < YJ_SHEET_LINES_MAX && find_peak (&hough, &angle, &rho)) {
    lines[count++] = (YjSheetLine){ hough.cos[angle], hough.sin[angle], (double) rho - hough.middle };
    clear_around (&hough, angle, rho);
  }
  g_free (hough.votes);
  return count;
}

/* One grey level across the edge may lie a pixel beside a line that is drawn through a curl of the paper. */
static gboolean
is_edge_near (const YjSheetSlopes *self, const YjSheetLine *line, double x, double y)
{
  for (int beside = -2; beside <= 2; beside++) {
    int column = (int) lround (x + beside * line->cos), row = (int) lround (y + beside * line->sin);
    if (column < 1 || row < 1 || column + 1 >= (int) self->width_px || row + 1 >= (int) self->height_px)
      continue;
    gsize i = (gsize) row * self->width_px + (gsize) column;
    double along = self->across[i] * line->cos + self->down[i] * line->sin;
    double beside_it = fabs (self->down[i] * line->cos - self->across[i] * line->sin);
    if (along >= self->faint * 0.6 && beside_it < 0.5 * along)
      return TRUE;
  }
  return FALSE;
}

double
yj_sheet_slopes_support (const YjSheetSlopes *self, const YjSheetLine *line, YjPoint from, YjPoint to)
{
  guint edges = 0;

  for (guint i = 0; i < SAMPLES; i++) {
    double at = 0.03 + 0.94 * i / (SAMPLES - 1);
    edges += is_edge_near (self, line, from.x + at * (to.x - from.x), from.y + at * (to.y - from.y));
  }
  return (double) edges / SAMPLES;
}
