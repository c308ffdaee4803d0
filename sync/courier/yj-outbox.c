/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the sealing of a record, and the picture of its states.
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
insert_record (YjOutbox *self, const YjOutboxRecord *record, const char *envelope_digest, GError **error)
{
  g_autofree char *wall = yj_outbox_wall_label (self);
  g_autofree char *header_digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, record->header_jws, -1);
  g_autoptr (YjStatement) statement =
      yj_outbox_prepare (self, error,
                         "INSERT INTO record (id, kind, reference, case_number, item, boot_id, wall, header_sha256, envelope_sha256,"
                         " secret_sha256, seq, boottime_usec, about_reference) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)",
                         record->id, record->kind, record->reference, record->case_number, record->item, yj_clock_get_boot_id (self->clock),
                         wall, header_digest, envelope_digest, record->secret_sha256, NULL);
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
    g_autoptr (YjStatement) statement = yj_outbox_prepare (
        self, error, "INSERT OR IGNORE INTO material (sha256, bytes, seq) VALUES (?1, ?2, ?3)", yj_json_string (material, "sha256"), NULL);
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
find_same (YjOutbox *self, const YjOutboxRecord *record, const char *digest, GError **error)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, error, "SELECT envelope_sha256 FROM record WHERE id = ?1", record->id, NULL);
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
insert_all (YjOutbox *self, const YjOutboxRecord *record, const char *digest, GError **error)
{
  if (!g_str_equal (record->case_number, record->reference) && !yj_outbox_use_case_number (self, record->case_number, error))
    return FALSE;
  return insert_record (self, record, digest, error) && insert_body (self, record, error) && insert_materials (self, record, error) &&
         insert_state (self, record, error) && yj_outbox_add_event (self, record->seq, "sealed", error);
}

/* After a failed commit the file is opened anew, and what it says is the truth. */
static gboolean
look_after_failed_commit (YjOutbox *self, const YjOutboxRecord *record, const char *digest, GError **error)
{
  g_autoptr (GError) failure = g_steal_pointer (error);
  gboolean full = (self->failed_code & 0xff) == SQLITE_FULL;

  if (full)
    yj_outbox_release_ballast (self);
  switch (find_same (self, record, digest, NULL)) {
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
try_seal (YjOutbox *self, const YjOutboxRecord *record, const char *digest, GError **error)
{
  if (!yj_outbox_begin (self, error))
    return FALSE;
  if (!insert_all (self, record, digest, error)) {
    yj_outbox_rollback (self);
    return FALSE;
  }
  return yj_outbox_commit (self, error) || look_after_failed_commit (self, record, digest, error);
}

gboolean
yj_outbox_seal (YjOutbox *self, const YjOutboxRecord *record, GError **error)
{
  g_autofree char *digest = yj_sha256_hex (record->envelope);
  Found found = find_same (self, record, digest, error);
  g_autoptr (GError) failure = NULL;

  if (found == FOUND_OTHER)
    g_set_error (error, YJ_ERROR, YJ_ERROR_EXISTS, "%s is stored with another envelope", record->id);
  if (found != FOUND_NOT)
    return found == FOUND_SAME;
  if (!try_seal (self, record, digest, &failure)) {
    if (!g_error_matches (failure, YJ_ERROR, YJ_ERROR_STORE_FULL)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
    /* What a person has begun can be finished on a full disk: that is what the ballast is for. */
    yj_outbox_release_ballast (self);
    if (!try_seal (self, record, digest, error))
      return FALSE;
  }
  yj_outbox_note_used (self, record->seq);
  return TRUE;
}
