/* SPDX-License-Identifier: Apache-2.0 */
/* What udev knows and says of devices, once for everybody in a main context: drivers share one socket instead of having one each.
 * Where no udev runs there are no devices and no events, and nothing fails. udev's events do not enter another network namespace: a unit
 * that is to see them may not have PrivateNetwork=. Thread: the one whose default main context it was got in. */
#pragma once
#include <gudev/gudev.h>

G_BEGIN_DECLS

#define YJ_TYPE_UDEV_CLIENT (yj_udev_client_get_type ())
G_DECLARE_FINAL_TYPE (YjUdevClient, yj_udev_client, YJ, UDEV_CLIENT, GObject)

/* Signal "event" (const char *action, GUdevDevice *device), after udev's rules were done: "add", "change", "remove", ... of a device
 * that has a node, in one of the subsystems below. */

/* "tty", "input", "video4linux", "usb", NULL */
extern const char *const yj_udev_subsystems[];

/* The one of the thread's default main context. (transfer full) */
YjUdevClient *yj_udev_client_get (void);
/* What is there now and has a node, in the order of sysfs. (transfer full) (element-type GUdevDevice) */
GPtrArray *yj_udev_client_list (YjUdevClient *self, const char *subsystem);

/* TRUE when @path is the node of @device or one of its links. */
gboolean yj_udev_device_has_path (GUdevDevice *device, const char *path);

G_END_DECLS
