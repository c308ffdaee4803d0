/* SPDX-License-Identifier: Apache-2.0 */
/* Driver: a reader of machine-readable zones (passports, travel permits), swiped or full page, that sends its lines as text on a serial
 * line or as a keyboard. One burst is one document: two or three lines with anything that is no MRZ character between them, before
 * them (STX, a prefix of the maker) and after them (ETX, CR).
 *
 * A swipe has no end that could be noticed, so that "card-removed" follows every document by itself.
 *
 * Settings: port or udev.NAME (yj-hotplug-port.h), rate_baud (9600), quiet_ms (300; 20 to 5000): silence that ends a document,
 * settle_ms (100; 0 to 1000): after opening, what comes is of the time before. */
#include "core/base/yj-clock.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-mrz.h"
#include "drivers/transports/yj-burst-link.h"
#include "drivers/transports/yj-hotplug-port.h"
#include "drivers/yj-driver.h"
#include <string.h>

/* Three lines of 30 and what makers put around them. */
#define DOCUMENT_MAX_BYTES 512
#define LINE_MIN 30

#define YJ_TYPE_MRZ_READER (yj_mrz_reader_get_type ())
G_DECLARE_FINAL_TYPE (YjMrzReader, yj_mrz_reader, YJ, MRZ_READER, GObject)

struct _YjMrzReader {
  GObject parent_instance;
  YjClock *clock;
  YjBurstLink *link; /* NULL until configured */
  YjDeviceState state;
  guint run; /* counts stops: a handler may stop the reader between two signals */
};

static void yj_mrz_reader_iface_init (YjIdReaderInterface *iface);
static void yj_mrz_reader_driver_init (YjDriverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjMrzReader, yj_mrz_reader, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_ID_READER, yj_mrz_reader_iface_init)
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_DRIVER, yj_mrz_reader_driver_init))

/* Area imagers read passports when an OCR template is switched on (Honeywell Xenon 1900 and its successors, user's manual: "Passport
 * Template"), and code readers otherwise. */
static const YjDeviceId ids[] = {
  { "tty", "0c2e", NULL, NULL, "Honeywell imager with its passport template on, serial", TRUE },
  { "input", "0c2e", NULL, "ID_INPUT_KEYBOARD=1", "Honeywell imager with its passport template on, keyboard", TRUE },
  YJ_DEVICE_IDS_SERIAL_CONVERTERS,
  { NULL },
};

static gboolean
is_mrz_character (guint8 c)
{
  return g_ascii_isalnum (c) || c == '<';
}

/* The runs of MRZ characters that are long enough to be lines, one under the other. (transfer full) */
static char *
gather_lines (const guint8 *bytes, gsize size)
{
  char *lines = g_malloc0 (size + 2); /* a run of LINE_MIN and its line feed are never longer than what they came from, but for the last */
  gsize used = 0, start = 0;

  for (gsize i = 0; i <= size; i++) {
    if (i < size && is_mrz_character (bytes[i]))
      continue;
    if (i - start >= LINE_MIN) {
      memcpy (lines + used, bytes + start, i - start);
      used += i - start;
      lines[used++] = '\n';
    }
    start = i + 1;
  }
  return lines;
}

/* One document: @card, or @error that says why not. */
static void
report (YjMrzReader *self, YjIdCard *card, const GError *error)
{
  YjIdReader *reader = YJ_ID_READER (self);
  guint run = self->run;

  yj_id_reader_emit_found (reader);
  if (self->run == run && card != NULL)
    yj_id_reader_emit_read (reader, card);
  else if (self->run == run)
    yj_id_reader_emit_failed (reader, error);
  if (self->run == run)
    yj_id_reader_emit_removed (reader);
}

static void
on_burst (gpointer owner, const guint8 *bytes, gsize size)
{
  g_autoptr (YjMrzReader) self = g_object_ref (owner);
  g_autoptr (YjSecretText) lines = gather_lines (bytes, size);
  g_autoptr (GDateTime) today = yj_clock_get_today (self->clock);
  g_autoptr (GError) error = NULL;
  g_autoptr (YjIdCard) card = NULL;

  card = yj_mrz_parse (lines, today, &error);
  /* Lines that are not whole are a bad swipe, which the person can do again. */
  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_BAD_DATA))
    error->code = YJ_ERROR_CARD_UNREADABLE;
  report (self, card, error);
}

static void
on_overlong (gpointer owner)
{
  g_autoptr (YjMrzReader) self = g_object_ref (owner);
  g_autoptr (GError) error =
    g_error_new (YJ_ERROR, YJ_ERROR_CARD_UNREADABLE, "more than %d bytes came for one document", DOCUMENT_MAX_BYTES);

  report (self, NULL, error);
}

static void
on_state (gpointer owner, YjDeviceState state, const char *reason)
{
  YjMrzReader *self = owner;

  self->state = state;
  g_message ("passport reader: %s: %s", yj_device_state_nick (state), reason);
  yj_id_reader_emit_state (YJ_ID_READER (self), state, reason);
}

static void
yj_mrz_reader_start (YjIdReader *reader)
{
  YjMrzReader *self = YJ_MRZ_READER (reader);

  g_return_if_fail (self->link != NULL);
  yj_burst_link_start (self->link);
}

static void
yj_mrz_reader_stop (YjIdReader *reader)
{
  YjMrzReader *self = YJ_MRZ_READER (reader);

  self->run++;
  if (self->link != NULL)
    yj_burst_link_stop (self->link);
}

static YjDeviceState
yj_mrz_reader_get_state (YjIdReader *reader)
{
  return YJ_MRZ_READER (reader)->state;
}

static gboolean
yj_mrz_reader_configure (YjDriver *driver, GKeyFile *settings, const char *group, GError **error)
{
  static const YjBurstListener listener = { on_burst, on_overlong, on_state };
  YjMrzReader *self = YJ_MRZ_READER (driver);
  int rate_baud, quiet_ms, settle_ms;
  YjPort *port;

  if (!yj_driver_settings_int (settings, group, "rate_baud", 9600, 9600, 115200, &rate_baud, error) ||
      !yj_driver_settings_int (settings, group, "quiet_ms", 300, 20, 5000, &quiet_ms, error) ||
      !yj_driver_settings_int (settings, group, "settle_ms", 100, 0, 1000, &settle_ms, error))
    return FALSE;
  port = yj_hotplug_port_new (settings, group, ids, rate_baud, error);
  if (port == NULL)
    return FALSE;
  self->link = yj_burst_link_new (port, (guint) quiet_ms, DOCUMENT_MAX_BYTES, &listener, self);
  yj_burst_link_set_settle (self->link, (guint) settle_ms);
  return TRUE;
}

static void
yj_mrz_reader_finalize (GObject *object)
{
  YjMrzReader *self = YJ_MRZ_READER (object);

  g_clear_pointer (&self->link, yj_burst_link_free);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (yj_mrz_reader_parent_class)->finalize (object);
}

static void
yj_mrz_reader_class_init (YjMrzReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_mrz_reader_finalize;
}

static void
yj_mrz_reader_init (YjMrzReader *self)
{
  self->clock = yj_clock_new ();
}

static guint
yj_mrz_reader_get_kinds (YjIdReader *reader)
{
  return 1u << YJ_ID_MRZ;
}

static void
yj_mrz_reader_iface_init (YjIdReaderInterface *iface)
{
  iface->start = yj_mrz_reader_start;
  iface->stop = yj_mrz_reader_stop;
  iface->get_state = yj_mrz_reader_get_state;
  iface->get_kinds = yj_mrz_reader_get_kinds;
}

static void
yj_mrz_reader_driver_init (YjDriverInterface *iface)
{
  iface->configure = yj_mrz_reader_configure;
  iface->ids = ids;
}
