/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the measures of a frame and the thresholds between good and not. */
#include "core/ports/yj-frame-quality.h"
#include <stdlib.h>

typedef struct {
  const guint8 *pixels;
  gsize stride;
  guint pixel_bytes;
} View;

static guint
luma_at (const View *view, guint x, guint y)
{
  const guint8 *at = view->pixels + y * view->stride + (gsize) x * view->pixel_bytes;
  return view->pixel_bytes == 1 ? at[0] : (77u * at[0] + 150u * at[1] + 29u * at[2]) >> 8;
}

static gboolean
open_view (const YjFrame *frame, View *view)
{
  gsize size = 0;
  guint pixel_bytes = frame->format == YJ_FRAME_RGB ? 3 : 1;
  gsize row_bytes = (gsize) frame->width_px * pixel_bytes;
  const guint8 *pixels = g_bytes_get_data (frame->pixels, &size);

  if (frame->width_px < 16 || frame->height_px < 16 || frame->stride_bytes < row_bytes
      || size < (gsize) frame->stride_bytes * (frame->height_px - 1) + row_bytes)
    return FALSE;
  *view = (View){ pixels, frame->stride_bytes, pixel_bytes };
  return TRUE;
}

/* The value under which @share of all counted lie. */
static guint
percentile (const guint histogram[256], guint64 total, double share)
{
  guint64 sum = 0;
  for (guint i = 0; i < 256; i++) {
    sum += histogram[i];
    if ((double) sum >= share * (double) total)
      return i;
  }
  return 255;
}

static YjFrameVerdict
judge (const YjFrameQuality *quality)
{
  if (quality->light < YJ_FRAME_LIGHT_MIN)
    return YJ_FRAME_TOO_DARK;
  if (quality->contrast < YJ_FRAME_CONTRAST_MIN)
    return quality->glare > YJ_FRAME_GLARE_MAX ? YJ_FRAME_TOO_BRIGHT : YJ_FRAME_EMPTY;
  if (quality->sharpness < YJ_FRAME_SHARPNESS_MIN)
    return quality->glare > YJ_FRAME_GLARE_MAX ? YJ_FRAME_TOO_BRIGHT : YJ_FRAME_BLURRED;
  return YJ_FRAME_GOOD;
}

gboolean
yj_frame_measure (const YjFrame *frame, YjFrameQuality *quality)
{
  guint lumas[256] = { 0 }, steps[256] = { 0 };
  guint64 total = 0, sum = 0, glaring = 0;
  View view;

  if (!open_view (frame, &view))
    return FALSE;
  for (guint y = frame->height_px / 10; y < frame->height_px - frame->height_px / 10 - 1; y++)
    for (guint x = frame->width_px / 10; x < frame->width_px - frame->width_px / 10 - 1; x++) {
      guint here = luma_at (&view, x, y);
      int across = abs ((int) luma_at (&view, x + 1, y) - (int) here);
      int down = abs ((int) luma_at (&view, x, y + 1) - (int) here);
      lumas[here]++;
      steps[MAX (across, down)]++;
      sum += here;
      glaring += here >= 250;
      total++;
    }
  *quality =
      (YjFrameQuality){ .mean = (double) sum / (double) total, .glare = (double) glaring / (double) total };
  quality->light = percentile (lumas, total, 0.90);
  quality->contrast = (double) percentile (lumas, total, 0.99) - percentile (lumas, total, 0.005);
  quality->sharpness = percentile (steps, total, 0.995) / MAX (quality->contrast, 1);
  quality->verdict = judge (quality);
  return TRUE;
}
