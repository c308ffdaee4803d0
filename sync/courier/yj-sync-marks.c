/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what the engine remembers of single records: which are put off, which failed alone, and why. In memory: a restart tries all. */
#include "sync/courier/yj-sync-engine-private.h"

/* Marks that are told one by one; beyond that only their groups are. */
#define MARKS_TOLD_MAX 1000

typedef struct {
  gint64 until_usec; /* boot time before which it is not sent; 0: none */
  gboolean doubtful; /* failed alone */
  char *why;
} Mark;

static void
mark_free (gpointer data)
{
  g_free (((Mark *) data)->why);
  g_free (data);
}

GHashTable *
yj_sync_marks_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, mark_free);
}

static Mark *
find (YjSyncEngine *self, guint64 seq)
{
  gint64 key = (gint64) seq;
  return g_hash_table_lookup (self->marks, &key);
}

static Mark *
find_or_add (YjSyncEngine *self, guint64 seq, const char *why)
{
  Mark *mark = find (self, seq);

  if (mark == NULL) {
    gint64 *key = g_new (gint64, 1);
    *key = (gint64) seq;
    mark = g_new0 (Mark, 1);
    g_hash_table_insert (self->marks, key, mark);
  }
  g_free (mark->why);
  mark->why = g_strdup (why);
  return mark;
}

static void
drop (YjSyncEngine *self, guint64 seq)
{
  gint64 key = (gint64) seq;
  g_hash_table_remove (self->marks, &key);
}

void
yj_sync_engine_defer (YjSyncEngine *self, guint64 seq, gint64 msec, const char *why)
{
  find_or_add (self, seq, why)->until_usec = yj_clock_get_boottime_usec (self->clock) + msec * 1000;
}

gboolean
yj_sync_engine_is_deferred (YjSyncEngine *self, guint64 seq)
{
  Mark *mark = find (self, seq);

  if (mark == NULL || mark->until_usec == 0)
    return FALSE;
  if (mark->until_usec > yj_clock_get_boottime_usec (self->clock))
    return TRUE;
  mark->until_usec = 0;
  if (!mark->doubtful)
    drop (self, seq);
  return FALSE;
}

void
yj_sync_engine_doubt (YjSyncEngine *self, guint64 seq, const char *why)
{
  find_or_add (self, seq, why)->doubtful = TRUE;
}

gboolean
yj_sync_engine_is_doubtful (YjSyncEngine *self, guint64 seq)
{
  Mark *mark = find (self, seq);
  return mark != NULL && mark->doubtful;
}

void
yj_sync_engine_trust (YjSyncEngine *self, guint64 seq)
{
  Mark *mark = find (self, seq);

  if (mark == NULL)
    return;
  mark->doubtful = FALSE;
  if (mark->until_usec == 0)
    drop (self, seq);
}

void
yj_sync_engine_settled (YjSyncEngine *self, guint64 seq)
{
  drop (self, seq);
}

void
yj_sync_engine_end_delays (YjSyncEngine *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->marks);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Mark *mark = value;
    mark->until_usec = 0;
    if (!mark->doubtful)
      g_hash_table_iter_remove (&iter);
  }
}

gint64
yj_sync_engine_get_due_msec (YjSyncEngine *self)
{
  gint64 now = yj_clock_get_boottime_usec (self->clock), first = G_MAXINT64;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->marks);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Mark *) value)->until_usec > now)
      first = MIN (first, ((Mark *) value)->until_usec);
  return first < G_MAXINT64 ? (first - now) / 1000 + 1 : -1;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;
  return (x > y) - (x < y);
}

static gboolean
has_number (GArray *list, guint64 seq)
{
  for (guint i = 0; i < list->len; i++)
    if (g_array_index (list, guint64, i) == seq)
      return TRUE;
  return FALSE;
}

GArray *
yj_sync_engine_list_doubtful (YjSyncEngine *self, GArray *without)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (guint64));
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->marks);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (((Mark *) value)->doubtful && !has_number (without, (guint64) * (gint64 *) key))
      g_array_append_vals (list, key, 1);
  g_array_sort (list, compare_numbers);
  return list;
}

/* ---- what a technician is told ---- */

static void
count_in_group (json_t *groups, gint64 seq, const Mark *mark)
{
  json_t *group = json_object_get (groups, mark->why);
  gint64 until = yj_json_int (group, "until_usec", 0);

  if (group == NULL) {
    group = json_pack ("{s:i, s:b, s:I}", "count", 0, "alone", mark->doubtful, "first_seq", (json_int_t) seq);
    json_object_set_new (groups, mark->why, group);
  }
  if (seq < yj_json_int (group, "first_seq", 0))
    json_object_set_new (group, "first_seq", json_integer (seq));
  json_object_set_new (group, "count", json_integer (yj_json_int (group, "count", 0) + 1));
  if (mark->until_usec > 0 && (until == 0 || mark->until_usec < until))
    json_object_set_new (group, "until_usec", json_integer (mark->until_usec));
}

/* {"records": {seq: {"why", "alone", "until_usec"}}, "groups": {why: {"count", "alone", "first_seq", "until_usec"}}} */
static json_t *
describe (YjSyncEngine *self)
{
  json_t *records = json_object (), *groups = json_object ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->marks);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT, *(gint64 *) key);
    const Mark *mark = value;

    count_in_group (groups, *(gint64 *) key, mark);
    if (json_object_size (records) < MARKS_TOLD_MAX)
      json_object_set_new (records, name,
                           json_pack ("{s:s, s:b, s:I}", "why", mark->why, "alone", mark->doubtful, "until_usec", (json_int_t) mark->until_usec));
  }
  return json_pack ("{s:o, s:o}", "records", records, "groups", groups);
}

void
yj_sync_engine_publish_marks (YjSyncEngine *self)
{
  json_t *fresh = describe (self);

  g_mutex_lock (&self->lock);
  json_decref (self->told_marks);
  self->told_marks = fresh;
  g_mutex_unlock (&self->lock);
}

json_t *
yj_sync_engine_dup_marks (YjSyncEngine *self)
{
  json_t *copy;

  g_mutex_lock (&self->lock);
  copy = self->told_marks != NULL ? json_deep_copy (self->told_marks) : json_object ();
  g_mutex_unlock (&self->lock);
  return copy;
}
