/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the sheet of paper in a frame. */
#pragma once
#include "core/ports/yj-camera.h"
#include "core/ports/yj-paper-sight.h"
#include "drivers/codes/yj-homography.h"

G_BEGIN_DECLS

/* @frame is RGB and sound. @corners: in pixels, in the order of YjPaperSight, set when the answer is YJ_SHEET_WHOLE. */
YjSheetLie yj_sheet_find (const YjFrame *frame, YjPoint corners[4]);

G_END_DECLS
