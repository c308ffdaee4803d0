/* SPDX-License-Identifier: Apache-2.0 */
/* Scanners behind a udev of the test's own, and the far ends of their lines, which stay up all the time. */
#pragma once
#include "core/ports/yj-code-scanner.h"
#include "drivers/virtual/yj-virtual-line.h"
#include "tests/support/udev-rig.h"

#define HOTPLUG_PATIENCE_SECONDS 60
#define HOTPLUG_LINES 2

/* One scanner and what it said. */
typedef struct {
  YjCodeScanner *driver;
  YjDeviceState state;
  gboolean is_told;
  char *reason;
  GString *codes; /* each with a space behind it */
  YjDeviceState wanted_state;
  const char *wanted_codes;
} HotplugScanner;

typedef struct {
  UdevRig *udev;
  char *dir;
  char *paths[HOTPLUG_LINES];
  YjVirtualLine *lines[HOTPLUG_LINES];
} Hotplug;

/* For g_test_add (). */
void hotplug_set_up (Hotplug *f, gconstpointer unused);
void hotplug_tear_down (Hotplug *f, gconstpointer unused);
/* Those of a line-scanner, [scanner], with these further lines. (transfer full) */
GKeyFile *hotplug_make_settings (const char *keys);
/* A line-scanner, started, with these further lines of settings. (transfer full) */
HotplugScanner *hotplug_scanner_new (const char *keys);
/* Nobody else may hold it. */
void hotplug_scanner_free (HotplugScanner *scanner);
void hotplug_scanner_await (HotplugScanner *scanner, YjDeviceState state);
/* For reader_rig_wait (): @data, a HotplugScanner, has read its wanted_codes. */
gboolean hotplug_scanner_has_codes (gpointer data);
/* @code comes from @line, and is what the scanner has read last. */
void hotplug_scan (YjVirtualLine *line, HotplugScanner *scanner, const char *code);
