/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what becomes of a card in a PC/SC reader from being put in to being taken out. A card that cannot be made out is powered again, three
 * times in all; whatever comes of it is said once. One that leaves a command unanswered for most of a second is said to do so, and read all
 * the same when it answers after all. */
#include "core/base/yj-error.h"
#include "core/base/yj-source.h"
#include "drivers/readers/yj-atr.h"
#include "drivers/readers/yj-pcsc-reader.h"
#include "drivers/transports/yj-pcsc-port.h"

#define ANSWER_MSEC 850
#define ATTEMPTS_MAX 3

static void
order (YjPcscReader *self, guint8 what)
{
  yj_port_write (self->port, &what, 1, NULL);
}

static void
forget (YjPcscReader *self)
{
  self->placement.placed = self->placement.settled = self->placement.delivered = FALSE;
  self->placement.attempts = 0;
  g_clear_pointer (&self->placement.reading, yj_social_card_free);
}

void
yj_pcsc_placement_leave (YjPcscReader *self)
{
  if (self->placement.delivered)
    self->left = self->placement.count;
  forget (self);
}

/* The card was read (@card), or @error says why not; the latter once. */
static void
settle (YjPcscReader *self, YjIdCard *card, const GError *error)
{
  guint run = self->run;
  gboolean is_news = card != NULL || !self->placement.settled;

  self->placement.settled = TRUE;
  if (self->state == YJ_DEVICE_BUSY)
    yj_pcsc_reader_set_state (self, YJ_DEVICE_READY, "reading ended");
  if (self->run != run || !is_news)
    return;
  if (card != NULL)
    yj_id_reader_emit_read (YJ_ID_READER (self), card);
  else
    yj_id_reader_emit_failed (YJ_ID_READER (self), error);
}

void
yj_pcsc_placement_end (YjPcscReader *self, int code, const char *why)
{
  guint run = self->run;
  gboolean placed = self->placement.placed;
  gboolean interrupted = placed && !self->placement.settled;
  g_autoptr (GError) error = g_error_new_literal (YJ_ERROR, code, why);

  yj_source_clear (&self->timer);
  forget (self);
  if (interrupted)
    settle (self, NULL, error);
  if (self->run != run)
    return;
  self->placement.settled = FALSE;
  if (placed)
    yj_id_reader_emit_removed (YJ_ID_READER (self));
}

/* FALSE: a handler has stopped the reader. */
static gboolean
begin (YjPcscReader *self)
{
  gboolean is_new = !self->placement.placed;
  guint run = self->run;

  self->placement.placed = TRUE;
  yj_pcsc_reader_set_state (self, YJ_DEVICE_BUSY, "a card is in the reader");
  if (is_new && self->run == run)
    yj_id_reader_emit_found (YJ_ID_READER (self));
  return self->run == run;
}

static gboolean
on_answer_due (gpointer data)
{
  g_autoptr (YjPcscReader) self = g_object_ref (data);
  g_autoptr (GError) error = g_error_new_literal (YJ_ERROR, YJ_ERROR_CARD_UNREADABLE, "the card leaves a command unanswered");

  yj_source_clear (&self->timer);
  settle (self, NULL, error);
  return G_SOURCE_REMOVE;
}

static void
send_command (YjPcscReader *self)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  const guint8 kind = YJ_PCSC_TRANSMIT;
  gsize size = 0;
  const guint8 *command = yj_social_card_get_command (self->placement.reading, &size);

  g_byte_array_append (message, &kind, 1);
  g_byte_array_append (message, command, (guint) size);
  yj_source_set_timer (&self->timer, ANSWER_MSEC, on_answer_due, self);
  yj_port_write (self->port, message->data, message->len, NULL);
}

/* Takes @trouble. */
static void
fail_attempt (YjPcscReader *self, GError *trouble)
{
  g_autoptr (GError) error = trouble;

  g_clear_pointer (&self->placement.reading, yj_social_card_free);
  if (self->placement.attempts < ATTEMPTS_MAX && !g_error_matches (error, YJ_ERROR, YJ_ERROR_CARD_FOREIGN)) {
    yj_source_set_timer (&self->timer, ANSWER_MSEC, on_answer_due, self);
    order (self, YJ_PCSC_RESET);
    return;
  }
  order (self, YJ_PCSC_DONE);
  settle (self, NULL, error);
}

static void
describe_card (const guint8 *atr, gsize size, gboolean over_t1)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  YjAtr parsed;

  if (yj_atr_parse (atr, size, &parsed, &error))
    text = yj_atr_describe (&parsed);
  g_debug ("smart card reader: a card that %s; T=%d is used", text != NULL ? text : error->message, over_t1);
}

void
yj_pcsc_placement_take_inserted (YjPcscReader *self, const guint8 *bytes, gsize size)
{
  gboolean over_t1 = size > 0 && bytes[0] == 1;

  self->placement.count = size >= 3 ? (guint16) (bytes[1] << 8 | bytes[2]) : 0;
  if (size >= 3)
    describe_card (bytes + 3, size - 3, over_t1);
  g_clear_pointer (&self->placement.reading, yj_social_card_free);
  if (self->left == self->placement.count) {
    order (self, YJ_PCSC_DONE);
    yj_pcsc_placement_take_trouble (self, YJ_ERROR_CARD_LEFT, "a card that was read before is still in the reader");
    return;
  }
  self->left = -1;
  self->placement.attempts++;
  if (self->placement.attempts > ATTEMPTS_MAX) {
    order (self, YJ_PCSC_DONE);
    yj_pcsc_placement_take_trouble (self, YJ_ERROR_CARD_UNREADABLE, "the card is lost again and again");
    return;
  }
  self->placement.reading = yj_social_card_new (!over_t1);
  send_command (self);
  begin (self);
}

static void
finish (YjPcscReader *self)
{
  GError *error = NULL;
  g_autoptr (YjIdCard) card = yj_social_card_finish (self->placement.reading, &error);

  if (card == NULL) {
    fail_attempt (self, error);
    return;
  }
  g_clear_pointer (&self->placement.reading, yj_social_card_free);
  order (self, YJ_PCSC_DONE);
  self->placement.delivered = TRUE;
  settle (self, card, NULL);
}

void
yj_pcsc_placement_take_answer (YjPcscReader *self, const guint8 *bytes, gsize size)
{
  GError *error = NULL;
  gsize command_bytes;

  if (self->placement.reading == NULL)
    order (self, YJ_PCSC_DONE);
  else if (!yj_social_card_take (self->placement.reading, bytes, size, &error))
    fail_attempt (self, error);
  else if (yj_social_card_get_command (self->placement.reading, &command_bytes) != NULL)
    send_command (self);
  else
    finish (self);
}

void
yj_pcsc_placement_take_silence (YjPcscReader *self)
{
  if (self->placement.reading == NULL)
    order (self, YJ_PCSC_DONE);
  else
    fail_attempt (self, g_error_new_literal (YJ_ERROR, YJ_ERROR_CARD_UNREADABLE, "the card lies there and does not answer"));
}

void
yj_pcsc_placement_take_trouble (YjPcscReader *self, int code, const char *why)
{
  g_autoptr (GError) error = g_error_new_literal (YJ_ERROR, code, why);

  g_clear_pointer (&self->placement.reading, yj_social_card_free);
  if (begin (self))
    settle (self, NULL, error);
}
