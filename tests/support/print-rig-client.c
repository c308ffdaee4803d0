/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/print-rig-client.h"
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct _PrintRig {
  GSubprocess *process;
  char *directory, *server, *control;
};

/* As root the server's filters run as another account, so the folder must be open to it. */
static char *
make_directory (void)
{
  g_autoptr (GError) error = NULL;
  char *directory = g_dir_make_tmp ("yj-print-XXXXXX", &error);

  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (directory, 0755), ==, 0);
  return directory;
}

PrintRig *
print_rig_new (const char *const *options)
{
  PrintRig *self = g_new0 (PrintRig, 1);
  g_autoptr (GStrvBuilder) words_of = g_strv_builder_new ();
  g_auto (GStrv) command = NULL;
  g_autofree char *program = g_build_filename (g_getenv ("YIJIAN_SOURCE_DIR"), "tests/support/print-rig", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;
  g_auto (GStrv) words = NULL;

  self->directory = make_directory ();
  g_strv_builder_add_many (words_of, program, self->directory, NULL);
  if (options != NULL)
    g_strv_builder_addv (words_of, (const char **) options);
  command = g_strv_builder_end (words_of);
  self->process = g_subprocess_newv ((const char *const *) command, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line); /* the rig's own message stands on stderr */
  words = g_strsplit (line, " ", -1);
  g_assert_cmpstr (words[0], ==, "READY");
  self->server = g_strdup (words[1]);
  self->control = g_strdup (words[2]);
  return self;
}

const char *
print_rig_get_server (PrintRig *self)
{
  return self->server;
}

const char *
print_rig_get_directory (PrintRig *self)
{
  return self->directory;
}

char *
print_rig_tell (PrintRig *self, const char *word)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (self->control);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection
      = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *request = g_strconcat (word, "\n", NULL), *answer = NULL;

  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL,
                             NULL, &error);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  answer = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  if (answer == NULL || !g_str_has_prefix (answer, "OK"))
    g_test_message ("the print rig answered %s to %s", answer, word);
  g_assert_true (answer != NULL && g_str_has_prefix (answer, "OK"));
  return g_strdup (answer[2] == ' ' ? answer + 3 : "");
}

int
print_rig_count (PrintRig *self, const char *what)
{
  g_autofree char *state = print_rig_tell (self, "STATE"), *key = g_strconcat (what, "=", NULL);
  const char *at = strstr (state, key);

  g_assert_nonnull (at);
  return atoi (at + strlen (key));
}

char *
print_rig_get_last (PrintRig *self)
{
  g_autofree char *list = print_rig_tell (self, "LIST");
  g_auto (GStrv) paths = g_strsplit (list, " ", -1);
  guint n = g_strv_length (paths);

  return n == 0 || *paths[n - 1] == '\0' ? NULL : g_strdup (paths[n - 1]);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    remove_tree (child);
  }
  g_remove (path);
}

void
print_rig_free (PrintRig *self)
{
  g_autoptr (GError) error = NULL;

  /* Closing its standard input is how a rig is told to end. */
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (self->process, NULL, &error));
  g_assert_no_error (error);
  remove_tree (self->directory);
  g_object_unref (self->process);
  g_free (self->directory);
  g_free (self->server);
  g_free (self->control);
  g_free (self);
}
