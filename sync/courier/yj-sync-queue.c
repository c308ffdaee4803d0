/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the order in which the queue is sent, and over how many connections: oldest first, what failed alone last and singly, what
 * is put off not yet. The second connection opens when central has answered on the first, and whoever has a batch ready gets the next that
 * is free. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-sync-engine-private.h"

/* Only what fails while others pass in the same round is the record's own fault. */
static void
judge_suspects (YjSyncEngine *self, YjSyncRound *round)
{
  YjSyncResult *result = round->result;

  if (result->accepted + result->rejected == 0 || round->suspects->len == 0)
    return;
  if (result->kind == YJ_TROUBLE_BUSY && !self->line_cut)
    yj_sync_result_forget_trouble (result);
  for (guint i = 0; i < round->suspects->len; i++) {
    result->unsent--;
    yj_sync_engine_count_solo_failure (self, g_array_index (round->suspects, guint64, i), "central fails on it every time", FALSE, result);
  }
}

/* ---- what comes next ---- */

static void
call_claim (gpointer data)
{
  YjStoreCall *call = data;
  call->items = yj_outbox_claim (call->self->outbox, call->after_seq, call->max_items, call->max_bytes, &call->error);
}

static void
call_claim_these (gpointer data)
{
  YjStoreCall *call = data;
  call->items = yj_outbox_claim_these (call->self->outbox, call->seqs, &call->error);
}

static GPtrArray *
ask_store (YjSyncEngine *self, void (*func) (gpointer data), YjStoreCall *call)
{
  g_mutex_unlock (&self->round_lock);
  yj_worker_call (self->store, func, call);
  g_mutex_lock (&self->round_lock);
  if (call->items == NULL) {
    yj_sync_result_trouble (self->round->result, YJ_TROUBLE_STORE, "%s", call->error->message);
    g_error_free (call->error);
  }
  return call->items;
}

GPtrArray *
yj_sync_engine_claim_these (YjSyncEngine *self, GArray *seqs)
{
  YjStoreCall call = { .self = self, .seqs = seqs };
  return ask_store (self, call_claim_these, &call);
}

GPtrArray *
yj_sync_engine_claim (YjSyncEngine *self, guint max_items, gsize max_bytes)
{
  YjStoreCall call = { .self = self, .after_seq = self->round->cursor, .max_items = max_items, .max_bytes = max_bytes };
  return ask_store (self, call_claim, &call);
}

void
yj_sync_engine_leave_out (YjSyncEngine *self, GPtrArray *items)
{
  for (guint i = items->len; i > 0; i--) {
    YjOutboxItem *item = g_ptr_array_index (items, i - 1);
    self->round->cursor = MAX (self->round->cursor, item->seq);
    self->round->result->unsent += !yj_sync_engine_is_doubtful (self, item->seq) && yj_sync_engine_is_deferred (self, item->seq);
    if (yj_sync_engine_is_doubtful (self, item->seq) || yj_sync_engine_is_deferred (self, item->seq))
      g_ptr_array_remove_index (items, i - 1);
  }
}

/* The next of the second pass. One that is not queued any more is no longer doubted. */
static YjSyncBatch *
take_doubtful (YjSyncEngine *self)
{
  YjSyncRound *round = self->round;

  while (round->next_doubtful < round->doubtful->len) {
    guint64 seq = g_array_index (round->doubtful, guint64, round->next_doubtful++);
    g_autoptr (GArray) one = g_array_new (FALSE, FALSE, sizeof (guint64));
    GPtrArray *items;

    if (yj_sync_engine_is_deferred (self, seq)) {
      round->result->unsent++;
      continue;
    }
    g_array_append_val (one, seq);
    items = yj_sync_engine_claim_these (self, one);
    if (items == NULL || items->len > 0)
      return items != NULL ? yj_sync_batch_of (self, items) : NULL;
    yj_sync_engine_trust (self, seq);
    g_ptr_array_unref (items);
  }
  return yj_sync_batch_new (self);
}

/* ---- who sends it ---- */

/* With round_lock held. */
static void
run_lane (YjSyncLane *lane)
{
  YjSyncEngine *self = lane->engine;
  YjSyncRound *round = self->round;
  gboolean more = TRUE;

  while (more && !round->stop && !g_cancellable_is_cancelled (self->stop)) {
    g_autoptr (YjSyncBatch) batch = round->doubtful != NULL ? take_doubtful (self) : yj_sync_batch_take (self);
    more = batch != NULL && batch->items->len > 0;
    if (batch == NULL || (more && !yj_sync_lane_send (lane, batch))) {
      round->stop = TRUE;
      g_cond_broadcast (&self->uplink_given); /* whoever waits for one need not send any more */
    }
  }
}

static gpointer
run_helper (gpointer data)
{
  YjSyncLane *lane = data;
  YjSyncEngine *self = lane->engine;

  g_mutex_lock (&self->round_lock);
  run_lane (lane);
  g_mutex_unlock (&self->round_lock);
  return NULL;
}

void
yj_sync_engine_open_lanes (YjSyncEngine *self)
{
  for (guint i = 1; i < YJ_SYNC_LANES && !self->round->stop && !self->round->all_taken; i++)
    if (self->round->helpers[i] == NULL)
      self->round->helpers[i] = g_thread_new ("net-lane", run_helper, &self->lanes[i]);
}

/* The first lane's way through the queue; all have ended when it returns. */
static void
run_pass (YjSyncEngine *self)
{
  self->round->all_taken = FALSE;
  run_lane (&self->lanes[0]);
  self->round->all_taken = TRUE;
  for (guint i = 1; i < YJ_SYNC_LANES; i++) {
    GThread *helper = self->round->helpers[i];
    if (helper == NULL)
      continue;
    g_mutex_unlock (&self->round_lock);
    g_thread_join (helper);
    g_mutex_lock (&self->round_lock);
    self->round->helpers[i] = NULL;
  }
}

/* ---- over which connection ---- */

static gboolean
is_first (const YjSyncLane *lane)
{
  for (guint i = 0; i < YJ_SYNC_LANES; i++) {
    guint64 asked = lane->engine->lanes[i].asked;
    if (asked != 0 && asked < lane->asked)
      return FALSE;
  }
  return TRUE;
}

static gboolean
borrow (YjSyncLane *lane)
{
  YjSyncEngine *self = lane->engine;

  for (guint i = 0; i < YJ_SYNC_CONNECTIONS && is_first (lane); i++)
    if (!self->lent[i]) {
      self->lent[i] = TRUE;
      lane->uplink = self->uplinks[i];
      return TRUE;
    }
  return FALSE;
}

gboolean
yj_sync_lane_take_uplink (YjSyncLane *lane, gboolean gives_up)
{
  YjSyncEngine *self = lane->engine;
  gboolean taken;

  lane->asked = ++self->asks;
  while (!(gives_up && self->round->stop) && !borrow (lane))
    g_cond_wait (&self->uplink_given, &self->round_lock);
  taken = lane->uplink != NULL;
  lane->asked = 0;
  /* Who comes next may find another one free. */
  g_cond_broadcast (&self->uplink_given);
  return taken;
}

void
yj_sync_lane_give_uplink (YjSyncLane *lane)
{
  YjSyncEngine *self = lane->engine;

  for (guint i = 0; i < YJ_SYNC_CONNECTIONS; i++)
    self->lent[i] = self->lent[i] && self->uplinks[i] != lane->uplink;
  lane->uplink = NULL;
  g_cond_broadcast (&self->uplink_given);
}

void
yj_sync_engine_send_queue (YjSyncEngine *self, YjSyncResult *result)
{
  YjSyncRound round = { .result = result };

  g_mutex_lock (&self->round_lock);
  self->round = &round;
  round.suspects = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->line_cut = FALSE;
  for (guint i = 0; i < YJ_SYNC_LANES; i++)
    self->lanes[i].bisections = self->lanes[i].outage_signs = 0;
  run_pass (self);
  /* One try a round is enough for those that failed in this one. */
  if (!round.stop && g_hash_table_size (self->marks) > 0) {
    round.doubtful = yj_sync_engine_list_doubtful (self, round.suspects);
    g_debug ("%u records failed alone before and go last", round.doubtful->len);
    run_pass (self);
  }
  judge_suspects (self, &round);
  yj_sync_engine_publish_marks (self);
  result->due_msec = yj_sync_engine_get_due_msec (self);
  self->round = NULL;
  g_mutex_unlock (&self->round_lock);
  g_array_unref (round.suspects);
  g_clear_pointer (&round.doubtful, g_array_unref);
}
