/* SPDX-License-Identifier: Apache-2.0 */
/* Sealed materials, named by their SHA-256: complete ones once for all, unfinished ones per kiosk, so that no kiosk disturbs
 * another. Nothing is complete before its digest held and its bytes are on disk. They lie where the store says: in files
 * beside an SQLite database (yj-file-blobs.c), in PostgreSQL's tables (yj-postgres-blobs.c), so that every process that
 * serves sees the same. Thread: any. Errors beside those named: YJ_ERROR_STORE, _STORE_FULL, _TIMEOUT, _OUTCOME_UNKNOWN. */
#pragma once
#include "sync/central/yj-central-store.h"

G_BEGIN_DECLS

typedef struct _YjCentralBlobs YjCentralBlobs;

/* @store must outlive it. Drops unfinished uploads older than a week. */
YjCentralBlobs *yj_central_blobs_new (YjCentralStore *store, const char *database, GError **error);
void yj_central_blobs_free (YjCentralBlobs *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjCentralBlobs, yj_central_blobs_free)

/* *@size: when it is complete, else -1. */
gboolean yj_central_blobs_get_size (YjCentralBlobs *self, const char *sha256, gint64 *size, GError **error);
/* Of the materials named by @names (SHA-256 in hex) those that are complete: name -> size (gint64 *). (transfer full) */
GHashTable *yj_central_blobs_find (YjCentralBlobs *self, GPtrArray *names, GError **error);
/* *@offset: how far the kiosk's upload has come; -1 when there is none. */
gboolean yj_central_blobs_get_offset (YjCentralBlobs *self, const char *kiosk, const char *sha256, gint64 *offset, GError **error);
/* At most 4 MiB, or YJ_ERROR_NOT_FOUND. (transfer full) */
GBytes *yj_central_blobs_read (YjCentralBlobs *self, const char *sha256, GError **error);

/* For good; one that is not there is removed already. Only pages of a draft that is marked as purged, in the transaction that marks it. */
gboolean yj_central_blobs_remove (YjCentralBlobs *self, const char *sha256, GError **error);

/* One request's part of an upload. */
typedef struct _YjUpload YjUpload;
/* YJ_ERROR_EXISTS: the upload stands elsewhere than at @offset (ask get_offset). YJ_ERROR_LIMIT: too many of this kiosk. */
YjUpload *yj_upload_new (YjCentralBlobs *blobs, const char *kiosk, const char *sha256, gint64 offset, GError **error);
/* YJ_ERROR_LIMIT beyond 4 MiB; YJ_ERROR_EXISTS when another request has gone on meanwhile. */
gboolean yj_upload_append (YjUpload *upload, const void *data, gsize size, GError **error);
/* Syncs; with @complete verifies the digest and puts it into place. YJ_ERROR_UNVERIFIED: dropped. */
gboolean yj_upload_finish (YjUpload *upload, gboolean complete, GError **error);
gint64 yj_upload_get_offset (YjUpload *upload);
/* What came and was not finished is kept, as far as that can be done. */
void yj_upload_free (YjUpload *upload);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjUpload, yj_upload_free)

G_END_DECLS
