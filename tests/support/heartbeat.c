/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/heartbeat.h"

#define BEAT_USEC (20 * 1000)
#define LATE_USEC (10 * 1000)

typedef struct {
  gint64 due_usec, came_usec;
} Beat;

struct _Heartbeat {
  GThread *thread;
  GMutex lock;
  GCond ended;
  gboolean is_ended;
  GArray *late; /* Beat, in their order */
};

static gpointer
beat (gpointer data)
{
  Heartbeat *self = data;

  g_mutex_lock (&self->lock);
  while (!self->is_ended) {
    Beat one = { .due_usec = g_get_monotonic_time () + BEAT_USEC };
    while (!self->is_ended && g_cond_wait_until (&self->ended, &self->lock, one.due_usec))
      ;
    one.came_usec = g_get_monotonic_time ();
    if (!self->is_ended && one.came_usec - one.due_usec > LATE_USEC)
      g_array_append_val (self->late, one);
  }
  g_mutex_unlock (&self->lock);
  return NULL;
}

Heartbeat *
heartbeat_start (void)
{
  Heartbeat *self = g_new0 (Heartbeat, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->ended);
  self->late = g_array_new (FALSE, FALSE, sizeof (Beat));
  self->thread = g_thread_new ("heartbeat", beat, self);
  return self;
}

void
heartbeat_stop (Heartbeat *self)
{
  g_mutex_lock (&self->lock);
  self->is_ended = TRUE;
  g_cond_broadcast (&self->ended);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  g_array_unref (self->late);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->ended);
  g_free (self);
}

gint64
heartbeat_get_worst_usec (Heartbeat *self, gint64 from_usec, gint64 to_usec)
{
  gint64 worst = 0;

  g_mutex_lock (&self->lock);
  for (guint i = self->late->len; i > 0 && g_array_index (self->late, Beat, i - 1).came_usec >= from_usec; i--) {
    const Beat *one = &g_array_index (self->late, Beat, i - 1);
    if (one->due_usec <= to_usec)
      worst = MAX (worst, one->came_usec - one->due_usec);
  }
  g_mutex_unlock (&self->lock);
  return worst;
}
