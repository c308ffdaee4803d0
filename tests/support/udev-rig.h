/* SPDX-License-Identifier: Apache-2.0 */
/* Devices that udev tells of in a test, by umockdev: what is plugged in under which node, and the events. The program runs under
 * umockdev-wrapper. What can be read from a node is the caller's: a symbolic link below udev_rig_get_node () leads there. */
#pragma once
#include <gio/gio.h>

typedef struct {
  const char *subsystem; /* "tty", "input", "video4linux" */
  const char *name;      /* "ttyUSB0", "input/event5" below /dev */
  const char *path;      /* the USB socket: ID_PATH */
  const char *vendor_id, *model_id;
  const char *properties; /* more lines of "NAME=VALUE", parted by ";" (nullable) */
} UdevDevice;

typedef struct _UdevRig UdevRig;

UdevRig *udev_rig_new (void);
void udev_rig_free (UdevRig *rig);
/* Where /dev/@name really is. (transfer full) */
char *udev_rig_get_node (UdevRig *rig, const char *name);
/* Tells of @device; /dev/@name leads to @target. */
void udev_rig_plug (UdevRig *rig, const UdevDevice *device, const char *target);
/* Tells that it went. What is at the other end of the node is not touched, so that only the event can have ended its use. */
void udev_rig_unplug (UdevRig *rig, const UdevDevice *device);
