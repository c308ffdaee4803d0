/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/reader-rig.h"
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

const char *const reader_rig_card =
  "{\"name\":\"王晓慧\",\"sex\":\"female\",\"ethnicity\":\"01\",\"birth\":\"1990-01-01\",\"number\":\"000000199001010026\","
  "\"address\":\"青禾市安平路 12 号 3 栋 501\",\"authority\":\"青禾市公安局\",\"valid_from\":\"2016-03-12\",\"valid_to\":\"2036-03-12\"}";

ReaderRig *
reader_rig_new (void)
{
  return reader_rig_new_framed ("sdt");
}

ReaderRig *
reader_rig_new_framed (const char *framing)
{
  ReaderRig *rig = g_new0 (ReaderRig, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *program = g_build_filename (g_getenv ("YIJIAN_BUILD_DIR"), "drivers", "virtual", "yijian-virtual-reader", NULL);
  g_autoptr (GDataInputStream) out = NULL;
  g_autofree char *word = NULL;

  rig->dir = g_dir_make_tmp ("reader-XXXXXX", &error);
  g_assert_no_error (error);
  rig->line_path = g_build_filename (rig->dir, "line", NULL);
  rig->socket_path = g_build_filename (rig->dir, "socket", NULL);
  rig->program = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--link", rig->line_path, "--socket",
                                   rig->socket_path, "--framing", framing, "--die-with-parent", NULL);
  g_assert_no_error (error);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (rig->program));
  word = g_data_input_stream_read_line (out, NULL, NULL, NULL);
  g_assert_cmpstr (word, ==, "ready");
  return rig;
}

void
reader_rig_free (ReaderRig *rig)
{
  g_subprocess_send_signal (rig->program, 15);
  g_assert_true (g_subprocess_wait_check (rig->program, NULL, NULL));
  g_assert_false (g_file_test (rig->line_path, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpint (g_rmdir (rig->dir), ==, 0);
  g_object_unref (rig->program);
  g_free (rig->socket_path);
  g_free (rig->line_path);
  g_free (rig->dir);
  g_free (rig);
}

char *
reader_rig_ask (ReaderRig *rig, const char *command)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (rig->socket_path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
    g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);
  g_autofree char *line = g_strconcat (command, "\n", NULL);
  g_autoptr (GDataInputStream) in = NULL;

  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), line, strlen (line), NULL, NULL, &error);
  g_assert_no_error (error);
  in = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  return g_data_input_stream_read_line (in, NULL, NULL, NULL);
}

void
reader_rig_tell (ReaderRig *rig, const char *command)
{
  g_autofree char *answer = reader_rig_ask (rig, command);
  g_assert_nonnull (answer);
  if (!g_str_has_prefix (answer, "OK"))
    g_error ("%s: %s", command, answer);
}

static gboolean
on_wait_over (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

gboolean
reader_rig_wait (gboolean (*done) (gpointer data), gpointer data, guint seconds)
{
  gboolean over = FALSE;
  guint timer = g_timeout_add_seconds (seconds, on_wait_over, &over);

  while (!over && !done (data))
    g_main_context_iteration (NULL, TRUE);
  if (!over)
    g_source_remove (timer);
  return !over;
}
