/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a thread with a queue of tasks. */
#include "sync/courier/yj-worker.h"

struct _YjWorker {
  GThreadPool *pool;
};

/* Either a task, or a call that somebody waits for. */
typedef struct {
  GTask *task;
  GTaskThreadFunc func;
  void (*call) (gpointer data);
  gpointer data;
  GMutex *mutex;
  GCond *cond;
  gboolean done;
} Job;

static void
run_call (Job *job)
{
  job->call (job->data);
  g_mutex_lock (job->mutex);
  job->done = TRUE;
  g_cond_signal (job->cond);
  g_mutex_unlock (job->mutex);
}

static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;

  if (job->call != NULL) {
    run_call (job); /* the waiting thread owns it */
    return;
  }
  job->func (job->task, g_task_get_source_object (job->task), g_task_get_task_data (job->task),
             g_task_get_cancellable (job->task));
  g_object_unref (job->task);
  g_free (job);
}

YjWorker *
yj_worker_new (const char *name)
{
  YjWorker *worker = g_new0 (YjWorker, 1);
  worker->pool = g_thread_pool_new (run_job, NULL, 1, TRUE, NULL);
  return worker;
}

void
yj_worker_free (YjWorker *worker)
{
  if (worker == NULL)
    return;
  g_thread_pool_free (worker->pool, FALSE, TRUE);
  g_free (worker);
}

void
yj_worker_run (YjWorker *worker, GTask *task, GTaskThreadFunc func)
{
  Job *job = g_new0 (Job, 1);
  job->task = task;
  job->func = func;
  g_thread_pool_push (worker->pool, job, NULL);
}

void
yj_worker_call (YjWorker *worker, void (*func) (gpointer data), gpointer data)
{
  GMutex mutex;
  GCond cond;
  Job job = { .call = func, .data = data, .mutex = &mutex, .cond = &cond };

  g_mutex_init (&mutex);
  g_cond_init (&cond);
  g_thread_pool_push (worker->pool, &job, NULL);
  g_mutex_lock (&mutex);
  while (!job.done)
    g_cond_wait (&cond, &mutex);
  g_mutex_unlock (&mutex);
  g_mutex_clear (&mutex);
  g_cond_clear (&cond);
}
