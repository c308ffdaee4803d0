/* SPDX-License-Identifier: Apache-2.0 */
/* Which groups of a settings file are devices, and of which port: the same for the kiosk and for a technician's commands. Of readers and
 * scanners there may be several, each with a word of its own behind a dash: [id-reader-passport], [scanner-slot]. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

/* "id-reader" for [id-reader] and [id-reader-passport], "receipt-printer" for [printer]; as yj_driver_info_get_port (). (nullable): no
 * device's group. */
const char *yj_device_group_get_port (const char *group);
/* Those of @port, or of every port for NULL, in the order of the file. (transfer full) */
GStrv yj_device_groups_list (GKeyFile *settings, const char *port);
/* Groups that mean nothing to a kiosk: no device's, and none of those that it has besides; "camera" of a scanner may name any. A misspelt one
 * is a device that is silently not there. (transfer full) */
GStrv yj_device_groups_list_unknown (GKeyFile *settings);
/* The driver that the group names, configured. YJ_ERROR_NOT_FOUND: no such driver; YJ_ERROR_BAD_DATA: a setting, or a driver of another
 * kind than the group's. (transfer full) (nullable) */
GObject *yj_device_group_create (GKeyFile *settings, const char *group, GError **error);

G_END_DECLS
