/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the table of operations, as openapi.yaml describes them, and the handlers that only pass on. */
#include "core/base/yj-error.h"
#include "sync/central/yj-central-operator.h"
#include "sync/central/yj-central-request.h"
#include <string.h>

#define SMALL_BYTES (64u * 1024u)
#define CONTROL_MAX_BYTES (32u * 1024u * 1024u)

static void
begin_batch (YjRequest *request)
{
  request->counted = TRUE;
  yj_load_add_batches (request->central->load, 1);
}

static void
post_batch (YjRequest *request)
{
  g_autoptr (json_t) events = yj_request_parse (request, YJ_BATCH_MAX_DECODED_BYTES);
  YjSpeaker speaker = { request->identity->code, yj_json_array (request->kiosk, "certificates") };
  g_autoptr (GError) error = NULL;
  json_t *answer = NULL;

  if (events == NULL)
    return;
  if (!json_is_array (events) || json_array_size (events) == 0)
    yj_request_refuse (request, MHD_HTTP_BAD_REQUEST, "bad-request", "the body is not an array of events");
  else if (json_array_size (events) > YJ_BATCH_MAX_EVENTS)
    yj_request_refuse (request, MHD_HTTP_CONTENT_TOO_LARGE, "too-large", "a batch has at most 500 events");
  else if (yj_central_ingest (request->central, &speaker, events, &answer, &error))
    yj_request_answer_json (request, MHD_HTTP_OK, answer);
  else
    yj_request_refuse_error (request, error);
}

static gboolean
names_tag (const char *field, const char *etag)
{
  return field != NULL && (g_str_equal (field, "*") || strstr (field, etag) != NULL);
}

static void
get_catalogue (YjRequest *request)
{
  g_autoptr (YjServedCatalogue) served = NULL;
  g_autofree char *region = g_strdup (request->rest);
  gboolean signature = g_str_has_suffix (region, ".minisig");
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GError) error = NULL;

  if (signature)
    region[strlen (region) - strlen (".minisig")] = '\0';
  served = yj_is_region (region) ? yj_central_catalogues_get_served (request->central->catalogues, &error) : NULL;
  if (error != NULL) {
    yj_request_refuse_error (request, error);
    return;
  }
  if (served == NULL) {
    yj_request_refuse (request, MHD_HTTP_NOT_FOUND, "not-found", "no catalogue is published for this region");
    return;
  }
  if (names_tag (yj_request_get_field (request, "If-None-Match"), served->etag)) {
    yj_request_answer (request, MHD_HTTP_NOT_MODIFIED, NULL, NULL);
  } else if (signature) {
    text = g_bytes_new (served->signature, strlen (served->signature));
    yj_request_answer (request, MHD_HTTP_OK, "text/plain; charset=utf-8", text);
  } else {
    yj_request_answer (request, MHD_HTTP_OK, "application/vnd.yijian.catalogue", served->bundle);
  }
  yj_request_add_field (request, "ETag", "%s", served->etag);
  yj_request_add_field (request, "Yijian-Catalogue", "%s", served->name);
  yj_request_add_field (request, "Cache-Control", "no-cache");
}

/* {@name: rows, "next": @next, or the last n}. */
static void
answer_page (YjRequest *request, const char *name, json_t *rows, gint64 next, const GError *error)
{
  size_t size = json_array_size (rows);

  if (rows == NULL) {
    yj_request_refuse_error (request, error);
    return;
  }
  if (size > 0)
    next = MAX (next, yj_json_int (json_array_get (rows, size - 1), "n", 0));
  yj_request_answer_json (request, MHD_HTTP_OK, json_pack ("{s:o, s:I}", name, rows, "next", (json_int_t) next));
}

static gboolean
read_after (YjRequest *request, gint64 *after)
{
  *after = yj_request_get_number (request, MHD_GET_ARGUMENT_KIND, "after", 0);
  if (*after >= 0)
    return TRUE;
  yj_request_refuse (request, MHD_HTTP_BAD_REQUEST, "bad-request", "after is not a number");
  return FALSE;
}

static void
get_outcomes (YjRequest *request)
{
  g_autoptr (GError) error = NULL;
  gint64 after, next;
  json_t *rows;

  if (!read_after (request, &after))
    return;
  next = after;
  rows = yj_central_store_list_outcomes (request->central->store, yj_json_string (request->kiosk, "region"), &next, &error);
  answer_page (request, "outcomes", rows, next, error);
}

static void
get_cases (YjRequest *request)
{
  const char *status = MHD_lookup_connection_value (request->mhd, MHD_GET_ARGUMENT_KIND, "status");
  g_autoptr (GError) error = NULL;
  gint64 after;
  json_t *rows;

  if (!read_after (request, &after))
    return;
  if (status != NULL && !yj_central_is_status (status)) {
    yj_request_refuse (request, MHD_HTTP_BAD_REQUEST, "bad-request", "there is no such status");
    return;
  }
  rows = yj_central_store_list_cases (request->central->store, request->identity->code, status, after, &error);
  answer_page (request, "cases", rows, after, error);
}

static void
post_outcome (YjRequest *request)
{
  g_autoptr (json_t) body = yj_request_parse (request, SMALL_BYTES);
  g_autoptr (GError) error = NULL;
  gboolean created;
  json_t *outcome;

  if (body == NULL)
    return;
  outcome = yj_central_add_outcome (request->central, request->identity->code, yj_json_string (body, "case"),
                                    yj_json_string (body, "status"), yj_json_string (body, "reason"), &created, &error);
  if (outcome != NULL)
    yj_request_answer_json (request, created ? MHD_HTTP_CREATED : MHD_HTTP_OK, outcome);
  else if (g_error_matches (error, YJ_ERROR, YJ_ERROR_DENIED))
    yj_request_refuse (request, MHD_HTTP_FORBIDDEN, "foreign-case", NULL);
  else
    yj_request_refuse_error (request, error);
}

static void
post_enrolment (YjRequest *request)
{
  g_autoptr (json_t) body = yj_request_parse (request, SMALL_BYTES);
  const char *token = yj_json_string (body, "token"), *csr = yj_json_string (body, "csr");
  g_autoptr (GError) error = NULL;
  json_t *answer;

  if (body == NULL)
    return;
  if (token == NULL || csr == NULL) {
    yj_request_refuse (request, MHD_HTTP_BAD_REQUEST, "bad-request", "token and csr are needed");
    return;
  }
  answer = yj_central_enrol (request->central, token, csr, &error);
  if (answer != NULL)
    yj_request_answer_json (request, MHD_HTTP_CREATED, answer);
  else if (g_error_matches (error, YJ_ERROR, YJ_ERROR_DENIED))
    yj_request_refuse (request, MHD_HTTP_FORBIDDEN, "token-refused", error->message);
  else
    yj_request_refuse_error (request, error);
}

static void
post_certificate (YjRequest *request)
{
  g_autoptr (json_t) body = yj_request_parse (request, SMALL_BYTES);
  const char *csr = yj_json_string (body, "csr");
  g_autoptr (GError) error = NULL;
  json_t *answer;

  if (body == NULL)
    return;
  if (csr == NULL) {
    yj_request_refuse (request, MHD_HTTP_BAD_REQUEST, "bad-request", "csr is needed");
    return;
  }
  answer = yj_central_certify (request->central, request->identity->code, csr, &error);
  if (answer != NULL)
    yj_request_answer_json (request, MHD_HTTP_CREATED, answer);
  else if (g_error_matches (error, YJ_ERROR, YJ_ERROR_REJECTED))
    yj_request_refuse (request, MHD_HTTP_CONFLICT, "too-many-keys", NULL);
  else
    yj_request_refuse_error (request, error);
}

static void
post_operation (YjRequest *request)
{
  g_autoptr (json_t) arguments = yj_request_parse (request, CONTROL_MAX_BYTES);
  g_autoptr (GError) error = NULL;
  json_t *result;

  if (arguments == NULL)
    return;
  result = yj_central_operate (request->central, request->rest, arguments, &error);
  if (result != NULL)
    yj_request_answer_json (request, MHD_HTTP_OK, json_pack ("{s:o}", "result", result));
  else
    yj_request_answer_json (request, MHD_HTTP_UNPROCESSABLE_CONTENT,
                            json_pack ("{s:i, s:s}", "code", error->domain == YJ_ERROR ? error->code : YJ_ERROR_FAILED, "message",
                                       error->message));
}

static const YjRoute routes[] = {
  { "POST", "/v1/batches", YJ_LISTENER_KIOSK, YJ_NEED_KIOSK, "application/cloudevents-batch+json", YJ_BATCH_MAX_CODED_BYTES,
    begin_batch, NULL, post_batch },
  { "HEAD", "/v1/blobs/", YJ_LISTENER_KIOSK, YJ_NEED_KIOSK, NULL, 0, NULL, NULL, yj_uploads_head },
  { "PATCH", "/v1/blobs/", YJ_LISTENER_KIOSK, YJ_NEED_KIOSK, "application/partial-upload", YJ_BLOB_MAX_BYTES, yj_uploads_begin,
    yj_uploads_chunk, yj_uploads_finish },
  { "GET", "/v1/catalogues/", YJ_LISTENER_KIOSK, YJ_NEED_KIOSK, NULL, 0, NULL, NULL, get_catalogue },
  { "GET", "/v1/outcomes", YJ_LISTENER_KIOSK, YJ_NEED_KIOSK, NULL, 0, NULL, NULL, get_outcomes },
  { "PUT", "/v1/status", YJ_LISTENER_KIOSK, YJ_NEED_KIOSK, "application/json", YJ_STATUS_MAX_BYTES, NULL, NULL, yj_status_put },
  { "POST", "/v1/certificates", YJ_LISTENER_KIOSK, YJ_NEED_KIOSK, "application/json", SMALL_BYTES, NULL, NULL, post_certificate },
  { "POST", "/v1/outcomes", YJ_LISTENER_ADMIN, YJ_NEED_DEPARTMENT, "application/json", SMALL_BYTES, NULL, NULL, post_outcome },
  { "GET", "/v1/cases", YJ_LISTENER_ADMIN, YJ_NEED_DEPARTMENT, NULL, 0, NULL, NULL, get_cases },
  { "POST", "/v1/enrolments", YJ_LISTENER_ADMIN, YJ_NEED_NOBODY, "application/json", SMALL_BYTES, NULL, NULL, post_enrolment },
  { "GET", "/health", YJ_LISTENER_ADMIN, YJ_NEED_NOBODY, NULL, 0, NULL, NULL, yj_pages_health },
  { "GET", "/ready", YJ_LISTENER_ADMIN, YJ_NEED_NOBODY, NULL, 0, NULL, NULL, yj_pages_ready },
  { "GET", "/metrics", YJ_LISTENER_ADMIN, YJ_NEED_NOBODY, NULL, 0, NULL, NULL, yj_pages_metrics },
  { "GET", "/openapi.yaml", YJ_LISTENER_ADMIN, YJ_NEED_NOBODY, NULL, 0, NULL, NULL, yj_pages_description },
  { "GET", "/", YJ_LISTENER_ADMIN, YJ_NEED_NOBODY, NULL, 0, NULL, NULL, yj_pages_fleet },
  { "POST", "/operator/", YJ_LISTENER_CONTROL, YJ_NEED_NOBODY, "application/json", CONTROL_MAX_BYTES, NULL, NULL, post_operation },
  { NULL },
};

const YjRoute *
yj_central_get_routes (void)
{
  return routes;
}
