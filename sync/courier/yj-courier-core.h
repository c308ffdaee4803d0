/* SPDX-License-Identifier: Apache-2.0 */
/* What the courier does, without D-Bus: completes headers, seals records into the outbox, keeps blobs,
 * answers questions. Every _sync function runs in the store worker's thread. */
#pragma once
#include "core/ports/yj-courier.h"
#include "sync/courier/yj-enrolment.h"
#include "sync/courier/yj-outbox.h"

G_BEGIN_DECLS

typedef struct {
  char *state_dir;
  YjClock *clock;
  YjOutbox *outbox;      /* store thread only */
  YjEnrolment *enrolment; /* store thread only; NULL while not enrolled */
  gboolean store_failed; /* the last write did not succeed */
  GHashTable *loose_blobs; /* digests of pages handed over since the last session ended */
} YjCourierCore;

/* Opens the outbox and loads the enrolment; logs what was moved aside. */
YjCourierCore *yj_courier_core_new (const char *state_dir, YjClock *clock, GError **error);
void yj_courier_core_free (YjCourierCore *core);

/* Checks @draft_header against @envelope and the blobs, completes, signs and stores. */
YjSubmission *yj_courier_core_submit_sync (YjCourierCore *core, GBytes *envelope, const char *draft_header, GError **error);
YjSubmission *yj_courier_core_lookup_sync (YjCourierCore *core, const char *id, GError **error);
/* Keeps one sealed page; YJ_ERROR_LIMIT also when a session hands over absurdly many. (transfer full): its digest. */
char *yj_courier_core_put_material_sync (YjCourierCore *core, GBytes *sealed, GError **error);
/* The session has ended: deletes those of its pages that no record names. */
void yj_courier_core_end_session_sync (YjCourierCore *core);
/* One step of the purge, with the pages of what was purged, and the ballast again where there is room now. @short_disk: nothing is kept that
 * central has signed for, and with the last step, or one that fails, the database gives back what it does not need; else what @keep says is kept. *@more: there
 * is another step. */
gboolean yj_courier_core_make_room_sync (YjCourierCore *core, const YjOutboxRetention *keep, gboolean short_disk, gboolean *more,
                                         GError **error);
/* A YjSyncKeep: the enrolment of @present_key goes on with another key or more receipt keys. */
gboolean yj_courier_core_keep_enrolment_sync (gpointer core, const char *present_key, const char *device_key, const json_t *answer,
                                              GError **error);
/* What leaves it open whether the outbox can be written; @error is nullable. */
gboolean yj_courier_is_store_failure (const GError *error);
/* Is the outbox writable? After a failure it is tried, so that the gate "store" opens again by itself. */
gboolean yj_courier_core_is_store_good_sync (YjCourierCore *core);

/* Reads a sealed memfd of at most @max_bytes. YJ_ERROR_BAD_DATA unless write, grow and shrink are sealed. */
GBytes *yj_courier_read_sealed_fd (int fd, gsize max_bytes, GError **error);

G_END_DECLS
