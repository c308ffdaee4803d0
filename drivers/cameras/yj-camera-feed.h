/* SPDX-License-Identifier: Apache-2.0 */
/* What a camera's working threads hand to the thread that shows its frames: the newest frame,
 * as often as it is told to at most (older ones are dropped, none is queued), changes of state in their order, and a
 * full-size picture when one was asked for. After yj_camera_feed_close () nothing is handed over. */
#pragma once
#include <gst/gst.h>
#include "core/ports/yj-camera.h"

G_BEGIN_DECLS

typedef struct _YjCameraFeed YjCameraFeed;

/* Called in the main context that yj_camera_feed_new () was called in. */
typedef struct {
  void (*frame) (YjFrame *frame, gpointer user_data);
  void (*state) (YjDeviceState state, const char *reason, gpointer user_data);
  void (*picture) (GstSample *picture, gpointer user_data);
} YjCameraFeedHandlers;

/* @preview_px: no side of a frame is longer. @frames_per_second: no more are handed over. @handlers must stay. (transfer full) */
YjCameraFeed *yj_camera_feed_new (guint preview_px, guint frames_per_second, const YjCameraFeedHandlers *handlers, gpointer user_data);
YjCameraFeed *yj_camera_feed_ref (YjCameraFeed *self);
void yj_camera_feed_unref (YjCameraFeed *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjCameraFeed, yj_camera_feed_unref)

/* On the thread of the handlers. */
void yj_camera_feed_close (YjCameraFeed *self);
/* The next sample is handed to picture () as it is. On any thread. */
void yj_camera_feed_want_picture (YjCameraFeed *self);

/* On a working thread, one at a time. */
void yj_camera_feed_push_sample (YjCameraFeed *self, GstSample *sample);
/* The picture that was asked for, from elsewhere than the frames; it is not shown. On any thread. */
void yj_camera_feed_push_picture (YjCameraFeed *self, GstSample *sample);
/* On any thread; a state that is the last one again is not handed over. */
void yj_camera_feed_push_state (YjCameraFeed *self, YjDeviceState state, const char *reason);

G_END_DECLS
