/* SPDX-License-Identifier: Apache-2.0 */
/* Owns when a frame is looked at, and whether what was seen is still of interest. */
#include "drivers/cameras/yj-paper-watch.h"
#include "core/base/yj-error.h"
#include "drivers/cameras/yj-paper-look.h"

#define GAP_USEC (G_USEC_PER_SEC / 5)

struct _YjPaperWatch {
  YjCamera *camera;
  gint64 looked_usec;
  guint still_px; /* 0: not known */
  GCancellable *looking; /* (nullable) of the frame that is with the thread */
};

YjPaperWatch *
yj_paper_watch_new (YjCamera *camera)
{
  YjPaperWatch *self = g_new0 (YjPaperWatch, 1);
  self->camera = camera;
  return self;
}

void
yj_paper_watch_free (YjPaperWatch *self)
{
  yj_paper_watch_forget (self);
  g_free (self);
}

void
yj_paper_watch_set_still_px (YjPaperWatch *self, guint longest_px)
{
  self->still_px = longest_px;
}

typedef struct {
  YjFrame *frame;
  double scale;
} Look;

static void
look_free (Look *look)
{
  yj_frame_free (look->frame);
  g_free (look);
}

static void
look_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Look *look = task_data;
  YjPaperSight *sight = g_new (YjPaperSight, 1);

  if (yj_paper_look (look->frame, look->scale, sight, NULL)) {
    g_task_return_pointer (task, sight, g_free);
    return;
  }
  g_free (sight);
  g_task_return_new_error (task, YJ_ERROR, YJ_ERROR_BAD_DATA, "a frame's sizes do not fit its bytes");
}

/* The task does not hold the camera, which would then end in the thread; neither it nor its watch lives when the look was forgotten. */
static void
on_looked (GObject *nobody, GAsyncResult *result, gpointer user_data)
{
  YjPaperWatch *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree YjPaperSight *sight = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  g_clear_object (&self->looking);
  if (sight == NULL)
    g_debug ("camera: a frame cannot be looked at: %s", error->message);
  else
    yj_camera_emit_sight (self->camera, sight);
}

void
yj_paper_watch_frame (YjPaperWatch *self, YjFrame *frame)
{
  gint64 now_usec = g_get_monotonic_time ();

  if (self->looking != NULL || !yj_camera_wants_sight (self->camera) || now_usec - self->looked_usec < GAP_USEC)
    return;
  self->looked_usec = now_usec;
  self->looking = g_cancellable_new ();
  Look *look = g_new (Look, 1);
  *look = (Look){ yj_frame_copy (frame), (double) self->still_px / MAX (frame->width_px, frame->height_px) };
  g_autoptr (GTask) task = g_task_new (NULL, self->looking, on_looked, self);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, look, (GDestroyNotify) look_free);
  g_task_run_in_thread (task, look_in_thread);
}

void
yj_paper_watch_forget (YjPaperWatch *self)
{
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
}
