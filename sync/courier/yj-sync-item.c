/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what becomes of each record of an answered batch: settled, put off, completed with what central misses. */
#include "core/base/yj-error.h"
#include "sync/courier/jobs/yj-batch-job.h"
#include "sync/courier/yj-sync-engine-private.h"

/* A record that fails alone this often, while others pass, is set aside. */
#define SOLO_FAILURES_MAX 5
#define SOLO_DELAY_MSEC (60 * 1000)

/* A record that waits for pages at central. */
typedef struct {
  guint64 seq;
  GPtrArray *missing;
} Incomplete;

static void
incomplete_clear (gpointer data)
{
  g_clear_pointer (&((Incomplete *) data)->missing, g_ptr_array_unref);
}

static void
call_count_attempt (gpointer data)
{
  YjStoreCall *call = data;
  call->attempts = yj_outbox_count_attempt (call->self->outbox, call->seq, &call->error);
}

/* Takes @receipt and @reason. */
static void
add_verdict (GPtrArray *verdicts, guint64 seq, YjSettlement settlement, char *receipt, char *reason)
{
  YjOutboxVerdict *verdict = g_new0 (YjOutboxVerdict, 1);
  *verdict = (YjOutboxVerdict){ seq, settlement, receipt, reason };
  g_ptr_array_add (verdicts, verdict);
}

static GPtrArray *
new_verdicts (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_verdict_free);
}

static gboolean
set_aside (YjSyncEngine *self, guint64 seq, const char *reason, YjSyncResult *result)
{
  g_autoptr (GPtrArray) verdicts = new_verdicts ();

  add_verdict (verdicts, seq, YJ_SETTLE_DEAD, NULL, g_strdup (reason));
  yj_sync_engine_settled (self, seq);
  result->dead++;
  return yj_sync_engine_settle (self, NULL, verdicts, result);
}

gboolean
yj_sync_engine_count_solo_failure (YjSyncEngine *self, guint64 seq, const char *reason, gboolean at_once, YjSyncResult *result)
{
  YjStoreCall call = { .self = self, .seq = seq };

  yj_worker_call (self->store, call_count_attempt, &call);
  g_clear_error (&call.error);
  yj_sync_result_trouble (result, YJ_TROUBLE_RECORD, "%s", reason);
  if (at_once || call.attempts >= SOLO_FAILURES_MAX)
    return set_aside (self, seq, reason, result);
  result->unsent++;
  yj_sync_engine_defer (self, seq, SOLO_DELAY_MSEC, reason);
  return TRUE;
}

static void
apply_item (YjSyncEngine *self, const YjOutboxItem *item, YjItemResult *fate, GPtrArray *verdicts, GArray *incomplete)
{
  YjSyncResult *result = self->round->result;
  Incomplete waiting = { item->seq, NULL };

  self->anchor_usec = MAX (self->anchor_usec, fate->received_usec);
  switch (fate->fate) {
  case YJ_ITEM_ACCEPTED:
    add_verdict (verdicts, item->seq, YJ_SETTLE_ACCEPTED, g_steal_pointer (&fate->receipt), NULL);
    result->accepted++;
    break;
  case YJ_ITEM_REJECTED:
    add_verdict (verdicts, item->seq, YJ_SETTLE_REJECTED, g_steal_pointer (&fate->receipt), g_steal_pointer (&fate->reason));
    result->rejected++;
    break;
  case YJ_ITEM_DEAD:
    add_verdict (verdicts, item->seq, YJ_SETTLE_DEAD, NULL, g_steal_pointer (&fate->reason));
    result->dead++;
    break;
  case YJ_ITEM_DEFERRED:
    yj_sync_engine_defer (self, item->seq, fate->retry_after_msec, fate->reason);
    result->unsent++;
    break;
  case YJ_ITEM_INCOMPLETE:
    waiting.missing = g_steal_pointer (&fate->missing);
    g_array_append_val (incomplete, waiting);
    break;
  default:
    result->unsent++;
  }
  if (fate->fate == YJ_ITEM_ACCEPTED || fate->fate == YJ_ITEM_REJECTED || fate->fate == YJ_ITEM_DEAD)
    yj_sync_engine_settled (self, item->seq);
  else if (fate->fate != YJ_ITEM_NOT_SENT)
    yj_sync_engine_trust (self, item->seq);
}

/* ---- what central misses ---- */

static gboolean
fail_blob (YjSyncEngine *self, guint64 seq, const GError *error)
{
  YjSyncResult *result = self->round->result;

  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_NOT_FOUND) || g_error_matches (error, YJ_ERROR, YJ_ERROR_UNVERIFIED))
    return set_aside (self, seq, error->message, result);
  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_REJECTED))
    return yj_sync_engine_count_solo_failure (self, seq, error->message, FALSE, result);
  self->line_cut = TRUE;
  result->unsent++;
  yj_sync_result_take_error (result, error);
  return TRUE;
}

/* FALSE: the store is in trouble. */
static gboolean
complete_item (YjSyncLane *lane, const Incomplete *waiting, GArray *again)
{
  YjSyncEngine *self = lane->engine;

  for (guint i = 0; i < waiting->missing->len && !self->line_cut && !self->round->stop; i++) {
    g_autoptr (GError) error = NULL;
    if (!yj_sync_lane_send_blob (lane, g_ptr_array_index (waiting->missing, i), &error))
      return fail_blob (self, waiting->seq, error);
  }
  if (waiting->missing->len > 0 && !self->line_cut && !self->round->stop)
    g_array_append_val (again, waiting->seq);
  else
    self->round->result->unsent++;
  return TRUE;
}

/* ---- one batch's results ---- */

/* What the answer says of each of @items. Receipts are verified without the lock: that is most of what an answer costs. */
static GArray *
classify (YjSyncEngine *self, GPtrArray *items, const json_t *results)
{
  g_autoptr (GHashTable) keys = g_hash_table_ref (self->enrolment->receipt_keys);
  GArray *fates = g_array_sized_new (FALSE, TRUE, sizeof (YjItemResult), items->len);

  g_array_set_clear_func (fates, (GDestroyNotify) yj_item_result_clear);
  g_array_set_size (fates, items->len);
  g_mutex_unlock (&self->round_lock);
  for (guint i = 0; i < items->len; i++)
    yj_batch_job_classify_item (results, i, g_ptr_array_index (items, i), keys, &g_array_index (fates, YjItemResult, i));
  g_mutex_lock (&self->round_lock);
  return fates;
}

/* TRUE: central spoke, and what it said is stored. */
static gboolean
settle_results (YjSyncLane *lane, GPtrArray *items, json_t *root, GArray *incomplete)
{
  YjSyncEngine *self = lane->engine;
  g_autoptr (GPtrArray) verdicts = new_verdicts ();
  g_autoptr (GArray) fates = NULL;
  guint unproved = 0;

  yj_sync_engine_learn_receipt_keys (self, root);
  fates = classify (self, items, yj_json_array (root, "results"));
  json_object_del (root, "results"); /* most of the answer: it is not kept while the store works */
  for (guint i = 0; i < items->len; i++) {
    YjItemResult *fate = &g_array_index (fates, YjItemResult, i);
    unproved += fate->fate == YJ_ITEM_NOT_SENT;
    apply_item (self, g_ptr_array_index (items, i), fate, verdicts, incomplete);
  }
  if (unproved > 0)
    yj_sync_result_trouble (self->round->result, YJ_TROUBLE_FOREIGN, "%u of %u records got no receipt that verifies", unproved, items->len);
  return unproved < items->len && yj_sync_engine_settle (self, root, verdicts, self->round->result);
}

/* Nothing but a receipt settles; an answer without one proves nothing about who spoke. */
gboolean
yj_sync_lane_apply (YjSyncLane *lane, GPtrArray *items, json_t *root, GArray *again)
{
  YjSyncEngine *self = lane->engine;
  g_autoptr (GArray) incomplete = g_array_new (FALSE, FALSE, sizeof (Incomplete));
  gboolean good = TRUE;

  g_array_set_clear_func (incomplete, incomplete_clear);
  if (yj_json_array (root, "results") == NULL) {
    self->round->result->unsent += items->len;
    yj_sync_result_trouble (self->round->result, YJ_TROUBLE_FOREIGN, "central's address answers 200 with something that is not central's");
    return FALSE;
  }
  if (!settle_results (lane, items, root, incomplete)) {
    self->round->result->unsent += incomplete->len;
    return FALSE;
  }
  self->round->result->reached = TRUE;
  for (guint i = 0; i < YJ_SYNC_LANES; i++)
    self->lanes[i].outage_signs = 0;
  yj_sync_engine_take_pace (self, root);
  if (self->round->answers++ == 0)
    yj_sync_engine_fill_gaps (self, root, self->round->result);
  yj_sync_engine_open_lanes (self);
  for (guint i = 0; i < incomplete->len && good; i++)
    good = complete_item (lane, &g_array_index (incomplete, Incomplete, i), again);
  return good;
}
