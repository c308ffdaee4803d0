/* SPDX-License-Identifier: Apache-2.0 */
/* A courier in this process on a private bus, enrolled at a central that nobody can reach, and the kiosk's client. */
#pragma once
#include "core/base/yj-error.h"
#include "sync/client/yj-courier-client.h"
#include "sync/courier/yj-courier-service.h"
#include "yj-courier1.h"

typedef struct {
  char *dir, *judge;
  YjClock *clock;
  GTestDBus *bus;
  GDBusConnection *server, *kiosk;
  YjCourierService *service;
  YjCourierOptions options;
  guint owner;
  YjCourier *client;
  YjDbusCourier1 *proxy; /* the kiosk's interface without the client's help */
  YjDbusCourier1Admin *admin;
  json_t *answer; /* of the enrolment */
  char *catalogue_secret; /* signs for its catalogue_key */
} ServiceRig;

void service_rig_set_up (ServiceRig *rig, gconstpointer unenrolled);
void service_rig_tear_down (ServiceRig *rig, gconstpointer data);
/* The service begins and ends while the bus stays. */
void service_rig_start (ServiceRig *rig);
void service_rig_stop (ServiceRig *rig);

/* Runs the main loop until @condition holds; fails the test after a minute. */
typedef gboolean (*ServiceCondition) (ServiceRig *rig);
void service_rig_wait (ServiceRig *rig, ServiceCondition condition);
/* The whole round of one asynchronous call. @error as in GLib. */
YjSubmission *service_rig_submit (ServiceRig *rig, GBytes *envelope, const char *draft, GError **error);
YjSubmission *service_rig_lookup (ServiceRig *rig, const char *id, GError **error);
char *service_rig_put_material (ServiceRig *rig, GBytes *sealed, GError **error);
json_t *service_rig_progress (ServiceRig *rig, const char *reference, const char *secret, GError **error);

/* A draft that fits @envelope; @materials (nullable): array of {"sha256", "bytes"}. */
json_t *service_rig_draft (ServiceRig *rig, guint n, GBytes *envelope, json_t *materials);
char *service_rig_draft_text (ServiceRig *rig, guint n, GBytes *envelope);
GBytes *service_rig_bytes (char fill, gsize size);
#define SERVICE_RIG_SECRET "0123456789AB"
