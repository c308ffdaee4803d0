/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what becomes of an event. Reading and verifying need no store and come first; then one transaction
 * settles the whole batch, receipts included, so that a receipt that was given is a receipt that is kept. */
#include "core/base/yj-error.h"
#include "core/seal/yj-suite.h"
#include "sync/central/yj-central-problem.h"
#include "sync/central/yj-central.h"
#include <string.h>

#define DEFER_MS (10 * 60 * 1000)

typedef struct {
  YjCentral *central;
  char *received;
} Ingest;

static json_t *
result_new (const YjRecord *submission, const char *status, json_t *problem)
{
  json_t *result = json_pack ("{s:s?, s:s}", "id", submission->event_id, "status", status);

  if (problem != NULL)
    json_object_set_new (result, "problem", problem);
  if (g_str_equal (status, "deferred"))
    json_object_set_new (result, "retry_after_ms", json_integer (DEFER_MS));
  return result;
}

static json_t *
with_receipt (json_t *result, const char *receipt)
{
  json_object_set_new (result, "receipt", json_string (receipt));
  return result;
}

/* The materials that the header names and the blobs do not hold. */
static json_t *
find_missing (Ingest *ingest, const YjRecord *submission)
{
  g_autoptr (json_t) missing = json_array ();
  size_t i;
  json_t *material;

  json_array_foreach (json_object_get (submission->header, "materials"), i, material) {
    const char *sha256 = yj_json_string (material, "sha256");
    if (yj_central_blobs_get_size (ingest->central->blobs, sha256) < 0)
      json_array_append_new (missing, json_string (sha256));
  }
  return json_array_size (missing) > 0 ? g_steal_pointer (&missing) : NULL;
}

static gboolean
sizes_hold (Ingest *ingest, const YjRecord *submission)
{
  size_t i;
  json_t *material;

  json_array_foreach (json_object_get (submission->header, "materials"), i, material)
    if (yj_central_blobs_get_size (ingest->central->blobs, yj_json_string (material, "sha256")) !=
        yj_json_int (material, "bytes", 0))
      return FALSE;
  return TRUE;
}

/* Without the service key among the recipients nobody here can ever open it. */
static gboolean
is_for_us (Ingest *ingest, const YjRecord *submission)
{
  size_t i;
  json_t *id;

  json_array_foreach (json_object_get (submission->header, "recipients"), i, id)
    if (g_strcmp0 (yj_json_string (ingest->central->keys->recipient_ids, json_string_value (id)), "service") == 0)
      return TRUE;
  return FALSE;
}

/* One case for each chosen matter: "<reference>-<n>". A second record with the same reference (a kiosk's outbox was
 * made anew) gets its epoch in between. */
static gboolean
make_cases (Ingest *ingest, const YjRecord *submission, const json_t *departments, json_t *cases, GError **error)
{
  const char *epoch = yj_json_string (yj_json_object (submission->header, "source"), "epoch");
  gboolean taken;
  size_t i;
  json_t *matter;

  if (!yj_central_store_has_reference (ingest->central->store, submission->reference, &taken, error))
    return FALSE;
  json_array_foreach (json_object_get (submission->header, "matters"), i, matter) {
    const char *code = json_string_value (matter);
    g_autofree char *number = taken ? g_strdup_printf ("%s-%s-%zu", submission->reference, epoch, i + 1)
                                    : g_strdup_printf ("%s-%zu", submission->reference, i + 1);
    json_array_append_new (cases, json_pack ("{s:s, s:s, s:s}", "matter", code, "case", number, "department",
                                             yj_json_string (departments, code)));
  }
  return TRUE;
}

static char *
sign_receipt (Ingest *ingest, const YjRecord *submission, const YjSettlement *settlement, GError **error)
{
  g_autoptr (json_t) cases = json_array ();
  g_autoptr (json_t) payload = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (YjReceiptKeys) keys = yj_receipt_key_watch_get (ingest->central->keys->receipt);
  size_t i;
  json_t *entry;

  json_array_foreach (settlement->cases, i, entry)
    json_array_append_new (cases, json_pack ("{s:O, s:O}", "matter", json_object_get (entry, "matter"), "case",
                                             json_object_get (entry, "case")));
  payload = json_pack ("{s:i, s:s, s:s, s:s, s:I, s:s, s:s, s:s, s:O}", "schema", 1, "id", submission->id, "digest",
                       submission->digest, "source", submission->source, "seq", (json_int_t) submission->seq, "central_epoch",
                       yj_central_store_get_epoch (ingest->central->store), "verdict", settlement->verdict, "received",
                       settlement->received, "cases", cases);
  if (settlement->problem != NULL)
    json_object_set (payload, "problem", (json_t *) settlement->problem);
  bytes = yj_json_to_bytes (payload);
  return yj_suite_sign_receipt (bytes, keys->secret, keys->kid, error);
}

/* Stores the record with its verdict. @departments NULL: rejected, with @problem (transfer full). */
static json_t *
settle (Ingest *ingest, const YjRecord *submission, const json_t *departments, json_t *problem, GError **error)
{
  g_autoptr (json_t) reason = problem, cases = json_array ();
  YjSettlement settlement = { departments != NULL ? "accepted" : "rejected", ingest->received, NULL, reason, cases };
  g_autofree char *receipt = NULL;

  if (departments != NULL && !make_cases (ingest, submission, departments, cases, error))
    return NULL;
  receipt = sign_receipt (ingest, submission, &settlement, error);
  settlement.receipt = receipt;
  if (receipt == NULL || !yj_central_store_insert_submission (ingest->central->store, submission, &settlement, error))
    return NULL;
  return with_receipt (result_new (submission, settlement.verdict, g_steal_pointer (&reason)), receipt);
}

static json_t *
judge_new (Ingest *ingest, const YjRecord *submission, GError **error)
{
  g_autoptr (json_t) departments = NULL;
  json_t *problem = NULL, *missing, *result;

  if (!is_for_us (ingest, submission)) {
    yj_problem_json_set (&problem, "unknown-recipient", "no recipient of the header is a service key of this central");
    return settle (ingest, submission, NULL, problem, error);
  }
  switch (yj_central_catalogues_judge (ingest->central->catalogues, submission->header, &departments, &problem)) {
  case YJ_JUDGEMENT_NOT_YET:
    return result_new (submission, "deferred", problem);
  case YJ_JUDGEMENT_IMPOSSIBLE:
    return settle (ingest, submission, NULL, problem, error);
  default:
    break;
  }
  missing = find_missing (ingest, submission);
  if (missing != NULL) {
    result = result_new (submission, "incomplete", yj_problem_json_new (0, "materials-missing", NULL));
    json_object_set_new (result, "missing", missing);
    return result;
  }
  if (!sizes_hold (ingest, submission)) {
    yj_problem_json_set (&problem, "malformed", "a material has another size than the header says");
    return settle (ingest, submission, NULL, problem, error);
  }
  return settle (ingest, submission, departments, NULL, error);
}

static json_t *
set_aside (Ingest *ingest, const YjRecord *submission, const char *name, GError **error)
{
  if (!yj_central_store_quarantine (ingest->central->store, submission, name, ingest->received, error))
    return NULL;
  return result_new (submission, "conflict", yj_problem_json_new (0, name, NULL));
}

/* Inside the transaction. NULL only with @error. */
static json_t *
judge (Ingest *ingest, const YjRecord *submission, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (json_t) stored =
    yj_central_store_find_submission (ingest->central->store, submission->source, submission->id, &local);
  gboolean taken = FALSE;

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  if (stored != NULL && g_strcmp0 (yj_json_string (stored, "digest"), submission->digest) == 0)
    return with_receipt (result_new (submission, "duplicate", NULL), yj_json_string (stored, "receipt"));
  if (stored != NULL)
    return set_aside (ingest, submission, "id-taken", error);
  if (!yj_central_store_has_sequence (ingest->central->store, submission->source, submission->seq, &taken, error))
    return NULL;
  return taken ? set_aside (ingest, submission, "sequence-taken", error) : judge_new (ingest, submission, error);
}

typedef struct {
  YjRecord *submission;
  json_t *problem;   /* (nullable) */
} Candidate;

static void
candidate_free (Candidate *candidate)
{
  yj_record_free (candidate->submission);
  json_decref (candidate->problem);
  g_free (candidate);
}

static GPtrArray *
read_events (const YjSpeaker *speaker, json_t *events)
{
  GPtrArray *candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) candidate_free);
  size_t i;
  json_t *event;

  json_array_foreach (events, i, event) {
    Candidate *candidate = g_new0 (Candidate, 1);
    candidate->submission = g_new0 (YjRecord, 1);
    yj_record_read (candidate->submission, event, speaker, &candidate->problem);
    g_ptr_array_add (candidates, candidate);
  }
  return candidates;
}

static gboolean
is_later_kind (const json_t *problem)
{
  return g_strcmp0 (yj_json_string (problem, "type"), "urn:yijian:problem:unknown-type") == 0;
}

/* Results in the order of the events; NULL with @error. */
static json_t *
judge_all (Ingest *ingest, GPtrArray *candidates, GError **error)
{
  g_autoptr (json_t) results = json_array ();

  for (guint i = 0; i < candidates->len; i++) {
    Candidate *candidate = g_ptr_array_index (candidates, i);
    json_t *result = candidate->problem == NULL ? judge (ingest, candidate->submission, error)
                                                : result_new (candidate->submission,
                                                              is_later_kind (candidate->problem) ? "deferred" : "malformed",
                                                              json_incref (candidate->problem));
    if (result == NULL)
      return NULL;
    json_array_append_new (results, result);
  }
  return g_steal_pointer (&results);
}

/* The last readable event says of which outbox the answer reports what is still missing. */
static const char *
find_source (GPtrArray *candidates)
{
  for (guint i = candidates->len; i > 0; i--) {
    Candidate *candidate = g_ptr_array_index (candidates, i - 1);
    if (candidate->problem == NULL)
      return candidate->submission->source;
  }
  return NULL;
}

static json_t *
make_answer (YjCentral *central, GPtrArray *candidates, json_t *results, GError **error)
{
  const char *source = find_source (candidates);
  json_t *answer = source != NULL ? yj_central_store_get_progress (central->store, source, error)
                                  : json_pack ("{s:i, s:[]}", "contiguous_through", 0, "gaps");

  if (answer == NULL)
    return NULL;
  json_object_set (answer, "results", results);
  if (source != NULL)
    json_object_set_new (answer, "source", json_string (source));
  yj_central_add_standing (central, answer);
  return answer;
}

static void
note_batch (YjCentral *central, const json_t *results, gint64 usec)
{
  yj_load_note_store (central->load, usec);
  yj_metrics_count_store (central->metrics, usec);
  yj_metrics_count_results (central->metrics, results);
}

gboolean
yj_central_ingest (YjCentral *central, const YjSpeaker *speaker, json_t *events, json_t **answer, GError **error)
{
  g_autoptr (GPtrArray) candidates = read_events (speaker, events);
  g_autofree char *received = yj_central_now ();
  Ingest ingest = { central, received };
  g_autoptr (json_t) results = NULL, report = NULL;
  gint64 started_usec = g_get_monotonic_time ();

  if (!yj_central_store_begin (central->store, error))
    return FALSE;
  results = judge_all (&ingest, candidates, error);
  report = results != NULL ? make_answer (central, candidates, results, error) : NULL;
  if (report == NULL) {
    yj_central_store_rollback (central->store);
    return FALSE;
  }
  if (!yj_central_store_commit (central->store, error))
    return FALSE;
  note_batch (central, results, g_get_monotonic_time () - started_usec);
  *answer = g_steal_pointer (&report);
  return TRUE;
}
