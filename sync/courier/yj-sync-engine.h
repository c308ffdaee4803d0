/* SPDX-License-Identifier: Apache-2.0 */
/* One round of talking to central: send what waits, then ask for outcomes and the catalogue and tell the
 * state. Runs in the network worker's thread and reaches the outbox only through the store's worker.
 * What it does on each answer is the table in sync/courier/jobs/yj-batch-job.h. */
#pragma once
#include "sync/courier/yj-enrolment.h"
#include "sync/courier/yj-outbox.h"
#include "sync/courier/yj-uplink.h"
#include "sync/courier/yj-worker.h"

G_BEGIN_DECLS

typedef struct _YjSyncEngine YjSyncEngine;

typedef struct {
  gboolean reached;        /* central answered something that only central can say */
  gboolean alarm;          /* a technician must look: certificates, redirects, foreign server */
  guint accepted, rejected, dead, unsent;
  gint64 wait_msec;        /* what central asked to wait; -1: nothing said */
  char *trouble;           /* (nullable) for a technician */
} YjSyncResult;
void yj_sync_result_clear (YjSyncResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YjSyncResult, yj_sync_result_clear)

/* @outbox belongs to @store's thread. @timeout_seconds: of one exchange, 0 for the default. */
YjSyncEngine *yj_sync_engine_new (const char *state_dir, YjOutbox *outbox, YjWorker *store, YjClock *clock, guint timeout_seconds);
void yj_sync_engine_free (YjSyncEngine *engine);
/* Takes effect at the next round; may be called from any thread. NULL: not enrolled. */
void yj_sync_engine_set_enrolment (YjSyncEngine *engine, const YjEnrolment *enrolment);
/* One round. Network worker's thread only. */
void yj_sync_engine_run (YjSyncEngine *engine, YjSyncResult *result);

G_END_DECLS
