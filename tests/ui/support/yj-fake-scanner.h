/* SPDX-License-Identifier: Apache-2.0 */
/* A scanner in memory: says what the test emits with yj_code_scanner_emit_read (), and counts how often it was started. */
#pragma once
#include "core/ports/yj-code-scanner.h"

#define YJ_TYPE_FAKE_SCANNER (yj_fake_scanner_get_type ())
G_DECLARE_FINAL_TYPE (YjFakeScanner, yj_fake_scanner, YJ, FAKE_SCANNER, GObject)

struct _YjFakeScanner {
  GObject parent_instance;
  YjDeviceState state;
  gboolean started;
  guint n_starts;
};

YjFakeScanner *yj_fake_scanner_new (void);
