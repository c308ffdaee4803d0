/* SPDX-License-Identifier: Apache-2.0 */
/* Inside ingest: one batch on its way from events to results, and the parts that work on it in turn. */
#pragma once
#include "sync/central/yj-central.h"

G_BEGIN_DECLS

/* One event of a batch. */
typedef struct _YjCandidate YjCandidate;
struct _YjCandidate {
  json_t *event;             /* the caller's */
  YjRecord *record;
  json_t *problem;           /* (nullable) why it is malformed, or of a later version */
  YjStanding standing;
  gboolean foreign_number;   /* its official number was not reserved for its outbox */
  /* what yj_batch_settle () says */
  json_t *result;
  const char *aside;         /* (nullable) the problem for which it is to be kept aside */
  const char *verdict;       /* (nullable) with which it is to be stored */
  json_t *rejection;         /* (nullable) the problem of the verdict "rejected" */
  json_t *cases;
  char *receipt;
  YjCandidate *twin;         /* (nullable) the same record, earlier in this batch */
};

typedef struct {
  YjCentral *central;
  char *received;            /* RFC 3339: one moment for the whole batch */
  GPtrArray *candidates;     /* YjCandidate, in the order of the events */
  GHashTable *blob_bytes;    /* SHA-256 -> size as gint64 *, of the named materials that are here */
  GHashTable *fresh;         /* what this batch settles: id, number and reference -> YjCandidate */
} YjBatch;

/* ---- yj-central-verify.c ---- */
/* Reads and verifies the events, on all cores when there are many. @events must outlive it. */
YjBatch *yj_batch_new (YjCentral *central, const YjSpeaker *speaker, json_t *events);
void yj_batch_free (YjBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjBatch, yj_batch_free)
/* Fills blob_bytes. */
gboolean yj_batch_find_materials (YjBatch *batch, GError **error);

/* ---- yj-central-numbers.c ---- */
/* Fills foreign_number of what is new. In the transaction, after the standings. */
gboolean yj_batch_check_numbers (YjBatch *batch, GError **error);

/* ---- yj-central-settle.c: asks no store ---- */
/* Gives every candidate its result, by its standing and by those before it. FALSE: a receipt could not be signed. */
gboolean yj_batch_settle (YjBatch *batch, GError **error);
/* Forgets what was settled, and the standings, for another try. */
void yj_batch_reset (YjBatch *batch);

G_END_DECLS
