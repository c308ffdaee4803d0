/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what is read from the outbox; changes nothing but the state of a record whose bytes have rotted. */
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include "sync/courier/yj-outbox-private.h"
#include <string.h>

/* Of a status, which central takes up to 256 KiB of; the reconciliation in it has its part. */
#define WITHHELD_MAX "10000"
#define WITHHELD_BYTES (128u * 1024u)
#define NUMBER_BYTES 12u
#define EPOCH_BYTES 40u

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

#define COLUMNS "SELECT id, reference, case_number, kind, item, state, reason, wall, seq, attempts FROM "
#define BY_NUMBER COLUMNS "record JOIN state USING (seq) WHERE "
/* Each state has an index that holds it and little else; the state comes first, or the number is taken for the better way. */
#define BY_STATE(index) COLUMNS "state INDEXED BY " index " CROSS JOIN record USING (seq) WHERE "
#define PAGE " AND seq > ?2 ORDER BY seq LIMIT ?3"

static json_t *
read_public (YjStatement *statement)
{
  static const char *const keys[] = { "id", "reference", "case_number", "kind", "item", "state", "reason", "wall" };
  json_t *record = json_object ();

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    yj_outbox_set_column (record, keys[i], statement, (int) i);
  json_object_set_new (record, "seq", json_integer (sqlite3_column_int64 (statement, 8)));
  json_object_set_new (record, "attempts", json_integer (sqlite3_column_int64 (statement, 9)));
  return record;
}

json_t *
yj_outbox_show (YjOutbox *self, const char *id_or_reference, GError **error)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, error, BY_NUMBER "id = ?1 OR reference = ?1", id_or_reference, NULL);
  gboolean failed = FALSE;

  if (statement == NULL)
    return NULL;
  if (yj_outbox_step_row (self, statement, &failed)) {
    json_t *record = read_public (statement);
    gint64 since = yj_outbox_get_state_seconds (self, (guint64) yj_json_int (record, "seq", 0));
    if (since >= 0)
      json_object_set_new (record, "since_seconds", json_integer (since));
    return record;
  }
  g_set_error (error, YJ_ERROR, failed ? YJ_ERROR_STORE : YJ_ERROR_NOT_FOUND, "the outbox holds no record %s", id_or_reference);
  return NULL;
}

static const char *
choose_list (const char *state)
{
  static const struct {
    const char *state, *sql;
  } lists[] = {
    { "", BY_NUMBER "?1 = ''" PAGE },
    { "queued", BY_STATE ("state_queued") "state = 'queued' AND ?1 = 'queued'" PAGE },
    { "held", BY_STATE ("state_withheld") "state IN ('held','dead') AND state = ?1" PAGE },
    { "dead", BY_STATE ("state_withheld") "state IN ('held','dead') AND state = ?1" PAGE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (g_str_equal (lists[i].state, state))
      return lists[i].sql;
  return BY_NUMBER "state = ?1" PAGE;
}

json_t *
yj_outbox_list (YjOutbox *self, const char *state, guint64 after_seq, guint max_records)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, NULL, choose_list (state), state, NULL);
  json_t *list = json_array ();

  if (statement == NULL)
    return list;
  sqlite3_bind_int64 (statement, 2, (gint64) after_seq);
  sqlite3_bind_int64 (statement, 3, MIN (max_records, YJ_OUTBOX_LIST_MAX));
  while (sqlite3_step (statement) == SQLITE_ROW)
    json_array_append_new (list, read_public (statement));
  return list;
}

/* Its number; with the epoch under which it was sealed where that is not the file's own: after damage. */
static json_t *
name_withheld (YjOutbox *self, gint64 seq, const char *header_json)
{
  g_autoptr (json_t) header = yj_json_parse (header_json, strlen (header_json), 0, 0, NULL);
  const char *epoch = yj_json_string (yj_json_object (header, "source"), "epoch");

  if (epoch == NULL || g_str_equal (epoch, yj_outbox_get_epoch (self)))
    return json_integer ((json_int_t) seq);
  return json_pack ("{s:I, s:s}", "seq", (json_int_t) seq, "epoch", epoch);
}

json_t *
yj_outbox_list_withheld (YjOutbox *self)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, NULL,
                                                         "SELECT seq, coalesce (header_json, '') FROM state INDEXED BY state_withheld"
                                                         " CROSS JOIN record USING (seq) LEFT JOIN body USING (seq)"
                                                         " WHERE state IN ('held','dead') ORDER BY seq LIMIT " WITHHELD_MAX,
                                                         NULL);
  json_t *list = json_array ();
  gsize bytes = 0;

  while (statement != NULL && bytes < WITHHELD_BYTES && sqlite3_step (statement) == SQLITE_ROW) {
    json_t *record = name_withheld (self, sqlite3_column_int64 (statement, 0), yj_outbox_column (statement, 1));
    bytes += json_is_integer (record) ? NUMBER_BYTES : NUMBER_BYTES + EPOCH_BYTES;
    json_array_append_new (list, record);
  }
  return list;
}

/* An event is base64 and some words around header and envelope. */
#define FILES_SQL                                                                                                                          \
  "SELECT (SELECT coalesce (sum (length (envelope) * 4 / 3 + length (header_jws) + 512), 0) FROM body JOIN state USING (seq)"              \
  " WHERE state IN ('queued','held','dead')) + (SELECT coalesce (sum (bytes), 0) FROM (SELECT DISTINCT sha256, bytes FROM material"        \
  " JOIN state USING (seq) WHERE state IN ('queued','held','dead')))"

gboolean
yj_outbox_measure_unsettled (YjOutbox *self, guint64 *bytes, GError **error)
{
  gint64 sum = yj_outbox_read_int (self, FILES_SQL, -1);

  if (sum < 0)
    return yj_outbox_fail (self, error, "the outbox");
  *bytes = (guint64) sum;
  return TRUE;
}

/* The words of the index over what is withheld, or SQLite reads every receipt that is kept. */
#define HELD "state WHERE state IN ('held','dead') AND state = 'held'"

/* Each is a page of the file to be read: more would keep a seal waiting while somebody looks. */
#define WEIGHED "(SELECT seq FROM state WHERE state = 'queued' ORDER BY seq LIMIT 200)"

/* Of running time; what a file of version 1 does not say counts from the beginning. */
static gint64
seconds_since (YjOutbox *self, gint64 changed_usec)
{
  return MAX ((yj_outbox_get_running_usec (self) - changed_usec) / G_USEC_PER_SEC, 0);
}

static json_t *
list_dead_reasons (YjOutbox *self)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
    self, NULL, "SELECT coalesce (reason, 'it was set aside'), count(*), min (changed_usec) FROM state"
    " WHERE state IN ('held','dead') AND state = 'dead' GROUP BY 1 ORDER BY 2 DESC LIMIT 20", NULL);
  json_t *list = json_array ();

  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    json_array_append_new (list, json_pack ("{s:s, s:I, s:I}", "reason", yj_outbox_column (statement, 0), "count",
                                            (json_int_t) sqlite3_column_int64 (statement, 1), "since_seconds",
                                            (json_int_t) seconds_since (self, sqlite3_column_int64 (statement, 2))));
  return list;
}

json_t *
yj_outbox_describe_waiting (YjOutbox *self)
{
  gint64 count = yj_outbox_read_int (self, "SELECT n FROM tally WHERE state = 'queued'", 0);
  gint64 weighed = yj_outbox_read_int (self, "SELECT count(*) FROM " WEIGHED, 0);
  gint64 bytes = yj_outbox_read_int (self, "SELECT coalesce (sum (length (envelope)), 0) FROM body WHERE seq IN " WEIGHED, 0) +
                 yj_outbox_read_int (self, "SELECT coalesce (sum (bytes), 0) FROM material WHERE seq IN " WEIGHED, 0);
  gboolean estimated = weighed > 0 && count > weighed;

  if (estimated)
    bytes = (gint64) ((double) bytes / (double) weighed * (double) count);
  return json_pack ("{s:I, s:I, s:b, s:I, s:o, s:I}", "count", (json_int_t) count, "bytes", (json_int_t) bytes, "bytes_estimated", estimated,
                    "oldest_seconds", (json_int_t) yj_outbox_get_oldest_seconds (self), "dead", list_dead_reasons (self), "held_seconds",
                    (json_int_t) seconds_since (self, yj_outbox_read_int (self, "SELECT min (changed_usec) FROM " HELD, 0)));
}
