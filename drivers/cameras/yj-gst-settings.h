/* SPDX-License-Identifier: Apache-2.0 */
/* Which camera, and the GStreamer pipeline for it. The text of the pipeline is ours; a setting never
 * becomes part of it except as a number, and only elements of a short list may run. */
#pragma once
#include <gst/gst.h>
#include "drivers/cameras/yj-camera-still.h"
#include "drivers/yj-device-binding.h"

G_BEGIN_DECLS

typedef enum {
  YJ_GST_V4L2,     /* a camera of the kernel */
  YJ_GST_FILE,     /* one picture, or a Motion-JPEG .avi, from its beginning again at its end */
  YJ_GST_SEQUENCE, /* numbered pictures, from the first again after the last */
  YJ_GST_TEST,     /* GStreamer's test card */
} YjGstKind;

typedef enum {
  YJ_GST_RAW,   /* whatever the camera gives uncompressed */
  YJ_GST_YUYV,  /* YUV 4:2:2, packed */
  YJ_GST_MJPEG, /* a JPEG a frame */
} YjGstFormat;

typedef struct {
  YjGstKind kind;
  char *device;             /* (nullable) v4l2: a path that stays, or the one that was looked up */
  YjDeviceBinding *binding; /* (nullable) v4l2: by udev */
  char *location;    /* file: a path; sequence: a path with one %d or %0Nd */
  YjGstFormat format; /* v4l2 */
  int width_px;
  int height_px;
  int frames_per_second;
  int preview_px;        /* the longest side of a frame */
  int still_width_px;    /* of a test card's still; 0: as its frames */
  int still_height_px;
  int still_settle_msec; /* how long the camera runs at a still's size before one is taken: its exposure settles */
  YjStillLimits limits;
} YjGstSettings;

/* Keys of @group: source = v4l2 | file | sequence | test, device or udev.NAME, format = raw | yuyv | mjpeg, location, width,
 * height, rate, preview, still_width, still_height, still_settle, and those of yj_still_limits_read (). YJ_ERROR_BAD_DATA names the key. @ids: the driver's
 * table, static; it decides where no key names a camera. (transfer full) (nullable) */
YjGstSettings *yj_gst_settings_new (GKeyFile *settings, const char *group, const YjDeviceId *ids, GError **error);
YjGstSettings *yj_gst_settings_copy (const YjGstSettings *self);
void yj_gst_settings_free (YjGstSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjGstSettings, yj_gst_settings_free)

/* Not yet running; its appsink is named "sink". Needs gst_init (). Of a v4l2 camera that udev has to say, device was
 * looked up (yj-camera-node.h). YJ_ERROR_DEVICE_FAILED: an element is not installed or not on the list. (transfer full) (nullable) */
GstElement *yj_gst_settings_make_pipeline (const YjGstSettings *self, GError **error);
/* The form in which @pipeline, running, would give larger pictures than its frames are; NULL when it gives none, as pictures from files.
 * (transfer full) (nullable) */
GstCaps *yj_gst_settings_choose_still (const YjGstSettings *self, GstElement *pipeline);
/* As yj_gst_settings_make_pipeline (), for pictures in the form @caps. (transfer full) (nullable) */
GstElement *yj_gst_settings_make_still_pipeline (const YjGstSettings *self, GstCaps *caps, GError **error);

G_END_DECLS
