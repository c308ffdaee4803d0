/* SPDX-License-Identifier: Apache-2.0 */
/* Which of the sizes and formats that a camera offers is the best for a still. */
#pragma once
#include <gst/gst.h>

G_BEGIN_DECLS

/* The largest picture, of those as large the fastest, of those as fast one that is not compressed; fixed in every field. NULL when
 * none of @offered is larger than @than_pixels or in a form that can be decoded. (transfer full) (nullable) */
GstCaps *yj_gst_still_caps_choose (const GstCaps *offered, guint64 than_pixels);

G_END_DECLS
