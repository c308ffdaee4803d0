/* SPDX-License-Identifier: Apache-2.0 */
/* A frame as the JPEG of one page, within the limits of an application's materials. */
#pragma once
#include "core/ports/yj-camera.h"

G_BEGIN_DECLS

#define YJ_STILL_MAX_BYTES (4u << 20)
#define YJ_STILL_MAX_WIDTH_PX 2480
#define YJ_STILL_MAX_HEIGHT_PX 3508

/* @frame in a box of @width_px × @height_px, as large as fits, the rest filled with @margin_grey.
 * @frame is RGB. (transfer full) */
YjFrame *yj_frame_fit (const YjFrame *frame, guint width_px, guint height_px, guint8 margin_grey);
/* @frame is RGB. Made smaller when it is larger than the limits; quality falls from 92 in steps until
 * the bytes fit. No metadata. Wiped with its last reference. YJ_ERROR_LIMIT: fits at no quality;
 * YJ_ERROR_FAILED: the encoder's word. (transfer full) */
GBytes *yj_camera_still_encode (const YjFrame *frame, GError **error);

G_END_DECLS
