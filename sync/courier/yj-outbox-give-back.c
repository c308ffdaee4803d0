/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what the files of the database give back to a short disk. SQLite keeps the pages of what was purged for what comes next, and its
 * log as long as it once was: on a disk that a long outage has filled, the room would be there, and the kiosk closed all the same. */
#include "sync/courier/yj-outbox-private.h"
#include <sys/statvfs.h>

/* Less is not worth to be written anew for. */
#define WORTH_BYTES (G_GINT64_CONSTANT (1) << 20)
/* SQLite writes what is left into memory and through the log. */
#define LEFT_MAX_BYTES (G_GINT64_CONSTANT (64) << 20)

static gint64
get_room_bytes (YjOutbox *self)
{
  struct statvfs info;
  return statvfs (self->dir, &info) == 0 ? (gint64) MIN ((guint64) info.f_bavail * info.f_frsize, G_MAXINT64) : 0;
}

static void
write_anew (YjOutbox *self)
{
  gint64 page = yj_outbox_read_int (self, "PRAGMA page_size", 0);
  gint64 free_bytes = yj_outbox_read_int (self, "PRAGMA freelist_count", 0) * page;
  gint64 left = yj_outbox_read_int (self, "PRAGMA page_count", 0) * page - free_bytes;

  if (free_bytes < WORTH_BYTES || left > LEFT_MAX_BYTES || left + WORTH_BYTES > get_room_bytes (self))
    return;
  /* One transaction: it is written anew or stays as it was, and the next time is soon. */
  if (yj_outbox_exec (self, "VACUUM", NULL))
    g_message ("the disk is short: the database gave back %" G_GINT64_FORMAT " KiB", free_bytes / 1024);
}

void
yj_outbox_give_back (YjOutbox *self)
{
  if (!yj_outbox_exec (self, "SELECT 1", NULL))
    return;
  /* The log moves into the database by making that longer, and not before that does it give anything back. The ballast is rebuilt by whoever
   * asked for room. */
  yj_outbox_release_ballast (self);
  yj_outbox_empty_log (self);
  write_anew (self);
  yj_outbox_empty_log (self);
}
