/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way of a command to the one process that has the database open. */
#include "core/base/yj-error.h"
#include "sync/central/yj-central-operator.h"
#include <gio/gunixsocketaddress.h>
#include <string.h>

#define WAIT_SECONDS 10
#define PAUSE_USEC 50000
#define ANSWER_MAX_BYTES (64u * 1024u * 1024u)
#define TIMEOUT_SECONDS 60

struct _YjCentralLine {
  YjCentral *central;   /* when this process opened the database */
  char *control;        /* (nullable) else the socket of the one that did */
};

gboolean
yj_central_control_path (const char *database, char **control, GError **error)
{
  g_autofree char *path = NULL;

  *control = NULL;
  if (!yj_central_store_parse_uri (database, &path, error))
    return FALSE;
  if (path != NULL)
    *control = g_strconcat (path, "-control", NULL);
  return TRUE;
}

static GSocketConnection *
connect_to (const char *path, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_socket_client_set_timeout (client, TIMEOUT_SECONDS);
  return g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, error);
}

YjCentralLine *
yj_central_line_open (const char *database, const char *keys_dir, GError **error)
{
  g_autoptr (YjCentralLine) line = g_new0 (YjCentralLine, 1);
  gint64 limit = g_get_monotonic_time () + WAIT_SECONDS * G_USEC_PER_SEC;

  if (!yj_central_control_path (database, &line->control, error))
    return NULL;
  for (;;) {
    g_autoptr (GError) local = NULL;
    g_autoptr (GSocketConnection) connection = line->control != NULL ? connect_to (line->control, NULL) : NULL;
    YjCentralKeys *keys = NULL;

    if (connection != NULL)
      return g_steal_pointer (&line);
    if (keys_dir != NULL && (keys = yj_central_keys_load (keys_dir, error)) == NULL)
      return NULL;
    line->central = yj_central_new (database, keys, &local);
    if (line->central != NULL)
      return g_steal_pointer (&line);
    if (!g_error_matches (local, YJ_ERROR, YJ_ERROR_DENIED) || g_get_monotonic_time () > limit) {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
    g_usleep (PAUSE_USEC);
  }
}

void
yj_central_line_set_case_numbers (YjCentralLine *line, const char *prefix, gint count)
{
  if (line->central == NULL)
    return;
  g_free (line->central->case_prefix);
  line->central->case_prefix = g_strdup (prefix);
  line->central->case_count = count;
}

void
yj_central_line_close (YjCentralLine *line)
{
  if (line == NULL)
    return;
  yj_central_free (line->central);
  g_free (line->control);
  g_free (line);
}

static GByteArray *
read_all (GInputStream *stream, GError **error)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  guint8 piece[65536];
  gssize n;

  while ((n = g_input_stream_read (stream, piece, sizeof piece, NULL, error)) > 0) {
    if (all->len + (gsize) n > ANSWER_MAX_BYTES) {
      g_set_error_literal (error, YJ_ERROR, YJ_ERROR_LIMIT, "central's answer is too large");
      return NULL;
    }
    g_byte_array_append (all, piece, (guint) n);
  }
  return n == 0 ? g_steal_pointer (&all) : NULL;
}

/* {"result": …} on 200, {"code","message"} on 422. */
static json_t *
read_answer (const GByteArray *answer, GError **error)
{
  const char *text = (const char *) answer->data;
  const char *body = memmem (text, answer->len, "\r\n\r\n", 4);
  gsize size = body != NULL ? answer->len - (gsize) (body + 4 - text) : 0;
  g_autoptr (json_t) value = body != NULL ? yj_json_parse (body + 4, size, ANSWER_MAX_BYTES, 0, NULL) : NULL;
  const char *message = yj_json_string (value, "message");
  json_t *result = json_object_get (value, "result");

  if (result != NULL)
    return json_incref (result);
  if (message != NULL)
    g_set_error_literal (error, YJ_ERROR, (int) CLAMP (yj_json_int (value, "code", 0), 0, YJ_N_ERRORS - 1), message);
  else
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the serving central did not answer as expected");
  return NULL;
}

static json_t *
ask_server (YjCentralLine *line, const char *command, const json_t *arguments, GError **error)
{
  g_autoptr (GSocketConnection) connection = connect_to (line->control, error);
  g_autoptr (GBytes) body = yj_json_to_bytes (arguments);
  g_autofree char *head = NULL;
  g_autoptr (GByteArray) answer = NULL;
  GOutputStream *out;

  if (connection == NULL)
    return NULL;
  head = g_strdup_printf ("POST /operator/%s HTTP/1.1\r\nHost: central\r\nContent-Type: application/json\r\n"
                          "Content-Length: %zu\r\nConnection: close\r\n\r\n",
                          command, g_bytes_get_size (body));
  out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  if (!g_output_stream_write_all (out, head, strlen (head), NULL, NULL, error) ||
      !g_output_stream_write_all (out, g_bytes_get_data (body, NULL), g_bytes_get_size (body), NULL, NULL, error))
    return NULL;
  answer = read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), error);
  return answer != NULL ? read_answer (answer, error) : NULL;
}

json_t *
yj_central_line_ask (YjCentralLine *line, const char *command, json_t *arguments, GError **error)
{
  g_autoptr (json_t) owned = arguments;
  return line->central != NULL ? yj_central_operate (line->central, command, owned, error) : ask_server (line, command, owned, error);
}
