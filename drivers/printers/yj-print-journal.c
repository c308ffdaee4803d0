/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the file that tells an unsettled print job across a crash. */
#include "drivers/printers/yj-print-journal.h"
#include <errno.h>
#include <glib/gstdio.h>

gboolean
yj_print_journal_is_open (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

void
yj_print_journal_open (const char *path, const char *title)
{
  g_autofree char *folder = g_path_get_dirname (path), *text = g_strconcat (title, "\n", NULL);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_message ("The journal of the receipt printer cannot be written: %s", error->message);
}

void
yj_print_journal_close (const char *path)
{
  if (g_unlink (path) != 0 && errno != ENOENT)
    g_message ("The journal of the receipt printer cannot be removed: %s", g_strerror (errno));
}
