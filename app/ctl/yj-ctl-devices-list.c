/* SPDX-License-Identifier: Apache-2.0 */
/* yijianctl devices list: what the settings name and where it is now, and what is plugged in besides that a driver could drive. */
#include "app/ctl/yj-ctl-devices.h"
#include "drivers/yj-device-binding.h"
#include "drivers/yj-device-groups.h"
#include "drivers/yj-driver.h"
#include <stdio.h>
#include <string.h>

static void
set_property (json_t *object, const char *key, GUdevDevice *device, const char *property)
{
  const char *value = g_udev_device_get_property (device, property);
  json_object_set_new (object, key, value != NULL ? json_string (value) : json_null ());
}

/* One device as udev has it. */
static json_t *
device_to_json (GUdevDevice *device)
{
  json_t *object = json_pack ("{s:s, s:s}", "node", g_udev_device_get_device_file (device), "subsystem", g_udev_device_get_subsystem (device));

  set_property (object, "vendor_id", device, "ID_VENDOR_ID");
  set_property (object, "model_id", device, "ID_MODEL_ID");
  set_property (object, "serial", device, "ID_SERIAL_SHORT");
  set_property (object, "path", device, "ID_PATH");
  set_property (object, "name", device, "ID_MODEL");
  return object;
}

/* The device whose node or link is @path. (transfer full) (nullable) */
static GUdevDevice *
find_by_path (YjUdevClient *client, const char *path)
{
  for (guint i = 0; yj_udev_subsystems[i] != NULL; i++) {
    g_autoptr (GPtrArray) devices = yj_udev_client_list (client, yj_udev_subsystems[i]);
    for (guint k = 0; k < devices->len; k++)
      if (yj_udev_device_has_path (g_ptr_array_index (devices, k), path))
        return g_object_ref (g_ptr_array_index (devices, k));
  }
  return NULL;
}

/* The path that a group names its device by: of a line, or of a camera. (transfer full) (nullable) */
static char *
get_path (GKeyFile *settings, const char *group)
{
  g_autofree char *port = yj_driver_settings_string (settings, group, "port", NULL);
  const char *path = port != NULL && g_str_has_prefix (port, "hid:") ? port + strlen ("hid:") : port;

  return path != NULL ? g_strdup (path) : yj_driver_settings_string (settings, group, "device", NULL);
}

/* Where the device of @group is now: "device" or, if it is nowhere, "problem". */
static void
set_place (json_t *object, GKeyFile *settings, const char *group, const YjDeviceId *ids, YjUdevClient *client)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = get_path (settings, group);
  g_autoptr (YjDeviceBinding) binding = yj_device_binding_new (settings, group, ids, &error);
  g_autoptr (GUdevDevice) device = NULL;

  if (path != NULL)
    device = find_by_path (client, path);
  else if (binding != NULL)
    device = yj_device_binding_find (binding, client, &error);
  if (device != NULL)
    json_object_set_new (object, "device", device_to_json (device));
  else if (path != NULL)
    json_object_set_new (object, "device", json_pack ("{s:s, s:b}", "node", path, "exists", g_file_test (path, G_FILE_TEST_EXISTS)));
  else
    json_object_set_new (object, "problem", json_string (error->message));
}

/* Not where a service has the devices and the driver asks the service, nor for a camera whose pictures come from a file. */
static gboolean
is_bound_by_udev (const YjDeviceId *ids, GKeyFile *settings, const char *group)
{
  g_autofree char *source = yj_driver_settings_string (settings, group, "source", NULL);

  return ids->subsystem != NULL && !g_str_equal (ids->subsystem, "usb") && (source == NULL || g_str_equal (source, "v4l2"));
}

static json_t *
group_to_json (GKeyFile *settings, const char *group, YjUdevClient *client, const json_t *report)
{
  g_autofree char *id = yj_driver_settings_string (settings, group, "driver", NULL);
  const YjDriverInfo *info = yj_driver_find (id);
  const json_t *kiosk = yj_ctl_find_in_report (report, group);
  json_t *object = json_pack ("{s:s, s:s, s:s?}", "group", group, "port", yj_device_group_get_port (group), "driver", id);

  if (info == NULL)
    json_object_set_new (object, "problem", json_string ("there is no such driver"));
  else if (is_bound_by_udev (yj_driver_info_get_ids (info), settings, group))
    set_place (object, settings, group, yj_driver_info_get_ids (info), client);
  if (kiosk != NULL)
    json_object_set (object, "kiosk", (json_t *) kiosk);
  return object;
}

static gboolean
is_listed (const json_t *configured, const char *node)
{
  size_t i;
  json_t *group;

  json_array_foreach (configured, i, group)
    if (g_strcmp0 (yj_json_string (yj_json_object (group, "device"), "node"), node) == 0)
      return TRUE;
  return FALSE;
}

/* The drivers that could drive @device, each with what it takes it for. */
static json_t *
list_drivers (GUdevDevice *device)
{
  json_t *drivers = json_array ();

  for (const YjDriverInfo *info = yj_driver_list (); info->id != NULL; info++)
    for (const YjDeviceId *id = yj_driver_info_get_ids (info); id->subsystem != NULL; id++)
      if (yj_device_id_fits (id, device)) {
        json_array_append_new (drivers, json_pack ("{s:s, s:s, s:b}", "driver", info->id, "what", id->what, "by_itself", !id->only_by_settings));
        break;
      }
  return drivers;
}

/* What a service has is not known by its node: a group with a driver for it stands for it. */
static gboolean
is_served (const json_t *configured, const json_t *drivers)
{
  size_t i, k;
  json_t *group, *driver;

  json_array_foreach (configured, i, group)
    json_array_foreach (drivers, k, driver)
      if (g_strcmp0 (yj_json_string (group, "driver"), yj_json_string (driver, "driver")) == 0)
        return TRUE;
  return FALSE;
}

static void
add_others (json_t *others, const json_t *configured, YjUdevClient *client, const char *subsystem)
{
  g_autoptr (GPtrArray) devices = yj_udev_client_list (client, subsystem);

  for (guint i = 0; i < devices->len; i++) {
    g_autoptr (json_t) drivers = list_drivers (g_ptr_array_index (devices, i));
    json_t *object;
    if (json_array_size (drivers) == 0 || is_listed (configured, g_udev_device_get_device_file (g_ptr_array_index (devices, i))) ||
        (g_str_equal (subsystem, "usb") && is_served (configured, drivers)))
      continue;
    object = device_to_json (g_ptr_array_index (devices, i));
    json_object_set (object, "drivers", drivers);
    json_array_append_new (others, object);
  }
}

static json_t *
make_list (GKeyFile *settings)
{
  g_autoptr (YjUdevClient) client = yj_udev_client_get ();
  g_autoptr (json_t) report = yj_ctl_read_report (settings, NULL);
  g_auto (GStrv) groups = yj_device_groups_list (settings, NULL);
  json_t *configured = json_array (), *others = json_array ();

  for (guint i = 0; groups[i] != NULL; i++)
    json_array_append_new (configured, group_to_json (settings, groups[i], client, report));
  for (guint i = 0; yj_udev_subsystems[i] != NULL; i++)
    add_others (others, configured, client, yj_udev_subsystems[i]);
  return json_pack ("{s:b, s:o, s:o}", "kiosk_runs", report != NULL, "configured", configured, "others", others);
}

static const char *
or_dash (const char *text)
{
  return text != NULL ? text : "-";
}

static void
print_device (const json_t *device)
{
  if (json_object_get (device, "exists") != NULL)
    printf ("%s, which %s\n", yj_json_string (device, "node"), yj_json_bool (device, "exists", FALSE) ? "udev does not know" : "is not there");
  else
    printf ("%s  %s:%s  %s\n", yj_json_string (device, "node"), or_dash (yj_json_string (device, "vendor_id")),
            or_dash (yj_json_string (device, "model_id")), or_dash (yj_json_string (device, "name")));
}

static void
print_configured (const json_t *group)
{
  const json_t *device = yj_json_object (group, "device"), *kiosk = yj_json_object (group, "kiosk");

  printf ("  %-20s %-16s ", yj_json_string (group, "group"), or_dash (yj_json_string (group, "driver")));
  if (device != NULL)
    print_device (device);
  else
    printf ("%s\n", or_dash (yj_json_string (group, "problem")));
  if (yj_json_string (kiosk, "state") != NULL)
    printf ("  %-37s %s since %s: %s\n", "", yj_json_string (kiosk, "state"), yj_json_string (kiosk, "time"), yj_json_string (kiosk, "reason"));
}

/* A device that nothing names, and the keys that would name it. */
static void
print_other (const json_t *device)
{
  static const char *const keys[] = { "vendor_id", "ID_VENDOR_ID", "model_id", "ID_MODEL_ID", "path", "ID_PATH" };
  size_t i;
  json_t *driver;

  printf ("  ");
  print_device (device);
  json_array_foreach (yj_json_array (device, "drivers"), i, driver)
    printf ("    driver=%s   %s%s\n", yj_json_string (driver, "driver"), yj_json_string (driver, "what"),
            yj_json_bool (driver, "by_itself", FALSE) ? "" : " (only by settings)");
  for (guint k = 0; k < G_N_ELEMENTS (keys); k += 2)
    if (yj_json_string (device, keys[k]) != NULL)
      printf ("    udev.%s=%s\n", keys[k + 1], yj_json_string (device, keys[k]));
}

static void
print_list (const json_t *list)
{
  size_t i;
  json_t *item;

  printf ("configured%s\n", yj_json_bool (list, "kiosk_runs", FALSE) ? ", and what the kiosk that runs says" : "");
  json_array_foreach (yj_json_array (list, "configured"), i, item)
    print_configured (item);
  if (json_array_size (yj_json_array (list, "configured")) == 0)
    printf ("  nothing\n");
  printf ("plugged in besides\n");
  json_array_foreach (yj_json_array (list, "others"), i, item)
    print_other (item);
  if (json_array_size (yj_json_array (list, "others")) == 0)
    printf ("  nothing that a driver knows\n");
}

int
yj_ctl_devices_list (YjCtl *ctl)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GKeyFile) settings = yj_ctl_load_settings (ctl, &error);
  g_autoptr (json_t) list = NULL;

  /* Before there are settings, what is plugged in is what is to be seen. */
  if (settings == NULL && ctl->settings == NULL && g_error_matches (error, YJ_ERROR, YJ_ERROR_NOT_FOUND)) {
    g_clear_error (&error);
    settings = g_key_file_new ();
  }
  if (settings == NULL)
    return yj_ctl_fail (ctl, error);
  list = make_list (settings);
  if (ctl->json)
    yj_ctl_print_json (list, FALSE);
  else
    print_list (list);
  return YJ_CTL_OK;
}
