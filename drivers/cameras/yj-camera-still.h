/* SPDX-License-Identifier: Apache-2.0 */
/* A frame as the still of one page: the sheet is cut out, laid straight and made a JPEG within the limits of an application's
 * materials. Touches no file. Thread: any; it takes its time. */
#pragma once
#include "core/ports/yj-camera.h"

G_BEGIN_DECLS

#define YJ_STILL_MAX_BYTES (4u << 20)
#define YJ_STILL_MAX_WIDTH_PX 2480
#define YJ_STILL_MAX_HEIGHT_PX 3508

typedef struct {
  int longest_px; /* of a JPEG's sides; 2339 is A4 at 200 dots per inch */
  int quality;    /* of the first try, 30 to 95 */
} YjStillLimits;

/* Keys of @group: still_px (800 to 3508, 2339), still_quality (30 to 95, 88). YJ_ERROR_BAD_DATA names the key. */
gboolean yj_still_limits_read (YjStillLimits *self, GKeyFile *settings, const char *group, GError **error);

/* @frame in a box of @width_px × @height_px, @share of as large as fits, the rest filled with @margin_grey.
 * @frame is RGB. (transfer full) */
YjFrame *yj_frame_fit (const YjFrame *frame, guint width_px, guint height_px, double share, guint8 margin_grey);
/* @frame is RGB. A JPEG without metadata, made smaller when it is larger than the limits; quality falls in steps until the bytes fit.
 * Wiped with its last reference. YJ_ERROR_LIMIT: fits at no quality; YJ_ERROR_FAILED: the encoder's word. (transfer full) */
GBytes *yj_camera_still_encode (const YjFrame *frame, const YjStillLimits *limits, GError **error);
/* All of it. YJ_ERROR_BAD_DATA: @frame is none; else as above. (transfer full) */
YjStill *yj_camera_still_make (const YjFrame *frame, const YjStillLimits *limits, GError **error);

G_END_DECLS
