/* SPDX-License-Identifier: Apache-2.0 */
/* Frames of a camera's size out of pictures of any size, so that times can be compared. */
#pragma once
#include "core/ports/yj-camera.h"

G_BEGIN_DECLS

/* @picture, grey, as large as it fits into @width_px × @height_px; what it does not cover shows @behind, enlarged to cover the whole.
 * (transfer full) */
YjFrame *bench_scene_new (const YjFrame *picture, const YjFrame *behind, guint width_px, guint height_px);

G_END_DECLS
