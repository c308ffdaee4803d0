/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the choice and the cleaning of lines. */
#include "drivers/codes/yj-line-strips.h"
#include "core/base/yj-secret.h"
#include "drivers/codes/yj-bar-extent.h"
#include <math.h>
#include <string.h>

#define LINES 240
#define REACH_PX 80
#define GAIN 4
#define SHARPEN_REACH_PX 3
#define SHARPEN_AMOUNT 2

typedef struct {
  guint8 *raised; /* one line */
  guint8 *sharp; /* one line */
  guint *numbers; /* one more than a line has pixels */
} Scratch;

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
  guint length = columns ? image->height_px : image->width_px, lines = columns ? image->width_px : image->height_px;
  gsize along = columns ? image->width_px : 1, across = columns ? 1 : image->width_px;
  guint step = MAX ((lines + LINES / 2) / LINES, 1);
  /* Fewer than three lines: the one there is, three times. */
  gsize between = lines < 3 ? 0 : across;
  guint count = lines < 3 ? 1 : (lines - 3) / step + 1;
  YjGreyImage *cut = yj_grey_image_new (length, count);

  for (guint i = 0; i < count; i++)
    average_lines (cut->pixels + (gsize) i * length, image->pixels + (gsize) i * step * across, length, along, between);
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
    sample_slanted (cut->pixels + (gsize) i * cut->width_px, cut->width_px, image, width / 2 - dx * length / 2 - dy * offset - 0.5f,
                    height / 2 - dy * length / 2 + dx * offset - 0.5f, dx, dy);
  }
  return cut;
}

static void
add_up (guint *sums, const guint8 *line, guint count)
{
  sums[0] = 0;
  for (guint i = 0; i < count; i++)
    sums[i + 1] = sums[i] + line[i];
}

/* Of @reach pixels on each side, fewer at the ends. */
static inline int
mean_around (const guint *sums, guint count, guint i, guint reach)
{
  guint first = i > reach ? i - reach : 0, end = MIN (i + reach + 1, count);
  return (int) ((sums[end] - sums[first]) / (end - first));
}

static void
raise_contrast (guint8 *out, const guint8 *line, guint count, guint *sums)
{
  add_up (sums, line, count);
  for (guint i = 0; i < count; i++) {
    int raised = 128 + GAIN * ((int) line[i] - mean_around (sums, count, i, REACH_PX));
    out[i] = (guint8) CLAMP (raised, 0, 255);
  }
}

/* Undoes some of a blur: what a pixel has more than the mean around it counts again. */
static void
sharpen (guint8 *out, const guint8 *line, guint count, guint *sums)
{
  add_up (sums, line, count);
  for (guint i = 0; i < count; i++) {
    int value = line[i] + SHARPEN_AMOUNT * ((int) line[i] - mean_around (sums, count, i, SHARPEN_REACH_PX));
    out[i] = (guint8) CLAMP (value, 0, 255);
  }
}

/* Sharpens and raises the contrast as @kind asks for, and says where bars may stand. */
static YjBarExtent
clean_line (guint8 *line, guint count, YjStripsKind kind, Scratch *scratch)
{
  const guint8 *from = line;

  if (kind == YJ_STRIPS_SHARP_ROWS) {
    sharpen (scratch->sharp, line, count, scratch->numbers);
    from = scratch->sharp;
  }
  raise_contrast (scratch->raised, from, count, scratch->numbers);
  if (kind != YJ_STRIPS_PLAIN_ROWS)
    memcpy (line, scratch->raised, count);
  return yj_bar_extent_find (scratch->raised, count, scratch->numbers);
}

/* The lines with bars alone, cut to the part where any of them has some. */
static YjGreyImage *
keep_bars (const YjGreyImage *strips, const YjBarExtent *extents)
{
  guint first = strips->width_px, end = 0, lines = 0;
  YjGreyImage *kept;

  for (guint i = 0; i < strips->height_px; i++) {
    if (extents[i].end == extents[i].first)
      continue;
    first = MIN (first, extents[i].first);
    end = MAX (end, extents[i].end);
    lines++;
  }
  if (lines == 0)
    return NULL;
  kept = yj_grey_image_new (end - first, lines);
  lines = 0;
  for (guint i = 0; i < strips->height_px; i++)
    if (extents[i].end > extents[i].first)
      memcpy (kept->pixels + (gsize) lines++ * kept->width_px, strips->pixels + (gsize) i * strips->width_px + first, kept->width_px);
  return kept;
}

static YjGreyImage *
clean (YjGreyImage *strips, YjStripsKind kind)
{
  g_autofree YjBarExtent *extents = g_new (YjBarExtent, strips->height_px);
  guint count = strips->width_px;
  Scratch scratch = { g_malloc (count), g_malloc (count), g_new (guint, count + 1) };

  for (guint i = 0; i < strips->height_px; i++)
    extents[i] = clean_line (strips->pixels + (gsize) i * count, count, kind, &scratch);
  yj_secret_wipe (scratch.raised, count);
  yj_secret_wipe (scratch.sharp, count);
  yj_secret_wipe (scratch.numbers, (count + 1) * sizeof *scratch.numbers);
  g_free (scratch.raised);
  g_free (scratch.sharp);
  g_free (scratch.numbers);
  return keep_bars (strips, extents);
}

YjGreyImage *
yj_line_strips_new (const YjGreyImage *image, YjStripsKind kind)
{
  static const guint degrees[] = {
    [YJ_STRIPS_30_DEGREES] = 30, [YJ_STRIPS_60_DEGREES] = 60, [YJ_STRIPS_120_DEGREES] = 120, [YJ_STRIPS_150_DEGREES] = 150
  };
  g_autoptr (YjGreyImage) cut =
      kind >= YJ_STRIPS_30_DEGREES ? cut_slanted (image, degrees[kind]) : cut_lines (image, kind == YJ_STRIPS_COLUMNS);
  gboolean widens = kind == YJ_STRIPS_WIDE_ROWS || kind == YJ_STRIPS_SHARP_ROWS;
  g_autoptr (YjGreyImage) wide = widens ? yj_grey_image_new_widened (cut) : NULL;

  return clean (widens ? wide : cut, kind);
}
