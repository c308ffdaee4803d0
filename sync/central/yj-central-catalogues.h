/* SPDX-License-Identifier: Apache-2.0 */
/* Every catalogue that was ever published here, by whichever instance, so that a record is judged by the version it was made
 * with. Names are known, contents are loaded when asked for, and few are kept. Thread: any. */
#pragma once
#include "sync/central/yj-central-keys.h"
#include "sync/central/yj-central-store.h"

G_BEGIN_DECLS

typedef struct _YjCentralCatalogues YjCentralCatalogues;

/* Loads what kiosks shall have; a bundle whose signature does not hold is YJ_ERROR_UNVERIFIED. */
YjCentralCatalogues *yj_central_catalogues_new (YjCentralStore *store, const YjCentralKeys *keys, GError **error);
void yj_central_catalogues_free (YjCentralCatalogues *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjCentralCatalogues, yj_central_catalogues_free)

/* Verifies, stores, serves from now on. A lower version than the newest of the same id is stored and not served.
 * *@description: {"id","version","sha256"}. */
gboolean yj_central_catalogues_publish (YjCentralCatalogues *self, GBytes *bundle, const char *signature, json_t **description,
                                        GError **error);
/* Publishes a folder that holds catalog.json (packed and signed with catalogue/minisign.key), or every
 * *.ycat with its .minisig in it. */
gboolean yj_central_catalogues_publish_dir (YjCentralCatalogues *self, const char *dir, GError **error);

/* A bundle as it is served. */
typedef struct {
  GBytes *bundle;
  char *signature;
  char *etag;          /* with quotes */
  char *name;          /* "<id>/<version>" */
} YjServedCatalogue;
void yj_served_catalogue_free (YjServedCatalogue *served);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjServedCatalogue, yj_served_catalogue_free)
/* What kiosks shall have: the highest version of the id published last; NULL without error when there is none. (transfer full) */
YjServedCatalogue *yj_central_catalogues_get_served (YjCentralCatalogues *self, GError **error);
/* What the served catalogue says of the hall of a region; NULL when there is no catalogue. (transfer full) */
json_t *yj_central_catalogues_get_hall (YjCentralCatalogues *self, const char *region);
/* Whether a kiosk that has this version should fetch another. */
gboolean yj_central_catalogues_is_newer (YjCentralCatalogues *self, const char *id, gint64 version);

typedef enum { YJ_JUDGEMENT_KNOWN, YJ_JUDGEMENT_IMPOSSIBLE, YJ_JUDGEMENT_NOT_YET } YjJudgement;
/* Whether what the header names exists; if so *@departments is {matter: department}. Otherwise *@problem says why. */
YjJudgement yj_central_catalogues_judge (YjCentralCatalogues *self, const json_t *header, json_t **departments,
                                         json_t **problem);

G_END_DECLS
