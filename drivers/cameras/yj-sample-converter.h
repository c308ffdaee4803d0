/* SPDX-License-Identifier: Apache-2.0 */
/* From what a GStreamer element gives, in any of its pixel formats, to an RGB frame. */
#pragma once
#include <gst/gst.h>
#include "core/ports/yj-camera.h"

G_BEGIN_DECLS

typedef struct _YjSampleConverter YjSampleConverter;

/* Keeps its tables from one sample to the next of the same kind. One thread at a time. */
YjSampleConverter *yj_sample_converter_new (void);
void yj_sample_converter_free (YjSampleConverter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjSampleConverter, yj_sample_converter_free)

/* Made smaller, never larger, to fit into @max_width_px × @max_height_px with its proportions kept.
 * YJ_ERROR_DEVICE_FAILED: not a picture, or a format that cannot be converted. (transfer full) */
YjFrame *yj_sample_converter_to_rgb (YjSampleConverter *self, GstSample *sample, guint max_width_px,
                                     guint max_height_px, GError **error);

G_END_DECLS
