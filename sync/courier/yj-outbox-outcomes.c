/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what central has told about cases. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-outbox-private.h"

static gboolean
insert_outcome (YjOutbox *self, const json_t *outcome, GError **error)
{
  static const char *const keys[] = { "id", "reference", "matter", "case", "status", "at", "department", "reason",
                                      "progress_secret_sha256" };
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
    self, error,
    "INSERT OR IGNORE INTO outcome (id, reference, matter, case_id, status, at, department, reason, secret_sha256, n)"
    " VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)",
    NULL);
  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    const char *text = yj_json_string (outcome, keys[i]);
    if (text != NULL)
      sqlite3_bind_text (statement, (int) i + 1, text, -1, SQLITE_STATIC);
  }
  sqlite3_bind_int64 (statement, 10, yj_json_int (outcome, "n", 0));
  return yj_outbox_step_done (self, statement, error);
}

gboolean
yj_outbox_store_outcomes (YjOutbox *self, const json_t *outcomes, gint64 next, GError **error)
{
  g_autofree char *cursor = g_strdup_printf ("UPDATE meta SET value = '%" G_GINT64_FORMAT "' WHERE key = 'outcome_cursor'", next);
  json_t *outcome;
  size_t i;
  gboolean good;

  good = yj_outbox_begin (self, error);
  if (good)
    json_array_foreach (outcomes, i, outcome)
      good = good && insert_outcome (self, outcome, error);
  return yj_outbox_end (self, good && yj_outbox_exec (self, cursor, error), error);
}

gint64
yj_outbox_get_outcome_cursor (YjOutbox *self)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, NULL, "SELECT value FROM meta WHERE key = 'outcome_cursor'", NULL);
  return statement != NULL && sqlite3_step (statement) == SQLITE_ROW ? g_ascii_strtoll (yj_outbox_column (statement, 0), NULL, 10) : 0;
}
