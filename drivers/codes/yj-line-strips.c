/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the choice and the cleaning of lines. */
#include "drivers/codes/yj-line-strips.h"
#include "core/base/yj-secret.h"
#include <math.h>
#include <string.h>

#define LINES 240
#define WINDOW_PX 161
#define GAIN 4

/* The mean of three neighbouring lines; @along and @across are the distances of pixels and of lines. */
static void
average_lines (guint8 *out, const guint8 *first, guint count, gsize along, gsize across)
{
  for (guint i = 0; i < count; i++, first += along)
    out[i] = (guint8) ((first[0] + first[across] + first[2 * across] + 1) / 3);
}

static YjGreyImage *
cut_lines (const YjGreyImage *image, gboolean columns)
{
  guint length = columns ? image->height_px : image->width_px,
        lines = columns ? image->width_px : image->height_px;
  gsize along = columns ? image->width_px : 1, across = columns ? 1 : image->width_px;
  guint step = MAX (lines / LINES, 1);
  /* Fewer than three lines: the one there is, three times. */
  gsize between = lines < 3 ? 0 : across;
  guint count = lines < 3 ? 1 : (lines - 3) / step + 1;
  YjGreyImage *cut = yj_grey_image_new (length, count);

  for (guint i = 0; i < count; i++)
    average_lines (cut->pixels + (gsize) i * length, image->pixels + (gsize) i * step * across, length, along,
                   between);
  return cut;
}

static gboolean
is_inside (const YjGreyImage *image, float x, float y)
{
  return x >= 0 && y >= 0 && x <= (float) image->width_px - 1 && y <= (float) image->height_px - 1;
}

/* One line from (x, y) on in steps of one pixel, the mean with its two neighbours; beyond the picture it goes on as it ended, so
 * that the picture's border is no bar. */
static void
sample_slanted (guint8 *out, guint count, const YjGreyImage *image, float x, float y, float dx, float dy)
{
  guint first = count, end = 0;

  for (guint i = 0; i < count; i++, x += dx, y += dy) {
    if (!is_inside (image, x, y))
      continue;
    out[i] = (guint8) ((yj_grey_image_sample (image, x, y) + yj_grey_image_sample (image, x - dy, y + dx) +
                        yj_grey_image_sample (image, x + dy, y - dx)) /
                         3 +
                       0.5f);
    first = MIN (first, i);
    end = i + 1;
  }
  if (end == 0) {
    memset (out, 255, count);
    return;
  }
  memset (out, out[first], first);
  memset (out + end, out[end - 1], count - end);
}

static YjGreyImage *
cut_slanted (const YjGreyImage *image, guint degrees)
{
  float width = (float) image->width_px, height = (float) image->height_px;
  float dx = cosf ((float) degrees * (float) G_PI / 180), dy = sinf ((float) degrees * (float) G_PI / 180);
  float length = width * fabsf (dx) + height * fabsf (dy), across = width * fabsf (dy) + height * fabsf (dx);
  float step = MAX (across / LINES, 1);
  YjGreyImage *cut = yj_grey_image_new ((guint) length + 1, (guint) (across / step) + 1);

  for (guint i = 0; i < cut->height_px; i++) {
    float offset = ((float) i + 0.5f) * step - across / 2;
    sample_slanted (cut->pixels + (gsize) i * cut->width_px, cut->width_px, image,
                    width / 2 - dx * length / 2 - dy * offset - 0.5f, height / 2 - dy * length / 2 + dx * offset - 0.5f, dx, dy);
  }
  return cut;
}

static void
raise_contrast (guint8 *line, guint count, guint *sums)
{
  sums[0] = 0;
  for (guint i = 0; i < count; i++)
    sums[i + 1] = sums[i] + line[i];
  for (guint i = 0; i < count; i++) {
    guint first = i > WINDOW_PX / 2 ? i - WINDOW_PX / 2 : 0, end = MIN (i + WINDOW_PX / 2 + 1, count);
    int mean = (int) ((sums[end] - sums[first]) / (end - first));
    int raised = 128 + GAIN * ((int) line[i] - mean);
    line[i] = (guint8) CLAMP (raised, 0, 255);
  }
}

YjGreyImage *
yj_line_strips_new (const YjGreyImage *image, YjStripsKind kind)
{
  static const guint degrees[] = { [YJ_STRIPS_30_DEGREES] = 30, [YJ_STRIPS_60_DEGREES] = 60, [YJ_STRIPS_120_DEGREES] = 120,
                                   [YJ_STRIPS_150_DEGREES] = 150 };
  YjGreyImage *strips = kind >= YJ_STRIPS_30_DEGREES ? cut_slanted (image, degrees[kind]) : cut_lines (image, kind == YJ_STRIPS_COLUMNS);

  if (kind == YJ_STRIPS_PLAIN_ROWS)
    return strips;
  if (kind == YJ_STRIPS_WIDE_ROWS) {
    g_autoptr (YjGreyImage) narrow = strips;
    strips = yj_grey_image_new_widened (narrow);
  }
  g_autofree guint *sums = g_new (guint, strips->width_px + 1);
  for (guint y = 0; y < strips->height_px; y++)
    raise_contrast (strips->pixels + (gsize) y * strips->width_px, strips->width_px, sums);
  yj_secret_wipe (sums, (strips->width_px + 1) * sizeof *sums);
  return strips;
}
