/* SPDX-License-Identifier: Apache-2.0 */
/* Owns one connection a word. */
#include "tests/drivers/contract/words-client.h"
#include "tests/drivers/contract/contract.h"
#include <gio/gunixsocketaddress.h>
#include <string.h>

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static gboolean
is_there (gpointer data)
{
  return *(GAsyncResult **) data != NULL;
}

gboolean
words_client_tell (const char *path, const char *line)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketConnection) connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GDataInputStream) answers = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strconcat (line, "\n", NULL), *answer = NULL;

  if (connection == NULL)
    return FALSE;
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), text, strlen (text), NULL, NULL, &error);
  g_assert_no_error (error);
  answers = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_data_input_stream_read_line_async (answers, G_PRIORITY_DEFAULT, NULL, on_answer, &result);
  g_assert_true (contract_run_until (is_there, &result, NULL));
  answer = g_data_input_stream_read_line_finish (answers, result, NULL, &error);
  g_assert_no_error (error);
  if (answer == NULL || !g_str_has_prefix (answer, "OK"))
    g_error ("%s: %s", line, answer);
  return TRUE;
}
