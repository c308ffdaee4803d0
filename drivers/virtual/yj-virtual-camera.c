/* SPDX-License-Identifier: Apache-2.0 */
/* Driver: a camera that sees the picture it is told to see. For demonstrations and tests; a driver like
 * any other, whose device is a Unix socket. The words stand in drivers/virtual/README.md. Settings:
 * socket (path, needed), width and height (of what its lens sees, 1280 and 720), preview (longest side of a frame,
 * 1280), picture (shown from the beginning), and those of yj_still_limits_read (). */
#include "core/base/yj-error.h"
#include "core/ports/yj-camera.h"
#include "drivers/cameras/yj-camera-still.h"
#include "drivers/cameras/yj-paper-watch.h"
#include "drivers/cameras/yj-still-task.h"
#include "drivers/virtual/yj-virtual-commands.h"
#include "drivers/virtual/yj-virtual-scene.h"
#include "drivers/yj-driver.h"
#include <glib/gstdio.h>

#define FRAME_MSEC (1000 / 15)
#define SLEEP_MAX_MSEC 60000
/* As long as a real camera may be silent. */
#define SILENCE_USEC (2 * G_USEC_PER_SEC)

#define YJ_TYPE_VIRTUAL_CAMERA (yj_virtual_camera_get_type ())
G_DECLARE_FINAL_TYPE (YjVirtualCamera, yj_virtual_camera, YJ, VIRTUAL_CAMERA, GObject)

struct _YjVirtualCamera {
  GObject parent_instance;
  GSocketService *commands;
  char *socket_path;
  YjVirtualScene *scene; /* NULL until configured */
  YjStillLimits limits;
  YjPaperWatch *watch;
  gboolean is_started;
  gboolean is_unplugged;
  YjDeviceState state;
  gboolean is_state_told; /* the first one after a start always is */
  gint64 asleep_until_usec;
  gint64 mute_at_usec; /* when a camera that sleeps counts as absent */
  guint ticker;
};

static void yj_virtual_camera_init_driver (YjDriverInterface *iface);
static void yj_virtual_camera_init_camera (YjCameraInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjVirtualCamera, yj_virtual_camera, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_DRIVER, yj_virtual_camera_init_driver)
                                   G_IMPLEMENT_INTERFACE (YJ_TYPE_CAMERA, yj_virtual_camera_init_camera))

static void
set_state (YjVirtualCamera *self, YjDeviceState state, const char *reason)
{
  if (self->is_state_told && self->state == state)
    return;
  self->is_state_told = TRUE;
  self->state = state;
  g_message ("camera: %s: %s", yj_device_state_nick (state), reason);
  yj_camera_emit_state (YJ_CAMERA (self), state, reason);
}

static gboolean
on_ticker_timeout (gpointer user_data)
{
  g_autoptr (YjVirtualCamera) self = g_object_ref (user_data);
  gint64 now_usec = g_get_monotonic_time ();

  if (self->is_unplugged) {
    yj_paper_watch_forget (self->watch);
    set_state (self, YJ_DEVICE_ABSENT, "unplugged");
    return G_SOURCE_CONTINUE;
  }
  if (now_usec < self->asleep_until_usec) {
    if (now_usec >= self->mute_at_usec)
      set_state (self, YJ_DEVICE_ABSENT, "no picture came for two seconds");
    return G_SOURCE_CONTINUE;
  }
  set_state (self, YJ_DEVICE_READY, "plugged in");
  /* A handler may have stopped it. */
  g_autoptr (YjFrame) frame = self->is_started ? yj_frame_copy (yj_virtual_scene_get_preview (self->scene)) : NULL;
  if (frame != NULL) {
    yj_paper_watch_frame (self->watch, frame);
    yj_camera_emit_frame (YJ_CAMERA (self), frame);
  }
  return G_SOURCE_CONTINUE;
}

static char *
do_show (YjVirtualCamera *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  return yj_virtual_scene_show (self->scene, path, &error) ? g_strdup ("OK") : g_strdup_printf ("ERR %s", error->message);
}

static char *
do_sleep (YjVirtualCamera *self, const char *text)
{
  guint64 msec = 0;

  if (!g_ascii_string_to_unsigned (text, 10, 0, SLEEP_MAX_MSEC, &msec, NULL))
    return g_strdup ("ERR SLEEP takes 0 to 60000 milliseconds");
  self->asleep_until_usec = g_get_monotonic_time () + (gint64) msec * 1000;
  self->mute_at_usec = g_get_monotonic_time () + SILENCE_USEC;
  return g_strdup ("OK");
}

static char *
do_plug (YjVirtualCamera *self, gboolean is_unplugged)
{
  self->is_unplugged = is_unplugged;
  if (is_unplugged && self->is_started)
    set_state (self, YJ_DEVICE_ABSENT, "unplugged");
  return g_strdup ("OK");
}

static char *
do_state (const YjVirtualCamera *self)
{
  return g_strdup_printf ("OK {\"plugged\":%s,\"started\":%s,\"picture\":%s}",
                          self->is_unplugged ? "false" : "true", self->is_started ? "true" : "false",
                          yj_virtual_scene_has_picture (self->scene) ? "true" : "false");
}

/* A client may outlive the camera. */
static char *
on_command (const char *word, const char *rest, gpointer user_data)
{
  g_autoptr (YjVirtualCamera) self = g_weak_ref_get (user_data);

  if (self == NULL)
    return g_strdup ("ERR the camera is gone");
  if (g_str_equal (word, "SHOW"))
    return do_show (self, rest);
  if (g_str_equal (word, "SLEEP"))
    return do_sleep (self, rest);
  if (g_str_equal (word, "UNPLUG") || g_str_equal (word, "PLUG"))
    return do_plug (self, g_str_equal (word, "UNPLUG"));
  if (g_str_equal (word, "STATE"))
    return do_state (self);
  if (!g_str_equal (word, "BLANK"))
    return g_strdup ("ERR the words are SHOW, BLANK, UNPLUG, PLUG, SLEEP, STATE");
  yj_virtual_scene_clear (self->scene);
  return g_strdup ("OK");
}

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static gboolean
listen_for_commands (YjVirtualCamera *self, const char *group, GError **error)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);
  g_autoptr (GError) why = NULL;

  g_weak_ref_init (weak, self);
  self->commands = yj_virtual_commands_listen (self->socket_path, on_command, weak, &why);
  if (self->commands == NULL) {
    weak_ref_free (weak);
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[%s] socket: %s", group, why->message);
    return FALSE;
  }
  g_object_set_data_full (G_OBJECT (self->commands), "yj-camera", weak, weak_ref_free);
  return TRUE;
}

static void
close_socket (YjVirtualCamera *self)
{
  if (self->commands == NULL)
    return;
  g_socket_service_stop (self->commands);
  g_socket_listener_close (G_SOCKET_LISTENER (self->commands));
  g_clear_object (&self->commands);
  g_unlink (self->socket_path);
}

static gboolean
yj_virtual_camera_configure (YjDriver *driver, GKeyFile *settings, const char *group, GError **error)
{
  YjVirtualCamera *self = YJ_VIRTUAL_CAMERA (driver);
  g_autofree char *picture = yj_driver_settings_string (settings, group, "picture", NULL);
  int width_px, height_px, preview_px;

  if (!yj_driver_settings_int (settings, group, "width", 1280, 16, 4096, &width_px, error)
      || !yj_driver_settings_int (settings, group, "height", 720, 16, 4096, &height_px, error)
      || !yj_driver_settings_int (settings, group, "preview", 1280, 64, 4096, &preview_px, error)
      || !yj_still_limits_read (&self->limits, settings, group, error))
    return FALSE;
  self->socket_path = yj_driver_settings_string (settings, group, "socket", NULL);
  if (self->socket_path == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[%s] socket: a path is needed", group);
    return FALSE;
  }
  self->scene = yj_virtual_scene_new ((guint) width_px, (guint) height_px, (guint) preview_px);
  if (picture != NULL && !yj_virtual_scene_show (self->scene, picture, error))
    return FALSE;
  return listen_for_commands (self, group, error);
}

static void
yj_virtual_camera_start (YjCamera *camera)
{
  YjVirtualCamera *self = YJ_VIRTUAL_CAMERA (camera);

  if (self->is_started || self->scene == NULL)
    return;
  self->is_started = TRUE;
  self->state = YJ_DEVICE_ABSENT;
  self->is_state_told = FALSE;
  g_autoptr (GSource) source = g_timeout_source_new (FRAME_MSEC);
  g_source_set_callback (source, on_ticker_timeout, self, NULL);
  self->ticker = g_source_attach (source, g_main_context_get_thread_default ());
}

static void
yj_virtual_camera_stop (YjCamera *camera)
{
  YjVirtualCamera *self = YJ_VIRTUAL_CAMERA (camera);
  GSource *source = NULL;

  if (!self->is_started)
    return;
  self->is_started = FALSE;
  yj_paper_watch_forget (self->watch);
  source = g_main_context_find_source_by_id (g_main_context_get_thread_default (), self->ticker);
  if (source != NULL)
    g_source_destroy (source);
  self->ticker = 0;
}

static YjDeviceState
yj_virtual_camera_get_state (YjCamera *camera)
{
  return YJ_VIRTUAL_CAMERA (camera)->state;
}

typedef struct {
  YjFrame *view;
  YjStillLimits limits;
} Still;

static void
still_free (Still *still)
{
  yj_frame_free (still->view);
  g_free (still);
}

static void
make_still (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Still *asked = task_data;
  YjStill *still = NULL;
  GError *error = NULL;

  if (!g_cancellable_is_cancelled (cancellable))
    still = yj_camera_still_make (asked->view, &asked->limits, &error);
  if (still != NULL)
    g_task_return_pointer (task, still, (GDestroyNotify) yj_still_free);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, YJ_ERROR, YJ_ERROR_CANCELLED, "the picture is not wanted any more");
}

static void
yj_virtual_camera_capture_async (YjCamera *camera, GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  YjVirtualCamera *self = YJ_VIRTUAL_CAMERA (camera);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  const YjFrame *view;
  Still *asked = NULL;

  g_task_set_source_tag (task, yj_virtual_camera_capture_async);
  g_task_set_check_cancellable (task, FALSE);
  if (!self->is_started || self->is_unplugged) {
    g_task_return_new_error (task, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "the camera is not running");
    return;
  }
  view = yj_virtual_scene_get_view (self->scene);
  yj_paper_watch_set_still_px (self->watch, MAX (view->width_px, view->height_px));
  asked = g_new (Still, 1);
  *asked = (Still){ yj_frame_copy (view), self->limits };
  yj_still_task_run (g_steal_pointer (&task), make_still, asked, (GDestroyNotify) still_free);
}

static YjStill *
yj_virtual_camera_capture_finish (YjCamera *camera, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
yj_virtual_camera_dispose (GObject *object)
{
  YjVirtualCamera *self = YJ_VIRTUAL_CAMERA (object);

  yj_virtual_camera_stop (YJ_CAMERA (self));
  close_socket (self);
  g_clear_pointer (&self->socket_path, g_free);
  g_clear_pointer (&self->scene, yj_virtual_scene_free);
  G_OBJECT_CLASS (yj_virtual_camera_parent_class)->dispose (object);
}

static void
yj_virtual_camera_finalize (GObject *object)
{
  yj_paper_watch_free (YJ_VIRTUAL_CAMERA (object)->watch);
  G_OBJECT_CLASS (yj_virtual_camera_parent_class)->finalize (object);
}

static void
yj_virtual_camera_init_driver (YjDriverInterface *iface)
{
  iface->configure = yj_virtual_camera_configure;
}

static void
yj_virtual_camera_init_camera (YjCameraInterface *iface)
{
  iface->start = yj_virtual_camera_start;
  iface->stop = yj_virtual_camera_stop;
  iface->get_state = yj_virtual_camera_get_state;
  iface->capture_async = yj_virtual_camera_capture_async;
  iface->capture_finish = yj_virtual_camera_capture_finish;
}

static void
yj_virtual_camera_class_init (YjVirtualCameraClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_virtual_camera_dispose;
  G_OBJECT_CLASS (klass)->finalize = yj_virtual_camera_finalize;
}

static void
yj_virtual_camera_init (YjVirtualCamera *self)
{
  self->watch = yj_paper_watch_new (YJ_CAMERA (self));
  self->state = YJ_DEVICE_ABSENT;
}
