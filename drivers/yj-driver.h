/* SPDX-License-Identifier: Apache-2.0 */
/* What every driver is besides its port: a GObject, found by id through the generated registry, that
 * takes its settings once before it is started.
 *
 * To add one: write drivers/<kind>/yj-<id>.c with a GType YjThing (yj_<id>_get_type) that implements
 * one port of core/ports and YjDriver, and add the word <id> to the list in that folder's meson.build
 * (drivers_readers, drivers_codes, drivers_cameras, drivers_printers or drivers_speakers). A folder's libraries go into
 * drivers_deps, its other files into drivers_sources. No header is needed. What its tests need is tests/drivers/contract/rig-<id>.c.
 * Thread: a driver lives on the thread, and in the thread-default main context, that created it. */
#pragma once
#include "drivers/yj-device-id.h"
#include <gio/gio.h>

G_BEGIN_DECLS

#define YJ_TYPE_DRIVER (yj_driver_get_type ())
G_DECLARE_INTERFACE (YjDriver, yj_driver, YJ, DRIVER, GObject)

struct _YjDriverInterface {
  GTypeInterface parent_iface;
  /* Reads the keys of @group; opens nothing, so a device that is not there is no error here. FALSE with
   * YJ_ERROR_BAD_DATA that names the group and the key. Called once, before the port's start (). */
  gboolean (*configure) (YjDriver *self, GKeyFile *settings, const char *group, GError **error);
  /* Static, ended by a row of NULLs; set in the interface's init function. NULL: no hardware of its own (a virtual device, a driver that
   * looks through another one). */
  const YjDeviceId *ids;
};

typedef struct {
  const char *id; /* "sdt-reader": the file's name without yj- and .c */
  GType (*get_type) (void);
} YjDriverInfo;

/* All of them, ended by one whose id is NULL. (transfer none) */
const YjDriverInfo *yj_driver_list (void);
/* (transfer none) (nullable) */
const YjDriverInfo *yj_driver_find (const char *id);
/* The port it implements: "id-reader", "code-scanner", "camera", "receipt-printer", "speaker"; the first
 * of these when it implements several. (nullable) when none. */
const char *yj_driver_info_get_port (const YjDriverInfo *info);
/* What it can drive; never NULL, but the first row may be the last. (transfer none) */
const YjDeviceId *yj_driver_info_get_ids (const YjDriverInfo *info);

/* Makes the driver @id, or the one that the key "driver" of @group names when @id is NULL, and configures
 * it from @group of @settings. @settings (nullable): every key has its default. YJ_ERROR_NOT_FOUND: no such
 * driver; YJ_ERROR_BAD_DATA: a setting. (transfer full) (nullable) */
GObject *yj_driver_create (const char *id, GKeyFile *settings, const char *group, GError **error);
/* Which keys of its group @driver did not ask for, as a sentence for a technician, which is in the log, too; (nullable): none. (transfer none) */
const char *yj_driver_get_remark (GObject *driver);

/* For configure (), which asks for every key that it knows, whatever the others say: what it does not ask for counts as misspelt. A missing
 * key gives @fallback, and so does a @settings that is NULL. */
/* (transfer full) (nullable) when @fallback is NULL */
char *yj_driver_settings_string (GKeyFile *settings, const char *group, const char *key, const char *fallback);
/* FALSE with YJ_ERROR_BAD_DATA unless the value is an integer from @min to @max. @value is @fallback then. */
gboolean yj_driver_settings_int (GKeyFile *settings, const char *group, const char *key, int fallback, int min, int max,
                                 int *value, GError **error);

G_END_DECLS
