/* SPDX-License-Identifier: Apache-2.0 */
/* yijianctl devices and selftest: which of their commands is meant, and what all of them need. */
#include "app/ctl/yj-ctl-devices.h"
#include "core/ports/yj-device-report.h"
#include "drivers/codes/yj-camera-scanner.h"
#include "drivers/yj-device-groups.h"

GKeyFile *
yj_ctl_load_settings (YjCtl *ctl, GError **error)
{
  const char *path = ctl->settings != NULL ? ctl->settings : g_getenv ("YIJIAN_SETTINGS");
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autoptr (GError) why = NULL;
  int code;

  path = path != NULL ? path : YJ_CTL_SETTINGS_PATH;
  if (g_key_file_load_from_file (settings, path, G_KEY_FILE_NONE, &why))
    return g_steal_pointer (&settings);
  code = g_error_matches (why, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? YJ_ERROR_NOT_FOUND : YJ_ERROR_BAD_DATA;
  g_set_error (error, YJ_ERROR, code, "the kiosk's settings %s: %s; --settings FILE names another file", path, why->message);
  return NULL;
}

char *
yj_ctl_report_path (GKeyFile *settings)
{
  char *path = g_key_file_get_string (settings, "kiosk", "device-report", NULL);
  return path != NULL ? path : g_strdup (YJ_DEVICE_REPORT_PATH);
}

json_t *
yj_ctl_read_report (GKeyFile *settings, GError **error)
{
  g_autofree char *path = yj_ctl_report_path (settings);
  return yj_device_report_read (path, error);
}

const json_t *
yj_ctl_find_in_report (const json_t *report, const char *group)
{
  size_t i;
  json_t *device;

  json_array_foreach (yj_json_array (report, "devices"), i, device)
    if (g_strcmp0 (yj_json_string (device, "group"), group) == 0)
      return device;
  return NULL;
}

GObject *
yj_ctl_make_device (GKeyFile *settings, const char *group, GError **error)
{
  g_autoptr (GObject) device = yj_device_group_create (settings, group, error);
  g_autoptr (GObject) camera = NULL;

  if (device == NULL || !YJ_IS_CAMERA_SCANNER (device) || yj_camera_scanner_get_camera (YJ_CAMERA_SCANNER (device)) != NULL ||
      !g_key_file_has_group (settings, "camera"))
    return g_steal_pointer (&device);
  camera = yj_device_group_create (settings, "camera", error);
  if (camera == NULL)
    return NULL;
  yj_camera_scanner_set_camera (YJ_CAMERA_SCANNER (device), YJ_CAMERA (camera));
  return g_steal_pointer (&device);
}

/* Takes "--timeout SECONDS" and "--wait SECONDS" from the end of the words. */
static gboolean
take_seconds (int *argc, char **argv, guint *patience, guint *presentation)
{
  while (*argc >= 2) {
    gint64 value = 0;
    guint *seconds = NULL;

    if (g_str_equal (argv[*argc - 2], "--timeout"))
      seconds = patience;
    else if (g_str_equal (argv[*argc - 2], "--wait"))
      seconds = presentation;
    if (seconds == NULL)
      return TRUE;
    if (!g_ascii_string_to_signed (argv[*argc - 1], 10, 1, 3600, &value, NULL))
      return FALSE;
    *seconds = (guint) value;
    *argc -= 2;
  }
  return TRUE;
}

/* What a driver says for the journal, the commands say themselves. */
static void
drop_message (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
}

static void
quieten_drivers (void)
{
  g_log_set_handler ("yijian-drivers", G_LOG_LEVEL_MESSAGE, drop_message, NULL);
}

int
yj_ctl_devices (YjCtl *ctl, int argc, char **argv)
{
  guint patience = 0, presentation = 0;

  quieten_drivers ();
  if (argc == 1 && g_str_equal (argv[0], "list"))
    return yj_ctl_devices_list (ctl);
  if (argc == 1 && g_str_equal (argv[0], "watch"))
    return yj_ctl_devices_watch (ctl);
  if (argc >= 2 && g_str_equal (argv[0], "test") && take_seconds (&argc, argv, &patience, &presentation) && argc == 2)
    return yj_ctl_devices_test (ctl, argv[1], patience, presentation);
  if (argc >= 3 && g_str_equal (argv[0], "record") && take_seconds (&argc, argv, &patience, &presentation) && argc == 3 && patience == 0)
    return yj_ctl_devices_record (ctl, argv[1], argv[2], presentation);
  return YJ_CTL_USAGE;
}

int
yj_ctl_selftest (YjCtl *ctl, int argc, char **argv)
{
  guint patience = 0, presentation = 0;

  quieten_drivers ();
  if (!take_seconds (&argc, argv, &patience, &presentation) || argc != 0 || presentation != 0)
    return YJ_CTL_USAGE;
  return yj_ctl_devices_test (ctl, NULL, patience, 0);
}
