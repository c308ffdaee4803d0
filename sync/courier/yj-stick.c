/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how bytes come onto a medium that may be pulled out. */
#include "sync/courier/yj-stick.h"
#include "core/base/yj-error.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* So much may be on its way at once: a pull is noticed soon, and the machine's memory does not fill with what waits. */
#define SYNC_BYTES (64u * 1024u * 1024u)
/* For names, folders and the list. */
#define ROOM_BESIDE_BYTES (1024u * 1024u)

struct _YjStick {
  char *directory;
  int fd;
  guint written, kept;
  gsize unsynced_bytes;
};

static gboolean
fail (GError **error, int number, const char *what)
{
  if (number == ENOSPC || number == EDQUOT)
    g_set_error (error, YJ_ERROR, YJ_ERROR_STORE_FULL,
                 "the stick is full (%s): take a larger one, or free some of it and export again; what is whole on it is kept", what);
  else if (number == EROFS || number == EACCES || number == EPERM)
    g_set_error (error, YJ_ERROR, YJ_ERROR_STORE,
                 "the stick cannot be written (%s: %s): see whether it is locked, and whether the courier's account may write there", what,
                 g_strerror (number));
  else
    g_set_error (error, YJ_ERROR, YJ_ERROR_STORE,
                 "the stick was pulled out or is failing (%s: %s): put it in and export again; nothing is lost, and what is whole on it is kept",
                 what, g_strerror (number));
  return FALSE;
}

YjStick *
yj_stick_open (const char *directory, GError **error)
{
  g_autoptr (YjStick) self = g_new0 (YjStick, 1);

  self->fd = -1;
  if (!g_path_is_absolute (directory)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the directory is named from the root");
    return NULL;
  }
  self->directory = g_strdup (directory);
  if (g_mkdir_with_parents (directory, 0755) == 0)
    self->fd = open (directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->fd < 0) {
    fail (error, errno, directory);
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
yj_stick_free (YjStick *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->directory);
  g_free (self);
}

static guint64
count_bytes (const char *directory, gboolean below)
{
  g_autoptr (GDir) list = g_dir_open (directory, 0, NULL);
  const char *name;
  guint64 bytes = 0;

  while (list != NULL && (name = g_dir_read_name (list)) != NULL) {
    g_autofree char *path = g_build_filename (directory, name, NULL);
    GStatBuf info;
    if (g_lstat (path, &info) != 0)
      continue;
    if (S_ISREG (info.st_mode))
      bytes += (guint64) info.st_size;
    else if (S_ISDIR (info.st_mode) && below)
      bytes += count_bytes (path, FALSE);
  }
  return bytes;
}

gboolean
yj_stick_check_room (YjStick *self, guint64 bytes, GError **error)
{
  guint64 there = count_bytes (self->directory, TRUE), room;
  g_autofree char *needed = NULL, *found = NULL;
  struct statvfs info;

  if (fstatvfs (self->fd, &info) != 0)
    return fail (error, errno, self->directory);
  room = (guint64) info.f_bavail * info.f_frsize;
  if (bytes + ROOM_BESIDE_BYTES <= room + there)
    return TRUE;
  needed = g_format_size (bytes + ROOM_BESIDE_BYTES - MIN (there, bytes));
  found = g_format_size (room);
  g_set_error (error, YJ_ERROR, YJ_ERROR_STORE_FULL, "the stick has %s free and %s more are needed: take a larger one, or free some of it",
               found, needed);
  return FALSE;
}

gboolean
yj_stick_make_folder (YjStick *self, const char *name, GError **error)
{
  return mkdirat (self->fd, name, 0755) == 0 || errno == EEXIST || fail (error, errno, name);
}

/* Its size alone proves nothing: a medium that was pulled may hold a file of the right size without its bytes. */
static gboolean
is_there (YjStick *self, const char *name, GBytes *bytes)
{
  g_autofree char *path = g_build_filename (self->directory, name, NULL), *data = NULL;
  gsize size;
  GStatBuf info;

  return g_lstat (path, &info) == 0 && S_ISREG (info.st_mode) && (gsize) info.st_size == g_bytes_get_size (bytes) &&
         g_file_get_contents (path, &data, &size, NULL) && size == g_bytes_get_size (bytes) &&
         memcmp (data, g_bytes_get_data (bytes, NULL), size) == 0;
}

static gboolean
write_all (int fd, GBytes *bytes)
{
  gsize size, done = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  while (done < size) {
    ssize_t n = write (fd, data + done, size - done);
    if (n < 0 && errno != EINTR)
      return FALSE;
    done += n > 0 ? (gsize) n : 0;
  }
  return TRUE;
}

gboolean
yj_stick_put (YjStick *self, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *part = g_strconcat (name, ".part", NULL);
  int fd, failed;

  if (is_there (self, name, bytes)) {
    self->kept++;
    return TRUE;
  }
  fd = openat (self->fd, part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (fd < 0)
    return fail (error, errno, name);
  failed = write_all (fd, bytes) ? 0 : errno;
  if (close (fd) != 0 && failed == 0)
    failed = errno;
  if (failed == 0 && renameat (self->fd, part, self->fd, name) != 0)
    failed = errno;
  if (failed != 0) {
    unlinkat (self->fd, part, 0);
    return fail (error, failed, name);
  }
  self->written++;
  self->unsynced_bytes += g_bytes_get_size (bytes);
  return self->unsynced_bytes < SYNC_BYTES || yj_stick_sync (self, error);
}

gboolean
yj_stick_remove (YjStick *self, const char *name, GError **error)
{
  return unlinkat (self->fd, name, 0) == 0 || errno == ENOENT || fail (error, errno, name);
}

gboolean
yj_stick_sync (YjStick *self, GError **error)
{
  self->unsynced_bytes = 0;
  return syncfs (self->fd) == 0 || fail (error, errno, self->directory);
}

guint
yj_stick_get_written (YjStick *self)
{
  return self->written;
}

guint
yj_stick_get_kept (YjStick *self)
{
  return self->kept;
}
