/* SPDX-License-Identifier: Apache-2.0 */
/* Machine-readable zones: sizes, check digits, what a reader mistakes, permits of China, and hostile lines. */
#include "core/base/yj-error.h"
#include "core/identity/yj-mrz.h"
#include <string.h>

#define TD3 "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10"
#define TD1 "I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<"

static GDateTime *
a_day (void)
{
  return g_date_time_new_local (2026, 3, 12, 12, 0, 0);
}

static YjIdCard *
parse (const char *text, int code)
{
  g_autoptr (GDateTime) today = a_day ();
  g_autoptr (GError) error = NULL;
  YjIdCard *card = yj_mrz_parse (text, today, &error);

  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, YJ_ERROR, code);
  g_assert_true ((card != NULL) == (code < 0));
  return card;
}

static void
assert_eriksson (YjIdCard *card, const char *number)
{
  g_assert_cmpint (card->kind, ==, YJ_ID_MRZ);
  g_assert_cmpstr (card->name, ==, "ERIKSSON ANNA MARIA");
  g_assert_cmpstr (card->number, ==, number);
  g_assert_cmpstr (card->birth, ==, "1974-08-12");
  g_assert_cmpstr (card->valid_to, ==, "2012-04-15");
  g_assert_cmpstr (card->country, ==, "UTO");
  g_assert_cmpint (card->sex, ==, 2);
  yj_id_card_free (card);
}

/* A TD2 zone and a long number, with the check digits that the rules give. */
static char *
make_td2 (void)
{
  char *text = g_strdup ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<D231458907UTO7408122F1204159<<<<<<<?");
  g_autofree char *all = g_strdup_printf ("%.10s%.7s%.14s", text + 36, text + 49, text + 57);
  text[71] = yj_mrz_compute_check (all, 31);
  return text;
}

static char *
make_long_td1 (void)
{
  char *text = g_strdup ("I<UTOD23145890<AB1?<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<?ERIKSSON<<ANNA<MARIA<<<<<<<<<<");
  text[18] = yj_mrz_compute_check ("D23145890AB1", 12);
  g_autofree char *all = g_strdup_printf ("%.25s%.7s%.7s%.11s", text + 5, text + 30, text + 38, text + 48);
  text[59] = yj_mrz_compute_check (all, 50);
  return text;
}

/* A passport's zone with every check digit right. @number: 9 characters, @optional: 14. (transfer full) */
static char *
make_td3 (const char *number, const char *optional)
{
  char *text = g_strdup_printf ("%.44s%.9s?UTO7408122F1204159%.14s??", TD3, number, optional);

  text[53] = yj_mrz_compute_check (text + 44, 9);
  text[86] = yj_mrz_compute_check (text + 72, 14);
  return text;
}

/* Over number, birth and expiry with their check digits, and the optional field with its own. */
static void
set_composite (char *td3)
{
  g_autofree char *all = g_strdup_printf ("%.10s%.7s%.22s", td3 + 44, td3 + 57, td3 + 65);
  td3[87] = yj_mrz_compute_check (all, 39);
}

/* Each check digit counts by itself: a wrong one is found though the last one, which covers it, fits. */
static void
test_mrz_each_check (void)
{
  static const int checks[] = { 53, 63, 71, 86 };
  g_autofree char *good = make_td3 ("L898902C3", "ZE184226B<<<<<");

  set_composite (good);
  assert_eriksson (parse (good, -1), "L898902C3");
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
    g_autofree char *bad = g_strdup (good);
    bad[checks[i]] = bad[checks[i]] == '9' ? '0' : (char) (bad[checks[i]] + 1);
    set_composite (bad);
    g_assert_null (parse (bad, YJ_ERROR_CARD_UNREADABLE));
  }
  good[87] = good[87] == '9' ? '0' : (char) (good[87] + 1);
  g_assert_null (parse (good, YJ_ERROR_CARD_UNREADABLE));
}

/* Letters that look like digits stand in numbers of passports rightly, and digits that look like letters. */
static void
test_mrz_letters_in_numbers (void)
{
  static const char *const numbers[] = { "SB5OZ12GD", "O0I1L2Z5S", "QDB8G6S5O", "000000000" };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *zone = make_td3 (numbers[i], "<<<<<<<<<<<<<<");
    set_composite (zone);
    assert_eriksson (parse (zone, -1), numbers[i]);
  }
}

static void
test_mrz_sizes (void)
{
  g_autofree char *td2 = make_td2 (), *long_td1 = make_long_td1 ();
  g_autofree char *lower = g_ascii_strdown (TD3, -1), *lines = g_strdup_printf ("%.44s\r\n%s\r\n", TD3, TD3 + 44);

  assert_eriksson (parse (TD3, -1), "L898902C3");
  assert_eriksson (parse (lower, -1), "L898902C3");
  assert_eriksson (parse (lines, -1), "L898902C3");
  assert_eriksson (parse (TD1, -1), "D23145890");
  assert_eriksson (parse (td2, -1), "D23145890");
  assert_eriksson (parse (long_td1, -1), "D23145890AB1");
}

/* Each position that a check digit covers, with every other value of it. */
static void
test_mrz_mistakes (void)
{
  guint wrong = 0;

  for (gsize at = 44; at < 88; at++) {
    g_autofree char *text = g_strdup (TD3);
    if ((at >= 54 && at < 57) || at == 64) /* nationality and sex have no check digit */
      continue;
    text[at] = text[at] == '7' ? '8' : '7';
    yj_id_card_free (parse (text, YJ_ERROR_CARD_UNREADABLE));
    wrong++;
  }
  g_test_message ("%u places", wrong);
}

static void
test_mrz_repair (void)
{
  g_autofree char *text = g_strdup (TD3), *names = g_strdup (TD3), *number = g_strdup (TD3);

  text[44 + 15] = 'O', text[44 + 16] = 'B'; /* O for 0, B for 8 */
  text[44 + 22] = 'Z'; /* for 2 */
  text[44 + 43] = 'O'; /* the composite */
  assert_eriksson (parse (text, -1), "L898902C3");
  names[9] = '5';  /* ERIKSSON with a 5 */
  names[4] = '0';  /* UT0 */
  names[54 + 2] = '0';
  assert_eriksson (parse (names, -1), "L898902C3");
  number[44] = 'I'; /* I and L are both right there, so nothing is guessed */
  yj_id_card_free (parse (number, YJ_ERROR_CARD_UNREADABLE));
}

static char *
with_dates (const char *birth, const char *expiry)
{
  char *text = g_strdup (TD3);
  memcpy (text + 57, birth, 6);
  text[63] = yj_mrz_compute_check (birth, 6);
  memcpy (text + 65, expiry, 6);
  text[71] = yj_mrz_compute_check (expiry, 6);
  g_autofree char *all = g_strdup_printf ("%.10s%.7s%.22s", text + 44, text + 57, text + 65);
  text[87] = yj_mrz_compute_check (all, 39);
  return text;
}

static void
test_mrz_centuries (void)
{
  static const struct {
    const char *birth, *expiry, *full_birth, *full_expiry;
  } days[] = { { "260312", "300101", "2026-03-12", "2030-01-01" }, { "260313", "760101", "1926-03-13", "2076-01-01" },
               { "270101", "770101", "1927-01-01", "1977-01-01" }, { "000229", "991231", "2000-02-29", "1999-12-31" } };
  static const char *const unreal[] = { "740230", "741301", "740800", "74<<<<", "7A0812" };

  for (guint i = 0; i < G_N_ELEMENTS (days); i++) {
    g_autofree char *text = with_dates (days[i].birth, days[i].expiry);
    g_autoptr (YjIdCard) card = parse (text, -1);
    g_assert_cmpstr (card->birth, ==, days[i].full_birth);
    g_assert_cmpstr (card->valid_to, ==, days[i].full_expiry);
  }
  for (guint i = 0; i < G_N_ELEMENTS (unreal); i++) {
    g_autofree char *text = with_dates (unreal[i], "300101");
    yj_id_card_free (parse (text, YJ_ERROR_BAD_DATA));
  }
}

static void
test_mrz_forms (void)
{
  static const char *const bad[] = { "", "P<UTO", TD3 "<", TD1 "<", "你好", "P<UTO?RIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO" };
  g_autofree char *visa = g_strdup (TD3), *nobody = g_strdup (TD3), *large = g_strnfill (1 << 20, '<');

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    yj_id_card_free (parse (bad[i], YJ_ERROR_BAD_DATA));
  yj_id_card_free (parse (large, YJ_ERROR_BAD_DATA));
  visa[0] = 'V';
  yj_id_card_free (parse (visa, YJ_ERROR_CARD_FOREIGN));
  memset (nobody + 5, '<', 39);
  yj_id_card_free (parse (nobody, YJ_ERROR_BAD_DATA));
}

/* "CS" and so on, with the check digits that the rules give; @rest: the second and third line, or "". (transfer full) */
static char *
make_permit (const char *type, const char *number, const char *expiry, const char *birth, const char *rest)
{
  g_autofree char *a = g_strdup_printf ("%s%c", number, yj_mrz_compute_check (number, 9));
  g_autofree char *b = g_strdup_printf ("%s%c", expiry, yj_mrz_compute_check (expiry, 6));
  g_autofree char *c = g_strdup_printf ("%s%c", birth, yj_mrz_compute_check (birth, 6));
  g_autofree char *all = g_strconcat (a, b, c, NULL);
  return g_strdup_printf ("%s%s<%s<%s<%c%s", type, a, b, c, yj_mrz_compute_check (all, 24), rest);
}

#define PERMIT_REST "NGKELMPONBPJERIKSSON<<ANNA<<<<F<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"

static void
test_permits (void)
{
  static const struct {
    const char *type, *number, *code;
  } permits[] = { { "CS", "C00000001", "513" }, { "CS", "CA0000001", "513" }, { "CD", "L00000001", "517" },
                  { "CR", "H00000001", "516" }, { "CR", "MA0000001", "516" }, { "CT", "00000001<", "511" } };

  for (guint i = 0; i < G_N_ELEMENTS (permits); i++) {
    g_autofree char *zone = make_permit (permits[i].type, permits[i].number, "300101", "740812", PERMIT_REST);
    g_autofree char *line = make_permit (permits[i].type, permits[i].number, "300101", "740812", "");
    g_autofree char *wrong = g_strdup (zone);
    g_autoptr (YjIdCard) card = parse (zone, -1);

    g_assert_cmpstr (card->document_type, ==, permits[i].code);
    g_assert_true (g_str_has_prefix (permits[i].number, card->number));
    g_assert_cmpstr (card->latin_name, ==, "ERIKSSON ANNA");
    g_assert_cmpstr (card->name, ==, "ERIKSSON ANNA"); /* the Chinese one is cut, and nothing checks it */
    g_assert_cmpstr (card->birth, ==, "1974-08-12");
    g_assert_cmpstr (card->valid_to, ==, "2030-01-01");
    g_assert_cmpstr (card->country, ==, "CHN");
    g_assert_cmpint (card->sex, ==, 2);
    yj_id_card_free (parse (line, YJ_ERROR_CARD_FOREIGN)); /* whole, but it names nobody */
    for (guint at = 2; at < 30; at++) {
      char was = wrong[at];
      if (at == 12 || at == 20 || at == 28)
        continue; /* a filler */
      wrong[at] = was == '7' || was == 'H' ? '9' : '7'; /* 7 and H are ten apart: no check digit tells them */
      yj_id_card_free (parse (wrong, YJ_ERROR_CARD_UNREADABLE));
      wrong[at] = was;
    }
  }
}

/* TD1 in the order of ICAO, as the permits of 1999 have it. */
static char *
make_td1 (const char *head, const char *number)
{
  char *text = g_strdup_printf ("%s%s%c<<<<<<<<<<<<<<<7408122F3001014CHN<<<<<<<<<<<?ERIKSSON<<ANNA<MARIA<<<<<<<<<<", head, number,
                                yj_mrz_compute_check (number, 9));
  text[44] = yj_mrz_compute_check (text + 38, 6);
  g_autofree char *all = g_strdup_printf ("%.25s%.7s%.7s%.11s", text + 5, text + 30, text + 38, text + 48);
  text[59] = yj_mrz_compute_check (all, 50);
  return text;
}

static void
test_permits_of_icao (void)
{
  static const struct {
    const char *head, *number, *code;
  } documents[] = { { "C<CHN", "H00000001", "516" }, { "CRCHN", "M00000001", "516" }, { "CTCHN", "00000001<", "511" },
                    { "C<UTO", "D23145890", "990" }, { "CTUTO", "D23145890", "990" } };

  for (guint i = 0; i < G_N_ELEMENTS (documents); i++) {
    g_autofree char *zone = make_td1 (documents[i].head, documents[i].number);
    g_autoptr (YjIdCard) card = parse (zone, -1);
    g_assert_cmpstr (card->document_type, ==, documents[i].code);
    g_assert_true (g_str_has_prefix (documents[i].number, card->number));
  }
}

/* Mistakes in a number, where its form says what must stand there. */
static void
test_number_repair (void)
{
  static const struct {
    const char *type, *number, *read;
  } mistakes[] = { { "CS", "C00000001", "C0O0O0OOI" }, { "CR", "H01258600", "HOIZSBGOO" }, { "CT", "01258600<", "OIZSBGOO<" },
                   { "CS", "CA0000001", "CAOOOOOOI" }, { "CD", "L00000001", "LO0000001" }, { "CR", "S00000001", "5O0000001" } };

  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++) {
    g_autofree char *zone = make_permit (mistakes[i].type, mistakes[i].number, "300101", "740812", PERMIT_REST);
    memcpy (zone + 2, mistakes[i].read, 9);
    g_autoptr (YjIdCard) card = parse (zone, -1);
    g_assert_true (g_str_has_prefix (mistakes[i].number, card->number));
  }
  g_autofree char *passport = g_strdup ("POCHNERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<E00000012?CHN7408122F3001014<<<<<<<<<<<<<<<?");
  passport[53] = yj_mrz_compute_check (passport + 44, 9);
  passport[71] = yj_mrz_compute_check (passport + 65, 6);
  g_autofree char *all = g_strdup_printf ("%.10s%.7s%.22s", passport + 44, passport + 57, passport + 65);
  passport[87] = yj_mrz_compute_check (all, 39);
  memcpy (passport + 44, "EOOOO0OIZ", 9);
  g_autoptr (YjIdCard) card = parse (passport, -1);
  g_assert_cmpstr (card->number, ==, "E00000012");
  g_assert_cmpstr (card->document_type, ==, "414");
}

/* Whatever stands in the lines, the answer is a card with its parts or an error, and no card without every check digit. */
static void
test_mrz_random (void)
{
  static const char alphabet[] = "<<<<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ\n \xe4\x01";
  g_autoptr (GRand) rand = g_rand_new_with_seed (20260312);
  g_autofree char *permit = make_permit ("CS", "C00000001", "300101", "740812", PERMIT_REST), *td2 = make_td2 ();
  const char *const good[] = { TD3, TD1, td2, permit };
  g_autoptr (GDateTime) today = a_day ();
  guint read = 0;

  for (int round = 0; round < 40000; round++) {
    g_autofree char *text = g_strdup (good[round % 4]);
    gsize size = strlen (text);
    g_autoptr (YjIdCard) card = NULL;

    for (int n = round % 8 == 7 ? (int) size : g_rand_int_range (rand, 0, 4); n > 0; n--)
      text[g_rand_int_range (rand, 0, (gint32) size)] = alphabet[g_rand_int_range (rand, 0, sizeof alphabet - 1)];
    if (g_rand_int_range (rand, 0, 16) == 0)
      text[g_rand_int_range (rand, 0, (gint32) size)] = '\0';
    card = yj_mrz_parse (text, today, NULL);
    if (card == NULL)
      continue;
    read++;
    g_assert_true (*card->number != '\0' && strspn (card->number, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen (card->number));
    g_assert_true (*card->name != '\0' && strpbrk (card->name, "<\n") == NULL);
    g_assert_cmpuint (strlen (card->birth), ==, 10);
    g_assert_cmpuint (strlen (card->document_type), ==, 3);
  }
  g_test_message ("%u of 40000 damaged zones were still read", read);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/identity/mrz/reads-the-three-sizes", test_mrz_sizes);
  g_test_add_func ("/identity/mrz/finds-a-wrong-character-wherever-it-is-checked", test_mrz_mistakes);
  g_test_add_func ("/identity/mrz/each-check-digit-counts-by-itself", test_mrz_each_check);
  g_test_add_func ("/identity/mrz/letters-stay-letters-in-a-number", test_mrz_letters_in_numbers);
  g_test_add_func ("/identity/mrz/puts-right-what-a-field-cannot-hold", test_mrz_repair);
  g_test_add_func ("/identity/mrz/reads-the-permits-of-china-in-their-own-order", test_permits);
  g_test_add_func ("/identity/mrz/reads-the-permits-of-china-in-the-order-of-icao", test_permits_of_icao);
  g_test_add_func ("/identity/mrz/puts-a-number-right-whose-form-it-knows", test_number_repair);
  g_test_add_func ("/identity/mrz/outlives-damaged-zones", test_mrz_random);
  g_test_add_func ("/identity/mrz/finds-the-century", test_mrz_centuries);
  g_test_add_func ("/identity/mrz/refuses-other-forms", test_mrz_forms);
  return g_test_run ();
}
