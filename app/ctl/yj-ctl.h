/* SPDX-License-Identifier: Apache-2.0 */
/* What the commands of yijianctl share. A command gets the words after its name and gives the exit
 * status: 0 done, 1 the answer is no, 2 the call cannot be taken, 3 it failed. */
#pragma once
#include "core/base/yj-error.h"
#include "core/base/yj-json.h"

G_BEGIN_DECLS

enum { YJ_CTL_OK = 0, YJ_CTL_NO = 1, YJ_CTL_USAGE = 2, YJ_CTL_FAILED = 3 };

typedef struct {
  gboolean json;          /* --json: one JSON value on standard output */
  const char *bus;        /* --bus: "system" (default), "session" or a D-Bus address */
  const char *settings;   /* --settings: the kiosk's settings file, NULL: where it is otherwise */
  GDBusConnection *connection; /* made by yj_ctl_connect () */
} YjCtl;

int yj_ctl_catalog (YjCtl *ctl, int argc, char **argv);
/* "catalog status" and "catalog rollback": what the courier has. */
int yj_ctl_catalog_in_use (YjCtl *ctl, gboolean roll_back);
int yj_ctl_id (YjCtl *ctl, int argc, char **argv);
int yj_ctl_card (YjCtl *ctl, int argc, char **argv);
int yj_ctl_scan (YjCtl *ctl, int argc, char **argv);
int yj_ctl_devices (YjCtl *ctl, int argc, char **argv);
int yj_ctl_selftest (YjCtl *ctl, int argc, char **argv);
int yj_ctl_submit (YjCtl *ctl, int argc, char **argv);
int yj_ctl_queue (YjCtl *ctl, int argc, char **argv);
int yj_ctl_status (YjCtl *ctl, int argc, char **argv);
int yj_ctl_provision (YjCtl *ctl, int argc, char **argv);
int yj_ctl_sync (YjCtl *ctl, int argc, char **argv);

/* The courier's status in lines for a person. */
void yj_ctl_print_status (const json_t *status);

/* Prints "yijianctl: <message>" (or {"error":{"code","message"}} with --json) and gives YJ_CTL_FAILED. */
int yj_ctl_fail (YjCtl *ctl, const GError *error);
/* One line of compact JSON, or indented text for a person when @indent. */
void yj_ctl_print_json (const json_t *value, gboolean indent);
/* The bus the courier is on. NULL with @error set. (transfer none) */
GDBusConnection *yj_ctl_connect (YjCtl *ctl, GError **error);

G_END_DECLS
