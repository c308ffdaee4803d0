/* SPDX-License-Identifier: Apache-2.0 */
/* A card reader in memory: says what the test emits with yj_id_reader_emit_*, and counts how often it was started. */
#pragma once
#include "core/ports/yj-id-reader.h"

#define YJ_TYPE_FAKE_READER (yj_fake_reader_get_type ())
G_DECLARE_FINAL_TYPE (YjFakeReader, yj_fake_reader, YJ, FAKE_READER, GObject)

struct _YjFakeReader {
  GObject parent_instance;
  YjDeviceState state;
  guint kinds; /* bits 1 << YjIdKind; the resident card alone */
  gboolean started;
  guint n_starts;
};

YjFakeReader *yj_fake_reader_new (void);
