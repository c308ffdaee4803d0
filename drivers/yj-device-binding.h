/* SPDX-License-Identifier: Apache-2.0 */
/* Which device a group of the settings means, by what udev says of it and never by the number that the kernel gave its node:
 *
 *   udev.ID_VENDOR_ID=1a86
 *   udev.ID_PATH=pci-0000:00:14.0-usb-0:2:1.0      the USB socket, which tells two alike devices apart
 *
 * Each such key is a property of udev, its value a pattern (drivers/yj-device-id.h). All of them must fit; a driver's id table is asked
 * when there is none. The node is looked up anew at each opening. Thread: any for a binding that is not shared. */
#pragma once
#include "drivers/transports/yj-udev-client.h"
#include "drivers/yj-device-id.h"

G_BEGIN_DECLS

typedef struct _YjDeviceBinding YjDeviceBinding;

/* @ids: the driver's table, static. YJ_ERROR_BAD_DATA names a key that is no property or has no value. (transfer full) (nullable) */
YjDeviceBinding *yj_device_binding_new (GKeyFile *settings, const char *group, const YjDeviceId *ids, GError **error);
YjDeviceBinding *yj_device_binding_copy (const YjDeviceBinding *self);
void yj_device_binding_free (YjDeviceBinding *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjDeviceBinding, yj_device_binding_free)

/* TRUE when the settings name a device, FALSE when the driver's table decides. */
gboolean yj_device_binding_is_by_settings (const YjDeviceBinding *self);
gboolean yj_device_binding_fits (const YjDeviceBinding *self, GUdevDevice *device);
/* The one that fits. YJ_ERROR_DEVICE_ABSENT: none; YJ_ERROR_DEVICE_FAILED: several, and how they can be told apart. The message says
 * what was looked for. (transfer full) (nullable) */
GUdevDevice *yj_device_binding_find (const YjDeviceBinding *self, YjUdevClient *client, GError **error);

G_END_DECLS
