/* SPDX-License-Identifier: Apache-2.0 */
/* A whole catalogue: catalog.json, items/, regions/ of a folder, or a signed bundle. Immutable after
 * loading; a session keeps a reference to the one it began with. */
#pragma once
#include "core/catalogue/yj-item.h"

G_BEGIN_DECLS

#define YJ_TYPE_CATALOGUE (yj_catalogue_get_type ())
G_DECLARE_FINAL_TYPE (YjCatalogue, yj_catalogue, YJ, CATALOGUE, GObject)

/* Loads a folder without a signature: for tools and development. YJ_ERROR_BAD_DATA, _LIMIT, _NOT_FOUND. */
YjCatalogue *yj_catalogue_new_from_dir (const char *dir, GError **error);
/* Loads a .ycat bundle whose detached signature is <path>.minisig. Nothing is parsed before the
 * signature holds: YJ_ERROR_UNVERIFIED. */
YjCatalogue *yj_catalogue_new_from_bundle (const char *path, const char *public_key, GError **error);

/* The same from memory: @signature is the text of a .minisig file. */
YjCatalogue *yj_catalogue_new_from_bytes (GBytes *bundle, const char *signature, const char *public_key, GError **error);

const char *yj_catalogue_get_id (YjCatalogue *self);
int yj_catalogue_get_version (YjCatalogue *self);
const char *yj_catalogue_get_expires (YjCatalogue *self);      /* (nullable) YYYY-MM-DD */
const char *yj_catalogue_get_refuse_after (YjCatalogue *self); /* (nullable) */
/* Name of a department code in a language; the code itself when unknown. */
const char *yj_catalogue_get_department (YjCatalogue *self, const char *code, const char *language);
/* Hall texts and switches of a region; NULL when the catalogue has none for it. */
const json_t *yj_catalogue_get_region (YjCatalogue *self, const char *region);

/* All items in the catalogue's order. (element-type YjItem) (transfer none) */
GPtrArray *yj_catalogue_get_items (YjCatalogue *self);
/* By id or alias; NULL when there is none. (transfer none) */
YjItem *yj_catalogue_get_item (YjCatalogue *self, const char *id);
/* Items that answer @query by word, pinyin or initials, best first; all for an empty one. The first call prepares the index.
 * (transfer container) */
GPtrArray *yj_catalogue_search (YjCatalogue *self, const char *query);

/* A stage of life or of an enterprise that items are found under. */
typedef struct {
  const char *id;
  const YjText *name;
} YjLifeStage;
/* Those that an item of the audience is in, in the catalogue's order. (transfer container) (element-type YjLifeStage) */
GPtrArray *yj_catalogue_list_stages (YjCatalogue *self, gboolean enterprise);

/* One finding of a check. */
typedef struct {
  char *file;
  char *pointer;   /* JSON Pointer */
  gboolean error;  /* FALSE: a warning */
  char *sentence;
} YjCatalogueFinding;
void yj_catalogue_finding_free (YjCatalogueFinding *finding);
/* Checks a folder: ids, conditions' answers, cycles, reachability, languages, departments, types.
 * (transfer full) (element-type YjCatalogueFinding), empty when clean. */
GPtrArray *yj_catalogue_check_dir (const char *dir);

/* Packs a checked folder into .ycat bytes (pax tar, zstd), reproducibly. (transfer full) */
GBytes *yj_catalogue_pack_dir (const char *dir, GError **error);

G_END_DECLS
