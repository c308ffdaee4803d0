/* SPDX-License-Identifier: Apache-2.0 */
/* Owns opening and closing, and what stands beside the database: the mark of sequence numbers and the ballast.
 *
 * A sequence number is used when its record is committed, so an intact file goes on at max (seq) + 1 without a gap.
 * The mark says up to which number this kiosk may have gone. It stands in the database first and in outbox.seq
 * after: a file mark above the database's own means that the database is new or an older image came back, and then
 * the numbers go on behind the mark, so that none is used twice. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-outbox-private.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define SEQ_RESERVE 256
#define BALLAST_BYTES (1024 * 1024)

char *
yj_outbox_beside (YjOutbox *self, const char *name)
{
  return g_build_filename (self->dir, name, NULL);
}

guint64
yj_outbox_read_mark (YjOutbox *self)
{
  g_autofree char *path = yj_outbox_beside (self, "outbox.seq"), *text = NULL;
  return g_file_get_contents (path, &text, NULL, NULL) ? g_ascii_strtoull (text, NULL, 10) : 0;
}

static gboolean
write_mark_file (YjOutbox *self, guint64 mark, GError **error)
{
  g_autofree char *path = yj_outbox_beside (self, "outbox.seq");
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT "\n", mark);
  g_autoptr (GError) failure = NULL;

  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &failure))
    return TRUE;
  g_set_error (error, YJ_ERROR, g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? YJ_ERROR_STORE_FULL : YJ_ERROR_STORE,
               "%s", failure->message);
  return FALSE;
}

static gboolean
extend_mark (YjOutbox *self, GError **error)
{
  guint64 mark = self->next_seq + SEQ_RESERVE - 1;
  g_autofree char *sql = g_strdup_printf ("UPDATE meta SET value = '%" G_GUINT64_FORMAT "' WHERE key = 'mark'", mark);

  if (!yj_outbox_begin (self, error) || !yj_outbox_end (self, yj_outbox_exec (self, sql, error), error) ||
      !write_mark_file (self, mark, error))
    return FALSE;
  self->reserved_seq = mark;
  return TRUE;
}

void
yj_outbox_settle_numbers (YjOutbox *self)
{
  guint64 file = yj_outbox_read_mark (self);
  guint64 own = (guint64) yj_outbox_read_int (self, "SELECT CAST (value AS INTEGER) FROM meta WHERE key = 'mark'", 0);
  guint64 used = (guint64) yj_outbox_read_int (self, "SELECT coalesce (max (seq), 0) FROM record", 0);

  self->next_seq = MAX (used, file > own ? file : 0) + 1;
  self->reserved_seq = MIN (file, own);
}

guint64
yj_outbox_reserve_seq (YjOutbox *self, GError **error)
{
  g_autoptr (GError) failure = NULL;

  /* After a failed commit only the file knows which number is the next. */
  if (self->db == NULL && !yj_outbox_exec (self, "SELECT 1", error))
    return 0;
  if (self->next_seq <= self->reserved_seq || extend_mark (self, &failure))
    return self->next_seq;
  /* A full disk, or one that was full at the commit: the ballast makes room once. */
  yj_outbox_release_ballast (self);
  return extend_mark (self, error) ? self->next_seq : 0;
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

YjOutbox *
yj_outbox_open (const char *dir, YjClock *clock, char **moved_aside, GError **error)
{
  g_autoptr (YjOutbox) self = g_new0 (YjOutbox, 1);
  YjOutboxOpening opening;

  self->dir = g_strdup (dir);
  self->path = yj_outbox_beside (self, "outbox.db");
  self->clock = g_object_ref (clock);
  opening = yj_outbox_open_database (self, error);
  if (opening == YJ_OUTBOX_DAMAGED ? !yj_outbox_open_anew (self, moved_aside, error) : opening != YJ_OUTBOX_OPENED)
    return NULL;
  yj_outbox_rebuild_ballast (self);
  return g_steal_pointer (&self);
}

void
yj_outbox_close (YjOutbox *self)
{
  if (self == NULL)
    return;
  sqlite3_close_v2 (self->db);
  g_clear_object (&self->clock);
  g_free (self->dir);
  g_free (self->path);
  g_free (self);
}

json_t *
yj_outbox_list_damaged (YjOutbox *self)
{
  g_autoptr (GDir) folder = g_dir_open (self->dir, 0, NULL);
  json_t *list = json_array ();
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_prefix (name, "outbox.db.damaged-") && !g_str_has_suffix (name, "-wal") && !g_str_has_suffix (name, "-shm"))
      json_array_append_new (list, json_string (name));
  return list;
}
