/* SPDX-License-Identifier: Apache-2.0 */
/* The holder of a social-security card, asked command by command of a chip in memory; answers to reset; answers in pieces. */
#include "core/base/yj-error.h"
#include "core/identity/yj-id-card-json.h"
#include "drivers/readers/yj-apdu.h"
#include "drivers/readers/yj-atr.h"
#include "drivers/readers/yj-social-card.h"
#include "drivers/readers/yj-social-items.h"
#include "tests/drivers/readers/chip.h"

/* Asks until nothing is asked; NULL with an error. */
static YjIdCard *
ask (Chip *chip, guint *commands, GError **error)
{
  g_autoptr (YjSocialCard) reading = yj_social_card_new (chip->over_t0);
  guint8 answer[300];
  const guint8 *command;
  gsize size;

  chip_reset (chip);
  for (*commands = 0; (command = yj_social_card_get_command (reading, &size)) != NULL; (*commands)++) {
    gsize n = chip_answer (chip, command, size, answer);

    /* No command writes, and none carries a PIN. */
    g_assert_true (command[1] == 0xA4 || command[1] == 0xB2 || command[1] == 0xC0);
    g_assert_cmpuint (*commands, <, 100);
    if (!yj_social_card_take (reading, answer, n, error))
      return NULL;
  }
  return yj_social_card_finish (reading, error);
}

static void
test_every_way (void)
{
  for (guint ways = 0; ways < 8; ways++) {
    guint edition = (ways & 1) != 0 ? 2 : 1, commands = 0;
    Chip chip = { .over_t0 = (ways & 2) != 0, .no_short_numbers = (ways & 4) != 0,
                  .files = social_files_make (edition, SOCIAL_NAME_GB, "") };
    g_autoptr (GError) error = NULL;
    g_autoptr (YjIdCard) card = ask (&chip, &commands, &error);

    g_assert_no_error (error);
    g_assert_cmpint (card->kind, ==, YJ_ID_SOCIAL_SECURITY);
    g_assert_cmpstr (card->name, ==, SOCIAL_NAME);
    g_assert_cmpstr (card->number, ==, SOCIAL_NUMBER);
    g_assert_cmpstr (card->birth, ==, "1990-01-01");
    g_assert_cmpstr (card->ethnicity, ==, "01");
    g_assert_cmpint (card->sex, ==, 2);
    g_assert_cmpstr (card->valid_from, ==, "2016-03-12");
    g_assert_cmpstr (card->valid_to, ==, "2036-03-12");
    g_assert_cmpstr (card->document_type, ==, "990");
    /* Not asked for, or not kept: the card's number, the place of birth. */
    g_assert_null (card->permit_number);
    g_assert_null (card->address);
    g_test_message ("edition %u, T=%d, %s short file numbers: %u commands", edition, chip.over_t0 ? 0 : 1,
                    chip.no_short_numbers ? "without" : "with", commands);
  }
}

static void
test_json (void)
{
  guint commands = 0;
  Chip chip = { .files = social_files_make (2, SOCIAL_NAME_GB, "") };
  g_autoptr (GError) error = NULL;
  g_autoptr (YjIdCard) card = ask (&chip, &commands, &error), back = NULL;
  json_t *json = yj_id_card_to_json (card);

  g_assert_cmpstr (yj_json_string (json, "kind"), ==, "social-security");
  back = yj_id_card_from_json (json, &error);
  g_assert_no_error (error);
  g_assert_cmpint (back->kind, ==, YJ_ID_SOCIAL_SECURITY);
  g_assert_cmpstr (back->number, ==, card->number);
  yj_json_wipe (json);
}

/* 15 characters fill the first item; a character may also be cut in its middle. */
static void
test_long_names (void)
{
  static const struct {
    const char *name, *rest, *expected;
  } cases[] = {
    { "\xC2\xF2\xC2\xF2\xCC\xE1\xA1\xA4\xCD\xC2\xB6\xFB\xD1\xB7\xC2\xF2\xC2\xF2\xCC\xE1\xA1\xA4\xCD\xC2\xB6\xFB\xD1\xB7\xC2\xF2", "\xC2\xF2\xCC\xE1",
      "买买提·吐尔逊买买提·吐尔逊买买提" },
    { "A\xC2\xF2\xC2\xF2\xC2\xF2\xC2\xF2\xC2\xF2\xC2\xF2\xC2\xF2\xC2\xF2\xC2\xF2\xC2\xF2\xC2\xF2\xC2\xF2\xC2\xF2\xC2\xF2\xC2", "\xF2",
      "A买买买买买买买买买买买买买买买" },
    { "ERIKSSON ANNA MARIA OF UTOPIA ", "AND BEYOND", "ERIKSSON ANNA MARIA OF UTOPIA AND BEYOND" },
    { "\xB3\xC2\x95\x32\x82\x36", "", "陈𠀀" },
    { "A\nB\x7F" "C\t", "", "A B C" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint commands = 0;
    Chip chip = { .files = social_files_make (2, cases[i].name, cases[i].rest) };
    g_autoptr (GError) error = NULL;
    g_autoptr (YjIdCard) card = ask (&chip, &commands, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (card->name, ==, cases[i].expected);
  }
}

static void
test_refused (void)
{
  static const struct {
    ChipKind kind;
    int code;
  } cases[] = { { CHIP_FOREIGN, YJ_ERROR_CARD_FOREIGN },
                { CHIP_LOCKED, YJ_ERROR_CARD_FOREIGN },
                { CHIP_GARBAGE, YJ_ERROR_CARD_UNREADABLE },
                { CHIP_ENDLESS, YJ_ERROR_CARD_UNREADABLE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint commands = 0;
    Chip chip = { .kind = cases[i].kind, .over_t0 = TRUE, .files = social_files_make (2, SOCIAL_NAME_GB, "") };
    g_autoptr (GError) error = NULL;

    g_assert_null (ask (&chip, &commands, &error));
    g_assert_error (error, YJ_ERROR, cases[i].code);
    g_test_message ("%s, after %u commands", error->message, commands);
  }
}

/* Each item spoilt in turn: what a person needs to be known by is asked for again, the rest is left out. */
static void
test_spoilt_items (void)
{
  static const struct {
    guint record; /* of EF06, from 0 */
    gboolean fatal;
  } cases[] = { { 0, TRUE }, { 1, TRUE }, { 3, FALSE }, { 4, FALSE }, { 6, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint commands = 0;
    Chip chip = { .files = social_files_make (2, SOCIAL_NAME_GB, "") };
    g_autoptr (GError) error = NULL;
    g_autoptr (YjIdCard) card = NULL;

    memset (chip.files.holder[cases[i].record].bytes + 2, 0xFF, chip.files.holder[cases[i].record].size - 2);
    card = ask (&chip, &commands, &error);
    if (cases[i].fatal)
      g_assert_error (error, YJ_ERROR, YJ_ERROR_CARD_UNREADABLE);
    else
      g_assert_no_error (error);
    g_assert_true ((card == NULL) == cases[i].fatal);
    if (card != NULL)
      g_assert_cmpstr (card->birth, ==, "1990-01-01"); /* the number has it too */
  }
}

/* A record that is cut, or that announces more than there is, in every place. */
static void
test_cut_records (void)
{
  SocialFiles files = social_files_make (2, SOCIAL_NAME_GB, "");

  for (guint record = 0; record < 7; record++)
    for (gsize size = 0; size <= files.holder[record].size; size++) {
      YjSocialName name = { 0 };
      g_autoptr (YjIdCard) card = yj_id_card_new (YJ_ID_SOCIAL_SECURITY);
      g_autofree guint8 *copy = g_memdup2 (files.holder[record].bytes, size); /* its end is the end of the memory */

      yj_social_items_take (copy, size, card, &name);
      if (record == 0)
        g_assert_true ((card->number != NULL) == (size == files.holder[record].size));
    }
}

static void
test_answers_in_pieces (void)
{
  static const guint8 wrong_length[] = { 0x6C, 0x05 }, three[] = { 1, 2, 3, 0x61, 0x02 }, two[] = { 4, 5, 0x90, 0x00 };
  YjApdu apdu;

  yj_apdu_begin (&apdu, 0xB2, 1, 0x2C, NULL, 0, 0);
  g_assert_cmpmem (apdu.command, apdu.command_bytes, "\x00\xB2\x01\x2C\x00", 5);
  g_assert_cmpint (yj_apdu_take (&apdu, wrong_length, 2), ==, YJ_APDU_MORE);
  g_assert_cmpmem (apdu.command, apdu.command_bytes, "\x00\xB2\x01\x2C\x05", 5);
  g_assert_cmpint (yj_apdu_take (&apdu, three, 5), ==, YJ_APDU_MORE);
  g_assert_cmpmem (apdu.command, apdu.command_bytes, "\x00\xC0\x00\x00\x02", 5);
  g_assert_cmpint (yj_apdu_take (&apdu, two, 4), ==, YJ_APDU_WHOLE);
  g_assert_cmpmem (apdu.answer, apdu.answer_bytes, "\x01\x02\x03\x04\x05", 5);
  g_assert_cmphex (apdu.status, ==, 0x9000);
  /* The same wrong length twice, a status without a byte, and data without an end. */
  yj_apdu_begin (&apdu, 0xB2, 1, 0x2C, NULL, 0, 5);
  g_assert_cmpint (yj_apdu_take (&apdu, wrong_length, 2), ==, YJ_APDU_BROKEN);
  g_assert_cmpint (yj_apdu_take (&apdu, two, 1), ==, YJ_APDU_BROKEN);
  yj_apdu_begin (&apdu, 0xA4, 4, 0, two, 4, -1);
  g_assert_cmpmem (apdu.command, apdu.command_bytes, "\x00\xA4\x04\x00\x04\x04\x05\x90\x00", 9);
  g_assert_cmpint (yj_apdu_take (&apdu, wrong_length, 2), ==, YJ_APDU_BROKEN);
  yj_apdu_begin (&apdu, 0xB2, 1, 0x2C, NULL, 0, 0);
  for (guint i = 0; i < 24; i++)
    g_assert_cmpint (yj_apdu_take (&apdu, three, 5), ==, YJ_APDU_MORE);
  g_assert_cmpint (yj_apdu_take (&apdu, three, 5), ==, YJ_APDU_BROKEN);
}

static void
test_atr (void)
{
  static const struct {
    const char *bytes;
    gsize size;
    const char *described; /* NULL: broken */
  } cases[] = {
    { "\x3B\x68\x00\x00\x00\x73\xC8\x40\x12\x00\x90\x00", 12, "offers T=0, 8 historical bytes" },
    { "\x3B\x02\x14\x50", 4, "offers T=0, 2 historical bytes" },
    { "\x3F\x00", 2, "offers T=0, 0 historical bytes" },
    { "\x3B\x80\x01\x81", 4, "offers T=1, 0 historical bytes" },
    { "\x3B\x80\x80\x01\x01", 5, "offers T=0 T=1, 0 historical bytes" },
    { "\x3B\x90\x11\x80\x11\x01\x11", 7, "offers T=0 T=1, 0 historical bytes" },
    { "\x3B\x90\x95\x91\x01\x81\x31\xFE\x5D\x00", 10, NULL },
    { "\x3B\x80\x11\x01\x90", 5, "insists on T=1, 0 historical bytes" },
    { "\x3B\x80\x90\x01\x11", 5, NULL },
    { "\x3B\x80\x01\x80", 4, NULL },
    { "\x3B\x68\x00\x00\x00\x73\xC8\x40\x12\x00\x90", 11, NULL },
    { "\x3B\x68\x00\x00\x00\x73\xC8\x40\x12\x00\x90\x00\x00", 13, NULL },
    { "\x23\x00", 2, NULL },
    { "\x3B", 1, NULL },
    { "", 0, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;
    YjAtr atr;

    if (yj_atr_parse ((const guint8 *) cases[i].bytes, cases[i].size, &atr, &error))
      text = yj_atr_describe (&atr);
    else
      g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
    g_test_message ("%u: %s", i, text != NULL ? text : error->message);
    g_assert_cmpstr (text, ==, cases[i].described);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/readers/social-card/both-editions-are-read-by-T0-and-T1-with-and-without-short-file-numbers", test_every_way);
  g_test_add_func ("/readers/social-card/its-kind-goes-through-JSON", test_json);
  g_test_add_func ("/readers/social-card/a-name-is-kept-whatever-its-length-and-characters", test_long_names);
  g_test_add_func ("/readers/social-card/another-card,-a-locked-one-and-nonsense-are-refused", test_refused);
  g_test_add_func ("/readers/social-card/a-spoilt-item-is-asked-for-again-or-left-out", test_spoilt_items);
  g_test_add_func ("/readers/social-card/a-cut-record-gives-nothing-it-does-not-hold", test_cut_records);
  g_test_add_func ("/readers/apdu/an-answer-in-pieces-is-put-together,-one-without-an-end-is-not-waited-for", test_answers_in_pieces);
  g_test_add_func ("/readers/atr/protocols-and-historical-bytes-are-found,-and-a-broken-one-is-refused", test_atr);
  return g_test_run ();
}
