/* SPDX-License-Identifier: Apache-2.0 */
/* Where a QR code lies in a picture: three finder patterns put together, the number of modules on a
 * side, and the map from modules to pixels. */
#pragma once
#include "drivers/codes/yj-finder-pattern.h"

G_BEGIN_DECLS

/* One size of a picture with its black and white form. Both are owned by the caller. */
typedef struct {
  const YjGreyImage *grey;
  const YjGreyImage *binary;
} YjQrPlane;

/* Indexes into the finder patterns: top left, top right, bottom left; lower cost is a better shape. */
typedef struct {
  guint top_left;
  guint top_right;
  guint bottom_left;
  double cost;
} YjFinderTriple;

typedef struct {
  guint modules;      /* 21 to 177, on a side */
  YjHomography to_px; /* (0, 0) is the outer corner of the top left finder pattern */
  double timing;      /* share of the timing patterns' modules that alternate as they should */
} YjQrGrid;

typedef enum { YJ_QR_TOP_LEFT, YJ_QR_TOP_RIGHT, YJ_QR_BOTTOM_LEFT } YjQrCorner;
/* The timing pattern between the upper patterns, that between the left ones, or both. */
typedef enum { YJ_QR_TIMING_ROW = 1, YJ_QR_TIMING_COLUMN = 2, YJ_QR_TIMING_BOTH = 3 } YjQrTiming;

/* Those that may belong together, the best shape first. (transfer full) (element-type YjFinderTriple) */
GArray *yj_qr_triples (const GArray *patterns);

/* Works out a grid for traced patterns. FALSE when no size fits. */
gboolean yj_qr_grid_fit (YjQrGrid *grid, const YjQrPlane *plane, const YjFinderPattern *top_left,
                         const YjFinderPattern *top_right, const YjFinderPattern *bottom_left);
/* The share of @which that alternate on @binary as they should. */
double yj_qr_grid_timing (const YjQrGrid *grid, const YjGreyImage *binary, YjQrTiming which);
/* Looks for the bottom right alignment pattern around where @grid expects it and refits. FALSE, and
 * @grid as it was, when there is none or the code has none. */
gboolean yj_qr_grid_align (YjQrGrid *grid, const YjQrPlane *plane);

G_END_DECLS
