/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what is read from the outbox; changes nothing but the state of a record whose bytes have rotted. */
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include "sync/courier/yj-outbox-private.h"
#include <string.h>

static void
set_column (json_t *object, const char *key, YjStatement *statement, int column)
{
  const char *text = yj_outbox_column (statement, column);
  if (text != NULL)
    json_object_set_new (object, key, json_string (text));
}

json_t *
yj_outbox_lookup (YjOutbox *self, const char *id_or_reference, GError **error)
{
  static const char *const keys[] = { "id", "reference", "case_number", "state", "header", "secret_sha256", "wall" };
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
    self, error,
    "SELECT id, reference, case_number, state, coalesce (header_json, ''), secret_sha256, wall FROM record JOIN state USING (seq)"
    " LEFT JOIN body USING (seq) WHERE id = ?1 OR reference = ?1",
    id_or_reference, NULL);
  json_t *found;

  if (statement == NULL)
    return NULL;
  if (sqlite3_step (statement) != SQLITE_ROW) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "the outbox holds no such record");
    return NULL;
  }
  found = json_object ();
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    set_column (found, keys[i], statement, (int) i);
  return found;
}

void
yj_outbox_item_free (YjOutboxItem *item)
{
  g_free (item->id);
  g_free (item->kind);
  g_free (item->header_jws);
  g_bytes_unref (item->envelope);
  g_free (item);
}

/* SQLite's own check does not see a flipped bit in a payload, so each is compared before it is sent. */
static gboolean
is_intact (const YjOutboxItem *item, const char *header_digest, const char *envelope_digest)
{
  g_autofree char *header = g_compute_checksum_for_string (G_CHECKSUM_SHA256, item->header_jws, -1);
  g_autofree char *envelope = yj_sha256_hex (item->envelope);
  return g_strcmp0 (header, header_digest) == 0 && g_strcmp0 (envelope, envelope_digest) == 0;
}

static void
bury (YjOutbox *self, GPtrArray *rotten)
{
  g_autoptr (GError) error = NULL;
  if (!yj_outbox_settle (self, rotten, &error))
    g_warning ("records with damaged bytes could not be set aside: %s", error->message);
}

GPtrArray *
yj_outbox_claim (YjOutbox *self, guint64 after_seq, guint max_items, gsize max_bytes, GError **error)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
    self, error,
    "SELECT seq, id, kind, header_jws, envelope, header_sha256, envelope_sha256 FROM state JOIN record USING (seq)"
    " JOIN body USING (seq) WHERE state = 'queued' AND seq > ?1 ORDER BY seq",
    NULL);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_item_free);
  g_autoptr (GPtrArray) rotten = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_verdict_free);
  gsize total = 0;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, (gint64) after_seq);
  while (items->len < max_items && sqlite3_step (statement) == SQLITE_ROW) {
    YjOutboxItem *item = g_new0 (YjOutboxItem, 1);
    item->seq = (guint64) sqlite3_column_int64 (statement, 0);
    item->id = g_strdup (yj_outbox_column (statement, 1));
    item->kind = g_strdup (yj_outbox_column (statement, 2));
    item->header_jws = g_strdup (yj_outbox_column (statement, 3));
    item->envelope = g_bytes_new (sqlite3_column_blob (statement, 4), (gsize) sqlite3_column_bytes (statement, 4));
    if (!is_intact (item, yj_outbox_column (statement, 5), yj_outbox_column (statement, 6))) {
      YjOutboxVerdict *verdict = g_new0 (YjOutboxVerdict, 1);
      *verdict = (YjOutboxVerdict){ item->seq, YJ_SETTLE_DEAD, NULL, g_strdup ("stored bytes do not fit their digest") };
      g_ptr_array_add (rotten, verdict);
      yj_outbox_item_free (item);
      continue;
    }
    total += g_bytes_get_size (item->envelope) + strlen (item->header_jws);
    if (items->len > 0 && total > max_bytes) {
      yj_outbox_item_free (item);
      break;
    }
    g_ptr_array_add (items, item);
  }
  g_clear_pointer (&statement, yj_statement_free);
  if (rotten->len > 0)
    bury (self, rotten);
  return g_steal_pointer (&items);
}

json_t *
yj_outbox_count (YjOutbox *self)
{
  g_autoptr (YjStatement) counts = yj_outbox_prepare (self, NULL, "SELECT state, count(*) FROM state GROUP BY state", NULL);
  g_autoptr (YjStatement) oldest = yj_outbox_prepare (
    self, NULL, "SELECT boot_id, boottime_usec FROM record WHERE seq = (SELECT min (seq) FROM state WHERE state = 'queued')", NULL);
  json_t *count = json_pack ("{s:i, s:i, s:i, s:i, s:i, s:i}", "queued", 0, "held", 0, "accepted", 0, "rejected", 0, "dead", 0,
                             "purged", 0);

  while (counts != NULL && sqlite3_step (counts) == SQLITE_ROW)
    json_object_set_new (count, yj_outbox_column (counts, 0), json_integer (sqlite3_column_int64 (counts, 1)));
  if (oldest != NULL && sqlite3_step (oldest) == SQLITE_ROW) {
    set_column (count, "oldest_boot_id", oldest, 0);
    json_object_set_new (count, "oldest_boottime_usec", json_integer (sqlite3_column_int64 (oldest, 1)));
  }
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
      set_column (record, keys[i], statement, (int) i);
    json_object_set_new (record, "seq", json_integer (sqlite3_column_int64 (statement, 8)));
    json_object_set_new (record, "attempts", json_integer (sqlite3_column_int64 (statement, 9)));
    json_array_append_new (list, record);
  }
  return list;
}

GHashTable *
yj_outbox_list_blobs (YjOutbox *self)
{
  GHashTable *digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
    self, NULL, "SELECT DISTINCT sha256 FROM material JOIN state USING (seq) WHERE state IN ('queued','held','dead')", NULL);

  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    g_hash_table_add (digests, g_strdup (yj_outbox_column (statement, 0)));
  return digests;
}

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

  if (!yj_outbox_begin (self, error))
    return FALSE;
  json_array_foreach (outcomes, i, outcome)
    if (!insert_outcome (self, outcome, error)) {
      yj_outbox_rollback (self);
      return FALSE;
    }
  if (!yj_outbox_exec (self, cursor, error)) {
    yj_outbox_rollback (self);
    return FALSE;
  }
  return yj_outbox_commit (self, error);
}

gint64
yj_outbox_get_outcome_cursor (YjOutbox *self)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, NULL, "SELECT value FROM meta WHERE key = 'outcome_cursor'", NULL);
  return statement != NULL && sqlite3_step (statement) == SQLITE_ROW ? g_ascii_strtoll (yj_outbox_column (statement, 0), NULL, 10) : 0;
}

/* The newest outcome of each matter. */
static json_t *
list_matters (YjOutbox *self, const char *reference, const char *secret_sha256)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
    self, NULL,
    "SELECT matter, case_id, status, reason, department, at FROM outcome WHERE n IN (SELECT max (n) FROM outcome"
    " WHERE reference = ?1 AND secret_sha256 = ?2 GROUP BY matter) ORDER BY (SELECT min (n) FROM outcome AS first"
    " WHERE first.reference = ?1 AND first.matter = outcome.matter)",
    reference, secret_sha256, NULL);
  static const char *const keys[] = { "code", "case", "status", "reason", "department", "at" };
  json_t *list = json_array ();

  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW) {
    json_t *matter = json_object ();
    for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
      set_column (matter, keys[i], statement, (int) i);
    json_array_append_new (list, matter);
  }
  return list;
}

json_t *
yj_outbox_get_progress (YjOutbox *self, const char *reference, const char *secret_sha256)
{
  g_autoptr (json_t) record = yj_outbox_lookup (self, reference, NULL);
  g_autoptr (json_t) matters = list_matters (self, reference, secret_sha256);
  g_autofree char *now = yj_outbox_wall_label (self);
  const char *state = "accepted", *submitted = NULL;

  if (record != NULL && g_strcmp0 (yj_json_string (record, "secret_sha256"), secret_sha256) == 0) {
    state = yj_json_string (record, "state");
    submitted = yj_json_string (record, "wall");
  } else if (json_array_size (matters) == 0) {
    return NULL;
  }
  json_t *progress = json_pack ("{s:s, s:O, s:s}", "state", g_str_equal (state, "purged") ? "accepted" : state, "matters", matters,
                                "as_of", now);
  if (submitted != NULL)
    json_object_set_new (progress, "submitted", json_string (submitted));
  return progress;
}
