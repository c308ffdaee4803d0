/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the making of long queues for tests and measurements. */
#include "outbox-many.h"

#define COUNTER "WITH RECURSIVE counter (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM counter WHERE n < %u) "

char *
outbox_many_id (guint64 seq)
{
  return g_strdup_printf ("00000000-0000-7000-9000-%012" G_GUINT64_FORMAT, seq);
}

void
outbox_many_fill (OutboxRig *rig, guint count, gsize bytes)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = g_strdup_printf (
      "PRAGMA synchronous = OFF; BEGIN;" COUNTER "INSERT INTO record SELECT n, printf ('00000000-0000-7000-9000-%%012d', n), kind, printf "
      "('7K3N%%08d', n), printf ('7K3N%%08d', n), item,"
      " boot_id, boottime_usec, wall, header_sha256, envelope_sha256, secret_sha256, NULL FROM counter, record WHERE seq = 1;" COUNTER
      "INSERT INTO body SELECT n, header_jws, header_json, envelope FROM counter, body WHERE seq = 1;" COUNTER
      "INSERT INTO material SELECT n, printf ('%%064d', n), 10 FROM counter;" COUNTER
      "INSERT INTO state (seq, state) SELECT n, 'queued' FROM counter;"
      "COMMIT; PRAGMA wal_checkpoint (TRUNCATE)",
      count, count, count, count);
  g_autofree char *message = NULL;

  g_assert_cmpuint (outbox_rig_try_seal (rig, 1, bytes, &error), ==, 1);
  g_assert_no_error (error);
  outbox_rig_close (rig);
  if (!outbox_rig_sql (rig, sql, &message))
    g_error ("%s", message);
  outbox_rig_open (rig, NULL);
}
