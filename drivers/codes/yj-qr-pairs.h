/* SPDX-License-Identifier: Apache-2.0 */
/* Codes of which only two finder patterns can be seen, because a reflection, a finger or dirt covers the third: two corners fix where
 * the code lies, the timing pattern its size, and the format information says whether it is one. */
#pragma once
#include "drivers/codes/yj-qr-geometry.h"

G_BEGIN_DECLS

typedef struct {
  YjQrGrid grid;
  double module_px;
} YjQrPairGrid;

/* The grids that pairs of the surest among the traced @patterns may lie on, the best timing first.
 * (transfer full) (element-type YjQrPairGrid) */
GArray *yj_qr_pairs_fit (const YjQrPlane *plane, const GArray *patterns);

G_END_DECLS
