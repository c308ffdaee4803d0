/* SPDX-License-Identifier: Apache-2.0 */
/* A small grey view of a frame in which papers stand out and their print does not. Grey is here the darkest of the three
 * colours: white paper stays white, while a table of wood or a red cover turns dark. */
#pragma once
#include "drivers/codes/yj-grey-image.h"

G_BEGIN_DECLS

/* @frame (RGB) made smaller by whole numbers until no side is longer than @side_px. @shrink: (out) by how much.
 * (transfer full) */
YjGreyImage *yj_sheet_view_new (const YjFrame *frame, guint side_px, guint *shrink);
/* Dark details narrower than 2 × @radius + 1 are filled with what is around them, as print on paper is. */
void yj_sheet_view_close (YjGreyImage *view, guint radius);

/* One pixel as the view sees it; @x and @y are inside. */
static inline guint8
yj_sheet_view_grey (const guint8 *pixels, gsize stride_bytes, guint x, guint y)
{
  const guint8 *at = pixels + y * stride_bytes + (gsize) x * 3;
  return MIN (at[0], MIN (at[1], at[2]));
}

G_END_DECLS
