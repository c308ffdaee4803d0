/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the order of trials for one picture: sizes, triples of finder patterns, forms of the patch. */
#include "drivers/codes/yj-qr-search.h"
#include "drivers/codes/yj-block-threshold.h"
#include "drivers/codes/yj-qr-format.h"
#include "drivers/codes/yj-qr-geometry.h"
#include "drivers/codes/yj-qr-mesh.h"
#include "drivers/codes/yj-qr-pairs.h"
#include "drivers/codes/yj-qr-patch.h"
#include "drivers/codes/yj-thread-time.h"
#include "drivers/codes/yj-zbar.h"

/* A grid is worth ZBar's time when its format information is near to one that exists, or its timing patterns are nearly whole. */
#define FORMAT_DISTANCE_MAX 6
#define SURE_TIMING 0.85
/* Grids that look like a code and that ZBar does not read: no more than these. */
#define FAILED_GRIDS_MAX 10
#define BENT_GRIDS_MAX 2
#define PAIR_GRIDS_MAX 4
#define PAIR_BLOCK_PX 8
#define PAIR_REACH 2
/* Of the timing patterns, for a code that is worth the search for its bends. */
#define BENT_TIMING_MIN 0.6

typedef struct {
  const YjPyramid *pyramid;
  guint level;
  YjQrPlane plane;
  gint64 deadline_usec;
  YjQrMemory *memory; /* (nullable); NULL again once it has taken this picture in */
  GPtrArray *found;
} Search;

static gboolean
is_late (const Search *search)
{
  return yj_thread_time_usec () > search->deadline_usec;
}

/* Moves what ZBar read in @patch, which is freed, to the result. */
static gboolean
read_patch (Search *search, YjGreyImage *patch)
{
  g_autoptr (YjGreyImage) owned = patch;
  g_autoptr (GPtrArray) symbols = yj_zbar_scan (owned, YJ_SYMBOLOGY_QR_CODE);

  if (symbols->len == 0)
    return FALSE;
  g_ptr_array_extend_and_steal (search->found, g_steal_pointer (&symbols));
  return TRUE;
}

/* The smallest size in which a module still has 3 px: less noise, and nothing lost. */
static const YjGreyImage *
fitting_image (const Search *search, double module_px, double *scale)
{
  double base_px = module_px * (1 << search->level);
  guint level = 0;

  while (level + 1 < YJ_PYRAMID_LEVELS && search->pyramid->levels[level + 1] != NULL
         && base_px / (2 << level) >= 3)
    level++;
  *scale = (double) (1 << search->level) / (1 << level);
  return search->pyramid->levels[level];
}

static gboolean
read_grid (Search *search, const YjQrGrid *grid, double module_px)
{
  double scale;
  const YjGreyImage *grey = fitting_image (search, module_px, &scale);

  if (read_patch (search, yj_qr_patch_warp (grid, grey, scale)))
    return TRUE;
  if (read_patch (search, yj_qr_patch_redraw (grid, grey, scale)))
    return TRUE;
  if (is_late (search))
    return FALSE;
  g_autoptr (YjGreyImage) patch = yj_qr_patch_warp (grid, grey, scale);
  return read_patch (search, yj_block_threshold (patch, 8, 2));
}

/* The last try for a grid whose marks fit well: its paper may be bent. */
static gboolean
read_bent (Search *search, const YjQrGrid *grid, double module_px)
{
  YjQrGrid flat;
  double scale;
  const YjGreyImage *grey = fitting_image (search, module_px, &scale);
  g_autoptr (YjGreyImage) smooth = grid->timing >= BENT_TIMING_MIN && !is_late (search) ? yj_qr_mesh_flatten (grid, grey, scale, &flat) : NULL;

  return smooth != NULL && (read_patch (search, yj_qr_patch_redraw (&flat, smooth, 1)) || read_patch (search, yj_qr_patch_warp (&flat, smooth, 1)));
}

/* With what the pictures before this one showed of the same code. */
static gboolean
read_remembered (Search *search, const YjQrGrid *grid, double module_px)
{
  YjQrMemory *memory = g_steal_pointer (&search->memory);
  guint format = 0;
  double scale;
  const YjGreyImage *grey = fitting_image (search, module_px, &scale);
  YjGreyImage *patch;

  if (memory == NULL)
    return FALSE;
  yj_qr_format_distance (grid, search->plane.binary, YJ_QR_FORMAT_BOTH, &format);
  patch = yj_qr_memory_add (memory, grid, format, grey, scale, g_get_monotonic_time ());
  return patch != NULL && read_patch (search, patch);
}

static gboolean
looks_like_code (const Search *search, const YjQrGrid *grid)
{
  return grid->timing >= SURE_TIMING || yj_qr_format_distance (grid, search->plane.binary, YJ_QR_FORMAT_BOTH, NULL) <= FORMAT_DISTANCE_MAX;
}

static gboolean
read_triple (Search *search, const GArray *patterns, const YjFinderTriple *triple, guint *failed)
{
  const YjFinderPattern *top_left = &g_array_index (patterns, YjFinderPattern, triple->top_left);
  YjQrGrid grid, aligned;

  if (!yj_qr_grid_fit (&grid, &search->plane, top_left,
                       &g_array_index (patterns, YjFinderPattern, triple->top_right),
                       &g_array_index (patterns, YjFinderPattern, triple->bottom_left)) ||
      !looks_like_code (search, &grid))
    return FALSE;
  aligned = grid;
  if (yj_qr_grid_align (&aligned, &search->plane) && read_grid (search, &aligned, top_left->module_px))
    return TRUE;
  if (!is_late (search) && read_grid (search, &grid, top_left->module_px))
    return TRUE;
  if (read_remembered (search, &aligned, top_left->module_px))
    return TRUE;
  if (*failed < BENT_GRIDS_MAX && read_bent (search, &aligned, top_left->module_px))
    return TRUE;
  (*failed)++;
  return FALSE;
}

static void
read_triples (Search *search, GArray *patterns)
{
  g_autoptr (GArray) triples = yj_qr_triples (patterns);
  g_autofree gboolean *used = g_new0 (gboolean, patterns->len);
  guint failed = 0;

  for (guint i = 0; i < triples->len && failed < FAILED_GRIDS_MAX && !is_late (search); i++) {
    const YjFinderTriple *triple = &g_array_index (triples, YjFinderTriple, i);
    if (used[triple->top_left] || used[triple->top_right] || used[triple->bottom_left])
      continue;
    if (read_triple (search, patterns, triple, &failed))
      used[triple->top_left] = used[triple->top_right] = used[triple->bottom_left] = TRUE;
  }
}

/* What a pair fixes is rough: the alignment pattern and the bends are looked for in any case. */
static void
read_pairs (Search *search, GArray *patterns)
{
  g_autoptr (GArray) pairs = yj_qr_pairs_fit (&search->plane, patterns);

  for (guint i = 0; i < MIN (pairs->len, PAIR_GRIDS_MAX) && search->found->len == 0 && !is_late (search); i++) {
    const YjQrPairGrid *pair = &g_array_index (pairs, YjQrPairGrid, i);
    YjQrGrid aligned = pair->grid;
    gboolean is_read = yj_qr_grid_align (&aligned, &search->plane) && read_grid (search, &aligned, pair->module_px);
    if (!is_read && !read_grid (search, &pair->grid, pair->module_px))
      read_bent (search, &aligned, pair->module_px);
  }
}

static void
search_level (Search *search, guint block_px, guint reach, void (*read_patterns) (Search *search, GArray *patterns))
{
  const YjGreyImage *grey = search->pyramid->levels[search->level];
  g_autoptr (YjGreyImage) binary = yj_block_threshold (grey, block_px, reach);
  g_autoptr (GArray) patterns = yj_finder_patterns_find (binary);

  search->plane = (YjQrPlane){ grey, binary };
  for (guint i = 0; i < patterns->len; i++)
    yj_finder_pattern_trace (&g_array_index (patterns, YjFinderPattern, i), grey, binary);
  read_patterns (search, patterns);
}

static GPtrArray *
search_levels (Search *search, guint block_px, guint reach, void (*read_patterns) (Search *search, GArray *patterns))
{
  static const guint order[] = { 1, 0, 2 };

  search->found = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_zbar_symbol_free);
  for (guint i = 0; i < G_N_ELEMENTS (order) && search->found->len == 0 && !is_late (search); i++) {
    search->level = order[i];
    if (search->pyramid->levels[search->level] != NULL)
      search_level (search, block_px, reach, read_patterns);
  }
  return search->found;
}

GPtrArray *
yj_qr_search (const YjPyramid *pyramid, guint block_px, guint reach, YjQrMemory *memory, gint64 deadline_usec)
{
  Search search = { .pyramid = pyramid, .deadline_usec = deadline_usec, .memory = memory };
  return search_levels (&search, block_px, reach, read_triples);
}

GPtrArray *
yj_qr_search_pairs (const YjPyramid *pyramid, gint64 deadline_usec)
{
  Search search = { .pyramid = pyramid, .deadline_usec = deadline_usec };
  return search_levels (&search, PAIR_BLOCK_PX, PAIR_REACH, read_pairs);
}
