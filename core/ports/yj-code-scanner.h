/* SPDX-License-Identifier: Apache-2.0 */
/* Port: something that reads one- and two-dimensional codes: a camera with a decoder, a serial or a
 * HID scanner. Payloads are bytes and inert: nothing is opened, executed or followed. Thread: all calls on one, that of start (). */
#pragma once
#include <gio/gio.h>
#include "core/ports/yj-id-reader.h"

G_BEGIN_DECLS

typedef struct {
  char *symbology; /* ISO/IEC name in lower case with dashes: "qr-code", "ean-13", "code-128" */
  GBytes *payload; /* the decoded bytes, whatever they are */
  char *text;      /* (nullable) UTF-8 when the bytes are valid UTF-8 or GB 18030 text without NUL */
} YjCode;

#define YJ_TYPE_CODE (yj_code_get_type ())
GType yj_code_get_type (void);
/* Both are copied; the copies are wiped when they are freed. (transfer full) */
YjCode *yj_code_new (const char *symbology, gconstpointer payload, gsize size);
/* (transfer full) */
YjCode *yj_code_copy (const YjCode *code);
/* Wipes what it frees. NULL is allowed. */
void yj_code_free (YjCode *code);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjCode, yj_code_free)

#define YJ_TYPE_CODE_SCANNER (yj_code_scanner_get_type ())
G_DECLARE_INTERFACE (YjCodeScanner, yj_code_scanner, YJ, CODE_SCANNER, GObject)

struct _YjCodeScannerInterface {
  GTypeInterface parent_iface;
  void (*start) (YjCodeScanner *self);
  void (*stop) (YjCodeScanner *self);
  YjDeviceState (*get_state) (YjCodeScanner *self);
};

/* Signals, on the thread of start (): "code-read" (YjCode *code); the same code is reported again
 * only after it was out of sight for 2 s. "state-changed" (YjDeviceState, const char *reason). */
void yj_code_scanner_start (YjCodeScanner *self);
void yj_code_scanner_stop (YjCodeScanner *self);
YjDeviceState yj_code_scanner_get_state (YjCodeScanner *self);

/* For drivers; @code and @reason stay the driver's. */
void yj_code_scanner_emit_read (YjCodeScanner *self, YjCode *code);
void yj_code_scanner_emit_state (YjCodeScanner *self, YjDeviceState state, const char *reason);

G_END_DECLS
