/* SPDX-License-Identifier: Apache-2.0 */
/* How large a batch may be, and what an answer means for each of its records: pure, without network or store. */
#pragma once
#include "sync/courier/yj-outbox.h"

G_BEGIN_DECLS

#define YJ_BATCH_MAX_ITEMS 500u
/* Of envelopes and headers: base64 and JSON around them stay far under the wire's 4 MiB, also without zstd. Two such batches in turns keep
 * a line of 10 Mbit/s full (110 records of 3 KiB a batch), and more would only take memory. */
#define YJ_BATCH_MAX_BYTES (512u * 1024u)

/* What to do with the whole batch for an HTTP status. */
typedef enum {
  YJ_BATCH_READ_RESULTS, /* 200 */
  YJ_BATCH_BISECT, /* 400, 422: one of them breaks the form */
  YJ_BATCH_SMALLER, /* 413 */
  YJ_BATCH_OTHER_CODING, /* 415 */
  YJ_BATCH_WAIT, /* 408, 409, 429, 503: as told, nobody's fault */
  YJ_BATCH_SUSPECT, /* 500 and the other 5xx: an outage, or one of them breaks the server */
  YJ_BATCH_ALARM, /* 401, 403, 426, redirects and what nobody expects: keep all, tell a technician */
} YjBatchAction;
YjBatchAction yj_batch_job_classify_status (int status);
/* Is this central's own problem (RFC 9457 with a type of ours), and not a proxy's page? */
gboolean yj_batch_job_is_problem (GBytes *body);

typedef enum {
  YJ_ITEM_NOT_SENT, /* no result, or one that proves nothing */
  YJ_ITEM_ACCEPTED,
  YJ_ITEM_REJECTED,
  YJ_ITEM_INCOMPLETE,
  YJ_ITEM_DEFERRED,
  YJ_ITEM_DEAD, /* conflict or malformed */
} YjItemFate;

typedef struct {
  YjItemFate fate;
  char *receipt; /* ACCEPTED, REJECTED: verified */
  char *reason;          /* (nullable) */
  gint64 received_usec;   /* ACCEPTED, REJECTED: when, by central's signed word; 0: it does not say */
  GPtrArray *missing; /* INCOMPLETE: digests */
  gint64 retry_after_msec; /* DEFERRED */
} YjItemResult;
void yj_item_result_clear (YjItemResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YjItemResult, yj_item_result_clear)

/* Judges the element of results[] that speaks of @item, the @place-th record of the batch. A receipt counts only if a key of @receipt_keys
 * signed it over this id, this header's digest and this source. */
void yj_batch_job_classify_item (const json_t *results, guint place, const YjOutboxItem *item, GHashTable *receipt_keys, YjItemResult *result);
/* Does the signed receipt @jws settle @item? Gives ACCEPTED, REJECTED or NOT_SENT; *@reason (nullable). */
YjItemFate yj_batch_job_judge_receipt (const char *jws, const YjOutboxItem *item, GHashTable *receipt_keys, char **reason);

G_END_DECLS
