/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what becomes of a card from the look that finds it to the look that misses it.
 *
 *   STATUS -> FIND <-------------------------+-----------------------+
 *              | a card                      | no card: removed      | lifted: removed
 *              v                             |                       |
 *            SELECT -> READ -> ADDRESS -> WATCH ---------------------+
 *              |        |
 *              +--------+-> FIND again: gone = CARD_REMOVED; there, three times = CARD_UNREADABLE
 *
 * A reader does not find a card again that it has read, until it was lifted; so a read card is watched by asking
 * for its newest address, which only a selected card answers. */
#include "core/base/yj-error.h"
#include "drivers/readers/yj-sdt-reader.h"

#define ATTEMPTS_MAX 3

void
yj_sdt_placement_forget (YjSdtReader *self)
{
  self->placement.placed = self->placement.delivered = self->placement.reported = FALSE;
  self->placement.attempts = 0;
  g_clear_error (&self->placement.trouble);
  g_clear_pointer (&self->placement.card, yj_id_card_free);
}

/* Says once what is wrong with the card that lies there. */
static void
report (YjSdtReader *self, const GError *error)
{
  guint run = self->run;

  self->placement.reported = TRUE;
  if (self->state == YJ_DEVICE_BUSY)
    yj_sdt_reader_set_state (self, YJ_DEVICE_READY, "reading ended");
  if (self->run == run)
    yj_id_reader_emit_failed (YJ_ID_READER (self), error);
}

void
yj_sdt_placement_end (YjSdtReader *self, int code, const char *why)
{
  gboolean interrupted = self->placement.placed && !self->placement.delivered && !self->placement.reported;
  gboolean placed = self->placement.placed;
  guint run = self->run;
  g_autoptr (GError) error = g_error_new_literal (YJ_ERROR, code, why);

  yj_sdt_placement_forget (self);
  if (interrupted)
    report (self, error);
  if (self->run != run)
    return;
  self->placement.reported = FALSE;
  if (placed)
    yj_id_reader_emit_removed (YJ_ID_READER (self));
}

void
yj_sdt_placement_fail_attempt (YjSdtReader *self, GError *trouble)
{
  self->placement.attempts++;
  g_clear_error (&self->placement.trouble);
  self->placement.trouble = trouble;
  if (self->placement.attempts <= ATTEMPTS_MAX)
    yj_sdt_reader_ask (self, YJ_SDT_STEP_FIND);
  else
    yj_sdt_reader_schedule (self, YJ_SDT_STEP_FIND, (guint) self->poll_ms);
}

static void
on_card_there (YjSdtReader *self)
{
  gboolean is_new = !self->placement.placed;
  guint run = self->run;

  self->placement.placed = TRUE;
  yj_sdt_reader_ask (self, YJ_SDT_STEP_SELECT);
  if (is_new) {
    yj_sdt_reader_set_state (self, YJ_DEVICE_BUSY, "a card was found");
    if (self->run == run)
      yj_id_reader_emit_found (YJ_ID_READER (self));
  } else if (self->placement.attempts >= ATTEMPTS_MAX && !self->placement.reported) {
    report (self, self->placement.trouble);
  }
}

void
yj_sdt_placement_take_find (YjSdtReader *self, guint8 status, YjSdtMeaning meaning)
{
  if (meaning == YJ_SDT_MEANS_FAULT || meaning == YJ_SDT_MEANS_REFUSED) {
    yj_sdt_reader_fault (self, yj_sdt_status_describe (status));
    return;
  }
  if (status == YJ_SDT_CARD_FOUND) {
    on_card_there (self);
    return;
  }
  yj_sdt_reader_schedule (self, YJ_SDT_STEP_FIND, (guint) self->poll_ms);
  yj_sdt_placement_end (self, YJ_ERROR_CARD_REMOVED, "the card was taken away before it was read");
}

static void
on_read_answer (YjSdtReader *self, const guint8 *body, gsize size)
{
  GError *error = NULL;

  self->placement.card = yj_sdt_read_parse (body, size, &error);
  if (self->placement.card != NULL) {
    yj_sdt_reader_ask (self, YJ_SDT_STEP_ADDRESS);
    return;
  }
  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_CARD_FOREIGN))
    self->placement.attempts = ATTEMPTS_MAX; /* reading it again changes nothing */
  yj_sdt_placement_fail_attempt (self, error);
}

void
yj_sdt_placement_deliver (YjSdtReader *self)
{
  g_autoptr (YjIdCard) card = g_steal_pointer (&self->placement.card);
  guint run = self->run;

  self->placement.delivered = TRUE;
  yj_sdt_reader_schedule (self, YJ_SDT_STEP_WATCH, (guint) self->poll_ms);
  yj_sdt_reader_set_state (self, YJ_DEVICE_READY, "a card was read");
  if (self->run == run)
    yj_id_reader_emit_read (YJ_ID_READER (self), card);
}

static void
on_card_refused (YjSdtReader *self, YjSdtStep step, guint8 status, YjSdtMeaning meaning)
{
  gboolean foreign = meaning == YJ_SDT_MEANS_FOREIGN;
  GError *trouble;

  if (meaning == YJ_SDT_MEANS_FAULT) {
    yj_sdt_reader_fault (self, yj_sdt_status_describe (status));
    return;
  }
  if (foreign)
    self->placement.attempts = ATTEMPTS_MAX;
  trouble = g_error_new (YJ_ERROR, foreign ? YJ_ERROR_CARD_FOREIGN : YJ_ERROR_CARD_UNREADABLE, "%s: %s",
                         yj_sdt_step_get_request (step)->name, yj_sdt_status_describe (status));
  yj_sdt_placement_fail_attempt (self, trouble);
}

void
yj_sdt_placement_take_card (YjSdtReader *self, YjSdtStep step, const guint8 *body, gsize size, YjSdtMeaning meaning)
{
  gboolean good = meaning == YJ_SDT_MEANS_OK;

  switch (step) {
  case YJ_SDT_STEP_SELECT:
    if (good)
      yj_sdt_reader_ask (self, YJ_SDT_STEP_READ);
    break;
  case YJ_SDT_STEP_READ:
    if (good)
      on_read_answer (self, body, size);
    break;
  case YJ_SDT_STEP_ADDRESS: /* the card itself is read, whatever comes of this */
    if (good)
      yj_sdt_address_apply (body, size, self->placement.card);
    yj_sdt_placement_deliver (self);
    return;
  default: /* WATCH */
    yj_sdt_reader_schedule (self, good ? YJ_SDT_STEP_WATCH : YJ_SDT_STEP_FIND, (guint) self->poll_ms);
    if (!good)
      yj_sdt_placement_end (self, YJ_ERROR_CARD_REMOVED, "");
    return;
  }
  if (!good)
    on_card_refused (self, step, body[2], meaning);
}
