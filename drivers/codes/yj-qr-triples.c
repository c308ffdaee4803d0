/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the choice of three finder patterns that may be the corners of one code. */
#include "drivers/codes/yj-qr-geometry.h"
#include <math.h>

#define TRIPLES_MAX 400
/* Of the largest mark's modules to the smallest's: a code that lies almost flat before the camera has 2. */
#define MODULE_RATIO_MAX 2.6

static double
distance (YjPoint a, YjPoint b)
{
  return hypot (a.x - b.x, a.y - b.y);
}

/* How far the three are from an upright square with marks of one size; negative when they cannot be. */
static double
shape_cost (const YjFinderPattern *corner, const YjFinderPattern *first, const YjFinderPattern *second)
{
  double side_1 = distance (corner->centre, first->centre), side_2 = distance (corner->centre, second->centre);
  double largest = MAX (corner->module_px, MAX (first->module_px, second->module_px));
  double smallest = MIN (corner->module_px, MIN (first->module_px, second->module_px));
  double module_px = (corner->module_px + first->module_px + second->module_px) / 3;

  if (largest > smallest * MODULE_RATIO_MAX || MAX (side_1, side_2) > MIN (side_1, side_2) * 2.2)
    return -1;
  /* A version 1 code has 14 modules between the middles, version 40 has 170; a slanted one looks shorter. */
  if (MAX (side_1, side_2) < module_px * 11 || MIN (side_1, side_2) > module_px * 200)
    return -1;
  double dot = (first->centre.x - corner->centre.x) * (second->centre.x - corner->centre.x)
               + (first->centre.y - corner->centre.y) * (second->centre.y - corner->centre.y);
  double cosine = fabs (dot / (side_1 * side_2));
  if (cosine > 0.72)
    return -1;
  return cosine + fabs (log (side_1 / side_2)) + log (largest / smallest)
         + 0.002 * (side_1 + side_2) / module_px;
}

static void
add_triple (GArray *triples, const GArray *patterns, guint corner, guint first, guint second)
{
  const YjFinderPattern *a = &g_array_index (patterns, YjFinderPattern, corner);
  const YjFinderPattern *b = &g_array_index (patterns, YjFinderPattern, first);
  const YjFinderPattern *c = &g_array_index (patterns, YjFinderPattern, second);
  double cost = shape_cost (a, b, c);

  if (cost < 0)
    return;
  double turn = (b->centre.x - a->centre.x) * (c->centre.y - a->centre.y)
                - (b->centre.y - a->centre.y) * (c->centre.x - a->centre.x);
  YjFinderTriple triple = { corner, turn > 0 ? first : second, turn > 0 ? second : first, cost };
  g_array_append_val (triples, triple);
}

static int
compare_cost (gconstpointer a, gconstpointer b)
{
  const YjFinderTriple *first = a, *second = b;
  return (first->cost > second->cost) - (first->cost < second->cost);
}

GArray *
yj_qr_triples (const GArray *patterns)
{
  GArray *triples = g_array_new (FALSE, FALSE, sizeof (YjFinderTriple));

  for (guint i = 0; i < patterns->len; i++)
    for (guint j = i + 1; j < patterns->len; j++)
      for (guint k = j + 1; k < patterns->len; k++) {
        add_triple (triples, patterns, i, j, k);
        add_triple (triples, patterns, j, i, k);
        add_triple (triples, patterns, k, i, j);
      }
  g_array_sort (triples, compare_cost);
  if (triples->len > TRIPLES_MAX)
    g_array_set_size (triples, TRIPLES_MAX);
  return triples;
}
