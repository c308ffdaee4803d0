/* SPDX-License-Identifier: Apache-2.0 */
/* yijianctl devices watch: the changes of the devices' states as they happen, from the kiosk that runs, or from the drivers themselves. */
#include "app/ctl/yj-ctl-devices.h"
#include "core/ports/yj-camera.h"
#include "core/ports/yj-code-scanner.h"
#include "core/ports/yj-device-report.h"
#include "drivers/yj-device-groups.h"
#include <glib-unix.h>
#include <stdio.h>

typedef struct {
  YjCtl *ctl;
  GMainLoop *loop;
  GKeyFile *settings;
  gint64 last_number; /* of the events that were printed */
} Watch;

void
yj_ctl_print_device_event (YjCtl *ctl, const json_t *event)
{
  const char *from = yj_json_string (event, "from");

  if (ctl->json)
    yj_ctl_print_json (event, FALSE);
  else
    printf ("%s  %-20s %-16s %s -> %s: %s\n", yj_json_string (event, "time"), yj_json_string (event, "group"), yj_json_string (event, "driver"),
            from != NULL ? from : "-", yj_json_string (event, "to"), yj_json_string (event, "reason"));
  fflush (stdout);
}

/* A line that is for people only. */
static void
say (YjCtl *ctl, const char *text)
{
  if (!ctl->json)
    fprintf (stderr, "yijianctl: %s\n", text);
}

/* Prints what is new in @report; the oldest may be gone from it, which the numbers show. */
static void
print_news (Watch *watch, const json_t *report)
{
  size_t i;
  json_t *event;

  json_array_foreach (yj_json_array (report, "events"), i, event)
    if (yj_json_int (event, "number", 0) > watch->last_number) {
      watch->last_number = yj_json_int (event, "number", 0);
      yj_ctl_print_device_event (watch->ctl, event);
    }
}

static void
on_report_changed (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent kind, Watch *watch)
{
  g_autoptr (json_t) report = yj_ctl_read_report (watch->settings, NULL);

  if (report != NULL) {
    print_news (watch, report);
    return;
  }
  say (watch->ctl, "the kiosk ended");
  g_main_loop_quit (watch->loop);
}

static gboolean
follow_kiosk (Watch *watch, GError **error)
{
  g_autofree char *path = yj_ctl_report_path (watch->settings);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileMonitor) monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, error);
  g_autoptr (json_t) report = NULL;

  if (monitor == NULL)
    return FALSE;
  g_file_monitor_set_rate_limit (monitor, 50);
  g_signal_connect (monitor, "changed", G_CALLBACK (on_report_changed), watch);
  report = yj_ctl_read_report (watch->settings, error); /* after the monitor, so that nothing falls between */
  if (report == NULL)
    return FALSE;
  say (watch->ctl, "the kiosk runs; these are the changes that it has seen");
  print_news (watch, report);
  g_main_loop_run (watch->loop);
  return TRUE;
}

static void
on_event (YjDeviceLog *log, const YjDeviceEvent *event, Watch *watch)
{
  g_autoptr (json_t) value = yj_device_event_to_json (event);
  yj_ctl_print_device_event (watch->ctl, value);
}

void
yj_ctl_start_device (GObject *device)
{
  if (YJ_IS_ID_READER (device))
    yj_id_reader_start (YJ_ID_READER (device));
  else if (YJ_IS_CODE_SCANNER (device))
    yj_code_scanner_start (YJ_CODE_SCANNER (device));
  else if (YJ_IS_CAMERA (device))
    yj_camera_start (YJ_CAMERA (device)); /* printers follow their queue by themselves, speakers say nothing unasked */
}

/* All of the settings, listened to by @log and then started; one that cannot be made is at fault. (transfer full) (element-type GObject) */
static GPtrArray *
start_devices (GKeyFile *settings, YjDeviceLog *log)
{
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (GStrv) groups = yj_device_groups_list (settings, NULL);

  for (guint i = 0; groups[i] != NULL; i++) {
    g_autofree char *driver = g_key_file_get_string (settings, groups[i], "driver", NULL);
    g_autoptr (GError) error = NULL;
    GObject *device = yj_ctl_make_device (settings, groups[i], &error);
    if (device == NULL) {
      yj_device_log_note_unmade (log, groups[i], driver, error->message);
      continue;
    }
    g_ptr_array_add (devices, device);
    yj_device_log_watch (log, device, groups[i], driver);
  }
  g_ptr_array_foreach (devices, (GFunc) yj_ctl_start_device, NULL);
  return g_steal_pointer (&devices);
}

static void
watch_drivers (Watch *watch)
{
  g_autoptr (YjClock) clock = yj_clock_new ();
  g_autoptr (YjDeviceLog) log = yj_device_log_new (clock);
  g_autoptr (GPtrArray) devices = NULL;

  g_signal_connect (log, "event", G_CALLBACK (on_event), watch);
  devices = start_devices (watch->settings, log);
  say (watch->ctl, "no kiosk runs; the devices are driven from here");
  g_main_loop_run (watch->loop);
  g_signal_handlers_disconnect_by_data (log, watch);
}

static gboolean
on_interrupted (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

int
yj_ctl_devices_watch (YjCtl *ctl)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GKeyFile) settings = yj_ctl_load_settings (ctl, &error);
  Watch watch = { ctl, loop, settings, 0 };
  gboolean is_done;

  if (settings == NULL)
    return yj_ctl_fail (ctl, error);
  g_unix_signal_add (SIGINT, on_interrupted, loop);
  g_unix_signal_add (SIGTERM, on_interrupted, loop);
  is_done = follow_kiosk (&watch, &error);
  if (!is_done && g_error_matches (error, YJ_ERROR, YJ_ERROR_NOT_FOUND)) {
    g_clear_error (&error);
    watch_drivers (&watch);
    is_done = TRUE;
  }
  return is_done ? YJ_CTL_OK : yj_ctl_fail (ctl, error);
}
