/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the materials: the table of functions that each place for them fills. */
#pragma once
#include "sync/central/yj-central-blobs.h"

G_BEGIN_DECLS

#define YJ_UPLOADS_MAX 64                              /* unfinished ones of one kiosk */
#define YJ_UPLOAD_MAX_SECONDS (7 * 24 * 60 * 60)

typedef struct {
  void (*free) (YjCentralBlobs *self);
  GHashTable *(*find) (YjCentralBlobs *self, GPtrArray *names, GError **error);
  gboolean (*get_offset) (YjCentralBlobs *self, const char *kiosk, const char *sha256, gint64 *offset, GError **error);
  GBytes *(*read) (YjCentralBlobs *self, const char *sha256, GError **error);
  gboolean (*remove) (YjCentralBlobs *self, const char *sha256, GError **error);
  YjUpload *(*upload_new) (YjCentralBlobs *self, const char *kiosk, const char *sha256, gint64 offset, GError **error);
  gboolean (*upload_append) (YjUpload *upload, const void *data, gsize size, GError **error);
  gboolean (*upload_finish) (YjUpload *upload, gboolean complete, GError **error);
  void (*upload_free) (YjUpload *upload);
} YjBlobsBackend;

/* The first members of each place's own structures. */
struct _YjCentralBlobs {
  const YjBlobsBackend *backend;
};
struct _YjUpload {
  YjCentralBlobs *blobs;
  char *sha256;
  gint64 offset;
};

/* In files below @dir. */
YjCentralBlobs *yj_file_blobs_new (const char *dir, GError **error);
/* In the tables of @store, which is PostgreSQL's. */
YjCentralBlobs *yj_pg_blobs_new (YjCentralStore *store, GError **error);

/* ---- errors that every place gives ---- */
gboolean yj_blobs_refuse_offset (GError **error);
gboolean yj_blobs_refuse_count (const char *kiosk, GError **error);
gboolean yj_blobs_refuse_digest (GError **error);
gboolean yj_blobs_refuse_missing (const char *sha256, GError **error);

G_END_DECLS
