/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the connection to the CUPS server and what it says of the queue. */
#include "drivers/printers/yj-cups-private.h"
#include "core/base/yj-error.h"
#include <string.h>

#define MUTE_SECONDS 5.0

YjCupsServer *
yj_cups_server_new (const char *address, const char *queue)
{
  YjCupsServer *self = g_new0 (YjCupsServer, 1);
  const char *colon = address[0] == '/' ? NULL : strrchr (address, ':');
  char uri[HTTP_MAX_URI];

  self->port = colon != NULL ? (int) g_ascii_strtoull (colon + 1, NULL, 10) : 631;
  self->host = colon != NULL ? g_strndup (address, (gsize) (colon - address)) : g_strdup (address);
  httpAssembleURIf (HTTP_URI_CODING_ALL, uri, sizeof uri, "ipp", NULL, "localhost", 0, "/printers/%s", queue);
  self->uri = g_strdup (uri);
  return self;
}

static void
disconnect (YjCupsServer *self)
{
  g_clear_pointer (&self->http, httpClose);
}

void
yj_cups_server_free (YjCupsServer *self)
{
  disconnect (self);
  g_free (self->host);
  g_free (self->uri);
  g_free (self);
}

/* 0 ends the wait: the server is mute. */
static int
on_mute (http_t *http, void *user_data)
{
  return 0;
}

gboolean
yj_cups_server_connect (YjCupsServer *self, GError **error)
{
  if (self->http != NULL)
    return TRUE;
  self->http = httpConnect2 (self->host, self->port, NULL, AF_UNSPEC, HTTP_ENCRYPTION_NEVER, 1,
                             (int) (MUTE_SECONDS * 1000), NULL);
  if (self->http == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "No print server answers at %s", self->host);
    return FALSE;
  }
  httpSetTimeout (self->http, MUTE_SECONDS, on_mute, NULL);
  return TRUE;
}

ipp_t *
yj_cups_request_new (YjCupsServer *self, ipp_op_t operation)
{
  ipp_t *request = ippNewRequest (operation);

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, self->uri);
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL, cupsUser ());
  return request;
}

static YjError
error_from_status (ipp_status_t status)
{
  switch (status) {
  case IPP_STATUS_ERROR_NOT_FOUND:
  case IPP_STATUS_ERROR_GONE:
    return YJ_ERROR_NOT_FOUND;
  case IPP_STATUS_ERROR_FORBIDDEN:
  case IPP_STATUS_ERROR_NOT_AUTHENTICATED:
  case IPP_STATUS_ERROR_NOT_AUTHORIZED:
  case IPP_STATUS_ERROR_CUPS_AUTHENTICATION_CANCELED:
    return YJ_ERROR_DENIED;
  case IPP_STATUS_ERROR_SERVICE_UNAVAILABLE:
  case IPP_STATUS_ERROR_TIMEOUT:
    return YJ_ERROR_DEVICE_ABSENT;
  default:
    return YJ_ERROR_DEVICE_FAILED;
  }
}

void
yj_cups_server_set_error (YjCupsServer *self, GError **error)
{
  ipp_status_t status = cupsLastError ();
  int http = self->http != NULL ? httpError (self->http) : 0;
  YjError code = http != 0 ? YJ_ERROR_DEVICE_ABSENT : error_from_status (status);

  g_set_error (error, YJ_ERROR, code, "The print server answered %s for %s", ippErrorString (status), self->uri);
  if (code == YJ_ERROR_DEVICE_ABSENT)
    disconnect (self);
}

ipp_t *
yj_cups_server_ask (YjCupsServer *self, ipp_t *request, const char *resource, GError **error)
{
  ipp_t *answer;

  if (!yj_cups_server_connect (self, error)) {
    ippDelete (request);
    return NULL;
  }
  answer = cupsDoRequest (self->http, request, resource);
  if (answer != NULL && cupsLastError () <= IPP_STATUS_OK_CONFLICTING)
    return answer;
  ippDelete (answer);
  yj_cups_server_set_error (self, error);
  return NULL;
}

YjPrinterReasons
yj_cups_reason_from_keyword (const char *keyword)
{
  static const struct {
    const char *keyword;
    YjPrinterReasons reason;
  } table[] = {
    { "media-empty", YJ_PRINTER_MEDIA_EMPTY },   { "media-needed", YJ_PRINTER_MEDIA_EMPTY },
    { "media-low", YJ_PRINTER_MEDIA_LOW },       { "media-jam", YJ_PRINTER_MEDIA_JAM },
    { "cover-open", YJ_PRINTER_COVER_OPEN },     { "door-open", YJ_PRINTER_COVER_OPEN },
    { "interlock-open", YJ_PRINTER_COVER_OPEN }, { "offline", YJ_PRINTER_OFFLINE },
    { "shutdown", YJ_PRINTER_OFFLINE },          { "timed-out", YJ_PRINTER_OFFLINE },
    { "connecting-to-device", YJ_PRINTER_OFFLINE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    gsize size = strlen (table[i].keyword);
    const char *rest = keyword + size;
    if (strncmp (keyword, table[i].keyword, size) == 0
        && (*rest == '\0' || g_str_equal (rest, "-error") || g_str_equal (rest, "-warning")
            || g_str_equal (rest, "-report")))
      return table[i].reason;
  }
  return YJ_PRINTER_OK;
}

static void
add_attribute_names (ipp_t *request, const char *const *names, int n)
{
  ippAddStrings (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", n, NULL, names);
}

static void
parse_queue_state (ipp_t *answer, YjQueueState *state)
{
  ipp_attribute_t *reasons = ippFindAttribute (answer, "printer-state-reasons", IPP_TAG_KEYWORD);
  ipp_attribute_t *pstate = ippFindAttribute (answer, "printer-state", IPP_TAG_ENUM);
  ipp_attribute_t *accepting = ippFindAttribute (answer, "printer-is-accepting-jobs", IPP_TAG_BOOLEAN);

  *state = (YjQueueState){ 0 };
  for (int i = 0; i < ippGetCount (reasons); i++)
    state->reasons |= yj_cups_reason_from_keyword (ippGetString (reasons, i, NULL));
  state->busy = ippGetInteger (pstate, 0) == IPP_PSTATE_PROCESSING;
  state->stopped = ippGetInteger (pstate, 0) == IPP_PSTATE_STOPPED || (accepting != NULL && !ippGetBoolean (accepting, 0));
  if (state->stopped)
    state->reasons |= YJ_PRINTER_STOPPED;
}

gboolean
yj_cups_server_get_state (YjCupsServer *self, YjQueueState *state, GError **error)
{
  static const char *const names[] = { "printer-state", "printer-state-reasons", "printer-is-accepting-jobs" };
  ipp_t *request = yj_cups_request_new (self, IPP_OP_GET_PRINTER_ATTRIBUTES), *answer;

  add_attribute_names (request, names, G_N_ELEMENTS (names));
  answer = yj_cups_server_ask (self, request, "/", error);
  if (answer == NULL)
    return FALSE;
  parse_queue_state (answer, state);
  ippDelete (answer);
  return TRUE;
}

static gboolean
ask_admin (YjCupsServer *self, ipp_op_t operation, GError **error)
{
  ipp_t *answer = yj_cups_server_ask (self, yj_cups_request_new (self, operation), "/admin/", error);
  ippDelete (answer);
  return answer != NULL;
}

gboolean
yj_cups_server_resume (YjCupsServer *self, GError **error)
{
  return ask_admin (self, IPP_OP_RESUME_PRINTER, error)
         && ask_admin (self, IPP_OP_CUPS_ACCEPT_JOBS, error);
}
