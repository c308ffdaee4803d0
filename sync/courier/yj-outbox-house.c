/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what is done for the outbox while nothing else is: time is noted, the log is kept, and stored bytes are looked at before they
 * are needed. */
#include "sync/courier/yj-outbox-private.h"

/* At a look; at one a minute a gigabyte takes some hours. */
#define LOOK_RECORDS 512
#define LOOK_BYTES (4 * 1024 * 1024)

static gboolean
is_intact (YjStatement *row)
{
  g_autoptr (GBytes) envelope = g_bytes_new_static (sqlite3_column_blob (row, 3), (gsize) sqlite3_column_bytes (row, 3));
  g_autofree char *header_sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, yj_outbox_column (row, 2), -1);
  return yj_outbox_is_intact (envelope, header_sha256, row, 4);
}

/* From the number behind which the last look ended; FALSE when the file cannot be read there. */
static gboolean
look_at_some (YjOutbox *self, GPtrArray *rotten)
{
  g_autoptr (YjStatement) rows =
      yj_outbox_prepare (self, NULL,
                         "SELECT seq, state, header_jws, envelope, header_sha256, envelope_sha256 FROM body CROSS JOIN record USING (seq)"
                         " CROSS JOIN state USING (seq) WHERE seq > ?1 ORDER BY seq LIMIT ?2",
                         NULL);
  gsize bytes = 0;
  guint seen = 0;
  gboolean failed = rows == NULL;

  if (failed)
    return FALSE;
  sqlite3_bind_int64 (rows, 1, (gint64) self->looked_seq);
  sqlite3_bind_int (rows, 2, LOOK_RECORDS);
  while (bytes < LOOK_BYTES && yj_outbox_step_row (self, rows, &failed)) {
    self->looked_seq = (guint64) sqlite3_column_int64 (rows, 0);
    bytes += (gsize) sqlite3_column_bytes (rows, 3);
    seen++;
    if (!is_intact (rows) && g_strcmp0 (yj_outbox_column (rows, 1), "queued") == 0)
      yj_outbox_add_rotten (rotten, self->looked_seq);
  }
  if (bytes < LOOK_BYTES && seen < LOOK_RECORDS)
    self->looked_seq = 0;
  return !failed;
}

void
yj_outbox_keep_house (YjOutbox *self)
{
  g_autoptr (GPtrArray) rotten = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_verdict_free);

  yj_outbox_keep_time (self);
  yj_outbox_keep_log (self);
  if (look_at_some (self, rotten) && rotten->len > 0)
    yj_outbox_bury (self, rotten);
}
