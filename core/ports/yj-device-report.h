/* SPDX-License-Identifier: Apache-2.0 */
/* The kiosk's device log where a technician's commands can read it: one JSON file on a tmpfs, written anew at each change, and a lock
 * beside it that stands as long as the kiosk runs. The folder's set-group-ID bit gives both to the technicians. Thread: the log's. */
#pragma once
#include "core/ports/yj-device-log.h"

G_BEGIN_DECLS

#define YJ_DEVICE_REPORT_PATH "/run/yijian-devices/report.json"

typedef struct _YjDeviceReport YjDeviceReport;

/* Writes @log to @path from now on. YJ_ERROR_EXISTS: another kiosk does; YJ_ERROR_FAILED: the folder is not there or not ours. A change
 * that cannot be written later is said in the program's log. (transfer full) (nullable) */
YjDeviceReport *yj_device_report_new (YjDeviceLog *log, const char *path, GError **error);
/* Takes the file away. */
void yj_device_report_free (YjDeviceReport *self);

/* What a kiosk that runs now has written, as yj_device_log_to_json () has it; NULL with YJ_ERROR_NOT_FOUND when none runs here,
 * YJ_ERROR_DENIED when the caller may not read it. (transfer full) (nullable) */
json_t *yj_device_report_read (const char *path, GError **error);

G_END_DECLS
