/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the states of a record.
 *
 *           seal (1 commit)            claim (memory)               settle (1 commit a batch)
 *   DRAFT -----------------> QUEUED <--------------> in flight -----> ACCEPTED --purge--> PURGED (tombstone)
 *     | memory only         ^ | ^ ^   timeout, 5xx, cut, crash \----> REJECTED --purge--> PURGED
 *     v                 retry | | |                             \---> DEAD
 *   gone                    | v | +-- offer again (its receipt is set aside) -- ACCEPTED, REJECTED
 *                           HELD  +-- retry -- DEAD
 *
 *   DRAFT -> QUEUED                      yj_outbox_seal ()
 *   QUEUED -> ACCEPTED, REJECTED, DEAD   yj_outbox_settle (); DEAD also yj_outbox_claim (), for bytes that rotted
 *   QUEUED -> HELD                       yj_outbox_hold ()
 *   HELD, DEAD -> QUEUED                 yj_outbox_retry (), yj_outbox_settle () on the way to a receipt
 *   ACCEPTED, REJECTED -> QUEUED         yj_outbox_offer_again (), yj_outbox_adopt_central_epoch ()
 *   ACCEPTED, REJECTED -> PURGED         yj_outbox_purge ()
 *
 *   DRAFT              nothing is stored; what a person was shown does not exist yet
 *   QUEUED             record, body and materials are on the disk; sendable, whatever happened before
 *   HELD, DEAD         the same, and not sent; central is told of them as withheld; exported by hand like QUEUED
 *   ACCEPTED, REJECTED the same, and a receipt that central signed for this id and digest stands beside them
 *   PURGED             record and receipt remain, body and materials are gone; final
 *
 * Triggers in yj-outbox-schema.c refuse every other step, every change of what was sealed or signed, and every number that
 * is used twice or left out. In flight is memory: after a crash all of it is QUEUED, and central answers "duplicate". */
#include "sync/courier/yj-outbox.h"
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include "sync/courier/yj-outbox-private.h"

#define EVENTS_KEPT 10000

char *
yj_outbox_wall_label (YjOutbox *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (yj_clock_get_wall_usec (self->clock) / G_USEC_PER_SEC);
  return g_date_time_format_iso8601 (now);
}

gboolean
yj_outbox_add_event (YjOutbox *self, guint64 seq, const char *what, GError **error)
{
  g_autofree char *wall = yj_outbox_wall_label (self);
  g_autoptr (YjStatement) statement =
    yj_outbox_prepare (self, error, "INSERT INTO event (wall, what, seq, boottime_usec) VALUES (?1, ?2, ?3, ?4)", wall, what, NULL);

  if (statement == NULL)
    return FALSE;
  if (seq > 0)
    sqlite3_bind_int64 (statement, 3, (gint64) seq);
  sqlite3_bind_int64 (statement, 4, yj_clock_get_boottime_usec (self->clock));
  if (!yj_outbox_step_done (self, statement, error))
    return FALSE;
  return sqlite3_last_insert_rowid (self->db) % 1000 != 0 ||
         yj_outbox_exec (self, "DELETE FROM event WHERE n <= (SELECT max (n) FROM event) - " G_STRINGIFY (EVENTS_KEPT), error);
}

const char *
yj_outbox_get_epoch (YjOutbox *self)
{
  return self->epoch;
}

static gboolean
insert_record (YjOutbox *self, const YjOutboxRecord *record, GError **error)
{
  g_autofree char *wall = yj_outbox_wall_label (self), *envelope_digest = yj_sha256_hex (record->envelope);
  g_autofree char *header_digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, record->header_jws, -1);
  g_autoptr (YjStatement) statement =
    yj_outbox_prepare (self, error,
                       "INSERT INTO record (id, kind, reference, case_number, item, boot_id, wall, header_sha256, envelope_sha256,"
                       " secret_sha256, seq, boottime_usec, about_reference) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)",
                       record->id, record->kind, record->reference, record->case_number, record->item,
                       yj_clock_get_boot_id (self->clock), wall, header_digest, envelope_digest, record->secret_sha256, NULL);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 11, (gint64) record->seq);
  sqlite3_bind_int64 (statement, 12, yj_clock_get_boottime_usec (self->clock));
  if (record->about_reference != NULL)
    sqlite3_bind_text (statement, 13, record->about_reference, -1, SQLITE_STATIC);
  return yj_outbox_step_done (self, statement, error);
}

static gboolean
insert_body (YjOutbox *self, const YjOutboxRecord *record, GError **error)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (record->envelope, &size);
  g_autoptr (YjStatement) statement =
    yj_outbox_prepare (self, error, "INSERT INTO body (header_jws, header_json, envelope, seq) VALUES (?1, ?2, ?3, ?4)",
                       record->header_jws, record->header_json, NULL);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_blob64 (statement, 3, data, size, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 4, (gint64) record->seq);
  return yj_outbox_step_done (self, statement, error);
}

static gboolean
insert_materials (YjOutbox *self, const YjOutboxRecord *record, GError **error)
{
  json_t *material;
  size_t i;

  json_array_foreach (record->materials, i, material) {
    g_autoptr (YjStatement) statement =
      yj_outbox_prepare (self, error, "INSERT OR IGNORE INTO material (sha256, bytes, seq) VALUES (?1, ?2, ?3)",
                         yj_json_string (material, "sha256"), NULL);
    if (statement == NULL)
      return FALSE;
    sqlite3_bind_int64 (statement, 2, yj_json_int (material, "bytes", 0));
    sqlite3_bind_int64 (statement, 3, (gint64) record->seq);
    if (!yj_outbox_step_done (self, statement, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
insert_state (YjOutbox *self, const YjOutboxRecord *record, GError **error)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, error, "INSERT INTO state (state, seq) VALUES (?1, ?2)", "queued", NULL);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 2, (gint64) record->seq);
  return yj_outbox_step_done (self, statement, error);
}

typedef enum { FOUND_NOT, FOUND_SAME, FOUND_OTHER, FOUND_UNKNOWN } Found;

static Found
find_same (YjOutbox *self, const YjOutboxRecord *record, GError **error)
{
  g_autofree char *digest = yj_sha256_hex (record->envelope);
  g_autoptr (YjStatement) statement =
    yj_outbox_prepare (self, error, "SELECT envelope_sha256 FROM record WHERE id = ?1", record->id, NULL);
  gboolean failed = FALSE;

  if (statement == NULL)
    return FOUND_UNKNOWN;
  if (yj_outbox_step_row (self, statement, &failed))
    return g_strcmp0 (yj_outbox_column (statement, 0), digest) == 0 ? FOUND_SAME : FOUND_OTHER;
  if (failed)
    yj_outbox_fail (self, error, "the outbox");
  return failed ? FOUND_UNKNOWN : FOUND_NOT;
}

static gboolean
insert_all (YjOutbox *self, const YjOutboxRecord *record, GError **error)
{
  if (!g_str_equal (record->case_number, record->reference) && !yj_outbox_use_case_number (self, record->case_number, error))
    return FALSE;
  return insert_record (self, record, error) && insert_body (self, record, error) && insert_materials (self, record, error) &&
         insert_state (self, record, error) && yj_outbox_add_event (self, record->seq, "sealed", error);
}

/* After a failed commit the file is opened anew, and what it says is the truth. */
static gboolean
look_after_failed_commit (YjOutbox *self, const YjOutboxRecord *record, GError **error)
{
  g_autoptr (GError) failure = g_steal_pointer (error);
  gboolean full = (self->failed_code & 0xff) == SQLITE_FULL;

  if (full)
    yj_outbox_release_ballast (self);
  switch (find_same (self, record, NULL)) {
  case FOUND_SAME:
    return TRUE;
  case FOUND_UNKNOWN:
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  default:
    g_set_error (error, YJ_ERROR, full ? YJ_ERROR_STORE_FULL : YJ_ERROR_STORE, "not stored: %s", failure->message);
    return FALSE;
  }
}

static gboolean
try_seal (YjOutbox *self, const YjOutboxRecord *record, GError **error)
{
  if (!yj_outbox_begin (self, error))
    return FALSE;
  if (!insert_all (self, record, error)) {
    yj_outbox_rollback (self);
    return FALSE;
  }
  return yj_outbox_commit (self, error) || look_after_failed_commit (self, record, error);
}

gboolean
yj_outbox_seal (YjOutbox *self, const YjOutboxRecord *record, GError **error)
{
  Found found = find_same (self, record, error);
  g_autoptr (GError) failure = NULL;

  if (found == FOUND_OTHER)
    g_set_error (error, YJ_ERROR, YJ_ERROR_EXISTS, "%s is stored with another envelope", record->id);
  if (found != FOUND_NOT)
    return found == FOUND_SAME;
  if (!try_seal (self, record, &failure)) {
    if (!g_error_matches (failure, YJ_ERROR, YJ_ERROR_STORE_FULL)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
    /* What a person has begun can be finished on a full disk: that is what the ballast is for. */
    yj_outbox_release_ballast (self);
    if (!try_seal (self, record, error))
      return FALSE;
  }
  yj_outbox_note_used (self, record->seq);
  return TRUE;
}

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

static gboolean
apply_verdict (YjOutbox *self, const YjOutboxVerdict *verdict, const char *wall, GError **error)
{
  static const char *const names[] = { "accepted", "rejected", "dead" };
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
    self, error, "UPDATE state SET state = ?1, settled = ?2, receipt = ?3, reason = ?4, changed_usec = ?6 WHERE seq = ?5 AND state = 'queued'",
    names[verdict->settlement], wall, NULL);

  if (statement == NULL || (verdict->receipt != NULL && !requeue_for_receipt (self, verdict->seq, error)))
    return FALSE;
  if (verdict->receipt != NULL)
    sqlite3_bind_text (statement, 3, verdict->receipt, -1, SQLITE_TRANSIENT);
  if (verdict->reason != NULL)
    sqlite3_bind_text (statement, 4, verdict->reason, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (statement, 5, (gint64) verdict->seq);
  sqlite3_bind_int64 (statement, 6, yj_outbox_get_running_usec (self));
  if (!yj_outbox_step_done (self, statement, error))
    return FALSE;
  return sqlite3_changes (self->db) == 0 || yj_outbox_add_event (self, verdict->seq, names[verdict->settlement], error);
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
  return attempts;
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
  g_autofree char *sql = g_strdup_printf (
    "UPDATE state SET state = '%s', attempts = 0, reason = NULL, settled = NULL, changed_usec = %" G_GINT64_FORMAT
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

gboolean
yj_outbox_purge (YjOutbox *self, guint keep, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
    "UPDATE state SET state = 'purged' WHERE seq IN (SELECT seq FROM state WHERE state IN ('accepted','rejected')"
    " ORDER BY seq DESC LIMIT -1 OFFSET %u);"
    "DELETE FROM body WHERE (SELECT state FROM state WHERE state.seq = body.seq) = 'purged';"
    "DELETE FROM material WHERE (SELECT state FROM state WHERE state.seq = material.seq) = 'purged';",
    keep);

  return yj_outbox_begin (self, error) && yj_outbox_end (self, yj_outbox_exec (self, sql, error), error);
}
