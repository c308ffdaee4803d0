/* SPDX-License-Identifier: Apache-2.0 */
/* Central without a network: what it is made of, and what may be asked of it. The listeners (yj-central-server.h)
 * and the operator's commands (yj-central-operator.h) both speak to this. Thread: any, except making and freeing. */
#pragma once
#include "sync/central/yj-central-blobs.h"
#include "sync/central/yj-central-catalogues.h"
#include "sync/central/yj-central-header-keys.h"
#include "sync/central/yj-central-keys.h"
#include "sync/central/yj-central-load.h"
#include "sync/central/yj-central-metrics.h"
#include "sync/central/yj-central-store.h"
#include "sync/central/yj-central-workers.h"

G_BEGIN_DECLS

typedef struct {
  YjCentralStore *store;
  YjCentralBlobs *blobs;
  YjCentralKeys *keys;             /* (nullable) for commands that sign nothing */
  YjCentralCatalogues *catalogues; /* (nullable) without keys */
  YjWorkers *workers;
  YjHeaderKeys *header_keys;
  json_t *hall;                    /* (nullable) for every region that the catalogue does not describe */
  char *region;                    /* of tokens that name none */
  char *case_prefix;               /* (nullable) of official case numbers; NULL: references stand for them */
  gint case_count;                 /* numbers that are reserved at once */
  char *public_url;                /* of the kiosk listener, for enrolments; NULL until that listens, then as it listens */
  GMutex counting;
  json_t *counts;                  /* (nullable) */
  gint64 count_again_usec;         /* monotonic */
  YjLoad *load;
  YjMetrics *metrics;
} YjCentral;

/* @keys: (transfer full) (nullable). */
YjCentral *yj_central_new (const char *database, YjCentralKeys *keys, GError **error);
void yj_central_free (YjCentral *central);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjCentral, yj_central_free)

/* What yj_central_store_count () says, or said lately: counting large tables takes long, and takes at most a fiftieth of the
 * time. NULL while the store does not answer. (transfer full) */
json_t *yj_central_count (YjCentral *central);
/* RFC 3339 in UTC, to the second. (transfer full) */
char *yj_central_now (void);
/* What every answer to a courier carries: server_ms, central_epoch, pace, and receipt_keys once there is a second key. Needs keys. */
void yj_central_add_standing (YjCentral *central, json_t *answer);

/* ---- ingest (yj-central-ingest.c) ---- */
/* Judges and stores a batch of events spoken by @speaker in one transaction, and gives the answer of
 * POST /v1/batches. On FALSE nothing can be said about it: YJ_ERROR_STORE, _STORE_FULL, _OUTCOME_UNKNOWN, _TIMEOUT. */
gboolean yj_central_ingest (YjCentral *central, const YjSpeaker *speaker, json_t *events, json_t **answer, GError **error);

/* ---- enrolment (yj-central-enrolment.c) ---- */
/* A token, to be shown once: only its digest is kept. @region: (nullable). */
char *yj_central_new_token (YjCentral *central, const char *region, gint64 ttl_seconds, GError **error);
/* The answer of POST /v1/enrolments. YJ_ERROR_DENIED: the token is not valid. YJ_ERROR_BAD_DATA: the request. */
json_t *yj_central_enrol (YjCentral *central, const char *token, const char *csr, GError **error);
/* The answer of POST /v1/certificates for @kiosk, which is enrolled. YJ_ERROR_BAD_DATA: the request. YJ_ERROR_REJECTED: it has had
 * too many keys. */
json_t *yj_central_certify (YjCentral *central, const char *kiosk, const char *csr, GError **error);

/* ---- outcomes (yj-central-outcomes.c) ---- */
/* Appends an outcome. @department: (nullable) who writes; NULL is the operator. *@created FALSE: was so already.
 * YJ_ERROR_NOT_FOUND, YJ_ERROR_DENIED (another department's case), YJ_ERROR_CLOSED, YJ_ERROR_BAD_DATA. */
json_t *yj_central_add_outcome (YjCentral *central, const char *department, const char *case_code, const char *status,
                                const char *reason, gboolean *created, GError **error);
gboolean yj_central_is_status (const char *status);
/* "withdrawn", unless the case is closed. Inside a transaction. */
gboolean yj_central_withdraw_case (YjCentral *central, const char *case_code, const char *author, const char *at, GError **error);

/* ---- withdrawals (yj-central-withdrawals.c) ---- */
/* Lets every withdrawal take effect that meets its application, for references of @kiosk (nullable: of any). */
gboolean yj_central_settle_withdrawals (YjCentral *central, const char *kiosk, GError **error);
/* ---- case numbers (yj-central-numbers.c) ---- */
/* What the outbox @source is told of its numbers, after it has @said {"left", "range", "fresh"?} (nullable):
 * [{"id","prefix","digits","first","last","fresh"?}]. Needs case_prefix. */
json_t *yj_central_give_case_numbers (YjCentral *central, const char *source, const json_t *said, GError **error);

/* Rows as of yj_central_store_list_cases () of the application with @number printed on it: an official one, or the reference. */
json_t *yj_central_find_cases (YjCentral *central, const char *number, GError **error);

/* Settles withdrawals and purges drafts: what time and an end in the middle have left to do. Errors are logged; the next round tries again. */
void yj_central_tidy (YjCentral *central);

G_END_DECLS
