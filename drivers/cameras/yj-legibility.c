/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the measures of one tile, and how those of a sheet's tiles become its own. */
#include "drivers/cameras/yj-legibility.h"
#include <math.h>
#include <stdlib.h>

#define TILE_PX 32
/* The Laplacian's reach: over two pixels a blurred edge bends sixteen times as much as over one, noise no more. */
#define BEND_PX 2
#define NOISE_GAIN 20 /* of the Laplacian: 4 squared and four times 1 */
#define TILES_MAX 1400 /* that are looked at, evenly spread */
#define PRINT_CONTRAST_MIN 28.0
#define BLACK_LUMA 4
#define WHITE_LUMA 251

typedef struct {
  double paper; /* 90th percentile of the luma */
  double contrast; /* from its 4th percentile to that */
  double variance; /* of the luma */
  double laplacian; /* variance of the Laplacian */
  double white; /* share of white pixels */
  double black;
} Tile;

static guint
percentile (const guint counts[256], guint total, double share)
{
  guint sum = 0;
  for (guint i = 0; i < 256; i++) {
    sum += counts[i];
    if (sum >= share * total)
      return i;
  }
  return 255;
}

static void
measure_tile (const YjGreyImage *image, guint left, guint top, Tile *tile)
{
  guint counts[256] = { 0 };
  const guint total = TILE_PX * TILE_PX;
  gint64 sum = 0, squares = 0, bends = 0, bend_squares = 0;
  gsize w = image->width_px;

  for (guint y = top; y < top + TILE_PX; y++)
    for (guint x = left; x < left + TILE_PX; x++) {
      const guint8 *at = image->pixels + y * w + x;
      int bend = 4 * at[0] - at[-BEND_PX] - at[BEND_PX] - *(at - BEND_PX * w) - at[BEND_PX * w];
      counts[at[0]]++;
      sum += at[0];
      squares += at[0] * at[0];
      bends += bend;
      bend_squares += bend * bend;
    }
  tile->paper = percentile (counts, total, 0.90);
  tile->contrast = tile->paper - percentile (counts, total, 0.04);
  tile->variance = (double) squares / total - ((double) sum / total) * ((double) sum / total);
  tile->laplacian = (double) bend_squares / total - ((double) bends / total) * ((double) bends / total);
  tile->white = tile->black = 0;
  for (guint i = 0; i < 256; i++) {
    tile->black += i <= BLACK_LUMA ? (double) counts[i] / total : 0;
    tile->white += i >= WHITE_LUMA ? (double) counts[i] / total : 0;
  }
}

static gboolean
is_inside (const YjPoint *corners, double x, double y)
{
  for (int i = 0; i < 4; i++) {
    YjPoint a = corners[i], b = corners[(i + 1) % 4];
    double away = ((b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x)) / MAX (hypot (b.x - a.x, b.y - a.y), 1);
    if (away < TILE_PX)
      return FALSE;
  }
  return TRUE;
}

/* (transfer full) (element-type Tile) */
static GArray *
measure_tiles (const YjGreyImage *image, const YjPoint *corners)
{
  GArray *tiles = g_array_new (FALSE, FALSE, sizeof (Tile));
  double w = image->width_px, h = image->height_px;
  const YjPoint middle[] = { { w / 10, h / 10 }, { w * 9 / 10, h / 10 }, { w * 9 / 10, h * 9 / 10 }, { w / 10, h * 9 / 10 } };
  guint step = MAX (TILE_PX, (guint) sqrt (w * h / TILES_MAX));

  for (guint y = BEND_PX; y + TILE_PX + BEND_PX < image->height_px; y += step)
    for (guint x = BEND_PX; x + TILE_PX + BEND_PX < image->width_px; x += step) {
      Tile tile;
      if (!is_inside (corners != NULL ? corners : middle, x + TILE_PX / 2.0, y + TILE_PX / 2.0))
        continue;
      measure_tile (image, x, y, &tile);
      g_array_append_val (tiles, tile);
    }
  return tiles;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* 0 of an empty list. */
static double
quantile (GArray *values, double share)
{
  if (values->len == 0)
    return 0;
  g_array_sort (values, compare_doubles);
  return g_array_index (values, double, (guint) (share * (values->len - 1) + 0.5));
}

static gboolean
has_print (const Tile *tile)
{
  return tile->contrast >= PRINT_CONTRAST_MIN && tile->variance > 0;
}

/* The Laplacian's variance where nothing is printed is the noise's, and the same under print. */
static double
noise_of (const GArray *tiles)
{
  g_autoptr (GArray) flat = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < tiles->len; i++) {
    const Tile *tile = &g_array_index (tiles, Tile, i);
    if (!has_print (tile) && tile->white < 0.02 && tile->black < 0.02)
      g_array_append_val (flat, tile->laplacian);
  }
  return quantile (flat, 0.5);
}

static void
measure_print (const GArray *tiles, YjPaperQuality *quality)
{
  g_autoptr (GArray) contrasts = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) sharpnesses = g_array_new (FALSE, FALSE, sizeof (double));
  double noise = noise_of (tiles);

  for (guint i = 0; i < tiles->len; i++) {
    const Tile *tile = &g_array_index (tiles, Tile, i);
    double sharpness = MAX (tile->laplacian - noise, 0) / MAX (tile->variance - noise / NOISE_GAIN, 1);
    if (!has_print (tile))
      continue;
    g_array_append_val (contrasts, tile->contrast);
    g_array_append_val (sharpnesses, sharpness);
  }
  quality->print_share = (double) contrasts->len / MAX (tiles->len, 1);
  quality->contrast = quantile (contrasts, 0.5);
  quality->sharpness = quantile (sharpnesses, 0.5);
}

static void
measure_light (const GArray *tiles, YjPaperQuality *quality)
{
  g_autoptr (GArray) papers = g_array_new (FALSE, FALSE, sizeof (double));
  guint burnt = 0;

  for (guint i = 0; i < tiles->len; i++) {
    const Tile *tile = &g_array_index (tiles, Tile, i);
    g_array_append_val (papers, tile->paper);
    quality->white_share += tile->white / tiles->len;
    quality->dark_share += tile->black / tiles->len;
    burnt += tile->white >= 0.5 && !has_print (tile);
  }
  quality->light = quantile (papers, 0.9);
  quality->shade = quantile (papers, 0.1);
  if (quantile (papers, 0.5) < WHITE_LUMA - 5)
    quality->glare_share = (double) burnt / MAX (tiles->len, 1);
}

void
yj_legibility_measure (const YjGreyImage *image, const YjPoint *corners, YjPaperQuality *quality)
{
  g_autoptr (GArray) tiles = measure_tiles (image, corners);

  *quality = (YjPaperQuality){ 0 };
  measure_light (tiles, quality);
  measure_print (tiles, quality);
}

YjPaperVerdict
yj_legibility_judge (YjSheetLie lie, const YjPaperQuality *quality)
{
  gboolean is_printed = quality->print_share >= YJ_LEGIBILITY_PRINT_MIN;

  if (quality->light < YJ_LEGIBILITY_LIGHT_MIN || (is_printed && quality->shade < YJ_LEGIBILITY_SHADE_MIN))
    return YJ_PAPER_TOO_DARK;
  if (lie == YJ_SHEET_NONE && !is_printed)
    return quality->white_share > YJ_LEGIBILITY_WHITE_MAX ? YJ_PAPER_TOO_BRIGHT : YJ_PAPER_EMPTY;
  if (quality->white_share > YJ_LEGIBILITY_WHITE_MAX && quality->contrast < YJ_LEGIBILITY_PALE_CONTRAST)
    return YJ_PAPER_TOO_BRIGHT;
  if (quality->glare_share > YJ_LEGIBILITY_GLARE_MAX)
    return YJ_PAPER_GLARE;
  if (is_printed && quality->sharpness < YJ_LEGIBILITY_SHARPNESS_MIN)
    return YJ_PAPER_BLURRED;
  if (quality->print_px > 0 && quality->print_px < YJ_LEGIBILITY_PRINT_PX_MIN)
    return YJ_PAPER_SMALL;
  if (lie == YJ_SHEET_CUT)
    return YJ_PAPER_CUT;
  if (lie == YJ_SHEET_SEVERAL)
    return YJ_PAPER_SEVERAL;
  if (!is_printed)
    return YJ_PAPER_BLANK;
  return lie == YJ_SHEET_NONE ? YJ_PAPER_EDGELESS : YJ_PAPER_GOOD;
}
