/* SPDX-License-Identifier: Apache-2.0 */
/* Owns sealed materials in PostgreSQL: an upload is a row that says how far it came, and its parts; complete, the parts stay and
 * a row of blob names them. What arrives is collected to parts of a quarter of a mebibyte, each one transaction. */
#include "core/base/yj-error.h"
#include "sync/central/yj-blobs-backend.h"
#include "sync/central/yj-store-backend.h"

#define PART_BYTES (256u * 1024u)

typedef struct {
  YjCentralBlobs parent;
  YjCentralStore *store;
} YjPgBlobs;

typedef struct {
  YjUpload parent;
  gint64 n;               /* of its row */
  gint64 stored;          /* how far the row says it came */
  GByteArray *collected;  /* what came after that */
} YjPgUpload;

static const YjBlobsBackend pg_backend;

static YjCentralStore *
store_of (YjCentralBlobs *blobs)
{
  return ((YjPgBlobs *) blobs)->store;
}

static gboolean
drop_old_uploads (YjCentralStore *store, GError **error)
{
  return yj_store_execute (store, error,
                           "WITH old AS (DELETE FROM upload WHERE touched < now () - make_interval (secs => ?1) RETURNING n)"
                           " DELETE FROM blob_part WHERE parts IN (SELECT n FROM old)",
                           "i", (gint64) YJ_UPLOAD_MAX_SECONDS);
}

YjCentralBlobs *
yj_pg_blobs_new (YjCentralStore *store, GError **error)
{
  YjPgBlobs *self;

  if (!drop_old_uploads (store, error))
    return NULL;
  self = g_new0 (YjPgBlobs, 1);
  self->parent.backend = &pg_backend;
  self->store = store;
  return &self->parent;
}

static void
free_blobs (YjCentralBlobs *self)
{
  g_free (self);
}

static GHashTable *
find (YjCentralBlobs *blobs, GPtrArray *names, GError **error)
{
  g_autoptr (json_t) rows = yj_store_rows (store_of (blobs), error, "SELECT sha256, bytes FROM blob WHERE sha256 = ANY (?1)", "S", names);
  GHashTable *found;
  size_t i;
  json_t *row;

  if (rows == NULL)
    return NULL;
  found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  json_array_foreach (rows, i, row) {
    gint64 bytes = yj_json_int (row, "bytes", 0);
    g_hash_table_insert (found, g_strdup (yj_json_string (row, "sha256")), g_memdup2 (&bytes, sizeof bytes));
  }
  return found;
}

static gboolean
get_offset (YjCentralBlobs *blobs, const char *kiosk, const char *sha256, gint64 *offset, GError **error)
{
  g_autoptr (json_t) rows =
    yj_store_rows (store_of (blobs), error, "SELECT bytes FROM upload WHERE kiosk = ?1 AND sha256 = ?2", "ss", kiosk, sha256);

  *offset = yj_json_int (json_array_get (rows, 0), "bytes", -1);
  return rows != NULL;
}

static gboolean
append_part (GByteArray *whole, const json_t *row)
{
  const char *text = yj_json_string (row, "data");
  gsize size = 0;
  g_autofree guint8 *data = text != NULL ? g_base64_decode (text, &size) : NULL;

  if (data == NULL || yj_json_int (row, "start", -1) != whole->len || whole->len + size > YJ_BLOB_MAX_BYTES)
    return FALSE;
  g_byte_array_append (whole, data, (guint) size);
  return TRUE;
}

/* NULL without error when a part is missing. */
static GByteArray *
read_parts (YjCentralStore *store, gint64 parts, GError **error)
{
  g_autoptr (json_t) rows = yj_store_rows (store, error, "SELECT start, data FROM blob_part WHERE parts = ?1 ORDER BY start", "i", parts);
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  size_t i;
  json_t *row;

  if (rows == NULL)
    return NULL;
  json_array_foreach (rows, i, row)
    if (!append_part (whole, row))
      return NULL;
  return g_steal_pointer (&whole);
}

static GBytes *
read_blob (YjCentralBlobs *blobs, const char *sha256, GError **error)
{
  g_autoptr (json_t) rows = yj_store_rows (store_of (blobs), error, "SELECT parts FROM blob WHERE sha256 = ?1", "s", sha256);
  g_autoptr (GError) local = NULL;
  GByteArray *whole;

  if (rows == NULL)
    return NULL;
  whole = json_array_size (rows) > 0 ? read_parts (store_of (blobs), yj_json_int (json_array_get (rows, 0), "parts", 0), &local) : NULL;
  if (whole != NULL)
    return g_byte_array_free_to_bytes (whole);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    yj_blobs_refuse_missing (sha256, error);
  return NULL;
}

/* ---- uploads ---- */
/* Finds the row at @offset, or makes it when @offset is 0 and the kiosk has not too many. Another instance may make it at the same
 * moment: then both have it, and which of them goes on is decided where it moves. */
static gboolean
open_row (YjCentralStore *store, const char *kiosk, const char *sha256, gint64 offset, gint64 *n, GError **error)
{
  g_autoptr (json_t) rows = yj_store_rows (store, error, "SELECT n, bytes FROM upload WHERE kiosk = ?1 AND sha256 = ?2", "ss", kiosk, sha256);
  g_autoptr (json_t) made = NULL;
  const json_t *row = json_array_get (rows, 0);

  if (rows == NULL)
    return FALSE;
  if (row == NULL && offset == 0) {
    made = yj_store_rows (store, error,
                          "INSERT INTO upload (kiosk, sha256) SELECT ?1, ?2 WHERE (SELECT count(*) FROM upload WHERE kiosk = ?1) < ?3"
                          " ON CONFLICT (kiosk, sha256) DO UPDATE SET sha256 = excluded.sha256 RETURNING n, bytes",
                          "ssi", kiosk, sha256, (gint64) YJ_UPLOADS_MAX);
    if (made == NULL)
      return FALSE;
    row = json_array_get (made, 0);
    if (row == NULL)
      return yj_blobs_refuse_count (kiosk, error);
  }
  if (yj_json_int (row, "bytes", 0) != offset || row == NULL)
    return yj_blobs_refuse_offset (error);
  *n = yj_json_int (row, "n", 0);
  return TRUE;
}

static YjUpload *
upload_new (YjCentralBlobs *blobs, const char *kiosk, const char *sha256, gint64 offset, GError **error)
{
  YjPgUpload *self;
  gint64 n = 0;

  if (!open_row (store_of (blobs), kiosk, sha256, offset, &n, error))
    return NULL;
  self = g_new0 (YjPgUpload, 1);
  self->parent = (YjUpload){ blobs, g_strdup (sha256), offset };
  self->n = n;
  self->stored = offset;
  self->collected = g_byte_array_new ();
  return &self->parent;
}

/* The row moves on only from where this request knows it to be: of two requests one goes on and the other is over. */
static gboolean
flush (YjPgUpload *self, GError **error)
{
  YjCentralStore *store = store_of (self->parent.blobs);
  g_autoptr (GBytes) part = NULL;
  gboolean moved;

  if (self->collected->len == 0)
    return TRUE;
  part = g_bytes_new (self->collected->data, self->collected->len);
  if (!yj_store_find (store, &moved, error,
                      "WITH u AS (UPDATE upload SET bytes = bytes + ?3, touched = now () WHERE n = ?1 AND bytes = ?2 RETURNING n)"
                      " INSERT INTO blob_part (parts, start, data) SELECT n, ?2, ?4 FROM u RETURNING parts",
                      "iiib", self->n, self->stored, (gint64) self->collected->len, part))
    return FALSE;
  if (!moved)
    return yj_blobs_refuse_offset (error);
  self->stored += self->collected->len;
  g_byte_array_set_size (self->collected, 0);
  return TRUE;
}

static gboolean
upload_append (YjUpload *upload, const void *data, gsize size, GError **error)
{
  YjPgUpload *self = (YjPgUpload *) upload;

  g_byte_array_append (self->collected, data, (guint) size);
  upload->offset += (gint64) size;
  return self->collected->len < PART_BYTES || flush (self, error);
}

static gboolean
drop (YjPgUpload *self, GError **error)
{
  return yj_store_execute (store_of (self->parent.blobs), error,
                           "WITH u AS (DELETE FROM upload WHERE n = ?1 AND bytes = ?2 RETURNING n)"
                           " DELETE FROM blob_part WHERE parts IN (SELECT n FROM u)",
                           "ii", self->n, self->stored);
}

/* Another kiosk may have brought the same material meanwhile: then these parts go. */
static gboolean
put_into_place (YjPgUpload *self, GError **error)
{
  gboolean placed;

  if (!yj_store_find (store_of (self->parent.blobs), &placed, error,
                      "WITH u AS (DELETE FROM upload WHERE n = ?1 AND bytes = ?3 RETURNING n),"
                      " b AS (INSERT INTO blob (sha256, bytes, parts) SELECT ?2, ?3, n FROM u ON CONFLICT DO NOTHING RETURNING parts),"
                      " d AS (DELETE FROM blob_part WHERE parts IN (SELECT n FROM u) AND NOT EXISTS (SELECT 1 FROM b))"
                      " SELECT n FROM u",
                      "isi", self->n, self->parent.sha256, self->stored))
    return FALSE;
  return placed || yj_blobs_refuse_offset (error);
}

/* What was stored is read back and hashed, not what came in this request: it may be the last part of several. */
static gboolean
upload_finish (YjUpload *upload, gboolean complete, GError **error)
{
  YjPgUpload *self = (YjPgUpload *) upload;
  g_autoptr (GByteArray) whole = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *digest = NULL;

  if (!flush (self, error))
    return FALSE;
  if (!complete)
    return TRUE;
  whole = read_parts (store_of (upload->blobs), self->n, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (whole == NULL || whole->len != self->stored)
    return yj_blobs_refuse_offset (error);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, whole->data, whole->len);
  if (g_str_equal (digest, upload->sha256))
    return put_into_place (self, error);
  return drop (self, error) && yj_blobs_refuse_digest (error);
}

static void
upload_free (YjUpload *upload)
{
  YjPgUpload *self = (YjPgUpload *) upload;

  flush (self, NULL);
  g_byte_array_unref (self->collected);
  g_free (upload->sha256);
  g_free (self);
}

static gboolean
remove_blob (YjCentralBlobs *blobs, const char *sha256, GError **error)
{
  return yj_store_execute (store_of (blobs), error,
                           "WITH b AS (DELETE FROM blob WHERE sha256 = ?1 RETURNING parts)"
                           " DELETE FROM blob_part WHERE parts IN (SELECT parts FROM b)",
                           "s", sha256);
}

static const YjBlobsBackend pg_backend = {
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
