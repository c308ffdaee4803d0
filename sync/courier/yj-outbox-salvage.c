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

/* FALSE: the statement failed, or it changed nothing although it had to. */
static gboolean
run_for (YjOutbox *self, const char *sql, guint64 seq, gboolean must_change)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, NULL, sql, NULL);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, (gint64) seq);
  return sqlite3_step (statement) == SQLITE_DONE && (!must_change || sqlite3_changes (self->db) == 1);
}

/* The states that the triggers allow on the way to the old one; a record whose state cannot be read is sent again. */
static void
restore_state (YjOutbox *self, guint64 seq)
{
#define COPY_STATE(target, condition)                                                                                     \
  "UPDATE state AS new SET state = " target ", attempts = o.attempts, reason = o.reason, receipt = o.receipt,"             \
  " settled = o.settled FROM old.state AS o WHERE new.seq = ?1 AND o.seq = ?1 AND " condition
  if (run_for (self, COPY_STATE ("'accepted'", "o.state = 'purged'"), seq, TRUE))
    run_for (self, "UPDATE state SET state = 'purged' WHERE seq = ?1", seq, TRUE);
  else
    run_for (self, COPY_STATE ("o.state", "o.state NOT IN ('queued','purged')"), seq, FALSE);
#undef COPY_STATE
}

static gboolean
salvage_record (YjOutbox *self, guint64 seq)
{
  gboolean body;

  if (!yj_outbox_begin (self, NULL) || !run_for (self, "INSERT INTO record SELECT * FROM old.record WHERE seq = ?1", seq, TRUE))
    return FALSE;
  body = run_for (self, "INSERT INTO body SELECT * FROM old.body WHERE seq = ?1", seq, TRUE);
  run_for (self, "INSERT OR IGNORE INTO material SELECT * FROM old.material WHERE seq = ?1", seq, FALSE);
  if (!run_for (self, "INSERT INTO state (seq, state) VALUES (?1, 'queued')", seq, TRUE))
    return FALSE;
  restore_state (self, seq);
  /* What is left of a record without its body is its number: it stays, visible, for a technician. */
  if (!body)
    run_for (self,
             "UPDATE state SET state = 'dead', reason = 'its envelope was lost when the outbox was damaged' WHERE seq = ?1"
             " AND state = 'queued'",
             seq, FALSE);
  return yj_outbox_commit (self, NULL);
}

static guint
salvage (YjOutbox *self, const char *damaged)
{
  char *attach = sqlite3_mprintf ("ATTACH %Q AS old", damaged);
  gboolean attached = yj_outbox_exec (self, attach, NULL);
  guint64 last = yj_outbox_read_mark (self);
  guint saved = 0;

  sqlite3_free (attach);
  if (!attached)
    return 0;
  yj_outbox_exec (self, "INSERT OR IGNORE INTO boot SELECT * FROM old.boot", NULL);
  last = MAX (last, (guint64) yj_outbox_read_int (self, "SELECT coalesce (max (seq), 0) FROM old.record", 0));
  for (guint64 seq = 1; seq <= last; seq++) {
    if (salvage_record (self, seq))
      saved++;
    else
      yj_outbox_rollback (self);
  }
  yj_outbox_exec (self, "DETACH old", NULL);
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
