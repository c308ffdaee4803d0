/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how long settled records keep their bodies and pages, and which pages the outbox names. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-outbox-private.h"

/* One commit purges at most so much, so that a person who hands in does not wait for it. */
#define STEP_RECORDS 128
#define STEP_BYTES (4 * 1024 * 1024)

#define SETTLED "state WHERE state IN ('accepted','rejected')"

/* What is still kept, and what of it goes now. */
typedef struct {
  gint64 records, blob_bytes;
  gint64 horizon_usec; /* running time before which a settled one is over */
  gint64 oldest_usec;
  GArray *seqs;
} YjKept;

static gint64
read_number (YjOutbox *self, const char *sql, gboolean *failed)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, NULL, sql, NULL);
  if (statement != NULL && yj_outbox_step_row (self, statement, failed))
    return sqlite3_column_int64 (statement, 0);
  *failed = TRUE;
  return 0;
}

/* A sixteenth above each limit, so that a purge is worth its commit; nothing is kept without limit. */
static gboolean
is_due (const YjKept *kept, const YjOutboxRetention *keep, gint64 now_usec)
{
  gint64 seconds = (now_usec - kept->oldest_usec) / G_USEC_PER_SEC;

  return kept->records > 0 && (kept->records > keep->records + keep->records / 16 ||
                               kept->blob_bytes > keep->blob_bytes + keep->blob_bytes / 16 || seconds > keep->seconds + keep->seconds / 16);
}

/* The oldest first, by the time at which they were settled. */
static gboolean
choose (YjOutbox *self, YjKept *kept, const YjOutboxRetention *keep, GError **error)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
      self, error,
      "SELECT seq, coalesce (changed_usec, 0), (SELECT coalesce (sum (bytes), 0) FROM material WHERE material.seq = state.seq),"
      " (SELECT length (envelope) FROM body WHERE body.seq = state.seq) FROM " SETTLED " ORDER BY changed_usec, seq LIMIT ?1",
      NULL);
  gint64 bytes = 0;
  gboolean failed = FALSE;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, STEP_RECORDS);
  while (bytes < STEP_BYTES && yj_outbox_step_row (self, statement, &failed)) {
    guint64 seq = (guint64) sqlite3_column_int64 (statement, 0);
    if (kept->records <= keep->records && kept->blob_bytes <= keep->blob_bytes && sqlite3_column_int64 (statement, 1) >= kept->horizon_usec)
      break;
    g_array_append_val (kept->seqs, seq);
    kept->records--;
    kept->blob_bytes -= sqlite3_column_int64 (statement, 2);
    bytes += sqlite3_column_int64 (statement, 3);
  }
  return !failed || yj_outbox_fail (self, error, "the outbox");
}

static gboolean
note_blobs (YjOutbox *self, guint64 seq, GPtrArray *blobs)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, NULL, "SELECT sha256 FROM material WHERE seq = ?1", NULL);
  gboolean failed = FALSE;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, (gint64) seq);
  while (yj_outbox_step_row (self, statement, &failed))
    g_ptr_array_add (blobs, g_strdup (yj_outbox_column (statement, 0)));
  return !failed;
}

static gboolean
run_on (YjOutbox *self, const char *sql, guint64 seq, GError **error)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, error, sql, NULL);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, (gint64) seq);
  if (sqlite3_bind_parameter_count (statement) == 2)
    sqlite3_bind_int64 (statement, 2, yj_outbox_get_running_usec (self));
  return yj_outbox_step_done (self, statement, error);
}

static gboolean
purge_one (YjOutbox *self, guint64 seq, GPtrArray *blobs, GError **error)
{
  return (note_blobs (self, seq, blobs) || yj_outbox_fail (self, error, "the outbox")) &&
         run_on (self, "UPDATE state SET state = 'purged', changed_usec = ?2 WHERE seq = ?1", seq, error) &&
         run_on (self, "DELETE FROM body WHERE seq = ?1", seq, error) && run_on (self, "DELETE FROM material WHERE seq = ?1", seq, error);
}

static gboolean
purge_all (YjOutbox *self, GArray *seqs, GPtrArray *blobs, GError **error)
{
  gboolean good = yj_outbox_begin (self, error);

  for (guint i = 0; good && i < seqs->len; i++)
    good = purge_one (self, g_array_index (seqs, guint64, i), blobs, error);
  return yj_outbox_end (self, good, error);
}

gboolean
yj_outbox_purge (YjOutbox *self, const YjOutboxRetention *keep, gboolean *more, GError **error)
{
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GPtrArray) blobs = g_ptr_array_new_with_free_func (g_free);
  gint64 now = yj_outbox_get_running_usec (self);
  gboolean failed = FALSE;
  YjKept kept = { 0, 0, now - keep->seconds * G_USEC_PER_SEC, now, seqs };

  if (more != NULL)
    *more = FALSE;
  kept.records = read_number (self, "SELECT sum (n) FROM tally WHERE state IN ('accepted','rejected')", &failed);
  kept.oldest_usec = read_number (self, "SELECT coalesce (min (changed_usec), 0) FROM " SETTLED, &failed);
  kept.blob_bytes = read_number (
      self, "SELECT coalesce (sum ((SELECT sum (bytes) FROM material WHERE material.seq = state.seq)), 0) FROM " SETTLED, &failed);
  if (failed)
    return yj_outbox_fail (self, error, "the outbox");
  if (!is_due (&kept, keep, now))
    return TRUE;
  if (!choose (self, &kept, keep, error) || !purge_all (self, seqs, blobs, error))
    return FALSE;
  self->is_log_stale |= seqs->len > 0;
  g_ptr_array_extend_and_steal (self->dropped_blobs, g_steal_pointer (&blobs));
  if (more != NULL)
    *more = seqs->len > 0;
  return TRUE;
}

gboolean
yj_outbox_names_blob (YjOutbox *self, const char *sha256)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, NULL, "SELECT 1 FROM material WHERE sha256 = ?1 LIMIT 1", sha256, NULL);
  gboolean failed = statement == NULL;

  return failed || yj_outbox_step_row (self, statement, &failed) || failed;
}

GPtrArray *
yj_outbox_take_dropped_blobs (YjOutbox *self)
{
  g_autoptr (GPtrArray) dropped = g_steal_pointer (&self->dropped_blobs);
  GPtrArray *unnamed = g_ptr_array_new_with_free_func (g_free);

  self->dropped_blobs = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < dropped->len; i++)
    if (!yj_outbox_names_blob (self, g_ptr_array_index (dropped, i)))
      g_ptr_array_add (unnamed, g_strdup (g_ptr_array_index (dropped, i)));
  return unnamed;
}

GHashTable *
yj_outbox_list_blobs (YjOutbox *self, GError **error)
{
  g_autoptr (GHashTable) digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (YjStatement) statement =
      yj_outbox_prepare (self, error,
                         "SELECT sha256 FROM state JOIN material USING (seq) WHERE state = 'queued'"
                         " UNION SELECT sha256 FROM state JOIN material USING (seq) WHERE state IN ('held','dead')",
                         NULL);
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
