/* SPDX-License-Identifier: Apache-2.0 */
/* Driver: a resident card reader (GA 450) on a line. Owns what is asked next, and turns answers into the port's
 * signals; how one request gets its answer is the exchange's.
 *
 *   open -> STATUS -> FIND <------------------+-----------------------+
 *                      | a card               | no card: removed      | lifted: removed
 *                      v                      |                       |
 *                    SELECT -> READ -> ADDRESS -> WATCH --------------+
 *                      |        |
 *                      +--------+-> FIND again: gone = CARD_REMOVED; there, three times = CARD_UNREADABLE
 *
 * A reader does not find a card again that it has read, until it was lifted; so a read card is watched by asking
 * for its newest address, which only a selected card answers. A line that hangs up, or a reader that leaves three
 * requests unanswered, is ABSENT and opened again twice a second. Either a timer runs or a request; signals are
 * emitted after the next step is set, because a handler may stop the reader.
 *
 * Settings: port (address of a line, yj-port.h; /dev/yijian-id-reader), rate_baud (115200),
 * poll_ms (300; 20 to 5000) between two looks for a card. */
#include "core/base/yj-error.h"
#include "core/ports/yj-id-reader.h"
#include "drivers/readers/yj-sdt-exchange.h"
#include "drivers/yj-driver.h"

#define REOPEN_MS 500
#define FAULT_MS 2000
#define ATTEMPTS_MAX 3
#define UNANSWERED_MAX 3

#define YJ_TYPE_SDT_READER (yj_sdt_reader_get_type ())
G_DECLARE_FINAL_TYPE (YjSdtReader, yj_sdt_reader, YJ, SDT_READER, GObject)

struct _YjSdtReader {
  GObject parent_instance;
  YjSdtExchange *exchange; /* NULL until configured */
  int poll_ms;
  gboolean running;
  guint run; /* changes when a handler stops or restarts us */
  YjDeviceState state;
  gboolean announced;

  GSource *timer;      /* until the next step or the next opening */
  YjSdtStep next_step;
  guint unanswered;

  gboolean placed;    /* a card lies there, as far as we know */
  gboolean delivered; /* and was read */
  gboolean reported;  /* or was said to fail */
  guint attempts;
  GError *trouble; /* why the last attempt failed */
  YjIdCard *card;  /* read, and about to be delivered */
};

static void yj_sdt_reader_iface_init (YjIdReaderInterface *iface);
static void yj_sdt_reader_driver_init (YjDriverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjSdtReader, yj_sdt_reader, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_ID_READER, yj_sdt_reader_iface_init)
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_DRIVER, yj_sdt_reader_driver_init))

static void
clear_timer (YjSdtReader *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
set_timer (YjSdtReader *self, GSourceFunc callback, guint ms)
{
  clear_timer (self);
  self->timer = g_timeout_source_new (ms);
  g_source_set_callback (self->timer, callback, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static void
ask (YjSdtReader *self, YjSdtStep step)
{
  clear_timer (self);
  yj_sdt_exchange_ask (self->exchange, step);
}

static gboolean
on_step_due (gpointer data)
{
  YjSdtReader *self = data;
  ask (self, self->next_step);
  return G_SOURCE_REMOVE;
}

static void
schedule (YjSdtReader *self, YjSdtStep step, guint ms)
{
  self->next_step = step;
  set_timer (self, on_step_due, ms);
}

static void
set_state (YjSdtReader *self, YjDeviceState state, const char *reason)
{
  if (self->announced && self->state == state)
    return;
  self->state = state;
  self->announced = TRUE;
  g_message ("identity reader: %s: %s", yj_device_state_nick (state), reason);
  yj_id_reader_emit_state (YJ_ID_READER (self), state, reason);
}

static void
forget_placement (YjSdtReader *self)
{
  self->placed = self->delivered = self->reported = FALSE;
  self->attempts = 0;
  g_clear_error (&self->trouble);
  g_clear_pointer (&self->card, yj_id_card_free);
}

/* Says once what is wrong with the card that lies there. */
static void
report (YjSdtReader *self, const GError *error)
{
  guint run = self->run;

  self->reported = TRUE;
  if (self->state == YJ_DEVICE_BUSY)
    set_state (self, YJ_DEVICE_READY, "reading ended");
  if (self->run == run)
    yj_id_reader_emit_failed (YJ_ID_READER (self), error);
}

/* The card is gone. @why (nullable): what that interrupted, if anything. */
static void
end_placement (YjSdtReader *self, int code, const char *why)
{
  gboolean interrupted = self->placed && !self->delivered && !self->reported;
  gboolean placed = self->placed;
  guint run = self->run;
  g_autoptr (GError) error = g_error_new_literal (YJ_ERROR, code, why);

  forget_placement (self);
  if (interrupted)
    report (self, error);
  if (self->run != run)
    return;
  self->reported = FALSE;
  if (placed)
    yj_id_reader_emit_removed (YJ_ID_READER (self));
}

static void open_line (YjSdtReader *self);

static gboolean
on_opening_due (gpointer data)
{
  g_autoptr (YjSdtReader) self = g_object_ref (data);

  clear_timer (self);
  open_line (self);
  return G_SOURCE_REMOVE;
}

static void
lose_device (YjSdtReader *self, YjDeviceState state, const char *reason)
{
  guint run = self->run;

  yj_sdt_exchange_close (self->exchange);
  self->unanswered = 0;
  set_timer (self, on_opening_due, REOPEN_MS);
  set_state (self, state, reason);
  if (self->run == run)
    end_placement (self, YJ_ERROR_DEVICE_FAILED, "the reader went away during the read");
}

static void
open_line (YjSdtReader *self)
{
  g_autoptr (GError) error = NULL;
  gboolean absent;

  if (yj_sdt_exchange_open (self->exchange, &error)) {
    ask (self, YJ_SDT_STEP_STATUS);
    return;
  }
  absent = g_error_matches (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT);
  set_timer (self, on_opening_due, REOPEN_MS);
  set_state (self, absent ? YJ_DEVICE_ABSENT : YJ_DEVICE_FAULT, error->message);
}

/* An attempt on the card failed. Whether it was taken away or cannot be read, the next look tells. */
static void
fail_attempt (YjSdtReader *self, GError *trouble)
{
  self->attempts++;
  g_clear_error (&self->trouble);
  self->trouble = trouble;
  if (self->attempts <= ATTEMPTS_MAX)
    ask (self, YJ_SDT_STEP_FIND);
  else
    schedule (self, YJ_SDT_STEP_FIND, (guint) self->poll_ms);
}

static void
fault (YjSdtReader *self, const char *reason)
{
  guint run = self->run;

  schedule (self, YJ_SDT_STEP_STATUS, FAULT_MS);
  set_state (self, YJ_DEVICE_FAULT, reason);
  if (self->run == run)
    end_placement (self, YJ_ERROR_DEVICE_FAILED, reason);
}

static void
on_status_answer (YjSdtReader *self, guint8 status, YjSdtMeaning meaning)
{
  if (meaning == YJ_SDT_MEANS_FAULT) {
    fault (self, yj_sdt_status_describe (status));
    return;
  }
  /* A reader that does not know this request has answered it all the same. */
  schedule (self, YJ_SDT_STEP_FIND, 0);
  set_state (self, YJ_DEVICE_READY, "answers");
}

static void
on_card_there (YjSdtReader *self)
{
  gboolean is_new = !self->placed;
  guint run = self->run;

  self->placed = TRUE;
  ask (self, YJ_SDT_STEP_SELECT);
  if (is_new) {
    set_state (self, YJ_DEVICE_BUSY, "a card was found");
    if (self->run == run)
      yj_id_reader_emit_found (YJ_ID_READER (self));
  } else if (self->attempts >= ATTEMPTS_MAX && !self->reported) {
    report (self, self->trouble);
  }
}

static void
on_find_answer (YjSdtReader *self, guint8 status, YjSdtMeaning meaning)
{
  if (meaning == YJ_SDT_MEANS_FAULT || meaning == YJ_SDT_MEANS_REFUSED) {
    fault (self, yj_sdt_status_describe (status));
    return;
  }
  if (status == YJ_SDT_CARD_FOUND) {
    on_card_there (self);
    return;
  }
  schedule (self, YJ_SDT_STEP_FIND, (guint) self->poll_ms);
  end_placement (self, YJ_ERROR_CARD_REMOVED, "the card was taken away before it was read");
}

static void
on_read_answer (YjSdtReader *self, const guint8 *body, gsize size)
{
  GError *error = NULL;

  self->card = yj_sdt_read_parse (body, size, &error);
  if (self->card != NULL) {
    ask (self, YJ_SDT_STEP_ADDRESS);
    return;
  }
  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_CARD_FOREIGN))
    self->attempts = ATTEMPTS_MAX; /* reading it again changes nothing */
  fail_attempt (self, error);
}

/* Hands the card over and forgets it. */
static void
deliver (YjSdtReader *self)
{
  g_autoptr (YjIdCard) card = g_steal_pointer (&self->card);
  guint run = self->run;

  self->delivered = TRUE;
  schedule (self, YJ_SDT_STEP_WATCH, (guint) self->poll_ms);
  set_state (self, YJ_DEVICE_READY, "a card was read");
  if (self->run == run)
    yj_id_reader_emit_read (YJ_ID_READER (self), card);
}

static void
on_card_refused (YjSdtReader *self, YjSdtStep step, guint8 status, YjSdtMeaning meaning)
{
  gboolean foreign = meaning == YJ_SDT_MEANS_FOREIGN;

  if (meaning == YJ_SDT_MEANS_FAULT) {
    fault (self, yj_sdt_status_describe (status));
    return;
  }
  if (foreign)
    self->attempts = ATTEMPTS_MAX;
  fail_attempt (self, g_error_new (YJ_ERROR, foreign ? YJ_ERROR_CARD_FOREIGN : YJ_ERROR_CARD_UNREADABLE, "%s: %s",
                                   yj_sdt_step_get_request (step)->name, yj_sdt_status_describe (status)));
}

static void
on_card_answer (YjSdtReader *self, YjSdtStep step, const guint8 *body, gsize size, YjSdtMeaning meaning)
{
  gboolean good = meaning == YJ_SDT_MEANS_OK;

  switch (step) {
  case YJ_SDT_STEP_SELECT:
    if (good)
      ask (self, YJ_SDT_STEP_READ);
    break;
  case YJ_SDT_STEP_READ:
    if (good)
      on_read_answer (self, body, size);
    break;
  case YJ_SDT_STEP_ADDRESS: /* the card itself is read, whatever comes of this */
    if (good)
      yj_sdt_address_apply (body, size, self->card);
    deliver (self);
    return;
  default: /* WATCH */
    schedule (self, good ? YJ_SDT_STEP_WATCH : YJ_SDT_STEP_FIND, (guint) self->poll_ms);
    if (!good)
      end_placement (self, YJ_ERROR_CARD_REMOVED, "");
    return;
  }
  if (!good)
    on_card_refused (self, step, body[2], meaning);
}

static void
on_exchange_silent (gpointer owner, const char *reason)
{
  g_autoptr (YjSdtReader) self = g_object_ref (owner);
  YjSdtStep step = yj_sdt_exchange_get_step (self->exchange);

  if (++self->unanswered >= UNANSWERED_MAX)
    lose_device (self, YJ_DEVICE_ABSENT, reason);
  else if (step == YJ_SDT_STEP_ADDRESS)
    deliver (self);
  else if (step == YJ_SDT_STEP_SELECT || step == YJ_SDT_STEP_READ)
    fail_attempt (self, g_error_new (YJ_ERROR, YJ_ERROR_TIMEOUT, "%s: %s", yj_sdt_step_get_request (step)->name, reason));
  else
    ask (self, step);
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
    on_find_answer (self, body[2], meaning);
  else
    on_card_answer (self, step, body, size, meaning);
}

static void
on_exchange_lost (gpointer owner, const char *reason)
{
  g_autoptr (YjSdtReader) self = g_object_ref (owner);

  if (self->running)
    lose_device (self, YJ_DEVICE_ABSENT, reason);
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
  set_timer (self, on_opening_due, 0);
}

static void
yj_sdt_reader_stop (YjIdReader *reader)
{
  YjSdtReader *self = YJ_SDT_READER (reader);

  self->run++;
  self->running = FALSE;
  clear_timer (self);
  if (self->exchange != NULL)
    yj_sdt_exchange_close (self->exchange);
  forget_placement (self);
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
yj_sdt_reader_configure (YjDriver *driver, GKeyFile *settings, const char *group, GError **error)
{
  static const YjSdtListener listener = { on_exchange_answered, on_exchange_silent, on_exchange_lost };
  YjSdtReader *self = YJ_SDT_READER (driver);
  g_autofree char *address = yj_driver_settings_string (settings, group, "port", "/dev/yijian-id-reader");
  YjPort *port;
  int rate_baud;

  if (!yj_driver_settings_int (settings, group, "rate_baud", 115200, 9600, 115200, &rate_baud, error) ||
      !yj_driver_settings_int (settings, group, "poll_ms", 300, 20, 5000, &self->poll_ms, error))
    return FALSE;
  port = yj_port_new (address, rate_baud, error);
  if (port == NULL) {
    g_prefix_error (error, "[%s] port: ", group);
    return FALSE;
  }
  g_clear_pointer (&self->exchange, yj_sdt_exchange_free);
  self->exchange = yj_sdt_exchange_new (port, &listener, self);
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

static void
yj_sdt_reader_iface_init (YjIdReaderInterface *iface)
{
  iface->start = yj_sdt_reader_start;
  iface->stop = yj_sdt_reader_stop;
  iface->get_state = yj_sdt_reader_get_state;
}

static void
yj_sdt_reader_driver_init (YjDriverInterface *iface)
{
  iface->configure = yj_sdt_reader_configure;
}
