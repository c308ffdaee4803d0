/* SPDX-License-Identifier: Apache-2.0 */
/* The four outer corners of a finder pattern, from lines through its traced outline. */
#pragma once
#include "drivers/codes/yj-finder-pattern.h"

G_BEGIN_DECLS

/* @right and @down: directions of the code's rows and columns in the picture, in pixels for one module.
 * @corners: top left, top right, bottom right, bottom left of the pattern. FALSE when the outline is
 * too broken for four lines. */
gboolean yj_finder_corners (const YjFinderPattern *pattern, YjPoint right, YjPoint down, YjPoint corners[4]);

G_END_DECLS
