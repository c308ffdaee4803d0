/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way from a frame to a sight. */
#include "drivers/cameras/yj-paper-look.h"
#include "drivers/cameras/yj-legibility.h"
#include "drivers/cameras/yj-print-size.h"
#include "drivers/cameras/yj-sheet-finder.h"

#define SIDE_MIN_PX 16
#define FULL_SHARE 0.85 /* of a side of the picture: a sheet that takes more of it cannot come nearer and stay whole */

static gboolean
is_sound (const YjFrame *frame)
{
  gsize row_bytes = (gsize) frame->width_px * 3;
  return frame->format == YJ_FRAME_RGB && frame->width_px >= SIDE_MIN_PX && frame->height_px >= SIDE_MIN_PX &&
         frame->stride_bytes >= row_bytes &&
         g_bytes_get_size (frame->pixels) >= (gsize) frame->stride_bytes * (frame->height_px - 1) + row_bytes;
}

static gboolean
can_come_nearer (const YjFrame *frame, const YjPoint corners[4])
{
  double left = G_MAXDOUBLE, top = G_MAXDOUBLE, right = 0, bottom = 0;

  for (int i = 0; i < 4; i++) {
    left = MIN (left, corners[i].x);
    top = MIN (top, corners[i].y);
    right = MAX (right, corners[i].x);
    bottom = MAX (bottom, corners[i].y);
  }
  return right - left < FULL_SHARE * frame->width_px && bottom - top < FULL_SHARE * frame->height_px;
}

gboolean
yj_paper_look (const YjFrame *frame, double scale, YjPaperSight *sight, YjPoint corners[4])
{
  YjPoint found[4];
  g_autoptr (YjGreyImage) luma = NULL;

  if (!is_sound (frame))
    return FALSE;
  *sight = (YjPaperSight){ .lie = yj_sheet_find (frame, found) };
  gboolean is_whole = sight->lie == YJ_SHEET_WHOLE;
  luma = yj_grey_image_new_from_frame (frame);
  yj_legibility_measure (luma, is_whole ? found : NULL, &sight->quality);
  if (is_whole && scale > 0 && can_come_nearer (frame, found))
    sight->quality.print_px = scale * yj_print_size_measure (luma, found);
  sight->verdict = yj_legibility_judge (sight->lie, &sight->quality);
  for (int i = 0; is_whole && i < 4; i++) {
    sight->corners[i] = (YjPaperCorner){ found[i].x / frame->width_px, found[i].y / frame->height_px };
    if (corners != NULL)
      corners[i] = found[i];
  }
  return TRUE;
}
