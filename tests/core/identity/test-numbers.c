/* SPDX-License-Identifier: Apache-2.0 */
#include "core/identity/yj-code-names.h"
#include "core/identity/yj-id-check.h"
#include "core/identity/yj-mask.h"
#include "core/identity/yj-resident-id.h"
#include "core/identity/yj-uscc.h"
#include <stdlib.h>
#include <string.h>

static GDateTime *
a_day (void)
{
  return g_date_time_new_local (2026, 3, 12, 12, 0, 0);
}

static void
test_resident_vectors (void)
{
  static const struct {
    const char *number, *birth;
    int sex;
    YjAreaKind kind;
  } vectors[] = {
    { "11010519491231002X", "1949-12-31", 2, YJ_AREA_MAINLAND },   { "440524188001010014", "1880-01-01", 1, YJ_AREA_MAINLAND },
    { "810000199408230021", "1994-08-23", 2, YJ_AREA_HONG_KONG },  { "830000199201300022", "1992-01-30", 2, YJ_AREA_TAIWAN },
    { "110101199003071348", "1990-03-07", 2, YJ_AREA_MAINLAND },   { "911124198108030024", "1981-08-03", 2, YJ_AREA_FOREIGNER },
    { "000000199001010026", "1990-01-01", 2, YJ_AREA_MAINLAND }, /* an unknown area is accepted */
  };
  g_autoptr (GDateTime) today = a_day ();

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autofree char *birth = yj_resident_id_get_birth (vectors[i].number);
    g_assert_cmpint (yj_resident_id_check (vectors[i].number, today), ==, YJ_RESIDENT_ID_VALID);
    g_assert_cmpstr (birth, ==, vectors[i].birth);
    g_assert_cmpint (yj_resident_id_get_sex (vectors[i].number), ==, vectors[i].sex);
    g_assert_cmpint (yj_resident_id_get_area_kind (vectors[i].number), ==, vectors[i].kind);
  }
}

/* ISO 7064 MOD 11-2 finds every wrong digit and every two neighbours that changed places. */
static void
test_resident_mistakes (void)
{
  const char *right = "11010519491231002X";
  guint wrong = 0;

  for (int at = 0; at < 18; at++)
    for (char c = '0'; c <= 'X'; c = c == '9' ? 'X' : c + 1) {
      char number[19];
      memcpy (number, right, 19);
      number[at] = c;
      if (c == right[at])
        continue;
      g_assert_cmpint (yj_resident_id_check (number, NULL), !=, YJ_RESIDENT_ID_VALID);
      wrong++;
    }
  for (int at = 0; at < 16; at++) {
    char number[19];
    memcpy (number, right, 19);
    number[at] = right[at + 1];
    number[at + 1] = right[at];
    if (strcmp (number, right) != 0)
      g_assert_cmpint (yj_resident_id_check (number, NULL), !=, YJ_RESIDENT_ID_VALID);
  }
  g_test_message ("%u wrong characters refused", wrong);
}

static void
test_resident_verdicts (void)
{
  static const struct {
    const char *typed;
    YjResidentIdVerdict verdict;
  } cases[] = {
    { "11010519491231002x", YJ_RESIDENT_ID_VALID },
    { "１１０１０５ 1949 1231 002ｘ", YJ_RESIDENT_ID_VALID },
    { "", YJ_RESIDENT_ID_LENGTH },
    { "1101051949123100", YJ_RESIDENT_ID_LENGTH },
    { "11010519491231002XX", YJ_RESIDENT_ID_LENGTH },
    { "110105491231002", YJ_RESIDENT_ID_OLD },
    { "1101051949123100X2", YJ_RESIDENT_ID_CHARACTER },
    { "11010519491231002Y", YJ_RESIDENT_ID_CHARACTER },
    { "11010519490230002X", YJ_RESIDENT_ID_DATE },
    { "11010519001301002X", YJ_RESIDENT_ID_DATE },
    { "110105194912310021", YJ_RESIDENT_ID_CHECK },
  };
  g_autoptr (GDateTime) today = a_day ();
  char tomorrow[19] = "000000202603130010", same_day[19] = "000000202603120010";

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *number = yj_resident_id_normalise (cases[i].typed);
    g_assert_cmpint (yj_resident_id_check (number, today), ==, cases[i].verdict);
  }
  tomorrow[17] = yj_resident_id_compute_check (tomorrow);
  same_day[17] = yj_resident_id_compute_check (same_day);
  g_assert_cmpint (yj_resident_id_check (tomorrow, today), ==, YJ_RESIDENT_ID_FUTURE);
  g_assert_cmpint (yj_resident_id_check (tomorrow, NULL), ==, YJ_RESIDENT_ID_VALID);
  g_assert_cmpint (yj_resident_id_check (same_day, today), ==, YJ_RESIDENT_ID_VALID);
}

static void
test_dates (void)
{
  static const char *const real[] = { "2024-02-29", "2000-02-29", "1800-01-01", "2026-12-31" };
  static const char *const unreal[] = { "2023-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-1", "20260101",
                                        "1799-12-31", "", "2026-01-01 ", "-026-01-01", "２０２６-01-01" };

  for (guint i = 0; i < G_N_ELEMENTS (real); i++)
    g_assert_true (yj_date_is_real (real[i]));
  for (guint i = 0; i < G_N_ELEMENTS (unreal); i++)
    g_assert_false (yj_date_is_real (unreal[i]));
}

static void
test_uscc (void)
{
  static const char *const vectors[] = { "11430000006122375G", "11100000000013127D", "11430000MB191025XP", "13430000006123247Y",
                                         "91350100M000100Y43" };
  guint wrong = 0;

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_assert_cmpint (yj_uscc_check (vectors[i]), ==, YJ_USCC_VALID);
    for (int at = 0; at < 18; at++)
      for (const char *c = "0123456789ABCDEFGHJKLMNPQRTUWXY"; *c != '\0'; c++) {
        char code[19];
        memcpy (code, vectors[i], 19);
        code[at] = *c;
        if (*c == vectors[i][at])
          continue;
        g_assert_cmpint (yj_uscc_check (code), !=, YJ_USCC_VALID);
        wrong++;
      }
  }
  g_assert_cmpstr (yj_uscc_get_registrar (vectors[4], "zh-CN"), ==, "市场监管");
  for (const char *c = "IOSVZ"; *c != '\0'; c++) {
    char code[19] = "11430000006122375G";
    code[10] = *c;
    g_assert_cmpint (yj_uscc_check (code), ==, YJ_USCC_CHARACTER);
  }
  g_assert_cmpint (yj_uscc_check ("1143000000612237"), ==, YJ_USCC_LENGTH);
  g_assert_cmpint (yj_uscc_check ("统一社会信用"), ==, YJ_USCC_CHARACTER); /* 18 bytes, none of the 31 */
  g_test_message ("%u wrong characters refused", wrong);
}

/* The check character right, the organisation code inside wrong. */
static void
test_uscc_inner (void)
{
  guint found = 0;

  for (const char *c = "0123456789ABCDEFGHJKLMNPQRTUWXY"; *c != '\0'; c++) {
    char code[19] = "11430000006122385G";
    code[17] = *c;
    found += yj_uscc_check (code) == YJ_USCC_ORGANISATION;
    g_assert_cmpint (yj_uscc_check (code), !=, YJ_USCC_VALID);
  }
  g_assert_cmpuint (found, ==, 1);
}

static void
test_masks (void)
{
  static const struct {
    const char *plain, *masked;
  } names[] = {
    { "王晓慧", "王*慧" }, { "王慧", "王*" }, { "慧", "*" }, { "欧阳晓慧", "欧**慧" }, { "买买提·吐尔逊", "买买提·***" }, { "", "" },
    { "𠮷野家", "𠮷*家" }, { "ERIKSSON ANNA", "E******* A***" }, { "José Ruiz", "J*** R***" }, { "葛\U000E0100城", "葛\U000E0100*" },
    { "ئادىل", "ئ****" },
  },
  numbers[] = { { "430000199001011028", "430***********1028" }, { "L898902C3", "L******C3" }, { "12", "*2" }, { "", "" },
                { "１２３４", "**３４" }, { "6200000000000000000", "620************0000" } },
  phones[] = { { "13800005678", "138****5678" }, { "07000000000", "070****0000" }, { "8888", "**88" }, { "8", "*" } };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *masked = yj_mask_name (names[i].plain);
    g_assert_cmpstr (masked, ==, names[i].masked);
  }
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *masked = yj_mask_number (numbers[i].plain);
    g_assert_cmpstr (masked, ==, numbers[i].masked);
  }
  for (guint i = 0; i < G_N_ELEMENTS (phones); i++) {
    g_autofree char *masked = yj_mask_phone (phones[i].plain);
    g_assert_cmpstr (masked, ==, phones[i].masked);
  }
}

static void
test_code_names (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (YjIdCard) passport = yj_id_card_new (YJ_ID_MRZ), social = yj_id_card_new (YJ_ID_SOCIAL_SECURITY);

  passport->document_type = g_strdup ("414");
  social->document_type = g_strdup ("990");
  for (int i = 0; i < 100; i++) {
    g_autofree char *code = g_strdup_printf ("%02d", i);
    const char *zh = yj_ethnicity_get_name (code, "zh-CN"), *en = yj_ethnicity_get_name (code, "en");
    gboolean exists = (i >= 1 && i <= 56) || i == 97 || i == 98;
    g_assert_true ((zh != NULL) == exists && (en != NULL) == exists);
    if (exists)
      g_assert_true (g_hash_table_add (names, (gpointer) zh) && g_hash_table_add (names, (gpointer) en));
  }
  g_assert_cmpstr (yj_ethnicity_get_name ("01", "zh-CN"), ==, "汉族");
  g_assert_cmpstr (yj_ethnicity_get_name ("05", "en"), ==, "Uygur");
  g_assert_null (yj_ethnicity_get_name (NULL, "zh-CN"));
  g_assert_cmpstr (yj_document_type_get_name ("111", "zh-CN"), ==, "居民身份证");
  g_assert_cmpstr (yj_document_type_get_name ("414", "en"), ==, "Passport");
  g_assert_null (yj_document_type_get_name ("000", "en"));
  g_assert_cmpstr (yj_id_card_get_document_name (passport, "zh-CN"), ==, "普通护照");
  g_assert_cmpstr (yj_id_card_get_document_name (social, "zh-CN"), ==, "社会保障卡"); /* "990" alone would be "other" */
}

static void
test_check (void)
{
  static const struct {
    const char *text, *kind;
    gboolean valid;
    const char *key, *value;
  } cases[] = {
    { " 11010519491231002x\n", "resident-id", TRUE, "birth", "1949-12-31" },
    { "810000199408230021", "resident-id", TRUE, "area_kind", "hong-kong" },
    { "11010519491231002", "resident-id", FALSE, "reason", "it has not 18 characters" },
    { "110105491231002", "resident-id", FALSE, "reason", "numbers of 15 digits are void since 2013" },
    { "91350100m000100y43", "uscc", TRUE, "organisation", "M000100Y4" },
    { "91350100M000100Y44", "uscc", FALSE, "reason", "the check character does not fit" },
    { "I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<", "mrz", TRUE, "number", "D23145890" },
    { "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6", "mrz", FALSE, "kind", "mrz" },
    { "hello", "unknown", FALSE, "kind", "unknown" },
    { "", "unknown", FALSE, "kind", "unknown" },
    { "\xff\xfe", "unknown", FALSE, "kind", "unknown" },
  };
  g_autofree char *large = g_strnfill (1000000, '1');
  g_autoptr (json_t) answer = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (json_t) got = yj_id_check (cases[i].text);
    g_assert_cmpstr (yj_json_string (got, "kind"), ==, cases[i].kind);
    g_assert_cmpint (yj_json_bool (got, "valid", !cases[i].valid), ==, cases[i].valid);
    g_assert_cmpstr (yj_json_string (got, cases[i].key), ==, cases[i].value);
    g_assert_true (cases[i].valid == (yj_json_string (got, "reason") == NULL));
  }
  answer = yj_id_check (large);
  g_assert_cmpstr (yj_json_string (answer, "kind"), ==, "unknown");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/identity/resident-id/reads-the-published-numbers", test_resident_vectors);
  g_test_add_func ("/identity/resident-id/finds-every-wrong-character", test_resident_mistakes);
  g_test_add_func ("/identity/resident-id/says-what-is-wrong", test_resident_verdicts);
  g_test_add_func ("/identity/resident-id/knows-real-days", test_dates);
  g_test_add_func ("/identity/uscc/finds-every-wrong-character", test_uscc);
  g_test_add_func ("/identity/uscc/checks-the-organisation-code-inside", test_uscc_inner);
  g_test_add_func ("/identity/mask/hides-names-and-numbers", test_masks);
  g_test_add_func ("/identity/code-names/are-complete-both-ways", test_code_names);
  g_test_add_func ("/identity/id-check/says-what-a-text-is", test_check);
  return g_test_run ();
}
