/* SPDX-License-Identifier: Apache-2.0 */
/* Driver: a PC/SC reader of contact cards, which reads the holder of a social-security card. Owns the device: its settings, its line to
 * pcscd and its state; what becomes of a card in it is the placement's, how pcscd is talked to is the port's (yj-pcsc-port.h).
 *
 * A service that is away or hangs is tried again twice a second. Signals are emitted after the next step is set, because a handler may stop
 * the reader.
 *
 * Settings: port (pcsc:PATTERN or pcsc-shared:PATTERN of the reader's name, yj-pcsc-port.h; pcsc:). */
#include "drivers/readers/yj-pcsc-reader.h"
#include "core/base/yj-error.h"
#include "core/base/yj-source.h"
#include "drivers/transports/yj-pcsc-port.h"
#include "drivers/yj-driver.h"

#define REOPEN_MSEC 500

static void yj_pcsc_reader_iface_init (YjIdReaderInterface *iface);
static void yj_pcsc_reader_driver_init (YjDriverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjPcscReader, yj_pcsc_reader, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_ID_READER, yj_pcsc_reader_iface_init)
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_DRIVER, yj_pcsc_reader_driver_init))

void
yj_pcsc_reader_set_state (YjPcscReader *self, YjDeviceState state, const char *reason)
{
  if (self->announced && self->state == state)
    return;
  self->state = state;
  self->announced = TRUE;
  g_message ("smart card reader: %s: %s", yj_device_state_nick (state), reason);
  yj_id_reader_emit_state (YJ_ID_READER (self), state, reason);
}

static void
on_empty (YjPcscReader *self, const guint8 *name, gsize size)
{
  g_autofree char *text = g_utf8_make_valid ((const char *) name, (gssize) size);
  guint run = self->run;

  yj_pcsc_placement_end (self, YJ_ERROR_CARD_REMOVED, "the card was taken out before it was read");
  if (self->run == run)
    yj_pcsc_reader_set_state (self, YJ_DEVICE_READY, text);
}

static void
lose_reader (YjPcscReader *self, YjDeviceState state, const char *reason)
{
  guint run = self->run;

  yj_pcsc_reader_set_state (self, state, reason);
  if (self->run == run)
    yj_pcsc_placement_end (self, YJ_ERROR_DEVICE_FAILED, "the reader went away during the read");
}

static void
on_received (YjPort *port, gpointer bytes, guint size, YjPcscReader *owner)
{
  g_autoptr (YjPcscReader) self = g_object_ref (owner);
  const guint8 *message = bytes;

  if (size == 0)
    return;
  yj_source_clear (&self->timer);
  switch (message[0]) {
  case YJ_PCSC_NO_READER:
    lose_reader (self, YJ_DEVICE_ABSENT, "no smart card reader of that name");
    break;
  case YJ_PCSC_EMPTY:
    on_empty (self, message + 1, size - 1);
    break;
  case YJ_PCSC_INSERTED:
    yj_pcsc_placement_take_inserted (self, message + 1, size - 1);
    break;
  case YJ_PCSC_MUTE:
    yj_pcsc_placement_take_trouble (self, YJ_ERROR_CARD_UNREADABLE, "the card gives no answer to reset: it may lie the wrong way round");
    break;
  case YJ_PCSC_TAKEN:
    yj_pcsc_placement_take_trouble (self, YJ_ERROR_DEVICE_BUSY, "another program uses the card");
    break;
  case YJ_PCSC_ANSWER:
    yj_pcsc_placement_take_answer (self, message + 1, size - 1);
    break;
  case YJ_PCSC_FAILED:
    yj_pcsc_placement_take_silence (self);
    break;
  default:
    break;
  }
}

static void open_port (YjPcscReader *self);

static gboolean
on_opening_due (gpointer data)
{
  g_autoptr (YjPcscReader) self = g_object_ref (data);

  yj_source_clear (&self->timer);
  open_port (self);
  return G_SOURCE_REMOVE;
}

static void
on_closed (YjPort *port, const GError *error, YjPcscReader *owner)
{
  g_autoptr (YjPcscReader) self = g_object_ref (owner);
  guint run = self->run;

  if (!self->running)
    return;
  lose_reader (self, g_error_matches (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT) ? YJ_DEVICE_ABSENT : YJ_DEVICE_FAULT, error->message);
  if (self->run == run)
    yj_source_set_timer (&self->timer, REOPEN_MSEC, on_opening_due, self);
}

static void
open_port (YjPcscReader *self)
{
  g_autoptr (GError) error = NULL;

  if (!yj_port_open (self->port, &error))
    on_closed (self->port, error, self);
}

static void
yj_pcsc_reader_start (YjIdReader *reader)
{
  YjPcscReader *self = YJ_PCSC_READER (reader);

  g_return_if_fail (self->port != NULL);
  if (self->running)
    return;
  self->running = TRUE;
  self->announced = FALSE;
  yj_source_set_timer (&self->timer, 0, on_opening_due, self);
}

static void
yj_pcsc_reader_stop (YjIdReader *reader)
{
  YjPcscReader *self = YJ_PCSC_READER (reader);

  self->run++;
  self->running = FALSE;
  yj_source_clear (&self->timer);
  yj_pcsc_placement_leave (self);
  if (self->port != NULL)
    yj_port_close (self->port);
  if (self->state == YJ_DEVICE_BUSY)
    self->state = YJ_DEVICE_READY;
}

static YjDeviceState
yj_pcsc_reader_get_state (YjIdReader *reader)
{
  return YJ_PCSC_READER (reader)->state;
}

static gboolean
yj_pcsc_reader_configure (YjDriver *driver, GKeyFile *settings, const char *group, GError **error)
{
  YjPcscReader *self = YJ_PCSC_READER (driver);
  g_autofree char *address = yj_driver_settings_string (settings, group, "port", "pcsc:");

  /* A line of bytes has no messages; a recording may have them. */
  if (*address == '/' || g_str_has_prefix (address, "hid:")) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[%s] port: pcsc: and a pattern of the reader's name are needed", group);
    return FALSE;
  }
  self->port = yj_port_new (address, 9600, error);
  if (self->port == NULL) {
    g_prefix_error (error, "[%s] port: ", group);
    return FALSE;
  }
  g_signal_connect (self->port, "received", G_CALLBACK (on_received), self);
  g_signal_connect (self->port, "closed", G_CALLBACK (on_closed), self);
  return TRUE;
}

static void
yj_pcsc_reader_finalize (GObject *object)
{
  YjPcscReader *self = YJ_PCSC_READER (object);

  yj_pcsc_reader_stop (YJ_ID_READER (self));
  if (self->port != NULL)
    g_signal_handlers_disconnect_by_data (self->port, self);
  g_clear_object (&self->port);
  G_OBJECT_CLASS (yj_pcsc_reader_parent_class)->finalize (object);
}

static void
yj_pcsc_reader_class_init (YjPcscReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_pcsc_reader_finalize;
}

static void
yj_pcsc_reader_init (YjPcscReader *self)
{
  self->left = -1;
}

static guint
yj_pcsc_reader_get_kinds (YjIdReader *reader)
{
  return 1u << YJ_ID_SOCIAL_SECURITY;
}

static void
yj_pcsc_reader_iface_init (YjIdReaderInterface *iface)
{
  iface->start = yj_pcsc_reader_start;
  iface->stop = yj_pcsc_reader_stop;
  iface->get_state = yj_pcsc_reader_get_state;
  iface->get_kinds = yj_pcsc_reader_get_kinds;
}

/* Every reader of the USB class for smart cards (CCID, class 0B, DWG Smart-Card Integrated Circuit(s) Card Interface Devices rev. 1.1),
 * which pcscd opens by its driver libccid. */
static const YjDeviceId ids[] = {
  { "usb", NULL, NULL, "DEVTYPE=usb_device;ID_USB_INTERFACES=*:0b00??:*", "any smart card reader of the USB class CCID, by pcscd", FALSE },
  { NULL },
};

static void
yj_pcsc_reader_driver_init (YjDriverInterface *iface)
{
  iface->configure = yj_pcsc_reader_configure;
  iface->ids = ids;
}
