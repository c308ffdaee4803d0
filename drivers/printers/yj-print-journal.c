/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the file that tells an unsettled print job across a crash, and its lock. */
#include "drivers/printers/yj-print-journal.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

struct _YjPrintJournal {
  char *path;
  int fd; /* -1: no job of ours */
};

YjPrintJournal *
yj_print_journal_new (const char *path)
{
  YjPrintJournal *self = g_new0 (YjPrintJournal, 1);

  self->path = g_strdup (path);
  self->fd = -1;
  return self;
}

static void
let_go (YjPrintJournal *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

void
yj_print_journal_free (YjPrintJournal *self)
{
  let_go (self);
  g_free (self->path);
  g_free (self);
}

gboolean
yj_print_journal_is_orphan (YjPrintJournal *self)
{
  int fd = self->fd < 0 ? g_open (self->path, O_RDWR | O_CLOEXEC, 0) : -1;
  gboolean orphan = fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0;

  if (fd >= 0)
    close (fd);
  return orphan;
}

void
yj_print_journal_open (YjPrintJournal *self, const char *title)
{
  g_autofree char *folder = g_path_get_dirname (self->path), *line = g_strconcat (title, "\n", NULL);

  if (self->fd >= 0)
    return;
  g_mkdir_with_parents (folder, 0700);
  self->fd = g_open (self->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->fd >= 0 && flock (self->fd, LOCK_EX | LOCK_NB) == 0 && ftruncate (self->fd, 0) == 0
      && write (self->fd, line, strlen (line)) == (gssize) strlen (line))
    return;
  g_message ("The journal of the receipt printer cannot be written: %s", g_strerror (errno));
  let_go (self);
}

void
yj_print_journal_close (YjPrintJournal *self)
{
  if (self->fd < 0 && !yj_print_journal_is_orphan (self))
    return;
  if (g_unlink (self->path) != 0 && errno != ENOENT)
    g_message ("The journal of the receipt printer cannot be removed: %s", g_strerror (errno));
  let_go (self);
}
