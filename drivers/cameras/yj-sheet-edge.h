/* SPDX-License-Identifier: Apache-2.0 */
/* Where exactly a sheet's side runs: from a guess good to some pixels to a line good to a fraction of one. */
#pragma once
#include "core/ports/yj-camera.h"
#include "drivers/cameras/yj-sheet-lines.h"

G_BEGIN_DECLS

/* @side runs about from @from to @to in @frame (RGB, its pixels), off by at most @reach_px. FALSE, and @side as it was, when
 * too little of an edge is there. */
gboolean yj_sheet_edge_refine (const YjFrame *frame, YjSheetLine *side, YjPoint from, YjPoint to, double reach_px);

G_END_DECLS
