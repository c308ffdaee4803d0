/* SPDX-License-Identifier: Apache-2.0 */
/* Driver: a camera through GStreamer. Owns the port's side: what is started, which stills wait. The
 * pipeline and its thread are the runner's. Settings: see yj-gst-settings.h. */
#include "core/base/yj-error.h"
#include "core/ports/yj-camera.h"
#include "drivers/cameras/yj-camera-still.h"
#include "drivers/cameras/yj-gst-runner.h"
#include "drivers/cameras/yj-paper-watch.h"
#include "drivers/cameras/yj-sample-converter.h"
#include "drivers/cameras/yj-still-task.h"
#include "drivers/yj-driver.h"
#include <gst/video/video.h>

/* A USB camera changes its size twice for it. */
#define STILL_TIMEOUT_MSEC 12000
#define FRAMES_PER_SECOND_MAX 60 /* as often as screens show one */

#define YJ_TYPE_GST_CAMERA (yj_gst_camera_get_type ())
G_DECLARE_FINAL_TYPE (YjGstCamera, yj_gst_camera, YJ, GST_CAMERA, GObject)

struct _YjGstCamera {
  GObject parent_instance;
  YjGstSettings *settings;
  YjCameraFeed *feed;  /* while started */
  YjGstRunner *runner; /* while started */
  GThread *closing;    /* of the last runner */
  YjPaperWatch *watch;
  YjDeviceState state;
  GQueue waiting; /* of GTask, stills that no picture has come for */
  guint still_timeout;
};

static void yj_gst_camera_init_driver (YjDriverInterface *iface);
static void yj_gst_camera_init_camera (YjCameraInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjGstCamera, yj_gst_camera, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_DRIVER, yj_gst_camera_init_driver)
                                   G_IMPLEMENT_INTERFACE (YJ_TYPE_CAMERA, yj_gst_camera_init_camera))

/* What v4l_id of udev says of a node that pictures can be had from; the node beside it for a UVC camera's metadata has no such word. */
static const YjDeviceId ids[] = {
  { "video4linux", NULL, NULL, "ID_V4L_CAPABILITIES=*:capture:*", "any camera of the kernel (USB video class and others)", FALSE },
  { NULL },
};

static gboolean
yj_gst_camera_configure (YjDriver *driver, GKeyFile *settings, const char *group, GError **error)
{
  YjGstCamera *self = YJ_GST_CAMERA (driver);
  g_clear_pointer (&self->settings, yj_gst_settings_free);
  self->settings = yj_gst_settings_new (settings, group, ids, error);
  return self->settings != NULL;
}

static void
fail_waiting (YjGstCamera *self, int code, const char *message)
{
  g_clear_handle_id (&self->still_timeout, g_source_remove);
  for (GTask *task = g_queue_pop_head (&self->waiting); task != NULL;
       task = g_queue_pop_head (&self->waiting)) {
    gboolean is_cancelled = g_cancellable_is_cancelled (g_task_get_cancellable (task));
    g_task_return_new_error (task, YJ_ERROR, is_cancelled ? YJ_ERROR_CANCELLED : code, "%s",
                             is_cancelled ? "the picture is not wanted any more" : message);
    g_object_unref (task);
  }
}

static void
on_feed_frame (YjFrame *frame, gpointer user_data)
{
  g_autoptr (YjGstCamera) self = g_object_ref (user_data);
  yj_paper_watch_frame (self->watch, frame);
  yj_camera_emit_frame (YJ_CAMERA (self), frame);
}

static void
on_feed_state (YjDeviceState state, const char *reason, gpointer user_data)
{
  g_autoptr (YjGstCamera) self = g_object_ref (user_data);

  self->state = state;
  g_message ("camera: %s: %s", yj_device_state_nick (state), reason);
  if (state == YJ_DEVICE_ABSENT || state == YJ_DEVICE_FAULT) {
    yj_paper_watch_forget (self->watch);
    fail_waiting (self, YJ_ERROR_DEVICE_ABSENT, "the camera went away before the picture was taken");
  }
  yj_camera_emit_state (YJ_CAMERA (self), state, reason);
}

typedef struct {
  GstSample *picture;
  YjStillLimits limits;
} Still;

static void
still_free (Still *still)
{
  gst_sample_unref (still->picture);
  g_free (still);
}

static void
make_still (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Still *asked = task_data;
  g_autoptr (YjSampleConverter) converter = yj_sample_converter_new ();
  g_autoptr (YjFrame) frame = NULL;
  YjStill *still = NULL;
  GError *error = NULL;

  if (g_cancellable_is_cancelled (cancellable)) {
    g_task_return_new_error (task, YJ_ERROR, YJ_ERROR_CANCELLED, "the picture is not wanted any more");
    return;
  }
  frame = yj_sample_converter_to_rgb (converter, asked->picture, G_MAXUINT, G_MAXUINT, &error);
  if (frame != NULL)
    still = yj_camera_still_make (frame, &asked->limits, &error);
  if (still == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, still, (GDestroyNotify) yj_still_free);
}

static void
on_feed_picture (GstSample *picture, gpointer user_data)
{
  YjGstCamera *self = user_data;
  GstVideoInfo info;

  if (gst_video_info_from_caps (&info, gst_sample_get_caps (picture)))
    yj_paper_watch_set_still_px (self->watch, (guint) MAX (info.width, info.height));
  g_clear_handle_id (&self->still_timeout, g_source_remove);
  for (GTask *task = g_queue_pop_head (&self->waiting); task != NULL;
       task = g_queue_pop_head (&self->waiting)) {
    Still *asked = g_new (Still, 1);
    *asked = (Still){ gst_sample_ref (picture), self->settings->limits };
    yj_still_task_run (task, make_still, asked, (GDestroyNotify) still_free);
  }
}

static gboolean
on_still_timeout (gpointer user_data)
{
  YjGstCamera *self = user_data;
  self->still_timeout = 0;
  fail_waiting (self, YJ_ERROR_TIMEOUT, "the camera gave no picture in time");
  return G_SOURCE_REMOVE;
}

static void
yj_gst_camera_start (YjCamera *camera)
{
  static const YjCameraFeedHandlers handlers = { on_feed_frame, on_feed_state, on_feed_picture };
  YjGstCamera *self = YJ_GST_CAMERA (camera);

  if (self->runner != NULL)
    return;
  if (self->settings == NULL)
    self->settings = yj_gst_settings_new (NULL, "camera", ids, NULL);
  self->state = YJ_DEVICE_ABSENT;
  self->feed = yj_camera_feed_new ((guint) self->settings->preview_px, (guint) MIN (self->settings->frames_per_second, FRAMES_PER_SECOND_MAX),
                                   &handlers, self);
  self->runner = yj_gst_runner_start (self->settings, self->feed, g_steal_pointer (&self->closing));
}

static void
yj_gst_camera_stop (YjCamera *camera)
{
  YjGstCamera *self = YJ_GST_CAMERA (camera);

  if (self->runner == NULL)
    return;
  yj_paper_watch_forget (self->watch);
  yj_camera_feed_close (self->feed);
  g_clear_pointer (&self->feed, yj_camera_feed_unref);
  self->closing = yj_gst_runner_stop (g_steal_pointer (&self->runner));
  fail_waiting (self, YJ_ERROR_CANCELLED, "the camera was stopped before the picture was taken");
}

static YjDeviceState
yj_gst_camera_get_state (YjCamera *camera)
{
  return YJ_GST_CAMERA (camera)->state;
}

static void
yj_gst_camera_capture_async (YjCamera *camera, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  YjGstCamera *self = YJ_GST_CAMERA (camera);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, yj_gst_camera_capture_async);
  /* A cancelled task answers with the port's own code. */
  g_task_set_check_cancellable (task, FALSE);
  if (self->runner == NULL || self->state == YJ_DEVICE_ABSENT || self->state == YJ_DEVICE_FAULT) {
    g_task_return_new_error (task, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "the camera is not running");
    return;
  }
  g_queue_push_tail (&self->waiting, g_steal_pointer (&task));
  yj_gst_runner_take_still (self->runner);
  if (self->still_timeout == 0)
    self->still_timeout = g_timeout_add (STILL_TIMEOUT_MSEC, on_still_timeout, self);
}

static YjStill *
yj_gst_camera_capture_finish (YjCamera *camera, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
yj_gst_camera_dispose (GObject *object)
{
  YjGstCamera *self = YJ_GST_CAMERA (object);

  yj_gst_camera_stop (YJ_CAMERA (self));
  /* The thread ends by itself; a device that hangs in close must not hold up its caller. */
  g_clear_pointer (&self->closing, g_thread_unref);
  G_OBJECT_CLASS (yj_gst_camera_parent_class)->dispose (object);
}

static void
yj_gst_camera_finalize (GObject *object)
{
  YjGstCamera *self = YJ_GST_CAMERA (object);
  yj_gst_settings_free (self->settings);
  yj_paper_watch_free (self->watch);
  G_OBJECT_CLASS (yj_gst_camera_parent_class)->finalize (object);
}

static void
yj_gst_camera_init_driver (YjDriverInterface *iface)
{
  iface->configure = yj_gst_camera_configure;
  iface->ids = ids;
}

static void
yj_gst_camera_init_camera (YjCameraInterface *iface)
{
  iface->start = yj_gst_camera_start;
  iface->stop = yj_gst_camera_stop;
  iface->get_state = yj_gst_camera_get_state;
  iface->capture_async = yj_gst_camera_capture_async;
  iface->capture_finish = yj_gst_camera_capture_finish;
}

static void
yj_gst_camera_class_init (YjGstCameraClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_gst_camera_dispose;
  G_OBJECT_CLASS (klass)->finalize = yj_gst_camera_finalize;
}

static void
yj_gst_camera_init (YjGstCamera *self)
{
  self->state = YJ_DEVICE_ABSENT;
  self->watch = yj_paper_watch_new (YJ_CAMERA (self));
  g_queue_init (&self->waiting);
}
