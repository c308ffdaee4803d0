/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the size of the rectangle, and the sampling along the projective map back into the frame. */
#include "drivers/cameras/yj-rectify.h"
#include "core/base/yj-secret.h"
#include <math.h>

/* Around the sheet: what an edge that was found a pixel too far inside would lose. */
#define MARGIN_SHARE 0.004
#define SIDE_MIN_PX 32

static double
length (YjPoint from, YjPoint to)
{
  return hypot (to.x - from.x, to.y - from.y);
}

static void
sample (const YjFrame *frame, const guint8 *pixels, YjPoint at, guint8 *out)
{
  double x = CLAMP (at.x, 0, frame->width_px - 1.001), y = CLAMP (at.y, 0, frame->height_px - 1.001);
  guint column = (guint) x, row = (guint) y;
  guint right = (guint) ((x - column) * 256), down = (guint) ((y - row) * 256);
  const guint8 *above = pixels + (gsize) row * frame->stride_bytes + (gsize) column * 3, *below = above + frame->stride_bytes;

  for (guint c = 0; c < 3; c++) {
    guint over = above[c] * (256 - right) + above[c + 3] * right;
    guint under = below[c] * (256 - right) + below[c + 3] * right;
    out[c] = (guint8) ((over * (256 - down) + under * down + 32768) >> 16);
  }
}

static YjFrame *
warp (const YjFrame *frame, const YjHomography *map, guint width_px, guint height_px)
{
  gsize size = (gsize) width_px * height_px * 3;
  guint8 *out = g_malloc (size), *at = out;
  g_autoptr (GBytes) bytes = yj_secret_bytes_new_take (out, size);
  const guint8 *pixels = g_bytes_get_data (frame->pixels, NULL);

  for (guint y = 0; y < height_px; y++)
    for (guint x = 0; x < width_px; x++, at += 3)
      sample (frame, pixels, yj_homography_map (map, x + 0.5, y + 0.5), at);
  return yj_frame_new (YJ_FRAME_RGB, width_px, height_px, width_px * 3, bytes);
}

YjFrame *
yj_rectify (const YjFrame *frame, const YjPoint corners[4])
{
  double width = MAX (length (corners[0], corners[1]), length (corners[3], corners[2]));
  double height = MAX (length (corners[0], corners[3]), length (corners[1], corners[2]));
  YjHomography map;

  if (!(width >= SIDE_MIN_PX) || !(height >= SIDE_MIN_PX))
    return NULL;
  width = floor (width);
  height = floor (height);
  double left = width * MARGIN_SHARE, top = height * MARGIN_SHARE;
  const YjPoint from[] = { { left, top }, { width - left, top }, { width - left, height - top }, { left, height - top } };
  if (!yj_homography_fit (&map, from, corners, NULL, 4))
    return NULL;
  return warp (frame, &map, (guint) width, (guint) height);
}
