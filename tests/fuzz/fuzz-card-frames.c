/* SPDX-License-Identifier: Apache-2.0 */
/* Frames of resident card readers in both framings: as a stream of anything, and as bodies whose length and check fit, so that what reads
 * them is reached. The first byte says which, and in how large pieces the bytes come. */
#include "drivers/readers/yj-sdt-frame.h"
#include "drivers/readers/yj-sdt-steps.h"
#include "drivers/readers/yj-stx-dialect.h"
#include "tests/fuzz/fuzz-card.h"
#include <string.h>

enum { BIT_STX = 0x01, BIT_WHOLE = 0x02, BIT_REQUEST = 0x04 };

static void
take_body (const guint8 *body, gsize size)
{
  g_autoptr (YjIdCard) card = NULL;

  if (size < 3)
    return;
  for (YjSdtStep step = YJ_SDT_STEP_STATUS; step <= YJ_SDT_STEP_WATCH; step++)
    yj_sdt_step_accepts (step, body, size);
  fuzz_use_text (yj_sdt_status_describe (body[2]));
  card = yj_sdt_read_parse (body, size, NULL);
  fuzz_use_card (card);
  if (card != NULL)
    yj_sdt_address_apply (body, size, card);
  fuzz_use_card (card);
}

/* The makers' framing, taken as a reader of the other. */
static void
take_dialect (const guint8 *body, gsize size)
{
  YjStxDialect *dialect = yj_stx_dialect_new ();

  for (YjSdtStep step = YJ_SDT_STEP_STATUS; step <= YJ_SDT_STEP_WATCH; step++) {
    gsize n = 0;
    const guint8 *request = yj_stx_dialect_get_request (dialect, step, &n), *answer;

    if (request != NULL && size >= 2)
      yj_stx_dialect_take (dialect, body, size);
    answer = yj_stx_dialect_answer (dialect, step, &n);
    if (answer != NULL)
      take_body (answer, n);
  }
  yj_stx_dialect_forget (dialect);
  yj_stx_dialect_free (dialect);
}

static void
take_frames (YjSdtDecoder *decoder, gboolean is_stx)
{
  const guint8 *body;
  gsize size;

  while ((body = yj_sdt_decoder_pop (decoder, &size)) != NULL) {
    g_assert_cmpuint (size, <=, YJ_SDT_MAX_LENGTH);
    fuzz_use (body, size);
    if (is_stx)
      take_dialect (body, size);
    else
      take_body (body, size);
  }
}

static void
take_stream (const guint8 *bytes, gsize size, guint8 how)
{
  gboolean is_stx = (how & BIT_STX) != 0;
  gsize piece = 1 + (how >> 3) * 7;
  g_autoptr (YjSdtDecoder) decoder =
    yj_sdt_decoder_new (is_stx ? YJ_SDT_FRAMING_STX : YJ_SDT_FRAMING_GA450, (how & BIT_REQUEST) != 0 ? YJ_SDT_REQUEST : YJ_SDT_ANSWER);

  for (gsize at = 0; at < size; at += piece) {
    yj_sdt_decoder_push (decoder, bytes + at, MIN (piece, size - at));
    take_frames (decoder, is_stx);
  }
  while (yj_sdt_decoder_give_up (decoder))
    take_frames (decoder, is_stx);
  g_assert_cmpuint (yj_sdt_decoder_get_skipped_bytes (decoder), <=, size);
}

/* Around a body of ours the frame is found again, whatever the body. */
static void
take_whole (const guint8 *bytes, gsize size, guint8 how)
{
  gboolean is_stx = (how & BIT_STX) != 0;
  YjSdtFraming framing = is_stx ? YJ_SDT_FRAMING_STX : YJ_SDT_FRAMING_GA450;
  g_autoptr (YjSdtDecoder) decoder = yj_sdt_decoder_new (framing, YJ_SDT_ANSWER);
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  const guint8 *body;
  gsize found = 0;

  if (size < 3 || size > YJ_SDT_MAX_LENGTH - 1)
    return;
  yj_sdt_frame_append (framing, frame, bytes, size);
  yj_sdt_decoder_push (decoder, frame->data, frame->len);
  body = yj_sdt_decoder_pop (decoder, &found);
  g_assert_nonnull (body);
  g_assert_cmpmem (body, found, bytes, size);
  if (is_stx)
    take_dialect (body, found);
  else
    take_body (body, found);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size)
{
  if (size == 0)
    return 0;
  if ((bytes[0] & BIT_WHOLE) != 0)
    take_whole (bytes + 1, size - 1, bytes[0]);
  else
    take_stream (bytes + 1, size - 1, bytes[0]);
  return 0;
}
