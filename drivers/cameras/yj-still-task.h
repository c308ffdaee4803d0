/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a still in a thread that holds neither the camera nor whoever asked it, so that a camera that is let go meanwhile ends in its own
 * thread. Of a camera's own thread. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

/* Answers @task (transfer full), whose source is the camera, with what @make answered: a YjStill or an error. @make gets a task of its
 * own, no source, @data (transfer full), and the cancellable of @task. */
void yj_still_task_run (GTask *task, GTaskThreadFunc make, gpointer data, GDestroyNotify free_data);

G_END_DECLS
