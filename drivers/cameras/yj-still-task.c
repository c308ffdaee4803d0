/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way of a still from the thread that made it to whoever asked the camera. */
#include "drivers/cameras/yj-still-task.h"
#include "core/ports/yj-still.h"

static void
on_made (GObject *nobody, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  YjStill *still = g_task_propagate_pointer (G_TASK (result), &error);

  if (still != NULL)
    g_task_return_pointer (task, still, (GDestroyNotify) yj_still_free);
  else
    g_task_return_error (task, error);
}

void
yj_still_task_run (GTask *task, GTaskThreadFunc make, gpointer data, GDestroyNotify free_data)
{
  g_autoptr (GTask) making = g_task_new (NULL, g_task_get_cancellable (task), on_made, task);

  g_task_set_source_tag (making, yj_still_task_run);
  g_task_set_check_cancellable (making, FALSE);
  g_task_set_task_data (making, data, free_data);
  g_task_run_in_thread (making, make);
}
