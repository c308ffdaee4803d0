/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps one GStreamer camera running on a thread of its own, so that a driver that hangs in open or
 * close holds up nothing else. An error, the end of the source or two seconds without a picture close
 * it, the feed is told, and it is opened again as soon as udev says that it came, or a second later, until it is stopped. */
#pragma once
#include "drivers/cameras/yj-camera-feed.h"
#include "drivers/cameras/yj-gst-settings.h"

G_BEGIN_DECLS

typedef struct _YjGstRunner YjGstRunner;

/* @settings is copied. @previous: (transfer full) (nullable) the thread of a runner that was stopped: the
 * device is not opened before it has closed it. (transfer full) */
YjGstRunner *yj_gst_runner_start (const YjGstSettings *settings, YjCameraFeed *feed, GThread *previous);
/* A picture of the camera's best resolution comes to the feed; meanwhile there are no frames. Where the camera fails at that size, a
 * frame's picture comes instead. */
void yj_gst_runner_take_still (YjGstRunner *self);
/* Returns at once; the device is closed by the thread that is returned. Takes @self. (transfer full) */
GThread *yj_gst_runner_stop (YjGstRunner *self);

G_END_DECLS
