/* SPDX-License-Identifier: Apache-2.0 */
/* A pax tar of named byte strings, compressed with zstd: the inside of envelopes and of catalogue
 * bundles. The same entries give the same bytes. Thread: any. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  char *name; /* relative, '/' between parts */
  GBytes *data;
} YjArchiveEntry;

/* A list to add to. (transfer full) (element-type YjArchiveEntry) */
GPtrArray *yj_archive_entries_new (void);
void yj_archive_entries_add (GPtrArray *entries, const char *name, GBytes *data);
/* NULL when there is none of that name. (transfer none) */
GBytes *yj_archive_entries_find (GPtrArray *entries, const char *name);

/* YJ_ERROR_FAILED. (transfer full) */
GBytes *yj_archive_pack (GPtrArray *entries, GError **error);
/* Refuses absolute names, "..", links, devices, names that come twice, more than @max_entries or
 * @max_bytes in all. Skippable zstd frames at the end are passed over. YJ_ERROR_BAD_DATA, _LIMIT. */
GPtrArray *yj_archive_unpack (GBytes *packed, gsize max_bytes, guint max_entries, GError **error);
/* The same for a tar that is not compressed: an entry has at most @max_bytes. */
GBytes *yj_archive_pack_tar (GPtrArray *entries, GError **error);
GPtrArray *yj_archive_unpack_tar (GBytes *tar, gsize max_bytes, guint max_entries, GError **error);
/* As yj_archive_unpack (), and keeps only the entries that are @wanted; the others are held to the same rules. */
typedef gboolean (*YjArchiveWanted) (const char *name, gpointer user_data);
GPtrArray *yj_archive_unpack_wanted (GBytes *packed, gsize max_bytes, guint max_entries, YjArchiveWanted wanted, gpointer user_data,
                                     GError **error);

G_END_DECLS
