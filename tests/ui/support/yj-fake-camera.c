/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the one still that it takes. */
#include "tests/ui/support/yj-fake-camera.h"
#include "core/base/yj-error.h"
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

static void yj_fake_camera_iface_init (YjCameraInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjFakeCamera, yj_fake_camera, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_CAMERA, yj_fake_camera_iface_init))

static void
start (YjCamera *camera)
{
  YjFakeCamera *self = YJ_FAKE_CAMERA (camera);
  self->started = TRUE;
  self->n_starts++;
}

static void
stop (YjCamera *camera)
{
  YJ_FAKE_CAMERA (camera)->started = FALSE;
}

static YjDeviceState
get_state (YjCamera *camera)
{
  return YJ_FAKE_CAMERA (camera)->state;
}

static gboolean
on_answer (gpointer user_data)
{
  GTask *task = user_data;
  YjFakeCamera *self = g_task_get_source_object (task);
  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  if (self->error >= 0)
    g_task_return_new_error (task, YJ_ERROR, self->error, "as the test told: %s", yj_error_nick (self->error));
  else
    g_task_return_pointer (task, g_bytes_ref (self->still), (GDestroyNotify) g_bytes_unref);
  return G_SOURCE_REMOVE;
}

static void
capture_async (YjCamera *camera, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (camera, cancellable, callback, user_data);
  g_idle_add_full (G_PRIORITY_DEFAULT, on_answer, task, g_object_unref);
}

static GBytes *
capture_finish (YjCamera *camera, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
yj_fake_camera_iface_init (YjCameraInterface *iface)
{
  iface->start = start;
  iface->stop = stop;
  iface->get_state = get_state;
  iface->capture_async = capture_async;
  iface->capture_finish = capture_finish;
}

static void
yj_fake_camera_finalize (GObject *object)
{
  g_bytes_unref (YJ_FAKE_CAMERA (object)->still);
  G_OBJECT_CLASS (yj_fake_camera_parent_class)->finalize (object);
}

static void
yj_fake_camera_class_init (YjFakeCameraClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_fake_camera_finalize;
}

static void
yj_fake_camera_init (YjFakeCamera *self)
{
  g_autoptr (GdkPixbuf) sheet = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 210, 297);
  g_autoptr (GError) error = NULL;
  char *jpeg = NULL;
  gsize size = 0;

  gdk_pixbuf_fill (sheet, 0xd9d9d9ff);
  gdk_pixbuf_save_to_buffer (sheet, &jpeg, &size, "jpeg", &error, NULL);
  g_assert_no_error (error);
  self->still = g_bytes_new_take (jpeg, size);
  self->state = YJ_DEVICE_READY;
  self->error = -1;
}

YjFakeCamera *
yj_fake_camera_new (void)
{
  return g_object_new (YJ_TYPE_FAKE_CAMERA, NULL);
}

#define FRAME_WIDTH_PX 640
#define FRAME_HEIGHT_PX 480

/* Lines of print: sharp edges all over the paper. */
static guint8
luma_at (guint x, guint y, gboolean paper, guint8 light)
{
  gboolean on_paper = paper && x > 80 && x < 560 && y > 60 && y < 420;
  if (!on_paper)
    return (guint8) (light * 3 / 4);
  return y % 24 < 8 && x > 120 && x < 520 && x % 12 < 7 ? light / 10 : light;
}

void
yj_fake_camera_show (YjFakeCamera *self, gboolean paper, guint8 light)
{
  guint8 *pixels = g_malloc (FRAME_WIDTH_PX * FRAME_HEIGHT_PX * 3);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, FRAME_WIDTH_PX * FRAME_HEIGHT_PX * 3);
  g_autoptr (YjFrame) frame = NULL;

  for (guint y = 0; y < FRAME_HEIGHT_PX; y++)
    for (guint x = 0; x < FRAME_WIDTH_PX; x++)
      memset (pixels + (y * FRAME_WIDTH_PX + x) * 3, luma_at (x, y, paper, light), 3);
  frame = yj_frame_new (YJ_FRAME_RGB, FRAME_WIDTH_PX, FRAME_HEIGHT_PX, FRAME_WIDTH_PX * 3, bytes);
  if (self->started)
    yj_camera_emit_frame (YJ_CAMERA (self), frame);
}

void
yj_fake_camera_set_state (YjFakeCamera *self, YjDeviceState state)
{
  self->state = state;
  yj_camera_emit_state (YJ_CAMERA (self), state, "as the test told");
}
