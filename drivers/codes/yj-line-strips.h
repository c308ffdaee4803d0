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
  YJ_STRIPS_PLAIN_ROWS, /* along rows, as they are */
} YjStripsKind;

/* (transfer full) */
YjGreyImage *yj_line_strips_new (const YjGreyImage *image, YjStripsKind kind);

G_END_DECLS
