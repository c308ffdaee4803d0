/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the outbox's life, and the ballast that stands beside the database. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-outbox-private.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define BALLAST_BYTES (1024 * 1024)

char *
yj_outbox_beside (YjOutbox *self, const char *name)
{
  return g_build_filename (self->dir, name, NULL);
}

void
yj_outbox_release_ballast (YjOutbox *self)
{
  g_autofree char *path = yj_outbox_beside (self, "ballast");
  g_unlink (path);
}

void
yj_outbox_rebuild_ballast (YjOutbox *self)
{
  g_autofree char *path = yj_outbox_beside (self, "ballast");
  int fd = g_open (path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    return;
  /* Without room there is no ballast: the gate "disk" says so. */
  if (posix_fallocate (fd, 0, BALLAST_BYTES) != 0)
    g_unlink (path);
  close (fd);
}

/* What a full disk refuses at the opening gets the room that was kept for it, once. */
static YjOutboxOpening
open_with_ballast (YjOutbox *self, GError **error)
{
  g_autoptr (GError) failure = NULL;
  YjOutboxOpening opening = yj_outbox_open_database (self, &failure);

  if (opening == YJ_OUTBOX_FAILED && (self->failed_code & 0xff) == SQLITE_FULL) {
    yj_outbox_release_ballast (self);
    yj_outbox_close_connection (self);
    return yj_outbox_open_database (self, error);
  }
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return opening;
}

gboolean
yj_outbox_open_whole (YjOutbox *self, char **moved_aside, GError **error)
{
  YjOutboxOpening opening;
  gboolean whole;

  yj_outbox_close_connection (self);
  opening = self->damaged ? YJ_OUTBOX_DAMAGED : open_with_ballast (self, error);
  whole = opening == YJ_OUTBOX_DAMAGED ? yj_outbox_open_anew (self, moved_aside, error)
                                       : opening == YJ_OUTBOX_OPENED && yj_outbox_finish_salvage (self, moved_aside, error);
  if (!whole)
    yj_outbox_close_connection (self);
  return whole;
}

YjOutbox *
yj_outbox_open (const char *dir, YjClock *clock, char **moved_aside, GError **error)
{
  g_autoptr (YjOutbox) self = g_new0 (YjOutbox, 1);

  self->dir = g_strdup (dir);
  self->path = yj_outbox_beside (self, "outbox.db");
  self->clock = g_object_ref (clock);
  self->beside_fd = -1;
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sqlite3_finalize);
  self->dropped_blobs = g_ptr_array_new_with_free_func (g_free);
  if (!yj_outbox_open_whole (self, moved_aside, error))
    return NULL;
  yj_outbox_rebuild_ballast (self);
  return g_steal_pointer (&self);
}

void
yj_outbox_close (YjOutbox *self)
{
  if (self == NULL)
    return;
  yj_outbox_close_connection (self);
  if (self->beside_fd >= 0)
    close (self->beside_fd);
  g_hash_table_unref (self->statements);
  g_clear_pointer (&self->dropped_blobs, g_ptr_array_unref);
  g_clear_object (&self->clock);
  g_free (self->dir);
  g_free (self->path);
  g_free (self->source);
  g_free (self->source_words);
  g_free (self);
}

json_t *
yj_outbox_list_damaged (YjOutbox *self)
{
  g_autoptr (GDir) folder = g_dir_open (self->dir, 0, NULL);
  json_t *list = json_array ();
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_prefix (name, "outbox.db.damaged-") && !g_str_has_suffix (name, "-wal") && !g_str_has_suffix (name, "-shm") &&
        !g_str_has_suffix (name, "-page-1"))
      json_array_append_new (list, json_string (name));
  return list;
}
