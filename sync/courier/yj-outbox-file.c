/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what stands beside the database: the opening of a damaged file, the reserve of sequence numbers,
 * the ballast. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-outbox-private.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define SEQ_RESERVE 256
#define BALLAST_BYTES (1024 * 1024)

static char *
beside (YjOutbox *self, const char *name)
{
  return g_build_filename (self->dir, name, NULL);
}

/* The mark survives the database: a new file never gives out a number again. */
static gboolean
write_mark (YjOutbox *self, guint64 mark, GError **error)
{
  g_autofree char *path = beside (self, "outbox.seq");
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT "\n", mark);
  g_autoptr (GError) failure = NULL;

  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &failure))
    return TRUE;
  g_set_error (error, YJ_ERROR, g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? YJ_ERROR_STORE_FULL : YJ_ERROR_STORE,
               "%s", failure->message);
  return FALSE;
}

static guint64
read_mark (YjOutbox *self)
{
  g_autofree char *path = beside (self, "outbox.seq"), *text = NULL;
  return g_file_get_contents (path, &text, NULL, NULL) ? g_ascii_strtoull (text, NULL, 10) : 0;
}

guint64
yj_outbox_reserve_seq (YjOutbox *self, GError **error)
{
  if (self->next_seq > self->reserved_seq) {
    guint64 mark = self->next_seq + SEQ_RESERVE - 1;
    if (!write_mark (self, mark, error))
      return 0;
    self->reserved_seq = mark;
  }
  return self->next_seq++;
}

void
yj_outbox_release_ballast (YjOutbox *self)
{
  g_autofree char *path = beside (self, "ballast");
  g_unlink (path);
}

void
yj_outbox_rebuild_ballast (YjOutbox *self)
{
  g_autofree char *path = beside (self, "ballast");
  int fd = g_open (path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    return;
  /* Without room there is no ballast: the gate "disk" says so. */
  if (posix_fallocate (fd, 0, BALLAST_BYTES) != 0)
    g_unlink (path);
  close (fd);
}

static char *
move_aside (YjOutbox *self)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  g_autofree char *stamp = g_strdup_printf ("%s.damaged-%" G_GINT64_FORMAT, self->path, g_get_real_time ());

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *from = g_strconcat (self->path, suffixes[i], NULL), *to = g_strconcat (stamp, suffixes[i], NULL);
    g_rename (from, to);
  }
  return g_steal_pointer (&stamp);
}

/* Copies what can still be read of the records that were not settled; each row by itself, so that one
 * that cannot be read costs only itself. */
static guint
salvage (YjOutbox *self, const char *damaged)
{
  static const char *const copies[] = {
    "INSERT OR IGNORE INTO record SELECT * FROM old.record WHERE seq = ?1",
    "INSERT OR IGNORE INTO body SELECT * FROM old.body WHERE seq = ?1",
    "INSERT OR IGNORE INTO material SELECT * FROM old.material WHERE seq = ?1",
    "INSERT OR IGNORE INTO state (seq, state) SELECT seq, 'queued' FROM old.state WHERE seq = ?1 AND state <> 'purged'",
  };
  g_autofree char *attach = sqlite3_mprintf ("ATTACH %Q AS old", damaged);
  guint saved = 0;
  guint64 last = read_mark (self);

  if (sqlite3_exec (self->db, attach, NULL, NULL, NULL) != SQLITE_OK)
    return 0;
  for (guint64 seq = 1; seq <= last; seq++) {
    gboolean good = sqlite3_exec (self->db, "BEGIN", NULL, NULL, NULL) == SQLITE_OK;
    for (guint i = 0; good && i < G_N_ELEMENTS (copies); i++) {
      sqlite3_stmt *statement = NULL;
      good = sqlite3_prepare_v2 (self->db, copies[i], -1, &statement, NULL) == SQLITE_OK;
      sqlite3_bind_int64 (statement, 1, (gint64) seq);
      good = good && sqlite3_step (statement) == SQLITE_DONE && (i > 1 || sqlite3_changes (self->db) == 1);
      sqlite3_finalize (statement);
    }
    good = good && sqlite3_exec (self->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
    if (!good)
      yj_outbox_rollback (self);
    saved += good;
  }
  sqlite3_exec (self->db, "DETACH old", NULL, NULL, NULL);
  return saved;
}

static gboolean
open_anew (YjOutbox *self, char **moved_aside, GError **error)
{
  g_autofree char *damaged = NULL, *what = NULL;
  guint saved;

  sqlite3_close_v2 (self->db);
  self->db = NULL;
  damaged = move_aside (self);
  g_clear_error (error);
  if (yj_outbox_open_database (self, error) != YJ_OUTBOX_OPENED)
    return FALSE;
  saved = salvage (self, damaged);
  what = g_strdup_printf ("a damaged outbox was moved aside, %u records taken over", saved);
  yj_outbox_add_event (self, 0, what, NULL);
  if (moved_aside != NULL)
    *moved_aside = g_steal_pointer (&damaged);
  return TRUE;
}

YjOutbox *
yj_outbox_open (const char *dir, YjClock *clock, char **moved_aside, GError **error)
{
  g_autoptr (YjOutbox) self = g_new0 (YjOutbox, 1);
  YjOutboxOpening opening;

  self->dir = g_strdup (dir);
  self->path = beside (self, "outbox.db");
  self->clock = g_object_ref (clock);
  opening = yj_outbox_open_database (self, error);
  if (opening == YJ_OUTBOX_DAMAGED ? !open_anew (self, moved_aside, error) : opening != YJ_OUTBOX_OPENED)
    return NULL;
  self->next_seq = MAX (self->next_seq, read_mark (self) + 1);
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
