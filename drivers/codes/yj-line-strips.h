/* SPDX-License-Identifier: Apache-2.0 */
/* A picture cut down to the lines that linear codes need, for ZBar's line scanner: about 240 of them
 * instead of every row, each a mean of three, with the uneven light taken out. */
#pragma once
#include "drivers/codes/yj-grey-image.h"

G_BEGIN_DECLS

typedef enum {
  YJ_STRIPS_ROWS,       /* along rows, contrast raised */
  YJ_STRIPS_COLUMNS,    /* along columns, contrast raised */
  YJ_STRIPS_WIDE_ROWS,  /* along rows drawn out to twice their length, contrast raised */
  YJ_STRIPS_SHARP_ROWS, /* the same, sharpened before: bars that are out of focus */
  YJ_STRIPS_PLAIN_ROWS, /* along rows, as they are */
  YJ_STRIPS_30_DEGREES, /* along lines that fall by 30 degrees to the right, contrast raised; the next are steeper */
  YJ_STRIPS_60_DEGREES,
  YJ_STRIPS_120_DEGREES,
  YJ_STRIPS_150_DEGREES,
} YjStripsKind;

/* Only those lines, and only that part of them, where bars may stand; NULL when there is no such line. (transfer full) (nullable) */
YjGreyImage *yj_line_strips_new (const YjGreyImage *image, YjStripsKind kind);

G_END_DECLS
