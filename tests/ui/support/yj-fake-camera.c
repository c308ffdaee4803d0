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
    g_task_return_pointer (task, yj_still_copy (self->still), (GDestroyNotify) yj_still_free);
  return G_SOURCE_REMOVE;
}

static void
capture_async (YjCamera *camera, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (camera, cancellable, callback, user_data);
  g_idle_add_full (G_PRIORITY_DEFAULT, on_answer, task, g_object_unref);
}

static YjStill *
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
  yj_still_free (YJ_FAKE_CAMERA (object)->still);
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
  yj_fake_camera_set_still (self, YJ_PAPER_GOOD, TRUE);
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
#define LEFT 80
#define TOP 60
#define RIGHT 560
#define BOTTOM 420

/* Lines of print: sharp edges all over the paper. */
static guint8
luma_at (guint x, guint y, YjPaperVerdict verdict)
{
  guint light = verdict == YJ_PAPER_TOO_DARK ? 40 : 230;
  gboolean on_paper = verdict != YJ_PAPER_EMPTY && x >= LEFT && x < RIGHT && y >= TOP && y < BOTTOM;
  if (!on_paper)
    return (guint8) (light * 2 / 5);
  return (guint8) (y % 24 < 8 && x > 120 && x < 520 && x % 12 < 7 && y < 390 ? light / 8 : light);
}

static void
paint (guint8 *pixels, gsize stride_bytes, guint left, guint top, guint width, guint height, YjPaperVerdict verdict)
{
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      memset (pixels + y * stride_bytes + x * 3, luma_at (left + x, top + y, verdict), 3);
}

static GBytes *
make_jpeg (guint left, guint top, guint width, guint height, YjPaperVerdict verdict)
{
  g_autoptr (GdkPixbuf) sheet = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, (int) width, (int) height);
  g_autoptr (GError) error = NULL;
  char *jpeg = NULL;
  gsize size = 0;

  paint (gdk_pixbuf_get_pixels (sheet), (gsize) gdk_pixbuf_get_rowstride (sheet), left, top, width, height, verdict);
  gdk_pixbuf_save_to_buffer (sheet, &jpeg, &size, "jpeg", &error, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (jpeg, size);
}

static YjPaperSight
see (YjPaperVerdict verdict)
{
  YjPaperSight sight = { .verdict = verdict, .lie = YJ_SHEET_NONE };
  const double left = (double) LEFT / FRAME_WIDTH_PX, right = (double) RIGHT / FRAME_WIDTH_PX;
  const double top = (double) TOP / FRAME_HEIGHT_PX, bottom = (double) BOTTOM / FRAME_HEIGHT_PX;

  if (verdict == YJ_PAPER_EMPTY || verdict == YJ_PAPER_EDGELESS || verdict == YJ_PAPER_CUT || verdict == YJ_PAPER_SEVERAL)
    return sight;
  sight.lie = YJ_SHEET_WHOLE;
  sight.corners[0] = (YjPaperCorner){ left, top };
  sight.corners[1] = (YjPaperCorner){ right, top };
  sight.corners[2] = (YjPaperCorner){ right, bottom };
  sight.corners[3] = (YjPaperCorner){ left, bottom };
  return sight;
}

void
yj_fake_camera_set_still (YjFakeCamera *self, YjPaperVerdict verdict, gboolean is_cut)
{
  g_autoptr (GBytes) whole = make_jpeg (0, 0, FRAME_WIDTH_PX, FRAME_HEIGHT_PX, verdict);
  g_autoptr (GBytes) sheet = make_jpeg (LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP, verdict);
  g_autoptr (GBytes) thumbnail = make_jpeg (LEFT, TOP, 120, 90, verdict);
  YjPaperSight sight = see (verdict);

  g_clear_pointer (&self->still, yj_still_free);
  self->still = yj_still_new (is_cut ? sheet : whole, is_cut ? whole : NULL, thumbnail, &sight);
}

void
yj_fake_camera_show (YjFakeCamera *self, YjPaperVerdict verdict)
{
  guint8 *pixels = g_malloc (FRAME_WIDTH_PX * FRAME_HEIGHT_PX * 3);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, FRAME_WIDTH_PX * FRAME_HEIGHT_PX * 3);
  g_autoptr (YjFrame) frame = yj_frame_new (YJ_FRAME_RGB, FRAME_WIDTH_PX, FRAME_HEIGHT_PX, FRAME_WIDTH_PX * 3, bytes);
  YjPaperSight sight = see (verdict);

  paint (pixels, FRAME_WIDTH_PX * 3, 0, 0, FRAME_WIDTH_PX, FRAME_HEIGHT_PX, verdict);
  if (self->started)
    yj_camera_emit_frame (YJ_CAMERA (self), frame);
  if (self->started)
    yj_camera_emit_sight (YJ_CAMERA (self), &sight);
}

void
yj_fake_camera_set_state (YjFakeCamera *self, YjDeviceState state)
{
  self->state = state;
  yj_camera_emit_state (YJ_CAMERA (self), state, "as the test told");
}
