/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the sending of batches: sizes, bisection, blobs, and what is settled. */
#include "sync/courier/yj-sync-engine.h"
#include "core/base/yj-error.h"
#include "sync/courier/jobs/yj-batch-job.h"
#include "sync/courier/yj-sync-engine-private.h"
#include <string.h>

#define ITEMS_MAX 500u
#define BATCH_MAX_BYTES (3u * 1024u * 1024u - 256u * 1024u)
/* A record that fails alone this often, while others pass, is set aside. */
#define SOLO_FAILURES_MAX 5

void
yj_sync_result_clear (YjSyncResult *result)
{
  g_clear_pointer (&result->trouble, g_free);
}

YjSyncEngine *
yj_sync_engine_new (const char *state_dir, YjOutbox *outbox, YjWorker *store, YjClock *clock, guint timeout_seconds)
{
  YjSyncEngine *self = g_new0 (YjSyncEngine, 1);
  self->state_dir = g_strdup (state_dir);
  self->outbox = outbox;
  self->store = store;
  self->clock = g_object_ref (clock);
  self->timeout_seconds = timeout_seconds;
  self->batch_items = ITEMS_MAX;
  self->zstd = TRUE;
  self->not_before = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_mutex_init (&self->lock);
  return self;
}

void
yj_sync_engine_free (YjSyncEngine *self)
{
  if (self == NULL)
    return;
  yj_uplink_free (self->uplink);
  yj_enrolment_free (self->enrolment);
  yj_enrolment_free (self->next_enrolment);
  g_hash_table_unref (self->not_before);
  g_free (self->source);
  g_free (self->catalogue_etag);
  g_free (self->state_dir);
  g_object_unref (self->clock);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
yj_sync_engine_set_enrolment (YjSyncEngine *self, const YjEnrolment *enrolment)
{
  g_mutex_lock (&self->lock);
  yj_enrolment_free (self->next_enrolment);
  self->next_enrolment = enrolment != NULL ? yj_enrolment_copy (enrolment) : NULL;
  self->enrolment_changed = TRUE;
  g_mutex_unlock (&self->lock);
}

static void
take_enrolment (YjSyncEngine *self)
{
  g_mutex_lock (&self->lock);
  if (self->enrolment_changed) {
    yj_enrolment_free (self->enrolment);
    self->enrolment = g_steal_pointer (&self->next_enrolment);
    self->enrolment_changed = FALSE;
    g_clear_pointer (&self->uplink, yj_uplink_free);
    g_clear_pointer (&self->source, g_free);
  }
  g_mutex_unlock (&self->lock);
  if (self->enrolment == NULL || self->uplink != NULL)
    return;
  self->uplink = yj_uplink_new (yj_enrolment_get (self->enrolment, "central"), yj_enrolment_get (self->enrolment, "ca"),
                                yj_enrolment_get (self->enrolment, "certificate"), self->enrolment->device_key, self->clock,
                                self->timeout_seconds);
  self->source = yj_enrolment_get_source (self->enrolment, yj_outbox_get_epoch (self->outbox));
}

void
yj_sync_engine_trouble (YjSyncResult *result, gboolean alarm, const char *format, ...)
{
  va_list args;

  result->alarm |= alarm;
  if (result->trouble != NULL)
    return;
  va_start (args, format);
  result->trouble = g_strdup_vprintf (format, args);
  va_end (args);
}

/* ---- the outbox, from the network's thread ---- */

typedef struct {
  YjSyncEngine *self;
  guint64 after_seq;
  GPtrArray *items;
  GPtrArray *verdicts;
  guint64 seq;
  int attempts;
  GError *error;
} StoreCall;

static void
call_claim (gpointer data)
{
  StoreCall *call = data;
  call->items = yj_outbox_claim (call->self->outbox, call->after_seq, call->self->batch_items, BATCH_MAX_BYTES, &call->error);
}

static void
call_settle (gpointer data)
{
  StoreCall *call = data;
  if (!yj_outbox_settle (call->self->outbox, call->verdicts, &call->error) &&
      g_error_matches (call->error, YJ_ERROR, YJ_ERROR_STORE_FULL)) {
    g_clear_error (&call->error);
    yj_outbox_release_ballast (call->self->outbox);
    yj_outbox_settle (call->self->outbox, call->verdicts, &call->error);
  }
}

static void
call_count_attempt (gpointer data)
{
  StoreCall *call = data;
  call->attempts = yj_outbox_count_attempt (call->self->outbox, call->seq, &call->error);
}

static gboolean
settle (YjSyncEngine *self, GPtrArray *verdicts, YjSyncResult *result)
{
  StoreCall call = { .self = self, .verdicts = verdicts };

  if (verdicts->len == 0)
    return TRUE;
  yj_worker_call (self->store, call_settle, &call);
  if (call.error == NULL)
    return TRUE;
  yj_sync_engine_trouble (result, TRUE, "receipts could not be stored: %s", call.error->message);
  g_error_free (call.error);
  return FALSE;
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

/* ---- one batch ---- */

static void
defer (YjSyncEngine *self, guint64 seq, gint64 msec)
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
  return until != NULL && *until > yj_clock_get_boottime_usec (self->clock);
}

/* FALSE: stop this round. */
static gboolean send_items (YjSyncEngine *self, GPtrArray *items, gboolean second_try, YjSyncResult *result);

static GPtrArray *
slice (GPtrArray *items, guint from, guint to)
{
  GPtrArray *part = g_ptr_array_new ();
  for (guint i = from; i < to; i++)
    g_ptr_array_add (part, g_ptr_array_index (items, i));
  return part;
}

static gboolean
send_halves (YjSyncEngine *self, GPtrArray *items, YjSyncResult *result)
{
  g_autoptr (GPtrArray) first = slice (items, 0, items->len / 2), second = slice (items, items->len / 2, items->len);
  return send_items (self, first, FALSE, result) && send_items (self, second, FALSE, result);
}

/* Sends what central misses; TRUE when the record may be sent again at once. */
static gboolean
complete_item (YjSyncEngine *self, const YjOutboxItem *item, const YjItemResult *fate, GPtrArray *verdicts, YjSyncResult *result)
{
  for (guint i = 0; i < fate->missing->len; i++) {
    g_autoptr (GError) error = NULL;
    if (yj_sync_engine_send_blob (self, g_ptr_array_index (fate->missing, i), &error))
      continue;
    if (g_error_matches (error, YJ_ERROR, YJ_ERROR_NOT_FOUND) || g_error_matches (error, YJ_ERROR, YJ_ERROR_UNVERIFIED))
      add_verdict (verdicts, item->seq, YJ_SETTLE_DEAD, NULL, error->message);
    else
      yj_sync_engine_trouble (result, FALSE, "%s", error->message);
    return FALSE;
  }
  return fate->missing->len > 0;
}

static void
apply_item (YjSyncEngine *self, YjOutboxItem *item, const json_t *results, GPtrArray *verdicts, GPtrArray *again,
            YjSyncResult *result)
{
  g_auto (YjItemResult) fate = { 0 };

  yj_batch_job_classify_item (results, item, self->source, self->enrolment->receipt_keys, &fate);
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
    defer (self, item->seq, fate.retry_after_msec);
    result->unsent++;
    break;
  case YJ_ITEM_INCOMPLETE:
    if (complete_item (self, item, &fate, verdicts, result))
      g_ptr_array_add (again, item);
    else
      result->unsent++;
    break;
  default:
    result->unsent++;
  }
}

/* A receipt counts as central's word; an answer without any proves nothing about who spoke. */
static gboolean
apply_results (YjSyncEngine *self, GPtrArray *items, const YjUplinkAnswer *answer, gboolean second_try, YjSyncResult *result)
{
  g_autoptr (json_t) root = yj_json_parse (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body), 0, 0, NULL);
  const json_t *results = yj_json_array (root, "results");
  g_autoptr (GPtrArray) verdicts = new_verdicts (), again = g_ptr_array_new ();
  guint unsent = result->unsent;

  if (results == NULL) {
    yj_sync_engine_trouble (result, TRUE, "central's address answers 200 with something that is not central's");
    return FALSE;
  }
  for (guint i = 0; i < items->len; i++)
    apply_item (self, g_ptr_array_index (items, i), results, verdicts, again, result);
  result->reached = TRUE;
  self->batch_items = (guint) CLAMP (yj_json_int (yj_json_object (root, "pace"), "batch", ITEMS_MAX), 1, ITEMS_MAX);
  if (!settle (self, verdicts, result))
    return FALSE;
  if (again->len > 0 && !second_try)
    return send_items (self, again, TRUE, result);
  if (unsent + items->len == result->unsent && verdicts->len == 0)
    yj_sync_engine_trouble (result, FALSE, "central gave no valid receipt");
  return TRUE;
}

/* A single record that breaks the form: it is nobody else's trouble. */
static gboolean
count_solo_failure (YjSyncEngine *self, const YjOutboxItem *item, const char *reason, gboolean at_once, YjSyncResult *result)
{
  StoreCall call = { .self = self, .seq = item->seq };

  result->unsent++;
  yj_worker_call (self->store, call_count_attempt, &call);
  g_clear_error (&call.error);
  if (at_once || call.attempts >= SOLO_FAILURES_MAX) {
    g_autoptr (GPtrArray) verdicts = new_verdicts ();
    add_verdict (verdicts, item->seq, YJ_SETTLE_DEAD, NULL, reason);
    result->dead++;
    return settle (self, verdicts, result);
  }
  defer (self, item->seq, 60 * 1000);
  return TRUE;
}

static gboolean
handle_suspects (YjSyncEngine *self, GPtrArray *items, int status, YjSyncResult *result)
{
  if (items->len > 1 && self->bisections < 20) {
    self->bisections++;
    return send_halves (self, items, result);
  }
  for (guint i = 0; i < items->len; i++)
    g_array_append_val (self->suspects, ((YjOutboxItem *) g_ptr_array_index (items, i))->seq);
  result->unsent += items->len;
  yj_sync_engine_trouble (result, FALSE, "central answers %d", status);
  /* Two in a row without a success between them is an outage. */
  return ++self->outage_signs < 2;
}

static gboolean
handle_answer (YjSyncEngine *self, GPtrArray *items, const YjUplinkAnswer *answer, gboolean second_try, YjSyncResult *result)
{
  switch (yj_batch_job_classify_status (answer->status)) {
  case YJ_BATCH_READ_RESULTS:
    self->outage_signs = 0;
    return apply_results (self, items, answer, second_try, result);
  case YJ_BATCH_BISECT:
    result->reached = TRUE;
    return items->len > 1 ? send_halves (self, items, result)
                          : count_solo_failure (self, g_ptr_array_index (items, 0), "central cannot read it", FALSE, result);
  case YJ_BATCH_SMALLER:
    result->reached = TRUE;
    return items->len > 1 ? send_halves (self, items, result)
                          : count_solo_failure (self, g_ptr_array_index (items, 0), "too large for central", TRUE, result);
  case YJ_BATCH_OTHER_CODING:
    if (self->zstd) {
      self->zstd = FALSE;
      return send_items (self, items, second_try, result);
    }
    break;
  case YJ_BATCH_WAIT:
    result->wait_msec = answer->retry_after_seconds >= 0 ? answer->retry_after_seconds * 1000 : -1;
    result->unsent += items->len;
    yj_sync_engine_trouble (result, FALSE, "central asks to wait (%d)", answer->status);
    return FALSE;
  case YJ_BATCH_SUSPECT:
    return handle_suspects (self, items, answer->status, result);
  default:
    break;
  }
  result->unsent += items->len;
  yj_sync_engine_trouble (result, TRUE, "central's address answers %d: certificate, proxy or address must be looked at", answer->status);
  return FALSE;
}

static gboolean
send_items (YjSyncEngine *self, GPtrArray *items, gboolean second_try, YjSyncResult *result)
{
  g_autoptr (GBytes) body = yj_batch_job_encode (items, self->source, self->zstd);
  YjUplinkRequest request = { "POST", "/v1/batches", "application/cloudevents-batch+json", self->zstd, body, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (YjUplinkAnswer) answer = NULL;

  if (items->len == 0)
    return TRUE;
  answer = yj_uplink_exchange (self->uplink, &request, &error);
  if (answer != NULL)
    return handle_answer (self, items, answer, second_try, result);
  result->unsent += items->len;
  yj_sync_engine_trouble (result, !g_error_matches (error, YJ_ERROR, YJ_ERROR_OFFLINE), "%s", error->message);
  return FALSE;
}

/* Only when others passed in this round is a server's 500 the record's own fault. */
static void
judge_suspects (YjSyncEngine *self, YjSyncResult *result)
{
  for (guint i = 0; result->accepted > 0 && i < self->suspects->len; i++) {
    YjOutboxItem item = { .seq = g_array_index (self->suspects, guint64, i) };
    result->unsent--;
    count_solo_failure (self, &item, "central fails on it every time", FALSE, result);
  }
  g_array_set_size (self->suspects, 0);
}

static void
send_queue (YjSyncEngine *self, YjSyncResult *result)
{
  guint64 cursor = 0;
  gboolean more = TRUE;

  while (more) {
    StoreCall call = { .self = self, .after_seq = cursor };
    g_autoptr (GPtrArray) claimed = NULL, items = g_ptr_array_new ();

    yj_worker_call (self->store, call_claim, &call);
    claimed = call.items;
    if (claimed == NULL) {
      yj_sync_engine_trouble (result, TRUE, "%s", call.error->message);
      g_error_free (call.error);
      return;
    }
    if (claimed->len == 0)
      return;
    for (guint i = 0; i < claimed->len; i++) {
      YjOutboxItem *item = g_ptr_array_index (claimed, i);
      cursor = MAX (cursor, item->seq);
      if (is_deferred (self, item->seq))
        result->unsent++;
      else
        g_ptr_array_add (items, item);
    }
    more = send_items (self, items, FALSE, result);
  }
}

void
yj_sync_engine_run (YjSyncEngine *self, YjSyncResult *result)
{
  *result = (YjSyncResult){ .wait_msec = -1 };
  take_enrolment (self);
  if (self->enrolment == NULL) {
    yj_sync_engine_trouble (result, TRUE, "this kiosk is not enrolled");
    return;
  }
  self->suspects = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->bisections = self->outage_signs = 0;
  send_queue (self, result);
  judge_suspects (self, result);
  g_clear_pointer (&self->suspects, g_array_unref);
  /* What follows is asked for even if a record failed, but not of a central that is away. */
  if (result->trouble == NULL || result->reached)
    yj_sync_engine_pull (self, result);
}
