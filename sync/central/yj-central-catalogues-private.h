/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the published catalogues: what publishing and judging share. Call with the lock held. */
#pragma once
#include "core/catalogue/yj-catalogue.h"
#include "sync/central/yj-central-catalogues.h"

G_BEGIN_DECLS

typedef struct {
  YjCatalogue *catalogue;
  GBytes *bundle;
  char *signature;
} YjPublishedCatalogue;

struct _YjCentralCatalogues {
  GMutex publishing;      /* held around a whole publication; taken before the store */
  GMutex lock;            /* of published alone; taken after the store, because ingest judges inside its transaction */
  YjCentralStore *store;
  const YjCentralKeys *keys;
  GPtrArray *published;   /* YjPublishedCatalogue, in the order of publication */
};

/* NULL when that very version was never published here. (transfer none) */
YjPublishedCatalogue *yj_catalogues_find_version (YjCentralCatalogues *self, const char *id, gint64 version);
/* The highest version of @id. (transfer none) (nullable) */
YjPublishedCatalogue *yj_catalogues_find_newest (YjCentralCatalogues *self, const char *id);

G_END_DECLS
