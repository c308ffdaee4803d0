/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the engine: what its files share. */
#pragma once
#include "sync/courier/yj-pacing.h"
#include "sync/courier/yj-sync-engine.h"

G_BEGIN_DECLS

/* More is not believed. */
#define YJ_SYNC_SPREAD_MSEC_MAX (15 * 60 * 1000)

#define YJ_SYNC_CONNECTIONS 2
/* At most one batch in hand on each. Twice as many as connections: while the batches of two travel, the others settle what was answered
 * and pack what goes next, and a connection never waits for either. Each takes half a MiB of the 25 that the courier is promised to stay
 * below. */
#define YJ_SYNC_LANES 4

/* Who takes a batch all its way: the network worker's thread on the first, a thread of the round on each of the others. */
typedef struct {
  YjSyncEngine *engine;
  YjUplink *uplink; /* (nullable) the connection that is lent to it, for one exchange */
  guint64 asked; /* its place among those that wait for one; 0: it does not wait */
  guint bisections; /* of this round */
  gboolean has_line; /* its body is on the way */
  gboolean held_back; /* the last one did not go: the round was stopped before its turn came */
  guint outage_signs; /* records that failed alone with a 5xx, one after the other, while nothing passed anywhere */
} YjSyncLane;

/* What goes in one request. */
typedef struct {
  GPtrArray *items; /* YjOutboxItem, whose bodies are in @body alone */
  GBytes *body; /* (nullable) of none */
  gsize bytes; /* of their envelopes and headers */
  gboolean zstd;
} YjSyncBatch;

/* Where a round of sending stands; lives on the stack of yj_sync_engine_send_queue (). */
typedef struct {
  YjSyncResult *result;
  guint64 cursor; /* records up to this number are taken */
  GArray *doubtful; /* (nullable) second pass: their numbers in order */
  guint next_doubtful;
  GArray *suspects; /* records that failed alone with a 5xx */
  GThread *helpers[YJ_SYNC_LANES]; /* (nullable) of each lane but the first */
  gboolean all_taken; /* in this pass: no further lane is opened */
  guint answers; /* that proved themselves */
  gboolean stop;
} YjSyncRound;

struct _YjSyncEngine {
  char *state_dir;
  YjOutbox *outbox;
  YjWorker *store;
  YjCatalogueStore *catalogues;
  YjClock *clock;
  guint timeout_seconds;
  GCancellable *stop;
  gint64 floor_kept_usec;
  gint64 anchor_usec;   /* the newest time in a receipt of this round */
  gint64 poll_usec;
  guint reconcile_seconds; /* of running time between two comparisons with central */
  gint64 pulled_usec;   /* boot time of the last pull; 0: none yet */
  gboolean asked;       /* a technician wants this round to be a whole one */
  YjSyncKeep keep; /* (nullable) */
  gpointer keep_data;
  YjEnrolment *enrolment;
  YjUplink *uplinks[YJ_SYNC_CONNECTIONS];

  GMutex take_lock; /* held while a batch is taken; before the next one */
  /* Guards all up to the next lock while a round sends. Whoever works on a lane holds it, but not while bytes are packed
   * or travel, receipts are verified, or the store works. The store's thread never takes it. */
  GMutex round_lock;
  YjSyncLane lanes[YJ_SYNC_LANES];
  gboolean lent[YJ_SYNC_CONNECTIONS];
  guint64 asks; /* times that a lane asked for a connection */
  GCond uplink_given;
  YjSyncRound *round;
  YjPacing pacing;
  guint spread_msec; /* window over which first contacts after an outage are spread */
  gboolean zstd;
  gboolean line_cut; /* in this round */
  gboolean line_taken; /* by the body of a batch, while connections take turns */
  GCond line_given;
  GHashTable *marks; /* seq -> what is remembered of it: see yj-sync-marks.c */

  GMutex lock; /* guards the four below */
  json_t *told_marks; /* (nullable) never changed, only replaced */
  YjEnrolment *next_enrolment;
  gboolean enrolment_changed;
  gboolean forget_delays;
};

/* A question to the outbox: runs in the store's thread. */
typedef struct {
  YjSyncEngine *self;
  guint64 after_seq, seq;
  guint max_items;
  gsize max_bytes;
  GArray *seqs;
  GPtrArray *items, *verdicts;
  const json_t *outcomes;
  gint64 cursor, next;
  int attempts;
  json_t *count, *withheld, *case_numbers, *reconciliation;
  const json_t *answer;
  const char *epoch, *device_key;
  gboolean changed;
  guint count_offered;
  GError *error;
} YjStoreCall;

/* Sends the whole queue, batch by batch. */
void yj_sync_engine_send_queue (YjSyncEngine *self, YjSyncResult *result);

/* ---- with round_lock held; result is the round's ---- */

/* ---- batches: yj-sync-pack.c. Packing is done without the lock. ---- */
/* An empty one. */
YjSyncBatch *yj_sync_batch_new (YjSyncEngine *self);
void yj_sync_batch_free (YjSyncBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjSyncBatch, yj_sync_batch_free)
/* The next of the queue, as large as it may be; empty when everything is taken, NULL with trouble noted. */
YjSyncBatch *yj_sync_batch_take (YjSyncEngine *self);
/* @items (transfer full): exactly these. (element-type YjOutboxItem) */
YjSyncBatch *yj_sync_batch_of (YjSyncEngine *self, GPtrArray *items);
/* The next records of the queue with their bodies, without the lock meanwhile; NULL with trouble noted. (element-type YjOutboxItem) */
GPtrArray *yj_sync_engine_claim (YjSyncEngine *self, guint max_items, gsize max_bytes);
/* Of those just claimed: what goes last, and what is put off. */
void yj_sync_engine_leave_out (YjSyncEngine *self, GPtrArray *items);

/* Sends one batch and applies the answer. FALSE: stop this round. */
gboolean yj_sync_lane_send (YjSyncLane *lane, YjSyncBatch *batch);
/* Central has proved that it answers: what else waits goes over both connections. */
void yj_sync_engine_open_lanes (YjSyncEngine *self);
/* Whoever asked first gets the next connection that is free. @gives_up: not when the round is stopped meanwhile, then FALSE. */
gboolean yj_sync_lane_take_uplink (YjSyncLane *lane, gboolean gives_up);
void yj_sync_lane_give_uplink (YjSyncLane *lane);
/* Applies results[] of @root to @items, and takes them out of it: settles in one commit, then uploads what central misses. FALSE: stop this round.
 * *@again (transfer full): numbers of records that are whole at central now and are to be sent once more. */
gboolean yj_sync_lane_apply (YjSyncLane *lane, GPtrArray *items, json_t *root, GArray *again);
/* Uploads a sealed page from where central has it. YJ_ERROR_NOT_FOUND, _UNVERIFIED: it is lost here; _REJECTED: central
 * will not have it; else as yj_uplink_exchange (). */
gboolean yj_sync_lane_send_blob (YjSyncLane *lane, const char *sha256, GError **error);
/* One exchange, without the lock while it lasts, over the connection that is lent to the lane, or over one that it waits for. */
YjUplinkAnswer *yj_sync_lane_exchange (YjSyncLane *lane, const YjUplinkRequest *request, GError **error);
/* A record that failed alone, for whatever reason, goes last and by itself from then on: a poisoned one must not stand
 * before the others, and one that only met an outage loses nothing by it. @why: for a technician. */
void yj_sync_engine_doubt (YjSyncEngine *self, guint64 seq, const char *why);
gboolean yj_sync_engine_is_doubtful (YjSyncEngine *self, guint64 seq);
void yj_sync_engine_trust (YjSyncEngine *self, guint64 seq);
/* Their numbers in order, @without those. */
GArray *yj_sync_engine_list_doubtful (YjSyncEngine *self, GArray *without);
/* Nothing is to be remembered of it any more. */
void yj_sync_engine_settled (YjSyncEngine *self, guint64 seq);
/* Those of @seqs that are still queued, likewise. (element-type YjOutboxItem) */
GPtrArray *yj_sync_engine_claim_these (YjSyncEngine *self, GArray *seqs);
/* Settles in one commit, without the lock meanwhile; FALSE with trouble noted. @answer (nullable): what they were found in, whose epoch is adopted in the same turn of
 * the store, so that a receipt of an epoch that is over is never settled behind the next one. (element-type YjOutboxVerdict) */
gboolean yj_sync_engine_settle (YjSyncEngine *self, const json_t *answer, GPtrArray *verdicts, YjSyncResult *result);
/* The record is not sent before @msec have passed. */
void yj_sync_engine_defer (YjSyncEngine *self, guint64 seq, gint64 msec, const char *why);
gboolean yj_sync_engine_is_deferred (YjSyncEngine *self, guint64 seq);
/* Until the first that was put off may be sent; -1: none was. */
gint64 yj_sync_engine_get_due_msec (YjSyncEngine *self);
/* For yj_sync_engine_dup_marks (). */
void yj_sync_engine_publish_marks (YjSyncEngine *self);
/* Counts a failure that is the record's own; after five, or @at_once, it is set aside. FALSE: stop the round. */
gboolean yj_sync_engine_count_solo_failure (YjSyncEngine *self, guint64 seq, const char *reason, gboolean at_once, YjSyncResult *result);
/* Keeps what central says about sizes and times. @answer (nullable): any answer of central's, as in all of these. */
void yj_sync_engine_take_pace (YjSyncEngine *self, const json_t *answer);
/* Before receipts of the same answer are judged. */
void yj_sync_engine_learn_receipt_keys (YjSyncEngine *self, const json_t *answer);
/* Of an answer that settles nothing; needs no lock. FALSE with trouble noted: the store fails. */
gboolean yj_sync_engine_adopt_epoch (YjSyncEngine *self, const json_t *answer, YjSyncResult *result);
/* Keeps the case numbers that central reserved; after its epoch was adopted. */
void yj_sync_engine_take_case_numbers (YjSyncEngine *self, const json_t *answer, YjSyncResult *result);
/* @answer: of a batch while which nothing else was in hand, so that all that was settled before was at central. */
void yj_sync_engine_fill_gaps (YjSyncEngine *self, const json_t *answer, YjSyncResult *result);

/* ---- without the lock, when nothing is being sent ---- */

GHashTable *yj_sync_marks_new (void);
/* What was put off is tried in the next round. */
void yj_sync_engine_end_delays (YjSyncEngine *self);
/* Central has signed or said that it is @usec now: the clock's floor, if central's own certificate is not void by then. */
void yj_sync_engine_take_time (YjSyncEngine *self, gint64 usec);
/* One heartbeat, with @question (nullable: yj_reconciliation_ask ()); what its answer says of central itself is taken. The answer, or NULL with trouble
 * noted. (transfer full) (nullable) */
json_t *yj_sync_engine_put_status (YjSyncEngine *self, const json_t *question, YjSyncResult *result);
/* When it is due: holds what is settled against what central has, and offers again what it lacks. @answer: of the heartbeat just before. */
void yj_sync_engine_reconcile (YjSyncEngine *self, const json_t *answer, YjSyncResult *result);
/* Outcomes, heartbeat, catalogue. */
void yj_sync_engine_pull (YjSyncEngine *self, YjSyncResult *result);
/* Goes on with a change of the device key, or begins one when central asks for it. Closes the connections. */
void yj_sync_engine_rotate_key (YjSyncEngine *self, const json_t *status_answer, YjSyncResult *result);
void yj_sync_engine_drop_uplinks (YjSyncEngine *self);
/* Durably, in the store's thread. YJ_ERROR_DENIED: the kiosk was enrolled anew meanwhile; else as yj_enrolment_store (). */
gboolean yj_sync_engine_keep_enrolment (YjSyncEngine *self, const char *device_key, const json_t *answer, GError **error);
/* A JSON answer, or NULL. */
json_t *yj_sync_engine_parse (const YjUplinkAnswer *answer);

G_END_DECLS
