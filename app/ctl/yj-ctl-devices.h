/* SPDX-License-Identifier: Apache-2.0 */
/* What the commands about devices share: the kiosk's settings, and what a running kiosk says of its devices. */
#pragma once
#include "app/ctl/yj-ctl.h"

G_BEGIN_DECLS

#define YJ_CTL_SETTINGS_PATH "/etc/yijian/kiosk.conf"

/* The file of --settings, $YIJIAN_SETTINGS or YJ_CTL_SETTINGS_PATH. YJ_ERROR_NOT_FOUND, YJ_ERROR_BAD_DATA. (transfer full) (nullable) */
GKeyFile *yj_ctl_load_settings (YjCtl *ctl, GError **error);
/* As yj_device_report_read (), from where the settings say that the kiosk writes it. (transfer full) (nullable) */
json_t *yj_ctl_read_report (GKeyFile *settings, GError **error);
/* (transfer full) */
char *yj_ctl_report_path (GKeyFile *settings);
/* The member of "devices" in @report (nullable) whose group is @group. (transfer none) (nullable) */
const json_t *yj_ctl_find_in_report (const json_t *report, const char *group);
/* The driver of @group, as the kiosk makes it: a scanner that looks through the kiosk's camera has one. (transfer full) (nullable) */
GObject *yj_ctl_make_device (GKeyFile *settings, const char *group, GError **error);

int yj_ctl_devices_list (YjCtl *ctl);
/* @group NULL: all of them. @seconds of patience and of waiting for a card or a code, 0 for none of one's own. */
int yj_ctl_devices_test (YjCtl *ctl, const char *group, guint patience_seconds, guint presentation_seconds);
int yj_ctl_devices_watch (YjCtl *ctl);
/* Until a signal, or for @seconds (0: no end). @file must not be there. */
int yj_ctl_devices_record (YjCtl *ctl, const char *group, const char *file, guint seconds);

/* One line of "watch". */
void yj_ctl_print_device_event (YjCtl *ctl, const json_t *event);
/* Readers, scanners and cameras begin; the others work from their making on. */
void yj_ctl_start_device (GObject *device);

G_END_DECLS
