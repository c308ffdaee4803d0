/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what happens to a damaged database: it is kept under another name, and every record that can still be
 * read moves into a new one, with its state. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-outbox-private.h"
#include <glib/gstdio.h>

/* Records that move in one commit. */
#define TOGETHER 128

/* Of the damaged file's own connection. */
typedef sqlite3_stmt YjOldStatement;
static inline void
yj_old_statement_free (YjOldStatement *statement)
{
  sqlite3_finalize (statement);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjOldStatement, yj_old_statement_free)

static char *
move_aside (YjOutbox *self, GError **error)
{
  static const char *const suffixes[] = { "-wal", "-shm", "" };
  g_autofree char *stamp = g_strdup_printf ("%s.damaged-%" G_GINT64_FORMAT, self->path, yj_clock_get_wall_usec (self->clock));

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *from = g_strconcat (self->path, suffixes[i], NULL), *to = g_strconcat (stamp, suffixes[i], NULL);
    if (g_rename (from, to) != 0 && *suffixes[i] == '\0') {
      g_set_error (error, YJ_ERROR, YJ_ERROR_STORE, "%s is damaged and cannot be moved aside", self->path);
      return NULL;
    }
  }
  return g_steal_pointer (&stamp);
}

/* The damaged file has a connection of its own: what breaks there breaks nothing here. A writable schema makes SQLite
 * read a file that was cut off; otherwise it refuses it whole. */
static sqlite3 *
open_damaged (const char *path)
{
  sqlite3 *old = NULL;
  if (sqlite3_open_v2 (path, &old, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
      sqlite3_exec (old, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA writable_schema = ON", NULL, NULL, NULL) != SQLITE_OK)
    g_clear_pointer (&old, sqlite3_close_v2);
  return old;
}

static sqlite3_stmt *
prepare_old (sqlite3 *old, const char *sql, guint64 seq)
{
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2 (old, sql, -1, &statement, NULL) == SQLITE_OK)
    sqlite3_bind_int64 (statement, 1, (gint64) seq);
  return statement;
}

static gboolean
insert_row (YjOutbox *self, const char *table, sqlite3_stmt *row)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (YjStatement) statement = NULL;
  int n = sqlite3_column_count (row);

  /* By name: the damaged file may be of an earlier version. */
  g_string_printf (sql, "INSERT OR IGNORE INTO %s (%s", table, sqlite3_column_name (row, 0));
  for (int i = 1; i < n; i++)
    g_string_append_printf (sql, ", %s", sqlite3_column_name (row, i));
  g_string_append (sql, ") VALUES (?1");
  for (int i = 2; i <= n; i++)
    g_string_append_printf (sql, ", ?%d", i);
  g_string_append_c (sql, ')');
  statement = yj_outbox_prepare (self, NULL, sql->str, NULL);
  for (int i = 0; statement != NULL && i < n; i++)
    sqlite3_bind_value (statement, i + 1, sqlite3_column_value (row, i));
  return statement != NULL && sqlite3_step (statement) == SQLITE_DONE && sqlite3_changes (self->db) == 1;
}

/* How many rows of that number moved. */
static guint
copy_rows (YjOutbox *self, sqlite3 *old, const char *table, guint64 seq)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s WHERE seq = ?1", table);
  g_autoptr (YjOldStatement) rows = prepare_old (old, sql, seq);
  guint moved = 0;

  while (rows != NULL && sqlite3_step (rows) == SQLITE_ROW)
    moved += insert_row (self, table, rows);
  return moved;
}

/* What is known of a record's state; texts borrowed from the row. */
typedef struct {
  const char *state, *reason, *receipt, *settled;
  gint64 changed_usec; /* -1: as it was sealed */
} OldState;

static void
set_state (YjOutbox *self, guint64 seq, const char *state, const OldState *old)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
      self, NULL, "UPDATE state SET reason = ?2, receipt = ?3, settled = ?4, state = ?1, changed_usec = ?6 WHERE seq = ?5", state, NULL);

  if (statement == NULL)
    return;
  sqlite3_bind_text (statement, 2, old->reason, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 3, old->receipt, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 4, old->settled, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (statement, 5, (gint64) seq);
  if (old->changed_usec >= 0)
    sqlite3_bind_int64 (statement, 6, old->changed_usec);
  else if (old->receipt != NULL)
    sqlite3_bind_int64 (statement, 6, yj_outbox_get_running_usec (self)); /* what is kept for a time is kept from now on */
  if (sqlite3_step (statement) != SQLITE_DONE)
    g_debug ("the state of record %" G_GUINT64_FORMAT " could not be restored; it is sent again", seq);
}

/* By the steps that the triggers allow. A record whose state cannot be read is sent again: central knows it then. */
static void
restore_state (YjOutbox *self, const OldState *old, guint64 seq, gboolean has_body)
{
  const OldState lost = { "dead", "its envelope was lost when the outbox was damaged", NULL, old->settled, old->changed_usec };

  if (g_str_equal (old->state, "purged"))
    set_state (self, seq, "accepted", old);
  /* What is left of it is its number: it stays, visible, for a technician. */
  if (!has_body && old->receipt == NULL)
    set_state (self, seq, "dead", &lost);
  else
    set_state (self, seq, old->state, old);
}

static gboolean
copy_state (YjOutbox *self, sqlite3 *old, guint64 seq, gboolean has_body)
{
  g_autofree char *begin = g_strdup_printf ("INSERT INTO state (seq, state) VALUES (%" G_GUINT64_FORMAT ", 'queued')", seq);
  g_autoptr (YjOldStatement) row = prepare_old (old, "SELECT * FROM state WHERE seq = ?1", seq);
  OldState state = { "queued", NULL, NULL, NULL, -1 };

  if (!yj_outbox_exec (self, begin, NULL))
    return FALSE;
  if (row != NULL && sqlite3_step (row) == SQLITE_ROW) {
    /* The columns of version 1, and what came after them. */
    state = (OldState){ yj_outbox_column (row, 1), yj_outbox_column (row, 3), yj_outbox_column (row, 4), yj_outbox_column (row, 5), -1 };
    if (sqlite3_column_count (row) > 6 && sqlite3_column_type (row, 6) != SQLITE_NULL)
      state.changed_usec = sqlite3_column_int64 (row, 6);
  }
  restore_state (self, &state, seq, has_body);
  return TRUE;
}

static gboolean
copy_record (YjOutbox *self, sqlite3 *old, guint64 seq)
{
  gboolean has_body;

  if (!yj_outbox_declare_jump (self, seq, "the file was damaged", NULL) || copy_rows (self, old, "record", seq) != 1)
    return FALSE;
  has_body = copy_rows (self, old, "body", seq) == 1;
  copy_rows (self, old, "material", seq);
  copy_rows (self, old, "receipt_history", seq);
  return copy_state (self, old, seq, has_body);
}

/* One that cannot be read, in whole or in part, takes none of its neighbours along. */
static gboolean
salvage_record (YjOutbox *self, sqlite3 *old, guint64 seq)
{
  if (!yj_outbox_exec (self, "SAVEPOINT one", NULL))
    return FALSE;
  if (copy_record (self, old, seq))
    return yj_outbox_exec (self, "RELEASE one", NULL);
  yj_outbox_exec (self, "ROLLBACK TO one; RELEASE one", NULL);
  return FALSE;
}

static guint
salvage_some (YjOutbox *self, sqlite3 *old, guint64 first, guint64 last)
{
  guint saved = 0;

  if (!yj_outbox_begin (self, NULL))
    return 0;
  for (guint64 seq = first; seq <= last; seq++)
    saved += salvage_record (self, old, seq);
  return yj_outbox_commit (self, NULL) ? saved : 0;
}

/* How long the machine has run. */
static void
copy_boots (YjOutbox *self, sqlite3 *old)
{
  g_autoptr (YjOldStatement) boots = prepare_old (old, "SELECT * FROM boot", 0);

  yj_outbox_exec (self, "DELETE FROM boot", NULL);
  while (boots != NULL && sqlite3_step (boots) == SQLITE_ROW)
    insert_row (self, "boot", boots);
  yj_outbox_begin_boot (self, NULL);
}

/* Which central signed. */
static void
copy_central_epoch (YjOutbox *self, sqlite3 *old)
{
  g_autoptr (YjOldStatement) epoch = prepare_old (old, "SELECT value FROM meta WHERE key = 'central_epoch'", 0);
  g_autoptr (YjStatement) statement = NULL;

  if (epoch == NULL || sqlite3_step (epoch) != SQLITE_ROW)
    return;
  statement = yj_outbox_prepare (self, NULL, "UPDATE meta SET value = ?1 WHERE key = 'central_epoch'", yj_outbox_column (epoch, 0), NULL);
  if (statement != NULL && sqlite3_step (statement) != SQLITE_DONE)
    g_debug ("central's epoch was not taken over");
}

static guint64
find_last (YjOutbox *self, sqlite3 *old)
{
  g_autoptr (YjOldStatement) row = prepare_old (old, "SELECT coalesce (max (seq), 0) FROM record WHERE seq > ?1", 0);
  guint64 known = row != NULL && sqlite3_step (row) == SQLITE_ROW ? (guint64) sqlite3_column_int64 (row, 0) : 0;
  return MAX (yj_outbox_read_mark (self), known);
}

static guint
salvage (YjOutbox *self, const char *damaged)
{
  sqlite3 *old = open_damaged (damaged);
  guint64 last;
  guint saved = 0;

  if (old == NULL)
    return 0;
  last = find_last (self, old);
  copy_boots (self, old);
  copy_central_epoch (self, old);
  for (guint64 seq = 1; seq <= last; seq += TOGETHER)
    saved += salvage_some (self, old, seq, MIN (seq + TOGETHER - 1, last));
  sqlite3_close_v2 (old);
  return saved;
}

gboolean
yj_outbox_open_anew (YjOutbox *self, char **moved_aside, GError **error)
{
  g_autofree char *damaged = NULL, *what = NULL;
  guint saved;

  yj_outbox_close_connection (self);
  self->damaged = FALSE;
  g_clear_error (error);
  damaged = move_aside (self, error);
  if (damaged == NULL || yj_outbox_open_database (self, error) != YJ_OUTBOX_OPENED)
    return FALSE;
  saved = salvage (self, damaged);
  yj_outbox_settle_numbers (self);
  what = g_strdup_printf ("a damaged outbox was moved aside, %u records taken over", saved);
  yj_outbox_add_event (self, 0, what, NULL);
  if (moved_aside != NULL)
    *moved_aside = g_steal_pointer (&damaged);
  return TRUE;
}
