/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what else is exchanged in a round: outcomes and catalogue down; the heartbeat. */
#include "core/base/yj-error.h"
#include "sync/courier/yj-clock-floor.h"
#include "sync/courier/yj-reconciliation.h"
#include "sync/courier/yj-sync-engine-private.h"

#define OUTCOME_PAGES_MAX 50
#define REFUSED "central's catalogue was refused: %s"

static void
call_get_cursor (gpointer data)
{
  YjStoreCall *call = data;
  call->cursor = yj_outbox_get_outcome_cursor (call->self->outbox);
}

static void
call_store_outcomes (gpointer data)
{
  YjStoreCall *call = data;
  yj_outbox_store_outcomes (call->self->outbox, call->outcomes, call->next, &call->error);
}

static void
call_count (gpointer data)
{
  YjStoreCall *call = data;
  call->count = yj_outbox_count (call->self->outbox);
  call->withheld = yj_outbox_list_withheld (call->self->outbox);
  call->case_numbers = yj_outbox_describe_case_numbers (call->self->outbox);
  call->reconciliation = yj_outbox_get_reconciliation (call->self->outbox);
}

/* A JSON object that came with 200, or NULL with trouble noted. */
static json_t *
exchange_json (YjSyncEngine *self, const YjUplinkRequest *request, YjSyncResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjUplinkAnswer) answer = yj_uplink_exchange (self->uplinks[0], request, &error);
  json_t *root = NULL;

  if (answer == NULL)
    yj_sync_result_take_error (result, error);
  else if (answer->status == 200)
    root = yj_sync_engine_parse (answer);
  else if (answer->status == 401 || answer->status == 403)
    yj_sync_result_trouble (result, YJ_TROUBLE_CERTIFICATE, "central does not let this kiosk in (%d)", answer->status);
  else
    yj_sync_result_trouble (result, answer->status >= 500 || answer->status == 429 ? YJ_TROUBLE_BUSY : YJ_TROUBLE_FOREIGN,
                            "central answers %d to %s", answer->status, request->path);
  if (answer != NULL && answer->status == 200 && !json_is_object (root))
    yj_sync_result_trouble (result, YJ_TROUBLE_FOREIGN, "central's address answers 200 with something that is not central's");
  return root;
}

/* TRUE: go on with the next page. */
static gboolean
pull_outcome_page (YjSyncEngine *self, YjSyncResult *result, gboolean *reached)
{
  YjStoreCall call = { .self = self };
  g_autofree char *path = NULL;
  g_autoptr (json_t) root = NULL;
  YjUplinkRequest request = { "GET", NULL, NULL, FALSE, NULL, NULL };

  yj_worker_call (self->store, call_get_cursor, &call);
  request.path = path = g_strdup_printf ("/v1/outcomes?after=%" G_GINT64_FORMAT, call.cursor);
  root = exchange_json (self, &request, result);
  call.outcomes = yj_json_array (root, "outcomes");
  *reached = call.outcomes != NULL;
  if (root != NULL && call.outcomes == NULL)
    yj_sync_result_trouble (result, YJ_TROUBLE_FOREIGN, "central's address answers 200 with something that is not central's");
  if (json_array_size (call.outcomes) == 0)
    return FALSE;
  call.next = MAX (yj_json_int (root, "next", call.cursor), call.cursor);
  yj_worker_call (self->store, call_store_outcomes, &call);
  if (call.error == NULL)
    return call.next > call.cursor;
  yj_sync_result_trouble (result, YJ_TROUBLE_STORE, "outcomes could not be stored: %s", call.error->message);
  g_error_free (call.error);
  return FALSE;
}

static gboolean
pull_outcomes (YjSyncEngine *self, YjSyncResult *result)
{
  gboolean reached = FALSE;
  for (int page = 0; page < OUTCOME_PAGES_MAX && pull_outcome_page (self, result, &reached); page++)
    ;
  result->reached |= reached;
  return reached;
}

static YjUplinkAnswer *
get_catalogue_file (YjSyncEngine *self, const char *suffix, const char *etag, YjSyncResult *result)
{
  g_autofree char *path = g_strdup_printf ("/v1/catalogues/%s%s", yj_enrolment_get (self->enrolment, "region"), suffix);
  g_autofree char *condition = etag != NULL ? g_strdup_printf ("If-None-Match: %s", etag) : NULL;
  char *headers[] = { condition, NULL };
  YjUplinkRequest request = { "GET", path, NULL, FALSE, NULL, headers };
  g_autoptr (GError) error = NULL;
  YjUplinkAnswer *answer = yj_uplink_exchange (self->uplinks[0], &request, &error);

  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_LIMIT))
    yj_sync_result_trouble (result, YJ_TROUBLE_CATALOGUE, REFUSED, error->message);
  else if (answer == NULL)
    yj_sync_result_take_error (result, error);
  return answer;
}

static void
pull_catalogue (YjSyncEngine *self, YjSyncResult *result)
{
  g_autofree char *etag = yj_catalogue_store_dup_etag (self->catalogues), *text = NULL;
  g_autofree char *refusal = yj_catalogue_store_dup_refusal (self->catalogues);
  g_autoptr (YjUplinkAnswer) bundle = get_catalogue_file (self, "", etag, result), signature = NULL;
  g_autoptr (GError) error = NULL;

  /* Nothing has changed at central, so what is wrong there is still wrong. */
  if (bundle != NULL && bundle->status == 304 && refusal != NULL)
    yj_sync_result_trouble (result, YJ_TROUBLE_CATALOGUE, REFUSED, refusal);
  if (bundle == NULL || bundle->status != 200)
    return;
  signature = get_catalogue_file (self, ".minisig", NULL, result);
  /* Different tags: a new one was published between the two questions, so the next round asks again. */
  if (signature == NULL || signature->status != 200 || g_strcmp0 (signature->etag, bundle->etag) != 0)
    return;
  text = g_strndup (g_bytes_get_data (signature->body, NULL), g_bytes_get_size (signature->body));
  if (!yj_catalogue_store_install (self->catalogues, bundle->body, text, bundle->etag, &result->catalogue_changed, &error))
    yj_sync_result_trouble (result, g_error_matches (error, YJ_ERROR, YJ_ERROR_STORE) ? YJ_TROUBLE_STORE : YJ_TROUBLE_CATALOGUE, REFUSED,
                            error->message);
}

/* {"last"?, "segments"?} with the segments of @question (nullable), or NULL when there is neither. */
static json_t *
describe_reconciliation (const json_t *kept, const json_t *question)
{
  json_t *last = yj_reconciliation_report (kept);

  return last != NULL || question != NULL
             ? json_pack ("{s:o*, s:O*}", "last", last, "segments", json_object_get (question, "segments"))
             : NULL;
}

/* {"kiosk", "version", "epoch", "queue", "withheld", "case_numbers", "catalogue", "reconciliation"} */
static json_t *
describe_kiosk (YjSyncEngine *self, const json_t *question)
{
  YjStoreCall call = { .self = self };
  g_autoptr (json_t) catalogue = yj_catalogue_store_describe (self->catalogues), kept = NULL;
  json_t *status, *reconciliation;

  yj_worker_call (self->store, call_count, &call);
  kept = call.reconciliation;
  reconciliation = describe_reconciliation (kept, question);
  status = json_pack ("{s:s, s:s, s:s, s:o, s:o, s:o}", "kiosk", yj_enrolment_get (self->enrolment, "kiosk"), "version", YJ_VERSION, "epoch",
                      yj_outbox_get_epoch (self->outbox), "queue", call.count, "withheld", call.withheld, "case_numbers",
                      call.case_numbers);
  if (catalogue != NULL)
    json_object_set_new (
        status, "catalogue",
        json_pack ("{s:O, s:O}", "id", json_object_get (catalogue, "id"), "version", json_object_get (catalogue, "version")));
  if (reconciliation != NULL)
    json_object_set_new (status, "reconciliation", reconciliation);
  return status;
}

/* The certificate chain has vouched for who says this, but for no time at which it would itself be void: a floor beyond that would have
 * this kiosk refuse central for ever after. */
void
yj_sync_engine_take_time (YjSyncEngine *self, gint64 usec)
{
  if (usec > 0 && usec < yj_uplink_get_certified_until_usec (self->uplinks[0]))
    yj_clock_raise_floor (self->clock, usec);
  yj_clock_floor_keep (self->state_dir, self->clock, &self->floor_kept_usec);
}

json_t *
yj_sync_engine_put_status (YjSyncEngine *self, const json_t *question, YjSyncResult *result)
{
  g_autoptr (json_t) status = describe_kiosk (self, question);
  g_autoptr (GBytes) body = yj_json_to_bytes (status);
  YjUplinkRequest request = { "PUT", "/v1/status", "application/json", FALSE, body, NULL };
  json_t *root;

  root = exchange_json (self, &request, result);
  if (root == NULL)
    return NULL;
  yj_sync_engine_take_pace (self, root);
  yj_sync_engine_learn_receipt_keys (self, root);
  if (yj_sync_engine_adopt_epoch (self, root, result)) {
    yj_sync_engine_fill_gaps (self, root, result);
    yj_sync_engine_take_case_numbers (self, root, result);
  }
  yj_sync_engine_take_time (self, CLAMP (yj_json_int (root, "server_ms", 0), 0, G_MAXINT64 / 1000) * 1000);
  return root;
}

void
yj_sync_engine_pull (YjSyncEngine *self, YjSyncResult *result)
{
  g_autoptr (json_t) answer = NULL;

  if (!pull_outcomes (self, result))
    return;
  self->pulled_usec = yj_clock_get_boottime_usec (self->clock);
  answer = yj_sync_engine_put_status (self, NULL, result);
  if (answer != NULL)
    yj_sync_engine_reconcile (self, answer, result);
  pull_catalogue (self, result);
  /* Last, because it closes the connection. */
  yj_sync_engine_rotate_key (self, answer, result);
}
