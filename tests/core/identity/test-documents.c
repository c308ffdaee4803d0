/* SPDX-License-Identifier: Apache-2.0 */
/* The text record of a chip in its four layouts, and a card as JSON. */
#include "core/base/yj-error.h"
#include "core/identity/yj-id-card-json.h"
#include "core/identity/yj-id-record.h"
#include <string.h>

static YjIdCard *
card_from (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) json = yj_json_parse (text, strlen (text), 0, 0, &error);
  YjIdCard *card;

  g_assert_no_error (error);
  card = yj_id_card_from_json (json, &error);
  g_assert_no_error (error);
  return card;
}

static const char *const cards[] = {
  "{\"kind\":\"resident\",\"document_type\":\"111\",\"name\":\"买买提·吐尔逊\",\"sex\":1,\"ethnicity\":\"05\",\"birth\":\"1990-01-01\","
  "\"number\":\"000000199001010026\",\"address\":\"青禾市安平路 12 号\",\"authority\":\"青禾市公安局\",\"valid_from\":\"2016-03-12\","
  "\"valid_to\":\"long-term\"}",
  "{\"kind\":\"hmt-residence\",\"document_type\":\"990\",\"name\":\"陈𠮷\",\"sex\":1,\"birth\":\"1994-08-23\",\"number\":\"810000199408230021\","
  "\"address\":\"青禾市\",\"authority\":\"青禾市公安局\",\"valid_from\":\"2020-01-01\",\"valid_to\":\"2030-01-01\",\"permit_number\":\"H00000000\"}",
  "{\"kind\":\"foreigner-2017\",\"document_type\":\"553\",\"latin_name\":\"ERIKSSON ANNA\",\"name\":\"安娜\",\"sex\":2,\"birth\":\"1974-08-12\","
  "\"number\":\"UTO000074081200\",\"country\":\"UTO\",\"authority\":\"0000\",\"valid_from\":\"2018-01-01\",\"valid_to\":\"2028-01-01\"}",
  "{\"kind\":\"foreigner-2023\",\"document_type\":\"553\",\"latin_name\":\"ABCDEFGHIJKLMNOPQRSTUVWXYZ ABCDEFG HIJKLMNOPQR\","
  "\"name\":\"安娜\",\"sex\":2,\"birth\":\"1981-08-03\",\"number\":\"911124198108030024\",\"country\":\"UTO\",\"permit_number\":\"001\","
  "\"valid_from\":\"2024-01-01\",\"valid_to\":\"2034-01-01\"}",
};
static const char flags[] = { ' ', 'J', 'I', 'Y' };

static void
test_record_round_trip (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cards); i++) {
    g_autoptr (YjIdCard) card = card_from (cards[i]), back = NULL;
    g_autoptr (json_t) sent = yj_id_card_to_json (card), got = NULL;
    g_autoptr (GError) error = NULL;
    guint8 record[YJ_ID_RECORD_BYTES];

    g_assert_true (yj_id_record_write (card, record, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (record[248], ==, (guint8) flags[i]);
    g_assert_cmpuint (record[249], ==, 0);
    back = yj_id_record_parse (record, sizeof record, &error);
    g_assert_no_error (error);
    got = yj_id_card_to_json (back);
    g_assert_true (json_equal (sent, got));
  }
}

/* Offsets as the tables of GA/T 490 have them, not as our own writer has. */
static void
test_record_offsets (void)
{
  guint8 record[YJ_ID_RECORD_BYTES];
  g_autoptr (YjIdCard) card = NULL;
  static const struct {
    guint at;
    const char *text;
  } spans[] = { { 0, "AB" }, { 30, "2" }, { 32, "58" }, { 36, "19900101" }, { 52, "road" }, { 122, "000000199001010026" },
                { 158, "office" }, { 188, "20160312" }, { 204, "20360312" } };

  for (guint i = 0; i < sizeof record; i++)
    record[i] = i % 2 == 0 ? ' ' : 0;
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    for (guint k = 0; spans[i].text[k] != '\0'; k++)
      record[spans[i].at + 2 * k] = (guint8) spans[i].text[k];
  card = yj_id_record_parse (record, sizeof record, NULL);
  g_assert_nonnull (card);
  g_assert_cmpstr (card->name, ==, "AB");
  g_assert_cmpint (card->sex, ==, 2);
  g_assert_cmpstr (card->ethnicity, ==, "98"); /* some libraries say 58 */
  g_assert_cmpstr (card->birth, ==, "1990-01-01");
  g_assert_cmpstr (card->address, ==, "road");
  g_assert_cmpstr (card->number, ==, "000000199001010026");
  g_assert_cmpstr (card->authority, ==, "office");
  g_assert_cmpstr (card->valid_from, ==, "2016-03-12");
  g_assert_cmpstr (card->valid_to, ==, "2036-03-12");
}

static void
write_unit (guint8 *record, guint at, guint16 unit)
{
  record[at] = (guint8) (unit & 0xff);
  record[at + 1] = (guint8) (unit >> 8);
}

static void
assert_record (const guint8 *record, gsize size, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjIdCard) card = yj_id_record_parse (record, size, &error);
  g_assert_error (error, YJ_ERROR, code);
  g_assert_null (card);
}

static void
test_record_hostile (void)
{
  g_autoptr (YjIdCard) card = card_from (cards[0]), private_use = NULL, controls = NULL;
  guint8 good[YJ_ID_RECORD_BYTES], record[YJ_ID_RECORD_BYTES];

  g_assert_true (yj_id_record_write (card, good, NULL));
  for (gsize size = 0; size < sizeof good; size++)
    assert_record (good, size, YJ_ERROR_CARD_UNREADABLE);
  memcpy (record, good, sizeof good);
  write_unit (record, 2, 0xd842); /* a lone high surrogate */
  assert_record (record, sizeof record, YJ_ERROR_CARD_UNREADABLE);
  write_unit (record, 2, 0xdfb7); /* a lone low one */
  assert_record (record, sizeof record, YJ_ERROR_CARD_UNREADABLE);
  write_unit (record, 2, 0xe863); /* privately used: kept */
  private_use = yj_id_record_parse (record, sizeof record, NULL);
  g_assert_nonnull (strstr (private_use->name, "\xee\xa1\xa3"));
  memcpy (record, good, sizeof good);
  write_unit (record, 54, 0x0007); /* a bell in the address */
  controls = yj_id_record_parse (record, sizeof record, NULL);
  g_assert_null (strchr (controls->address, 7));
  for (guint flag = 0; flag < 256; flag++) {
    memcpy (record, good, sizeof good);
    record[248] = (guint8) flag;
    if (strchr (" JIY", (int) flag) == NULL || flag == 0)
      assert_record (record, sizeof record, YJ_ERROR_CARD_FOREIGN);
  }
  memcpy (record, good, sizeof good);
  for (guint at = 0; at < 30; at += 2)
    write_unit (record, at, at % 4 == 0 ? 0x3000 : ' ');
  assert_record (record, sizeof record, YJ_ERROR_CARD_UNREADABLE);
  memcpy (record, good, sizeof good);
  write_unit (record, 44, '9'); /* month 91 */
  assert_record (record, sizeof record, YJ_ERROR_CARD_UNREADABLE);
}

/* An address of 35 characters whose last one is rare is cut in its middle: the rest of it is good. */
static void
test_record_cut (void)
{
  g_autoptr (YjIdCard) card = card_from (cards[0]), cut = NULL;
  guint8 record[YJ_ID_RECORD_BYTES];

  g_assert_true (yj_id_record_write (card, record, NULL));
  write_unit (record, 52 + 2 * 34, 0xd842);
  write_unit (record, 52, 0xdfb7);
  cut = yj_id_record_parse (record, sizeof record, NULL);
  g_assert_nonnull (cut);
  g_assert_true (g_str_has_prefix (cut->address, "\ufffd禾市安平路"));
  g_assert_true (g_str_has_suffix (cut->address, "\ufffd"));
  write_unit (record, 122, 0xd842); /* but a number is whole or none */
  assert_record (record, sizeof record, YJ_ERROR_CARD_UNREADABLE);
  /* The second English name of 2023 is a name as well. */
  g_clear_pointer (&card, yj_id_card_free);
  card = card_from (cards[3]);
  g_assert_true (yj_id_record_write (card, record, NULL));
  write_unit (record, 222, 0xdfb7);
  assert_record (record, sizeof record, YJ_ERROR_CARD_UNREADABLE);
}

/* Whatever is in the record, the answer is a card with its parts or an error. */
static void
test_record_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20260312);
  guint read = 0;

  for (int round = 0; round < 20000; round++) {
    guint8 record[YJ_ID_RECORD_BYTES];
    g_autoptr (YjIdCard) card = card_from (cards[round % 4]);
    g_autoptr (YjIdCard) got = NULL;

    g_assert_true (yj_id_record_write (card, record, NULL));
    for (int n = g_rand_int_range (rand, 1, 6); n > 0; n--)
      record[g_rand_int_range (rand, 0, sizeof record)] = (guint8) g_rand_int (rand);
    got = yj_id_record_parse (record, sizeof record, NULL);
    if (got == NULL)
      continue;
    read++;
    g_assert_true (g_utf8_validate (got->name, -1, NULL) && *got->name != '\0');
    g_assert_true (g_utf8_validate (got->number, -1, NULL) && *got->number != '\0');
    g_assert_cmpuint (strlen (got->birth), ==, 10);
  }
  g_test_message ("%u of 20000 damaged records were still read", read);
}

static void
test_record_limits (void)
{
  static const struct {
    const char *key, *value;
  } bad[] = { { "name", "一二三四五六七八九十一二三四五六" }, { "ethnicity", "001" }, { "number", "0000001990010100260" },
              { "authority", "一二三四五六七八九十一二三四五六" }, { "birth", "1990-01-011" } };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (json_t) json = yj_json_parse (cards[0], strlen (cards[0]), 0, 0, NULL);
    g_autoptr (YjIdCard) card = NULL;
    g_autoptr (GError) error = NULL;
    guint8 record[YJ_ID_RECORD_BYTES];

    json_object_set_new (json, bad[i].key, json_string (bad[i].value));
    card = yj_id_card_from_json (json, NULL);
    g_assert_false (yj_id_record_write (card, record, &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
  }
}

static void
test_card_json (void)
{
  static const char *const bad[] = { "[]", "{}", "{\"name\":\"王\"}", "{\"number\":\"1\"}", "{\"name\":1,\"number\":\"1\"}",
                                     "{\"name\":\"王\",\"number\":\"1\",\"sex\":\"other\"}", "{\"name\":\"王\",\"number\":\"1\",\"sex\":77}",
                                     "{\"name\":\"王\",\"number\":\"1\",\"kind\":\"library\"}",
                                     "{\"name\":\"王\",\"number\":\"1\",\"kind\":7}", "{\"name\":\"王\",\"number\":\"1\",\"photo\":7}" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (json_t) json = yj_json_parse (bad[i], strlen (bad[i]), 0, 0, NULL);
    g_autoptr (GError) error = NULL;
    g_assert_null (yj_id_card_from_json (json, &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/identity/id-record/reads-what-it-wrote-in-four-layouts", test_record_round_trip);
  g_test_add_func ("/identity/id-record/has-the-published-offsets", test_record_offsets);
  g_test_add_func ("/identity/id-record/refuses-hostile-records", test_record_hostile);
  g_test_add_func ("/identity/id-record/mends-an-address-but-no-name", test_record_cut);
  g_test_add_func ("/identity/id-record/outlives-damaged-records", test_record_random);
  g_test_add_func ("/identity/id-record/refuses-what-does-not-fit", test_record_limits);
  g_test_add_func ("/identity/id-card/names-what-is-wrong-in-json", test_card_json);
  return g_test_run ();
}
