/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the last reading of a reader of the STX framing, and the digest of the card that was handed on. */
#include "drivers/readers/yj-stx-dialect.h"
#include "core/base/yj-secret.h"
#include "drivers/readers/yj-sdt-frame.h"
#include <string.h>

#define DIGEST_BYTES 32
#define STATUS_WORD_BYTES 2

static const guint8 read_request[] = { 0xCA, 0x01, 0x00 };

struct _YjStxDialect {
  guint8 held[1 + YJ_SDT_MAX_LENGTH]; /* SW1 SW2 SW3 DATA */
  gsize size;                         /* of it; 0: no card at the last reading */
  gboolean fresh;                     /* no look has used the last reading yet */
  guint8 key[DIGEST_BYTES];
  guint8 now[DIGEST_BYTES];           /* of what is held */
  guint8 handed_on[DIGEST_BYTES];
  gboolean has_handed_on;
  guint8 answer[3 + 8]; /* to a step whose answer is no reading */
};

YjStxDialect *
yj_stx_dialect_new (void)
{
  YjStxDialect *self = g_new0 (YjStxDialect, 1);

  for (gsize i = 0; i < DIGEST_BYTES; i += sizeof (guint32)) {
    guint32 word = g_random_int ();
    memcpy (self->key + i, &word, sizeof word);
  }
  return self;
}

void
yj_stx_dialect_free (YjStxDialect *self)
{
  if (self == NULL)
    return;
  yj_secret_wipe (self, sizeof *self);
  g_free (self);
}

void
yj_stx_dialect_forget (YjStxDialect *self)
{
  yj_secret_wipe (self->held, sizeof self->held);
  self->size = 0;
  self->fresh = FALSE;
}

static void
compute_digest (YjStxDialect *self)
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, self->key, sizeof self->key);
  gsize n = DIGEST_BYTES;

  g_hmac_update (hmac, self->held, (gssize) self->size);
  g_hmac_get_digest (hmac, self->now, &n);
}

static gboolean
is_handed_on (YjStxDialect *self)
{
  return self->has_handed_on && self->size > 0 && memcmp (self->now, self->handed_on, DIGEST_BYTES) == 0;
}

void
yj_stx_dialect_take (YjStxDialect *self, const guint8 *body, gsize size)
{
  yj_stx_dialect_forget (self);
  self->fresh = TRUE;
  if (size <= STATUS_WORD_BYTES || body[0] != 0x90 || body[1] != 0x00) {
    self->has_handed_on = FALSE; /* lifted, if it was there */
    return;
  }
  self->held[2] = YJ_SDT_OK;
  memcpy (self->held + 3, body + STATUS_WORD_BYTES, size - STATUS_WORD_BYTES);
  self->size = 1 + size;
  compute_digest (self);
}

const guint8 *
yj_stx_dialect_get_request (YjStxDialect *self, YjSdtStep step, gsize *size)
{
  gboolean looks = step == YJ_SDT_STEP_STATUS || step == YJ_SDT_STEP_FIND || step == YJ_SDT_STEP_WATCH;

  if (!looks || (self->fresh && step != YJ_SDT_STEP_STATUS))
    return NULL;
  *size = sizeof read_request;
  return read_request;
}

static const guint8 *
answer_with (guint8 *answer, guint8 status, gsize data_bytes, gsize *size)
{
  memset (answer, 0, 3 + data_bytes);
  answer[2] = status;
  *size = 3 + data_bytes;
  return answer;
}

/* The card is the caller's now. */
static void
hand_on (YjStxDialect *self)
{
  memcpy (self->handed_on, self->now, DIGEST_BYTES);
  self->has_handed_on = TRUE;
  yj_stx_dialect_forget (self);
}

const guint8 *
yj_stx_dialect_answer (YjStxDialect *self, YjSdtStep step, gsize *size)
{
  gboolean there = self->size > 0, new_card = there && !is_handed_on (self);

  switch (step) {
  case YJ_SDT_STEP_STATUS:
    return answer_with (self->answer, YJ_SDT_OK, 0, size);
  case YJ_SDT_STEP_FIND:
    self->fresh = FALSE;
    return answer_with (self->answer, new_card ? YJ_SDT_CARD_FOUND : YJ_SDT_NO_CARD, new_card ? 4 : 0, size);
  case YJ_SDT_STEP_SELECT:
    return answer_with (self->answer, there ? YJ_SDT_OK : YJ_SDT_SELECT_FAILED, there ? 8 : 0, size);
  case YJ_SDT_STEP_READ:
    if (!there)
      return answer_with (self->answer, YJ_SDT_READ_FAILED, 0, size);
    *size = self->size;
    return self->held;
  case YJ_SDT_STEP_ADDRESS: /* such a reader tells none; asked when the reading was understood */
    hand_on (self);
    return answer_with (self->answer, YJ_SDT_NO_SUCH_ITEM, 0, size);
  case YJ_SDT_STEP_WATCH: /* a look may use the same reading if it is of another card, or of none */
    self->fresh = there && !is_handed_on (self);
    return answer_with (self->answer, is_handed_on (self) ? YJ_SDT_NO_SUCH_ITEM : YJ_SDT_NO_CARD, 0, size);
  }
  return answer_with (self->answer, YJ_SDT_NO_CARD, 0, size);
}
