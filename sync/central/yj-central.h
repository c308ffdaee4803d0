/* SPDX-License-Identifier: Apache-2.0 */
/* Central without a network: what it is made of, and what may be asked of it. The listeners (yj-central-server.h)
 * and the operator's commands (yj-central-operator.h) both speak to this. Thread: any, except making and freeing. */
#pragma once
#include "sync/central/yj-central-blobs.h"
#include "sync/central/yj-central-catalogues.h"
#include "sync/central/yj-central-keys.h"
#include "sync/central/yj-central-store.h"

G_BEGIN_DECLS

typedef struct {
  YjCentralStore *store;
  YjCentralBlobs *blobs;
  YjCentralKeys *keys;             /* (nullable) for commands that sign nothing */
  YjCentralCatalogues *catalogues; /* (nullable) without keys */
  json_t *hall;                    /* (nullable) for every region that the catalogue does not describe */
  char *region;                    /* of tokens that name none */
  char *public_url;                /* of the kiosk listener, for enrolments; NULL until that listens, then as it listens */
  gint in_flight;                  /* batches being received or judged; atomic */
} YjCentral;

/* @keys: (transfer full) (nullable). */
YjCentral *yj_central_new (const char *database, YjCentralKeys *keys, GError **error);
void yj_central_free (YjCentral *central);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjCentral, yj_central_free)

/* RFC 3339 in UTC, to the second. (transfer full) */
char *yj_central_now (void);
json_t *yj_central_pace (YjCentral *central);

/* ---- ingest (yj-central-ingest.c) ---- */
/* Judges and stores a batch of events spoken by @speaker in one transaction, and gives the answer of
 * POST /v1/batches. On FALSE nothing can be said about it: YJ_ERROR_STORE, _STORE_FULL, _OUTCOME_UNKNOWN. */
gboolean yj_central_ingest (YjCentral *central, const YjSpeaker *speaker, json_t *events, json_t **answer, GError **error);

/* ---- enrolment (yj-central-enrolment.c) ---- */
/* A token, to be shown once: only its digest is kept. @region: (nullable). */
char *yj_central_new_token (YjCentral *central, const char *region, gint64 ttl_seconds, GError **error);
/* The answer of POST /v1/enrolments. YJ_ERROR_DENIED: the token is not valid. YJ_ERROR_BAD_DATA: the request. */
json_t *yj_central_enrol (YjCentral *central, const char *token, const char *csr, GError **error);

/* ---- outcomes (yj-central-outcomes.c) ---- */
/* Appends an outcome. @department: (nullable) who writes; NULL is the operator. *@created FALSE: was so already.
 * YJ_ERROR_NOT_FOUND, YJ_ERROR_DENIED (another department's case), YJ_ERROR_CLOSED, YJ_ERROR_BAD_DATA. */
json_t *yj_central_add_outcome (YjCentral *central, const char *department, const char *case_code, const char *status,
                                const char *reason, gboolean *created, GError **error);
gboolean yj_central_is_status (const char *status);

G_END_DECLS
