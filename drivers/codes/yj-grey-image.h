/* SPDX-License-Identifier: Apache-2.0 */
/* A grey picture without padding between its rows, and the few operations that decoding needs on
 * whole pictures. Pixels go from 0 (black) to 255 (white). Memory is wiped when it is freed, because
 * a frame may show a person or a paper. Thread: any; an image has one owner. */
#pragma once
#include "core/ports/yj-camera.h"

G_BEGIN_DECLS

typedef struct {
  guint width_px;
  guint height_px;
  guint8 *pixels;
} YjGreyImage;

/* The pixels are not initialised. (transfer full) */
YjGreyImage *yj_grey_image_new (guint width_px, guint height_px);
void yj_grey_image_free (YjGreyImage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjGreyImage, yj_grey_image_free)

/* A copy of @frame, RGB being weighed by Rec. 601 luma; NULL when its strides do not fit its bytes.
 * (transfer full) (nullable) */
YjGreyImage *yj_grey_image_new_from_frame (const YjFrame *frame);
/* A frame with the same pixels. (transfer full) */
YjFrame *yj_grey_image_to_frame (const YjGreyImage *self);

/* Half the size, each pixel the mean of 2 × 2; at least 1 px. (transfer full) */
YjGreyImage *yj_grey_image_new_halved (const YjGreyImage *self);
/* Twice the size, between the pixels by Catmull-Rom splines. (transfer full) */
YjGreyImage *yj_grey_image_new_doubled (const YjGreyImage *self);
/* Twice as wide, the same height, by the same splines. (transfer full) */
YjGreyImage *yj_grey_image_new_widened (const YjGreyImage *self);
/* Black for white. (transfer full) */
YjGreyImage *yj_grey_image_new_inverted (const YjGreyImage *self);

/* The value at a place between pixels, weighed by the four neighbours; outside, the nearest edge.
 * A NaN counts as 0. */
static inline float
yj_grey_image_sample (const YjGreyImage *self, float x, float y)
{
  float limit_x = (float) self->width_px - 1.001f, limit_y = (float) self->height_px - 1.001f;
  x = !(x > 0) ? 0 : (x > limit_x ? MAX (limit_x, 0) : x);
  y = !(y > 0) ? 0 : (y > limit_y ? MAX (limit_y, 0) : y);

  guint column = (guint) x, row = (guint) y;
  float right = x - (float) column, down = y - (float) row;
  const guint8 *at = self->pixels + (gsize) row * self->width_px + column;
  gsize next_column = column + 1 < self->width_px ? 1 : 0;
  gsize next_row = row + 1 < self->height_px ? self->width_px : 0;
  float above = at[0] + right * (at[next_column] - at[0]);
  float below = at[next_row] + right * (at[next_row + next_column] - at[next_row]);
  return above + down * (below - above);
}

G_END_DECLS
