/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the reckoning of pace from what presses: batches at once, connections, and how long the store takes. */
#include "sync/central/yj-central-load.h"

#define BATCH_MAX 500
#define BATCH_MIN 50
#define FREE_BATCHES 4                     /* at once, that need no slowing */
#define STORE_STEP_USEC (500 * 1000)       /* a batch that takes this long is one step of pressure */
#define STORE_WEIGHT 4                     /* the newest of so many counts as much as all before */
#define STORE_MEMORY_USEC (10 * G_USEC_PER_SEC)
#define CROWD_STEPS 8                      /* of the connections there may be; the first half presses nobody */
#define INTERVAL_STEP_MS 250
#define INTERVAL_MAX_MS (60 * 1000)
#define SPREAD_MAX_MS (15 * 60 * 1000)

struct _YjLoad {
  gint batches;            /* atomic */
  gint connections;        /* atomic */
  gint connection_limit;
  GMutex lock;             /* of what follows */
  gint64 store_usec;       /* smoothed */
  gint64 store_noted_usec;
  guint spread_seconds;
};

YjLoad *
yj_load_new (guint spread_seconds)
{
  YjLoad *self = g_new0 (YjLoad, 1);

  g_mutex_init (&self->lock);
  self->spread_seconds = spread_seconds;
  return self;
}

void
yj_load_free (YjLoad *self)
{
  if (self == NULL)
    return;
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
yj_load_set_spread (YjLoad *self, guint spread_seconds)
{
  self->spread_seconds = spread_seconds;
}

void
yj_load_add_batches (YjLoad *self, int change)
{
  g_atomic_int_add (&self->batches, change);
}

int
yj_load_get_batches (YjLoad *self)
{
  return g_atomic_int_get (&self->batches);
}

void
yj_load_set_connection_limit (YjLoad *self, int limit)
{
  g_atomic_int_set (&self->connection_limit, limit);
}

void
yj_load_add_connections (YjLoad *self, int change)
{
  g_atomic_int_add (&self->connections, change);
}

int
yj_load_get_connections (YjLoad *self)
{
  return g_atomic_int_get (&self->connections);
}

void
yj_load_note_store (YjLoad *self, gint64 usec)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->store_usec += (usec - self->store_usec) / STORE_WEIGHT;
  self->store_noted_usec = g_get_monotonic_time ();
}

/* What was noted long ago says nothing of now. */
static int
get_store_steps (YjLoad *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (g_get_monotonic_time () - self->store_noted_usec > STORE_MEMORY_USEC)
    return 0;
  return (int) MIN (self->store_usec / STORE_STEP_USEC, BATCH_MAX);
}

static int
get_crowd_steps (YjLoad *self)
{
  gint64 limit = MAX (1, g_atomic_int_get (&self->connection_limit));
  return (int) MAX (0, (gint64) yj_load_get_connections (self) * CROWD_STEPS / limit - CROWD_STEPS / 2);
}

json_t *
yj_load_make_pace (YjLoad *self)
{
  int pressure = MAX (0, yj_load_get_batches (self) - FREE_BATCHES) + get_store_steps (self) + get_crowd_steps (self);
  gint64 spread_ms = (gint64) self->spread_seconds * 1000 * (pressure + 1);

  return json_pack ("{s:i, s:i, s:I}", "batch", MAX (BATCH_MIN, BATCH_MAX / (pressure + 1)), "interval_ms",
                    MIN (pressure * INTERVAL_STEP_MS, INTERVAL_MAX_MS), "spread_ms", (json_int_t) MIN (spread_ms, SPREAD_MAX_MS));
}
