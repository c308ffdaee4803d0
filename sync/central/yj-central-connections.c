/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the set of open connections and the thread that looks at their deadlines. */
#include "sync/central/yj-central-connections.h"
#include <sys/socket.h>

#define LOOK_USEC (G_USEC_PER_SEC / 4)
#define LEAST_BYTES_PER_SECOND 2048
#define LONGEST_FACTOR 15

struct _YjConnections {
  GMutex lock;
  GCond changed;
  GHashTable *open;        /* YjConnection */
  GThread *thread;
  gint64 base_usec;
  gboolean stopping;
};

static void
shut_overdue (YjConnections *self)
{
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    YjConnection *connection = key;
    if (connection->deadline_usec >= now)
      continue;
    /* The descriptor stays open and is closed by its owner, who finds the connection ended. */
    shutdown (connection->fd, SHUT_RDWR);
    connection->deadline_usec = G_MAXINT64;
  }
}

static gpointer
watch (gpointer data)
{
  YjConnections *self = data;

  g_mutex_lock (&self->lock);
  while (!self->stopping) {
    shut_overdue (self);
    g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + LOOK_USEC);
  }
  g_mutex_unlock (&self->lock);
  return NULL;
}

YjConnections *
yj_connections_new (guint seconds)
{
  YjConnections *self = g_new0 (YjConnections, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->open = g_hash_table_new (NULL, NULL);
  self->base_usec = (gint64) seconds * G_USEC_PER_SEC;
  self->thread = g_thread_new ("connections", watch, self);
  return self;
}

void
yj_connections_free (YjConnections *self)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  g_hash_table_unref (self->open);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

YjConnection *
yj_connections_add (YjConnections *self, int fd)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  YjConnection *connection = g_new0 (YjConnection, 1);

  connection->owner = self;
  connection->fd = fd;
  connection->deadline_usec = g_get_monotonic_time () + self->base_usec;
  g_hash_table_add (self->open, connection);
  return connection;
}

void
yj_connections_remove (YjConnections *self, YjConnection *connection)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_remove (self->open, connection);
  yj_identity_free (connection->identity);
  g_free (connection->refusal);
  g_free (connection);
}

static void
set_deadline (YjConnection *connection, gint64 deadline_usec)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&connection->owner->lock);
  /* Once shut down it stays so. */
  if (connection->deadline_usec != G_MAXINT64)
    connection->deadline_usec = deadline_usec;
}

void
yj_connection_expect (YjConnection *connection, gint64 since_usec, gsize bytes)
{
  gint64 base = connection->owner->base_usec;
  gint64 earned = (gint64) (bytes / LEAST_BYTES_PER_SECOND) * G_USEC_PER_SEC;
  set_deadline (connection, since_usec + MIN (base + earned, base * LONGEST_FACTOR));
}

void
yj_connection_rest (YjConnection *connection)
{
  gint64 silence = YJ_CONNECTION_SILENCE_SECONDS * G_USEC_PER_SEC;
  set_deadline (connection, g_get_monotonic_time () + silence + connection->owner->base_usec);
}
