/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the question up to which number outcomes can be read without one appearing behind the reader later. Numbers are
 * given out when a row is written and rows are seen when their transaction commits, so a reader that has seen 10 may still
 * miss 9. Every transaction therefore holds, from its very beginning, an advisory lock that names the last number given out
 * before it: what it will write comes after that. A reader takes the last number first, then the lowest of these locks, then
 * the rows; a lock is let go only after its rows can be seen. Nobody waits for anybody. */
#include "core/base/yj-error.h"
#include "sync/central/yj-postgres-store.h"

/* The upper 16 bits of the lock name the schema (several may share a database), the lower 48 the number. */
void
yj_pg_add_begin (YjPostgresStore *self, GArray *steps)
{
  yj_pg_add_step (steps, "BEGIN ISOLATION LEVEL READ COMMITTED", "");
  yj_pg_add_step (steps,
                  "SELECT pg_advisory_xact_lock_shared ((?1 << 48) | (SELECT last_value - (NOT is_called)::int FROM outcome_n_seq))", "i",
                  self->mark_space);
}

gboolean
yj_pg_get_settled_outcome (YjCentralStore *store, gint64 *n, GError **error)
{
  YjPostgresStore *self = (YjPostgresStore *) store;
  g_autoptr (GArray) steps = yj_pg_steps_new ();
  YjPgConnection *connection = yj_pg_take (self, error);
  const json_t *lowest;
  gboolean good;
  guint last, writers;

  if (connection == NULL)
    return FALSE;
  last = yj_pg_add_step (steps, "SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS n FROM outcome_n_seq", "");
  writers = yj_pg_add_step (steps,
                            "SELECT min (((classid::bigint & 65535) << 32) | objid::bigint) AS n FROM pg_locks"
                            " WHERE locktype = 'advisory' AND objsubid = 1 AND mode = 'ShareLock' AND granted"
                            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database ())"
                            " AND (classid::bigint >> 16) = ?1",
                            "i", self->mark_space);
  good = yj_pg_run_together (connection, steps, error);
  yj_pg_give (self, connection);
  if (!good)
    return FALSE;
  *n = yj_json_int (json_array_get (yj_pg_get_rows (steps, last), 0), "n", 0);
  lowest = json_object_get (json_array_get (yj_pg_get_rows (steps, writers), 0), "n");
  if (lowest != NULL)
    *n = MIN (*n, json_integer_value (lowest));
  return TRUE;
}
