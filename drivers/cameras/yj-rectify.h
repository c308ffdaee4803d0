/* SPDX-License-Identifier: Apache-2.0 */
/* Cuts a sheet out of a frame and lays it straight. */
#pragma once
#include "core/ports/yj-camera.h"
#include "drivers/codes/yj-homography.h"

G_BEGIN_DECLS

/* The sheet at @corners (top left, top right, bottom right, bottom left, in pixels) as a rectangle, with a hair of what is
 * around it. As large as it is in @frame (RGB); never turned. NULL when the corners
 * make no sheet. The pixels are wiped with the last reference. (transfer full) (nullable) */
YjFrame *yj_rectify (const YjFrame *frame, const YjPoint corners[4]);

G_END_DECLS
