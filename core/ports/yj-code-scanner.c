/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the code value and the signals of the scanner port. */
#include "core/ports/yj-code-scanner.h"
#include "core/base/yj-secret.h"
#include <string.h>

G_DEFINE_INTERFACE (YjCodeScanner, yj_code_scanner, G_TYPE_OBJECT)
G_DEFINE_BOXED_TYPE (YjCode, yj_code, yj_code_copy, yj_code_free)

enum { READ, STATE, N_SIGNALS };
static guint signals[N_SIGNALS];

static char *
payload_to_text (gconstpointer payload, gsize size)
{
  if (size == 0 || memchr (payload, 0, size) != NULL)
    return NULL;
  if (g_utf8_validate (payload, size, NULL))
    return g_strndup (payload, size);
  return g_convert (payload, size, "UTF-8", "GB18030", NULL, NULL, NULL);
}

YjCode *
yj_code_new (const char *symbology, gconstpointer payload, gsize size)
{
  YjCode *code = g_new0 (YjCode, 1);
  code->symbology = g_strdup (symbology);
  code->payload = yj_secret_bytes_new (payload, size);
  code->text = payload_to_text (payload, size);
  return code;
}

YjCode *
yj_code_copy (const YjCode *code)
{
  YjCode *copy = g_new0 (YjCode, 1);
  copy->symbology = g_strdup (code->symbology);
  copy->payload = g_bytes_ref (code->payload);
  copy->text = g_strdup (code->text);
  return copy;
}

void
yj_code_free (YjCode *code)
{
  if (code == NULL)
    return;
  g_free (code->symbology);
  g_bytes_unref (code->payload);
  yj_secret_text_free (code->text);
  g_free (code);
}

static void
yj_code_scanner_default_init (YjCodeScannerInterface *iface)
{
  GType type = YJ_TYPE_CODE_SCANNER;
  signals[READ] = g_signal_new ("code-read", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, YJ_TYPE_CODE);
  signals[STATE] = g_signal_new ("state-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                 YJ_TYPE_DEVICE_STATE, G_TYPE_STRING);
}

void
yj_code_scanner_start (YjCodeScanner *self)
{
  YJ_CODE_SCANNER_GET_IFACE (self)->start (self);
}

void
yj_code_scanner_stop (YjCodeScanner *self)
{
  YJ_CODE_SCANNER_GET_IFACE (self)->stop (self);
}

YjDeviceState
yj_code_scanner_get_state (YjCodeScanner *self)
{
  return YJ_CODE_SCANNER_GET_IFACE (self)->get_state (self);
}

void
yj_code_scanner_emit_read (YjCodeScanner *self, YjCode *code)
{
  g_signal_emit (self, signals[READ], 0, code);
}

void
yj_code_scanner_emit_state (YjCodeScanner *self, YjDeviceState state, const char *reason)
{
  g_signal_emit (self, signals[STATE], 0, state, reason);
}
