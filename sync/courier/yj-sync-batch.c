/* SPDX-License-Identifier: Apache-2.0 */
/* Owns one batch on one connection: its bytes, what an HTTP status means for it, and its bisection. */
#include "core/base/yj-error.h"
#include "sync/courier/jobs/yj-batch-job.h"
#include "sync/courier/yj-sync-engine-private.h"
#include <malloc.h>

#define BISECTIONS_MAX 20
/* Alone and without a success anywhere: two of them are an outage. */
#define OUTAGE_SIGNS 2
#define WAIT_SECONDS_MAX 3600

/* FALSE: stop this round. */
static gboolean send_batch (YjSyncLane *lane, YjSyncBatch *batch, gboolean second_try);

static void
wait_until (YjSyncEngine *self, gint64 boottime_usec)
{
  gint64 left = boottime_usec - yj_clock_get_boottime_usec (self->clock);
  GPollFD stop = { 0 };

  /* A courier that is told to stop does not sit it out. */
  if (left > 0 && g_cancellable_make_pollfd (self->stop, &stop)) {
    g_poll (&stop, 1, (int) (left / 1000));
    g_cancellable_release_fd (self->stop);
  }
}

YjUplinkAnswer *
yj_sync_lane_exchange (YjSyncLane *lane, const YjUplinkRequest *request, GError **error)
{
  gboolean lent = lane->uplink != NULL || yj_sync_lane_take_uplink (lane, FALSE);
  YjUplinkAnswer *answer;

  g_assert (lent);
  g_mutex_unlock (&lane->engine->round_lock);
  answer = yj_uplink_exchange (lane->uplink, request, error);
  g_mutex_lock (&lane->engine->round_lock);
  yj_sync_lane_give_uplink (lane);
  return answer;
}

/* ---- parts of a batch ---- */

static GArray *
list_numbers (GPtrArray *items, guint from, guint to)
{
  GArray *seqs = g_array_new (FALSE, FALSE, sizeof (guint64));
  for (guint i = from; i < to; i++)
    g_array_append_val (seqs, ((YjOutboxItem *) g_ptr_array_index (items, i))->seq);
  return seqs;
}

/* The bodies were let go when they were sent, so they are read anew. */
static gboolean
send_again (YjSyncLane *lane, GArray *seqs, gboolean second_try)
{
  g_autoptr (YjSyncBatch) batch = NULL;
  GPtrArray *items;

  if (lane->engine->round->stop) {
    lane->engine->round->result->unsent += seqs->len;
    return FALSE;
  }
  items = yj_sync_engine_claim_these (lane->engine, seqs);
  if (items == NULL)
    return FALSE;
  batch = yj_sync_batch_of (lane->engine, items);
  return send_batch (lane, batch, second_try);
}

static gboolean
send_halves (YjSyncLane *lane, GPtrArray *items)
{
  g_autoptr (GArray) first = list_numbers (items, 0, items->len / 2), second = list_numbers (items, items->len / 2, items->len);

  if (send_again (lane, first, FALSE))
    return send_again (lane, second, FALSE);
  lane->engine->round->result->unsent += second->len;
  return FALSE;
}

/* ---- what a status means ---- */

/* A 5xx may be an outage, or one record that breaks the server. Only when others pass in the same round is it the
 * record's own: that is judged at the round's end. */
static gboolean
handle_suspects (YjSyncLane *lane, GPtrArray *items, int status)
{
  YjSyncEngine *self = lane->engine;
  YjSyncResult *result = self->round->result;

  if (items->len > 1 && lane->bisections < BISECTIONS_MAX) {
    lane->bisections++;
    return send_halves (lane, items);
  }
  result->unsent += items->len;
  if (items->len == 1) {
    YjOutboxItem *item = g_ptr_array_index (items, 0);
    g_array_append_val (self->round->suspects, item->seq);
    yj_sync_engine_doubt (self, item->seq, "central failed on it alone");
    lane->outage_signs++;
  }
  yj_sync_result_trouble (result, YJ_TROUBLE_BUSY, "central answers %d", status);
  return items->len == 1 && lane->outage_signs < OUTAGE_SIGNS;
}

/* 400, 413, 422: central cannot read one of them, or all of them are too much. */
static gboolean
handle_refusal (YjSyncLane *lane, GPtrArray *items, const YjUplinkAnswer *answer)
{
  YjSyncResult *result = lane->engine->round->result;
  gboolean too_large = answer->status == 413;
  const YjOutboxItem *first = g_ptr_array_index (items, 0);

  /* A proxy or a portal says 400 as well; it must not set records aside. */
  if (!yj_batch_job_is_problem (answer->body) && !(too_large && items->len > 1)) {
    result->unsent += items->len;
    yj_sync_result_trouble (result, YJ_TROUBLE_FOREIGN, "central's address answers %d, and not in central's words", answer->status);
    return FALSE;
  }
  result->reached = TRUE;
  if (items->len > 1)
    return send_halves (lane, items);
  return yj_sync_engine_count_solo_failure (lane->engine, first->seq, too_large ? "too large for central" : "central cannot read it",
                                            too_large, result);
}

static gboolean
handle_wait (YjSyncLane *lane, GPtrArray *items, const YjUplinkAnswer *answer)
{
  YjSyncResult *result = lane->engine->round->result;

  if (answer->retry_after_seconds >= 0)
    result->wait_msec = MAX (result->wait_msec, MIN (answer->retry_after_seconds, WAIT_SECONDS_MAX) * 1000);
  result->unsent += items->len;
  yj_sync_result_trouble (result, YJ_TROUBLE_BUSY, "central asks to wait (%d)", answer->status);
  return FALSE;
}

static gboolean
handle_alarm (YjSyncLane *lane, GPtrArray *items, const YjUplinkAnswer *answer)
{
  YjSyncResult *result = lane->engine->round->result;
  int status = answer->status;

  result->unsent += items->len;
  if (status == 401 || status == 403)
    yj_sync_result_trouble (result, YJ_TROUBLE_CERTIFICATE, "central does not let this kiosk in (%d)", status);
  else if (status == 426)
    yj_sync_result_trouble (result, YJ_TROUBLE_VERSION, "central wants newer software (426)");
  else
    yj_sync_result_trouble (result, YJ_TROUBLE_FOREIGN, "central's address answers %d%s", status,
                            status >= 300 && status <= 399 ? ", a redirect, which is refused" : "");
  return FALSE;
}

static gboolean
handle_other_coding (YjSyncLane *lane, GPtrArray *items, const YjUplinkAnswer *answer, gboolean coded, gboolean second_try)
{
  g_autoptr (GArray) seqs = list_numbers (items, 0, items->len);

  if (!coded)
    return handle_alarm (lane, items, answer);
  lane->engine->zstd = FALSE;
  return send_again (lane, seqs, second_try);
}

static gboolean
handle_results (YjSyncLane *lane, GPtrArray *items, YjUplinkAnswer *answer, gsize bytes, gboolean second_try)
{
  YjSyncEngine *self = lane->engine;
  g_autoptr (json_t) root = NULL;
  g_autoptr (GArray) again = g_array_new (FALSE, FALSE, sizeof (guint64));

  g_mutex_unlock (&self->round_lock);
  root = yj_sync_engine_parse (answer);
  g_clear_pointer (&answer->body, g_bytes_unref);
  g_mutex_lock (&self->round_lock);
  if (!yj_sync_lane_apply (lane, items, root, again))
    return FALSE;
  yj_pacing_note_passed (&self->pacing, bytes, answer->transfer_usec);
  if (again->len > 0 && second_try)
    self->round->result->unsent += again->len;
  else if (again->len > 0 && !send_again (lane, again, TRUE))
    return FALSE;
  return !self->line_cut;
}

static gboolean
handle_cut (YjSyncLane *lane, GPtrArray *items, gsize bytes, const GError *error)
{
  YjSyncEngine *self = lane->engine;

  self->round->result->unsent += items->len;
  self->line_cut = TRUE;
  yj_sync_result_take_error (self->round->result, error);
  if (!g_error_matches (error, YJ_ERROR, YJ_ERROR_TIMEOUT))
    return FALSE;
  yj_pacing_note_cut (&self->pacing, bytes);
  /* Alone and cut: perhaps it breaks whoever reads it. That is not counted against it. */
  if (items->len == 1)
    yj_sync_engine_doubt (self, ((YjOutboxItem *) g_ptr_array_index (items, 0))->seq, "the line was cut while it was sent alone");
  return FALSE;
}

/* ---- one exchange ---- */

static void
give_line (YjSyncLane *lane)
{
  YjSyncEngine *self = lane->engine;

  if (lane->has_line) {
    lane->has_line = self->line_taken = FALSE;
    g_cond_signal (&self->line_given);
  }
}

static void
on_sent (gpointer data)
{
  YjSyncLane *lane = data;

  g_mutex_lock (&lane->engine->round_lock);
  give_line (lane);
  g_mutex_unlock (&lane->engine->round_lock);
}

/* Of connections that are paced one sends at a time, at the line's whole rate, while the other's batch is on its way through central.
 * FALSE: the round was stopped meanwhile. */
static gboolean
on_ready (gpointer data)
{
  YjSyncLane *lane = data;
  YjSyncEngine *self = lane->engine;
  gboolean may_go;

  g_mutex_lock (&self->round_lock);
  while (self->line_taken && !lane->has_line)
    g_cond_wait (&self->line_given, &self->round_lock);
  may_go = !self->round->stop;
  lane->held_back = !may_go;
  lane->has_line = self->line_taken = may_go && yj_uplink_is_paced (lane->uplink);
  g_mutex_unlock (&self->round_lock);
  return may_go;
}

static YjUplinkAnswer *
exchange_batch (YjSyncLane *lane, const YjSyncBatch *batch, GError **error)
{
  YjSyncEngine *self = lane->engine;
  YjUplinkRequest request = { .method = "POST", .path = "/v1/batches", .content_type = "application/cloudevents-batch+json",
                              .zstd = batch->zstd, .body = batch->body, .ready = on_ready, .sent = on_sent, .data = lane };
  YjUplinkAnswer *answer;
  gint64 turn;

  lane->held_back = !yj_sync_lane_take_uplink (lane, TRUE);
  if (lane->held_back)
    return NULL;
  turn = yj_pacing_take_turn (&self->pacing, yj_clock_get_boottime_usec (self->clock));
  g_mutex_unlock (&self->round_lock);
  /* What the last answer and the packing took lies about in pieces, as much as all that is in use. */
  malloc_trim (0);
  wait_until (self, turn);
  g_mutex_lock (&self->round_lock);
  answer = yj_sync_lane_exchange (lane, &request, error);
  give_line (lane);
  return answer;
}

static gboolean
send_batch (YjSyncLane *lane, YjSyncBatch *batch, gboolean second_try)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjUplinkAnswer) answer = NULL;

  if (batch->items->len == 0)
    return TRUE;
  answer = exchange_batch (lane, batch, &error);
  g_clear_pointer (&batch->body, g_bytes_unref);
  if (answer == NULL && lane->held_back) {
    lane->engine->round->result->unsent += batch->items->len;
    return FALSE;
  }
  if (answer == NULL)
    return handle_cut (lane, batch->items, batch->bytes, error);
  switch (yj_batch_job_classify_status (answer->status)) {
  case YJ_BATCH_READ_RESULTS:
    return handle_results (lane, batch->items, answer, batch->bytes, second_try);
  case YJ_BATCH_BISECT:
  case YJ_BATCH_SMALLER:
    return handle_refusal (lane, batch->items, answer);
  case YJ_BATCH_OTHER_CODING:
    return handle_other_coding (lane, batch->items, answer, batch->zstd, second_try);
  case YJ_BATCH_WAIT:
    return handle_wait (lane, batch->items, answer);
  case YJ_BATCH_SUSPECT:
    return handle_suspects (lane, batch->items, answer->status);
  default:
    return handle_alarm (lane, batch->items, answer);
  }
}

gboolean
yj_sync_lane_send (YjSyncLane *lane, YjSyncBatch *batch)
{
  return send_batch (lane, batch, FALSE);
}
