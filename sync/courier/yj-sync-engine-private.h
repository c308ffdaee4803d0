/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the engine: what its files share. */
#pragma once
#include "sync/courier/yj-sync-engine.h"

G_BEGIN_DECLS

struct _YjSyncEngine {
  char *state_dir;
  YjOutbox *outbox;
  YjWorker *store;
  YjCatalogueStore *catalogues;
  YjClock *clock;
  guint timeout_seconds;
  GCancellable *stop;

  gint64 floor_kept_usec;

  /* Sizes follow the line: halved after a cut, doubled after a success. */
  guint batch_items;
  gsize batch_bytes;
  gboolean zstd;
  guint pace_items;       /* what central allows */
  gint64 pace_usec;       /* least time between two batches */
  gint64 last_batch_usec; /* boot time; 0: none yet */
  GHashTable *not_before; /* seq -> boot time until which it is not sent */

  GHashTable *doubtful;   /* set of seq: failed alone, so they go last and singly */

  /* Of one round. */
  GArray *suspects;       /* records that failed alone with a 5xx */
  guint bisections, outage_signs;
  gboolean line_cut;

  YjUplink *uplink;
  YjEnrolment *enrolment;

  GMutex lock; /* guards the three below */
  YjEnrolment *next_enrolment;
  gboolean enrolment_changed;
  gboolean forget_delays;
};

/* A question to the outbox: runs in the store's thread. */
typedef struct {
  YjSyncEngine *self;
  guint64 after_seq, seq;
  guint max_items;
  GPtrArray *items, *verdicts;
  const json_t *outcomes;
  gint64 cursor, next;
  int attempts;
  json_t *count, *withheld;
  GError *error;
} YjStoreCall;

/* Sends the whole queue, batch by batch. */
void yj_sync_engine_send_queue (YjSyncEngine *self, YjSyncResult *result);
/* Sends one batch and applies the answer. FALSE: stop this round. (element-type YjOutboxItem) */
gboolean yj_sync_engine_send_batch (YjSyncEngine *self, GPtrArray *items, YjSyncResult *result);
/* Borrows a part of @items. (transfer container) */
GPtrArray *yj_sync_engine_slice (GPtrArray *items, guint from, guint to);
/* See yj-sync-queue.c. */
void yj_sync_engine_doubt (YjSyncEngine *self, guint64 seq);
void yj_sync_engine_trust (YjSyncEngine *self, guint64 seq);
/* Settles in one commit; FALSE with trouble noted. (element-type YjOutboxVerdict) */
gboolean yj_sync_engine_settle (YjSyncEngine *self, GPtrArray *verdicts, YjSyncResult *result);
/* The record is not sent before @msec have passed. */
void yj_sync_engine_defer (YjSyncEngine *self, guint64 seq, gint64 msec);
/* Counts a failure that is the record's own; after five, or @at_once, it is set aside. FALSE: stop the round. */
gboolean yj_sync_engine_count_solo_failure (YjSyncEngine *self, guint64 seq, const char *reason, gboolean at_once, YjSyncResult *result);
/* Keeps what central says about sizes and times. @answer (nullable): any answer of central's. */
void yj_sync_engine_take_pace (YjSyncEngine *self, const json_t *answer);
/* Uploads a sealed page from where central has it. YJ_ERROR_NOT_FOUND, _UNVERIFIED: it is lost here; _REJECTED: central
 * will not have it; else as yj_uplink_exchange (). */
gboolean yj_sync_engine_send_blob (YjSyncEngine *self, const char *sha256, GError **error);
/* Outcomes, heartbeat, catalogue. */
void yj_sync_engine_pull (YjSyncEngine *self, YjSyncResult *result);
/* A JSON answer, or NULL. */
json_t *yj_sync_engine_parse (const YjUplinkAnswer *answer);

G_END_DECLS
