/* SPDX-License-Identifier: Apache-2.0 */
/* Owns SQLite's log: the trust in one that was found at the opening (see sync/base/yj-sqlite-log.c), its size, and when it moves into
 * the database. */
#include "core/base/yj-error.h"
#include "sync/base/yj-sqlite-log.h"
#include "sync/courier/yj-outbox-private.h"
#include <sys/statvfs.h>

#define PIECE_BYTES (64 * 1024)
/* The log moves into the database once it holds so many pages, or some of them when nothing else is to be done. It is a little
 * larger than those from the beginning: an append that does not lengthen the file costs the disk a third less. */
#define LOG_PAGES 1000
#define IDLE_PAGES 128
#define LOG_BYTES (17 * PIECE_BYTES * 4)
/* What one large commit made of it is given back at its next turn. */
#define LOG_MAX_BYTES "16777216"
/* Free room under which the log is left to grow by itself. */
#define ROOM_BYTES (G_GUINT64_CONSTANT (64) * 1024 * 1024)
/* Bodies that were purged are overwritten in the log so often at most; they are sealed. */
#define WIPE_USEC (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

void
yj_outbox_distrust_log (YjOutbox *self)
{
  yj_sqlite_log_distrust (self->db);
}

gboolean
yj_outbox_renew_log (YjOutbox *self, GError **error)
{
  int code = yj_sqlite_log_renew (self->db);

  if (code == SQLITE_OK)
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_STORE, "the log of %s cannot be made durable (%d)", self->path, code);
  return FALSE;
}

/* After every commit: SQLite's own rule, and the number of pages for the idle one. */
static int
on_commit (void *data, sqlite3 *db, const char *name, int pages)
{
  YjOutbox *self = data;

  self->log_pages = pages;
  /* On a full disk it fails, and the log grows until there is room; the commit stands, so nobody is told. */
  if (pages >= LOG_PAGES)
    sqlite3_wal_checkpoint_v2 (db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  return SQLITE_OK;
}

gboolean
yj_outbox_begin_log (YjOutbox *self, GError **error)
{
  self->log_pages = 0;
  sqlite3_wal_hook (self->db, on_commit, self);
  return yj_outbox_exec (self, "PRAGMA journal_size_limit = " LOG_MAX_BYTES, error);
}

static gboolean
has_room (YjOutbox *self)
{
  struct statvfs info;
  return statvfs (self->dir, &info) == 0 && (guint64) info.f_bavail * info.f_frsize >= ROOM_BYTES;
}

/* Zeros behind its end are no pages to SQLite. Where they do not fit it stays as it was. */
static void
grow (YjOutbox *self)
{
  g_autofree guint8 *zeros = g_malloc0 (PIECE_BYTES);
  sqlite3_file *log = NULL;
  sqlite3_int64 size = 0;
  int code = yj_sqlite_log_find (self->db, &log, &size);

  if (code != SQLITE_OK || log == NULL || size >= LOG_BYTES || !has_room (self))
    return;
  for (sqlite3_int64 at = size; code == SQLITE_OK && at < LOG_BYTES; at += PIECE_BYTES)
    code = log->pMethods->xWrite (log, zeros, (int) MIN (PIECE_BYTES, LOG_BYTES - at), at);
  if (code == SQLITE_OK)
    code = log->pMethods->xSync (log, SQLITE_SYNC_NORMAL);
  if (code != SQLITE_OK && log->pMethods->xTruncate (log, size) != SQLITE_OK)
    g_debug ("the log has a size that nobody asked for");
}

/* A log that begins anew goes on showing what it held until that is written over. */
void
yj_outbox_empty_log (YjOutbox *self)
{
  if (sqlite3_wal_checkpoint_v2 (self->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) != SQLITE_OK)
    return;
  self->log_pages = 0;
  self->is_log_stale = FALSE;
  self->wiped_usec = yj_outbox_get_running_usec (self);
}

void
yj_outbox_keep_log (YjOutbox *self)
{
  gint64 now = yj_outbox_get_running_usec (self);

  if (!yj_outbox_exec (self, "SELECT 1", NULL))
    return;
  if (self->is_log_stale && (self->wiped_usec == 0 || now - self->wiped_usec >= WIPE_USEC))
    yj_outbox_empty_log (self);
  else if (self->log_pages >= IDLE_PAGES && sqlite3_wal_checkpoint_v2 (self->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) == SQLITE_OK)
    self->log_pages = 0;
  grow (self);
}
