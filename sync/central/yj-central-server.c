/* SPDX-License-Identifier: Apache-2.0 */
/* Owns libmicrohttpd's daemons and their callbacks; everything a request means is in yj-central-request.c. */
#include "sync/central/yj-central-server.h"
#include "core/base/yj-error.h"
#include "sync/central/yj-central-handshake.h"
#include "sync/central/yj-central-request.h"
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define THREADS 8                /* a listener; as many as an instance has connections to PostgreSQL */
#define CONNECTION_LIMIT 1024
#define PER_ADDRESS_LIMIT 256   /* a whole hall may stand behind one address */
#define MEMORY_BYTES (64 * 1024)
#define KIOSK_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3"
#define ADMIN_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"
#define MAX_LISTENERS 4
#define WAIT_USEC 20000

typedef struct {
  YjListenerContext context;
  struct MHD_Daemon *daemon;
  int fd;
  char *unlink_path;           /* (nullable) of a Unix socket */
} Listener;

struct _YjCentralServer {
  YjCentral *central;
  YjConnections *connections;
  Listener listeners[MAX_LISTENERS];
  guint n_listeners;
  char *url;
  char *admin_url;
  YjRates *rates;
  gint buffered_bytes;
  gint running;                /* requests; atomic */
  gint stopping;               /* atomic */
};

static enum MHD_Result
on_request (void *data, struct MHD_Connection *mhd, const char *url, const char *method, const char *version, const char *upload,
            size_t *upload_size, void **state)
{
  YjRequest *request = *state;

  if (request == NULL) {
    request = *state = yj_request_new (data, mhd, url, method);
    yj_request_begin (request);
    return yj_request_is_hopeless (request) ? yj_request_send (request) : MHD_YES;
  }
  if (*upload_size > 0) {
    gboolean more = yj_request_receive (request, upload, *upload_size);
    *upload_size = 0;
    return more ? MHD_YES : MHD_NO;
  }
  yj_request_finish (request);
  return yj_request_send (request);
}

static void
on_request_completed (void *data, struct MHD_Connection *mhd, void **state, enum MHD_RequestTerminationCode code)
{
  YjRequest *request = *state;

  if (request == NULL)
    return;
  yj_connection_rest (request->connection);
  yj_request_free (request);
  *state = NULL;
}

static void
begin_connection (const YjListenerContext *context, struct MHD_Connection *mhd, void **state)
{
  int fd = MHD_get_connection_info (mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
  const union MHD_ConnectionInfo *info = MHD_get_connection_info (mhd, MHD_CONNECTION_INFO_GNUTLS_SESSION);
  YjConnection *connection = yj_connections_add (context->connections, fd);

  *state = connection;
  if (context->kind != YJ_LISTENER_KIOSK)
    return;
  yj_load_add_connections (context->central->load, 1);
  if (!context->behind_proxy && info != NULL && info->tls_session != NULL)
    yj_handshake_require_certificate (info->tls_session, connection, context->rates);
}

static void
on_connection_changed (void *data, struct MHD_Connection *mhd, void **state, enum MHD_ConnectionNotificationCode code)
{
  const YjListenerContext *context = &((Listener *) data)->context;

  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    begin_connection (context, mhd, state);
  } else if (*state != NULL) {
    if (context->kind == YJ_LISTENER_KIOSK)
      yj_load_add_connections (context->central->load, -1);
    yj_handshake_end (*state);
    yj_connections_remove (context->connections, *state);
    *state = NULL;
  }
}

static void on_log (void *data, const char *format, va_list arguments) G_GNUC_PRINTF (2, 0);
static void
on_log (void *data, const char *format, va_list arguments)
{
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  g_debug ("%s", g_strchomp (text));
}

static gboolean
start (YjCentralServer *self, YjListenerKind kind, int fd, gboolean tls, const char *unlink_path, GError **error)
{
  Listener *listener = &self->listeners[self->n_listeners];
  const YjCentralKeys *keys = self->central->keys;
  const char *priorities = kind == YJ_LISTENER_KIOSK ? KIOSK_PRIORITIES : ADMIN_PRIORITIES;
  struct MHD_OptionItem tls_options[] = {
    { MHD_OPTION_HTTPS_MEM_KEY, 0, keys->server_key },
    { MHD_OPTION_HTTPS_MEM_CERT, 0, keys->server_certificate },
    { MHD_OPTION_HTTPS_MEM_TRUST, 0, keys->ca_certificate },
    { MHD_OPTION_HTTPS_PRIORITIES, 0, (void *) priorities },
    { MHD_OPTION_PER_IP_CONNECTION_LIMIT, PER_ADDRESS_LIMIT, NULL },
    { MHD_OPTION_END, 0, NULL },
  };
  struct MHD_OptionItem no_options[] = { { MHD_OPTION_END, 0, NULL } };
  guint flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG | (tls ? MHD_USE_TLS : 0);

  listener->context = (YjListenerContext){ self->central, kind, kind == YJ_LISTENER_KIOSK && !tls, self->connections, self->rates,
                                           &self->buffered_bytes, &self->running, &self->stopping };
  listener->unlink_path = g_strdup (unlink_path);
  listener->fd = fd;
  listener->daemon = MHD_start_daemon (
    flags, 0, NULL, NULL, on_request, &listener->context, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL, MHD_OPTION_LISTEN_SOCKET,
    fd, MHD_OPTION_THREAD_POOL_SIZE, (guint) THREADS, MHD_OPTION_CONNECTION_LIMIT, (guint) CONNECTION_LIMIT,
    MHD_OPTION_CONNECTION_TIMEOUT, (guint) YJ_CONNECTION_SILENCE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) MEMORY_BYTES,
    MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_COMPLETED, on_request_completed, NULL, MHD_OPTION_NOTIFY_CONNECTION,
    on_connection_changed, listener, MHD_OPTION_ARRAY, tls ? tls_options : no_options, MHD_OPTION_END);
  if (listener->daemon == NULL) {
    close (fd);
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_FAILED, "a listener cannot be started: look at the server's key and certificate");
    return FALSE;
  }
  self->n_listeners++;
  return TRUE;
}

static gboolean
start_tcp (YjCentralServer *self, YjListenerKind kind, const char *address, char **url, GError **error)
{
  int fd = address != NULL ? yj_central_listen_tcp (address, url, error) : -1;
  return address == NULL || (fd >= 0 && start (self, kind, fd, TRUE, NULL, error));
}

static gboolean
start_unix (YjCentralServer *self, YjListenerKind kind, const char *path, guint mode, GError **error)
{
  int fd = path != NULL ? yj_central_listen_unix (path, mode, error) : -1;
  return path == NULL || (fd >= 0 && start (self, kind, fd, FALSE, path, error));
}

YjCentralServer *
yj_central_server_new (YjCentral *central, const YjCentralServerOptions *options, GError **error)
{
  g_autoptr (YjCentralServer) self = g_new0 (YjCentralServer, 1);
  const char *proxy = options->behind_proxy;

  self->central = central;
  self->connections = yj_connections_new (options->request_seconds);
  self->rates = yj_rates_new (options->kiosk_rate, options->kiosk_connections);
  yj_load_set_connection_limit (central->load, CONNECTION_LIMIT);
  if (proxy != NULL && !g_str_has_prefix (proxy, "unix:/")) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "--behind-proxy must be unix:/PATH");
    return NULL;
  }
  if (!start_tcp (self, YJ_LISTENER_KIOSK, options->listen, &self->url, error))
    return NULL;
  /* Known before the first enrolment can come. */
  if (central->public_url == NULL)
    central->public_url = g_strdup (self->url);
  if (!start_tcp (self, YJ_LISTENER_ADMIN, options->admin_listen, &self->admin_url, error) ||
      !start_unix (self, YJ_LISTENER_KIOSK, proxy != NULL ? proxy + strlen ("unix:") : NULL, 0660, error) ||
      !start_unix (self, YJ_LISTENER_CONTROL, options->control, 0600, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* Takes no new connection. The path goes first: a proxy finds nobody there and asks the next instance. */
static void
close_door (Listener *listener)
{
  if (listener->unlink_path != NULL)
    unlink (listener->unlink_path);
  MHD_quiesce_daemon (listener->daemon);
  /* Else the kernel goes on taking connections that nobody will serve. */
  shutdown (listener->fd, SHUT_RDWR);
}

static void
stop_listener (Listener *listener)
{
  MHD_stop_daemon (listener->daemon);
  close (listener->fd);
  g_free (listener->unlink_path);
}

/* Kiosks first; a monitor may still ask whether this instance is ready, and hears that it is not. */
void
yj_central_server_stop (YjCentralServer *self, guint seconds)
{
  gint64 limit = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;

  g_atomic_int_set (&self->stopping, 1);
  for (guint i = 0; i < self->n_listeners; i++)
    if (self->listeners[i].context.kind == YJ_LISTENER_KIOSK)
      close_door (&self->listeners[i]);
  while (g_atomic_int_get (&self->running) > 0 && g_get_monotonic_time () < limit)
    g_usleep (WAIT_USEC);
  for (guint i = 0; i < self->n_listeners; i++)
    if (self->listeners[i].context.kind != YJ_LISTENER_KIOSK)
      close_door (&self->listeners[i]);
  for (guint i = 0; i < self->n_listeners; i++)
    stop_listener (&self->listeners[i]);
  self->n_listeners = 0;
}

void
yj_central_server_free (YjCentralServer *self)
{
  if (self == NULL)
    return;
  yj_central_server_stop (self, 0);
  yj_connections_free (self->connections);
  yj_rates_free (self->rates);
  g_free (self->url);
  g_free (self->admin_url);
  g_free (self);
}

const char *
yj_central_server_get_url (YjCentralServer *self)
{
  return self->url;
}

const char *
yj_central_server_get_admin_url (YjCentralServer *self)
{
  return self->admin_url;
}
