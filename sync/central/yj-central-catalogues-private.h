/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the published catalogues: what publishing, serving and judging share. */
#pragma once
#include "core/catalogue/yj-catalogue.h"
#include "sync/central/yj-central-catalogues.h"

G_BEGIN_DECLS

/* A loaded one; never changes. */
typedef struct {
  YjCatalogue *catalogue;
  GBytes *bundle;
  char *signature;
  char *sha256;           /* of the bundle */
} YjPublishedCatalogue;
void yj_published_catalogue_unref (YjPublishedCatalogue *published);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjPublishedCatalogue, yj_published_catalogue_unref)

/* One row of the store: enough to know what there is. */
typedef struct {
  char *id;
  gint64 version;
} YjCatalogueName;

struct _YjCentralCatalogues {
  YjCentralStore *store;
  const YjCentralKeys *keys;
  GMutex lock;            /* of all below; never held while the store is asked, because ingest asks here inside its transaction */
  GPtrArray *names;       /* YjCatalogueName, in the order of publication */
  gint64 looked_usec;     /* when the store was asked for names; monotonic */
  GPtrArray *loaded;      /* YjPublishedCatalogue, the one used last at the end; at most a few */
};

/* Verifies @bundle and unpacks it. (transfer full) */
YjPublishedCatalogue *yj_catalogues_unpack (YjCentralCatalogues *self, GBytes *bundle, const char *signature, GError **error);
/* What the store has, asked anew when the last answer is older than @age_usec: other instances publish too. */
gboolean yj_catalogues_look (YjCentralCatalogues *self, gint64 age_usec, GError **error);
#define YJ_CATALOGUES_LOOK_USEC G_USEC_PER_SEC
/* How many were published, as far as is known. */
guint yj_catalogues_count (YjCentralCatalogues *self);
/* The highest version of @id, or -1. */
gint64 yj_catalogues_find_newest (YjCentralCatalogues *self, const char *id);
/* That very version, from memory or the store; NULL without error when it was never published. (transfer full) */
YjPublishedCatalogue *yj_catalogues_load (YjCentralCatalogues *self, const char *id, gint64 version, GError **error);

G_END_DECLS
