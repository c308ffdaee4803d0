/* SPDX-License-Identifier: Apache-2.0 */
/* One look at a frame: where the paper lies, and how well it can be read. */
#pragma once
#include "core/ports/yj-camera.h"
#include "drivers/codes/yj-homography.h"

G_BEGIN_DECLS

/* @scale: pixels that a still has for each of @frame's, 1 for a still; 0 when it is not known, and then the size of print is not judged. @corners: (out) (optional) in pixels, set when the sheet is whole. FALSE when @frame is not RGB, smaller than 16 × 16, or its sizes
 * do not fit its bytes. */
gboolean yj_paper_look (const YjFrame *frame, double scale, YjPaperSight *sight, YjPoint corners[4]);

G_END_DECLS
