/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the service: what the files of its two interfaces share. */
#pragma once
#include "sync/courier/yj-courier-core.h"
#include "sync/courier/yj-courier-service.h"
#include "sync/courier/yj-sync-engine.h"
#include "sync/courier/yj-throttle.h"
#include "yj-courier1.h"

G_BEGIN_DECLS

struct _YjCourierService {
  GObject parent_instance;
  YjCourierOptions options;
  char *state_dir;
  YjClock *clock;
  YjWorker *store, *net;
  YjCourierCore *core;
  YjSyncEngine *engine;
  YjDbusCourier1 *courier;
  YjDbusCourier1Admin *admin;
  YjThrottle *throttle;
  GRand *rand;
  guint timer;
  guint failures;
  gboolean running, again;  /* a round is under way; another is wanted after it */
  GPtrArray *sync_waiters;  /* invocations of SyncNow */
  gboolean online, alarm;
  char *trouble;
};

/* A store question: runs in the store's thread with the core, answers an invocation on the main one. */
typedef struct {
  YjCourierService *self;
  GDBusMethodInvocation *invocation;
  GBytes *bytes;
  char *text, *text2;
  YjSubmission *submission;
  json_t *json;
  guint count;
} YjCourierCall;
typedef void (*YjCourierWork) (YjCourierCall *call, GError **error);
typedef void (*YjCourierAnswer) (YjCourierCall *call);
YjCourierCall *yj_courier_call_new (YjCourierService *self, GDBusMethodInvocation *invocation);
void yj_courier_call_run (YjCourierCall *call, YjCourierWork work, YjCourierAnswer answer);

void yj_courier_service_connect_admin (YjCourierService *self);
/* Publishes counts, gates and provisioning; runs by itself after every change. */
void yj_courier_service_refresh (YjCourierService *self);
/* A round of sync after @msec, earlier if one is planned earlier. */
void yj_courier_service_schedule (YjCourierService *self, guint msec);

G_END_DECLS
