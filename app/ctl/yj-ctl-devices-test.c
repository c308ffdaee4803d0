/* SPDX-License-Identifier: Apache-2.0 */
/* yijianctl devices test and selftest: each device is driven once, and what to do next is said. */
#include "app/ctl/yj-ctl-devices.h"
#include "core/ports/yj-device-probe.h"
#include "drivers/yj-device-groups.h"
#include "drivers/yj-driver.h"
#include <stdio.h>

typedef struct {
  GMainLoop *loop;
  YjDeviceVerdict *verdict;
} Wait;

static void
on_probed (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  wait->verdict = yj_device_probe_finish (result);
  g_main_loop_quit (wait->loop);
}

/* A driver that cannot be made has failed, too: its settings are the reason. @remark: (nullable) on its settings. (transfer full) */
static YjDeviceVerdict *
drive (GKeyFile *settings, const char *group, guint patience_seconds, guint presentation_seconds, char **remark)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GObject) device = yj_ctl_make_device (settings, group, &error);
  Wait wait = { NULL, NULL };

  if (device == NULL) {
    wait.verdict = g_new0 (YjDeviceVerdict, 1);
    wait.verdict->reason = g_strdup (error->message);
    wait.verdict->next_step = g_strdup ("correct this group of the settings; docs/devices.md has the keys of each driver");
    return wait.verdict;
  }
  *remark = g_strdup (yj_driver_get_remark (device));
  wait.loop = g_main_loop_new (NULL, FALSE);
  yj_device_probe_async (device, patience_seconds * 1000, presentation_seconds * 1000, on_probed, &wait);
  g_main_loop_run (wait.loop);
  g_main_loop_unref (wait.loop);
  return wait.verdict;
}

/* A device that the kiosk itself is using cannot be had a second time: its word counts then. */
static void
hear_kiosk (YjDeviceVerdict *verdict, const json_t *report, const char *group)
{
  const json_t *device = yj_ctl_find_in_report (report, group);
  const char *state = yj_json_string (device, "state");

  if (verdict->passed || (g_strcmp0 (state, "ready") != 0 && g_strcmp0 (state, "busy") != 0))
    return;
  verdict->passed = TRUE;
  g_free (verdict->state);
  g_free (verdict->reason);
  g_clear_pointer (&verdict->next_step, g_free);
  verdict->state = g_strdup (state);
  verdict->reason = g_strdup_printf ("in use by the kiosk, which says: %s, since %s", yj_json_string (device, "reason"), yj_json_string (device, "time"));
}

static json_t *
verdict_to_json (GKeyFile *settings, const char *group, const YjDeviceVerdict *verdict, const char *remark)
{
  g_autofree char *driver = g_key_file_get_string (settings, group, "driver", NULL);

  return json_pack ("{s:s, s:s?, s:b, s:s?, s:s, s:s?, s:s?}", "group", group, "driver", driver, "passed", verdict->passed, "state", verdict->state,
                    "reason", verdict->reason, "next_step", verdict->next_step, "remark", remark);
}

static void
print_verdict (const json_t *device)
{
  const char *driver = yj_json_string (device, "driver"), *next_step = yj_json_string (device, "next_step");
  const char *remark = yj_json_string (device, "remark");

  printf ("%s  %-20s %-16s %s\n", yj_json_bool (device, "passed", FALSE) ? "pass" : "FAIL", yj_json_string (device, "group"),
          driver != NULL ? driver : "", yj_json_string (device, "reason"));
  if (next_step != NULL)
    printf ("      do this: %s\n", next_step);
  if (remark != NULL)
    printf ("      note: %s\n", remark);
  fflush (stdout);
}

/* TRUE when it passed; the verdict is printed, or put into @list. */
static gboolean
test_group (YjCtl *ctl, GKeyFile *settings, const char *group, guint patience_seconds, guint presentation_seconds, json_t *list)
{
  g_autofree char *remark = NULL;
  g_autoptr (YjDeviceVerdict) verdict = drive (settings, group, patience_seconds, presentation_seconds, &remark);
  g_autoptr (json_t) report = yj_ctl_read_report (settings, NULL);
  json_t *device;

  hear_kiosk (verdict, report, group);
  device = verdict_to_json (settings, group, verdict, remark);
  if (!ctl->json)
    print_verdict (device);
  json_array_append_new (list, device);
  return verdict->passed;
}

static int
test_all (YjCtl *ctl, GKeyFile *settings, guint patience_seconds, json_t *list)
{
  g_auto (GStrv) groups = yj_device_groups_list (settings, NULL), unknown = yj_device_groups_list_unknown (settings);
  gboolean passed = TRUE;

  for (guint i = 0; groups[i] != NULL; i++)
    passed &= test_group (ctl, settings, groups[i], patience_seconds, 0, list);
  if (groups[0] == NULL && !ctl->json)
    printf ("no device is configured: the settings have no group of one\n");
  for (guint i = 0; !ctl->json && unknown[i] != NULL; i++)
    printf ("note: [%s] is no group that a kiosk knows, and means nothing\n", unknown[i]);
  return passed ? YJ_CTL_OK : YJ_CTL_NO;
}

int
yj_ctl_devices_test (YjCtl *ctl, const char *group, guint patience_seconds, guint presentation_seconds)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GKeyFile) settings = yj_ctl_load_settings (ctl, &error);
  g_autoptr (json_t) list = json_array ();
  g_autoptr (json_t) all = NULL;
  int status;

  if (settings != NULL && group != NULL && (yj_device_group_get_port (group) == NULL || !g_key_file_has_group (settings, group)))
    g_set_error (&error, YJ_ERROR, YJ_ERROR_NOT_FOUND, "the settings have no device [%s]", group);
  if (error != NULL)
    return yj_ctl_fail (ctl, error);
  if (group == NULL) {
    status = test_all (ctl, settings, patience_seconds, list);
    all = json_pack ("{s:b, s:O}", "passed", status == YJ_CTL_OK, "devices", list);
  } else {
    status = test_group (ctl, settings, group, patience_seconds, presentation_seconds, list) ? YJ_CTL_OK : YJ_CTL_NO;
    all = json_incref (json_array_get (list, 0));
  }
  if (ctl->json)
    yj_ctl_print_json (all, FALSE);
  return status;
}
