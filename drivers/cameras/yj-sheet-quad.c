/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the search over pairs of opposite edges, and the choice between the shapes they make. */
#include "drivers/cameras/yj-sheet-quad.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PARALLEL_MIN_COS 0.93 /* opposite sides: within 21 degrees */
#define UPRIGHT_MAX_COS 0.5 /* neighbouring sides: at least 60 degrees */
#define GAP_MIN_SHARE 0.12 /* between opposite sides, of the view's shorter side */
#define AREA_MIN_SHARE 0.025 /* of the view: an identity card under a camera for A4 */
#define SUPPORT_MIN 0.60
#define SUPPORT_MEAN_MIN 0.72
#define OUTER_SUPPORT_MIN 0.70
#define SECOND_MIN_SHARE 0.06 /* a card beside a sheet of A4 */
#define RING_SHARE 1.0 /* around a quad, of its own size */
#define RING_GAP_PX 5
#define PAIRS_MAX 600
#define CANDIDATES_MAX 200
#define BORDERS 4

/* Lines that were found, then the four sides of the view, behind which a paper may go on. */
typedef struct {
  const YjSheetSlopes *slopes;
  YjSheetLine lines[YJ_SHEET_LINES_MAX + BORDERS];
  guint n_lines; /* without the borders */
  guint8 pairs[PAIRS_MAX][2];
  guint n_pairs;
} Search;

typedef struct {
  YjSheetQuad quad;
  double worth;
  double least; /* the worst side's support */
  double area_px;
  gboolean is_cut;
} Candidate;

static gboolean
intersect (const YjSheetLine *a, const YjSheetLine *b, YjPoint *point)
{
  double det = a->cos * b->sin - a->sin * b->cos;
  if (fabs (det) < 0.1)
    return FALSE;
  *point = (YjPoint){ (a->rho_px * b->sin - b->rho_px * a->sin) / det, (b->rho_px * a->cos - a->rho_px * b->cos) / det };
  return TRUE;
}

/* Signed, so that it does not matter which side is the brighter one. */
static double
distance_from_middle (const Search *search, const YjSheetLine *line)
{
  return line->rho_px - line->cos * search->slopes->width_px / 2.0 - line->sin * search->slopes->height_px / 2.0;
}

static void
find_pairs (Search *search)
{
  guint total = search->n_lines + BORDERS;
  double gap = GAP_MIN_SHARE * MIN (search->slopes->width_px, search->slopes->height_px);

  for (guint i = 0; i < total; i++)
    for (guint j = i + 1; j < total && search->n_pairs < PAIRS_MAX; j++) {
      const YjSheetLine *a = &search->lines[i], *b = &search->lines[j];
      double aligned = a->cos * b->cos + a->sin * b->sin;
      double apart = distance_from_middle (search, a) - copysign (1, aligned) * distance_from_middle (search, b);
      if (fabs (aligned) < PARALLEL_MIN_COS || fabs (apart) < gap || i >= search->n_lines)
        continue;
      search->pairs[search->n_pairs][0] = (guint8) i;
      search->pairs[search->n_pairs++][1] = (guint8) j;
    }
}

static double
area_of (const YjPoint corners[4])
{
  double sum = 0;
  for (int i = 0; i < 4; i++) {
    YjPoint a = corners[i], b = corners[(i + 1) % 4];
    sum += a.x * b.y - b.x * a.y;
  }
  return sum / 2;
}

/* Clockwise on the screen, beginning with the corner that makes the way along the top go most to the right. A paper that
 * lies upside down is left so: nothing in its outline tells. */
static void
order_corners (YjSheetQuad *quad)
{
  YjSheetQuad from = *quad;
  int first = 0;
  double best = -G_MAXDOUBLE;

  if (area_of (from.corners) < 0)
    for (int i = 0; i < 4; i++) {
      quad->corners[i] = from.corners[3 - i];
      quad->sides[i] = from.sides[(6 - i) % 4];
    }
  from = *quad;
  for (int i = 0; i < 4; i++) {
    YjPoint a = from.corners[i], b = from.corners[(i + 1) % 4], c = from.corners[(i + 2) % 4], d = from.corners[(i + 3) % 4];
    double right = b.x - a.x + c.x - d.x, downwards = b.y - a.y + c.y - d.y, length = hypot (right, downwards);
    if (length > 0 && right / length > best) {
      best = right / length;
      first = i;
    }
  }
  for (int i = 0; i < 4; i++) {
    quad->corners[i] = from.corners[(first + i) % 4];
    quad->sides[i] = from.sides[(first + i) % 4];
  }
}

static gboolean
is_inside (const Search *search, YjPoint point)
{
  double slack = 0.02 * MAX (search->slopes->width_px, search->slopes->height_px);
  return point.x >= -slack && point.y >= -slack && point.x < search->slopes->width_px + slack &&
         point.y < search->slopes->height_px + slack;
}

static gboolean
set_shape (const Search *search, const guint8 *across, const guint8 *down, Candidate *candidate)
{
  const guint8 order[] = { across[0], down[0], across[1], down[1] };

  for (int i = 0; i < 4; i++) {
    candidate->quad.sides[i] = search->lines[order[i]];
    if (!intersect (&search->lines[order[(i + 3) % 4]], &search->lines[order[i]], &candidate->quad.corners[i]) ||
        !is_inside (search, candidate->quad.corners[i]))
      return FALSE;
  }
  candidate->area_px = fabs (area_of (candidate->quad.corners));
  return candidate->area_px >= AREA_MIN_SHARE * search->slopes->width_px * search->slopes->height_px;
}

/* A paper is brighter than what it lies on, all around, or darker; at a table's edge it may be both. */
static double
polarity_worth (const YjSheetQuad *quad)
{
  YjPoint middle = { 0, 0 };
  int inwards = 0;

  for (int i = 0; i < 4; i++) {
    middle.x += quad->corners[i].x / 4;
    middle.y += quad->corners[i].y / 4;
  }
  for (int i = 0; i < 4; i++)
    inwards += middle.x * quad->sides[i].cos + middle.y * quad->sides[i].sin > quad->sides[i].rho_px;
  return inwards == 4 ? 1.15 : inwards == 0 ? 1.0 : 0.8;
}

static gboolean
judge (const Search *search, const guint8 *across, const guint8 *down, Candidate *candidate)
{
  const guint8 order[] = { across[0], down[0], across[1], down[1] };
  double sum = 0;
  guint real = 0;

  candidate->least = 1;
  for (int i = 0; i < 4; i++) {
    if (order[i] >= search->n_lines)
      continue;
    double support = yj_sheet_slopes_support (search->slopes, &candidate->quad.sides[i], candidate->quad.corners[i],
                                              candidate->quad.corners[(i + 1) % 4]);
    candidate->least = MIN (candidate->least, support);
    if (candidate->least < SUPPORT_MIN)
      return FALSE;
    sum += support;
    real++;
  }
  candidate->is_cut = real < 4;
  if (real < 2 || sum / real < SUPPORT_MEAN_MIN || (real == 2 && candidate->least < 0.85))
    return FALSE;
  candidate->worth = candidate->least * sum / real * polarity_worth (&candidate->quad) * pow (candidate->area_px, 0.3);
  order_corners (&candidate->quad);
  return TRUE;
}

/* (transfer full) (element-type Candidate) */
static GArray *
list_candidates (const Search *search)
{
  GArray *candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));

  for (guint i = 0; i < search->n_pairs; i++)
    for (guint j = i + 1; j < search->n_pairs && candidates->len < CANDIDATES_MAX; j++) {
      const guint8 *across = search->pairs[i], *down = search->pairs[j];
      const YjSheetLine *a = &search->lines[across[0]], *b = &search->lines[down[0]];
      Candidate candidate = { 0 };
      if (fabs (a->cos * b->cos + a->sin * b->sin) < UPRIGHT_MAX_COS && set_shape (search, across, down, &candidate) &&
          judge (search, across, down, &candidate))
        g_array_append_val (candidates, candidate);
    }
  return candidates;
}

static gboolean
contains (const YjSheetQuad *quad, YjPoint point, double slack_px)
{
  for (int i = 0; i < 4; i++) {
    YjPoint a = quad->corners[i], b = quad->corners[(i + 1) % 4];
    double length = hypot (b.x - a.x, b.y - a.y);
    if ((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) < -slack_px * length)
      return FALSE;
  }
  return TRUE;
}

/* How far outside @point lies; negative inside. */
static double
distance_outside (const YjSheetQuad *quad, YjPoint point)
{
  double farthest = -G_MAXDOUBLE;

  for (int i = 0; i < 4; i++) {
    YjPoint a = quad->corners[i], b = quad->corners[(i + 1) % 4];
    double length = MAX (hypot (b.x - a.x, b.y - a.y), 1e-6);
    farthest = MAX (farthest, ((b.y - a.y) * (point.x - a.x) - (b.x - a.x) * (point.y - a.y)) / length);
  }
  return farthest;
}

double
yj_sheet_quad_unrest (const YjSheetQuad *quad, const YjSheetSlopes *slopes)
{
  double ring_px = RING_SHARE * sqrt (fabs (area_of (quad->corners)));
  guint seen = 0, edges = 0;

  for (guint y = 2; y + 2 < slopes->height_px; y++)
    for (guint x = 2; x + 2 < slopes->width_px; x++) {
      double outside = distance_outside (quad, (YjPoint){ x, y });
      gsize i = (gsize) y * slopes->width_px + x;
      if (outside < RING_GAP_PX || outside > ring_px)
        continue;
      seen++;
      edges += hypot (slopes->across[i], slopes->down[i]) >= 1.5 * slopes->faint;
    }
  return seen > 0 ? (double) edges / seen : 0;
}

static gboolean
encloses (const Candidate *outer, const Candidate *inner)
{
  for (int i = 0; i < 4; i++)
    if (!contains (&outer->quad, inner->quad.corners[i], 4))
      return FALSE;
  return outer->area_px > 1.04 * inner->area_px;
}

/* One side of @quad has all of @other on its far side, with a strip of table between them; the halves of an open booklet
 * have none. */
static gboolean
lies_apart (const YjSheetQuad *quad, const YjSheetQuad *other, double gap_px)
{
  for (int i = 0; i < 4; i++) {
    YjPoint a = quad->corners[i], b = quad->corners[(i + 1) % 4];
    double length = hypot (b.x - a.x, b.y - a.y), nearest = G_MAXDOUBLE;
    for (int k = 0; k < 4; k++) {
      YjPoint p = other->corners[k];
      nearest = MIN (nearest, ((b.y - a.y) * (p.x - a.x) - (b.x - a.x) * (p.y - a.y)) / length);
    }
    if (nearest > gap_px)
      return TRUE;
  }
  return FALSE;
}

static const Candidate *
find_best (const GArray *candidates, gboolean is_cut)
{
  const Candidate *best = NULL;
  for (guint i = 0; i < candidates->len; i++) {
    const Candidate *one = &g_array_index (candidates, Candidate, i);
    if (one->is_cut == is_cut && (best == NULL || one->worth > best->worth))
      best = one;
  }
  return best;
}

/* Cutting too little off costs nothing, cutting print off does: of a table's frame and the sheet around it the sheet wins. */
static const Candidate *
go_outwards (const GArray *candidates, const Candidate *best)
{
  for (guint i = 0; i < candidates->len; i++) {
    const Candidate *one = &g_array_index (candidates, Candidate, i);
    if (!one->is_cut && one->least >= OUTER_SUPPORT_MIN && encloses (one, best) && one->worth >= 0.6 * best->worth) {
      best = one;
      i = (guint) -1;
    }
  }
  return best;
}

static gboolean
has_second (const Search *search, const GArray *candidates, const Candidate *best)
{
  double gap_px = 0.012 * MAX (search->slopes->width_px, search->slopes->height_px);

  for (guint i = 0; i < candidates->len; i++) {
    const Candidate *one = &g_array_index (candidates, Candidate, i);
    if (!one->is_cut && one->least >= OUTER_SUPPORT_MIN && one->area_px > SECOND_MIN_SHARE * best->area_px &&
        lies_apart (&best->quad, &one->quad, gap_px) && lies_apart (&one->quad, &best->quad, gap_px))
      return TRUE;
  }
  return FALSE;
}

static void
set_borders (Search *search)
{
  YjSheetLine *borders = search->lines + search->n_lines;
  borders[0] = (YjSheetLine){ 1, 0, 0 };
  borders[1] = (YjSheetLine){ 0, 1, 0 };
  borders[2] = (YjSheetLine){ -1, 0, 1.0 - search->slopes->width_px };
  borders[3] = (YjSheetLine){ 0, -1, 1.0 - search->slopes->height_px };
}

YjSheetLie
yj_sheet_quad_find (const YjSheetSlopes *slopes, YjSheetQuad *quad)
{
  Search search = { .slopes = slopes };
  g_autoptr (GArray) candidates = NULL;
  const Candidate *best = NULL;

  search.n_lines = yj_sheet_slopes_find_lines (slopes, search.lines);
  set_borders (&search);
  find_pairs (&search);
  candidates = list_candidates (&search);
  best = find_best (candidates, FALSE);
  if (best == NULL)
    return find_best (candidates, TRUE) != NULL ? YJ_SHEET_CUT : YJ_SHEET_NONE;
  if (has_second (&search, candidates, best))
    return YJ_SHEET_SEVERAL;
  *quad = go_outwards (candidates, best)->quad;
  return YJ_SHEET_WHOLE;
}
