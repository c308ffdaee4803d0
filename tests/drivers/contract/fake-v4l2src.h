/* SPDX-License-Identifier: Apache-2.0 */
/* A GStreamer element of the name v4l2src whose camera is made by a test, because a kernel camera cannot be made without rights. It
 * opens its path as the real one does, gives raw frames or JPEG pictures as the pipeline asks, and can be silent, cut its pictures
 * short, make nonsense of them, be had by another program and go away. All from outside of the driver, which cannot tell it apart. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  FAKE_CAMERA_WELL,
  FAKE_CAMERA_GONE,    /* the stream breaks off with an error, and opening finds no device */
  FAKE_CAMERA_BUSY,    /* opening finds it in use */
  FAKE_CAMERA_SILENT,  /* no picture comes */
  FAKE_CAMERA_CUT,     /* one picture in two ends in its middle */
  FAKE_CAMERA_GARBAGE, /* all pictures are random bytes */
  FAKE_CAMERA_SLOW,    /* a picture a second */
} FakeCameraMood;

/* Takes the place of v4l2src in this program. */
void fake_v4l2src_register (void);
/* For all elements of this kind; wakes them. */
void fake_v4l2src_set_mood (FakeCameraMood mood);

G_END_DECLS
