/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the memory of wrong guesses. */
#include "sync/courier/yj-throttle.h"

typedef struct {
  char *key;
  gint64 at_usec;
} Failure;

struct _YjThrottle {
  YjClock *clock;
  guint per_key, in_all;
  gint64 window_usec;
  GQueue failures; /* oldest first */
};

static void
failure_free (gpointer data)
{
  Failure *failure = data;
  g_free (failure->key);
  g_free (failure);
}

YjThrottle *
yj_throttle_new (YjClock *clock, guint per_key, guint in_all, guint window_seconds)
{
  YjThrottle *self = g_new0 (YjThrottle, 1);
  self->clock = g_object_ref (clock);
  self->per_key = per_key;
  self->in_all = in_all;
  self->window_usec = (gint64) window_seconds * G_USEC_PER_SEC;
  g_queue_init (&self->failures);
  return self;
}

void
yj_throttle_free (YjThrottle *self)
{
  if (self == NULL)
    return;
  g_queue_clear_full (&self->failures, failure_free);
  g_object_unref (self->clock);
  g_free (self);
}

static void
forget_old (YjThrottle *self)
{
  gint64 now = yj_clock_get_boottime_usec (self->clock);
  Failure *oldest;
  while ((oldest = g_queue_peek_head (&self->failures)) != NULL && oldest->at_usec + self->window_usec < now)
    failure_free (g_queue_pop_head (&self->failures));
}

gboolean
yj_throttle_may_try (YjThrottle *self, const char *key)
{
  guint same = 0;
  forget_old (self);
  for (GList *l = self->failures.head; l != NULL; l = l->next)
    same += g_str_equal (((Failure *) l->data)->key, key);
  return same < self->per_key && self->failures.length < self->in_all;
}

void
yj_throttle_add_failure (YjThrottle *self, const char *key)
{
  Failure *failure = g_new (Failure, 1);
  failure->key = g_strdup (key);
  failure->at_usec = yj_clock_get_boottime_usec (self->clock);
  g_queue_push_tail (&self->failures, failure);
}

void
yj_throttle_forgive (YjThrottle *self, const char *key)
{
  for (GList *l = self->failures.tail; l != NULL; l = l->prev)
    if (g_str_equal (((Failure *) l->data)->key, key)) {
      failure_free (l->data);
      g_queue_delete_link (&self->failures, l);
      return;
    }
}
