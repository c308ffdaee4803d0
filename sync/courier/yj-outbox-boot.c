/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the age of records: boot time summed over the boots that were seen, so that neither a wrong clock nor a
 * kiosk that is switched off every night hides how long something has waited. Time switched off does not count. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-outbox-private.h"

#define KEEP_TIME_USEC (10 * 60 * G_USEC_PER_SEC)

/* Of this boot when it was noted already, else behind the last one. */
static gint64
read_base (YjOutbox *self)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
      self, NULL, "SELECT coalesce ((SELECT base_usec FROM boot WHERE boot_id = ?1), max (base_usec + last_usec), 0) FROM boot",
      yj_clock_get_boot_id (self->clock), NULL);
  return statement != NULL && sqlite3_step (statement) == SQLITE_ROW ? sqlite3_column_int64 (statement, 0) : 0;
}

gint64
yj_outbox_get_running_usec (YjOutbox *self)
{
  return self->base_usec + yj_clock_get_boottime_usec (self->clock);
}

gboolean
yj_outbox_begin_boot (YjOutbox *self, GError **error)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (self, error,
                                                         "INSERT OR IGNORE INTO boot (boot_id, base_usec, last_usec)"
                                                         " VALUES (?1, (SELECT coalesce (max (base_usec + last_usec), 0) FROM boot), ?2)",
                                                         yj_clock_get_boot_id (self->clock), NULL);

  if (statement == NULL)
    return FALSE;
  self->time_kept_usec = yj_clock_get_boottime_usec (self->clock);
  self->base_usec = read_base (self);
  sqlite3_bind_int64 (statement, 2, self->time_kept_usec);
  /* A full disk must not keep the queue from being read and sent. */
  if (sqlite3_step (statement) != SQLITE_DONE && (sqlite3_errcode (self->db) & 0xff) != SQLITE_FULL)
    return yj_outbox_fail (self, error, "the outbox");
  return TRUE;
}

void
yj_outbox_keep_time (YjOutbox *self)
{
  gint64 now = yj_clock_get_boottime_usec (self->clock);
  g_autoptr (YjStatement) statement = NULL;

  if (now - self->time_kept_usec < KEEP_TIME_USEC)
    return;
  statement = yj_outbox_prepare (self, NULL, "UPDATE boot SET last_usec = ?2 WHERE boot_id = ?1", yj_clock_get_boot_id (self->clock), NULL);
  if (statement == NULL)
    return;
  sqlite3_bind_int64 (statement, 2, now);
  if (sqlite3_step (statement) == SQLITE_DONE)
    self->time_kept_usec = now;
}
