/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the sequence numbers: that none is left out, and that none is used twice, whatever becomes of the file.
 *
 * A number is used when its record is committed, so an intact file goes on at max (seq) + 1 without a gap. Beside the
 * database, outbox.seq holds two numbers: the mark, up to which this kiosk may have gone, and the last one that was used.
 * The mark grows at the first record of every run and every 256 records, in the database first and durably in outbox.seq
 * after; the other is written after each record, without waiting for the disk. Either above the database's own means that
 * the database is new or that an older image came back. Then the numbers go on behind the mark, the jump is declared, and
 * the case numbers that were reserved are given up, known here or not. Where outbox.seq came back with the image, central knows better. */
#include "core/base/yj-durable-file.h"
#include "core/base/yj-error.h"
#include "sync/courier/yj-outbox-private.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define SEQ_RESERVE 256
#define DIGITS 20
#define NUMBER "%0" G_STRINGIFY (DIGITS) G_GUINT64_FORMAT

static void
read_beside (YjOutbox *self, guint64 *mark, guint64 *used)
{
  g_autofree char *path = yj_outbox_beside (self, "outbox.seq"), *text = NULL;
  char *end = NULL;

  *mark = *used = 0;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  *mark = g_ascii_strtoull (text, &end, 10);
  *used = g_ascii_strtoull (end, NULL, 10);
  *mark = MAX (*mark, *used);
}

guint64
yj_outbox_read_mark (YjOutbox *self)
{
  guint64 mark, used;
  read_beside (self, &mark, &used);
  return mark;
}

static gboolean
write_beside (YjOutbox *self, guint64 mark, GError **error)
{
  g_autofree char *path = yj_outbox_beside (self, "outbox.seq");
  g_autofree char *text = g_strdup_printf (NUMBER " " NUMBER "\n", mark, self->next_seq - 1);

  return yj_durable_file_write (path, text, strlen (text), 0600, error);
}

void
yj_outbox_note_used (YjOutbox *self, guint64 seq)
{
  char text[DIGITS + 1];

  self->next_seq = seq + 1;
  g_snprintf (text, sizeof text, NUMBER, seq);
  /* A hint beside the mark: where it cannot be written, the mark alone protects. */
  if (self->beside_fd >= 0 && pwrite (self->beside_fd, text, DIGITS, DIGITS + 1) != DIGITS)
    g_debug ("the last number was not noted beside the outbox");
}

gboolean
yj_outbox_declare_jump (YjOutbox *self, guint64 seq, const char *reason, GError **error)
{
  g_autoptr (YjStatement) statement = yj_outbox_prepare (
      self, error,
      "INSERT OR IGNORE INTO number_jump (reason, seq) SELECT ?1, ?2 WHERE ?2 > 1 + (SELECT coalesce (max (seq), 0) FROM record)", reason,
      NULL);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 2, (gint64) seq);
  return yj_outbox_step_done (self, statement, error);
}

static gboolean
store_mark (YjOutbox *self, guint64 mark, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE meta SET value = '%" G_GUINT64_FORMAT "' WHERE key = 'mark'", mark);

  return yj_outbox_exec (self, sql, error) &&
         (!self->came_back || (yj_outbox_declare_jump (self, self->next_seq, "the file was new or an older image", error) &&
                               yj_outbox_distrust_case_ranges (self, error)));
}

/* Writing it anew made another file of it. */
static void
reopen_beside (YjOutbox *self)
{
  g_autofree char *path = yj_outbox_beside (self, "outbox.seq");

  if (self->beside_fd >= 0)
    close (self->beside_fd);
  self->beside_fd = g_open (path, O_WRONLY | O_CLOEXEC);
}

static gboolean
extend_mark (YjOutbox *self, GError **error)
{
  guint64 mark = MAX (self->next_seq + SEQ_RESERVE - 1, self->mark + 1);

  if (!yj_outbox_begin (self, error) || !yj_outbox_end (self, store_mark (self, mark, error), error) || !write_beside (self, mark, error))
    return FALSE;
  reopen_beside (self);
  self->mark = self->reserved_seq = mark;
  self->came_back = FALSE;
  return TRUE;
}

void
yj_outbox_settle_numbers (YjOutbox *self)
{
  guint64 mark, noted;
  guint64 own = (guint64) yj_outbox_read_int (self, "SELECT CAST (value AS INTEGER) FROM meta WHERE key = 'mark'", 0);
  guint64 used = (guint64) yj_outbox_read_int (self, "SELECT coalesce (max (seq), 0) FROM record", 0);

  read_beside (self, &mark, &noted);
  self->came_back = mark > own || noted > used;
  self->next_seq = MAX (used, self->came_back ? mark : 0) + 1;
  self->mark = MAX (mark, own);
  self->reserved_seq = 0;
}

gboolean
yj_outbox_learn_used (YjOutbox *self, guint64 seq)
{
  /* No kiosk is a million records behind. */
  if (self->db == NULL || seq < self->next_seq || seq - self->next_seq > 1000000)
    return FALSE;
  self->next_seq = seq + 1;
  self->reserved_seq = 0;
  self->came_back = TRUE;
  return TRUE;
}

guint64
yj_outbox_reserve_seq (YjOutbox *self, GError **error)
{
  g_autoptr (GError) failure = NULL;

  /* After a failed commit only the file knows which number is the next. */
  if (self->db == NULL && !yj_outbox_exec (self, "SELECT 1", error))
    return 0;
  if (self->next_seq <= self->reserved_seq || extend_mark (self, &failure))
    return self->next_seq;
  /* A full disk, or one that was full at the commit: the ballast makes room once. */
  yj_outbox_release_ballast (self);
  return extend_mark (self, error) ? self->next_seq : 0;
}
