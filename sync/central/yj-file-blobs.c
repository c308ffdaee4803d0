/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the files of sealed materials: <dir>/<2 digits>/<sha256>, and <dir>/partial/<kiosk>/<sha256>. */
#include "core/base/yj-error.h"
#include "sync/central/yj-blobs-backend.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  YjCentralBlobs parent;
  char *dir;
  char *partial;
  GMutex lock;      /* of every append: two requests may write to one upload */
} YjFileBlobs;

typedef struct {
  YjUpload parent;
  char *path;
  int fd;
} YjFileUpload;

static const YjBlobsBackend file_backend;

static gboolean
fail (GError **error, const char *path)
{
  int number = errno;
  g_set_error (error, YJ_ERROR, number == ENOSPC || number == EDQUOT ? YJ_ERROR_STORE_FULL : YJ_ERROR_STORE, "%s: %s", path,
               g_strerror (number));
  return FALSE;
}

static char *
complete_path (YjFileBlobs *self, const char *sha256)
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
  if (lstat (path, &info) == 0 && info.st_mtime < g_get_real_time () / G_USEC_PER_SEC - YJ_UPLOAD_MAX_SECONDS)
    g_unlink (path);
}

static void
drop_old_uploads (YjFileBlobs *self)
{
  g_autoptr (GDir) list = g_dir_open (self->partial, 0, NULL);
  const char *name;

  while (list != NULL && (name = g_dir_read_name (list)) != NULL) {
    g_autofree char *dir = g_build_filename (self->partial, name, NULL);
    visit_kiosk (dir, drop_if_old);
  }
}

static void
free_blobs (YjCentralBlobs *blobs)
{
  YjFileBlobs *self = (YjFileBlobs *) blobs;

  g_free (self->dir);
  g_free (self->partial);
  g_mutex_clear (&self->lock);
  g_free (self);
}

YjCentralBlobs *
yj_file_blobs_new (const char *dir, GError **error)
{
  YjFileBlobs *self = g_new0 (YjFileBlobs, 1);

  self->parent.backend = &file_backend;
  g_mutex_init (&self->lock);
  self->dir = g_strdup (dir);
  self->partial = g_build_filename (dir, "partial", NULL);
  if (g_mkdir_with_parents (self->partial, 0700) == 0) {
    drop_old_uploads (self);
    return &self->parent;
  }
  fail (error, self->partial);
  free_blobs (&self->parent);
  return NULL;
}

static GHashTable *
find (YjCentralBlobs *blobs, GPtrArray *names, GError **error)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    g_autofree char *path = complete_path ((YjFileBlobs *) blobs, name);
    gint64 size = file_size (path);
    if (size >= 0)
      g_hash_table_replace (found, g_strdup (name), g_memdup2 (&size, sizeof size));
  }
  return found;
}

static gboolean
get_offset (YjCentralBlobs *blobs, const char *kiosk, const char *sha256, gint64 *offset, GError **error)
{
  g_autofree char *path = g_build_filename (((YjFileBlobs *) blobs)->partial, kiosk, sha256, NULL);
  *offset = file_size (path);
  return TRUE;
}

static GBytes *
read_blob (YjCentralBlobs *blobs, const char *sha256, GError **error)
{
  g_autofree char *path = complete_path ((YjFileBlobs *) blobs, sha256);
  char *data = NULL;
  gsize size;

  if (file_size (path) <= YJ_BLOB_MAX_BYTES && g_file_get_contents (path, &data, &size, NULL))
    return g_bytes_new_take (data, size);
  yj_blobs_refuse_missing (sha256, error);
  return NULL;
}

static void
upload_free (YjUpload *upload)
{
  YjFileUpload *self = (YjFileUpload *) upload;

  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_free (self->parent.sha256);
  g_free (self);
}

static YjUpload *
upload_new (YjCentralBlobs *blobs, const char *kiosk, const char *sha256, gint64 offset, GError **error)
{
  g_autofree char *dir = g_build_filename (((YjFileBlobs *) blobs)->partial, kiosk, NULL);
  g_autofree char *path = g_build_filename (dir, sha256, NULL);
  gint64 size = file_size (path);
  YjFileUpload *self;
  int fd;

  if (size < 0 && offset == 0 && visit_kiosk (dir, NULL) >= YJ_UPLOADS_MAX) {
    yj_blobs_refuse_count (kiosk, error);
    return NULL;
  }
  if (MAX (size, 0) != offset) {
    yj_blobs_refuse_offset (error);
    return NULL;
  }
  if (g_mkdir_with_parents (dir, 0700) != 0 || (fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) < 0) {
    fail (error, path);
    return NULL;
  }
  self = g_new0 (YjFileUpload, 1);
  self->parent = (YjUpload){ blobs, g_strdup (sha256), offset };
  self->path = g_steal_pointer (&path);
  self->fd = fd;
  return &self->parent;
}

static gboolean
write_at (YjFileUpload *self, const guint8 *data, gsize size, GError **error)
{
  gsize done = 0;

  while (done < size) {
    gssize n = pwrite (self->fd, data + done, size - done, (off_t) (self->parent.offset + (gint64) done));
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return fail (error, self->path);
    done += (gsize) n;
  }
  self->parent.offset += (gint64) size;
  return TRUE;
}

/* A newer request went on while this one hung, or the upload was finished or dropped: then this one is over. */
static gboolean
is_current (const YjFileUpload *self)
{
  struct stat info;
  return fstat (self->fd, &info) == 0 && info.st_size == self->parent.offset && info.st_nlink > 0;
}

static gboolean
upload_append (YjUpload *upload, const void *data, gsize size, GError **error)
{
  YjFileUpload *self = (YjFileUpload *) upload;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&((YjFileBlobs *) upload->blobs)->lock);
  return is_current (self) ? write_at (self, data, size, error) : yj_blobs_refuse_offset (error);
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
put_into_place (YjFileUpload *self, GError **error)
{
  YjFileBlobs *blobs = (YjFileBlobs *) self->parent.blobs;
  g_autofree char *path = complete_path (blobs, self->parent.sha256);
  g_autofree char *dir = g_path_get_dirname (path);

  if (g_mkdir_with_parents (dir, 0700) != 0 || g_rename (self->path, path) != 0 || !sync_dir (dir) || !sync_dir (blobs->dir))
    return fail (error, path);
  return TRUE;
}

static gboolean
upload_finish (YjUpload *upload, gboolean complete, GError **error)
{
  YjFileUpload *self = (YjFileUpload *) upload;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&((YjFileBlobs *) upload->blobs)->lock);
  g_autofree char *digest = NULL;

  if (!is_current (self))
    return yj_blobs_refuse_offset (error);
  if (fsync (self->fd) != 0)
    return fail (error, self->path);
  if (!complete)
    return TRUE;
  digest = hash_file (self->fd);
  if (digest == NULL)
    return fail (error, self->path);
  if (g_str_equal (digest, upload->sha256))
    return put_into_place (self, error);
  g_unlink (self->path);
  return yj_blobs_refuse_digest (error);
}

static gboolean
remove_blob (YjCentralBlobs *blobs, const char *sha256, GError **error)
{
  YjFileBlobs *self = (YjFileBlobs *) blobs;
  g_autofree char *path = complete_path (self, sha256);
  g_autofree char *dir = g_path_get_dirname (path);

  if (g_unlink (path) != 0)
    return errno == ENOENT || fail (error, path);
  return sync_dir (dir) || fail (error, dir);
}

static const YjBlobsBackend file_backend = {
  .free = free_blobs,
  .find = find,
  .get_offset = get_offset,
  .read = read_blob,
  .remove = remove_blob,
  .upload_new = upload_new,
  .upload_append = upload_append,
  .upload_finish = upload_finish,
  .upload_free = upload_free,
};
