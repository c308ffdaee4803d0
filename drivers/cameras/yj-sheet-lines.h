/* SPDX-License-Identifier: Apache-2.0 */
/* The long straight edges of a small grey view, by a Hough transform that knows on which side of an edge it is
 * brighter, and how much of a given stretch really is such an edge. */
#pragma once
#include "drivers/codes/yj-grey-image.h"
#include "drivers/codes/yj-homography.h"

G_BEGIN_DECLS

#define YJ_SHEET_LINES_MAX 32

/* x · cos + y · sin = rho; (cos, sin) points to the brighter side. */
typedef struct {
  double cos;
  double sin;
  double rho_px;
} YjSheetLine;

typedef struct {
  guint width_px;
  guint height_px;
  gint16 *across; /* the slope at each pixel, by Sobel's filter, in eighths of the luma */
  gint16 *down;
  double faint; /* slopes below are noise */
} YjSheetSlopes;

/* (transfer full) */
YjSheetSlopes *yj_sheet_slopes_new (const YjGreyImage *view);
void yj_sheet_slopes_free (YjSheetSlopes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjSheetSlopes, yj_sheet_slopes_free)

/* The strongest first; how many there are. */
guint yj_sheet_slopes_find_lines (const YjSheetSlopes *self, YjSheetLine lines[YJ_SHEET_LINES_MAX]);
/* The share, 0 to 1, of the stretch from @from to @to (without its ends) that is an edge brighter on the side of @line. */
double yj_sheet_slopes_support (const YjSheetSlopes *self, const YjSheetLine *line, YjPoint from, YjPoint to);

G_END_DECLS
