/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the table of operations, as openapi.yaml describes them, and the handlers that only pass on. */
#include "core/base/yj-error.h"
#include "sync/central/yj-central-operator.h"
#include "sync/central/yj-central-request.h"
#include <string.h>

#define SMALL_BYTES (64u * 1024u)
#define STATUS_MAX_BYTES (256u * 1024u)
#define MAX_WITHHELD 10000u
#define MAX_VERSION_BYTES 64u
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

/* [[source, seq]], or NULL when an entry is neither a number nor an object with one. */
static json_t *
read_withheld (const json_t *body, const char *kiosk)
{
  g_autoptr (json_t) pairs = json_array ();
  const char *epoch = yj_json_string (body, "epoch");
  json_t *list = yj_json_array (body, "withheld"), *entry;
  size_t i;

  if (json_array_size (list) > MAX_WITHHELD)
    return NULL;
  json_array_foreach (list, i, entry) {
    const char *own_epoch = yj_json_string (entry, "epoch");
    gint64 seq = json_is_integer (entry) ? json_integer_value (entry) : yj_json_int (entry, "seq", 0);
    g_autofree char *source = g_strdup_printf ("urn:yijian:kiosk:%s:%s", kiosk, own_epoch != NULL ? own_epoch : epoch);
    if (seq < 1 || !yj_is_hex (own_epoch != NULL ? own_epoch : epoch, 16))
      return NULL;
    json_array_append_new (pairs, json_pack ("[s, I]", source, (json_int_t) seq));
  }
  return g_steal_pointer (&pairs);
}

static json_t *
find_commands (YjRequest *request, const json_t *body)
{
  const json_t *catalogue = yj_json_object (body, "catalogue");
  const char *id = yj_json_string (catalogue, "id");
  json_t *commands = json_array ();

  if (catalogue != NULL && yj_central_catalogues_is_newer (request->central->catalogues, id != NULL ? id : "", yj_json_int (catalogue, "version", -1)))
    json_array_append_new (commands, json_string ("pull-catalogue"));
  if (yj_json_int (request->kiosk, "rotate", 0) != 0)
    json_array_append_new (commands, json_string ("rotate-key"));
  return commands;
}

static gboolean
is_status (const json_t *body, const char *kiosk)
{
  const char *version = yj_json_string (body, "version"), *named = yj_json_string (body, "kiosk");
  return version != NULL && strnlen (version, MAX_VERSION_BYTES + 1) <= MAX_VERSION_BYTES && yj_json_object (body, "queue") != NULL &&
         (named == NULL || g_str_equal (named, kiosk));
}

/* Without them references go on standing for numbers, so a status is answered in any case. */
static void
add_case_numbers (YjRequest *request, const json_t *body, json_t *answer)
{
  const char *epoch = yj_json_string (body, "epoch");
  g_autofree char *source = g_strdup_printf ("urn:yijian:kiosk:%s:%s", request->identity->code, epoch);
  g_autoptr (GError) error = NULL;
  json_t *ranges;

  if (request->central->case_prefix == NULL || epoch == NULL || !yj_is_hex (epoch, 16))
    return;
  ranges = yj_central_give_case_numbers (request->central, source, yj_json_object (body, "case_numbers"), &error);
  if (ranges != NULL)
    json_object_set_new (answer, "number_ranges", ranges);
  else
    g_message ("no case numbers could be reserved: %s", error->message);
}

/* Which numbers of the outbox are here: a kiosk that was put back to an older image, or a central that was, is noticed at the next
 * heartbeat, not at the next record. */
static gboolean
add_numbers (YjRequest *request, const json_t *body, json_t *answer, GError **error)
{
  const char *epoch = yj_json_string (body, "epoch");
  g_autofree char *source = NULL;
  g_autoptr (json_t) progress = NULL;

  if (!yj_is_hex (epoch, 16))
    return TRUE;
  source = g_strdup_printf ("urn:yijian:kiosk:%s:%s", request->identity->code, epoch);
  progress = yj_central_store_get_progress (request->central->store, source, error);
  if (progress == NULL)
    return FALSE;
  json_object_set_new (answer, "source", json_string (source));
  return json_object_update (answer, progress) == 0;
}

static void
put_status (YjRequest *request)
{
  g_autoptr (json_t) body = yj_request_parse (request, STATUS_MAX_BYTES);
  g_autoptr (json_t) withheld = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL, *at = yj_central_now ();
  json_t *answer;

  if (body == NULL)
    return;
  withheld = read_withheld (body, request->identity->code);
  if (withheld == NULL || !is_status (body, request->identity->code)) {
    yj_request_refuse (request, MHD_HTTP_BAD_REQUEST, "bad-request",
                       "version, queue, and withheld with sequence numbers and their epoch are needed; kiosk is the certificate's");
    return;
  }
  text = yj_json_to_text (body);
  if (!yj_central_store_set_status (request->central->store, request->identity->code, text, withheld, at, &error)) {
    yj_request_refuse_error (request, error);
    return;
  }
  answer = json_pack ("{s:o}", "commands", find_commands (request, body));
  add_case_numbers (request, body, answer);
  if (!add_numbers (request, body, answer, &error)) {
    json_decref (answer);
    yj_request_refuse_error (request, error);
    return;
  }
  yj_central_add_standing (request->central, answer);
  yj_request_answer_json (request, MHD_HTTP_OK, answer);
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
  { "PUT", "/v1/status", YJ_LISTENER_KIOSK, YJ_NEED_KIOSK, "application/json", STATUS_MAX_BYTES, NULL, NULL, put_status },
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
