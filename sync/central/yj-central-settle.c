/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what becomes of each event of a batch: judged one after the other, receipts signed together, results in their order. */
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include "sync/central/yj-central-ingest.h"
#include "sync/central/yj-central-problem.h"
#include <string.h>

#define DEFER_MS (10 * 60 * 1000)

static json_t *
result_new (const YjCandidate *candidate, const char *status, json_t *problem)
{
  json_t *result = json_pack ("{s:s?, s:s}", "id", candidate->record->event_id, "status", status);

  if (problem != NULL)
    json_object_set_new (result, "problem", problem);
  if (g_str_equal (status, "deferred"))
    json_object_set_new (result, "retry_after_ms", json_integer (DEFER_MS));
  return result;
}

static gint64
get_blob_bytes (const YjBatch *batch, const json_t *material)
{
  const gint64 *bytes = g_hash_table_lookup (batch->blob_bytes, yj_json_string (material, "sha256"));
  return bytes != NULL ? *bytes : -1;
}

/* The materials that the header names and the blobs do not hold. */
static json_t *
find_missing (const YjBatch *batch, const YjRecord *record)
{
  g_autoptr (json_t) missing = json_array ();
  size_t i;
  json_t *material;

  json_array_foreach (json_object_get (record->header, "materials"), i, material)
    if (get_blob_bytes (batch, material) < 0)
      json_array_append (missing, json_object_get (material, "sha256"));
  return json_array_size (missing) > 0 ? g_steal_pointer (&missing) : NULL;
}

static gboolean
sizes_hold (const YjBatch *batch, const YjRecord *record)
{
  size_t i;
  json_t *material;

  json_array_foreach (json_object_get (record->header, "materials"), i, material)
    if (get_blob_bytes (batch, material) != yj_json_int (material, "bytes", 0))
      return FALSE;
  return TRUE;
}

/* Without the service key among the recipients nobody here can ever open it. */
static gboolean
is_for_us (const YjBatch *batch, const YjRecord *record)
{
  size_t i;
  json_t *id;

  json_array_foreach (json_object_get (record->header, "recipients"), i, id)
    if (g_strcmp0 (yj_json_string (batch->central->keys->recipient_ids, json_string_value (id)), "service") == 0)
      return TRUE;
  return FALSE;
}

/* ---- what this batch has settled already ---- */
static char *
id_key (const YjRecord *record)
{
  return g_strconcat ("id ", record->source, " ", record->id, NULL);
}

static char *
sequence_key (const YjRecord *record)
{
  return g_strdup_printf ("seq %s %" G_GINT64_FORMAT, record->source, record->seq);
}

static char *
reference_key (const YjRecord *record)
{
  return g_strconcat ("reference ", record->reference, NULL);
}

static YjCandidate *
find_fresh (const YjBatch *batch, const YjRecord *record, char *(*make_key) (const YjRecord *record))
{
  g_autofree char *key = make_key (record);
  return g_hash_table_lookup (batch->fresh, key);
}

static void
settle_as (YjBatch *batch, YjCandidate *candidate, const char *verdict, json_t *rejection)
{
  candidate->verdict = verdict;
  candidate->rejection = rejection;
  g_hash_table_insert (batch->fresh, id_key (candidate->record), candidate);
  g_hash_table_insert (batch->fresh, sequence_key (candidate->record), candidate);
  g_hash_table_insert (batch->fresh, reference_key (candidate->record), candidate);
}

/* ---- judging ---- */
/* One case for each chosen matter: "<reference>-<n>". A second record with the same reference (a kiosk's outbox was
 * made anew) gets its epoch in between. */
static void
make_cases (const YjBatch *batch, YjCandidate *candidate, const json_t *departments)
{
  const YjRecord *record = candidate->record;
  const char *epoch = yj_json_string (yj_json_object (record->header, "source"), "epoch");
  gboolean taken = candidate->standing.reference_taken || find_fresh (batch, record, reference_key) != NULL;
  size_t i;
  json_t *matter;

  json_array_foreach (json_object_get (record->header, "matters"), i, matter) {
    const char *code = json_string_value (matter);
    g_autofree char *number = taken ? g_strdup_printf ("%s-%s-%zu", record->reference, epoch, i + 1)
                                    : g_strdup_printf ("%s-%zu", record->reference, i + 1);
    json_array_append_new (candidate->cases, json_pack ("{s:s, s:s, s:s}", "matter", code, "case", number, "department",
                                                        yj_json_string (departments, code)));
  }
}

static void
judge_new (YjBatch *batch, YjCandidate *candidate)
{
  const YjRecord *record = candidate->record;
  g_autoptr (json_t) departments = NULL;
  json_t *problem = NULL, *missing;

  candidate->cases = json_array ();
  if (!is_for_us (batch, record)) {
    yj_problem_json_set (&problem, "unknown-recipient", "no recipient of the header is a service key of this central");
    settle_as (batch, candidate, "rejected", problem);
    return;
  }
  switch (yj_central_catalogues_judge (batch->central->catalogues, record->header, &departments, &problem)) {
  case YJ_JUDGEMENT_NOT_YET:
    candidate->result = result_new (candidate, "deferred", problem);
    return;
  case YJ_JUDGEMENT_IMPOSSIBLE:
    settle_as (batch, candidate, "rejected", problem);
    return;
  default:
    break;
  }
  missing = find_missing (batch, record);
  if (missing != NULL) {
    candidate->result = result_new (candidate, "incomplete", yj_problem_json_new (0, "materials-missing", NULL));
    json_object_set_new (candidate->result, "missing", missing);
    return;
  }
  if (!sizes_hold (batch, record)) {
    yj_problem_json_set (&problem, "malformed", "a material has another size than the header says");
    settle_as (batch, candidate, "rejected", problem);
    return;
  }
  make_cases (batch, candidate, departments);
  settle_as (batch, candidate, "accepted", NULL);
}

static void
set_aside (YjCandidate *candidate, const char *name, const char *detail)
{
  candidate->aside = name;
  candidate->result = result_new (candidate, "conflict", yj_problem_json_new (0, name, detail));
}

static gboolean
is_later_kind (const json_t *problem)
{
  return g_strcmp0 (yj_json_string (problem, "type"), "urn:yijian:problem:unknown-type") == 0;
}

static void
judge (YjBatch *batch, YjCandidate *candidate)
{
  const YjRecord *record = candidate->record;
  YjCandidate *earlier;

  if (candidate->problem != NULL) {
    candidate->result =
      result_new (candidate, is_later_kind (candidate->problem) ? "deferred" : "malformed", json_incref (candidate->problem));
    return;
  }
  earlier = find_fresh (batch, record, id_key);
  if (candidate->standing.digest != NULL || earlier != NULL) {
    const char *digest = earlier != NULL ? earlier->record->digest : candidate->standing.digest;
    if (!g_str_equal (digest, record->digest))
      set_aside (candidate, "id-taken", NULL);
    else
      candidate->result = result_new (candidate, "duplicate", NULL);
    candidate->twin = earlier;
    return;
  }
  if (candidate->standing.sequence_taken || find_fresh (batch, record, sequence_key) != NULL)
    set_aside (candidate, "sequence-taken", NULL);
  else if (candidate->foreign_number)
    set_aside (candidate, "case-number-foreign", "the record's official number is not of a range that was reserved for its outbox");
  else
    judge_new (batch, candidate);
}

/* ---- receipts ---- */
static json_t *
make_payload (const YjBatch *batch, const YjCandidate *candidate)
{
  const YjRecord *record = candidate->record;
  g_autoptr (json_t) cases = json_array ();
  json_t *payload;
  size_t i;
  json_t *entry;

  json_array_foreach (candidate->cases, i, entry)
    json_array_append_new (cases, json_pack ("{s:O, s:O}", "matter", json_object_get (entry, "matter"), "case",
                                             json_object_get (entry, "case")));
  payload = json_pack ("{s:i, s:s, s:s, s:s, s:I, s:s, s:s, s:s, s:O}", "schema", 1, "id", record->id, "digest", record->digest,
                       "source", record->source, "seq", (json_int_t) record->seq, "central_epoch",
                       yj_central_store_get_epoch (batch->central->store), "verdict", candidate->verdict, "received", batch->received,
                       "cases", cases);
  if (candidate->rejection != NULL)
    json_object_set (payload, "problem", candidate->rejection);
  return payload;
}

typedef struct {
  const YjBatch *batch;
  const YjReceiptKeys *keys;
} Signing;

/* On any thread. A receipt that stays NULL is found afterwards. */
static void
sign_receipt (gpointer thing, gpointer data)
{
  YjCandidate *candidate = thing;
  const Signing *signing = data;
  g_autoptr (json_t) payload = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  if (candidate->verdict == NULL)
    return;
  payload = make_payload (signing->batch, candidate);
  bytes = yj_json_to_bytes (payload);
  candidate->receipt = yj_suite_sign_receipt (bytes, signing->keys->secret, signing->keys->kid, &error);
  if (error != NULL)
    g_message ("%s", error->message);
}

static gboolean
add_receipt (YjCandidate *candidate, GError **error)
{
  const char *receipt = candidate->twin != NULL ? candidate->twin->receipt : candidate->standing.receipt;

  if (candidate->verdict != NULL) {
    candidate->result =
      result_new (candidate, candidate->verdict, candidate->rejection != NULL ? json_incref (candidate->rejection) : NULL);
    receipt = candidate->receipt;
  } else if (candidate->aside != NULL || !g_str_equal (yj_json_string (candidate->result, "status"), "duplicate")) {
    return TRUE;
  }
  if (receipt == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_CRYPTO, "a receipt could not be signed");
    return FALSE;
  }
  json_object_set_new (candidate->result, "receipt", json_string (receipt));
  return TRUE;
}

gboolean
yj_batch_settle (YjBatch *batch, GError **error)
{
  g_autoptr (YjReceiptKeys) keys = yj_receipt_key_watch_get (batch->central->keys->receipt);
  Signing signing = { batch, keys };

  for (guint i = 0; i < batch->candidates->len; i++)
    judge (batch, g_ptr_array_index (batch->candidates, i));
  yj_workers_do (batch->central->workers, batch->candidates, sign_receipt, &signing);
  for (guint i = 0; i < batch->candidates->len; i++)
    if (!add_receipt (g_ptr_array_index (batch->candidates, i), error))
      return FALSE;
  return TRUE;
}

void
yj_batch_reset (YjBatch *batch)
{
  g_hash_table_remove_all (batch->fresh);
  for (guint i = 0; i < batch->candidates->len; i++) {
    YjCandidate *candidate = g_ptr_array_index (batch->candidates, i);
    yj_standing_clear (&candidate->standing);
    memset (&candidate->standing, 0, sizeof candidate->standing);
    g_clear_pointer (&candidate->result, json_decref);
    g_clear_pointer (&candidate->rejection, json_decref);
    g_clear_pointer (&candidate->cases, json_decref);
    g_clear_pointer (&candidate->receipt, g_free);
    candidate->aside = candidate->verdict = NULL;
    candidate->foreign_number = FALSE;
    candidate->twin = NULL;
  }
}
