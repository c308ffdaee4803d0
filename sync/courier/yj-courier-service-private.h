/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the service: what the files of its two interfaces share. */
#pragma once
#include "core/base/yj-secret.h"
#include "sync/courier/yj-catalogue-store.h"
#include "sync/courier/yj-courier-core.h"
#include "sync/courier/yj-courier-service.h"
#include "sync/courier/yj-sync-engine.h"
#include "sync/courier/yj-throttle.h"
#include "yj-courier1.h"
#include <gio/gunixfdlist.h>

G_BEGIN_DECLS

struct _YjCourierService {
  GObject parent_instance;
  YjCourierOptions options;
  char *state_dir;
  YjClock *clock;
  YjWorker *store, *net, *carry; /* carry: what goes by hand */
  GCancellable *carry_stop;
  YjCourierCore *core;
  YjCatalogueStore *catalogues;
  YjSyncEngine *engine;
  YjDbusCourier1 *courier;
  YjDbusCourier1Admin *admin;
  YjThrottle *throttle;
  GRand *rand;
  guint timer, refresher;
  gint64 next_round_usec;    /* boot time; 0: none is planned */
  gint64 reached_usec;       /* boot time at which central last answered; 0: not yet */
  gint64 trouble_since_usec; /* boot time */
  guint rounds;
  guint failures;
  guint spread_msec; /* over which central wants first contacts after an outage to be spread */
  gboolean running, again; /* a round is under way; another is wanted after it */
  GPtrArray *sync_waiters; /* invocations of SyncNow that the present round answers */
  GPtrArray *next_waiters; /* those of the next one */
  gboolean online;
  YjTrouble trouble_kind;
  char *trouble;
};

/* A question to the store: runs in the store's thread with the core, answers an invocation on the main one. What a
 * work function puts into it is freed after the answer, and the secret is wiped. */
typedef struct {
  YjCourierService *self;
  GDBusMethodInvocation *invocation; /* (nullable) an error is logged then */
  GBytes *bytes;
  char *text;
  char *secret;
  YjSubmission *submission;
  json_t *json;
  guint64 after_seq;
  guint count;
} YjCourierCall;
typedef void (*YjCourierWork) (YjCourierCall *call, GError **error);
typedef void (*YjCourierAnswer) (YjCourierCall *call);
YjCourierCall *yj_courier_call_new (YjCourierService *self, GDBusMethodInvocation *invocation);
void yj_courier_call_run (YjCourierCall *call, YjCourierWork work, YjCourierAnswer answer);

/* The bytes behind a sealed descriptor, or NULL after @invocation was answered. (transfer full) (nullable) */
GBytes *yj_courier_service_take_fd (GDBusMethodInvocation *invocation, GUnixFDList *fds, GVariant *handle, gsize max_bytes);
/* Submit and Progress of the kiosk's interface; the rest of it is connected by the service itself. */
void yj_courier_service_connect_records (YjCourierService *self);
/* The same in the thread of what goes by hand: @work asks the store for what it needs, and may take hours. */
void yj_courier_call_run_by_hand (YjCourierCall *call, YjCourierWork work, YjCourierAnswer answer);

/* The technician's interface is in six files; each connects its own methods. */
void yj_courier_service_connect_admin (YjCourierService *self);
void yj_courier_service_connect_export (YjCourierService *self);
void yj_courier_service_connect_import (YjCourierService *self);
void yj_courier_service_connect_catalogue (YjCourierService *self);
void yj_courier_service_connect_provision (YjCourierService *self);
void yj_courier_service_connect_status (YjCourierService *self);

/* Adds to a record's public members "why" it is where it is and what comes "next". */
void yj_courier_service_explain_record (YjCourierService *self, json_t *record);

/* What a technician is told about the catalogues: as in Status, with "expired". (transfer full) */
json_t *yj_courier_service_describe_catalogue (YjCourierService *self);
/* What to do first about it, one sentence; NULL: nothing. */
const char *yj_courier_choose_catalogue_step (const json_t *catalogue);

/* The engine and the catalogues speak for @enrolment (nullable) from now on. */
void yj_courier_service_adopt_enrolment (YjCourierService *self, const YjEnrolment *enrolment);

/* Is today, or a day that it certainly is past, behind @day (YYYY-MM-DD, nullable)? */
gboolean yj_courier_is_past (YjClock *clock, const char *day);

/* Publishes counts, gates and provisioning; runs by itself after every change and once a minute. */
void yj_courier_service_refresh (YjCourierService *self);
void yj_courier_service_start_refreshing (YjCourierService *self);
gboolean yj_courier_service_is_disk_short (YjCourierService *self);
/* What is settled makes way for what is not, as far as the settings or a short disk say. */
void yj_courier_service_make_room (YjCourierService *self);
/* What the outbox wants once a minute, room included. */
void yj_courier_service_keep_house (YjCourierService *self);
/* A round of sync after @msec, in place of a planned one. While one is under way, 0 means another right after. */
void yj_courier_service_schedule (YjCourierService *self, guint msec);
/* Answers @invocation after the next round. */
void yj_courier_service_sync_now (YjCourierService *self, GDBusMethodInvocation *invocation);

G_END_DECLS
