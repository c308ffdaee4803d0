/* SPDX-License-Identifier: Apache-2.0 */
/* One row of a driver's id table: devices that it can drive, in the words of udev. From the tables of all drivers come the udev rules, the
 * list in docs/devices.md, "yijianctl devices list", and which device a driver takes when its settings name none.
 *
 * A value is a pattern as udev has it: "*", "?", "[...]", and "|" between alternatives. Only what is known of devices that exist stands in a
 * table, and a comment says where it is known from. */
#pragma once
#include <gudev/gudev.h>

G_BEGIN_DECLS

typedef struct {
  /* "tty", "input", "video4linux": the driver opens the device's node itself, and the rules give it to the kiosk's account.
   * "usb": a service opens it (pcscd, cupsd), and the rules leave it alone. NULL ends a table. */
  const char *subsystem;
  const char *vendor_id;  /* ID_VENDOR_ID, four digits in lower case; (nullable) any */
  const char *model_id;   /* ID_MODEL_ID; (nullable) any */
  const char *properties; /* further ones, "NAME=PATTERN;NAME=PATTERN"; (nullable) */
  const char *what;       /* for a technician: which devices these are */
  /* TRUE: other devices have the same ids (a serial converter sits in anything), so that the driver takes one only when its settings
   * name it. */
  gboolean only_by_settings;
} YjDeviceId;

/* Makers of the converters that serial devices are built with. All of them are in usb.ids of 2025.07.26 and the kernel's own tables
 * (drivers/usb/serial: ch341.c, cp210x.c, pl2303.c, ftdi_sio.c). */
#define YJ_DEVICE_IDS_SERIAL_CONVERTERS                                                                                                    \
  { "tty", "1a86", "5523|7522|7523", NULL, "USB serial converter CH340 or CH341", TRUE },                                                  \
    { "tty", "10c4", "ea60|ea61|ea63|ea70|ea71", NULL, "USB serial converter CP210x", TRUE },                                              \
    { "tty", "067b", "2303", NULL, "USB serial converter PL2303", TRUE },                                                                  \
    { "tty", "0403", "6001|6010|6011|6014|6015", NULL, "USB serial converter FTDI", TRUE }

/* Whether @pattern, as udev writes them, is @value. FALSE for a @value that is NULL. */
gboolean yj_device_pattern_fits (const char *pattern, const char *value);
/* Whether @device is one of those of this row. */
gboolean yj_device_id_fits (const YjDeviceId *id, GUdevDevice *device);

G_END_DECLS
