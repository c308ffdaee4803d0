/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/readers/yj-sdt-frame.h"
#include "drivers/readers/yj-sdt-steps.h"
#include "core/base/yj-error.h"
#include "core/identity/yj-id-record.h"
#include <string.h>

static const guint8 preamble[] = { 0xAA, 0xAA, 0xAA, 0x96, 0x69 };

static void
assert_body (YjSdtDecoder *decoder, const guint8 *expected, gsize expected_size)
{
  gsize size = 0;
  const guint8 *body = yj_sdt_decoder_pop (decoder, &size);

  g_assert_nonnull (body);
  g_assert_cmpmem (body, size, expected, expected_size);
}

static void
assert_no_body (YjSdtDecoder *decoder)
{
  gsize size = 0;
  g_assert_null (yj_sdt_decoder_pop (decoder, &size));
}

/* GA 450, as in the published tables: what follows the preamble. */
static void
test_requests (void)
{
  static const guint8 published[][5] = {
    { 0x00, 0x03, 0x10, 0xFF, 0xEC }, { 0x00, 0x03, 0x11, 0xFF, 0xED }, { 0x00, 0x03, 0x12, 0xFF, 0xEE },
    { 0x00, 0x03, 0x20, 0x01, 0x22 }, { 0x00, 0x03, 0x20, 0x02, 0x21 }, { 0x00, 0x03, 0x30, 0x01, 0x32 },
    { 0x00, 0x03, 0x30, 0x03, 0x30 }, { 0x00, 0x03, 0x30, 0x10, 0x23 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (published); i++) {
    g_autoptr (YjSdtDecoder) decoder = yj_sdt_decoder_new (YJ_SDT_FRAMING_GA450, YJ_SDT_REQUEST);
    g_autoptr (GByteArray) frame = g_byte_array_new ();
    yj_sdt_frame_append (YJ_SDT_FRAMING_GA450, frame, published[i] + 2, 2);
    g_assert_cmpmem (frame->data, 5, preamble, 5);
    g_assert_cmpmem (frame->data + 5, frame->len - 5, published[i], 5);
    yj_sdt_decoder_push (decoder, frame->data, frame->len);
    assert_body (decoder, published[i] + 2, 2);
  }
}

static void
test_answers (void)
{
  static const struct {
    guint8 bytes[16];
    gsize size;
    guint8 status;
  } published[] = {
    { { 0x00, 0x08, 0x00, 0x00, 0x9F, 0x00, 0x00, 0x00, 0x00, 0x97 }, 10, 0x9F },
    { { 0x00, 0x04, 0x00, 0x00, 0x80, 0x84 }, 6, 0x80 },
    { { 0x00, 0x0C, 0x00, 0x00, 0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0x9C }, 14, 0x90 },
    { { 0x00, 0x04, 0x00, 0x00, 0x81, 0x85 }, 6, 0x81 },
    { { 0x00, 0x04, 0x00, 0x00, 0x41, 0x45 }, 6, 0x41 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (published); i++) {
    g_autoptr (YjSdtDecoder) decoder = yj_sdt_decoder_new (YJ_SDT_FRAMING_GA450, YJ_SDT_ANSWER);
    g_autoptr (GByteArray) written = g_byte_array_new ();
    gsize size;

    yj_sdt_decoder_push (decoder, preamble, sizeof preamble);
    yj_sdt_decoder_push (decoder, published[i].bytes, published[i].size);
    const guint8 *body = yj_sdt_decoder_pop (decoder, &size);
    g_assert_nonnull (body);
    g_assert_cmpuint (body[2], ==, published[i].status);
    yj_sdt_frame_append (YJ_SDT_FRAMING_GA450, written, body, size);
    g_assert_cmpmem (written->data + 5, written->len - 5, published[i].bytes, published[i].size);
  }
}

/* A frame as large as a read's, whose photograph is full of preambles. */
static GByteArray *
make_read_frame (void)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  GByteArray *frame = g_byte_array_new ();
  const guint8 head[] = { 0x00, 0x00, 0x90, 0x01, 0x00, 0x04, 0x00 };

  g_byte_array_append (body, head, sizeof head);
  while (body->len < sizeof head + 1280)
    g_byte_array_append (body, preamble, MIN (sizeof preamble, sizeof head + 1280 - body->len));
  yj_sdt_frame_append (YJ_SDT_FRAMING_GA450, frame, body->data, body->len);
  return frame;
}

static void
test_read_size (void)
{
  g_autoptr (GByteArray) frame = make_read_frame ();
  g_autoptr (YjSdtDecoder) decoder = yj_sdt_decoder_new (YJ_SDT_FRAMING_GA450, YJ_SDT_ANSWER);

  g_assert_cmpuint (frame->len, ==, 1295);
  g_assert_cmpuint (frame->data[5], ==, 0x05);
  g_assert_cmpuint (frame->data[6], ==, 0x08);
  yj_sdt_decoder_push (decoder, frame->data, frame->len);
  assert_body (decoder, frame->data + 7, 1287);
  assert_no_body (decoder);
  g_assert_cmpuint (yj_sdt_decoder_get_skipped_bytes (decoder), ==, 0);
}

static void
test_every_cut (void)
{
  g_autoptr (GByteArray) frame = make_read_frame ();

  for (guint cut = 0; cut < frame->len; cut++) {
    g_autoptr (YjSdtDecoder) decoder = yj_sdt_decoder_new (YJ_SDT_FRAMING_GA450, YJ_SDT_ANSWER);
    yj_sdt_decoder_push (decoder, frame->data, cut);
    assert_no_body (decoder);
    yj_sdt_decoder_push (decoder, frame->data + cut, frame->len - cut);
    assert_body (decoder, frame->data + 7, frame->len - 8);
  }
  g_test_message ("%u cuts", frame->len);
}

static void
test_byte_by_byte_with_garbage (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();
  g_autoptr (YjSdtDecoder) decoder = yj_sdt_decoder_new (YJ_SDT_FRAMING_GA450, YJ_SDT_ANSWER);
  const guint8 body[] = { 0, 0, 0x80 }, garbage[] = { 0x00, 0xAA, 0xAA, 0xAA, 0xAA, 0x96, 0x00, 0xAA, 0x96, 0x69, 0xAA, 0xAA };
  guint frames = 0;
  gsize size;

  for (int i = 0; i < 20; i++) {
    g_byte_array_append (stream, garbage, sizeof garbage);
    yj_sdt_frame_append (YJ_SDT_FRAMING_GA450, stream, body, sizeof body);
  }
  for (guint i = 0; i < stream->len; i++) {
    yj_sdt_decoder_push (decoder, stream->data + i, 1);
    while (yj_sdt_decoder_pop (decoder, &size) != NULL)
      frames++;
  }
  g_assert_cmpuint (frames, ==, 20);
  g_assert_cmpuint (yj_sdt_decoder_get_skipped_bytes (decoder), ==, 20 * sizeof garbage);
}

/* A damaged frame is skipped, and the good one after it, or inside it, is found. */
static void
test_damage (void)
{
  const guint8 body[] = { 0, 0, 0x9F, 0, 0, 0, 0 };
  g_autoptr (GByteArray) good = g_byte_array_new ();
  guint found = 0;

  yj_sdt_frame_append (YJ_SDT_FRAMING_GA450, good, body, sizeof body);
  for (guint at = 0; at < good->len; at++)
    for (int bit = 0; bit < 8; bit++) {
      g_autoptr (YjSdtDecoder) decoder = yj_sdt_decoder_new (YJ_SDT_FRAMING_GA450, YJ_SDT_ANSWER);
      g_autoptr (GByteArray) bad = g_byte_array_new ();
      gsize size;

      g_byte_array_append (bad, good->data, good->len);
      bad->data[at] ^= (guint8) (1 << bit);
      yj_sdt_decoder_push (decoder, bad->data, bad->len);
      assert_no_body (decoder);
      yj_sdt_decoder_push (decoder, good->data, good->len);
      /* A larger false length may wait for bytes that never come: then the late timer gives up. */
      const guint8 *got = yj_sdt_decoder_pop (decoder, &size);
      while (got == NULL && yj_sdt_decoder_give_up (decoder))
        got = yj_sdt_decoder_pop (decoder, &size);
      g_assert_nonnull (got);
      g_assert_cmpmem (got, size, body, sizeof body);
      found++;
    }
  g_test_message ("%u flipped bits, each recovered", found);
}

static void
test_lengths (void)
{
  static const guint16 lengths[] = { 0, 1, 2, 3, YJ_SDT_MAX_LENGTH + 1, 0x7FFF, 0xFFFF };
  const guint8 body[] = { 0, 0, 0x80 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_autoptr (YjSdtDecoder) decoder = yj_sdt_decoder_new (YJ_SDT_FRAMING_GA450, YJ_SDT_ANSWER);
    g_autoptr (GByteArray) stream = g_byte_array_new ();
    const guint8 length[] = { (guint8) (lengths[i] >> 8), (guint8) lengths[i] };

    g_byte_array_append (stream, preamble, sizeof preamble);
    g_byte_array_append (stream, length, sizeof length);
    yj_sdt_frame_append (YJ_SDT_FRAMING_GA450, stream, body, sizeof body);
    yj_sdt_decoder_push (decoder, stream->data, stream->len);
    assert_body (decoder, body, sizeof body); /* at once, without waiting for a frame that long */
  }
}

static void
test_flood (void)
{
  g_autoptr (YjSdtDecoder) decoder = yj_sdt_decoder_new (YJ_SDT_FRAMING_GA450, YJ_SDT_ANSWER);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autofree guint8 *flood = g_malloc (1000000);
  const guint8 body[] = { 0, 0, 0x80 };
  g_autoptr (GByteArray) good = g_byte_array_new ();
  gsize size;

  for (gsize i = 0; i < 1000000; i++)
    flood[i] = (guint8) (g_rand_boolean (rand) ? 0xAA : g_rand_int (rand));
  yj_sdt_decoder_push (decoder, flood, 1000000);
  for (gsize at = 0; at < 1000000; at += 777)
    yj_sdt_decoder_push (decoder, flood + at, MIN (777, 1000000 - at));
  while (yj_sdt_decoder_pop (decoder, &size) != NULL)
    ;
  yj_sdt_decoder_clear (decoder);
  yj_sdt_frame_append (YJ_SDT_FRAMING_GA450, good, body, sizeof body);
  yj_sdt_decoder_push (decoder, good->data, good->len);
  assert_body (decoder, body, sizeof body);
}

/* The two length words are believed only if they fill the answer. */
static void
test_read_lengths (void)
{
  guint8 body[7 + 256 + 1024] = { 0, 0, 0x90, 0x01, 0x00, 0x04, 0x00 };
  g_autoptr (YjIdCard) whole = NULL, source = yj_id_card_new (YJ_ID_RESIDENT);
  g_autoptr (GError) error = NULL;

  source->name = g_strdup ("王晓慧");
  source->number = g_strdup ("000000199001010026");
  source->birth = g_strdup ("1990-01-01");
  g_assert_true (yj_id_record_write (source, body + 7, NULL));
  whole = yj_sdt_read_parse (body, sizeof body, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (whole->name, ==, "王晓慧");
  g_assert_cmpuint (g_bytes_get_size (whole->photo), ==, 1024);
  for (gsize size = 3; size < sizeof body; size++) {
    g_autoptr (GError) cut = NULL;
    g_assert_null (yj_sdt_read_parse (body, size, &cut));
    g_assert_error (cut, YJ_ERROR, YJ_ERROR_CARD_UNREADABLE);
  }
  body[3] = 0x00;
  body[5] = 0x05; /* 0 + 1280: no text */
  g_assert_null (yj_sdt_read_parse (body, sizeof body, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_CARD_UNREADABLE);
}

/* A line that drops bytes cuts a frame anywhere, and the next one begins at once: also where a length was expected, whose place it takes. */
static void
test_a_frame_behind_a_torn_one (void)
{
  static const guint8 answer[] = { 0x00, 0x00, 0x80 };
  static const guint8 torn[] = { 0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x00, 0x08, 0x00, 0x00, 0x9F, 0x00, 0x00, 0x00, 0x00, 0x97 };

  for (gsize cut = 0; cut < sizeof torn; cut++) {
    g_autoptr (YjSdtDecoder) decoder = yj_sdt_decoder_new (YJ_SDT_FRAMING_GA450, YJ_SDT_ANSWER);
    g_autoptr (GByteArray) stream = g_byte_array_new ();
    const guint8 *body;
    gsize size = 0;
    g_byte_array_append (stream, torn, (guint) cut);
    yj_sdt_frame_append (YJ_SDT_FRAMING_GA450, stream, answer, sizeof answer);
    yj_sdt_decoder_push (decoder, stream->data, stream->len);
    while ((body = yj_sdt_decoder_pop (decoder, &size)) == NULL && yj_sdt_decoder_give_up (decoder))
      ;
    g_assert_nonnull (body);
    g_assert_cmpmem (body, size, answer, sizeof answer);
  }
  g_test_message ("%" G_GSIZE_FORMAT " places of a cut, and the frame behind each was found", sizeof torn);
}

/* What the log, a technician and the self-test say of a status: its number, and what somebody does about it. */
static void
test_status_sentences (void)
{
  static const struct {
    guint8 status;
    const char *step;
  } cases[] = { { 0x10, "cable" },   { 0x11, "cable" },   { 0x21, "framing" }, { 0x23, "service" }, { 0x24, "framing" }, { 0x31, "lift" },
                { 0x32, "counter" }, { 0x33, "lift" },    { 0x40, "resident card" }, { 0x41, "lift" }, { 0x47, "lift" }, { 0x60, "service" },
                { 0x66, "service" }, { 0x80, "place" },   { 0x81, "lay it flat" }, { 0x9E, "service" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *sentence = yj_sdt_status_describe (cases[i].status);
    g_autofree char *number = g_strdup_printf ("%02X: ", cases[i].status);
    g_test_message ("%s", sentence);
    g_assert_nonnull (strstr (sentence, cases[i].step));
    g_assert_cmpint (g_str_has_prefix (sentence, number), ==, cases[i].status != 0x9E); /* which GA 450 does not name */
    for (guint k = 0; k < i; k++)
      g_assert_cmpstr (sentence, !=, yj_sdt_status_describe (cases[k].status));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/readers/sdt-frame/writes-the-published-requests", test_requests);
  g_test_add_func ("/readers/sdt-frame/reads-the-published-answers", test_answers);
  g_test_add_func ("/readers/sdt-frame/a-read-is-1295-bytes-with-preambles-inside", test_read_size);
  g_test_add_func ("/readers/sdt-frame/joins-a-frame-cut-at-every-byte", test_every_cut);
  g_test_add_func ("/readers/sdt-frame/says-of-each-status-what-to-do", test_status_sentences);
  g_test_add_func ("/readers/sdt-frame/finds-a-frame-behind-a-torn-one", test_a_frame_behind_a_torn_one);
  g_test_add_func ("/readers/sdt-frame/finds-frames-between-garbage-byte-by-byte", test_byte_by_byte_with_garbage);
  g_test_add_func ("/readers/sdt-frame/recovers-from-every-flipped-bit", test_damage);
  g_test_add_func ("/readers/sdt-frame/refuses-lengths-of-nothing-and-too-much", test_lengths);
  g_test_add_func ("/readers/sdt-frame/outlives-a-flood", test_flood);
  g_test_add_func ("/readers/sdt-frame/believes-length-words-that-fill-the-answer", test_read_lengths);
  return g_test_run ();
}
