/* SPDX-License-Identifier: Apache-2.0 */
/* A catalogue: catalog.json, items/ and regions/ of a folder, or a signed bundle. Without a hall it holds every item as its file
 * stands: for those who check, publish and judge. For a hall it holds the items as that hall offers them; files of other regions
 * are not parsed. Immutable after loading; a session keeps a reference to the one it began with. Thread: any, one at a time. */
#pragma once
#include "core/catalogue/yj-finding.h"
#include "core/catalogue/yj-hall.h"
#include "core/catalogue/yj-item.h"

G_BEGIN_DECLS

#define YJ_TYPE_CATALOGUE (yj_catalogue_get_type ())
G_DECLARE_FINAL_TYPE (YjCatalogue, yj_catalogue, YJ, CATALOGUE, GObject)

#define YJ_CATALOGUE_BUNDLE_MAX_BYTES (16u * 1024u * 1024u)
#define YJ_CATALOGUE_SIGNATURE_MAX_BYTES 4096u

/* Loads a folder without a signature: for tools and development. YJ_ERROR_BAD_DATA, _LIMIT, _NOT_FOUND. */
YjCatalogue *yj_catalogue_new_from_dir (const char *dir, GError **error);
/* Loads a .ycat bundle whose detached signature is <path>.minisig. Nothing is parsed before the
 * signature holds: YJ_ERROR_UNVERIFIED. */
YjCatalogue *yj_catalogue_new_from_bundle (const char *path, const char *public_key, GError **error);

/* The same from memory: @signature is the text of a .minisig file. */
YjCatalogue *yj_catalogue_new_from_bytes (GBytes *bundle, const char *signature, const char *public_key, GError **error);

/* The same for the hall of @region, a division code (nullable: as above). */
YjCatalogue *yj_catalogue_new_for_hall_from_dir (const char *dir, const char *region, GError **error);
YjCatalogue *yj_catalogue_new_for_hall_from_bundle (const char *path, const char *public_key, const char *region, GError **error);
YjCatalogue *yj_catalogue_new_for_hall_from_bytes (GBytes *bundle, const char *signature, const char *public_key, const char *region,
                                                   GError **error);

const char *yj_catalogue_get_id (YjCatalogue *self);
int yj_catalogue_get_version (YjCatalogue *self);
const char *yj_catalogue_get_expires (YjCatalogue *self);      /* (nullable) YYYY-MM-DD */
const char *yj_catalogue_get_refuse_after (YjCatalogue *self); /* (nullable) */
/* How many days central keeps what was handed over half filled: 1 to 90, 15 unless the catalogue says. */
int yj_catalogue_get_draft_days (YjCatalogue *self);
/* The programme's name, for the welcome page. (nullable) */
const YjText *yj_catalogue_get_programme (YjCatalogue *self);
/* Name of a department code in a language; the code itself when unknown. */
const char *yj_catalogue_get_department (YjCatalogue *self, const char *code, const char *language);
/* The hall it was loaded for, and its code; NULL when for none. (transfer none) (nullable) */
YjHall *yj_catalogue_get_hall (YjCatalogue *self);
const char *yj_catalogue_get_region (YjCatalogue *self);
/* How many files were read as JSON: catalog.json, the items, the hall's own. */
guint yj_catalogue_count_parsed_files (YjCatalogue *self);

/* All items: those that catalog.json names, in its order, then the other files of items/ by their ids.
 * (element-type YjItem) (transfer none) */
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

/* Checks a folder: what YjFindingKind names. Each file is read by itself, and the work that is done for one has a bound.
 * (transfer full) (element-type YjCatalogueFinding), empty when clean. */
GPtrArray *yj_catalogue_check_dir (const char *dir);

/* Packs a checked folder into .ycat bytes (pax tar, zstd), reproducibly. (transfer full) */
GBytes *yj_catalogue_pack_dir (const char *dir, GError **error);

G_END_DECLS
