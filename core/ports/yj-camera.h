/* SPDX-License-Identifier: Apache-2.0 */
/* Port: a camera that shows a moving preview and takes stills of papers. Thread: all calls on one, that of start (). Frames are immutable, of
 * any thread, and whoever keeps one copies it. */
#pragma once
#include <gio/gio.h>
#include "core/ports/yj-id-reader.h"
#include "core/ports/yj-still.h"

G_BEGIN_DECLS

typedef enum {
  YJ_FRAME_GREY, /* one byte a pixel, 0 black to 255 white */
  YJ_FRAME_RGB,  /* three bytes a pixel, sRGB */
} YjFrameFormat;

typedef struct {
  YjFrameFormat format;
  guint width_px;
  guint height_px;
  guint stride_bytes;
  GBytes *pixels; /* of the frame; height_px lines of stride_bytes */
} YjFrame;

#define YJ_TYPE_FRAME (yj_frame_get_type ())
GType yj_frame_get_type (void);
/* @pixels (transfer none): a reference is taken. (transfer full) */
YjFrame *yj_frame_new (YjFrameFormat format, guint width_px, guint height_px, guint stride_bytes, GBytes *pixels);
/* The pixels are shared. (transfer full) */
YjFrame *yj_frame_copy (const YjFrame *frame);
/* NULL is allowed. */
void yj_frame_free (YjFrame *frame);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjFrame, yj_frame_free)

#define YJ_TYPE_CAMERA (yj_camera_get_type ())
G_DECLARE_INTERFACE (YjCamera, yj_camera, YJ, CAMERA, GObject)

struct _YjCameraInterface {
  GTypeInterface parent_iface;
  void (*start) (YjCamera *self);
  void (*stop) (YjCamera *self);
  YjDeviceState (*get_state) (YjCamera *self);
  void (*capture_async) (YjCamera *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  YjStill *(*capture_finish) (YjCamera *self, GAsyncResult *result, GError **error);
};

/* Signals, on the thread of start (), only while started: "frame" (YjFrame *frame), RGB, the newest one as often as the camera's
 * settings say and at most 60 times a second; "sight" (const YjPaperSight *sight), what lies under the camera, at most five times a
 * second and measured beside this thread, only while somebody is connected to it; "state-changed" (YjDeviceState, const char *reason).
 * capture takes a picture at the camera's best resolution, which may hold up the frames for a second or two, looks for the
 * sheet in it, cuts it out, lays it straight and judges it. It is always given, whatever the verdict: each JPEG is at most 4 MiB and
 * 2480 × 3508 px (quality lowered in steps until it fits), without metadata.
 * Errors: YJ_ERROR_DEVICE_ABSENT, _DEVICE_FAILED, _TIMEOUT, _LIMIT, _CANCELLED. */
void yj_camera_start (YjCamera *self);
void yj_camera_stop (YjCamera *self);
YjDeviceState yj_camera_get_state (YjCamera *self);
/* @callback in the main context that this was called in; it always comes, also after stop (). */
void yj_camera_capture_async (YjCamera *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) (nullable) with @error */
YjStill *yj_camera_capture_finish (YjCamera *self, GAsyncResult *result, GError **error);

/* For drivers; what is emitted stays the driver's. */
void yj_camera_emit_frame (YjCamera *self, YjFrame *frame);
/* Whether a "sight" would be heard. */
gboolean yj_camera_wants_sight (YjCamera *self);
void yj_camera_emit_sight (YjCamera *self, const YjPaperSight *sight);
void yj_camera_emit_state (YjCamera *self, YjDeviceState state, const char *reason);

G_END_DECLS
