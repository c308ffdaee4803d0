/* SPDX-License-Identifier: Apache-2.0 */
/* Dark and light told apart by the brightness around each pixel, so that a shadow or a lamp over half
 * of the code does not matter. */
#pragma once
#include "drivers/codes/yj-grey-image.h"

G_BEGIN_DECLS

/* @block_px: the side of a block, 2 or more. @reach: how many blocks on each side are averaged for a
 * block's threshold. The result has 0 where it is dark and 255 where it is light. (transfer full) */
YjGreyImage *yj_block_threshold (const YjGreyImage *image, guint block_px, guint reach);

G_END_DECLS
