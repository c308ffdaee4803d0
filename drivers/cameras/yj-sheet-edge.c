/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the profiles across a side, the steepest place in each, and the line through those places. */
#include "drivers/cameras/yj-sheet-edge.h"
#include "drivers/cameras/yj-sheet-view.h"
#include <math.h>

#define PROFILES 80
#define PROFILE_MAX 129
#define ALONG 3 /* pixels on either side along the edge, whose mean takes the noise out */
#define ROUNDS 6

typedef struct {
  YjPoint point;
  double step; /* grey levels from the darker to the brighter side */
  double weight;
} Place;

static double
grey_at (const YjFrame *frame, double x, double y)
{
  double limit_x = frame->width_px - 1.001, limit_y = frame->height_px - 1.001;
  const guint8 *pixels = g_bytes_get_data (frame->pixels, NULL);

  x = CLAMP (x, 0, limit_x);
  y = CLAMP (y, 0, limit_y);
  guint column = (guint) x, row = (guint) y;
  double right = x - column, down = y - row;
  double above = yj_sheet_view_grey (pixels, frame->stride_bytes, column, row) * (1 - right) +
                 yj_sheet_view_grey (pixels, frame->stride_bytes, column + 1, row) * right;
  double below = yj_sheet_view_grey (pixels, frame->stride_bytes, column, row + 1) * (1 - right) +
                 yj_sheet_view_grey (pixels, frame->stride_bytes, column + 1, row + 1) * right;
  return above * (1 - down) + below * down;
}

/* Greys from @reach before the side to @reach behind it, a pixel apart, towards its brighter side. */
static void
take_profile (const YjFrame *frame, const YjSheetLine *side, YjPoint at, int reach, double *profile)
{
  for (int i = -reach; i <= reach; i++) {
    double sum = 0;
    for (int k = -ALONG; k <= ALONG; k++)
      sum += grey_at (frame, at.x + i * side->cos - k * side->sin, at.y + i * side->sin + k * side->cos);
    profile[i + reach] = sum / (2 * ALONG + 1);
  }
}

/* The rise over @width pixels on either side of a place. */
static double
rise_at (const double *profile, int i, int width)
{
  double before = 0, behind = 0;
  for (int k = 1; k <= width; k++) {
    before += profile[i - k];
    behind += profile[i + k];
  }
  return (behind - before) / width;
}

static gboolean
find_place (const YjFrame *frame, const YjSheetLine *side, YjPoint at, int reach, Place *place)
{
  double profile[PROFILE_MAX];
  int width = CLAMP (reach / 4, 1, 4), best = -1;

  take_profile (frame, side, at, reach, profile);
  for (int i = width; i <= 2 * reach - width; i++)
    if (best < 0 || rise_at (profile, i, width) > rise_at (profile, best, width))
      best = i;
  place->step = rise_at (profile, best, width);
  if (place->step < 1)
    return FALSE;
  double aside = 0;
  if (best > width && best < 2 * reach - width) {
    double less = rise_at (profile, best - 1, width), more = rise_at (profile, best + 1, width);
    double bend = less + more - 2 * place->step;
    aside = bend < -1e-9 ? CLAMP (0.5 * (less - more) / bend, -0.5, 0.5) : 0;
  }
  place->point = (YjPoint){ at.x + (best - reach + aside) * side->cos, at.y + (best - reach + aside) * side->sin };
  place->weight = 1;
  return TRUE;
}

/* The line nearest to the places by their weights; it keeps its brighter side. */
static void
fit_line (const Place *places, guint count, YjSheetLine *line)
{
  double sum = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;

  for (guint i = 0; i < count; i++) {
    sum += places[i].weight;
    x += places[i].weight * places[i].point.x;
    y += places[i].weight * places[i].point.y;
  }
  x /= sum;
  y /= sum;
  for (guint i = 0; i < count; i++) {
    double dx = places[i].point.x - x, dy = places[i].point.y - y;
    xx += places[i].weight * dx * dx;
    xy += places[i].weight * dx * dy;
    yy += places[i].weight * dy * dy;
  }
  double along = 0.5 * atan2 (2 * xy, xx - yy), normal_x = -sin (along), normal_y = cos (along);
  double turn = normal_x * line->cos + normal_y * line->sin < 0 ? -1 : 1;
  line->cos = turn * normal_x;
  line->sin = turn * normal_y;
  line->rho_px = x * line->cos + y * line->sin;
}

/* Tukey's weights: a place that is far off, at a finger or a crease, counts nothing. */
static void
weigh (Place *places, guint count, const YjSheetLine *line, double reach_px)
{
  for (guint i = 0; i < count; i++) {
    double off = fabs (places[i].point.x * line->cos + places[i].point.y * line->sin - line->rho_px) / reach_px;
    places[i].weight = off >= 1 ? 1e-6 : (1 - off * off) * (1 - off * off);
  }
}

gboolean
yj_sheet_edge_refine (const YjFrame *frame, YjSheetLine *side, YjPoint from, YjPoint to, double reach_px)
{
  Place places[PROFILES];
  YjSheetLine line = *side;
  int reach = CLAMP ((int) ceil (reach_px), 3, PROFILE_MAX / 2);
  guint count = 0;

  for (guint i = 0; i < PROFILES; i++) {
    double at = 0.04 + 0.92 * i / (PROFILES - 1);
    YjPoint guess = { from.x + at * (to.x - from.x), from.y + at * (to.y - from.y) };
    count += find_place (frame, side, guess, reach, &places[count]);
  }
  if (count < PROFILES / 3)
    return FALSE;
  double bound_px = reach;
  for (int round = 0; round < ROUNDS; round++) {
    fit_line (places, count, &line);
    bound_px = MAX (bound_px / 2, 1.5);
    weigh (places, count, &line, bound_px);
  }
  *side = line;
  return TRUE;
}
