/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how many records are in which state: counted once at the opening, then kept by triggers in the same transaction as the
 * states. The table is temporary, so it costs the disk nothing, and a count that went wrong does not outlive the process. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-outbox-private.h"

/* By the small indices; a tombstone is what none of them holds. */
static const char count_all[] =
    "CREATE TEMP TABLE IF NOT EXISTS tally (state TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;"
    "DELETE FROM tally;"
    "INSERT INTO tally VALUES ('held', 0), ('accepted', 0), ('rejected', 0), ('dead', 0), ('purged', 0),"
    "  ('queued', (SELECT count(*) FROM state WHERE state = 'queued'));"
    "INSERT OR REPLACE INTO tally SELECT state, count(*) FROM state WHERE state IN ('held','dead') GROUP BY state;"
    "INSERT OR REPLACE INTO tally SELECT state, count(*) FROM state WHERE state IN ('accepted','rejected') GROUP BY state;"
    "UPDATE tally SET n = (SELECT count(*) FROM record) - (SELECT sum (n) FROM tally) WHERE state = 'purged';";
static const char keep[] =
    "CREATE TEMP TRIGGER IF NOT EXISTS tally_begins AFTER INSERT ON main.state"
    "  BEGIN UPDATE tally SET n = n + 1 WHERE state = NEW.state; END;"
    "CREATE TEMP TRIGGER IF NOT EXISTS tally_moves AFTER UPDATE OF state ON main.state WHEN OLD.state <> NEW.state"
    "  BEGIN UPDATE tally SET n = n - 1 WHERE state = OLD.state; UPDATE tally SET n = n + 1 WHERE state = NEW.state; END;";

gboolean
yj_outbox_begin_counts (YjOutbox *self, GError **error)
{
  return yj_outbox_exec (self, count_all, error) && yj_outbox_exec (self, keep, error);
}

/* The first number waits longest, unless it came back into the queue later: then it counts from there, and those are few.
 * -1: none. */
static gint64
find_oldest_usec (YjOutbox *self, gboolean *failed)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
      self, NULL,
      "SELECT min (coalesce ((SELECT born.base_usec + record.boottime_usec FROM record JOIN boot AS born USING (boot_id) WHERE seq ="
      " (SELECT seq FROM state WHERE state = 'queued' AND changed_usec IS NULL ORDER BY seq LIMIT 1)), ?1),"
      " coalesce ((SELECT changed_usec FROM state WHERE seq = (SELECT min (seq) FROM state WHERE state = 'queued')), ?1))",
      NULL);

  if (statement == NULL) {
    *failed = TRUE;
    return -1;
  }
  sqlite3_bind_int64 (statement, 1, yj_outbox_get_running_usec (self));
  return yj_outbox_step_row (self, statement, failed) ? sqlite3_column_int64 (statement, 0) : -1;
}

static gint64
read_oldest_seconds (YjOutbox *self, gboolean *failed)
{
  gint64 oldest = find_oldest_usec (self, failed);
  return oldest >= 0 ? MAX ((yj_outbox_get_running_usec (self) - oldest) / G_USEC_PER_SEC, 0) : 0;
}

gint64
yj_outbox_get_oldest_seconds (YjOutbox *self)
{
  gboolean failed = FALSE;
  return read_oldest_seconds (self, &failed);
}

gint64
yj_outbox_get_state_seconds (YjOutbox *self, guint64 seq)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, NULL,
                                                         "SELECT ?1 - coalesce (changed_usec, born.base_usec + record.boottime_usec) FROM state"
                                                         " JOIN record USING (seq) LEFT JOIN boot AS born USING (boot_id) WHERE seq = ?2",
                                                         NULL);

  if (statement == NULL)
    return -1;
  sqlite3_bind_int64 (statement, 1, yj_outbox_get_running_usec (self));
  sqlite3_bind_int64 (statement, 2, (gint64) seq);
  if (sqlite3_step (statement) != SQLITE_ROW || sqlite3_column_type (statement, 0) == SQLITE_NULL)
    return -1;
  return MAX (sqlite3_column_int64 (statement, 0) / G_USEC_PER_SEC, 0);
}

json_t *
yj_outbox_count (YjOutbox *self)
{
  json_t *count =
      json_pack ("{s:i, s:i, s:i, s:i, s:i, s:i}", "queued", 0, "held", 0, "accepted", 0, "rejected", 0, "dead", 0, "purged", 0);
  gboolean failed = FALSE;
  gint64 oldest = read_oldest_seconds (self, &failed); /* reads the file, which the tally does not */
  g_autoptr (YjStatement) counts = failed ? NULL : yj_outbox_prepare (self, NULL, "SELECT state, n FROM tally", NULL);

  failed |= counts == NULL;
  while (!failed && yj_outbox_step_row (self, counts, &failed))
    json_object_set_new (count, yj_outbox_column (counts, 0), json_integer (sqlite3_column_int64 (counts, 1)));
  json_object_set_new (count, "oldest_seconds", json_integer (oldest));
  if (failed)
    json_object_set_new (count, "unreadable", json_true ());
  return count;
}
