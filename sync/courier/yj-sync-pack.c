/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a batch comes from the store: piece by piece, each packed before the next is read, so that no body is in memory beside the
 * packed ones, and a seal waits for a piece and never for a batch. */
#include "sync/courier/jobs/yj-batch-pack.h"
#include "sync/courier/yj-sync-engine-private.h"

#define PIECE_ITEMS 16u
#define PIECE_BYTES (96u * 1024u)

void
yj_sync_batch_free (YjSyncBatch *batch)
{
  if (batch == NULL)
    return;
  g_ptr_array_unref (batch->items);
  g_clear_pointer (&batch->body, g_bytes_unref);
  g_free (batch);
}

YjSyncBatch *
yj_sync_batch_new (YjSyncEngine *self)
{
  YjSyncBatch *batch = g_new0 (YjSyncBatch, 1);

  batch->items = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_item_free);
  batch->zstd = self->zstd;
  return batch;
}

/* Takes @items. Without the lock. */
static void
add_items (YjSyncBatch *batch, YjBatchPack *pack, GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++) {
    YjOutboxItem *item = g_ptr_array_index (items, i);
    batch->bytes += yj_outbox_item_get_bytes (item);
    yj_batch_pack_add (pack, item);
  }
  g_ptr_array_extend_and_steal (batch->items, items);
}

YjSyncBatch *
yj_sync_batch_of (YjSyncEngine *self, GPtrArray *items)
{
  YjSyncBatch *batch = yj_sync_batch_new (self);
  g_autoptr (YjBatchPack) pack = NULL;
  gsize bytes = 0;

  for (guint i = 0; i < items->len; i++)
    bytes += yj_outbox_item_get_bytes (g_ptr_array_index (items, i));
  pack = yj_batch_pack_new (bytes, batch->zstd);
  g_mutex_unlock (&self->round_lock);
  add_items (batch, pack, items);
  batch->body = yj_batch_pack_finish (pack);
  g_mutex_lock (&self->round_lock);
  return batch;
}

/* For one more of the size of those that are in. */
static gboolean
has_room (const YjSyncEngine *self, const YjSyncBatch *batch, gsize limit_bytes)
{
  return batch->items->len == 0 ||
         (batch->items->len < self->pacing.most_items && batch->bytes + batch->bytes / batch->items->len <= limit_bytes);
}

/* FALSE: there are none left, or, with *@failed, the store does not give them. */
static gboolean
take_piece (YjSyncEngine *self, YjSyncBatch *batch, YjBatchPack *pack, gsize limit_bytes, gboolean *failed)
{
  guint most = MIN (self->pacing.most_items - batch->items->len, PIECE_ITEMS);
  GPtrArray *items = yj_sync_engine_claim (self, most, MIN (limit_bytes - MIN (batch->bytes, limit_bytes), PIECE_BYTES));
  gboolean some = items != NULL && items->len > 0;

  *failed = items == NULL;
  if (items == NULL)
    return FALSE;
  yj_sync_engine_leave_out (self, items);
  g_mutex_unlock (&self->round_lock);
  add_items (batch, pack, items);
  g_mutex_lock (&self->round_lock);
  return some;
}

static YjSyncBatch *
take (YjSyncEngine *self)
{
  gsize limit_bytes = yj_pacing_take_bytes (&self->pacing, yj_clock_get_boottime_usec (self->clock), yj_uplink_is_paced (self->uplinks[0]));
  g_autoptr (YjSyncBatch) batch = yj_sync_batch_new (self);
  g_autoptr (YjBatchPack) pack = yj_batch_pack_new (limit_bytes, batch->zstd);
  gboolean failed = FALSE;

  while (has_room (self, batch, limit_bytes) && take_piece (self, batch, pack, limit_bytes, &failed))
    ;
  if (failed)
    return NULL;
  batch->body = yj_batch_pack_finish (pack);
  return g_steal_pointer (&batch);
}

/* One lane at a time: what one batch holds follows each other, and what is left when little is left goes together. */
YjSyncBatch *
yj_sync_batch_take (YjSyncEngine *self)
{
  YjSyncBatch *batch;

  g_mutex_unlock (&self->round_lock);
  g_mutex_lock (&self->take_lock);
  g_mutex_lock (&self->round_lock);
  batch = take (self);
  g_mutex_unlock (&self->take_lock);
  return batch;
}
