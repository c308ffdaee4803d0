/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogues that the courier has pulled and verified, and which of them is in use. Two of a region are kept: the one in use
 * and the one before it, to which a technician can roll back. A file never changes once it has its name, so a kiosk that is
 * loading one is never shown half of another; only one that was found damaged is put anew. Versions only grow: neither an older
 * one nor one that was rolled back comes in use again by itself. Thread: any (a mutex inside). */
#pragma once
#include <gio/gio.h>
#include "core/base/yj-json.h"

G_BEGIN_DECLS

typedef struct _YjCatalogueStore YjCatalogueStore;

/* @judge: the path of yijian-catalogue-judge. */
YjCatalogueStore *yj_catalogue_store_new (const char *state_dir, const char *judge);
void yj_catalogue_store_free (YjCatalogueStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjCatalogueStore, yj_catalogue_store_free)

/* Chooses the newest bundle of @region that verifies with @public_key and was not rolled back, and logs each newer one that does
 * not verify; NULL for both: none. */
void yj_catalogue_store_select (YjCatalogueStore *self, const char *region, const char *public_key);
/* Chooses again when one of them could not be judged the last time. */
void yj_catalogue_store_look_again (YjCatalogueStore *self);
/* {"path", "id", "version"} of the chosen one. (transfer full) (nullable): there is none. */
json_t *yj_catalogue_store_describe (YjCatalogueStore *self);
/* The same and: "issued", "expires" and "refuse_after" as the catalogue has them, "kept": [versions to which one can roll back],
 * "withdrawn": the version that was rolled back, while there is no newer one, "damaged": [{"version", "reason"}] newer than the
 * chosen one and unusable, "refused": why central's was not taken the last time. Without a chosen one only what there is.
 * (transfer full) */
json_t *yj_catalogue_store_describe_all (YjCatalogueStore *self);
/* The ETag of the last bundle that was judged, taken or refused. (transfer full) (nullable) */
char *yj_catalogue_store_dup_etag (YjCatalogueStore *self);
/* Why that bundle was refused; it is not fetched again until central has another. (transfer full) (nullable): it was not. */
char *yj_catalogue_store_dup_refusal (YjCatalogueStore *self);
/* Verifies and keeps a bundle, and chooses it. *@changed FALSE with TRUE: it is there already, or was rolled back. YJ_ERROR_EXISTS:
 * it is older, or it has the chosen version and other content. YJ_ERROR_UNVERIFIED and other codes of the catalogue;
 * YJ_ERROR_STORE; YJ_ERROR_FAILED: it could not be judged now. */
gboolean yj_catalogue_store_install (YjCatalogueStore *self, GBytes *bundle, const char *signature, const char *etag,
                                     gboolean *changed, GError **error);
/* Goes back to the kept one before the chosen, which is withdrawn until a newer one comes. YJ_ERROR_NOT_FOUND: none is kept that
 * verifies; YJ_ERROR_STORE. */
gboolean yj_catalogue_store_roll_back (YjCatalogueStore *self, GError **error);

G_END_DECLS
