/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the files of sealed materials: <dir>/<2 digits>/<sha256>, and <dir>/partial/<kiosk>/<sha256>. */
#include "sync/central/yj-central-blobs.h"
#include "core/base/yj-error.h"
#include "sync/central/yj-central-record.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define PARTIAL_MAX_FILES 64
#define PARTIAL_MAX_SECONDS (7 * 24 * 60 * 60)

struct _YjCentralBlobs {
  char *dir;
  char *partial;
  GMutex lock;      /* of every append: two requests may write to one upload */
};

struct _YjUpload {
  YjCentralBlobs *blobs;
  char *path;
  char *sha256;
  int fd;
  gint64 offset;
};

static gboolean
fail (GError **error, const char *path)
{
  int number = errno;
  g_set_error (error, YJ_ERROR, number == ENOSPC || number == EDQUOT ? YJ_ERROR_STORE_FULL : YJ_ERROR_STORE, "%s: %s", path,
               g_strerror (number));
  return FALSE;
}

static char *
complete_path (YjCentralBlobs *self, const char *sha256)
{
  g_autofree char *folder = g_strndup (sha256, 2);
  return g_build_filename (self->dir, folder, sha256, NULL);
}

static gint64
file_size (const char *path)
{
  struct stat info;
  return lstat (path, &info) == 0 && S_ISREG (info.st_mode) ? (gint64) info.st_size : -1;
}

/* Calls @visit for every upload of one kiosk; gives their number. */
static guint
visit_kiosk (const char *dir, void (*visit) (const char *path))
{
  g_autoptr (GDir) list = g_dir_open (dir, 0, NULL);
  const char *name;
  guint n = 0;

  for (; list != NULL && (name = g_dir_read_name (list)) != NULL; n++) {
    g_autofree char *path = g_build_filename (dir, name, NULL);
    if (visit != NULL)
      visit (path);
  }
  return n;
}

static void
drop_if_old (const char *path)
{
  struct stat info;
  if (lstat (path, &info) == 0 && info.st_mtime < g_get_real_time () / G_USEC_PER_SEC - PARTIAL_MAX_SECONDS)
    g_unlink (path);
}

static void
drop_old_uploads (YjCentralBlobs *self)
{
  g_autoptr (GDir) list = g_dir_open (self->partial, 0, NULL);
  const char *name;

  while (list != NULL && (name = g_dir_read_name (list)) != NULL) {
    g_autofree char *dir = g_build_filename (self->partial, name, NULL);
    visit_kiosk (dir, drop_if_old);
  }
}

YjCentralBlobs *
yj_central_blobs_new (const char *dir, GError **error)
{
  g_autoptr (YjCentralBlobs) self = g_new0 (YjCentralBlobs, 1);

  g_mutex_init (&self->lock);
  self->dir = g_strdup (dir);
  self->partial = g_build_filename (dir, "partial", NULL);
  if (g_mkdir_with_parents (self->partial, 0700) != 0) {
    fail (error, self->partial);
    return NULL;
  }
  drop_old_uploads (self);
  return g_steal_pointer (&self);
}

void
yj_central_blobs_free (YjCentralBlobs *self)
{
  if (self == NULL)
    return;
  g_free (self->dir);
  g_free (self->partial);
  g_mutex_clear (&self->lock);
  g_free (self);
}

gint64
yj_central_blobs_get_size (YjCentralBlobs *self, const char *sha256)
{
  g_autofree char *path = complete_path (self, sha256);
  return file_size (path);
}

GHashTable *
yj_central_blobs_find (YjCentralBlobs *self, GPtrArray *names, GError **error)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    gint64 size = g_hash_table_contains (found, name) ? -1 : yj_central_blobs_get_size (self, name);
    if (size >= 0)
      g_hash_table_insert (found, g_strdup (name), g_memdup2 (&size, sizeof size));
  }
  return found;
}

gint64
yj_central_blobs_get_offset (YjCentralBlobs *self, const char *kiosk, const char *sha256)
{
  g_autofree char *path = g_build_filename (self->partial, kiosk, sha256, NULL);
  return file_size (path);
}

GBytes *
yj_central_blobs_read (YjCentralBlobs *self, const char *sha256, GError **error)
{
  g_autofree char *path = complete_path (self, sha256);
  char *data = NULL;
  gsize size;

  if (file_size (path) > YJ_BLOB_MAX_BYTES || !g_file_get_contents (path, &data, &size, NULL)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "material %s is not here", sha256);
    return NULL;
  }
  return g_bytes_new_take (data, size);
}

YjUpload *
yj_upload_new (YjCentralBlobs *blobs, const char *kiosk, const char *sha256, gint64 offset, GError **error)
{
  g_autoptr (YjUpload) self = g_new0 (YjUpload, 1);
  g_autofree char *dir = g_build_filename (blobs->partial, kiosk, NULL);
  gint64 size;

  self->blobs = blobs;
  self->fd = -1;
  self->path = g_build_filename (dir, sha256, NULL);
  self->sha256 = g_strdup (sha256);
  self->offset = offset;
  size = file_size (self->path);
  if (size < 0 && offset == 0 && visit_kiosk (dir, NULL) >= PARTIAL_MAX_FILES) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "kiosk %s has %d unfinished uploads", kiosk, PARTIAL_MAX_FILES);
    return NULL;
  }
  if (MAX (size, 0) != offset) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_EXISTS, "the upload stands at another offset");
    return NULL;
  }
  if (g_mkdir_with_parents (dir, 0700) != 0 ||
      (self->fd = open (self->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) < 0) {
    fail (error, self->path);
    return NULL;
  }
  return g_steal_pointer (&self);
}

static gboolean
write_at (YjUpload *self, const guint8 *data, gsize size, GError **error)
{
  gsize done = 0;

  while (done < size) {
    gssize n = pwrite (self->fd, data + done, size - done, (off_t) (self->offset + (gint64) done));
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return fail (error, self->path);
    done += (gsize) n;
  }
  self->offset += (gint64) size;
  return TRUE;
}

gboolean
yj_upload_append (YjUpload *self, const void *data, gsize size, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->blobs->lock);
  struct stat info;

  if (self->offset + (gint64) size > YJ_BLOB_MAX_BYTES) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "a material has at most %u bytes", YJ_BLOB_MAX_BYTES);
    return FALSE;
  }
  /* A newer request went on while this one hung, or the upload was finished or dropped: this one is over. */
  if (fstat (self->fd, &info) != 0 || info.st_size != self->offset || info.st_nlink == 0) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_EXISTS, "another request has gone on with this upload");
    return FALSE;
  }
  return write_at (self, data, size, error);
}

static char *
hash_file (int fd)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 buffer[32768];
  off_t at = 0;
  gssize n;

  while ((n = pread (fd, buffer, sizeof buffer, at)) != 0) {
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return NULL;
    g_checksum_update (checksum, buffer, n);
    at += n;
  }
  return g_strdup (g_checksum_get_string (checksum));
}

static gboolean
sync_dir (const char *dir)
{
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync (fd) == 0;
  if (fd >= 0)
    close (fd);
  return ok;
}

static gboolean
put_into_place (YjUpload *self, GError **error)
{
  g_autofree char *path = complete_path (self->blobs, self->sha256);
  g_autofree char *dir = g_path_get_dirname (path);

  if (g_mkdir_with_parents (dir, 0700) != 0 || g_rename (self->path, path) != 0 || !sync_dir (dir) ||
      !sync_dir (self->blobs->dir))
    return fail (error, path);
  return TRUE;
}

gboolean
yj_upload_finish (YjUpload *self, gboolean complete, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->blobs->lock);
  g_autofree char *digest = NULL;
  struct stat info;

  if (fstat (self->fd, &info) != 0 || info.st_size != self->offset || info.st_nlink == 0) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_EXISTS, "another request has gone on with this upload");
    return FALSE;
  }
  if (fsync (self->fd) != 0)
    return fail (error, self->path);
  if (!complete)
    return TRUE;
  digest = hash_file (self->fd);
  if (digest == NULL)
    return fail (error, self->path);
  if (!g_str_equal (digest, self->sha256)) {
    g_unlink (self->path);
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNVERIFIED, "the bytes are not what the address says");
    return FALSE;
  }
  return put_into_place (self, error);
}

gint64
yj_upload_get_offset (YjUpload *self)
{
  return self->offset;
}

void
yj_upload_free (YjUpload *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_free (self->sha256);
  g_free (self);
}
