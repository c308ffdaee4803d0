/* SPDX-License-Identifier: Apache-2.0 */
/* A server that only reads: TLS 1.3 on loopback, a thread a connection, every body thrown away and answered with 200 and "{}". What is
 * left when nobody looks at what was sent: the limit of TLS and of the machine.
 *
 *   upload-sink FILE         certificate and key in one PEM file; writes its port in one line; ends with its standard input */
#include <arpa/inet.h>
#include <glib.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE_BYTES (256 * 1024)
#define ANSWER "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"

/* Bytes of the body that follow the head at the start of @data; -1: the head is not whole yet. */
static gint64
read_head (const char *data, gsize size, gsize *head_bytes)
{
  const char *end = g_strstr_len (data, (gssize) size, "\r\n\r\n"), *length;

  if (end == NULL)
    return -1;
  *head_bytes = (gsize) (end + 4 - data);
  length = g_strstr_len (data, (gssize) *head_bytes, "Content-Length: ");
  return length != NULL ? g_ascii_strtoll (length + strlen ("Content-Length: "), NULL, 10) : 0;
}

static gboolean
serve_request (SSL *ssl, char *piece)
{
  gsize have = 0, head_bytes = 0;
  gint64 left = -1;
  int n;

  while (left < 0) {
    if ((n = SSL_read (ssl, piece + have, (int) (PIECE_BYTES - have))) <= 0)
      return FALSE;
    have += (gsize) n;
    left = read_head (piece, have, &head_bytes);
  }
  left -= (gint64) (have - head_bytes);
  while (left > 0) {
    if ((n = SSL_read (ssl, piece, (int) MIN (left, PIECE_BYTES))) <= 0)
      return FALSE;
    left -= n;
  }
  return SSL_write (ssl, ANSWER, strlen (ANSWER)) > 0;
}

static gpointer
serve (gpointer data)
{
  SSL *ssl = data;
  g_autofree char *piece = g_malloc (PIECE_BYTES);

  if (SSL_accept (ssl) == 1)
    while (serve_request (ssl, piece))
      continue;
  close (SSL_get_fd (ssl));
  SSL_free (ssl);
  return NULL;
}

static gpointer
take_connections (gpointer data)
{
  SSL_CTX *context = data;
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl (INADDR_LOOPBACK) } };
  socklen_t size = sizeof address;
  int listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), fd, on = 1;

  if (bind (listener, (struct sockaddr *) &address, sizeof address) != 0 || listen (listener, 16) != 0 ||
      getsockname (listener, (struct sockaddr *) &address, &size) != 0)
    exit (1);
  printf ("%d\n", ntohs (address.sin_port));
  fflush (stdout);
  while ((fd = accept (listener, NULL, NULL)) >= 0) {
    SSL *ssl = SSL_new (context);
    setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    SSL_set_fd (ssl, fd);
    g_thread_unref (g_thread_new ("connection", serve, ssl));
  }
  return NULL;
}

int
main (int argc, char **argv)
{
  SSL_CTX *context = SSL_CTX_new (TLS_server_method ());
  char byte;

  if (argc != 2 || SSL_CTX_use_certificate_chain_file (context, argv[1]) != 1 ||
      SSL_CTX_use_PrivateKey_file (context, argv[1], SSL_FILETYPE_PEM) != 1) {
    fputs ("usage: upload-sink FILE\n", stderr);
    return 1;
  }
  SSL_CTX_set_min_proto_version (context, TLS1_3_VERSION);
  g_thread_unref (g_thread_new ("listener", take_connections, context));
  while (read (STDIN_FILENO, &byte, 1) > 0)
    continue;
  return 0;
}
