/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what is read from the outbox; changes nothing but the state of a record whose bytes have rotted. */
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include "sync/courier/yj-outbox-private.h"
#include <string.h>

void
yj_outbox_set_column (json_t *object, const char *key, YjStatement *statement, int column)
{
  const char *text = yj_outbox_column (statement, column);
  if (text != NULL)
    json_object_set_new (object, key, json_string (text));
}

json_t *
yj_outbox_lookup (YjOutbox *self, const char *id_or_reference, GError **error)
{
  static const char *const keys[] = { "id", "reference", "case_number", "state", "header", "secret_sha256", "wall",
                                      "envelope_sha256", "kind" };
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
    self, error,
    "SELECT id, reference, case_number, state, coalesce (header_json, ''), secret_sha256, wall, envelope_sha256, kind FROM record JOIN state USING (seq)"
    " LEFT JOIN body USING (seq) WHERE id = ?1 OR reference = ?1",
    id_or_reference, NULL);
  gboolean failed = FALSE;
  json_t *found;

  if (statement == NULL)
    return NULL;
  if (!yj_outbox_step_row (self, statement, &failed)) {
    /* "Not found" is a promise that nothing is stored: an unreadable file cannot give it. */
    if (failed)
      yj_outbox_fail (self, error, "the outbox");
    else
      g_set_error_literal (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "the outbox holds no such record");
    return NULL;
  }
  found = json_object ();
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    yj_outbox_set_column (found, keys[i], statement, (int) i);
  return found;
}

guint64
yj_outbox_get_highest_seq (YjOutbox *self)
{
  return (guint64) yj_outbox_read_int (self, "SELECT coalesce (max (seq), 0) FROM record", 0);
}

json_t *
yj_outbox_count (YjOutbox *self)
{
  g_autoptr (YjStatement) counts = yj_outbox_prepare (self, NULL, "SELECT state, count(*) FROM state GROUP BY state", NULL);
  json_t *count = json_pack ("{s:i, s:i, s:i, s:i, s:i, s:i}", "queued", 0, "held", 0, "accepted", 0, "rejected", 0, "dead", 0,
                             "purged", 0);
  gboolean failed = counts == NULL;

  while (!failed && yj_outbox_step_row (self, counts, &failed))
    json_object_set_new (count, yj_outbox_column (counts, 0), json_integer (sqlite3_column_int64 (counts, 1)));
  json_object_set_new (count, "oldest_seconds", json_integer (yj_outbox_get_oldest_seconds (self)));
  if (failed)
    json_object_set_new (count, "unreadable", json_true ());
  return count;
}

json_t *
yj_outbox_list (YjOutbox *self, const char *state)
{
  static const char *const keys[] = { "id", "reference", "case_number", "kind", "item", "state", "reason", "wall" };
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
    self, NULL,
    "SELECT id, reference, case_number, kind, item, state, reason, wall, seq, attempts FROM record JOIN state USING (seq)"
    " WHERE ?1 = '' OR state = ?1 ORDER BY seq",
    state, NULL);
  json_t *list = json_array ();

  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW) {
    json_t *record = json_object ();
    for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
      yj_outbox_set_column (record, keys[i], statement, (int) i);
    json_object_set_new (record, "seq", json_integer (sqlite3_column_int64 (statement, 8)));
    json_object_set_new (record, "attempts", json_integer (sqlite3_column_int64 (statement, 9)));
    json_array_append_new (list, record);
  }
  return list;
}

/* The epoch under which a record was sealed: after damage it is not the file's own. */
static void
set_epoch (json_t *record, const char *header_json)
{
  g_autoptr (json_t) header = yj_json_parse (header_json, strlen (header_json), 0, 0, NULL);
  const char *epoch = yj_json_string (yj_json_object (header, "source"), "epoch");
  if (epoch != NULL)
    json_object_set_new (record, "epoch", json_string (epoch));
}

json_t *
yj_outbox_list_withheld (YjOutbox *self)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
    self, NULL,
    "SELECT id, state, seq, coalesce (header_json, '') FROM record JOIN state USING (seq) LEFT JOIN body USING (seq)"
    " WHERE state IN ('held','dead') ORDER BY seq LIMIT 10000",
    NULL);
  json_t *list = json_array ();

  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW) {
    json_t *record = json_object ();
    yj_outbox_set_column (record, "id", statement, 0);
    yj_outbox_set_column (record, "state", statement, 1);
    json_object_set_new (record, "seq", json_integer (sqlite3_column_int64 (statement, 2)));
    set_epoch (record, yj_outbox_column (statement, 3));
    json_array_append_new (list, record);
  }
  return list;
}

GHashTable *
yj_outbox_list_blobs (YjOutbox *self, GError **error)
{
  g_autoptr (GHashTable) digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
    self, error, "SELECT DISTINCT sha256 FROM material JOIN state USING (seq) WHERE state IN ('queued','held','dead')", NULL);
  gboolean failed = FALSE;

  if (statement == NULL)
    return NULL;
  while (yj_outbox_step_row (self, statement, &failed))
    g_hash_table_add (digests, g_strdup (yj_outbox_column (statement, 0)));
  if (!failed)
    return g_steal_pointer (&digests);
  yj_outbox_fail (self, error, "the outbox");
  return NULL;
}

gboolean
yj_outbox_is_blob_settled (YjOutbox *self, const char *sha256)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
    self, NULL, "SELECT count(*), sum (state IN ('accepted','rejected','purged')) FROM material JOIN state USING (seq) WHERE sha256 = ?1",
    sha256, NULL);
  return statement != NULL && sqlite3_step (statement) == SQLITE_ROW && sqlite3_column_int (statement, 0) > 0 &&
         sqlite3_column_int (statement, 0) == sqlite3_column_int (statement, 1);
}
