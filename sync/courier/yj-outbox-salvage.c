/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what happens to a damaged database: it is kept under another name, and every record that can still be
 * read moves into a new one, with its state. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-outbox-private.h"
#include <glib/gstdio.h>

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

static YjStatement *
prepare_old (sqlite3 *old, const char *sql, guint64 seq)
{
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2 (old, sql, -1, &statement, NULL) == SQLITE_OK)
    sqlite3_bind_int64 (statement, 1, (gint64) seq);
  return statement;
}

static gboolean
insert_row (YjOutbox *self, const char *table, YjStatement *row)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (YjStatement) statement = NULL;
  int n = sqlite3_column_count (row);

  g_string_printf (sql, "INSERT OR IGNORE INTO %s VALUES (?1", table);
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
  g_autoptr (YjStatement) rows = prepare_old (old, sql, seq);
  guint moved = 0;

  while (rows != NULL && sqlite3_step (rows) == SQLITE_ROW)
    moved += insert_row (self, table, rows);
  return moved;
}

static gboolean
set_state (YjOutbox *self, guint64 seq, const char *state, const char *reason, const char *receipt, const char *settled)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
    self, NULL, "UPDATE state SET reason = ?2, receipt = ?3, settled = ?4, state = ?1 WHERE seq = ?5", state, NULL);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 2, reason, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 3, receipt, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 4, settled, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (statement, 5, (gint64) seq);
  return sqlite3_step (statement) == SQLITE_DONE;
}

/* By the steps that the triggers allow. A record whose state cannot be read is sent again: central knows it then. */
static void
restore_state (YjOutbox *self, sqlite3 *old, guint64 seq, gboolean has_body)
{
  g_autoptr (YjStatement) row = prepare_old (old, "SELECT state, reason, receipt, settled FROM state WHERE seq = ?1", seq);
  gboolean known = row != NULL && sqlite3_step (row) == SQLITE_ROW;
  const char *state = known ? yj_outbox_column (row, 0) : "queued";
  const char *reason = known ? yj_outbox_column (row, 1) : NULL, *receipt = known ? yj_outbox_column (row, 2) : NULL;
  const char *settled = known ? yj_outbox_column (row, 3) : NULL;

  if (g_str_equal (state, "purged")) {
    if (set_state (self, seq, "accepted", reason, receipt, settled))
      set_state (self, seq, "purged", reason, receipt, settled);
  } else if (!has_body && receipt == NULL) {
    /* What is left of it is its number: it stays, visible, for a technician. */
    set_state (self, seq, "dead", "its envelope was lost when the outbox was damaged", NULL, settled);
  } else if (!g_str_equal (state, "queued")) {
    set_state (self, seq, state, reason, receipt, settled);
  }
}

static gboolean
salvage_record (YjOutbox *self, sqlite3 *old, guint64 seq)
{
  g_autofree char *sql = g_strdup_printf ("INSERT INTO state (seq, state) VALUES (%" G_GUINT64_FORMAT ", 'queued')", seq);
  gboolean has_body;

  if (!yj_outbox_begin (self, NULL) || copy_rows (self, old, "record", seq) != 1)
    return FALSE;
  has_body = copy_rows (self, old, "body", seq) == 1;
  copy_rows (self, old, "material", seq);
  if (!yj_outbox_exec (self, sql, NULL))
    return FALSE;
  restore_state (self, old, seq, has_body);
  return yj_outbox_commit (self, NULL);
}

static void
copy_boots (YjOutbox *self, sqlite3 *old)
{
  g_autoptr (YjStatement) rows = prepare_old (old, "SELECT * FROM boot", 0);
  while (rows != NULL && sqlite3_step (rows) == SQLITE_ROW)
    insert_row (self, "boot", rows);
}

static guint64
find_last (YjOutbox *self, sqlite3 *old)
{
  g_autoptr (YjStatement) row = prepare_old (old, "SELECT coalesce (max (seq), 0) FROM record WHERE seq > ?1", 0);
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
  for (guint64 seq = 1; seq <= last; seq++) {
    if (salvage_record (self, old, seq))
      saved++;
    else
      yj_outbox_rollback (self);
  }
  sqlite3_close_v2 (old);
  return saved;
}

gboolean
yj_outbox_open_anew (YjOutbox *self, char **moved_aside, GError **error)
{
  g_autofree char *damaged = NULL, *what = NULL;
  guint saved;

  g_clear_pointer (&self->db, sqlite3_close_v2);
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
