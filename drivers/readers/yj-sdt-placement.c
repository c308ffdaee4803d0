/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what becomes of a card from the look that finds it to the look that misses it.
 *
 *   STATUS -> WATCH: answered = CARD_LEFT, watched until it is lifted
 *              |
 *              v
 *            FIND <--------------------------+-----------------------+
 *              | a card                      | no card: removed      | lifted: removed
 *              v                             |                       |
 *            SELECT -> READ -> ADDRESS -> WATCH ---------------------+
 *              |        |
 *              +--------+-> FIND again: gone = CARD_REMOVED; there, three times or for too long = CARD_UNREADABLE
 *
 * A reader does not find a card again that it has read, until it was lifted; so a read card is watched by asking
 * for its newest address, which only a selected card answers. A card that was left there by whoever read it last is noticed
 * in the same way, and watched for a while only: should a reader answer for no card at all, it is not lost by that.
 *
 * A card that lies there and does not answer is said not to after PATIENCE_MS, so that with a look every 300 ms a person
 * knows within a second; it goes on being tried. */
#include "core/base/yj-error.h"
#include "core/base/yj-source.h"
#include "drivers/readers/yj-sdt-reader.h"

#define ATTEMPTS_MAX 3
#define PATIENCE_MS 550
#define LEFT_WATCHES_MAX 20

void
yj_sdt_placement_forget (YjSdtReader *self)
{
  yj_source_clear (&self->placement.patience);
  self->placement.placed = self->placement.delivered = self->placement.reported = FALSE;
  self->placement.selected = self->placement.patience_over = FALSE;
  self->placement.attempts = self->placement.left_watches = 0;
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

static gboolean
on_patience_over (gpointer data)
{
  g_autoptr (YjSdtReader) self = g_object_ref (data);
  g_autoptr (GError) error = NULL;

  yj_source_clear (&self->placement.patience);
  self->placement.patience_over = TRUE;
  if (self->placement.selected || self->placement.reported)
    return G_SOURCE_REMOVE; /* it answers, or is said not to */
  error = self->placement.trouble != NULL ? g_error_copy (self->placement.trouble)
                                          : g_error_new_literal (YJ_ERROR, YJ_ERROR_CARD_UNREADABLE,
                                                                 yj_sdt_status_describe (YJ_SDT_SELECT_FAILED));
  report (self, error);
  return G_SOURCE_REMOVE;
}

static void
begin_patience (YjSdtReader *self)
{
  yj_source_set_timer (&self->placement.patience, PATIENCE_MS, on_patience_over, self);
}

static void
on_card_there (YjSdtReader *self)
{
  gboolean is_new = !self->placement.placed;
  gboolean tried = self->placement.attempts >= ATTEMPTS_MAX || self->placement.patience_over;
  guint run = self->run;

  self->placement.placed = TRUE;
  yj_sdt_reader_ask (self, YJ_SDT_STEP_SELECT);
  if (is_new) {
    begin_patience (self);
    yj_sdt_reader_set_state (self, YJ_DEVICE_BUSY, "a card was found");
    if (self->run == run)
      yj_id_reader_emit_found (YJ_ID_READER (self));
  } else if (tried && self->placement.trouble != NULL && !self->placement.reported) {
    report (self, self->placement.trouble);
  }
}

void
yj_sdt_placement_take_find (YjSdtReader *self, guint8 status, YjSdtMeaning meaning)
{
  if (meaning == YJ_SDT_MEANS_FAULT || meaning == YJ_SDT_MEANS_REFUSED || meaning == YJ_SDT_MEANS_UNNAMED) {
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
  yj_source_clear (&self->placement.patience);
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

  if (meaning == YJ_SDT_MEANS_FAULT || meaning == YJ_SDT_MEANS_REFUSED) {
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
yj_sdt_placement_begin (YjSdtReader *self)
{
  yj_sdt_reader_schedule (self, YJ_SDT_STEP_WATCH, 0);
}

static void
on_card_left (YjSdtReader *self)
{
  g_autoptr (GError) error =
    g_error_new_literal (YJ_ERROR, YJ_ERROR_CARD_LEFT, "a card lies there that was read before: lift it and place it again");

  self->placement.placed = TRUE;
  self->placement.left_watches = LEFT_WATCHES_MAX;
  yj_sdt_reader_schedule (self, YJ_SDT_STEP_WATCH, (guint) self->poll_ms);
  report (self, error);
}

static void
on_watched (YjSdtReader *self, gboolean answered)
{
  gboolean placed = self->placement.placed;

  if (answered && !placed) {
    on_card_left (self);
    return;
  }
  if (self->placement.left_watches > 0 && --self->placement.left_watches == 0)
    answered = FALSE;
  yj_sdt_reader_schedule (self, answered ? YJ_SDT_STEP_WATCH : YJ_SDT_STEP_FIND, placed ? (guint) self->poll_ms : 0);
  if (!answered)
    yj_sdt_placement_end (self, YJ_ERROR_CARD_REMOVED, "");
}

void
yj_sdt_placement_take_card (YjSdtReader *self, YjSdtStep step, const guint8 *body, gsize size, YjSdtMeaning meaning)
{
  gboolean good = meaning == YJ_SDT_MEANS_OK;

  switch (step) {
  case YJ_SDT_STEP_SELECT:
    self->placement.selected |= good;
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
  default:
    on_watched (self, good);
    return;
  }
  if (!good)
    on_card_refused (self, step, body[2], meaning);
}
