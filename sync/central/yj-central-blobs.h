/* SPDX-License-Identifier: Apache-2.0 */
/* Sealed materials as files below one folder, named by their SHA-256: complete ones once for all, unfinished
 * ones per kiosk, so that no kiosk disturbs another. Nothing is renamed into place before its digest held and
 * its bytes are on disk. Thread: any. */
#pragma once
#include "core/base/yj-json.h"

G_BEGIN_DECLS

typedef struct _YjCentralBlobs YjCentralBlobs;

/* Makes the folder, and drops unfinished uploads older than a week. */
YjCentralBlobs *yj_central_blobs_new (const char *dir, GError **error);
void yj_central_blobs_free (YjCentralBlobs *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjCentralBlobs, yj_central_blobs_free)

/* The size when it is complete, else -1. */
gint64 yj_central_blobs_get_size (YjCentralBlobs *self, const char *sha256);
/* Of the materials named by @names (SHA-256 in hex) those that are complete: name -> size (gint64 *). (transfer full) */
GHashTable *yj_central_blobs_find (YjCentralBlobs *self, GPtrArray *names, GError **error);
/* How far the kiosk's upload has come; -1 when there is none. */
gint64 yj_central_blobs_get_offset (YjCentralBlobs *self, const char *kiosk, const char *sha256);
/* At most 4 MiB, or YJ_ERROR_NOT_FOUND. (transfer full) */
GBytes *yj_central_blobs_read (YjCentralBlobs *self, const char *sha256, GError **error);

/* One request's part of an upload. */
typedef struct _YjUpload YjUpload;
/* YJ_ERROR_EXISTS: the upload stands elsewhere than at @offset (ask get_offset). YJ_ERROR_LIMIT: too many of this kiosk. */
YjUpload *yj_upload_new (YjCentralBlobs *blobs, const char *kiosk, const char *sha256, gint64 offset, GError **error);
/* YJ_ERROR_LIMIT beyond 4 MiB; YJ_ERROR_EXISTS when another request has gone on meanwhile; YJ_ERROR_STORE, _STORE_FULL. */
gboolean yj_upload_append (YjUpload *upload, const void *data, gsize size, GError **error);
/* Syncs; with @complete verifies the digest and puts it into place. YJ_ERROR_UNVERIFIED: dropped. */
gboolean yj_upload_finish (YjUpload *upload, gboolean complete, GError **error);
gint64 yj_upload_get_offset (YjUpload *upload);
void yj_upload_free (YjUpload *upload);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjUpload, yj_upload_free)

G_END_DECLS
