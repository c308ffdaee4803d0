/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the script: one thread that accepts, and one for each connection. */
#include "tests/drivers/printers/scripted-cups.h"
#include <cups/cups.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#define OPERATIONS 0x4100
#define SLOW_USEC (800 * 1000)
#define DRIP_USEC (100 * 1000)

struct _ScriptedCups {
  ScriptedPrinter printer;
  gboolean driverless;
  int listener, port;
  char *address;
  GThread *thread;
  GMutex lock; /* of all below */
  GCond changed;
  GHashTable *connections; /* http_t, whose threads end when it is shut down */
  gboolean ended, broken, gone;
  ScriptedFault fault;
  ipp_op_t at;
  guint left, answered[OPERATIONS];
  int job; /* its number, 0: none yet */
  ipp_jstate_t state;
  int sheets;
};

typedef struct {
  ScriptedCups *server;
  http_t *http;
} Connection;

/* ---- what it says ---- */

static void
add_queue (ipp_t *answer, const ScriptedCups *self)
{
  static const char *const sizes[] = { "custom_80x160mm_80x160mm", "custom_min_80x30mm_80x30mm", "custom_max_80x3276mm_80x3276mm" };
  gboolean lacks = self->printer == SCRIPTED_LACKS && self->state == IPP_JSTATE_PROCESSING;

  ippAddString (answer, IPP_TAG_PRINTER, IPP_TAG_NAME, "printer-name", NULL, "receipt");
  ippAddInteger (answer, IPP_TAG_PRINTER, IPP_TAG_ENUM, "printer-state", self->state == IPP_JSTATE_PROCESSING ? IPP_PSTATE_PROCESSING : IPP_PSTATE_IDLE);
  ippAddString (answer, IPP_TAG_PRINTER, IPP_TAG_KEYWORD, "printer-state-reasons", NULL, lacks ? "media-empty-error" : "none");
  ippAddBoolean (answer, IPP_TAG_PRINTER, "printer-is-accepting-jobs", 1);
  ippAddStrings (answer, IPP_TAG_PRINTER, IPP_TAG_KEYWORD, "media-supported", G_N_ELEMENTS (sizes), NULL, sizes);
  ippAddString (answer, IPP_TAG_PRINTER, IPP_TAG_KEYWORD, "media-ready", NULL, sizes[0]);
  ippAddString (answer, IPP_TAG_PRINTER, IPP_TAG_URI, "device-uri", NULL, self->driverless ? "ipps://127.0.0.1/ipp/print" : "usb://Virtual/Receipt");
  ippAddString (answer, IPP_TAG_PRINTER, IPP_TAG_TEXT, "printer-make-and-model", NULL, self->driverless ? "Virtual - IPP Everywhere" : "Virtual");
}

static void
add_job (ipp_t *answer, const ScriptedCups *self)
{
  gboolean clings = self->printer == SCRIPTED_CLINGS && self->state == IPP_JSTATE_CANCELED;

  ippAddInteger (answer, IPP_TAG_JOB, IPP_TAG_INTEGER, "job-id", self->job);
  ippAddInteger (answer, IPP_TAG_JOB, IPP_TAG_ENUM, "job-state", (int) self->state);
  ippAddString (answer, IPP_TAG_JOB, IPP_TAG_KEYWORD, "job-state-reasons", NULL, clings ? "processing-to-stop-point" : "none");
  ippAddInteger (answer, IPP_TAG_JOB, IPP_TAG_INTEGER, "job-impressions-completed", self->sheets);
}

/* What asks a printer for its state feeds no paper, and is taken always. */
static void
take_document (ScriptedCups *self, ipp_t *request)
{
  const char *format = ippGetString (ippFindAttribute (request, "document-format", IPP_TAG_MIMETYPE), 0, NULL);
  gboolean prints = self->printer == SCRIPTED_PRINTS || g_strcmp0 (format, "application/pdf") != 0;

  self->state = prints ? IPP_JSTATE_COMPLETED : IPP_JSTATE_PROCESSING;
  self->sheets = prints;
}

static void
cancel (ScriptedCups *self)
{
  if (self->state != 0 && self->state < IPP_JSTATE_CANCELED)
    self->state = IPP_JSTATE_CANCELED;
}

static gboolean
holds_job (const ScriptedCups *self)
{
  return self->state == IPP_JSTATE_PENDING || self->state == IPP_JSTATE_PROCESSING
         || (self->printer == SCRIPTED_CLINGS && self->state == IPP_JSTATE_CANCELED);
}

static void
act (ScriptedCups *self, ipp_t *request, ipp_t *answer)
{
  switch (ippGetOperation (request)) {
  case IPP_OP_CUPS_GET_PRINTERS:
  case IPP_OP_GET_PRINTER_ATTRIBUTES:
    add_queue (answer, self);
    break;
  case IPP_OP_CREATE_PRINTER_SUBSCRIPTIONS:
    ippAddInteger (answer, IPP_TAG_SUBSCRIPTION, IPP_TAG_INTEGER, "notify-subscription-id", 1);
    break;
  case IPP_OP_CREATE_JOB:
    self->job++;
    self->state = IPP_JSTATE_PENDING;
    self->sheets = 0;
    add_job (answer, self);
    break;
  case IPP_OP_SEND_DOCUMENT:
    take_document (self, request);
    add_job (answer, self);
    break;
  case IPP_OP_GET_JOB_ATTRIBUTES:
    if (self->printer == SCRIPTED_FORGETS && self->state != IPP_JSTATE_PENDING)
      ippSetStatusCode (answer, IPP_STATUS_ERROR_NOT_FOUND);
    else
      add_job (answer, self);
    break;
  case IPP_OP_CANCEL_JOB:
  case IPP_OP_CANCEL_JOBS:
  case IPP_OP_PURGE_JOBS:
    cancel (self);
    break;
  case IPP_OP_GET_JOBS:
    if (holds_job (self))
      add_job (answer, self);
    break;
  default: /* as if it were done */
    break;
  }
}

/* ---- how it says it ---- */

static void
write_answer (http_t *http, ipp_t *answer)
{
  httpClearFields (http);
  httpSetField (http, HTTP_FIELD_CONTENT_TYPE, "application/ipp");
  httpSetLength (http, ippLength (answer));
  httpWriteResponse (http, HTTP_STATUS_OK);
  ippSetState (answer, IPP_STATE_IDLE);
  ippWrite (http, answer);
  httpFlushWrite (http);
}

static void
drip (ScriptedCups *self, http_t *http)
{
  static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: 100000\r\n\r\n";
  gsize sent = 0;

  while (sent < sizeof head && !self->ended && send (httpGetFd (http), head + sent, 1, MSG_NOSIGNAL) == 1) {
    sent++;
    g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + DRIP_USEC);
  }
}

static void
close_all (ScriptedCups *self)
{
  GHashTableIter iter;
  gpointer http;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, &http, NULL))
    shutdown (httpGetFd (http), SHUT_RDWR);
}

/* Under the lock. TRUE: the request is to be answered. */
static gboolean
is_answered (ScriptedCups *self, ipp_op_t operation, http_t *http)
{
  gboolean begins = !self->broken && self->left > 0 && operation == self->at && --self->left == 0;

  self->broken |= begins;
  if (!self->broken || self->ended)
    return TRUE;
  switch (self->fault) {
  case SCRIPTED_SLOW:
    g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + SLOW_USEC);
    return TRUE;
  case SCRIPTED_DRIPS:
    drip (self, http);
    return FALSE;
  case SCRIPTED_GONE:
    self->gone = TRUE;
    close_all (self);
    return FALSE;
  case SCRIPTED_LOST:
    if (!begins)
      return TRUE;
    break;
  default:
    break;
  }
  while (!self->ended && self->broken) /* until it is mended, or whoever asked has gone */
    if (!g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + DRIP_USEC) && recv (httpGetFd (http), &(char){ 0 }, 1, MSG_PEEK | MSG_DONTWAIT) == 0)
      break;
  return FALSE;
}

static ipp_t *
read_request (http_t *http)
{
  ipp_t *request = ippNew ();
  char uri[HTTP_MAX_URI], rest[4096];
  http_state_t state;
  http_status_t status = HTTP_STATUS_ERROR;
  ipp_state_t got = IPP_STATE_ERROR;

  while ((state = httpReadRequest (http, uri, sizeof uri)) == HTTP_STATE_WAITING)
    ;
  if (state == HTTP_STATE_POST)
    while ((status = httpUpdate (http)) == HTTP_STATUS_CONTINUE)
      ;
  if (status == HTTP_STATUS_OK && httpGetExpect (http) == HTTP_STATUS_CONTINUE)
    httpWriteResponse (http, HTTP_STATUS_CONTINUE);
  if (status == HTTP_STATUS_OK)
    while ((got = ippRead (http, request)) != IPP_STATE_DATA && got != IPP_STATE_ERROR)
      ;
  while (got == IPP_STATE_DATA && httpGetState (http) == HTTP_STATE_POST_RECV && httpRead2 (http, rest, sizeof rest) > 0)
    ;
  if (got == IPP_STATE_DATA)
    return request;
  ippDelete (request);
  return NULL;
}

static gboolean
serve_one (ScriptedCups *self, http_t *http)
{
  ipp_t *request = read_request (http), *answer;
  ipp_op_t operation;
  gboolean answered;

  if (request == NULL)
    return FALSE;
  operation = ippGetOperation (request);
  answer = ippNewResponse (request);
  g_mutex_lock (&self->lock);
  answered = is_answered (self, operation, http) && !self->ended;
  if (answered) {
    act (self, request, answer);
    self->answered[operation % OPERATIONS]++;
  }
  g_mutex_unlock (&self->lock);
  if (answered)
    write_answer (http, answer);
  ippDelete (request);
  ippDelete (answer);
  return answered;
}

static gpointer
serve (gpointer data)
{
  Connection *connection = data;
  ScriptedCups *self = connection->server;

  while (serve_one (self, connection->http))
    ;
  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->connections, connection->http);
  httpClose (connection->http);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  g_free (connection);
  return NULL;
}

static void
listen_anew (ScriptedCups *self)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = g_htons ((guint16) self->port), .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;

  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (setsockopt (self->listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof (int)), ==, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->listener, 16), ==, 0);
  g_assert_cmpint (getsockname (self->listener, (struct sockaddr *) &address, &size), ==, 0);
  self->port = g_ntohs (address.sin_port);
}

/* A connection that comes while it is gone is broken at once, which is what a client sees of a server that has gone. */
static gpointer
accept_all (gpointer data)
{
  ScriptedCups *self = data;
  http_t *http;

  while ((http = httpAcceptConnection (self->listener, 1)) != NULL) {
    g_mutex_lock (&self->lock);
    if (self->ended || self->gone) {
      httpClose (http);
    } else {
      Connection *connection = g_new0 (Connection, 1);
      *connection = (Connection){ self, http };
      g_hash_table_add (self->connections, http);
      g_thread_unref (g_thread_new ("scripted-connection", serve, connection));
    }
    g_mutex_unlock (&self->lock);
  }
  return NULL;
}

/* ---- for the test ---- */

ScriptedCups *
scripted_cups_new (ScriptedPrinter printer, gboolean driverless)
{
  ScriptedCups *self = g_new0 (ScriptedCups, 1);

  self->printer = printer;
  self->driverless = driverless;
  self->connections = g_hash_table_new (NULL, NULL);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  listen_anew (self);
  self->address = g_strdup_printf ("127.0.0.1:%d", self->port);
  self->thread = g_thread_new ("scripted-cups", accept_all, self);
  return self;
}

void
scripted_cups_free (ScriptedCups *self)
{
  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  shutdown (self->listener, SHUT_RDWR);
  close_all (self);
  g_cond_broadcast (&self->changed);
  while (g_hash_table_size (self->connections) > 0)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  close (self->listener);
  g_hash_table_unref (self->connections);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->address);
  g_free (self);
}

const char *
scripted_cups_get_address (ScriptedCups *self)
{
  return self->address;
}

void
scripted_cups_break_at (ScriptedCups *self, ipp_op_t operation, guint nth, ScriptedFault fault)
{
  g_mutex_lock (&self->lock);
  self->at = operation;
  self->left = nth;
  self->fault = fault;
  g_mutex_unlock (&self->lock);
}

void
scripted_cups_mend (ScriptedCups *self)
{
  g_mutex_lock (&self->lock);
  self->broken = self->gone = FALSE;
  self->left = 0;
  if (self->printer == SCRIPTED_CLINGS && self->state == IPP_JSTATE_CANCELED)
    self->state = IPP_JSTATE_ABORTED;
  self->printer = SCRIPTED_PRINTS;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

guint
scripted_cups_count (ScriptedCups *self, ipp_op_t operation)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->answered[operation % OPERATIONS];
  g_mutex_unlock (&self->lock);
  return n;
}

gboolean
scripted_cups_is_broken (ScriptedCups *self)
{
  gboolean broken;

  g_mutex_lock (&self->lock);
  broken = self->broken;
  g_mutex_unlock (&self->lock);
  return broken;
}

gboolean
scripted_cups_has_job (ScriptedCups *self)
{
  gboolean has;

  g_mutex_lock (&self->lock);
  has = holds_job (self) && self->state != IPP_JSTATE_PENDING; /* without a document it moves no paper */
  g_mutex_unlock (&self->lock);
  return has;
}

guint
scripted_cups_count_connections (ScriptedCups *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = g_hash_table_size (self->connections);
  g_mutex_unlock (&self->lock);
  return n;
}
