/* SPDX-License-Identifier: Apache-2.0 */
/* How large the print on a paper is in a picture: the one measure of resolution that needs no knowledge of how large the paper is. A booklet, a
 * passport and A4 have the same proportions, and print of the same size. */
#pragma once
#include "drivers/codes/yj-grey-image.h"
#include "drivers/codes/yj-homography.h"

G_BEGIN_DECLS

/* The height in pixels that three of four characters do not exceed: of Han characters about 0.85 em, of Latin ones that of capitals. 0 where
 * there are too few to tell. @corners: the sheet in @image. Looked at in a few places, so that it takes no longer in a large picture. */
double yj_print_size_measure (const YjGreyImage *image, const YjPoint corners[4]);

G_END_DECLS
