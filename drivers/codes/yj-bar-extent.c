/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the search for edges and for rows of similar widths between them. */
#include "drivers/codes/yj-bar-extent.h"

/* The least there is: UPC-E has 33 bars and spaces, Code 39 of three characters 29; some of them may have run together. */
#define RUNS_MIN 20
/* A bar or space against the mean of those before it: wide ones have 4 modules, the mean is about 1.7. */
#define LONGEST_RUN 5
#define MEMORY 8
/* The quiet zone, in mean widths: 11 modules of an EAN-13. */
#define QUIET_RUNS 8
/* Less than this away from the middle is noise. */
#define SLACK 12

/* Places where the line goes from dark to light or back. */
static guint
find_edges (const guint8 *line, guint count, guint *edges)
{
  guint found = 0;
  guint8 high = 128 + SLACK, low = 128 - SLACK;
  gboolean dark = line[0] < 128;

  for (guint x = 0; x < count; x++) {
    if (dark ? line[x] <= high : line[x] >= low)
      continue;
    dark = !dark;
    edges[found++] = x;
  }
  return found;
}

static void
add_row (YjBarExtent *extent, const guint *edges, guint first, guint last, guint count)
{
  guint quiet = (edges[last] - edges[first]) * QUIET_RUNS / (last - first) + 2;
  guint start = edges[first] > quiet ? edges[first] - quiet : 0, end = MIN (edges[last] + quiet, count);

  if (last - first < RUNS_MIN)
    return;
  if (extent->end == 0)
    extent->first = start;
  extent->end = MAX (extent->end, end);
}

YjBarExtent
yj_bar_extent_find (const guint8 *line, guint count, guint *edges)
{
  YjBarExtent extent = { 0, 0 };
  guint found = find_edges (line, count, edges), first = 0;

  for (guint i = 1; i < found; i++) {
    guint known = MIN (i - 1 - first, MEMORY);
    if (known < 2 || (edges[i] - edges[i - 1]) * known <= LONGEST_RUN * (edges[i - 1] - edges[i - 1 - known]))
      continue;
    add_row (&extent, edges, first, i - 1, count);
    first = i;
  }
  if (found >= 2 && found - 1 > first)
    add_row (&extent, edges, first, found - 1, count);
  return extent;
}
