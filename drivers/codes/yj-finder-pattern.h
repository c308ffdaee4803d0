/* SPDX-License-Identifier: Apache-2.0 */
/* The three square marks in the corners of a QR code (ISO/IEC 18004:2015, 6.3.3): found by their
 * 1:1:3:1:1 of dark and light along rows, then followed around their outer edge. */
#pragma once
#include "drivers/codes/yj-grey-image.h"
#include "drivers/codes/yj-homography.h"

G_BEGIN_DECLS

#define YJ_FINDER_RAYS 48

typedef struct {
  YjPoint centre;
  double module_px;                /* mean of the widths across and down */
  guint hits;                      /* rows that went through its middle */
  YjPoint outline[YJ_FINDER_RAYS]; /* places on the outer edge */
  guint outline_count;             /* 0 until yj_finder_pattern_trace () */
} YjFinderPattern;

/* At most 48 of them, the surest first. @binary: 0 dark, 255 light. (transfer full) (element-type
 * YjFinderPattern) */
GArray *yj_finder_patterns_find (const YjGreyImage *binary);

/* Fills the outline of @self by rays from its middle; edges are placed between pixels of @grey. */
void yj_finder_pattern_trace (YjFinderPattern *self, const YjGreyImage *grey, const YjGreyImage *binary);

G_END_DECLS
