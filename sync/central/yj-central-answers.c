/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how an answer is put together, and which status an error of ours becomes. */
#include "core/base/yj-error.h"
#include "sync/central/yj-central-problem.h"
#include "sync/central/yj-central-request.h"

#define RETRY_SECONDS 15

void
yj_request_answer (YjRequest *request, guint status, const char *content_type, GBytes *body)
{
  request->status = status;
  g_free (request->content_type);
  request->content_type = g_strdup (content_type);
  g_clear_pointer (&request->answer, g_bytes_unref);
  request->answer = body != NULL ? g_bytes_ref (body) : NULL;
}

void
yj_request_answer_json (YjRequest *request, guint status, json_t *body)
{
  g_autoptr (json_t) owned = body;
  g_autoptr (GBytes) bytes = yj_json_to_bytes (owned);
  yj_request_answer (request, status, "application/json", bytes);
}

void
yj_request_add_field (YjRequest *request, const char *name, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (request->fields, g_strdup (name));
  g_ptr_array_add (request->fields, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

void
yj_request_refuse (YjRequest *request, guint status, const char *name, const char *detail)
{
  g_autoptr (json_t) problem = yj_problem_json_new (status, name, detail);
  g_autoptr (GBytes) bytes = yj_json_to_bytes (problem);

  yj_request_answer (request, status, "application/problem+json", bytes);
  if (status == MHD_HTTP_SERVICE_UNAVAILABLE)
    yj_request_add_field (request, "Retry-After", "%d", RETRY_SECONDS);
}

static const struct {
  int code;
  guint status;
  const char *name;
} refusals[] = {
  { YJ_ERROR_BAD_DATA, MHD_HTTP_BAD_REQUEST, "bad-request" },
  { YJ_ERROR_LIMIT, MHD_HTTP_CONTENT_TOO_LARGE, "too-large" },
  { YJ_ERROR_NOT_FOUND, MHD_HTTP_NOT_FOUND, "not-found" },
  { YJ_ERROR_CLOSED, MHD_HTTP_CONFLICT, "case-closed" },
};

void
yj_request_refuse_error (YjRequest *request, const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    if (!g_error_matches (error, YJ_ERROR, refusals[i].code))
      continue;
    yj_request_refuse (request, refusals[i].status, refusals[i].name, error->message);
    return;
  }
  g_message ("%s %s: %s", request->method, request->route != NULL ? request->route->path : "?", error->message);
  if (error->domain == YJ_ERROR && (error->code == YJ_ERROR_STORE || error->code == YJ_ERROR_STORE_FULL ||
                                    error->code == YJ_ERROR_OUTCOME_UNKNOWN || error->code == YJ_ERROR_DENIED ||
                                    error->code == YJ_ERROR_TIMEOUT))
    yj_request_refuse (request, MHD_HTTP_SERVICE_UNAVAILABLE, "store-unavailable", NULL);
  else
    yj_request_refuse (request, MHD_HTTP_INTERNAL_SERVER_ERROR, "internal", NULL);
}
