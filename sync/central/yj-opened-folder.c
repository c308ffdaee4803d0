/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how opened records and exports come onto the disk. */
#include "sync/central/yj-opened-folder.h"
#include "core/base/yj-error.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

static gboolean
fail (GError **error, const char *path, const char *what)
{
  g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "%s cannot be %s: %s", path, what, g_strerror (errno));
  return FALSE;
}

gboolean
yj_opened_write (const char *dir, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  gsize size, done = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

  while (fd >= 0 && done < size) {
    gssize n = write (fd, data + done, size - done);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      break;
    done += (gsize) n;
  }
  return (fd >= 0 && close (fd) == 0 && done == size) || fail (error, path, "written");
}

gboolean
yj_opened_replace (const char *dir, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *fresh = g_strconcat (name, ".new", NULL);
  g_autofree char *from = g_build_filename (dir, fresh, NULL), *to = g_build_filename (dir, name, NULL);

  g_unlink (from); /* of a run that was cut off */
  return yj_opened_write (dir, fresh, bytes, error) && (g_rename (from, to) == 0 || fail (error, to, "written"));
}

char *
yj_opened_begin (const char *dir, GError **error)
{
  g_autofree char *fresh = g_strconcat (dir, ".XXXXXX", NULL), *parent = g_path_get_dirname (dir);

  if (g_mkdir_with_parents (parent, 0700) == 0 && g_mkdtemp_full (fresh, 0700) != NULL)
    return g_steal_pointer (&fresh);
  fail (error, dir, "made");
  return NULL;
}

void
yj_opened_drop (const char *fresh)
{
  g_autoptr (GDir) folder = g_dir_open (fresh, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *path = g_build_filename (fresh, name, NULL);
    g_unlink (path);
  }
  g_rmdir (fresh);
}

gboolean
yj_opened_finish (const char *fresh, const char *dir, GError **error)
{
  return g_rename (fresh, dir) == 0 || fail (error, dir, "made");
}
