/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the order of calls that a power cut cannot undo: bytes, sync, name, sync of the folder. */
#include "core/base/yj-durable-file.h"
#include "core/base/yj-error.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
fail (const char *path, int number, GError **error)
{
  gboolean full = number == ENOSPC || number == EDQUOT;
  g_set_error (error, YJ_ERROR, full ? YJ_ERROR_STORE_FULL : YJ_ERROR_STORE, "%s: %s", path, g_strerror (number));
  return FALSE;
}

/* 0 or an errno. */
static int
write_all (int fd, const guint8 *data, gsize size)
{
  for (gsize done = 0; done < size;) {
    ssize_t n = write (fd, data + done, size - done);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return n < 0 ? errno : EIO;
    done += (gsize) n;
  }
  return 0;
}

static int
write_part (const char *part, gconstpointer data, gsize size, int mode)
{
  int fd = open (part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600), number;

  if (fd < 0)
    return errno;
  number = write_all (fd, data, size);
  if (number == 0 && (fchmod (fd, (mode_t) mode) != 0 || fsync (fd) != 0))
    number = errno;
  if (close (fd) != 0 && number == 0)
    number = errno;
  return number;
}

/* A file system that cannot sync folders has no order of its own to wait for. */
static int
sync_parent (const char *path)
{
  g_autofree char *parent = g_path_get_dirname (path);
  int fd = open (parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC), number = 0;

  if (fd < 0)
    return errno;
  if (fsync (fd) != 0 && errno != EINVAL && errno != EOPNOTSUPP)
    number = errno;
  close (fd);
  return number;
}

gboolean
yj_durable_file_write (const char *path, gconstpointer data, gsize size, int mode, GError **error)
{
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  gboolean is_new = g_access (path, F_OK) != 0;
  int number = write_part (part, data, size, mode);

  if (number == 0 && g_rename (part, path) != 0)
    number = errno;
  if (number != 0)
    g_unlink (part);
  else
    number = sync_parent (path);
  /* One that may be gone after a power cut would be taken for one that is there. */
  if (number != 0 && is_new)
    g_unlink (path);
  return number == 0 || fail (path, number, error);
}

gboolean
yj_durable_folder_make (const char *path, int mode, GError **error)
{
  gboolean made = g_mkdir (path, mode) == 0;
  int number = !made && errno != EEXIST ? errno : sync_parent (path);

  /* One that is there by half would be taken for one that is there. */
  if (number != 0 && made)
    g_rmdir (path);
  return number == 0 || fail (path, number, error);
}
