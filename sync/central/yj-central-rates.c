/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a bucket of tokens and a count of connections for each certificate that was seen lately. */
#include "sync/central/yj-central-rates.h"

#define BURST_SECONDS 2
#define SWEEP_AT 4096    /* buckets: past it, those that are full again are forgotten */

typedef struct {
  double tokens;
  gint64 filled_usec;
  guint connections;
} Bucket;

struct _YjRates {
  GMutex lock;
  GHashTable *buckets;     /* name -> Bucket */
  guint sweep_at;
  guint per_second;
  guint connections;
};

YjRates *
yj_rates_new (guint per_second, guint connections)
{
  YjRates *self = g_new0 (YjRates, 1);

  g_mutex_init (&self->lock);
  self->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->sweep_at = SWEEP_AT;
  self->per_second = per_second;
  self->connections = connections;
  return self;
}

void
yj_rates_free (YjRates *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->buckets);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
fill (YjRates *self, Bucket *bucket, gint64 now)
{
  double earned = (double) (now - bucket->filled_usec) / G_USEC_PER_SEC * self->per_second;

  bucket->tokens = MIN (bucket->tokens + earned, (double) self->per_second * BURST_SECONDS);
  bucket->filled_usec = now;
}

static gboolean
is_idle (gpointer name, gpointer value, gpointer data)
{
  Bucket *bucket = value;
  YjRates *self = data;

  fill (self, bucket, g_get_monotonic_time ());
  return bucket->connections == 0 && bucket->tokens >= (double) self->per_second * BURST_SECONDS;
}

static Bucket *
find (YjRates *self, const char *name)
{
  Bucket *bucket = g_hash_table_lookup (self->buckets, name);

  if (bucket != NULL)
    return bucket;
  if (g_hash_table_size (self->buckets) >= self->sweep_at) {
    g_hash_table_foreach_remove (self->buckets, is_idle, self);
    self->sweep_at = MAX (SWEEP_AT, 2 * g_hash_table_size (self->buckets));
  }
  bucket = g_new0 (Bucket, 1);
  bucket->tokens = (double) self->per_second * BURST_SECONDS;
  bucket->filled_usec = g_get_monotonic_time ();
  g_hash_table_insert (self->buckets, g_strdup (name), bucket);
  return bucket;
}

gboolean
yj_rates_take_request (YjRates *self, const char *name, guint *wait_seconds)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Bucket *bucket;

  if (self->per_second == 0)
    return TRUE;
  bucket = find (self, name);
  fill (self, bucket, g_get_monotonic_time ());
  if (bucket->tokens >= 1) {
    bucket->tokens -= 1;
    return TRUE;
  }
  *wait_seconds = 1;
  return FALSE;
}

gboolean
yj_rates_begin_connection (YjRates *self, const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Bucket *bucket = find (self, name);

  if (self->connections > 0 && bucket->connections >= self->connections)
    return FALSE;
  bucket->connections++;
  return TRUE;
}

void
yj_rates_end_connection (YjRates *self, const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Bucket *bucket = g_hash_table_lookup (self->buckets, name);

  if (bucket != NULL && bucket->connections > 0)
    bucket->connections--;
}
