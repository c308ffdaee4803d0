/* SPDX-License-Identifier: Apache-2.0 */
/* Owns when the scripted server answers and when it does not: one thread that accepts, and one for each connection. */
#include "tests/drivers/printers/scripted-queue.h"
#include <cups/cups.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#define OPERATIONS 0x4100
#define SLOW_USEC (800 * 1000)
#define DRIP_USEC (100 * 1000)

struct _ScriptedCups {
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
  ScriptedQueue queue;
};

typedef struct {
  ScriptedCups *server;
  http_t *http;
} Connection;

/* ---- an answer, or none ---- */

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
  case SCRIPTED_REFUSES:
    return TRUE;
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
  gboolean answered, was_broken;

  if (request == NULL)
    return FALSE;
  operation = ippGetOperation (request);
  answer = ippNewResponse (request);
  g_mutex_lock (&self->lock);
  was_broken = self->broken;
  answered = is_answered (self, operation, http) && !self->ended;
  if (answered) {
    if (self->fault == SCRIPTED_REFUSES && self->broken && !was_broken)
      ippSetStatusCode (answer, IPP_STATUS_ERROR_NOT_FOUND);
    else
      scripted_queue_act (&self->queue, request, answer);
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

  self->queue.printer = printer;
  self->queue.driverless = driverless;
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
scripted_cups_add_queue (ScriptedCups *self, const char *name)
{
  g_mutex_lock (&self->lock);
  self->queue.spare = name;
  g_mutex_unlock (&self->lock);
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
  scripted_queue_mend (&self->queue);
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
  has = scripted_queue_has_document (&self->queue);
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
