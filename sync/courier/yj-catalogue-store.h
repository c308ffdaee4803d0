/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogues that the courier has pulled and verified, as files catalogue/<region>-<version>.ycat with a .minisig
 * beside each, readable by the kiosk's account. The last two of a region are kept, and a file never changes once it
 * has its name, so a kiosk that is loading one is never shown half of another. Thread: any (a mutex inside). */
#pragma once
#include <gio/gio.h>
#include "core/base/yj-json.h"

G_BEGIN_DECLS

typedef struct _YjCatalogueStore YjCatalogueStore;

YjCatalogueStore *yj_catalogue_store_new (const char *state_dir);
void yj_catalogue_store_free (YjCatalogueStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjCatalogueStore, yj_catalogue_store_free)

/* Chooses the newest bundle of @region that verifies with @public_key; NULL for both: none. */
void yj_catalogue_store_select (YjCatalogueStore *self, const char *region, const char *public_key);
/* {"path", "id", "version"} of the chosen one. (transfer full) (nullable): there is none. */
json_t *yj_catalogue_store_describe (YjCatalogueStore *self);
/* The ETag that central gave with the last bundle it sent. (transfer full) (nullable) */
char *yj_catalogue_store_dup_etag (YjCatalogueStore *self);
/* Verifies and keeps a bundle, and chooses it. One that is not newer than the chosen is left alone: TRUE, *@changed
 * FALSE. YJ_ERROR_UNVERIFIED and other codes of the catalogue; YJ_ERROR_STORE. */
gboolean yj_catalogue_store_install (YjCatalogueStore *self, GBytes *bundle, const char *signature, const char *etag,
                                     gboolean *changed, GError **error);

G_END_DECLS
