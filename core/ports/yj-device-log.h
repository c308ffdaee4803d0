/* SPDX-License-Identifier: Apache-2.0 */
/* What became of the devices: every change of a state, with its reason and its time, for the technician. Holds the last YJ_DEVICE_LOG_MAX
 * changes and nothing of a person: a port's reasons have none. Being started or stopped is no change, nor is another reason for the same
 * state, except a printer's, whose reasons are states of their own. Thread: the devices'. */
#pragma once
#include "core/base/yj-clock.h"
#include "core/base/yj-json.h"

G_BEGIN_DECLS

#define YJ_DEVICE_LOG_MAX 256

typedef struct {
  guint64 number;       /* from 1, without a gap */
  gint64 wall_usec;     /* a label */
  gint64 boottime_usec; /* what orders them */
  const char *group;    /* of the settings */
  const char *driver;
  const char *from; /* "absent", "ready", "busy" or "fault"; NULL for the first word of a device */
  const char *to;
  const char *reason;
} YjDeviceEvent;

#define YJ_TYPE_DEVICE_LOG (yj_device_log_get_type ())
G_DECLARE_FINAL_TYPE (YjDeviceLog, yj_device_log, YJ, DEVICE_LOG, GObject)

/* Signal "event" (const YjDeviceEvent *event), borrowed. */

YjDeviceLog *yj_device_log_new (YjClock *clock);
/* Listens to @device, which implements a port of core/ports, as long as this object lives; a reference is taken. */
void yj_device_log_watch (YjDeviceLog *self, GObject *device, const char *group, const char *driver);
/* A device that there is not, because its group of the settings cannot be used: it is at fault from now on, for @reason. @driver
 * (nullable): what the group names. */
void yj_device_log_note_unmade (YjDeviceLog *self, const char *group, const char *driver, const char *reason);

/* {"devices": [{group, driver, state, reason, time, boottime_usec}], "events": [{number, time, boottime_usec, group, driver, from, to,
 * reason}]}; "state" is null for a device that has said nothing yet, "time" is ISO 8601 in UTC. (transfer full) */
json_t *yj_device_log_to_json (YjDeviceLog *self);
/* One of its "events". (transfer full) */
json_t *yj_device_event_to_json (const YjDeviceEvent *event);

G_END_DECLS
