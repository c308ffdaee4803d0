/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the search for finder patterns in a black and white picture. Knows nothing of codes. */
#include "drivers/codes/yj-finder-pattern.h"
#include <math.h>
#include <stdlib.h>

#define PATTERNS_MAX 48
#define CANDIDATES_MAX 1024

/* A line across a pattern: where its middle is, and how wide a module is there. */
typedef struct {
  double middle;
  double module_px;
} Crossing;

/* Printing and blur make dark wider or narrower than light, so that each is judged by itself. */
static gboolean
is_finder_profile (const double runs[5])
{
  double dark = (runs[0] + runs[2] + runs[4]) / 5, light = (runs[1] + runs[3]) / 2;

  if (light < dark * 0.3 || light > dark * 3.5)
    return FALSE;
  double dark_slack = 0.5 * dark + 0.6, light_slack = 0.5 * light + 0.6;
  return fabs (runs[0] - dark) <= dark_slack && fabs (runs[4] - dark) <= dark_slack
         && fabs (runs[2] - 3 * dark) <= 2 * dark_slack && fabs (runs[1] - light) <= light_slack
         && fabs (runs[3] - light) <= light_slack;
}

/* Counts pixels of one colour from @at on, in steps of @step, at most @limit. */
static guint
run_length (const guint8 *pixels, gssize step, guint limit, guint8 colour)
{
  guint length = 0;
  while (length < limit && pixels[(gssize) length * step] == colour)
    length++;
  return length;
}

/* The profile through the dark pixel @at, which has @before pixels on one side and @after on the
 * other (itself not counted), none of its runs longer than @run_limit. */
static gboolean
cross (const guint8 *at, gssize step, guint before, guint after, guint run_limit, Crossing *crossing)
{
  double runs[5] = { 0 };
  guint lengths[2][3], room[2] = { before, after };

  if (*at != 0)
    return FALSE;
  for (int side = 0; side < 2; side++) {
    gssize direction = side == 0 ? -step : step;
    guint offset = 1;
    for (int i = 0; i < 3; i++) {
      guint left = room[side] + 1 - offset;
      lengths[side][i] =
          run_length (at + direction * (gssize) offset, direction, MIN (left, run_limit + 1), i % 2 ? 255 : 0);
      if (lengths[side][i] > run_limit || (i > 0 && lengths[side][i] == 0))
        return FALSE;
      offset += lengths[side][i];
    }
  }
  runs[0] = lengths[0][2], runs[1] = lengths[0][1];
  runs[2] = lengths[0][0] + 1 + lengths[1][0];
  runs[3] = lengths[1][1], runs[4] = lengths[1][2];
  if (!is_finder_profile (runs))
    return FALSE;
  crossing->middle = ((double) lengths[1][0] - lengths[0][0]) / 2;
  crossing->module_px = (runs[0] + runs[1] + runs[2] + runs[3] + runs[4]) / 7;
  return TRUE;
}

static gboolean
crosses_diagonally (const YjGreyImage *binary, guint x, guint y, double module_px)
{
  guint before = MIN (x, y), after = MIN (binary->width_px - 1 - x, binary->height_px - 1 - y);
  guint up = MIN (x, binary->height_px - 1 - y), down = MIN (binary->width_px - 1 - x, y);
  const guint8 *at = binary->pixels + (gsize) y * binary->width_px + x;
  guint limit = (guint) (module_px * 6) + 2;
  Crossing crossing;

  return cross (at, (gssize) binary->width_px + 1, before, after, limit, &crossing)
         || cross (at, 1 - (gssize) binary->width_px, up, down, limit, &crossing);
}

static void
add_candidate (GArray *found, double x, double y, double across_px, double down_px)
{
  double module_px = (across_px + down_px) / 2;

  for (guint i = 0; i < found->len; i++) {
    YjFinderPattern *known = &g_array_index (found, YjFinderPattern, i);
    double ratio = module_px / known->module_px;
    if (fabs (known->centre.x - x) > known->module_px || fabs (known->centre.y - y) > known->module_px
        || ratio < 0.66 || ratio > 1.5)
      continue;
    double share = 1.0 / (known->hits + 1);
    known->centre.x += (x - known->centre.x) * share;
    known->centre.y += (y - known->centre.y) * share;
    known->module_px += (module_px - known->module_px) * share;
    known->hits++;
    return;
  }
  if (found->len >= CANDIDATES_MAX)
    return;
  YjFinderPattern pattern = { .centre = { x, y }, .module_px = module_px, .hits = 1 };
  g_array_append_val (found, pattern);
}

/* The row fits at @middle: look across the other directions too. */
static void
check_candidate (const YjGreyImage *binary, GArray *found, double middle, guint y, double module_px)
{
  guint x = (guint) middle;
  const guint8 *at = binary->pixels + (gsize) y * binary->width_px + x;
  guint limit = (guint) (module_px * 6) + 2;
  Crossing down, across;

  if (!cross (at, binary->width_px, y, binary->height_px - 1 - y, limit, &down))
    return;
  if (down.module_px > module_px * 2.2 || down.module_px < module_px / 2.2)
    return;
  double centre_y = y + 0.5 + down.middle;
  guint row = (guint) centre_y;
  at = binary->pixels + (gsize) row * binary->width_px + x;
  if (!cross (at, 1, x, binary->width_px - 1 - x, limit, &across))
    return;
  double centre_x = x + 0.5 + across.middle;
  if (crosses_diagonally (binary, (guint) centre_x, row, module_px))
    add_candidate (found, centre_x, centre_y, across.module_px, down.module_px);
}

static void
search_row (const YjGreyImage *binary, GArray *found, guint y, guint *starts)
{
  const guint8 *row = binary->pixels + (gsize) y * binary->width_px;
  guint count = 0;

  for (guint x = 0; x < binary->width_px; x++)
    if (x == 0 || row[x] != row[x - 1])
      starts[count++] = x;
  starts[count] = binary->width_px;

  for (guint i = row[0] == 0 ? 0 : 1; i + 5 <= count; i += 2) {
    double runs[5];
    for (guint k = 0; k < 5; k++)
      runs[k] = starts[i + k + 1] - starts[i + k];
    if (is_finder_profile (runs))
      check_candidate (binary, found, (starts[i + 2] + starts[i + 3]) / 2.0, y,
                       (starts[i + 5] - starts[i]) / 7.0);
  }
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const YjFinderPattern *first = a, *second = b;
  return (int) second->hits - (int) first->hits;
}

GArray *
yj_finder_patterns_find (const YjGreyImage *binary)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (YjFinderPattern));
  g_autofree guint *starts = g_new (guint, binary->width_px + 1);
  GArray *kept = g_array_new (FALSE, FALSE, sizeof (YjFinderPattern));

  for (guint y = 0; y < binary->height_px; y++)
    search_row (binary, found, y, starts);
  g_array_sort (found, compare_hits);
  for (guint i = 0; i < found->len && kept->len < PATTERNS_MAX; i++) {
    YjFinderPattern *pattern = &g_array_index (found, YjFinderPattern, i);
    if (pattern->hits >= 0.4 * 3 * pattern->module_px)
      g_array_append_val (kept, *pattern);
  }
  return kept;
}

/* The edge is where the grey is half way between the ring and what lies outside it. */
static double
refine_edge (const YjGreyImage *grey, YjPoint centre, double dx, double dy, double radius, double module_px)
{
  double reach = MAX (module_px * 0.5, 1);
  float inside = yj_grey_image_sample (grey, (float) (centre.x + dx * (radius - reach) - 0.5),
                                       (float) (centre.y + dy * (radius - reach) - 0.5));
  float outside = yj_grey_image_sample (grey, (float) (centre.x + dx * (radius + reach) - 0.5),
                                        (float) (centre.y + dy * (radius + reach) - 0.5));
  float half = (inside + outside) / 2, last = inside;

  if (outside - inside < 8)
    return radius;
  for (double r = radius - reach + 0.25; r <= radius + reach; r += 0.25) {
    float value =
        yj_grey_image_sample (grey, (float) (centre.x + dx * r - 0.5), (float) (centre.y + dy * r - 0.5));
    if (value >= half)
      return r - 0.25 * (value - half) / MAX (value - last, 0.01f);
    last = value;
  }
  return radius;
}

/* Goes out from the middle over dark, light and dark; FALSE when that is not what lies there. */
static gboolean
trace_ray (const YjGreyImage *binary, YjPoint centre, double dx, double dy, double limit_px, double *radius)
{
  guint8 colour = 0;
  int changes = 0;

  for (double r = 0; r < limit_px; r += 0.5) {
    double x = centre.x + dx * r, y = centre.y + dy * r;
    if (x < 0 || y < 0 || x >= binary->width_px || y >= binary->height_px)
      return FALSE;
    guint8 here = binary->pixels[(gsize) y * binary->width_px + (gsize) x];
    if (here == colour)
      continue;
    colour = here;
    *radius = r - 0.25;
    if (++changes == 3)
      return TRUE;
  }
  return FALSE;
}

void
yj_finder_pattern_trace (YjFinderPattern *self, const YjGreyImage *grey, const YjGreyImage *binary)
{
  self->outline_count = 0;
  for (int i = 0; i < YJ_FINDER_RAYS; i++) {
    double angle = 2 * G_PI * i / YJ_FINDER_RAYS, dx = cos (angle), dy = sin (angle), radius = 0;
    if (!trace_ray (binary, self->centre, dx, dy, self->module_px * 8, &radius) || radius < self->module_px * 2)
      continue;
    radius = refine_edge (grey, self->centre, dx, dy, radius, self->module_px);
    self->outline[self->outline_count++] =
        (YjPoint){ self->centre.x + dx * radius, self->centre.y + dy * radius };
  }
}
