/* SPDX-License-Identifier: Apache-2.0 */
/* A contact card that answers anything: its answer to reset, then answers to commands, each a length and as many bytes. The first byte says
 * whether the card talks by T=0, and whether a good status ends each answer, so that records are reached. */
#include "drivers/readers/yj-atr.h"
#include "drivers/readers/yj-social-card.h"
#include "drivers/readers/yj-social-items.h"
#include "tests/fuzz/fuzz-card.h"
#include <string.h>

enum { BIT_T0 = 0x01, BIT_GOOD = 0x02 };

static const guint8 *
take_piece (const guint8 **bytes, gsize *left, gsize *size)
{
  const guint8 *piece = *bytes + 1;

  if (*left == 0)
    return NULL;
  *size = MIN ((*bytes)[0], *left - 1);
  *bytes += 1 + *size;
  *left -= 1 + *size;
  return piece;
}

static void
take_atr (const guint8 *bytes, gsize size)
{
  YjAtr atr;
  g_autofree char *text = NULL;

  if (!yj_atr_parse (bytes, size, &atr, NULL))
    return;
  g_assert_cmpuint (atr.historical_bytes, <=, YJ_ATR_HISTORICAL_MAX_BYTES);
  text = yj_atr_describe (&atr);
  fuzz_use (atr.historical, atr.historical_bytes);
  fuzz_use_text (text);
}

static void
converse (const guint8 *bytes, gsize left, guint8 how)
{
  g_autoptr (YjSocialCard) reading = yj_social_card_new ((how & BIT_T0) != 0);
  g_autoptr (YjIdCard) card = NULL;
  const guint8 *command, *piece;
  gsize size;

  while ((command = yj_social_card_get_command (reading, &size)) != NULL) {
    guint8 answer[257];

    g_assert_cmpuint (size, >=, 5);
    g_assert_cmpuint (size, <=, 261);
    g_assert_true (command[1] == 0xA4 || command[1] == 0xB2 || command[1] == 0xC0);
    fuzz_use (command, size);
    piece = take_piece (&bytes, &left, &size);
    if (piece == NULL)
      return;
    memcpy (answer, piece, size);
    if ((how & BIT_GOOD) != 0)
      memcpy (answer + size, "\x90\x00", 2);
    if (!yj_social_card_take (reading, answer, size + ((how & BIT_GOOD) != 0 ? 2 : 0), NULL))
      return;
  }
  card = yj_social_card_finish (reading, NULL);
  fuzz_use_card (card);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size)
{
  YjSocialName name = { 0 };
  g_autoptr (YjIdCard) card = yj_id_card_new (YJ_ID_SOCIAL_SECURITY);
  g_autofree char *text = NULL;

  if (size == 0)
    return 0;
  take_atr (bytes + 1, size - 1);
  converse (bytes + 1, size - 1, bytes[0]);
  yj_social_items_take (bytes + 1, size - 1, card, &name);
  text = yj_social_name_decode (&name);
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
  return 0;
}
