/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what is the same of materials wherever they lie: the choice of the place, the limit of size, and the refusals. */
#include "core/base/yj-error.h"
#include "sync/central/yj-blobs-backend.h"

YjCentralBlobs *
yj_central_blobs_new (YjCentralStore *store, const char *database, GError **error)
{
  g_autofree char *path = NULL, *dir = NULL;

  if (!yj_central_store_parse_uri (database, &path, error))
    return NULL;
  if (path == NULL)
    return yj_pg_blobs_new (store, error);
  dir = g_strconcat (path, "-blobs", NULL);
  return yj_file_blobs_new (dir, error);
}

void
yj_central_blobs_free (YjCentralBlobs *self)
{
  if (self != NULL)
    self->backend->free (self);
}

GHashTable *
yj_central_blobs_find (YjCentralBlobs *self, GPtrArray *names, GError **error)
{
  if (names->len == 0)
    return g_hash_table_new (g_str_hash, g_str_equal);
  return self->backend->find (self, names, error);
}

gboolean
yj_central_blobs_get_size (YjCentralBlobs *self, const char *sha256, gint64 *size, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GHashTable) found = NULL;
  const gint64 *known;

  g_ptr_array_add (names, (gpointer) sha256);
  found = yj_central_blobs_find (self, names, error);
  if (found == NULL)
    return FALSE;
  known = g_hash_table_lookup (found, sha256);
  *size = known != NULL ? *known : -1;
  return TRUE;
}

gboolean
yj_central_blobs_get_offset (YjCentralBlobs *self, const char *kiosk, const char *sha256, gint64 *offset, GError **error)
{
  return self->backend->get_offset (self, kiosk, sha256, offset, error);
}

GBytes *
yj_central_blobs_read (YjCentralBlobs *self, const char *sha256, GError **error)
{
  return self->backend->read (self, sha256, error);
}

gboolean
yj_central_blobs_remove (YjCentralBlobs *self, const char *sha256, GError **error)
{
  return self->backend->remove (self, sha256, error);
}

YjUpload *
yj_upload_new (YjCentralBlobs *blobs, const char *kiosk, const char *sha256, gint64 offset, GError **error)
{
  return blobs->backend->upload_new (blobs, kiosk, sha256, offset, error);
}

gboolean
yj_upload_append (YjUpload *self, const void *data, gsize size, GError **error)
{
  if (self->offset + (gint64) size <= YJ_BLOB_MAX_BYTES)
    return self->blobs->backend->upload_append (self, data, size, error);
  g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "a material has at most %u bytes", YJ_BLOB_MAX_BYTES);
  return FALSE;
}

gboolean
yj_upload_finish (YjUpload *self, gboolean complete, GError **error)
{
  return self->blobs->backend->upload_finish (self, complete, error);
}

gint64
yj_upload_get_offset (YjUpload *self)
{
  return self->offset;
}

void
yj_upload_free (YjUpload *self)
{
  if (self != NULL)
    self->blobs->backend->upload_free (self);
}

gboolean
yj_blobs_refuse_offset (GError **error)
{
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_EXISTS, "the upload stands at another offset, or another request has gone on with it");
  return FALSE;
}

gboolean
yj_blobs_refuse_count (const char *kiosk, GError **error)
{
  g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "kiosk %s has %d unfinished uploads", kiosk, YJ_UPLOADS_MAX);
  return FALSE;
}

gboolean
yj_blobs_refuse_digest (GError **error)
{
  g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNVERIFIED, "the bytes are not what the address says");
  return FALSE;
}

gboolean
yj_blobs_refuse_missing (const char *sha256, GError **error)
{
  g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "material %s is not here", sha256);
  return FALSE;
}
