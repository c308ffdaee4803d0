/* SPDX-License-Identifier: Apache-2.0 */
/* yijianctl devices record: what goes over the line of one device, into a file that its driver can be tried with elsewhere. */
#include "app/ctl/yj-ctl-devices.h"
#include "core/ports/yj-device-log.h"
#include "drivers/transports/yj-udev-client.h"
#include "drivers/yj-device-binding.h"
#include "drivers/yj-driver.h"
#include <glib-unix.h>
#include <stdio.h>
#include <string.h>

#define UDEV_PREFIX "udev."

/* The node that the settings or the driver's table mean at present. (transfer full) (nullable) */
static char *
find_node (GKeyFile *settings, const char *group, GError **error)
{
  g_autofree char *driver = yj_driver_settings_string (settings, group, "driver", "");
  const YjDriverInfo *info = yj_driver_find (driver);
  g_autoptr (YjUdevClient) client = yj_udev_client_get ();
  g_autoptr (YjDeviceBinding) binding = info != NULL ? yj_device_binding_new (settings, group, yj_driver_info_get_ids (info), error) : NULL;
  g_autoptr (GUdevDevice) device = binding != NULL ? yj_device_binding_find (binding, client, error) : NULL;
  const char *subsystem = device != NULL ? g_udev_device_get_subsystem (device) : NULL;

  if (info == NULL)
    g_set_error (error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "[%s] driver: there is no driver “%s”", group, driver);
  if (device == NULL)
    return NULL;
  if (!g_str_equal (subsystem, "tty") && !g_str_equal (subsystem, "input")) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA,
                 "[%s] port: %s is on no line of its own; a smart-card reader is recorded with port=pcsc:", group,
                 g_udev_device_get_device_file (device));
    return NULL;
  }
  return g_strconcat (g_str_equal (subsystem, "input") ? "hid:" : "", g_udev_device_get_device_file (device), NULL);
}

/* From now on the group's line is the recorder of itself. */
static gboolean
put_recorder (GKeyFile *settings, const char *group, const char *file, GError **error)
{
  g_autofree char *port = yj_driver_settings_string (settings, group, "port", NULL), *record = NULL;
  g_auto (GStrv) keys = NULL;

  if (port == NULL)
    port = find_node (settings, group, error);
  if (port == NULL)
    return FALSE;
  keys = g_key_file_get_keys (settings, group, NULL, NULL);
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    if (g_str_has_prefix (keys[i], UDEV_PREFIX))
      g_key_file_remove_key (settings, group, keys[i], NULL);
  record = g_strdup_printf ("record:%s,%s", file, port);
  g_key_file_set_string (settings, group, "port", record);
  return TRUE;
}

static gboolean
check_file (const char *file, GError **error)
{
  if (strchr (file, ',') != NULL)
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "%s: the name of a recording has no comma", file);
  else if (g_file_test (file, G_FILE_TEST_EXISTS))
    g_set_error (error, YJ_ERROR, YJ_ERROR_EXISTS, "%s is there already; a recording is one device's, from its beginning", file);
  else
    return TRUE;
  return FALSE;
}

static gboolean
on_over (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

static void
on_event (YjDeviceLog *log, const YjDeviceEvent *event, YjCtl *ctl)
{
  g_autoptr (json_t) value = yj_device_event_to_json (event);
  if (!ctl->json)
    yj_ctl_print_device_event (ctl, value);
}

static void
run (YjCtl *ctl, GObject *device, const char *group, guint seconds)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (YjClock) clock = yj_clock_new ();
  g_autoptr (YjDeviceLog) log = yj_device_log_new (clock);
  guint sources[] = { g_unix_signal_add (SIGINT, on_over, loop), g_unix_signal_add (SIGTERM, on_over, loop),
                      seconds > 0 ? g_timeout_add_seconds (seconds, on_over, loop) : 0 };

  g_signal_connect (log, "event", G_CALLBACK (on_event), ctl);
  yj_device_log_watch (log, device, group, "");
  yj_ctl_start_device (device);
  g_main_loop_run (loop);
  g_signal_handlers_disconnect_by_data (log, ctl);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (sources[i] != 0)
      g_source_remove (sources[i]);
}

static int
report (YjCtl *ctl, const char *group, const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (json_t) result = NULL;
  gint64 lines = 0;

  if (!g_file_get_contents (file, &text, NULL, NULL)) {
    g_set_error (&error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "nothing was recorded: the driver of [%s] has no line, or its device was not there", group);
    return yj_ctl_fail (ctl, error);
  }
  for (const char *at = strchr (text, '\n'); at != NULL; at = strchr (at + 1, '\n'))
    lines++;
  result = json_pack ("{s:s, s:I}", "file", file, "lines", (json_int_t) lines);
  if (ctl->json)
    yj_ctl_print_json (result, FALSE);
  else
    printf ("%s: %" G_GINT64_FORMAT " lines; port=replay:%s plays them to the driver\n", file, lines, file);
  return YJ_CTL_OK;
}

int
yj_ctl_devices_record (YjCtl *ctl, const char *group, const char *file, guint seconds)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GKeyFile) settings = yj_ctl_load_settings (ctl, &error);
  g_autoptr (GObject) device = NULL;

  if (settings != NULL && check_file (file, &error) && put_recorder (settings, group, file, &error))
    device = yj_ctl_make_device (settings, group, &error);
  if (device == NULL)
    return yj_ctl_fail (ctl, error);
  fprintf (stderr, "yijianctl: %s will hold all that comes over the line, what is on a card too. Lay none there but a specimen, and delete the file "
                   "when it has served.\n",
           file);
  run (ctl, device, group, seconds);
  g_clear_object (&device);
  return report (ctl, group, file);
}
