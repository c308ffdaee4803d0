/* SPDX-License-Identifier: Apache-2.0 */
/* The makers' own framing beneath the same driver: its bytes, and cards and faults as in GA 450, as far as it can tell them. */
#include "core/base/yj-error.h"
#include "drivers/readers/yj-sdt-frame.h"
#include "drivers/yj-driver.h"
#include "tests/drivers/readers/sdt-rig.h"
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- frames ---- */

static GByteArray *
make_frame (const guint8 *body, gsize size)
{
  GByteArray *frame = g_byte_array_new ();
  yj_sdt_frame_append (YJ_SDT_FRAMING_STX, frame, body, size);
  return frame;
}

static void
test_published_bytes (void)
{
  static const guint8 read_all[] = { 0xCA, 0x01, 0x00 }, sent[] = { 0x02, 0x00, 0x03, 0xCA, 0x01, 0x00, 0xCB, 0x03 };
  g_autoptr (GByteArray) frame = make_frame (read_all, sizeof read_all);
  g_autofree guint8 *body = g_malloc0 (2 + 4 + 256 + 1024);
  g_autoptr (GByteArray) answer = make_frame (body, 2 + 4 + 256 + 1024);

  g_assert_cmpmem (frame->data, frame->len, sent, sizeof sent);
  g_assert_cmpuint (answer->len, ==, 1291);
}

/* Garbage full of STX, cut anywhere, and each bit flipped once. */
static void
test_decoder (void)
{
  static const guint8 body[] = { 0x90, 0x00, 0x02, 0x00, 0x03, 0x03, 0x02 }, garbage[] = { 0x02, 0x02, 0x00, 0x02, 0x03, 0x02, 0x00, 0x04, 0x11 };
  g_autoptr (GByteArray) good = make_frame (body, sizeof body);
  gsize size;

  for (guint cut = 0; cut <= good->len; cut++) {
    g_autoptr (YjSdtDecoder) decoder = yj_sdt_decoder_new (YJ_SDT_FRAMING_STX, YJ_SDT_ANSWER);
    const guint8 *got;
    yj_sdt_decoder_push (decoder, garbage, sizeof garbage);
    yj_sdt_decoder_push (decoder, good->data, cut);
    yj_sdt_decoder_push (decoder, good->data + cut, good->len - cut);
    while ((got = yj_sdt_decoder_pop (decoder, &size)) == NULL && yj_sdt_decoder_give_up (decoder))
      ;
    g_assert_nonnull (got);
    g_assert_cmpmem (got, size, body, sizeof body);
  }
  for (guint bit = 0; bit < 8 * good->len; bit++) {
    g_autoptr (YjSdtDecoder) decoder = yj_sdt_decoder_new (YJ_SDT_FRAMING_STX, YJ_SDT_ANSWER);
    const guint8 *got;
    good->data[bit / 8] ^= (guint8) (1 << bit % 8);
    yj_sdt_decoder_push (decoder, good->data, good->len);
    do
      while ((got = yj_sdt_decoder_pop (decoder, &size)) != NULL)
        g_assert_false (size == sizeof body && memcmp (got, body, size) == 0);
    while (yj_sdt_decoder_give_up (decoder));
    good->data[bit / 8] ^= (guint8) (1 << bit % 8);
  }
}

/* ---- the driver ---- */

static SdtRig *
start (ReaderRig *rig)
{
  SdtRig *reader = sdt_rig_new_set (rig->line_path, "framing", "stx");
  sdt_rig_await (reader, "state:ready");
  return reader;
}

static void
test_card (void)
{
  ReaderRig *rig = reader_rig_new_framed ("stx");
  SdtRig *reader = start (rig);

  sdt_rig_insert (rig, reader_rig_card);
  sdt_rig_expect (reader, "read:", "state:busy found state:ready read:王晓慧");
  g_assert_cmpstr (reader->last->number, ==, "000000199001010026");
  g_assert_cmpuint (g_bytes_get_size (reader->last->photo), ==, 1024);
  sdt_rig_let_poll (rig, 4); /* this reader reads it each time; it is one card, once */
  g_assert_cmpuint (reader->events->len, ==, 0);
  g_assert_cmpint (sdt_rig_count (rig, "reads"), >, 3);
  reader_rig_tell (rig, "REMOVE");
  sdt_rig_expect (reader, "removed", "removed");
  sdt_rig_insert (rig, reader_rig_card); /* the same one, lifted and placed again */
  sdt_rig_expect (reader, "read:", "state:busy found state:ready read:王晓慧");
  sdt_rig_free (reader);
  reader_rig_free (rig);
}

/* What the last person left there is nobody's card, however often it is read. */
static void
test_left_behind (void)
{
  ReaderRig *rig = reader_rig_new_framed ("stx");
  SdtRig *reader = start (rig);
  g_autoptr (GString) other = g_string_new (reader_rig_card);

  sdt_rig_insert (rig, reader_rig_card);
  sdt_rig_await (reader, "read:");
  yj_id_reader_stop (reader->reader);
  yj_id_reader_start (reader->reader);
  sdt_rig_expect (reader, "failed:", "state:ready failed:card-left");
  reader_rig_tell (rig, "SLEEP 300"); /* changed between two looks: another card is one that was lifted and one that was placed */
  reader_rig_tell (rig, "REMOVE");
  g_string_replace (other, "王晓慧", "陈𠮷", 0);
  sdt_rig_insert (rig, other->str);
  sdt_rig_expect (reader, "read:", "removed state:busy found state:ready read:陈𠮷");
  sdt_rig_free (reader);
  reader_rig_free (rig);
}

static void
test_no_card (void)
{
  static const char *const words[] = { "MUTE", "FOREIGN" };
  ReaderRig *rig = reader_rig_new_framed ("stx");
  SdtRig *reader = start (rig);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) { /* the reader says of them that there is none */
    reader_rig_tell (rig, words[i]);
    sdt_rig_let_poll (rig, 3);
    g_assert_cmpuint (reader->events->len, ==, 0);
    reader_rig_tell (rig, "REMOVE");
  }
  sdt_rig_insert (rig, reader_rig_card);
  sdt_rig_await (reader, "read:王晓慧");
  sdt_rig_free (reader);
  reader_rig_free (rig);
}

static void
test_faults (void)
{
  static const char *const before[] = { "GARBAGE 700", "SLOW 4000", "ERROR 33 2", "PULL-MID-READ 600" };
  ReaderRig *rig = reader_rig_new_framed ("stx");
  SdtRig *reader = start (rig);

  for (guint i = 0; i < G_N_ELEMENTS (before); i++) {
    if (i == 3) {
      reader_rig_tell (rig, "SLOW 0");
      reader_rig_tell (rig, "SLEEP 100"); /* so that the card and its fate come at once */
      sdt_rig_insert (rig, reader_rig_card);
      reader_rig_tell (rig, before[i]);
      sdt_rig_let_poll (rig, 3); /* half an answer is none */
      g_assert_cmpuint (reader->events->len, ==, 0);
    } else {
      reader_rig_tell (rig, before[i]);
    }
    sdt_rig_insert (rig, reader_rig_card);
    sdt_rig_await (reader, "read:王晓慧");
    reader_rig_tell (rig, "REMOVE");
    sdt_rig_await (reader, "removed");
  }
  reader_rig_tell (rig, "UNPLUG");
  sdt_rig_await (reader, "state:absent");
  reader_rig_tell (rig, "PLUG");
  sdt_rig_await (reader, "state:ready");
  sdt_rig_insert (rig, reader_rig_card);
  sdt_rig_await (reader, "read:王晓慧");
  sdt_rig_free (reader);
  reader_rig_free (rig);
}

/* Written down below the driver, and played back to it without a reader. */
static void
test_recording (void)
{
  ReaderRig *rig = reader_rig_new_framed ("stx");
  g_autofree char *path = g_build_filename (rig->dir, "recording", NULL);
  g_autofree char *record = g_strdup_printf ("record:%s,%s", path, rig->line_path), *replay = g_strconcat ("replay:", path, NULL);
  SdtRig *reader;

  g_setenv ("YIJIAN_ALLOW_RECORDING", "1", TRUE);
  reader = sdt_rig_new_set (record, "framing", "stx");
  g_unsetenv ("YIJIAN_ALLOW_RECORDING");
  sdt_rig_await (reader, "state:ready");
  sdt_rig_insert (rig, reader_rig_card);
  sdt_rig_await (reader, "read:王晓慧");
  sdt_rig_free (reader);
  reader = sdt_rig_new_set (replay, "framing", "stx");
  sdt_rig_await (reader, "read:王晓慧");
  sdt_rig_free (reader);
  g_assert_cmpint (g_remove (path), ==, 0);
  reader_rig_free (rig);
}

static void
test_setting (void)
{
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_key_file_set_string (settings, "id-reader", "framing", "etx");
  g_assert_null (yj_driver_create ("sdt-reader", settings, "id-reader", &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
  g_assert_nonnull (strstr (error->message, "[id-reader] framing: "));
}

int
main (int argc, char **argv)
{
  sdt_rig_init (&argc, &argv);
  g_test_add_func ("/readers/sdt-stx/sends-the-published-bytes", test_published_bytes);
  g_test_add_func ("/readers/sdt-stx/finds-frames-between-garbage-and-refuses-damaged-ones", test_decoder);
  g_test_add_func ("/readers/sdt-stx/reads-a-card-once-until-it-was-lifted", test_card);
  g_test_add_func ("/readers/sdt-stx/takes-nobody-for-the-card-that-was-left-there", test_left_behind);
  g_test_add_func ("/readers/sdt-stx/hears-of-no-card-that-does-not-answer", test_no_card);
  g_test_add_func ("/readers/sdt-stx/survives-garbage-slowness-pulls-and-being-unplugged", test_faults);
  g_test_add_func ("/readers/sdt-stx/replays-what-was-recorded", test_recording);
  g_test_add_func ("/readers/sdt-stx/refuses-a-framing-that-it-does-not-know", test_setting);
  g_test_add_func ("/readers/sdt-stx/logs-nothing-of-a-person", sdt_rig_test_log);
  return g_test_run ();
}
