/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what the outbox holds receipts for, as it is compared with central, and what came of the last comparison. */
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include "sync/courier/yj-outbox-private.h"
#include <string.h>

#define KEY "reconciliation"
#define RUNNING "running_usec"

static json_t *
parse (const char *text, gsize size)
{
  return yj_json_parse (text, size, 0, 0, NULL);
}

/* By the receipt: the number of a record that was sealed under another epoch, or by another kiosk, means another record at central. */
static gboolean
read_settled (const char *wanted, YjStatement *row, YjOutboxSettled *settled)
{
  g_autoptr (GBytes) payload = yj_suite_peek_payload (yj_outbox_column (row, 3), NULL);
  g_autoptr (json_t) receipt = payload != NULL ? parse (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload)) : NULL;
  const char *verdict = yj_json_string (receipt, "verdict");

  if (verdict == NULL || g_strcmp0 (yj_json_string (receipt, "source"), wanted) != 0)
    return FALSE;
  settled->seq = (guint64) sqlite3_column_int64 (row, 0);
  g_strlcpy (settled->id, yj_outbox_column (row, 1), sizeof settled->id);
  g_strlcpy (settled->digest, yj_outbox_column (row, 2), sizeof settled->digest);
  g_strlcpy (settled->verdict, verdict, sizeof settled->verdict);
  settled->purged = sqlite3_column_int (row, 4) != 0;
  return TRUE;
}

gboolean
yj_outbox_list_settled (YjOutbox *self, const char *source, guint64 from, guint64 through, guint max_records, GArray *settled,
                        guint64 *next, GError **error)
{
  g_autoptr (YjStatement) rows =
      yj_outbox_prepare (self, error,
                         "SELECT seq, id, header_sha256, receipt, state = 'purged' FROM record CROSS JOIN state USING (seq)"
                         " WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq LIMIT ?3",
                         NULL);
  gboolean failed = FALSE;
  guint looked = 0;

  if (rows == NULL)
    return FALSE;
  sqlite3_bind_int64 (rows, 1, (gint64) from);
  sqlite3_bind_int64 (rows, 2, (gint64) through);
  sqlite3_bind_int64 (rows, 3, max_records);
  *next = through + 1;
  while (yj_outbox_step_row (self, rows, &failed)) {
    YjOutboxSettled one;
    if (sqlite3_column_type (rows, 3) != SQLITE_NULL && read_settled (source, rows, &one))
      g_array_append_val (settled, one);
    if (++looked == max_records)
      *next = (guint64) sqlite3_column_int64 (rows, 0) + 1;
  }
  return !failed || yj_outbox_fail (self, error, "the outbox");
}

guint64
yj_outbox_get_newest_from (YjOutbox *self, guint n_records)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, NULL, "SELECT seq FROM record ORDER BY seq DESC LIMIT 1 OFFSET ?1", NULL);
  gboolean failed = FALSE;

  if (statement == NULL)
    return 1;
  sqlite3_bind_int64 (statement, 1, (gint64) n_records - 1);
  return yj_outbox_step_row (self, statement, &failed) ? (guint64) sqlite3_column_int64 (statement, 0) : 1;
}

json_t *
yj_outbox_get_reconciliation (YjOutbox *self)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, NULL, "SELECT value FROM meta WHERE key = '" KEY "'", NULL);
  gboolean failed = FALSE;
  gint64 since_usec;
  json_t *kept;

  if (statement == NULL || !yj_outbox_step_row (self, statement, &failed))
    return NULL;
  kept = parse (yj_outbox_column (statement, 0), strlen (yj_outbox_column (statement, 0)));
  if (kept == NULL)
    return NULL;
  since_usec = yj_outbox_get_running_usec (self) - yj_json_int (kept, RUNNING, 0);
  json_object_set_new (kept, "age_seconds", json_integer (MAX (since_usec, 0) / G_USEC_PER_SEC));
  json_object_del (kept, RUNNING);
  return kept;
}

gboolean
yj_outbox_keep_reconciliation (YjOutbox *self, const json_t *reconciliation, GError **error)
{
  g_autoptr (json_t) kept = json_copy ((json_t *) reconciliation);
  g_autofree char *text = NULL;
  YjStatement *statement;
  gboolean good;

  json_object_set_new (kept, RUNNING, json_integer (yj_outbox_get_running_usec (self)));
  text = yj_json_to_text (kept);
  statement = yj_outbox_prepare (
      self, error, "INSERT INTO meta VALUES ('" KEY "', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value", text, NULL);
  if (statement == NULL)
    return FALSE;
  good = yj_outbox_step_done (self, statement, error);
  yj_statement_free (statement);
  return good;
}
