/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how udev's patterns are compared with a device's properties. */
#include "drivers/yj-device-id.h"
#include <fnmatch.h>

gboolean
yj_device_pattern_fits (const char *pattern, const char *value)
{
  g_auto (GStrv) alternatives = g_strsplit (pattern, "|", -1);

  for (guint i = 0; value != NULL && alternatives[i] != NULL; i++)
    if (fnmatch (alternatives[i], value, 0) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
property_fits (GUdevDevice *device, const char *name, const char *pattern)
{
  return pattern == NULL || yj_device_pattern_fits (pattern, g_udev_device_get_property (device, name));
}

static gboolean
all_properties_fit (GUdevDevice *device, const char *properties)
{
  g_auto (GStrv) pairs = g_strsplit (properties != NULL ? properties : "", ";", -1);

  for (guint i = 0; pairs[i] != NULL; i++) {
    g_auto (GStrv) pair = g_strsplit (pairs[i], "=", 2);
    if (g_strv_length (pair) == 2 && !property_fits (device, pair[0], pair[1]))
      return FALSE;
  }
  return TRUE;
}

gboolean
yj_device_id_fits (const YjDeviceId *id, GUdevDevice *device)
{
  return g_strcmp0 (id->subsystem, g_udev_device_get_subsystem (device)) == 0 && property_fits (device, "ID_VENDOR_ID", id->vendor_id) &&
         property_fits (device, "ID_MODEL_ID", id->model_id) && all_properties_fit (device, id->properties);
}
