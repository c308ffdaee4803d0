/* SPDX-License-Identifier: Apache-2.0 */
/* The courier on the bus: org.yijian.Courier1 and org.yijian.Courier1.Admin. Thread: main. */
#pragma once
#include "sync/courier/yj-outbox.h"
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  const char *state_dir;
  const char *catalogue_judge; /* the path of yijian-catalogue-judge */
  guint poll_seconds;     /* between rounds while central answers */
  guint max_wait_seconds; /* the longest wait after failures */
  guint timeout_seconds;  /* of one exchange with central */
  guint max_queued;       /* gate "queue-count" */
  guint max_age_days;     /* gate "queue-age" */
  guint reserve_mib;      /* gate "disk": free space under this */
  YjOutboxRetention keep; /* of what is settled */
  guint reconcile_seconds; /* of running between comparisons with central of what is settled */
} YjCourierOptions;

#define YJ_TYPE_COURIER_SERVICE (yj_courier_service_get_type ())
G_DECLARE_FINAL_TYPE (YjCourierService, yj_courier_service, YJ, COURIER_SERVICE, GObject)

/* Opens the outbox. NULL with YJ_ERROR_STORE when it cannot be used. */
YjCourierService *yj_courier_service_new (const YjCourierOptions *options, YjClock *clock, GError **error);
/* Exports both interfaces; the caller owns the name. */
gboolean yj_courier_service_export (YjCourierService *self, GDBusConnection *connection, GError **error);
/* A hint: a network that comes ends a long wait; one that goes changes nothing. */
void yj_courier_service_watch_network (YjCourierService *service, GNetworkMonitor *monitor);
/* Begins to talk to central, and to look at the disk once a minute. */
void yj_courier_service_start (YjCourierService *self);

G_END_DECLS
