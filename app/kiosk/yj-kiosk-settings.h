/* SPDX-License-Identifier: Apache-2.0 */
/* The kiosk's settings file (a GKeyFile) and what it makes: devices by their groups, catalogue, policies.
 *
 * [kiosk]      catalogue=folder of a catalogue, only before the courier has pulled a signed one
 *              device-report=file that technicians' commands read the devices' states from (YJ_DEVICE_REPORT_PATH)
 *              region=code, before enrolment; paper-required=true|false; warn-seconds, extend-seconds, goodbye-seconds
 * [id-reader], [camera], [scanner], [printer], [speaker]
 *              driver=id of a registered driver, and its own keys; a group that is missing is a device that is
 *              not there. Of readers and scanners there may be more: [id-reader-passport], [scanner-slot] */
#pragma once
#include "core/ports/yj-device-report.h"
#include "ui/yj-context.h"

G_BEGIN_DECLS

typedef struct {
  guint warn_seconds;    /* 5 to 1800, 60: nobody touches the screen, they are asked */
  guint extend_seconds;  /* 10 to 600, 30: nobody answers, everything is cleared */
  guint goodbye_seconds; /* 5 to 600, 20: the last page stays */
} YjKioskTimes;

/* Reads @path; NULL path: no device, every default. YJ_ERROR_BAD_DATA names group and key. (transfer full) */
GKeyFile *yj_kiosk_settings_load (const char *path, GError **error);
/* Times of [kiosk]; what is not set has its default. YJ_ERROR_BAD_DATA names a key that is no whole number within its range. */
gboolean yj_kiosk_settings_get_times (GKeyFile *settings, YjKioskTimes *times, GError **error);
/* paper-required of [kiosk], FALSE when it is not set. YJ_ERROR_BAD_DATA: neither true nor false, which "yes" is. */
gboolean yj_kiosk_settings_get_paper_required (GKeyFile *settings, gboolean *required, GError **error);
/* Makes every device that has a group and puts it into @context, and its states into the log there. A device whose group cannot be used is
 * a fault in that log, and @context is without it. FALSE with YJ_ERROR_BAD_DATA: [photo-decoder]. */
gboolean yj_kiosk_settings_make_devices (GKeyFile *settings, YjContext *context, GError **error);

/* Writes the devices' states to the file that device-report= names, for technicians' commands. NULL, and a line in the log, where it cannot
 * be: the kiosk does without. (transfer full) (nullable) */
YjDeviceReport *yj_kiosk_settings_make_report (GKeyFile *settings, YjContext *context);

G_END_DECLS
