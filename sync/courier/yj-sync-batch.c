/* SPDX-License-Identifier: Apache-2.0 */
/* Owns one batch: its answer, bisection, what central misses, and what is settled. */
#include "core/base/yj-error.h"
#include "sync/courier/jobs/yj-batch-job.h"
#include "sync/courier/yj-sync-engine-private.h"

#define BATCH_BYTES_MIN (64u * 1024u)
/* A record that fails alone this often, while others pass, is set aside. */
#define SOLO_FAILURES_MAX 5
#define BISECTIONS_MAX 20
#define SOLO_DELAY_MSEC (60 * 1000)
#define WAIT_SECONDS_MAX 3600

/* FALSE: stop this round. */
static gboolean send_items (YjSyncEngine *self, GPtrArray *items, gboolean second_try, YjSyncResult *result);

static void
call_count_attempt (gpointer data)
{
  YjStoreCall *call = data;
  call->attempts = yj_outbox_count_attempt (call->self->outbox, call->seq, &call->error);
}

static void
add_verdict (GPtrArray *verdicts, guint64 seq, YjSettlement settlement, const char *receipt, const char *reason)
{
  YjOutboxVerdict *verdict = g_new0 (YjOutboxVerdict, 1);
  *verdict = (YjOutboxVerdict){ seq, settlement, g_strdup (receipt), g_strdup (reason) };
  g_ptr_array_add (verdicts, verdict);
}

static GPtrArray *
new_verdicts (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) yj_outbox_verdict_free);
}

/* Central may ask for a pause between batches; a courier that is told to stop does not sit it out. */
static void
keep_pace (YjSyncEngine *self)
{
  gint64 left = self->last_batch_usec + self->pace_usec - yj_clock_get_boottime_usec (self->clock);
  GPollFD stop = { 0 };

  if (self->last_batch_usec > 0 && left > 0 && g_cancellable_make_pollfd (self->stop, &stop)) {
    g_poll (&stop, 1, (int) (left / 1000));
    g_cancellable_release_fd (self->stop);
  }
  self->last_batch_usec = yj_clock_get_boottime_usec (self->clock);
}

/* ---- one record's result ---- */

gboolean
yj_sync_engine_count_solo_failure (YjSyncEngine *self, guint64 seq, const char *reason, gboolean at_once, YjSyncResult *result)
{
  YjStoreCall call = { .self = self, .seq = seq };

  yj_worker_call (self->store, call_count_attempt, &call);
  g_clear_error (&call.error);
  yj_sync_result_trouble (result, YJ_TROUBLE_RECORD, "%s", reason);
  if (at_once || call.attempts >= SOLO_FAILURES_MAX) {
    g_autoptr (GPtrArray) verdicts = new_verdicts ();
    add_verdict (verdicts, seq, YJ_SETTLE_DEAD, NULL, reason);
    result->dead++;
    return yj_sync_engine_settle (self, verdicts, result);
  }
  result->unsent++;
  yj_sync_engine_defer (self, seq, SOLO_DELAY_MSEC);
  return TRUE;
}

static void
fail_blob (YjSyncEngine *self, const YjOutboxItem *item, const GError *error, GPtrArray *verdicts, YjSyncResult *result)
{
  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_NOT_FOUND) || g_error_matches (error, YJ_ERROR, YJ_ERROR_UNVERIFIED)) {
    add_verdict (verdicts, item->seq, YJ_SETTLE_DEAD, NULL, error->message);
    result->dead++;
  } else if (g_error_matches (error, YJ_ERROR, YJ_ERROR_REJECTED)) {
    yj_sync_engine_count_solo_failure (self, item->seq, error->message, FALSE, result);
  } else {
    self->line_cut = TRUE;
    result->unsent++;
    yj_sync_result_take_error (result, error);
  }
}

/* Sends what central misses; TRUE when the record may be sent again at once. */
static gboolean
complete_item (YjSyncEngine *self, const YjOutboxItem *item, const YjItemResult *fate, GPtrArray *verdicts, YjSyncResult *result)
{
  for (guint i = 0; i < fate->missing->len && !self->line_cut; i++) {
    g_autoptr (GError) error = NULL;
    if (yj_sync_engine_send_blob (self, g_ptr_array_index (fate->missing, i), &error))
      continue;
    fail_blob (self, item, error, verdicts, result);
    return FALSE;
  }
  if (fate->missing->len > 0 && !self->line_cut)
    return TRUE;
  result->unsent++;
  return FALSE;
}

static YjItemFate
apply_item (YjSyncEngine *self, YjOutboxItem *item, const json_t *results, GPtrArray *verdicts, GPtrArray *again,
            YjSyncResult *result)
{
  g_auto (YjItemResult) fate = { 0 };

  yj_batch_job_classify_item (results, item, self->enrolment->receipt_keys, &fate);
  switch (fate.fate) {
  case YJ_ITEM_ACCEPTED:
    add_verdict (verdicts, item->seq, YJ_SETTLE_ACCEPTED, fate.receipt, NULL);
    result->accepted++;
    break;
  case YJ_ITEM_REJECTED:
    add_verdict (verdicts, item->seq, YJ_SETTLE_REJECTED, fate.receipt, fate.reason);
    result->rejected++;
    break;
  case YJ_ITEM_DEAD:
    add_verdict (verdicts, item->seq, YJ_SETTLE_DEAD, NULL, fate.reason);
    result->dead++;
    break;
  case YJ_ITEM_DEFERRED:
    yj_sync_engine_defer (self, item->seq, fate.retry_after_msec);
    result->unsent++;
    break;
  case YJ_ITEM_INCOMPLETE:
    if (complete_item (self, item, &fate, verdicts, result))
      g_ptr_array_add (again, item);
    break;
  default:
    result->unsent++;
  }
  if (fate.fate != YJ_ITEM_NOT_SENT)
    yj_sync_engine_trust (self, item->seq);
  return fate.fate;
}

/* ---- one batch's answer ---- */

static void
grow (YjSyncEngine *self)
{
  self->outage_signs = 0;
  self->batch_items = MIN (self->batch_items * 2, self->pace_items);
  self->batch_bytes = MIN (self->batch_bytes * 2, YJ_BATCH_MAX_BYTES);
}

/* A line that cut this batch may carry a smaller one. */
static void
shrink (YjSyncEngine *self, guint sent)
{
  self->batch_items = MAX (MIN (self->batch_items, sent) / 2, 1);
  self->batch_bytes = MAX (self->batch_bytes / 2, BATCH_BYTES_MIN);
}

/* Nothing but a receipt settles; an answer without one proves nothing about who spoke. */
static gboolean
apply_results (YjSyncEngine *self, GPtrArray *items, const YjUplinkAnswer *answer, gboolean second_try, YjSyncResult *result)
{
  g_autoptr (json_t) root = yj_sync_engine_parse (answer);
  const json_t *results = yj_json_array (root, "results");
  g_autoptr (GPtrArray) verdicts = new_verdicts (), again = g_ptr_array_new ();
  guint unproved = 0;

  if (results == NULL) {
    result->unsent += items->len;
    yj_sync_result_trouble (result, YJ_TROUBLE_FOREIGN, "central's address answers 200 with something that is not central's");
    return FALSE;
  }
  for (guint i = 0; i < items->len; i++)
    unproved += apply_item (self, g_ptr_array_index (items, i), results, verdicts, again, result) == YJ_ITEM_NOT_SENT;
  if (unproved > 0)
    yj_sync_result_trouble (result, YJ_TROUBLE_FOREIGN, "%u of %u records got no receipt that verifies", unproved, items->len);
  if (!yj_sync_engine_settle (self, verdicts, result) || unproved == items->len)
    return FALSE;
  result->reached = TRUE;
  yj_sync_engine_take_pace (self, root);
  grow (self);
  if (again->len > 0 && second_try)
    result->unsent += again->len;
  else if (again->len > 0 && !send_items (self, again, TRUE, result))
    return FALSE;
  return !self->line_cut;
}

GPtrArray *
yj_sync_engine_slice (GPtrArray *items, guint from, guint to)
{
  GPtrArray *part = g_ptr_array_new ();
  for (guint i = from; i < to; i++)
    g_ptr_array_add (part, g_ptr_array_index (items, i));
  return part;
}

static gboolean
send_halves (YjSyncEngine *self, GPtrArray *items, YjSyncResult *result)
{
  g_autoptr (GPtrArray) first = yj_sync_engine_slice (items, 0, items->len / 2), second = yj_sync_engine_slice (items, items->len / 2, items->len);
  return send_items (self, first, FALSE, result) && send_items (self, second, FALSE, result);
}

/* A 5xx may be an outage, or one record that breaks the server. Only when others pass in the same round is it the
 * record's own: that is judged at the round's end. */
static gboolean
handle_suspects (YjSyncEngine *self, GPtrArray *items, int status, YjSyncResult *result)
{
  if (items->len > 1 && self->bisections < BISECTIONS_MAX) {
    self->bisections++;
    return send_halves (self, items, result);
  }
  result->unsent += items->len;
  if (items->len == 1) {
    YjOutboxItem *item = g_ptr_array_index (items, 0);
    g_array_append_val (self->suspects, item->seq);
    yj_sync_engine_doubt (self, item->seq);
    self->outage_signs++;
  }
  yj_sync_result_trouble (result, YJ_TROUBLE_BUSY, "central answers %d", status);
  /* Two in a row without a success between them is an outage. */
  return items->len == 1 && self->outage_signs < 2;
}

/* 400, 413, 422: central cannot read one of them, or all of them are too much. */
static gboolean
handle_refusal (YjSyncEngine *self, GPtrArray *items, const YjUplinkAnswer *answer, YjSyncResult *result)
{
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
    return send_halves (self, items, result);
  return yj_sync_engine_count_solo_failure (self, first->seq, too_large ? "too large for central" : "central cannot read it", too_large,
                                            result);
}

static gboolean
handle_wait (YjSyncEngine *self, GPtrArray *items, const YjUplinkAnswer *answer, YjSyncResult *result)
{
  if (answer->retry_after_seconds >= 0)
    result->wait_msec = MIN (answer->retry_after_seconds, WAIT_SECONDS_MAX) * 1000;
  result->unsent += items->len;
  yj_sync_result_trouble (result, YJ_TROUBLE_BUSY, "central asks to wait (%d)", answer->status);
  return FALSE;
}

static gboolean
handle_alarm (GPtrArray *items, const YjUplinkAnswer *answer, YjSyncResult *result)
{
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
handle_answer (YjSyncEngine *self, GPtrArray *items, const YjUplinkAnswer *answer, gboolean second_try, YjSyncResult *result)
{
  switch (yj_batch_job_classify_status (answer->status)) {
  case YJ_BATCH_READ_RESULTS:
    return apply_results (self, items, answer, second_try, result);
  case YJ_BATCH_BISECT:
  case YJ_BATCH_SMALLER:
    return handle_refusal (self, items, answer, result);
  case YJ_BATCH_OTHER_CODING:
    if (!self->zstd)
      return handle_alarm (items, answer, result);
    self->zstd = FALSE;
    return send_items (self, items, second_try, result);
  case YJ_BATCH_WAIT:
    return handle_wait (self, items, answer, result);
  case YJ_BATCH_SUSPECT:
    return handle_suspects (self, items, answer->status, result);
  default:
    return handle_alarm (items, answer, result);
  }
}

static gboolean
handle_cut (YjSyncEngine *self, GPtrArray *items, const GError *error, YjSyncResult *result)
{
  result->unsent += items->len;
  self->line_cut = TRUE;
  yj_sync_result_take_error (result, error);
  if (!g_error_matches (error, YJ_ERROR, YJ_ERROR_TIMEOUT))
    return FALSE;
  shrink (self, items->len);
  /* Alone and cut: perhaps it breaks whoever reads it. That is not counted against it. */
  if (items->len == 1)
    yj_sync_engine_doubt (self, ((YjOutboxItem *) g_ptr_array_index (items, 0))->seq);
  return FALSE;
}

static gboolean
send_items (YjSyncEngine *self, GPtrArray *items, gboolean second_try, YjSyncResult *result)
{
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (YjUplinkAnswer) answer = NULL;
  YjUplinkRequest request = { "POST", "/v1/batches", "application/cloudevents-batch+json", self->zstd, NULL, NULL };

  if (items->len == 0)
    return TRUE;
  keep_pace (self);
  request.body = body = yj_batch_job_encode (items, self->zstd);
  answer = yj_uplink_exchange (self->uplink, &request, &error);
  return answer != NULL ? handle_answer (self, items, answer, second_try, result) : handle_cut (self, items, error, result);
}

gboolean
yj_sync_engine_send_batch (YjSyncEngine *self, GPtrArray *items, YjSyncResult *result)
{
  return send_items (self, items, FALSE, result);
}
