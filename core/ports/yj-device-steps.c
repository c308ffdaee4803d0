/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what a technician does about a device that does not work. */
#include "core/ports/yj-device-probe.h"
#include <string.h>

/* Of two keywords that a printer gives, the one that stands first here is seen to first. */
static const struct {
  const char *port, *state, *word; /* NULL: any; @word stands in what the device said */
  const char *next_step;
} steps[] = {
  { NULL, NULL, "yijian-devices",
    "see with “ls -l” that the device belongs to the group yijian-devices, which a udev rule does (docs/devices.md), and with “id” that this account is "
    "in it: usermod -aG yijian-devices ACCOUNT, then log in anew" },
  { "receipt-printer", NULL, "no-server", "start the print server: systemctl restart cups; and see that server= of its group names its socket" },
  { "receipt-printer", NULL, "no-queue", "make the queue as docs/devices.md says under cups-printer, or correct its name in the settings" },
  { "receipt-printer", NULL, "offline", "switch the printer on and see to its cable" },
  { "receipt-printer", NULL, "cover-open", "close the printer's cover" },
  { "receipt-printer", NULL, "media-jam", "open the printer, take the paper out, and close it" },
  { "receipt-printer", NULL, "media-empty", "put paper in" },
  { "receipt-printer", NULL, "stopped", "see why the queue was stopped (lpstat -p), then: cupsenable QUEUE" },
  { "receipt-printer", NULL, "unsettled", "wait half a minute for the queue to be purged; if it stays, look at cupsd's policy for this queue" },
  { "id-reader", "absent", NULL, "plug the reader in and see to its power; “yijianctl devices list” shows what is there and how to name it" },
  { "id-reader", "fault", NULL, "end what else uses the reader's line; if nothing does, unplug it for a moment, then call its maker's service" },
  { "code-scanner", "absent", NULL, "plug the scanner in; “yijianctl devices list” shows what is there and how to name it" },
  { "code-scanner", "fault", NULL, "end what else uses the scanner, and see that the kiosk's account is in the group yijian-devices" },
  { "camera", "absent", NULL, "plug the camera in; “yijianctl devices list” shows what is there, and “v4l2-ctl --list-formats-ext” which sizes it has" },
  { "camera", "fault", NULL, "end what else uses the camera, or say in the settings which one is meant" },
  { "camera", "ready", "black", "open the camera's shutter or take its cap off, and see to the light in the hall" },
  { "camera", "ready", NULL, "it gives no picture: unplug it for a moment, or set another size and format" },
  { "speaker", "absent", NULL, "see to the sound output that sink= and device= of its group name; “aplay -l” lists them" },
  { "speaker", "fault", NULL, "see the reason; the voices are in the package espeak-ng-data" },
};

const char *
yj_device_next_step (const char *port, const char *state, const char *detail)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if ((steps[i].port == NULL || g_str_equal (steps[i].port, port)) && (steps[i].state == NULL || g_str_equal (steps[i].state, state)) &&
        (steps[i].word == NULL || (detail != NULL && strstr (detail, steps[i].word) != NULL)))
      return steps[i].next_step;
  return "see the reason, and docs/devices.md";
}
