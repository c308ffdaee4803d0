/* SPDX-License-Identifier: Apache-2.0 */
/* Sealed material pages as files blob/<sha256>: durable before they are answered for. Thread: any,
 * one at a time. Errors: YJ_ERROR_LIMIT, _STORE, _STORE_FULL, _NOT_FOUND, _UNVERIFIED. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

/* Makes the folder; call it once before the others. */
gboolean yj_blob_store_prepare (const char *dir, GError **error);
/* Writes, fsyncs, renames, fsyncs the folder. At most YJ_MATERIAL_MAX_BYTES, which
 * is what central takes. (transfer full): the digest, 64 hex digits. */
char *yj_blob_store_put (const char *dir, GBytes *sealed, GError **error);
/* Reads and compares with the digest. (transfer full) */
GBytes *yj_blob_store_get (const char *dir, const char *sha256, GError **error);
/* The same as an open file, without holding it in memory; close it. -1 with @error. */
int yj_blob_store_open (const char *dir, const char *sha256, gint64 *size, GError **error);
/* Size in bytes, or -1. */
gint64 yj_blob_store_get_size (const char *dir, const char *sha256);
/* Deletes one, if it is there. */
void yj_blob_store_drop (const char *dir, const char *sha256);
/* Deletes every file of which @drop says so; half-written ones have names that are no digest. */
typedef gboolean (*YjBlobPredicate) (const char *name, gpointer user_data);
void yj_blob_store_sweep (const char *dir, YjBlobPredicate drop, gpointer user_data);
/* 64 lower-case hex digits? */
gboolean yj_blob_is_digest (const char *text);

G_END_DECLS
