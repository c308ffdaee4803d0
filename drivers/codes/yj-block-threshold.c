/* SPDX-License-Identifier: Apache-2.0 */
/* Owns binarising by blocks: mean of each block, mean of the blocks around it, compare. */
#include "drivers/codes/yj-block-threshold.h"
#include <string.h>

static void
sum_block_row (const YjGreyImage *image, guint block_px, guint block_row, guint columns, guint *sums)
{
  guint last = MIN ((block_row + 1) * block_px, image->height_px);
  memset (sums, 0, columns * sizeof *sums);
  for (guint y = block_row * block_px; y < last; y++) {
    const guint8 *row = image->pixels + (gsize) y * image->width_px;
    for (guint block = 0, x = 0; block < columns; block++) {
      guint end = MIN (x + block_px, image->width_px), sum = 0;
      for (; x < end; x++)
        sum += row[x];
      sums[block] += sum;
    }
  }
}

static float *
mean_of_blocks (const YjGreyImage *image, guint block_px, guint columns, guint rows)
{
  float *means = g_new (float, (gsize) columns *rows);
  g_autofree guint *sums = g_new (guint, columns);

  for (guint r = 0; r < rows; r++) {
    guint high = MIN (block_px, image->height_px - r * block_px);
    sum_block_row (image, block_px, r, columns, sums);
    for (guint c = 0; c < columns; c++) {
      guint wide = MIN (block_px, image->width_px - c * block_px);
      means[(gsize) r * columns + c] = (float) sums[c] / (float) (wide * high);
    }
  }
  return means;
}

/* A running mean over 2 × @reach + 1 values, fewer at the ends. */
static void
smooth_line (float *out, const float *in, guint count, gsize step, guint reach)
{
  float sum = 0;
  guint first = 0, end = 0;

  for (guint i = 0; i < count; i++) {
    for (; end < count && end <= i + reach; end++)
      sum += in[end * step];
    for (; first + reach < i; first++)
      sum -= in[first * step];
    out[i * step] = sum / (float) (end - first);
  }
}

YjGreyImage *
yj_block_threshold (const YjGreyImage *image, guint block_px, guint reach)
{
  guint columns = (image->width_px + block_px - 1) / block_px;
  guint rows = (image->height_px + block_px - 1) / block_px;
  g_autofree float *means = mean_of_blocks (image, block_px, columns, rows);
  g_autofree float *smooth = g_new (float, (gsize) columns *rows);
  YjGreyImage *binary = yj_grey_image_new (image->width_px, image->height_px);

  for (guint r = 0; r < rows; r++)
    smooth_line (smooth + (gsize) r * columns, means + (gsize) r * columns, columns, 1, reach);
  for (guint c = 0; c < columns; c++)
    smooth_line (means + c, smooth + c, rows, columns, reach);
  for (guint y = 0; y < image->height_px; y++) {
    const float *thresholds = means + (gsize) (y / block_px) * columns;
    const guint8 *in = image->pixels + (gsize) y * image->width_px;
    guint8 *out = binary->pixels + (gsize) y * image->width_px;
    for (guint block = 0, x = 0; block < columns; block++) {
      guint end = MIN (x + block_px, image->width_px);
      guint8 threshold = (guint8) thresholds[block];
      for (; x < end; x++)
        out[x] = in[x] < threshold ? 0 : 255;
    }
  }
  return binary;
}
