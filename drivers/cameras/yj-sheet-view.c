/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the shrinking by means of squares, and the closing by running maxima and minima. */
#include "drivers/cameras/yj-sheet-view.h"
#include "core/base/yj-secret.h"
#include <string.h>

static guint8
mean_of_square (const guint8 *pixels, gsize stride_bytes, guint left, guint top, guint side)
{
  guint sum = 0;
  for (guint y = top; y < top + side; y++)
    for (guint x = left; x < left + side; x++)
      sum += yj_sheet_view_grey (pixels, stride_bytes, x, y);
  return (guint8) ((sum + side * side / 2) / (side * side));
}

YjGreyImage *
yj_sheet_view_new (const YjFrame *frame, guint side_px, guint *shrink)
{
  const guint8 *pixels = g_bytes_get_data (frame->pixels, NULL);
  guint longest = MAX (frame->width_px, frame->height_px);
  guint by = MIN ((longest + side_px - 1) / side_px, MIN (frame->width_px, frame->height_px));
  YjGreyImage *view = yj_grey_image_new (frame->width_px / by, frame->height_px / by);

  for (guint y = 0; y < view->height_px; y++)
    for (guint x = 0; x < view->width_px; x++)
      view->pixels[y * view->width_px + x] = mean_of_square (pixels, frame->stride_bytes, x * by, y * by, by);
  *shrink = by;
  return view;
}

/* The largest (or smallest) of each 2 × @radius + 1 along one line, whose pixels are @step apart. */
static void
spread_line (guint8 *line, guint count, guint step, guint radius, gboolean largest, guint8 *copy)
{
  for (guint i = 0; i < count; i++)
    copy[i] = line[(gsize) i * step];
  for (guint i = 0; i < count; i++) {
    guint from = i > radius ? i - radius : 0, to = MIN (i + radius, count - 1);
    guint8 found = copy[from];
    for (guint k = from + 1; k <= to; k++)
      found = largest ? MAX (found, copy[k]) : MIN (found, copy[k]);
    line[(gsize) i * step] = found;
  }
}

void
yj_sheet_view_close (YjGreyImage *view, guint radius)
{
  guint longest = MAX (view->width_px, view->height_px);
  guint8 *copy = g_malloc (longest);

  for (int largest = 1; largest >= 0; largest--) {
    for (guint y = 0; y < view->height_px; y++)
      spread_line (view->pixels + (gsize) y * view->width_px, view->width_px, 1, radius, largest, copy);
    for (guint x = 0; x < view->width_px; x++)
      spread_line (view->pixels + x, view->height_px, view->width_px, radius, largest, copy);
  }
  yj_secret_wipe (copy, longest);
  g_free (copy);
}
