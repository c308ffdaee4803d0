/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the sizes of one picture. */
#include "drivers/codes/yj-pyramid.h"

/* The smallest code has 21 modules and a light margin; below this nothing can be in the picture. */
#define SIDE_MIN_PX 48

YjPyramid *
yj_pyramid_new_take (YjGreyImage *base)
{
  YjPyramid *self = g_new0 (YjPyramid, 1);
  self->levels[0] = base;
  for (guint i = 1; i < YJ_PYRAMID_LEVELS; i++) {
    const YjGreyImage *larger = self->levels[i - 1];
    if (MIN (larger->width_px, larger->height_px) < 2 * SIDE_MIN_PX)
      break;
    self->levels[i] = yj_grey_image_new_halved (larger);
  }
  return self;
}

void
yj_pyramid_free (YjPyramid *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < YJ_PYRAMID_LEVELS; i++)
    yj_grey_image_free (self->levels[i]);
  g_free (self);
}
