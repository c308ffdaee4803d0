/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the opening of listening sockets. */
#include "core/base/yj-error.h"
#include "sync/central/yj-central-server.h"
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 128

static int
fail (GError **error, int fd, const char *address)
{
  g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "cannot listen on %s: %s", address, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

static char *
describe (int fd, const char *host)
{
  union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_storage room;
  } name;
  socklen_t size = sizeof name;
  guint port = 0;

  if (getsockname (fd, &name.any, &size) == 0)
    port = ntohs (name.any.sa_family == AF_INET6 ? name.v6.sin6_port : name.v4.sin_port);
  return g_strdup_printf (strchr (host, ':') != NULL ? "https://[%s]:%u" : "https://%s:%u", host, port);
}

/* "HOST:PORT" or "[ADDRESS]:PORT". */
static gboolean
split_address (const char *address, char **host, const char **port)
{
  const char *colon = strrchr (address, ':');
  gboolean bracketed = address[0] == '[';

  if (colon == NULL || colon == address || colon[1] == '\0' || strspn (colon + 1, "0123456789") != strlen (colon + 1))
    return FALSE;
  if (bracketed && colon[-1] != ']')
    return FALSE;
  *port = colon + 1;
  *host = bracketed ? g_strndup (address + 1, (gsize) (colon - address) - 2) : g_strndup (address, (gsize) (colon - address));
  return **host != '\0' && (bracketed || strchr (*host, ':') == NULL);
}

int
yj_central_listen_tcp (const char *address, char **url, GError **error)
{
  struct addrinfo hints = { .ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM }, *list = NULL;
  g_autofree char *host = NULL;
  const char *port;
  int fd, on = 1;

  if (!split_address (address, &host, &port) || getaddrinfo (host, port, &hints, &list) != 0) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "%s is not HOST:PORT of this machine", address);
    return -1;
  }
  fd = socket (list->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  /* Each connection is born with TCP_NODELAY: GnuTLS writes its answer to a hello in two pieces, and the second one would wait until the
   * first is acknowledged, a whole round trip. */
  if (fd < 0 || setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0 ||
      bind (fd, list->ai_addr, list->ai_addrlen) != 0 || listen (fd, BACKLOG) != 0) {
    fd = fail (error, fd, address);
    freeaddrinfo (list);
    return fd;
  }
  freeaddrinfo (list);
  *url = describe (fd, host);
  return fd;
}

/* A socket file outlives its process; somebody who answers on it is still there. */
static gboolean
is_abandoned (const struct sockaddr_un *name)
{
  struct stat info;
  int fd, code;

  if (lstat (name->sun_path, &info) != 0 || !S_ISSOCK (info.st_mode))
    return FALSE;
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  code = fd >= 0 && connect (fd, (const struct sockaddr *) name, sizeof *name) != 0 ? errno : 0;
  if (fd >= 0)
    close (fd);
  return code == ECONNREFUSED;
}

int
yj_central_listen_unix (const char *path, guint mode, GError **error)
{
  struct sockaddr_un name = { .sun_family = AF_UNIX };
  mode_t old;
  int fd, bound;

  if (strlen (path) >= sizeof name.sun_path) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "%s is too long for a Unix socket: at most %zu bytes", path, sizeof name.sun_path - 1);
    return -1;
  }
  memcpy (name.sun_path, path, strlen (path) + 1);
  if (is_abandoned (&name))
    unlink (path);
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  old = umask (0777 & ~mode);
  bound = fd >= 0 ? bind (fd, (const struct sockaddr *) &name, sizeof name) : -1;
  umask (old);
  if (bound != 0 || listen (fd, BACKLOG) != 0)
    return fail (error, fd, path);
  return fd;
}
