/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the order of the looks at a frame, from small to whole. */
#include "drivers/cameras/yj-sheet-finder.h"
#include "drivers/cameras/yj-sheet-edge.h"
#include "drivers/cameras/yj-sheet-quad.h"
#include "drivers/cameras/yj-sheet-view.h"
#include <math.h>
#include <string.h>

#define VIEW_SIDE_PX 480
#define CLOSE_RADIUS 4
#define UNREST_MAX 0.03

/* First without print, whose lines are straight too. A sheet as bright as its table shows by the shadow at its edge alone,
 * and that is closed away with the print: then once more as it is. What has print around it is a part of a paper. */
static YjSheetLie
look (YjGreyImage *view, YjSheetQuad *quad)
{
  g_autoptr (YjGreyImage) plain = yj_grey_image_new (view->width_px, view->height_px);
  g_autoptr (YjSheetSlopes) slopes = yj_sheet_slopes_new (view);
  g_autoptr (YjSheetSlopes) closed = NULL;

  memcpy (plain->pixels, view->pixels, (gsize) view->width_px * view->height_px);
  yj_sheet_view_close (plain, CLOSE_RADIUS);
  closed = yj_sheet_slopes_new (plain);
  YjSheetLie lie = yj_sheet_quad_find (closed, quad);
  if (lie == YJ_SHEET_NONE)
    lie = yj_sheet_quad_find (slopes, quad);
  if (lie == YJ_SHEET_WHOLE && yj_sheet_quad_unrest (quad, slopes) > UNREST_MAX)
    return YJ_SHEET_NONE;
  return lie;
}

/* From a pixel of the view, whose middle is meant, to the frame's. */
static void
enlarge (YjSheetQuad *quad, guint shrink)
{
  for (int i = 0; i < 4; i++) {
    YjSheetLine *side = &quad->sides[i];
    quad->corners[i].x = (quad->corners[i].x + 0.5) * shrink - 0.5;
    quad->corners[i].y = (quad->corners[i].y + 0.5) * shrink - 0.5;
    side->rho_px = (side->rho_px + 0.5 * (side->cos + side->sin)) * shrink - 0.5 * (side->cos + side->sin);
  }
}

static gboolean
cross (const YjSheetLine *a, const YjSheetLine *b, YjPoint *point)
{
  double det = a->cos * b->sin - a->sin * b->cos;
  if (fabs (det) < 0.1)
    return FALSE;
  *point = (YjPoint){ (a->rho_px * b->sin - b->rho_px * a->sin) / det, (b->rho_px * a->cos - a->rho_px * b->cos) / det };
  return TRUE;
}

/* Twice, because the first guess may be turned by a degree: what is found along it sets it right. */
static void
refine (const YjFrame *frame, YjSheetQuad *quad, guint shrink)
{
  for (int round = 0; round < 2; round++) {
    YjPoint corners[4];
    double reach_px = round == 0 ? 3.5 * shrink : 1.5 * shrink;
    gboolean is_sound = TRUE;
    for (int i = 0; i < 4; i++)
      yj_sheet_edge_refine (frame, &quad->sides[i], quad->corners[i], quad->corners[(i + 1) % 4], reach_px);
    for (int i = 0; i < 4; i++)
      is_sound &= cross (&quad->sides[(i + 3) % 4], &quad->sides[i], &corners[i]);
    for (int i = 0; is_sound && i < 4; i++)
      quad->corners[i] = corners[i];
  }
}

YjSheetLie
yj_sheet_find (const YjFrame *frame, YjPoint corners[4])
{
  guint shrink = 1;
  g_autoptr (YjGreyImage) view = yj_sheet_view_new (frame, VIEW_SIDE_PX, &shrink);
  YjSheetQuad quad;
  YjSheetLie lie = YJ_SHEET_NONE;

  if (view->width_px < 48 || view->height_px < 48)
    return YJ_SHEET_NONE;
  lie = look (view, &quad);
  if (lie != YJ_SHEET_WHOLE)
    return lie;
  enlarge (&quad, shrink);
  refine (frame, &quad, shrink);
  for (int i = 0; i < 4; i++)
    corners[i] = quad.corners[i];
  return lie;
}
