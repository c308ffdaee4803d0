/* SPDX-License-Identifier: Apache-2.0 */
/* A line whose other end types: a scanner that shows itself as a USB keyboard, read as input events (evdev) and grabbed, so that
 * nothing it types reaches a window. Address: hid:/dev/input/by-id/…-event-kbd. Bytes come as in yj-hid-keys.h; nothing can be
 * written. yj_port_open (): YJ_ERROR_DEVICE_ABSENT; _DENIED; _DEVICE_BUSY: another program has grabbed it; _DEVICE_FAILED: not an
 * input device. */
#pragma once
#include "drivers/transports/yj-port.h"

G_BEGIN_DECLS

#define YJ_TYPE_HID_PORT (yj_hid_port_get_type ())
G_DECLARE_FINAL_TYPE (YjHidPort, yj_hid_port, YJ, HID_PORT, YjPort)

/* (transfer full) */
YjPort *yj_hid_port_new (const char *device);

G_END_DECLS
