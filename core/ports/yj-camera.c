/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the frame value and the signals of the camera port. */
#include "core/ports/yj-camera.h"

G_DEFINE_INTERFACE (YjCamera, yj_camera, G_TYPE_OBJECT)
G_DEFINE_BOXED_TYPE (YjFrame, yj_frame, yj_frame_copy, yj_frame_free)

enum { FRAME, SIGHT, STATE, N_SIGNALS };
static guint signals[N_SIGNALS];

YjFrame *
yj_frame_new (YjFrameFormat format, guint width_px, guint height_px, guint stride_bytes, GBytes *pixels)
{
  YjFrame *frame = g_new (YjFrame, 1);
  *frame = (YjFrame){ format, width_px, height_px, stride_bytes, g_bytes_ref (pixels) };
  return frame;
}

YjFrame *
yj_frame_copy (const YjFrame *frame)
{
  return yj_frame_new (frame->format, frame->width_px, frame->height_px, frame->stride_bytes, frame->pixels);
}

void
yj_frame_free (YjFrame *frame)
{
  if (frame == NULL)
    return;
  g_bytes_unref (frame->pixels);
  g_free (frame);
}

static void
yj_camera_default_init (YjCameraInterface *iface)
{
  GType type = YJ_TYPE_CAMERA;
  signals[FRAME] = g_signal_new ("frame", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, YJ_TYPE_FRAME);
  signals[SIGHT] = g_signal_new ("sight", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[STATE] = g_signal_new ("state-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                 YJ_TYPE_DEVICE_STATE, G_TYPE_STRING);
}

void
yj_camera_start (YjCamera *self)
{
  YJ_CAMERA_GET_IFACE (self)->start (self);
}

void
yj_camera_stop (YjCamera *self)
{
  YJ_CAMERA_GET_IFACE (self)->stop (self);
}

YjDeviceState
yj_camera_get_state (YjCamera *self)
{
  return YJ_CAMERA_GET_IFACE (self)->get_state (self);
}

void
yj_camera_capture_async (YjCamera *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  YJ_CAMERA_GET_IFACE (self)->capture_async (self, cancellable, callback, user_data);
}

YjStill *
yj_camera_capture_finish (YjCamera *self, GAsyncResult *result, GError **error)
{
  return YJ_CAMERA_GET_IFACE (self)->capture_finish (self, result, error);
}

void
yj_camera_emit_frame (YjCamera *self, YjFrame *frame)
{
  g_signal_emit (self, signals[FRAME], 0, frame);
}

gboolean
yj_camera_wants_sight (YjCamera *self)
{
  return g_signal_has_handler_pending (self, signals[SIGHT], 0, FALSE);
}

void
yj_camera_emit_sight (YjCamera *self, const YjPaperSight *sight)
{
  g_signal_emit (self, signals[SIGHT], 0, sight);
}

void
yj_camera_emit_state (YjCamera *self, YjDeviceState state, const char *reason)
{
  g_signal_emit (self, signals[STATE], 0, state, reason);
}
