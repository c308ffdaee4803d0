/* SPDX-License-Identifier: Apache-2.0 */
/* Driver: a code scanner that sends what it read over a serial line (CDC, RS-232) or as a keyboard (hid:, drivers/transports/yj-hid-port.h).
 * One burst of bytes is one code, or several where their beginnings can be told (yj-line-framing.h); what the framing says is taken off
 * the ends of each, and nothing of what is between.
 *
 * Settings: port or udev.NAME (yj-hotplug-port.h), rate_baud (9600), quiet_ms (80; 5 to 2000): silence that ends a code,
 * settle_ms (100; 0 to 1000): after opening, what comes is of the time before,
 * framing: auto (carriage returns, line feeds and tabulators at the end are taken off; the default), cr-lf, tab, stx-etx, none,
 * identifiers: none or aim (ISO/IEC 15424; the scanner must be set to send them). Without them the symbology is "unknown". */
#include "core/base/yj-error.h"
#include "drivers/codes/yj-aim-identifier.h"
#include "drivers/codes/yj-code-sightings.h"
#include "drivers/codes/yj-line-framing.h"
#include "drivers/transports/yj-burst-link.h"
#include "drivers/transports/yj-hotplug-port.h"
#include "drivers/yj-driver.h"

/* A QR code holds 2,953 bytes at most (ISO/IEC 18004:2015, table 7); a keyboard sends some of them as more. */
#define CODE_MAX_BYTES 4096
#define IDENTIFIER_BYTES 3

#define YJ_TYPE_LINE_SCANNER (yj_line_scanner_get_type ())
G_DECLARE_FINAL_TYPE (YjLineScanner, yj_line_scanner, YJ, LINE_SCANNER, GObject)

struct _YjLineScanner {
  GObject parent_instance;
  YjBurstLink *link; /* NULL until configured */
  YjCodeSightings *sightings;
  const YjLineFraming *framing;
  gboolean identifiers;
  guint stops; /* so many times it was stopped */
  YjDeviceState state;
};

static void yj_line_scanner_scanner_init (YjCodeScannerInterface *iface);
static void yj_line_scanner_driver_init (YjDriverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjLineScanner, yj_line_scanner, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_CODE_SCANNER, yj_line_scanner_scanner_init)
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_DRIVER, yj_line_scanner_driver_init))

/* usb.ids of 2025.07.26. Metrologic's and PSC's vendor ids belong to makers of nothing but scanners; Newland numbers the interface in the
 * last two digits (03 keyboard, 06 serial: its integration guides, "VID and PID Table"). */
static const YjDeviceId ids[] = {
  { "tty", "0c2e", NULL, NULL, "Honeywell and Metrologic, serial", FALSE },
  { "input", "0c2e", NULL, "ID_INPUT_KEYBOARD=1", "Honeywell and Metrologic, keyboard", FALSE },
  { "tty", "05e0", "1701", NULL, "Zebra and Symbol, serial (CDC)", FALSE },
  { "input", "05e0", "1200", "ID_INPUT_KEYBOARD=1", "Zebra and Symbol, keyboard", FALSE },
  { "tty", "05f9", NULL, NULL, "Datalogic, serial", FALSE },
  { "input", "05f9", NULL, "ID_INPUT_KEYBOARD=1", "Datalogic, keyboard", FALSE },
  { "tty", "1eab", "??06", NULL, "Newland, serial (CDC)", FALSE },
  { "input", "1eab", "??03", "ID_INPUT_KEYBOARD=1", "Newland, keyboard", FALSE },
  { "tty", "065a", "0009", NULL, "Opticon, serial", FALSE },
  { "input", "065a", "0001", "ID_INPUT_KEYBOARD=1", "Opticon, keyboard", FALSE },
  { "tty", "067e", "0803|0805", NULL, "Intermec, serial", FALSE },
  { "input", "067e", "0801", "ID_INPUT_KEYBOARD=1", "Intermec, keyboard", FALSE },
  { "tty", "0db5", "0139", NULL, "Access IS barcode module, serial (CDC)", FALSE },
  { "input", "0db5", "013a", "ID_INPUT_KEYBOARD=1", "Access IS barcode module, keyboard", FALSE },
  { "tty", "27dd", "0002", NULL, "Mindeo, serial", FALSE },
  YJ_DEVICE_IDS_SERIAL_CONVERTERS,
  { NULL },
};

static void
take_code (YjLineScanner *self, const guint8 *bytes, gsize size)
{
  const char *symbology = NULL;
  g_autoptr (YjCode) code = NULL;

  yj_line_framing_strip (self->framing, &bytes, &size);
  if (self->identifiers)
    symbology = yj_aim_identifier_get_symbology (bytes, size);
  if (symbology != NULL) {
    bytes += IDENTIFIER_BYTES;
    size -= IDENTIFIER_BYTES;
  }
  if (size == 0)
    return;
  code = yj_code_new (symbology != NULL ? symbology : "unknown", bytes, size);
  if (yj_code_sightings_note (self->sightings, code, g_get_monotonic_time ()))
    yj_code_scanner_emit_read (YJ_CODE_SCANNER (self), code);
}

/* A handler may stop the scanner: nothing of this burst is reported after that, not even to whoever has started it again. */
static void
on_burst (gpointer owner, const guint8 *bytes, gsize size)
{
  g_autoptr (YjLineScanner) self = g_object_ref (owner);
  guint stops = self->stops;

  while (size > 0 && stops == self->stops) {
    gsize one = yj_line_framing_measure_first (self->framing, self->identifiers, bytes, size);
    take_code (self, bytes, one);
    bytes += one;
    size -= one;
  }
}

static void
on_overlong (gpointer owner)
{
  g_message ("code scanner: more than %d bytes came at once and were dropped", CODE_MAX_BYTES);
}

static void
on_state (gpointer owner, YjDeviceState state, const char *reason)
{
  YjLineScanner *self = owner;

  self->state = state;
  g_message ("code scanner: %s: %s", yj_device_state_nick (state), reason);
  yj_code_scanner_emit_state (YJ_CODE_SCANNER (self), state, reason);
}

static void
yj_line_scanner_start (YjCodeScanner *scanner)
{
  YjLineScanner *self = YJ_LINE_SCANNER (scanner);

  g_return_if_fail (self->link != NULL);
  yj_code_sightings_clear (self->sightings);
  yj_burst_link_start (self->link);
}

static void
yj_line_scanner_stop (YjCodeScanner *scanner)
{
  YjLineScanner *self = YJ_LINE_SCANNER (scanner);

  self->stops++;
  if (self->link != NULL)
    yj_burst_link_stop (self->link);
}

static YjDeviceState
yj_line_scanner_get_state (YjCodeScanner *scanner)
{
  return YJ_LINE_SCANNER (scanner)->state;
}

static gboolean
read_framing (YjLineScanner *self, GKeyFile *settings, const char *group, GError **error)
{
  g_autofree char *name = yj_driver_settings_string (settings, group, "framing", "auto");

  self->framing = yj_line_framing_find (name);
  if (self->framing == NULL)
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[%s] framing: %s is none of auto, cr-lf, tab, stx-etx, none", group, name);
  return self->framing != NULL;
}

static gboolean
read_identifiers (YjLineScanner *self, GKeyFile *settings, const char *group, GError **error)
{
  g_autofree char *name = yj_driver_settings_string (settings, group, "identifiers", "none");

  self->identifiers = g_str_equal (name, "aim");
  if (self->identifiers || g_str_equal (name, "none"))
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[%s] identifiers: %s is neither aim nor none", group, name);
  return FALSE;
}

static gboolean
yj_line_scanner_configure (YjDriver *driver, GKeyFile *settings, const char *group, GError **error)
{
  static const YjBurstListener listener = { on_burst, on_overlong, on_state };
  YjLineScanner *self = YJ_LINE_SCANNER (driver);
  int rate_baud, quiet_ms, settle_ms;
  YjPort *port;

  if (!yj_driver_settings_int (settings, group, "rate_baud", 9600, 9600, 115200, &rate_baud, error) ||
      !yj_driver_settings_int (settings, group, "quiet_ms", 80, 5, 2000, &quiet_ms, error) ||
      !yj_driver_settings_int (settings, group, "settle_ms", 100, 0, 1000, &settle_ms, error) ||
      !read_framing (self, settings, group, error) || !read_identifiers (self, settings, group, error))
    return FALSE;
  port = yj_hotplug_port_new (settings, group, ids, rate_baud, error);
  if (port == NULL)
    return FALSE;
  self->link = yj_burst_link_new (port, (guint) quiet_ms, CODE_MAX_BYTES, &listener, self);
  yj_burst_link_set_settle (self->link, (guint) settle_ms);
  return TRUE;
}

static void
yj_line_scanner_finalize (GObject *object)
{
  YjLineScanner *self = YJ_LINE_SCANNER (object);

  g_clear_pointer (&self->link, yj_burst_link_free);
  g_clear_pointer (&self->sightings, yj_code_sightings_free);
  G_OBJECT_CLASS (yj_line_scanner_parent_class)->finalize (object);
}

static void
yj_line_scanner_class_init (YjLineScannerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_line_scanner_finalize;
}

static void
yj_line_scanner_init (YjLineScanner *self)
{
  self->sightings = yj_code_sightings_new ();
}

static void
yj_line_scanner_scanner_init (YjCodeScannerInterface *iface)
{
  iface->start = yj_line_scanner_start;
  iface->stop = yj_line_scanner_stop;
  iface->get_state = yj_line_scanner_get_state;
}

static void
yj_line_scanner_driver_init (YjDriverInterface *iface)
{
  iface->configure = yj_line_scanner_configure;
  iface->ids = ids;
}
