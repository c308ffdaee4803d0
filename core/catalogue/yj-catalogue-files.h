/* SPDX-License-Identifier: Apache-2.0 */
/* Inside core/catalogue: a catalogue's folder as a list of entries, with limits. */
#pragma once
#include "core/base/yj-json.h"
#include "core/seal/yj-archive.h"

G_BEGIN_DECLS

#define YJ_CATALOGUE_FILE_MAX_BYTES (4u * 1024u * 1024u)
#define YJ_CATALOGUE_MAX_BYTES (64u * 1024u * 1024u)
#define YJ_CATALOGUE_MAX_FILES 1024u

/* catalog.json, items/ and regions/ in the order of their names, those that are @wanted (nullable: all).
 * YJ_ERROR_NOT_FOUND, YJ_ERROR_LIMIT. (transfer full) (element-type YjArchiveEntry) */
GPtrArray *yj_catalogue_read_dir (const char *dir, YjArchiveWanted wanted, gpointer user_data, GError **error);
/* Ids of the items in their order: those that @root (catalog.json) names, which may be without a file, then those of the other
 * files by name. YJ_ERROR_BAD_DATA. (transfer full) (element-type utf8) */
GPtrArray *yj_catalogue_list_ids (const json_t *root, GPtrArray *entries, GError **error);
/* The names of the JSON files in items or regions, as they stand in a bundle: "items/newborn.json". (transfer full) (element-type utf8) */
GPtrArray *yj_catalogue_list_folder (const char *dir, const char *folder);
/* A plain file of at most @max_bytes. (transfer full) */
GBytes *yj_catalogue_read_file (const char *path, gsize max_bytes, GError **error);

G_END_DECLS
