/* SPDX-License-Identifier: Apache-2.0 */
/* The kiosk's settings file (a GKeyFile) and what it makes: devices by their groups, catalogue, policies.
 *
 * [kiosk]      catalogue=folder of a catalogue, only before the courier has pulled a signed one
 *              region=code, before enrolment; paper-required=true|false; warn-seconds, extend-seconds
 * [id-reader], [camera], [scanner], [printer], [speaker]
 *              driver=id of a registered driver, and its own keys; a group that is missing is a device that is
 *              not there */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

/* Reads @path; NULL path: no device, every default. YJ_ERROR_BAD_DATA names group and key. (transfer full) */
GKeyFile *yj_kiosk_settings_load (const char *path, GError **error);
/* Makes every device that has a group and puts it into @context. */
gboolean yj_kiosk_settings_make_devices (GKeyFile *settings, YjContext *context, GError **error);

G_END_DECLS
