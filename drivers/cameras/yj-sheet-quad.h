/* SPDX-License-Identifier: Apache-2.0 */
/* The four-sided shape among straight edges that is a sheet of paper. */
#pragma once
#include "core/ports/yj-paper-sight.h"
#include "drivers/cameras/yj-sheet-lines.h"

G_BEGIN_DECLS

typedef struct {
  YjPoint corners[4]; /* top left, top right, bottom right, bottom left: the way round that turns least */
  YjSheetLine sides[4]; /* from each corner to the next */
} YjSheetQuad;

/* The share, 0 to 1, of what surrounds @quad that is edges: a table has few, the rest of a paper that was mistaken for one has print. */
double yj_sheet_quad_unrest (const YjSheetQuad *quad, const YjSheetSlopes *slopes);
/* @quad is set when the answer is YJ_SHEET_WHOLE. */
YjSheetLie yj_sheet_quad_find (const YjSheetSlopes *slopes, YjSheetQuad *quad);

G_END_DECLS
