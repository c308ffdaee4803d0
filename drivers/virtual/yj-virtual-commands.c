/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the socket of a virtual device and the lines on it. */
#include "drivers/virtual/yj-virtual-commands.h"
#include "core/base/yj-error.h"
#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define PATH_BYTES ((int) sizeof ((struct sockaddr_un *) NULL)->sun_path)

typedef struct {
  YjVirtualCommand command;
  gpointer user_data;
} Commands;

typedef struct {
  Commands *commands; /* owned by the service */
  GSocketService *service;
  GSocketConnection *connection;
  GDataInputStream *lines;
} Client;

static void
client_free (Client *client)
{
  g_object_unref (client->lines);
  g_object_unref (client->connection);
  g_object_unref (client->service);
  g_free (client);
}

static void read_line (Client *client);

static char *
run_line (Client *client, char *line)
{
  char *word = g_strstrip (line), *rest = word + strcspn (word, " \t");
  g_autofree char *upper = NULL;

  if (*rest != '\0')
    *rest++ = '\0';
  upper = g_ascii_strup (word, -1);
  return client->commands->command (upper, g_strchug (rest), client->commands->user_data);
}

static void
on_line_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  Client *client = data;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (client->lines, result, NULL, NULL);
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (client->connection));
  g_autofree char *answer = NULL, *text = NULL;

  if (line == NULL || strlen (line) > YJ_VIRTUAL_COMMAND_MAX_BYTES) {
    client_free (client);
    return;
  }
  answer = run_line (client, line);
  text = g_strconcat (answer, "\n", NULL);
  if (g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL))
    read_line (client);
  else
    client_free (client);
}

static void
read_line (Client *client)
{
  g_data_input_stream_read_line_async (client->lines, G_PRIORITY_DEFAULT, NULL, on_line_ready, client);
}

static gboolean
on_service_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, Commands *commands)
{
  Client *client = g_new0 (Client, 1);

  client->commands = commands;
  client->service = g_object_ref (service);
  client->connection = g_object_ref (connection);
  client->lines = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_data_input_stream_set_newline_type (client->lines, G_DATA_STREAM_NEWLINE_TYPE_ANY);
  read_line (client);
  return TRUE;
}

GSocketService *
yj_virtual_commands_listen (const char *path, YjVirtualCommand command, gpointer user_data, GError **error)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  Commands *commands;
  mode_t mask;
  gboolean good;

  if (strlen (path) >= (gsize) PATH_BYTES) { /* GLib would cut it and listen at another one */
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "%s: longer than a socket's path may be, %d bytes", path, PATH_BYTES - 1);
    return NULL;
  }
  commands = g_new (Commands, 1);
  commands->command = command;
  commands->user_data = user_data;
  g_object_set_data_full (G_OBJECT (service), "yj-commands", commands, g_free);
  g_signal_connect (service, "incoming", G_CALLBACK (on_service_incoming), commands);
  unlink (path);
  mask = umask (0177);
  good = g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT,
                                        NULL, NULL, error);
  umask (mask);
  return good ? g_steal_pointer (&service) : NULL;
}
