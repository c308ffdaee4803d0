/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the line, the decoder, and the patience with one request. */
#include "drivers/readers/yj-sdt-exchange.h"
#include "core/base/yj-source.h"
#include "drivers/readers/yj-stx-dialect.h"

#define GAP_MS 1000 /* at most, between two bytes of an answer */

struct _YjSdtExchange {
  YjPort *port;
  YjSdtFraming framing;
  YjSdtDecoder *decoder;
  YjStxDialect *stx; /* (nullable) for that framing */
  const YjSdtListener *listener;
  gpointer owner;
  YjSdtStep step;
  gboolean waiting; /* for the answer to step */
  gint64 asked_usec;
  GSource *timer;
};

/* How long this answer may take: in the STX framing one request does what a find, a select and a read do. */
static const YjSdtRequest *
get_times (YjSdtExchange *self)
{
  static const YjSdtRequest stx = { "reading", 0, 0, 1500, 3000 };
  return self->stx != NULL ? &stx : yj_sdt_step_get_request (self->step);
}

/* The last thing that is done with @self: the owner may free it. */
static void
end_silent (YjSdtExchange *self, const char *reason)
{
  self->waiting = FALSE;
  yj_source_clear (&self->timer);
  self->listener->silent (self->owner, reason);
}

/* TRUE when @body answered what was asked; @self may be gone then. */
static gboolean
take_answer (YjSdtExchange *self, const guint8 *body, gsize size)
{
  YjSdtMeaning meaning;

  if (self->stx != NULL) {
    yj_stx_dialect_take (self->stx, body, size);
    body = yj_stx_dialect_answer (self->stx, self->step, &size);
  }
  meaning = yj_sdt_status_get_meaning (body[2]);
  if (!self->waiting || !yj_sdt_step_accepts (self->step, body, size))
    return FALSE;
  if (meaning == YJ_SDT_MEANS_GARBLED) {
    end_silent (self, "requests arrive damaged at the reader");
    return TRUE;
  }
  self->waiting = FALSE;
  yj_source_clear (&self->timer);
  self->listener->answered (self->owner, body, size, meaning);
  return TRUE;
}

static gboolean
take_held_answer (YjSdtExchange *self)
{
  const guint8 *body;
  gsize size;

  while ((body = yj_sdt_decoder_pop (self->decoder, &size)) != NULL)
    if (take_answer (self, body, size))
      return TRUE;
  return FALSE;
}

static gboolean
on_answer_late (gpointer data)
{
  YjSdtExchange *self = data;

  g_clear_pointer (&self->timer, g_source_unref);
  do
    if (take_held_answer (self))
      return G_SOURCE_REMOVE;
  while (yj_sdt_decoder_give_up (self->decoder));
  end_silent (self, "does not answer");
  return G_SOURCE_REMOVE;
}

static gboolean
on_known (gpointer data)
{
  YjSdtExchange *self = data;
  gsize size;
  const guint8 *body = yj_stx_dialect_answer (self->stx, self->step, &size);

  g_clear_pointer (&self->timer, g_source_unref);
  self->waiting = FALSE;
  self->listener->answered (self->owner, body, size, yj_sdt_status_get_meaning (body[2]));
  return G_SOURCE_REMOVE;
}

static gboolean
on_not_written (gpointer data)
{
  YjSdtExchange *self = data;

  g_clear_pointer (&self->timer, g_source_unref);
  self->listener->lost (self->owner, "cannot be written to");
  return G_SOURCE_REMOVE;
}

static void
on_port_received (YjPort *port, gconstpointer bytes, guint size, YjSdtExchange *self)
{
  gint64 left_ms;

  if (!self->waiting)
    return; /* a ghost: nobody asked */
  yj_sdt_decoder_push (self->decoder, bytes, size);
  if (take_held_answer (self))
    return;
  /* A slow answer may go on, garbage not for ever. */
  left_ms = get_times (self)->total_ms - (g_get_monotonic_time () - self->asked_usec) / 1000;
  yj_source_set_timer (&self->timer, (guint) CLAMP (left_ms, 0, GAP_MS), on_answer_late, self);
}

static void
on_port_closed (YjPort *port, const GError *error, YjSdtExchange *self)
{
  self->listener->lost (self->owner, error->message);
}

static void
on_port_appeared (YjPort *port, YjSdtExchange *self)
{
  self->listener->appeared (self->owner);
}

YjSdtExchange *
yj_sdt_exchange_new (YjPort *port, YjSdtFraming framing, const YjSdtListener *listener, gpointer owner)
{
  YjSdtExchange *self = g_new0 (YjSdtExchange, 1);

  self->port = port;
  self->framing = framing;
  self->decoder = yj_sdt_decoder_new (framing, YJ_SDT_ANSWER);
  self->stx = framing == YJ_SDT_FRAMING_STX ? yj_stx_dialect_new () : NULL;
  self->listener = listener;
  self->owner = owner;
  g_signal_connect (port, "received", G_CALLBACK (on_port_received), self);
  g_signal_connect (port, "closed", G_CALLBACK (on_port_closed), self);
  g_signal_connect (port, "appeared", G_CALLBACK (on_port_appeared), self);
  return self;
}

void
yj_sdt_exchange_free (YjSdtExchange *self)
{
  yj_sdt_exchange_close (self);
  g_signal_handlers_disconnect_by_data (self->port, self);
  g_object_unref (self->port);
  yj_sdt_decoder_free (self->decoder);
  yj_stx_dialect_free (self->stx);
  g_free (self);
}

gboolean
yj_sdt_exchange_open (YjSdtExchange *self, GError **error)
{
  return yj_port_open (self->port, error);
}

void
yj_sdt_exchange_close (YjSdtExchange *self)
{
  self->waiting = FALSE;
  yj_source_clear (&self->timer);
  yj_port_close (self->port);
  yj_sdt_decoder_clear (self->decoder);
  if (self->stx != NULL)
    yj_stx_dialect_forget (self->stx);
}

/* The body of the request; NULL when its answer is known. */
static const guint8 *
get_request (YjSdtExchange *self, guint8 body[2], gsize *size)
{
  const YjSdtRequest *request = yj_sdt_step_get_request (self->step);

  if (self->stx != NULL)
    return yj_stx_dialect_get_request (self->stx, self->step, size);
  body[0] = request->command;
  body[1] = request->parameter;
  *size = 2;
  return body;
}

void
yj_sdt_exchange_ask (YjSdtExchange *self, YjSdtStep step)
{
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  guint8 buffer[2];
  const guint8 *body;
  gsize size;

  self->step = step;
  self->waiting = TRUE;
  self->asked_usec = g_get_monotonic_time ();
  yj_sdt_decoder_clear (self->decoder);
  body = get_request (self, buffer, &size);
  if (body == NULL) {
    yj_source_set_timer (&self->timer, 0, on_known, self);
    return;
  }
  yj_sdt_frame_append (self->framing, frame, body, size);
  if (yj_port_write (self->port, frame->data, frame->len, NULL))
    yj_source_set_timer (&self->timer, get_times (self)->first_ms, on_answer_late, self);
  else
    yj_source_set_timer (&self->timer, 0, on_not_written, self);
}

YjSdtStep
yj_sdt_exchange_get_step (YjSdtExchange *self)
{
  return self->step;
}
