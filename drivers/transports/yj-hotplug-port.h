/* SPDX-License-Identifier: Apache-2.0 */
/* The line that a group of the settings means, however it is named: a path that stays (port=), properties of udev (udev.…=), or what the
 * driver's id table knows. The node is looked up at each opening; udev's events end the use of a device that went and say at once when
 * one has come ("appeared", yj-port.h). A recording and a replay are as they are without it.
 *
 * Settings: port (an address of yj-port.h), or one or more udev.NAME (yj-device-binding.h). */
#pragma once
#include "drivers/transports/yj-port.h"
#include "drivers/yj-device-id.h"

G_BEGIN_DECLS

#define YJ_TYPE_HOTPLUG_PORT (yj_hotplug_port_get_type ())
G_DECLARE_FINAL_TYPE (YjHotplugPort, yj_hotplug_port, YJ, HOTPLUG_PORT, YjPort)

/* @ids: the driver's table, static. Opens nothing. Errors as yj_port_new () and yj_device_binding_new (), with the group and the key in
 * front. (transfer full) (nullable) */
YjPort *yj_hotplug_port_new (GKeyFile *settings, const char *group, const YjDeviceId *ids, int rate_baud, GError **error);

G_END_DECLS
