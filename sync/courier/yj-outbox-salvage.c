/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what happens to a damaged database: it is kept under another name, and every record that can still be read moves into a new
 * one, with its state. A mark beside it says so before anything is moved and until all has been: a salvage that is cut off goes
 * on at the next start, and nobody hands in anything before it is done. */
#include "core/base/yj-durable-file.h"
#include "core/base/yj-error.h"
#include "sync/courier/yj-outbox-salvage-private.h"
#include <glib/gstdio.h>
#include <string.h>

/* Records that move in one commit: none of them is in memory longer than its own turn. */
#define TOGETHER 128
#define MARK "outbox.salvage"

static void
remove_mark (YjOutbox *self)
{
  g_autofree char *mark = yj_outbox_beside (self, MARK);
  g_unlink (mark);
}

/* The new name of the damaged file that is being taken over; NULL: none is. (transfer full) */
static char *
read_mark (YjOutbox *self)
{
  g_autofree char *mark = yj_outbox_beside (self, MARK), *name = NULL;
  char *path;

  if (!g_file_get_contents (mark, &name, NULL, NULL))
    return NULL;
  path = g_build_filename (self->dir, g_strstrip (name), NULL);
  /* Marked, and not moved yet: it will be found damaged once more. */
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return path;
  g_free (path);
  return NULL;
}

static char *
move_aside (YjOutbox *self, GError **error)
{
  static const char *const suffixes[] = { "-wal", "-shm", "" };
  g_autofree char *stamp = g_strdup_printf ("%s.damaged-%" G_GINT64_FORMAT, self->path, yj_clock_get_wall_usec (self->clock));
  g_autofree char *mark = yj_outbox_beside (self, MARK), *name = g_path_get_basename (stamp);

  if (!yj_durable_file_write (mark, name, strlen (name), 0600, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *from = g_strconcat (self->path, suffixes[i], NULL), *to = g_strconcat (stamp, suffixes[i], NULL);
    if (g_rename (from, to) != 0 && *suffixes[i] == '\0') {
      g_set_error (error, YJ_ERROR, YJ_ERROR_STORE, "%s is damaged and cannot be moved aside", self->path);
      return NULL;
    }
  }
  return g_steal_pointer (&stamp);
}

/* A writable schema makes SQLite read a file that was cut off; otherwise it refuses it whole. NULL: where the tables are cannot be
 * read. */
static sqlite3 *
open_damaged (const char *path, gboolean *out_of_reach)
{
  sqlite3 *old = NULL;
  sqlite3_stmt *tables = NULL;

  if (sqlite3_open_v2 (path, &old, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
      sqlite3_exec (old, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA writable_schema = ON", NULL, NULL, NULL) != SQLITE_OK ||
      sqlite3_prepare_v2 (old, "SELECT 1 FROM record, body, material, state", -1, &tables, NULL) != SQLITE_OK)
    *out_of_reach = (sqlite3_errcode (old) & 0xff) == SQLITE_CANTOPEN;
  else
    *out_of_reach = FALSE;
  if (tables == NULL)
    g_clear_pointer (&old, sqlite3_close_v2);
  sqlite3_finalize (tables);
  return old;
}

/* How long the machine has run. */
static void
copy_boots (YjSalvage *salvage)
{
  YjOutbox *self = salvage->outbox;
  g_autoptr (YjOldStatement) boots = yj_salvage_prepare (salvage, "SELECT * FROM boot", 0);

  yj_outbox_exec (self, "DELETE FROM boot", NULL);
  while (boots != NULL && sqlite3_step (boots) == SQLITE_ROW)
    yj_salvage_insert (salvage, "boot", boots);
  yj_outbox_begin_boot (self, NULL);
}

/* Which central signed. */
static void
copy_central_epoch (YjSalvage *salvage)
{
  g_autoptr (YjOldStatement) epoch = yj_salvage_prepare (salvage, "SELECT value FROM meta WHERE key = 'central_epoch'", 0);
  g_autoptr (YjStatement) statement = NULL;

  if (epoch == NULL || sqlite3_step (epoch) != SQLITE_ROW)
    return;
  statement = yj_outbox_prepare (salvage->outbox, NULL, "UPDATE meta SET value = ?1 WHERE key = 'central_epoch'",
                                 yj_outbox_column (epoch, 0), NULL);
  /* Without it the newest receipt says which it was. */
  salvage->stopped |= statement == NULL || sqlite3_step (statement) != SQLITE_DONE;
}

static guint64
find_last (YjSalvage *salvage)
{
  static const char *const questions[] = { "SELECT max (seq) FROM record WHERE seq > ?1", "SELECT max (seq) FROM body WHERE seq > ?1" };
  guint64 last = yj_outbox_read_mark (salvage->outbox);

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++) {
    g_autoptr (YjOldStatement) row = yj_salvage_prepare (salvage, questions[i], 0);
    /* A damaged page may say anything. */
    if (row != NULL && sqlite3_step (row) == SQLITE_ROW && sqlite3_column_int64 (row, 0) < (gint64) last + (1 << 20))
      last = MAX (last, (guint64) sqlite3_column_int64 (row, 0));
  }
  return last;
}

/* One that cannot be read, in whole or in part, takes none of its neighbours along. */
static gboolean
salvage_record (YjSalvage *salvage, guint64 seq)
{
  if (!yj_outbox_exec (salvage->outbox, "SAVEPOINT one", NULL))
    return FALSE;
  if (yj_salvage_copy_record (salvage, seq))
    return yj_outbox_exec (salvage->outbox, "RELEASE one", NULL);
  yj_outbox_exec (salvage->outbox, "ROLLBACK TO one; RELEASE one", NULL);
  return FALSE;
}

static gboolean
salvage_some (YjSalvage *salvage, guint64 first, guint64 last, GError **error)
{
  YjOutbox *self = salvage->outbox;

  if (!yj_outbox_begin (self, error))
    return FALSE;
  for (guint64 seq = first; seq <= last && !salvage->stopped; seq++)
    salvage_record (salvage, seq);
  if (!salvage->stopped)
    return yj_outbox_commit (self, error);
  yj_outbox_rollback (self);
  g_set_error (error, YJ_ERROR, YJ_ERROR_STORE_FULL, "there is no room to take over what a damaged outbox holds");
  return FALSE;
}

/* From the last record on that is there already. */
static gboolean
salvage_all (YjSalvage *salvage, GError **error)
{
  guint64 last = find_last (salvage);
  guint64 first = (guint64) yj_outbox_read_int (salvage->outbox, "SELECT coalesce (max (seq), 0) FROM record", 0) + 1;

  if (first == 1) {
    copy_boots (salvage);
    copy_central_epoch (salvage);
  }
  for (; first <= last; first += TOGETHER)
    if (!salvage_some (salvage, first, MIN (first + TOGETHER - 1, last), error))
      return FALSE;
  return TRUE;
}

static gboolean
salvage (YjOutbox *self, const char *damaged, GError **error)
{
  gboolean out_of_reach, done;
  YjSalvage salvage = { self, open_damaged (damaged, &out_of_reach), FALSE };

  /* A disk that does not even open the file at the moment: nothing is known of what it holds, so nothing is given up. */
  if (salvage.old == NULL && out_of_reach) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_STORE, "%s cannot be opened now, and was not taken over yet", damaged);
    return FALSE;
  }
  if (salvage.old == NULL && yj_salvage_replace_first_page (damaged))
    salvage.old = open_damaged (damaged, &out_of_reach);
  if (salvage.old == NULL)
    return TRUE;
  done = salvage_all (&salvage, error);
  sqlite3_close_v2 (salvage.old);
  return done;
}

/* The new file is open; what is left to be taken over is. */
static gboolean
take_over (YjOutbox *self, const char *damaged, GError **error)
{
  g_autofree char *what = NULL;

  if (!salvage (self, damaged, error))
    return FALSE;
  yj_outbox_settle_numbers (self);
  what = g_strdup_printf ("a damaged outbox was moved aside, %" G_GINT64_FORMAT " records taken over",
                          yj_outbox_read_int (self, "SELECT count(*) FROM record", 0));
  if (!yj_outbox_add_event (self, 0, what, error))
    return FALSE;
  remove_mark (self);
  return TRUE;
}

gboolean
yj_outbox_finish_salvage (YjOutbox *self, char **moved_aside, GError **error)
{
  g_autofree char *damaged = read_mark (self);

  if (damaged == NULL)
    return TRUE;
  if (!take_over (self, damaged, error))
    return FALSE;
  if (moved_aside != NULL)
    *moved_aside = g_steal_pointer (&damaged);
  return TRUE;
}

gboolean
yj_outbox_open_anew (YjOutbox *self, char **moved_aside, GError **error)
{
  g_autofree char *damaged = NULL;

  yj_outbox_close_connection (self);
  self->damaged = FALSE;
  g_clear_error (error);
  damaged = move_aside (self, error);
  if (damaged == NULL || yj_outbox_open_database (self, error) != YJ_OUTBOX_OPENED || !take_over (self, damaged, error))
    return FALSE;
  if (moved_aside != NULL)
    *moved_aside = g_steal_pointer (&damaged);
  return TRUE;
}
