/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the operations on jobs of the queue, and the events that tell how they ended. */
#include "drivers/printers/yj-cups-private.h"
#include "core/base/yj-error.h"

#define LEASE_SECONDS 300

int
yj_cups_server_create_job (YjCupsServer *self, const char *title, const char *media, int cut, GError **error)
{
  ipp_t *request = yj_cups_request_new (self, IPP_OP_CREATE_JOB), *answer;
  int job;

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", NULL, title);
  if (media != NULL) {
    ippAddString (request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "media", NULL, media);
    ippAddString (request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "print-scaling", NULL, "none");
    /* A filter that counts pages would count them before any came out. */
    ippAddString (request, IPP_TAG_JOB, IPP_TAG_NAME, "page-logging", NULL, "off");
    if (cut != 0)
      ippAddInteger (request, IPP_TAG_JOB, IPP_TAG_ENUM, "finishings", cut);
  }
  answer = yj_cups_server_ask (self, request, "/", error);
  if (answer == NULL)
    return 0;
  job = ippGetInteger (ippFindAttribute (answer, "job-id", IPP_TAG_INTEGER), 0);
  ippDelete (answer);
  if (job <= 0)
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "The print server made a job without a number");
  return MAX (job, 0);
}

/* A cut or refused connection shows in the answer, so that writing need not be judged twice. */
static void
write_document (YjCupsServer *self, GBytes *document)
{
  gsize size, done = 0;
  const char *data = g_bytes_get_data (document, &size);
  http_status_t status = HTTP_STATUS_CONTINUE;

  while (done < size && status == HTTP_STATUS_CONTINUE) {
    gsize piece = MIN (size - done, 65536);
    status = cupsWriteRequestData (self->http, data + done, piece);
    done += piece;
  }
}

gboolean
yj_cups_server_send_document (YjCupsServer *self, int job, const char *format, GBytes *document, GError **error)
{
  ipp_t *request, *answer;
  gboolean ok;

  if (!yj_cups_server_begin (self, error))
    return FALSE;
  request = yj_cups_request_new (self, IPP_OP_SEND_DOCUMENT);
  ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job);
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL, format);
  ippAddBoolean (request, IPP_TAG_OPERATION, "last-document", 1);
  if (cupsSendRequest (self->http, request, "/", CUPS_LENGTH_VARIABLE) == HTTP_STATUS_CONTINUE)
    write_document (self, document);
  answer = cupsGetResponse (self->http, "/");
  ok = answer != NULL && cupsLastError () <= IPP_STATUS_OK_CONFLICTING;
  ippDelete (answer);
  ippDelete (request);
  if (!ok)
    yj_cups_server_set_error (self, error);
  return ok;
}

/* The larger of two counts: printers and filters keep one or the other. */
static int
get_sheets (ipp_t *answer)
{
  int impressions = ippGetInteger (ippFindAttribute (answer, "job-impressions-completed", IPP_TAG_INTEGER), 0);
  int sheets = ippGetInteger (ippFindAttribute (answer, "job-media-sheets-completed", IPP_TAG_INTEGER), 0);
  return MAX (MAX (impressions, sheets), 0);
}

/* @news by job-state, job-state-reasons and the sheets of @answer, which comes from another program and may hold anything. FALSE: it
 * tells no state. */
static gboolean
parse_job (ipp_t *answer, YjJobNews *news)
{
  ipp_attribute_t *value = ippFindAttribute (answer, "job-state", IPP_TAG_ENUM);
  ipp_attribute_t *reasons = ippFindAttribute (answer, "job-state-reasons", IPP_TAG_KEYWORD);
  gboolean stopping = ippContainsString (reasons, "processing-to-stop-point");

  if (value == NULL)
    return FALSE;
  news->sheets = get_sheets (answer);
  switch (ippGetInteger (value, 0)) {
  case IPP_JSTATE_PROCESSING:
  case IPP_JSTATE_STOPPED:
    news->state = stopping ? YJ_JOB_STOPPING : YJ_JOB_PROCESSING;
    return TRUE;
  case IPP_JSTATE_CANCELED:
    news->state = stopping ? YJ_JOB_STOPPING : YJ_JOB_CANCELED;
    return TRUE;
  case IPP_JSTATE_ABORTED:
    news->state = YJ_JOB_ABORTED;
    return TRUE;
  case IPP_JSTATE_COMPLETED:
    news->state = YJ_JOB_COMPLETED;
    return TRUE;
  default:
    news->state = YJ_JOB_WAITING;
    return TRUE;
  }
}

gboolean
yj_cups_server_get_job (YjCupsServer *self, int job, YjJobNews *news, GError **error)
{
  static const char *const names[] = { "job-state", "job-state-reasons", "job-impressions-completed", "job-media-sheets-completed" };
  ipp_t *request = yj_cups_request_new (self, IPP_OP_GET_JOB_ATTRIBUTES), *answer;
  gboolean ok;

  ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job);
  ippAddStrings (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", G_N_ELEMENTS (names), NULL, names);
  answer = yj_cups_server_ask (self, request, "/", error);
  if (answer == NULL)
    return FALSE;
  ok = parse_job (answer, news);
  ippDelete (answer);
  if (!ok)
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "The print server told no state of job %d", job);
  return ok;
}

gboolean
yj_cups_server_cancel_job (YjCupsServer *self, int job, GError **error)
{
  ipp_t *request = yj_cups_request_new (self, IPP_OP_CANCEL_JOB), *answer;

  ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job);
  answer = yj_cups_server_ask (self, request, "/jobs/", error);
  ippDelete (answer);
  return answer != NULL;
}

gboolean
yj_cups_server_cancel_jobs (YjCupsServer *self, GError **error)
{
  ipp_t *answer = yj_cups_server_ask (self, yj_cups_request_new (self, IPP_OP_CANCEL_JOBS), "/admin/", error);
  ippDelete (answer);
  return answer != NULL;
}

gboolean
yj_cups_server_purge_jobs (YjCupsServer *self, GError **error)
{
  ipp_t *request = yj_cups_request_new (self, IPP_OP_PURGE_JOBS), *answer;

  ippAddBoolean (request, IPP_TAG_OPERATION, "purge-jobs", 1);
  answer = yj_cups_server_ask (self, request, "/admin/", error);
  ippDelete (answer);
  return answer != NULL;
}

int
yj_cups_server_count_jobs (YjCupsServer *self, GError **error)
{
  ipp_t *request = yj_cups_request_new (self, IPP_OP_GET_JOBS), *answer;
  int n = 0;

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", NULL, "not-completed");
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", NULL, "job-id");
  answer = yj_cups_server_ask (self, request, "/", error);
  if (answer == NULL)
    return -1;
  for (ipp_attribute_t *at = ippFirstAttribute (answer); at != NULL; at = ippNextAttribute (answer))
    n += ippGetName (at) != NULL && g_str_equal (ippGetName (at), "job-id");
  ippDelete (answer);
  return n;
}

int
yj_cups_server_subscribe (YjCupsServer *self, GError **error)
{
  ipp_t *request = yj_cups_request_new (self, IPP_OP_CREATE_PRINTER_SUBSCRIPTIONS), *answer;
  int subscription;

  ippAddString (request, IPP_TAG_SUBSCRIPTION, IPP_TAG_KEYWORD, "notify-events", NULL, "job-completed");
  ippAddString (request, IPP_TAG_SUBSCRIPTION, IPP_TAG_KEYWORD, "notify-pull-method", NULL, "ippget");
  ippAddInteger (request, IPP_TAG_SUBSCRIPTION, IPP_TAG_INTEGER, "notify-lease-duration", LEASE_SECONDS);
  answer = yj_cups_server_ask (self, request, "/", error);
  if (answer == NULL)
    return 0;
  subscription = ippGetInteger (ippFindAttribute (answer, "notify-subscription-id", IPP_TAG_INTEGER), 0);
  ippDelete (answer);
  if (subscription <= 0)
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "The print server gives no events");
  return MAX (subscription, 0);
}

/* One event is one group: notify-job-id, job-state and the sheets in any order, ended by a separator. */
/* The event in @answer that @job ended. */
static gboolean
parse_events (ipp_t *answer, int job, YjJobNews *news)
{
  int found_job = 0, state = 0, sheets = 0;

  for (ipp_attribute_t *at = ippFirstAttribute (answer);; at = ippNextAttribute (answer)) {
    const char *name = at != NULL ? ippGetName (at) : NULL;
    if (name == NULL) {
      if (found_job == job && state >= IPP_JSTATE_CANCELED)
        break;
      if (at == NULL)
        return FALSE;
      found_job = state = sheets = 0;
    } else if (g_str_equal (name, "notify-job-id")) {
      found_job = ippGetInteger (at, 0);
    } else if (g_str_equal (name, "job-state")) {
      state = ippGetInteger (at, 0);
    } else if (g_str_equal (name, "job-impressions-completed")) {
      sheets = MAX (ippGetInteger (at, 0), 0);
    }
  }
  news->state = state == IPP_JSTATE_COMPLETED  ? YJ_JOB_COMPLETED
                : state == IPP_JSTATE_CANCELED ? YJ_JOB_CANCELED
                                               : YJ_JOB_ABORTED;
  news->sheets = sheets;
  return TRUE;
}

gboolean
yj_cups_server_find_end (YjCupsServer *self, int subscription, int job, YjJobNews *news, GError **error)
{
  ipp_t *request = yj_cups_request_new (self, IPP_OP_GET_NOTIFICATIONS), *answer;
  gboolean found;

  ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "notify-subscription-ids", subscription);
  ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "notify-sequence-numbers", 1);
  answer = yj_cups_server_ask (self, request, "/", error);
  if (answer == NULL)
    return FALSE;
  found = parse_events (answer, job, news);
  ippDelete (answer);
  return found;
}

void
yj_cups_server_unsubscribe (YjCupsServer *self, int subscription)
{
  ipp_t *request = yj_cups_request_new (self, IPP_OP_CANCEL_SUBSCRIPTION);
  g_autoptr (GError) ignored = NULL;

  ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "notify-subscription-id", subscription);
  ippDelete (yj_cups_server_ask (self, request, "/", &ignored));
}
