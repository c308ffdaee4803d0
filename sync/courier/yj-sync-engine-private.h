/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the engine: what its two files share. */
#pragma once
#include "sync/courier/yj-sync-engine.h"

G_BEGIN_DECLS

struct _YjSyncEngine {
  char *state_dir;
  YjOutbox *outbox;
  YjWorker *store;
  YjClock *clock;
  guint timeout_seconds;
  guint batch_items;
  gboolean zstd;
  GHashTable *not_before; /* seq -> boot time until which it is not sent */
  GArray *suspects;       /* of this round */
  guint bisections, outage_signs;

  YjUplink *uplink;
  YjEnrolment *enrolment;
  char *source;
  char *catalogue_etag;

  GMutex lock; /* guards the two below */
  YjEnrolment *next_enrolment;
  gboolean enrolment_changed;
};

/* Notes the first trouble of a round. */
void yj_sync_engine_trouble (YjSyncResult *result, gboolean alarm, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* Uploads a sealed page from where central has it. YJ_ERROR_NOT_FOUND, _UNVERIFIED: it is lost here. */
gboolean yj_sync_engine_send_blob (YjSyncEngine *self, const char *sha256, GError **error);
/* Outcomes, catalogue, heartbeat. */
void yj_sync_engine_pull (YjSyncEngine *self, YjSyncResult *result);

G_END_DECLS
