/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the order in which the queue is sent: oldest first, what failed alone last, what is put off not yet. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-sync-engine-private.h"

static void
call_claim (gpointer data)
{
  YjStoreCall *call = data;
  call->items = yj_outbox_claim (call->self->outbox, call->after_seq, call->self->batch_items, call->self->batch_bytes, &call->error);
}

void
yj_sync_engine_defer (YjSyncEngine *self, guint64 seq, gint64 msec)
{
  gint64 *key = g_new (gint64, 1), *until = g_new (gint64, 1);
  *key = (gint64) seq;
  *until = yj_clock_get_boottime_usec (self->clock) + msec * 1000;
  g_hash_table_replace (self->not_before, key, until);
}

static gboolean
is_deferred (YjSyncEngine *self, guint64 seq)
{
  gint64 key = (gint64) seq, *until = g_hash_table_lookup (self->not_before, &key);
  if (until == NULL)
    return FALSE;
  if (*until > yj_clock_get_boottime_usec (self->clock))
    return TRUE;
  g_hash_table_remove (self->not_before, &key);
  return FALSE;
}

/* A record that failed alone, for whatever reason, goes last and by itself from then on: a poisoned one must not stand
 * before the others, and one that only met an outage loses nothing by it. */
void
yj_sync_engine_doubt (YjSyncEngine *self, guint64 seq)
{
  gint64 *key = g_new (gint64, 1);
  *key = (gint64) seq;
  g_hash_table_add (self->doubtful, key);
}

static gboolean
is_doubtful (YjSyncEngine *self, guint64 seq)
{
  gint64 key = (gint64) seq;
  return g_hash_table_contains (self->doubtful, &key);
}

void
yj_sync_engine_trust (YjSyncEngine *self, guint64 seq)
{
  gint64 key = (gint64) seq;
  g_hash_table_remove (self->doubtful, &key);
}

/* Only what fails while others pass in the same round is the record's own fault. */
static void
judge_suspects (YjSyncEngine *self, YjSyncResult *result)
{
  if (result->accepted + result->rejected == 0 || self->suspects->len == 0)
    return;
  if (result->kind == YJ_TROUBLE_BUSY && !self->line_cut)
    yj_sync_result_forget_trouble (result);
  for (guint i = 0; i < self->suspects->len; i++) {
    result->unsent--;
    yj_sync_engine_count_solo_failure (self, g_array_index (self->suspects, guint64, i), "central fails on it every time", FALSE, result);
  }
}

static GPtrArray *
pick (YjSyncEngine *self, GPtrArray *claimed, gboolean doubtful, guint64 *cursor, YjSyncResult *result)
{
  GPtrArray *items = g_ptr_array_new ();

  for (guint i = 0; i < claimed->len; i++) {
    YjOutboxItem *item = g_ptr_array_index (claimed, i);
    *cursor = MAX (*cursor, item->seq);
    if (is_doubtful (self, item->seq) != doubtful)
      continue;
    if (is_deferred (self, item->seq))
      result->unsent++;
    else
      g_ptr_array_add (items, item);
  }
  return items;
}

static gboolean
send_singly (YjSyncEngine *self, GPtrArray *items, YjSyncResult *result)
{
  for (guint i = 0; i < items->len; i++) {
    g_autoptr (GPtrArray) one = yj_sync_engine_slice (items, i, i + 1);
    if (!yj_sync_engine_send_batch (self, one, result))
      return FALSE;
  }
  return TRUE;
}

/* TRUE: everything was tried. */
static gboolean
send_pass (YjSyncEngine *self, gboolean doubtful, YjSyncResult *result)
{
  guint64 cursor = 0;
  gboolean more = TRUE;

  while (more && !g_cancellable_is_cancelled (self->stop)) {
    YjStoreCall call = { .self = self, .after_seq = cursor };
    g_autoptr (GPtrArray) claimed = NULL, items = NULL;

    yj_worker_call (self->store, call_claim, &call);
    claimed = call.items;
    if (claimed == NULL) {
      yj_sync_result_trouble (result, YJ_TROUBLE_STORE, "%s", call.error->message);
      g_error_free (call.error);
      return FALSE;
    }
    if (claimed->len == 0)
      return TRUE;
    items = pick (self, claimed, doubtful, &cursor, result);
    more = doubtful ? send_singly (self, items, result) : yj_sync_engine_send_batch (self, items, result);
  }
  return FALSE;
}

void
yj_sync_engine_send_queue (YjSyncEngine *self, YjSyncResult *result)
{
  self->suspects = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->bisections = self->outage_signs = 0;
  if (g_hash_table_size (self->doubtful) > 0)
    g_debug ("%u records failed alone before and go last", g_hash_table_size (self->doubtful));
  if (send_pass (self, FALSE, result) && g_hash_table_size (self->doubtful) > 0)
    send_pass (self, TRUE, result);
  judge_suspects (self, result);
  g_clear_pointer (&self->suspects, g_array_unref);
}
