/* SPDX-License-Identifier: Apache-2.0 */
/* Driver: a resident card reader (GA 450) on a line. Owns the device: its settings, its line, its state, and when something is
 * asked next; what becomes of a card on it is the placement's, how one request gets its answer the exchange's.
 *
 * A line that hangs up, or a reader that leaves three requests unanswered, is ABSENT and opened again when udev says that it is
 * back, and twice a second. Either a
 * timer runs or a request; signals are emitted after the next step is set, because a handler may stop the reader.
 *
 * Settings: port or udev.NAME (yj-hotplug-port.h), rate_baud (115200),
 * framing (sdt; sdt, stx: yj-sdt-frame.h), poll_ms (300; 20 to 5000) between two looks for a card. */
#include "drivers/readers/yj-sdt-reader.h"
#include "core/base/yj-error.h"
#include "core/base/yj-source.h"
#include "drivers/transports/yj-hotplug-port.h"
#include "drivers/yj-driver.h"

#define REOPEN_MS 500
#define FAULT_MS 2000
#define UNANSWERED_MAX 3

static void yj_sdt_reader_iface_init (YjIdReaderInterface *iface);
static void yj_sdt_reader_driver_init (YjDriverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjSdtReader, yj_sdt_reader, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_ID_READER, yj_sdt_reader_iface_init)
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_DRIVER, yj_sdt_reader_driver_init))

/* The readers that answer on a serial line. Those of the module's own USB interface (0400:c35a) have no line and are not driven. */
static const YjDeviceId ids[] = { YJ_DEVICE_IDS_SERIAL_CONVERTERS, { NULL } };

void
yj_sdt_reader_ask (YjSdtReader *self, YjSdtStep step)
{
  yj_source_clear (&self->timer);
  yj_sdt_exchange_ask (self->exchange, step);
}

static gboolean
on_step_due (gpointer data)
{
  YjSdtReader *self = data;
  yj_sdt_reader_ask (self, self->next_step);
  return G_SOURCE_REMOVE;
}

void
yj_sdt_reader_schedule (YjSdtReader *self, YjSdtStep step, guint ms)
{
  self->next_step = step;
  yj_source_set_timer (&self->timer, ms, on_step_due, self);
}

void
yj_sdt_reader_set_state (YjSdtReader *self, YjDeviceState state, const char *reason)
{
  if (self->announced && self->state == state)
    return;
  self->state = state;
  self->announced = TRUE;
  g_message ("identity reader: %s: %s", yj_device_state_nick (state), reason);
  yj_id_reader_emit_state (YJ_ID_READER (self), state, reason);
}

static void open_line (YjSdtReader *self);

static gboolean
on_opening_due (gpointer data)
{
  g_autoptr (YjSdtReader) self = g_object_ref (data);

  yj_source_clear (&self->timer);
  open_line (self);
  return G_SOURCE_REMOVE;
}

static void
lose_device (YjSdtReader *self, YjDeviceState state, const char *reason)
{
  guint run = self->run;

  yj_sdt_exchange_close (self->exchange);
  self->unanswered = 0;
  yj_source_set_timer (&self->timer, REOPEN_MS, on_opening_due, self);
  yj_sdt_reader_set_state (self, state, reason);
  if (self->run == run)
    yj_sdt_placement_end (self, YJ_ERROR_DEVICE_FAILED, "the reader went away during the read");
}

static void
open_line (YjSdtReader *self)
{
  g_autoptr (GError) error = NULL;
  gboolean absent;

  if (yj_sdt_exchange_open (self->exchange, &error)) {
    yj_sdt_reader_ask (self, YJ_SDT_STEP_STATUS);
    return;
  }
  absent = g_error_matches (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT);
  yj_source_set_timer (&self->timer, REOPEN_MS, on_opening_due, self);
  yj_sdt_reader_set_state (self, absent ? YJ_DEVICE_ABSENT : YJ_DEVICE_FAULT, error->message);
}

void
yj_sdt_reader_fault (YjSdtReader *self, const char *reason)
{
  guint run = self->run;

  yj_sdt_reader_schedule (self, YJ_SDT_STEP_STATUS, FAULT_MS);
  yj_sdt_reader_set_state (self, YJ_DEVICE_FAULT, reason);
  if (self->run == run)
    yj_sdt_placement_end (self, YJ_ERROR_DEVICE_FAILED, reason);
}

static void
on_status_answer (YjSdtReader *self, guint8 status, YjSdtMeaning meaning)
{
  if (meaning == YJ_SDT_MEANS_FAULT) {
    yj_sdt_reader_fault (self, yj_sdt_status_describe (status));
    return;
  }
  /* A reader that does not know this request has answered it all the same. */
  yj_sdt_placement_begin (self);
  yj_sdt_reader_set_state (self, YJ_DEVICE_READY, "answers");
}

static void
on_exchange_silent (gpointer owner, const char *reason)
{
  g_autoptr (YjSdtReader) self = g_object_ref (owner);
  YjSdtStep step = yj_sdt_exchange_get_step (self->exchange);

  if (++self->unanswered >= UNANSWERED_MAX)
    lose_device (self, YJ_DEVICE_ABSENT, reason);
  else if (step == YJ_SDT_STEP_ADDRESS)
    yj_sdt_placement_deliver (self);
  else if (step == YJ_SDT_STEP_SELECT || step == YJ_SDT_STEP_READ)
    yj_sdt_placement_fail_attempt (self, g_error_new (YJ_ERROR, YJ_ERROR_CARD_UNREADABLE, "%s: %s", yj_sdt_step_get_request (step)->name, reason));
  else
    yj_sdt_reader_ask (self, step == YJ_SDT_STEP_WATCH ? YJ_SDT_STEP_FIND : step); /* another look says whether a card is there */
}

static void
on_exchange_answered (gpointer owner, const guint8 *body, gsize size, YjSdtMeaning meaning)
{
  g_autoptr (YjSdtReader) self = g_object_ref (owner);
  YjSdtStep step = yj_sdt_exchange_get_step (self->exchange);

  self->unanswered = 0;
  if (step == YJ_SDT_STEP_STATUS)
    on_status_answer (self, body[2], meaning);
  else if (step == YJ_SDT_STEP_FIND)
    yj_sdt_placement_take_find (self, body[2], meaning);
  else
    yj_sdt_placement_take_card (self, step, body, size, meaning);
}

static void
on_exchange_lost (gpointer owner, const char *reason)
{
  g_autoptr (YjSdtReader) self = g_object_ref (owner);

  if (self->running)
    lose_device (self, YJ_DEVICE_ABSENT, reason);
}

static void
on_exchange_appeared (gpointer owner)
{
  YjSdtReader *self = owner;

  if (self->running)
    yj_source_set_timer (&self->timer, 0, on_opening_due, self);
}

static void
yj_sdt_reader_start (YjIdReader *reader)
{
  YjSdtReader *self = YJ_SDT_READER (reader);

  g_return_if_fail (self->exchange != NULL);
  if (self->running)
    return;
  self->running = TRUE;
  self->announced = FALSE;
  self->run++;
  yj_source_set_timer (&self->timer, 0, on_opening_due, self);
}

static void
yj_sdt_reader_stop (YjIdReader *reader)
{
  YjSdtReader *self = YJ_SDT_READER (reader);

  self->run++;
  self->running = FALSE;
  yj_source_clear (&self->timer);
  if (self->exchange != NULL)
    yj_sdt_exchange_close (self->exchange);
  yj_sdt_placement_forget (self);
  self->unanswered = 0;
  if (self->state == YJ_DEVICE_BUSY)
    self->state = YJ_DEVICE_READY;
}

static YjDeviceState
yj_sdt_reader_get_state (YjIdReader *reader)
{
  return YJ_SDT_READER (reader)->state;
}

static gboolean
read_framing (GKeyFile *settings, const char *group, YjSdtFraming *framing, GError **error)
{
  g_autofree char *word = yj_driver_settings_string (settings, group, "framing", "sdt");

  *framing = g_str_equal (word, "stx") ? YJ_SDT_FRAMING_STX : YJ_SDT_FRAMING_GA450;
  if (*framing == YJ_SDT_FRAMING_STX || g_str_equal (word, "sdt"))
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[%s] framing: sdt or stx is needed", group);
  return FALSE;
}

static gboolean
yj_sdt_reader_configure (YjDriver *driver, GKeyFile *settings, const char *group, GError **error)
{
  static const YjSdtListener listener = { on_exchange_answered, on_exchange_silent, on_exchange_lost, on_exchange_appeared };
  YjSdtReader *self = YJ_SDT_READER (driver);
  YjSdtFraming framing;
  YjPort *port;
  int rate_baud;

  if (!yj_driver_settings_int (settings, group, "rate_baud", 115200, 9600, 115200, &rate_baud, error) ||
      !read_framing (settings, group, &framing, error) ||
      !yj_driver_settings_int (settings, group, "poll_ms", 300, 20, 5000, &self->poll_ms, error))
    return FALSE;
  port = yj_hotplug_port_new (settings, group, ids, rate_baud, error);
  if (port == NULL)
    return FALSE;
  g_clear_pointer (&self->exchange, yj_sdt_exchange_free);
  self->exchange = yj_sdt_exchange_new (port, framing, &listener, self);
  return TRUE;
}

static void
yj_sdt_reader_finalize (GObject *object)
{
  YjSdtReader *self = YJ_SDT_READER (object);

  yj_sdt_reader_stop (YJ_ID_READER (self));
  g_clear_pointer (&self->exchange, yj_sdt_exchange_free);
  G_OBJECT_CLASS (yj_sdt_reader_parent_class)->finalize (object);
}

static void
yj_sdt_reader_class_init (YjSdtReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_sdt_reader_finalize;
}

static void
yj_sdt_reader_init (YjSdtReader *self)
{
  self->poll_ms = 300;
}

static guint
yj_sdt_reader_get_kinds (YjIdReader *reader)
{
  return 1u << YJ_ID_RESIDENT | 1u << YJ_ID_HMT_RESIDENCE | 1u << YJ_ID_FOREIGNER_2017 | 1u << YJ_ID_FOREIGNER_2023;
}

static void
yj_sdt_reader_iface_init (YjIdReaderInterface *iface)
{
  iface->start = yj_sdt_reader_start;
  iface->stop = yj_sdt_reader_stop;
  iface->get_state = yj_sdt_reader_get_state;
  iface->get_kinds = yj_sdt_reader_get_kinds;
}

static void
yj_sdt_reader_driver_init (YjDriverInterface *iface)
{
  iface->configure = yj_sdt_reader_configure;
  iface->ids = ids;
}
