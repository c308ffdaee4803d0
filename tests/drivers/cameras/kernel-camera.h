/* SPDX-License-Identifier: Apache-2.0 */
/* What a kernel camera is to GStreamer, where no kernel camera can be: an element that stands in place of v4l2src in this process. It
 * offers sizes in YUYV and MJPEG, gives one of them at a time, holds its node open while it runs, and can be pulled out. */
#pragma once
#include <gst/gst.h>

typedef struct {
  gint is_plugged;   /* atomic, as all of them */
  gint is_mute_large; /* the largest size gives no picture */
  gint opens;
  gint is_open;
  gint most_open; /* at the same time: a kernel camera refuses the second */
} KernelCamera;

extern KernelCamera kernel_camera;

/* Largest: MJPEG of this size, in which a sheet lies on a table. */
#define KERNEL_CAMERA_WIDTH_PX 2048
#define KERNEL_CAMERA_HEIGHT_PX 1536

/* Initialises GStreamer; what was done already is not done again. Called in a test, so that GStreamer uses its folders. The element opens the file that its property "device" names. */
void kernel_camera_register (void);
