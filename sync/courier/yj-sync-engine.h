/* SPDX-License-Identifier: Apache-2.0 */
/* One round of talking to central: send what waits, then ask for outcomes and the catalogue and tell the
 * state. Runs in the network worker's thread and reaches the outbox only through the store's worker.
 * What it does on each answer is the table in sync/courier/jobs/yj-batch-job.h. */
#pragma once
#include "sync/courier/yj-catalogue-store.h"
#include "sync/courier/yj-enrolment.h"
#include "sync/courier/yj-outbox.h"
#include "sync/courier/yj-sync-result.h"
#include "sync/courier/yj-uplink.h"
#include "sync/courier/yj-worker.h"

G_BEGIN_DECLS

typedef struct _YjSyncEngine YjSyncEngine;

/* @outbox belongs to @store's thread; all of them outlive the engine. @timeout_seconds: of one exchange, 0 for the
 * default. */
YjSyncEngine *yj_sync_engine_new (const char *state_dir, YjOutbox *outbox, YjWorker *store, YjCatalogueStore *catalogues, YjClock *clock,
                                  guint timeout_seconds);
void yj_sync_engine_free (YjSyncEngine *engine);
/* Keeps a changed enrolment (new receipt keys, a new device key) in place of the one of @present_key. Called in the store's thread.
 * Sets @error and returns FALSE when it cannot. */
typedef gboolean (*YjSyncKeep) (gpointer data, const char *present_key, const char *device_key, const json_t *answer, GError **error);
/* Before the first round. */
void yj_sync_engine_set_keeper (YjSyncEngine *engine, YjSyncKeep keep, gpointer data);
/* A round that has just sent something asks for outcomes, tells its state and looks for a catalogue only when that was so long ago, or
 * when a technician asked. Default: every round. Before the first round. */
void yj_sync_engine_set_poll_seconds (YjSyncEngine *engine, guint seconds);
/* Time of running between two comparisons with central of what is settled; default: a day; 0: with every heartbeat. Before the first round. */
void yj_sync_engine_set_reconcile_seconds (YjSyncEngine *engine, guint seconds);
/* Takes effect at the next round; may be called from any thread. NULL: not enrolled. */
void yj_sync_engine_set_enrolment (YjSyncEngine *engine, const YjEnrolment *enrolment);
/* A technician asks: the next round tries also what was put off. Any thread. */
void yj_sync_engine_forget_delays (YjSyncEngine *engine);
/* What is remembered of single records after the last round, times in boot time: {"records": {seq: {"why", "alone", "until_usec"}},
 * "groups": {why: {"count", "alone", "first_seq", "until_usec"}}}; "alone": it failed alone, goes last and by itself. Any thread. (transfer full) */
json_t *yj_sync_engine_dup_marks (YjSyncEngine *engine);
/* Ends the present round within a second, and every later one at once. Any thread. */
void yj_sync_engine_cancel (YjSyncEngine *engine);
/* One round. Network worker's thread only. */
void yj_sync_engine_run (YjSyncEngine *engine, YjSyncResult *result);

G_END_DECLS
