/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what becomes of a sealed record: receipts, failed tries, and what an operator does. The picture is in yj-outbox.c. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-outbox-private.h"

void
yj_outbox_verdict_free (YjOutboxVerdict *verdict)
{
  g_free (verdict->receipt);
  g_free (verdict->reason);
  g_free (verdict);
}

/* A receipt settles a record that an operator has set aside as well; the way leads through QUEUED. */
static gboolean
requeue_for_receipt (YjOutbox *self, guint64 seq, GError **error)
{
  g_autoptr (YjStatement) statement =
      yj_outbox_prepare (self, error, "UPDATE state SET state = 'queued' WHERE seq = ?1 AND state IN ('held','dead')", NULL);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, (gint64) seq);
  return yj_outbox_step_done (self, statement, error);
}

/* *@moved FALSE: it is not queued. */
static gboolean
settle_queued (YjOutbox *self, const YjOutboxVerdict *verdict, const char *name, const char *wall, gboolean *moved, GError **error)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
      self, error,
      "UPDATE state SET state = ?1, settled = ?2, receipt = ?3, reason = ?4, changed_usec = ?6 WHERE seq = ?5 AND state = 'queued'",
      name, wall, NULL);

  if (statement == NULL)
    return FALSE;
  if (verdict->receipt != NULL)
    sqlite3_bind_text (statement, 3, verdict->receipt, -1, SQLITE_STATIC);
  if (verdict->reason != NULL)
    sqlite3_bind_text (statement, 4, verdict->reason, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 5, (gint64) verdict->seq);
  sqlite3_bind_int64 (statement, 6, yj_outbox_get_running_usec (self));
  if (!yj_outbox_step_done (self, statement, error))
    return FALSE;
  *moved = sqlite3_changes (self->db) > 0;
  return TRUE;
}

static gboolean
apply_verdict (YjOutbox *self, const YjOutboxVerdict *verdict, const char *wall, GError **error)
{
  static const char *const names[] = { "accepted", "rejected", "dead" };
  const char *name = names[verdict->settlement];
  gboolean moved;

  if (!settle_queued (self, verdict, name, wall, &moved, error))
    return FALSE;
  if (!moved && verdict->receipt != NULL &&
      (!requeue_for_receipt (self, verdict->seq, error) || !settle_queued (self, verdict, name, wall, &moved, error)))
    return FALSE;
  return !moved || yj_outbox_add_event (self, verdict->seq, name, error);
}

static gboolean
try_settle (YjOutbox *self, GPtrArray *verdicts, GError **error)
{
  g_autofree char *wall = yj_outbox_wall_label (self);
  gboolean good = yj_outbox_begin (self, error);

  for (guint i = 0; good && i < verdicts->len; i++)
    good = apply_verdict (self, g_ptr_array_index (verdicts, i), wall, error);
  return yj_outbox_end (self, good, error);
}

gboolean
yj_outbox_settle (YjOutbox *self, GPtrArray *verdicts, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (verdicts->len == 0 || try_settle (self, verdicts, &failure))
    return TRUE;
  /* A failed commit loses nothing: what is still queued is sent again and answered "duplicate". On a full disk the
   * ballast is spent here, because settling is what makes room. */
  yj_outbox_release_ballast (self);
  return try_settle (self, verdicts, error);
}

int
yj_outbox_count_attempt (YjOutbox *self, guint64 seq, GError **error)
{
  g_autoptr (YjStatement) statement =
      yj_outbox_prepare (self, error, "UPDATE state SET attempts = attempts + 1 WHERE seq = ?1 RETURNING attempts", NULL);
  int attempts = -1;

  if (statement == NULL)
    return -1;
  sqlite3_bind_int64 (statement, 1, (gint64) seq);
  if (sqlite3_step (statement) == SQLITE_ROW)
    attempts = sqlite3_column_int (statement, 0);
  /* The commit is the second step. */
  return attempts >= 0 && yj_outbox_step_done (self, statement, error) ? attempts : -1;
}

/* The number of the record that @key names and that is in one of the states; 0 with @error. */
static guint64
find_in_state (YjOutbox *self, const char *key, const char *states, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT seq, state, state IN (%s) FROM record JOIN state USING (seq) WHERE id = ?1 OR reference = ?1", states);
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, error, sql, key, NULL);
  gboolean failed = FALSE;

  if (statement == NULL)
    return 0;
  if (!yj_outbox_step_row (self, statement, &failed))
    g_set_error (error, YJ_ERROR, failed ? YJ_ERROR_STORE : YJ_ERROR_NOT_FOUND, "the outbox holds no record %s", key);
  else if (sqlite3_column_int (statement, 2) == 0)
    g_set_error (error, YJ_ERROR, YJ_ERROR_DENIED, "%s is %s: that cannot be done now", key, yj_outbox_column (statement, 1));
  else
    return (guint64) sqlite3_column_int64 (statement, 0);
  return 0;
}

static gboolean
move_state (YjOutbox *self, const char *key, const char *to, const char *from, const char *what, GError **error)
{
  guint64 seq = find_in_state (self, key, from, error);
  g_autofree char *sql =
      g_strdup_printf ("UPDATE state SET state = '%s', attempts = 0, reason = NULL, settled = NULL, changed_usec = %" G_GINT64_FORMAT
                       " WHERE seq = %" G_GUINT64_FORMAT,
                       to, yj_outbox_get_running_usec (self), seq);

  if (seq == 0 || !yj_outbox_begin (self, error))
    return FALSE;
  return yj_outbox_end (self, yj_outbox_exec (self, sql, error) && yj_outbox_add_event (self, seq, what, error), error);
}

gboolean
yj_outbox_hold (YjOutbox *self, const char *id_or_reference, GError **error)
{
  return move_state (self, id_or_reference, "held", "'queued'", "held", error);
}

gboolean
yj_outbox_retry (YjOutbox *self, const char *id_or_reference, GError **error)
{
  return move_state (self, id_or_reference, "queued", "'held','dead'", "requeued", error);
}
