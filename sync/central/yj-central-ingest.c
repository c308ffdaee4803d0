/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way of a batch through the store. Reading and verifying need no store and come first; then one transaction
 * settles the whole batch, receipts included, so that a receipt that was given is a receipt that is kept. */
#include "sync/central/yj-central-ingest.h"
#include "core/base/yj-error.h"

#define TRIES 3
#define PATIENCE_USEC (2 * G_USEC_PER_SEC)

/* Begins the transaction. Every candidate that can be asked for, and its standing at the same place. */
static gboolean
look_up (YjBatch *batch, GError **error)
{
  guint n = batch->candidates->len;
  g_autofree const YjRecord **records = g_new0 (const YjRecord *, n);
  g_autofree YjStanding *standings = g_new0 (YjStanding, n);
  gsize known = 0;
  gboolean ok;

  for (guint i = 0; i < n; i++) {
    const YjCandidate *candidate = g_ptr_array_index (batch->candidates, i);
    if (candidate->problem == NULL)
      records[known++] = candidate->record;
  }
  ok = yj_central_store_look_up (batch->central->store, records, known, standings, error);
  known = 0;
  for (guint i = 0; i < n; i++) {
    YjCandidate *candidate = g_ptr_array_index (batch->candidates, i);
    if (candidate->problem == NULL)
      candidate->standing = standings[known++];
  }
  return ok;
}

#define SECONDS_A_DAY (24 * 60 * 60)

static gboolean
is_accepted (const YjCandidate *candidate, const char *kind)
{
  return candidate->verdict != NULL && candidate->rejection == NULL && g_str_equal (candidate->record->kind, kind);
}

/* What is remembered of withdrawals and drafts beside what every record has. */
static gboolean
store_kinds (const YjBatch *batch, GError **error)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  for (guint i = 0; i < batch->candidates->len; i++) {
    const YjCandidate *candidate = g_ptr_array_index (batch->candidates, i);
    const YjRecord *record = candidate->record;
    if (is_accepted (candidate, "withdrawal") &&
        !yj_central_store_add_withdrawal (batch->central->store, record, batch->received, error))
      return FALSE;
    if (is_accepted (candidate, "draft") &&
        !yj_central_store_add_draft (batch->central->store, record, now + yj_json_int (record->header, "keep_days", 0) * SECONDS_A_DAY, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
store_settled (YjBatch *batch, GError **error)
{
  guint n = batch->candidates->len;
  g_autofree const YjRecord **records = g_new0 (const YjRecord *, n);
  g_autofree YjSettlement *settlements = g_new0 (YjSettlement, n);
  gsize settled = 0;

  for (guint i = 0; i < n; i++) {
    const YjCandidate *candidate = g_ptr_array_index (batch->candidates, i);
    if (candidate->aside != NULL && !yj_central_store_quarantine (batch->central->store, candidate->record, candidate->aside,
                                                                  batch->received, error))
      return FALSE;
    if (candidate->verdict == NULL)
      continue;
    records[settled] = candidate->record;
    settlements[settled++] = (YjSettlement){ candidate->verdict, candidate->receipt, candidate->rejection, candidate->cases };
  }
  return yj_central_store_insert_submissions (batch->central->store, records, settlements, settled, batch->received, error) &&
         store_kinds (batch, error);
}

/* The last readable event says of which outbox the answer reports what is still missing. */
static const char *
find_source (const YjBatch *batch)
{
  for (guint i = batch->candidates->len; i > 0; i--) {
    const YjCandidate *candidate = g_ptr_array_index (batch->candidates, i - 1);
    if (candidate->problem == NULL)
      return candidate->record->source;
  }
  return NULL;
}

static json_t *
make_answer (const YjBatch *batch, GError **error)
{
  const char *source = find_source (batch);
  json_t *answer = source != NULL ? yj_central_store_get_progress (batch->central->store, source, error)
                                  : json_pack ("{s:i, s:[]}", "contiguous_through", 0, "gaps");
  json_t *results;

  if (answer == NULL)
    return NULL;
  json_object_set_new (answer, "results", results = json_array ());
  for (guint i = 0; i < batch->candidates->len; i++)
    json_array_append (results, ((const YjCandidate *) g_ptr_array_index (batch->candidates, i))->result);
  if (source != NULL)
    json_object_set_new (answer, "source", json_string (source));
  yj_central_add_standing (batch->central, answer);
  return answer;
}

static void
note_batch (YjCentral *central, const json_t *results, gint64 usec)
{
  yj_load_note_store (central->load, usec);
  yj_metrics_count_store (central->metrics, usec);
  yj_metrics_count_results (central->metrics, results);
}

static json_t *
run_transaction (YjBatch *batch, GError **error)
{
  YjCentralStore *store = batch->central->store;
  g_autoptr (json_t) answer = NULL;
  gint64 started_usec = g_get_monotonic_time ();

  if (!look_up (batch, error))
    return NULL;
  if (yj_batch_check_numbers (batch, error) && yj_batch_settle (batch, error) && store_settled (batch, error))
    answer = make_answer (batch, error);
  if (answer == NULL) {
    yj_central_store_rollback (store);
    return NULL;
  }
  if (!yj_central_store_commit (store, error))
    return NULL;
  note_batch (batch->central, json_object_get (answer, "results"), g_get_monotonic_time () - started_usec);
  return g_steal_pointer (&answer);
}

/* Somebody else came first: nothing of ours is there, and the next look sees what they left. */
static gboolean
is_worth_another_try (const GError *error)
{
  return g_error_matches (error, YJ_ERROR, YJ_ERROR_EXISTS) || g_error_matches (error, YJ_ERROR, YJ_ERROR_TIMEOUT);
}

/* The batch is committed, whatever becomes of this: what is not done now is done in the next round. */
static void
settle_withdrawals (const YjBatch *batch)
{
  const char *own = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = TRUE;

  for (guint i = 0; done && i < batch->candidates->len; i++) {
    const YjCandidate *candidate = g_ptr_array_index (batch->candidates, i);
    if (is_accepted (candidate, "application") || is_accepted (candidate, "draft"))
      own = yj_json_string (yj_json_object (candidate->record->header, "source"), "kiosk");
    if (is_accepted (candidate, "withdrawal")) {
      g_autofree char *kiosk = g_strndup (yj_json_string (yj_json_object (candidate->record->header, "withdraws"), "reference"), 4);
      done = yj_central_settle_withdrawals (batch->central, kiosk, &error);
    }
  }
  if (done && own != NULL)
    done = yj_central_settle_withdrawals (batch->central, own, &error);
  if (!done)
    g_message ("withdrawals wait for the next round: %s", error->message);
}

gboolean
yj_central_ingest (YjCentral *central, const YjSpeaker *speaker, json_t *events, json_t **answer, GError **error)
{
  g_autoptr (YjBatch) batch = yj_batch_new (central, speaker, events);
  gint64 limit = g_get_monotonic_time () + PATIENCE_USEC;

  if (!yj_batch_find_materials (batch, error))
    return FALSE;
  for (guint tries = 1;; tries++) {
    g_autoptr (GError) local = NULL;
    *answer = run_transaction (batch, &local);
    if (*answer != NULL) {
      settle_withdrawals (batch);
      return TRUE;
    }
    if (!is_worth_another_try (local) || tries == TRIES || g_get_monotonic_time () > limit) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    yj_batch_reset (batch);
  }
}
