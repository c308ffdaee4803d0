/* SPDX-License-Identifier: Apache-2.0 */
/* One picture in its own size, a half and a quarter. Large modules are found faster and steadier in
 * the small ones. */
#pragma once
#include "drivers/codes/yj-grey-image.h"

G_BEGIN_DECLS

#define YJ_PYRAMID_LEVELS 3

typedef struct {
  YjGreyImage *levels[YJ_PYRAMID_LEVELS]; /* level n is 2ⁿ times smaller; NULL when it would be too small */
} YjPyramid;

/* Takes @base. (transfer full) */
YjPyramid *yj_pyramid_new_take (YjGreyImage *base);
void yj_pyramid_free (YjPyramid *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjPyramid, yj_pyramid_free)

G_END_DECLS
