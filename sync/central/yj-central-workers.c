/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the threads that help with large batches. A helper that comes too late finds nothing left and goes. */
#include "sync/central/yj-central-workers.h"

#define SLICE 16u     /* things taken at once: a fraction of a millisecond of signatures */

struct _YjWorkers {
  GThreadPool *pool;
  guint helpers;
};

typedef struct {
  gint references;    /* atomic, like the next two */
  gint taken;
  GPtrArray *things;  /* the caller's: not touched once all are taken */
  guint n;
  YjWorkFunc work;
  gpointer data;
  GMutex lock;
  GCond finished;
  guint done;         /* under lock */
} Job;

static void
job_unref (Job *job)
{
  if (!g_atomic_int_dec_and_test (&job->references))
    return;
  g_mutex_clear (&job->lock);
  g_cond_clear (&job->finished);
  g_free (job);
}

static void
work_on (Job *job)
{
  guint first;

  while ((first = (guint) g_atomic_int_add (&job->taken, SLICE)) < job->n) {
    guint end = MIN (first + SLICE, job->n);
    for (guint i = first; i < end; i++)
      job->work (g_ptr_array_index (job->things, i), job->data);
    g_mutex_lock (&job->lock);
    job->done += end - first;
    if (job->done == job->n)
      g_cond_signal (&job->finished);
    g_mutex_unlock (&job->lock);
  }
}

static void
help (gpointer job, gpointer unused)
{
  work_on (job);
  job_unref (job);
}

YjWorkers *
yj_workers_new (void)
{
  YjWorkers *workers = g_new0 (YjWorkers, 1);

  workers->helpers = g_get_num_processors () - 1;
  if (workers->helpers > 0)
    workers->pool = g_thread_pool_new (help, NULL, (gint) workers->helpers, FALSE, NULL);
  return workers;
}

void
yj_workers_free (YjWorkers *workers)
{
  if (workers == NULL)
    return;
  if (workers->pool != NULL)
    g_thread_pool_free (workers->pool, FALSE, TRUE);
  g_free (workers);
}

void
yj_workers_do (YjWorkers *workers, GPtrArray *things, YjWorkFunc work, gpointer data)
{
  Job *job = g_new0 (Job, 1);
  guint helpers = MIN (workers->helpers, things->len / (2 * SLICE));

  job->references = 1;
  job->things = things;
  job->n = things->len;
  job->work = work;
  job->data = data;
  g_mutex_init (&job->lock);
  g_cond_init (&job->finished);
  for (guint i = 0; i < helpers; i++) {
    g_atomic_int_inc (&job->references);
    g_thread_pool_push (workers->pool, job, NULL);
  }
  work_on (job);
  g_mutex_lock (&job->lock);
  while (job->done < job->n)
    g_cond_wait (&job->finished, &job->lock);
  g_mutex_unlock (&job->lock);
  job_unref (job);
}
