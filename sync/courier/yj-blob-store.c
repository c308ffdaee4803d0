/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the folder of sealed pages; cannot open any of them. */
#include "sync/courier/yj-blob-store.h"
#include "core/base/yj-durable-file.h"
#include "core/base/yj-error.h"
#include "core/seal/yj-envelope.h"
#include "core/seal/yj-suite.h"
#include <glib/gstdio.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PIECE_BYTES (32 * 1024)

gboolean
yj_blob_is_digest (const char *text)
{
  return text != NULL && strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64;
}

static char *
blob_path (const char *dir, const char *sha256)
{
  return g_build_filename (dir, "blob", sha256, NULL);
}

gboolean
yj_blob_store_prepare (const char *dir, GError **error)
{
  g_autofree char *folder = g_build_filename (dir, "blob", NULL);
  return yj_durable_folder_make (folder, 0700, error);
}

char *
yj_blob_store_put (const char *dir, GBytes *sealed, GError **error)
{
  g_autofree char *digest = yj_sha256_hex (sealed), *path = blob_path (dir, digest), *folder = g_path_get_dirname (path);

  if (g_bytes_get_size (sealed) == 0 || g_bytes_get_size (sealed) > YJ_MATERIAL_MAX_BYTES) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "a material page has 1 byte to %u bytes", YJ_MATERIAL_MAX_BYTES);
    return NULL;
  }
  if ((!g_file_test (folder, G_FILE_TEST_IS_DIR) && !yj_blob_store_prepare (dir, error)) ||
      !yj_durable_file_write (path, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), 0600, error))
    return NULL;
  return g_steal_pointer (&digest);
}

gint64
yj_blob_store_get_size (const char *dir, const char *sha256)
{
  g_autofree char *path = NULL;
  GStatBuf info;

  if (!yj_blob_is_digest (sha256))
    return -1;
  path = blob_path (dir, sha256);
  return g_stat (path, &info) == 0 ? (gint64) info.st_size : -1;
}

GBytes *
yj_blob_store_get (const char *dir, const char *sha256, GError **error)
{
  g_autofree char *path = NULL, *digest = NULL, *data = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize size;

  if (yj_blob_store_get_size (dir, sha256) < 0) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "a sealed page is not on the disk");
    return NULL;
  }
  path = blob_path (dir, sha256);
  if (!g_file_get_contents (path, &data, &size, NULL)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_STORE, "a sealed page cannot be read");
    return NULL;
  }
  bytes = g_bytes_new_take (g_steal_pointer (&data), size);
  digest = yj_sha256_hex (bytes);
  if (!g_str_equal (digest, sha256)) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNVERIFIED, "a sealed page does not fit its digest");
    return NULL;
  }
  return g_steal_pointer (&bytes);
}

void
yj_blob_store_drop (const char *dir, const char *sha256)
{
  g_autofree char *path = NULL;

  if (!yj_blob_is_digest (sha256))
    return;
  path = blob_path (dir, sha256);
  g_unlink (path);
}

void
yj_blob_store_sweep (const char *dir, YjBlobPredicate drop, gpointer user_data)
{
  g_autofree char *folder = g_build_filename (dir, "blob", NULL);
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL)
    if (drop (name, user_data)) {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_unlink (path);
    }
}

/* Whether the file's bytes are those of the name. */
static gboolean
is_whole (int fd, const char *sha256, gint64 *size)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *piece = g_malloc (PIECE_BYTES);
  ssize_t n;

  *size = 0;
  while ((n = pread (fd, piece, PIECE_BYTES, *size)) > 0) {
    g_checksum_update (checksum, piece, n);
    *size += n;
  }
  return n == 0 && g_str_equal (g_checksum_get_string (checksum), sha256);
}

int
yj_blob_store_open (const char *dir, const char *sha256, gint64 *size, GError **error)
{
  g_autofree char *path = yj_blob_is_digest (sha256) ? blob_path (dir, sha256) : NULL;
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC) : -1;

  if (fd < 0) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "a sealed page is not on the disk");
    return -1;
  }
  if (is_whole (fd, sha256, size))
    return fd;
  close (fd);
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNVERIFIED, "a sealed page does not fit its digest");
  return -1;
}
