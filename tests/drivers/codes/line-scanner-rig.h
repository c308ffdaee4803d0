/* SPDX-License-Identifier: Apache-2.0 */
/* A line-scanner driver with what it says, on a virtual line or on whatever stands at the rig's path. Thread: main. */
#pragma once
#include "core/ports/yj-code-scanner.h"
#include "drivers/virtual/yj-virtual-line.h"

typedef struct {
  char *dir, *path;
  YjVirtualLine *line; /* (nullable) */
  int fifo; /* of a test that types; -1: none. Closed by scanner_rig_tear_down () */
  const char *settle_ms; /* "0": the devices here speak as soon as they are listened to */
  YjCodeScanner *scanner;
  GPtrArray *codes; /* of YjCode */
  GString *states;
  guint wanted_codes;
  const char *wanted_state;
} ScannerRig;

/* A fixture of g_test_add (): a folder, and no scanner yet. */
void scanner_rig_set_up (ScannerRig *rig, gconstpointer unused);
void scanner_rig_tear_down (ScannerRig *rig, gconstpointer unused);

/* A driver that listens at @address. */
void scanner_rig_make_scanner (ScannerRig *rig, const char *address, const char *framing, const char *identifiers);
/* The same on a virtual line, and ready. */
void scanner_rig_plug (ScannerRig *rig, const char *framing, const char *identifiers);
void scanner_rig_end_scanner (ScannerRig *rig);

/* Ends the program when the scanner never says it. */
void scanner_rig_await_state (ScannerRig *rig, const char *states);
void scanner_rig_await_codes (ScannerRig *rig, guint n);
/* FALSE when not so many codes came within @seconds. */
gboolean scanner_rig_wait_for_codes (ScannerRig *rig, guint n, guint seconds);
/* Until the log says that something was dropped. */
void scanner_rig_await_dropped (ScannerRig *rig);

/* The one code that @size bytes on the line become. (transfer none) */
const YjCode *scanner_rig_scan (ScannerRig *rig, gconstpointer bytes, gsize size);
void scanner_rig_assert_payload (const YjCode *code, gconstpointer bytes, gsize size);
#define SCANNER_RIG_SCAN(rig, sent, wanted)                                                                                                \
  scanner_rig_assert_payload (scanner_rig_scan (rig, sent, sizeof sent - 1), wanted, sizeof wanted - 1)
