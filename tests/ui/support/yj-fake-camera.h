/* SPDX-License-Identifier: Apache-2.0 */
/* A camera in memory: shows the frames the test emits with yj_camera_emit_frame (), and takes the still it is given. */
#pragma once
#include "core/ports/yj-camera.h"

#define YJ_TYPE_FAKE_CAMERA (yj_fake_camera_get_type ())
G_DECLARE_FINAL_TYPE (YjFakeCamera, yj_fake_camera, YJ, FAKE_CAMERA, GObject)

struct _YjFakeCamera {
  GObject parent_instance;
  YjDeviceState state;
  gboolean started;
  guint n_starts;
  YjStill *still; /* a sheet that was cut out and can be read, unless the test sets another */
  int error;     /* a YjError that the next captures fail with; -1: none */
};

YjFakeCamera *yj_fake_camera_new (void);
/* Emits one frame while started, a printed paper on a grey ground, and that it was seen with this verdict. */
void yj_fake_camera_show (YjFakeCamera *self, YjPaperVerdict verdict);
/* What the next captures give; @is_cut: a sheet was cut out of all of the picture. */
void yj_fake_camera_set_still (YjFakeCamera *self, YjPaperVerdict verdict, gboolean is_cut);
/* It was pulled out, or is back. */
void yj_fake_camera_set_state (YjFakeCamera *self, YjDeviceState state);
