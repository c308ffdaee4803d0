/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the connection to the CUPS server, and its errors. */
#include "drivers/printers/yj-cups-private.h"
#include "core/base/yj-error.h"
#include <poll.h>
#include <string.h>
#include <sys/stat.h>

#define MUTE_USEC (5 * G_USEC_PER_SEC)
#define GLANCE_SECONDS 0.05 /* how often somebody who waits looks whether that is still worth while */

YjCupsServer *
yj_cups_server_new (const char *address, const char *queue)
{
  YjCupsServer *self = g_new0 (YjCupsServer, 1);
  const char *colon = address[0] == '/' ? NULL : strrchr (address, ':');

  self->port = colon != NULL ? (int) g_ascii_strtoull (colon + 1, NULL, 10) : 631;
  self->resource = g_strdup ("/");
  self->host = colon != NULL ? g_strndup (address, (gsize) (colon - address)) : g_strdup (address);
  yj_cups_server_set_queue (self, queue);
  return self;
}

/* CUPS's own options follow the path and mean nothing to the printer. */
YjCupsServer *
yj_cups_server_new_for_printer (const char *uri)
{
  char scheme[32], user[HTTP_MAX_URI], host[HTTP_MAX_URI], resource[HTTP_MAX_URI], plain[HTTP_MAX_URI];
  YjCupsServer *self;
  int port;

  if (httpSeparateURI (HTTP_URI_CODING_ALL, uri, scheme, sizeof scheme, user, sizeof user, host, sizeof host, &port, resource, sizeof resource)
      < HTTP_URI_STATUS_OK)
    return NULL;
  resource[strcspn (resource, "?")] = '\0';
  httpAssembleURI (HTTP_URI_CODING_ALL, plain, sizeof plain, "ipp", NULL, host, port, resource);
  self = g_new0 (YjCupsServer, 1);
  self->host = g_strdup (host);
  self->port = port;
  self->resource = g_strdup (resource);
  self->uri = g_strdup (plain);
  return self;
}

void
yj_cups_server_set_queue (YjCupsServer *self, const char *queue)
{
  char uri[HTTP_MAX_URI];

  g_free (self->queue);
  g_free (self->uri);
  self->queue = g_strdup (queue);
  self->uri = NULL;
  if (queue == NULL)
    return;
  httpAssembleURIf (HTTP_URI_CODING_ALL, uri, sizeof uri, "ipp", NULL, "localhost", 0, "/printers/%s", queue);
  self->uri = g_strdup (uri);
}

const char *
yj_cups_server_get_queue (YjCupsServer *self)
{
  return self->queue;
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
  g_free (self->queue);
  g_free (self->uri);
  g_free (self->resource);
  g_free (self);
}

const YjPrintBudget *
yj_cups_server_set_budget (YjCupsServer *self, const YjPrintBudget *budget)
{
  const YjPrintBudget *before = self->budget;

  self->budget = budget;
  return before;
}

static gboolean
is_given_up (YjCupsServer *self)
{
  return self->budget != NULL && yj_print_budget_is_given_up (self->budget);
}

/* 0 ends the wait: the server is mute, or nobody wants to know any more. */
static int
on_quiet (http_t *http, void *user_data)
{
  YjCupsServer *self = user_data;
  return g_get_monotonic_time () < self->limit_usec && !is_given_up (self);
}

/* On a line where nothing was asked there is nothing to read but its end. libcups would find out when it writes, and then connect anew with
 * a patience of its own. */
static void
drop_dead_connection (YjCupsServer *self)
{
  struct pollfd line = { .fd = self->http != NULL ? httpGetFd (self->http) : -1, .events = POLLIN };

  if (line.fd >= 0 && poll (&line, 1, 0) != 0)
    disconnect (self);
}

static gboolean
connect_anew (YjCupsServer *self, GError **error)
{
  gint64 left_usec = self->limit_usec - g_get_monotonic_time ();

  self->http = httpConnect2 (self->host, self->port, NULL, AF_UNSPEC, HTTP_ENCRYPTION_NEVER, 1, (int) MAX (left_usec / 1000, 1), NULL);
  if (self->http == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "No print server answers at %s", self->host);
    return FALSE;
  }
  httpSetTimeout (self->http, GLANCE_SECONDS, on_quiet, self);
  return TRUE;
}

gboolean
yj_cups_server_begin (YjCupsServer *self, GError **error)
{
  gint64 left_usec = self->budget != NULL ? MIN (yj_print_budget_get_left (self->budget), MUTE_USEC) : MUTE_USEC;

  if (is_given_up (self)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_CANCELLED, "Nobody waits for the print server any more");
    return FALSE;
  }
  if (left_usec == 0) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_TIMEOUT, "No time is left to ask the print server at %s", self->host);
    return FALSE;
  }
  self->limit_usec = g_get_monotonic_time () + left_usec;
  drop_dead_connection (self);
  return self->http != NULL || connect_anew (self, error);
}

/* Sockets have numbers of their own, file descriptors are used again. */
static void
note_connection (YjCupsServer *self)
{
  struct stat status;

  if (self->http == NULL || fstat (httpGetFd (self->http), &status) != 0 || status.st_ino == self->socket)
    return;
  self->socket = status.st_ino;
  self->connection++;
}

guint
yj_cups_server_get_connection (YjCupsServer *self)
{
  note_connection (self);
  return self->connection;
}

ipp_t *
yj_cups_request_new (YjCupsServer *self, ipp_op_t operation)
{
  ipp_t *request = ippNewRequest (operation);

  if (self->uri != NULL)
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
  YjError code = http == 0 ? error_from_status (status) : is_given_up (self) ? YJ_ERROR_CANCELLED : YJ_ERROR_DEVICE_ABSENT;

  g_set_error (error, YJ_ERROR, code, "The print server answered %s for %s", ippErrorString (status),
               self->queue != NULL ? self->queue : "a request");
  if (code == YJ_ERROR_DEVICE_ABSENT || http != 0)
    disconnect (self);
}

ipp_t *
yj_cups_server_ask (YjCupsServer *self, ipp_t *request, const char *resource, GError **error)
{
  ipp_t *answer;

  if (!yj_cups_server_begin (self, error)) {
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
