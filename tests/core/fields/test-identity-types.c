/* SPDX-License-Identifier: Apache-2.0 */
/* What the types take and refuse that say who somebody is: numbers, documents, names. */
#include "typed-values.h"
#include <string.h>

static const TypedValue resident_ids[] = {
  { "resident-id", NULL, "11010519491231002X", "11010519491231002X", NULL, "the specimen of GB 11643" },
  { "resident-id", NULL, " 110105 19491231 002x ", "11010519491231002X", NULL, "spaces, small x" },
  { "resident-id", NULL, "110105-19491231-002X", "11010519491231002X", NULL, "dashes" },
  { "resident-id", NULL, "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", NULL, "full width" },
  { "resident-id", NULL, "000000199305120240", "000000199305120240", NULL, "unknown areas are never refused" },
  { "resident-id", NULL, "810000199408230021", "810000199408230021", NULL, "residence permit, Hong Kong" },
  { "resident-id", NULL, "830000199201300022", "830000199201300022", NULL, "residence permit, Taiwan" },
  { "resident-id", NULL, "911124198108030024", "911124198108030024", NULL, "permanent residence card of 2023" },
  { "resident-id", NULL, "110105194912310021", NULL, "field.resident-id.check", "wrong check" },
  { "resident-id", NULL, "11010519491231020X", NULL, "field.resident-id.check", "two digits changed places" },
  { "resident-id", NULL, "00000019930230024X", NULL, "field.resident-id.date", "30 February" },
  { "resident-id", NULL, "00000019931305024X", NULL, "field.resident-id.date", "month 13" },
  { "resident-id", NULL, "000000202803020240", NULL, "field.resident-id.future", "born tomorrow" },
  { "resident-id", NULL, "440524188001010014", "440524188001010014", NULL, "born 148 years ago: of somebody who died" },
  { "resident-id", NULL, "000000187701010029", NULL, "field.resident-id.age", "right check, born 151 years ago" },
  { "resident-id", NULL, "00000019930512024", NULL, "field.resident-id.length", "17" },
  { "resident-id", NULL, "0000001993051202400", NULL, "field.resident-id.length", "19" },
  { "resident-id", NULL, "000000930512024", NULL, "field.resident-id.old", "15 digits, void since 2013" },
  { "resident-id", NULL, "abc000093051201", NULL, "field.resident-id.permanent", "permanent residence card of 2017" },
  { "resident-id", NULL, "00000019930512024A", NULL, "field.resident-id.character", "a letter at the end" },
  { "resident-id", NULL, "X00000199305120240", NULL, "field.resident-id.character", "X in front" },
  { "resident-id", NULL, "٠٠٠٠٠٠١٩٩٣٠٥١٢٠٢٤٠", NULL, "field.resident-id.character", "digits of another script" },
  { "resident-id", NULL, "11010519491231002\u202eX", NULL, "field.character", "turns the direction" },
};

static const TypedValue documents[] = {
  { "other-document", NULL, "l898902c3", "L898902C3", NULL, "small letters" },
  { "other-document", NULL, "a123456(7)", "A123456(7)", NULL, "Hong Kong identity card" },
  { "other-document", NULL, "A123", NULL, "field.too-short", NULL },
  { "other-document", NULL, "PASSPORT", NULL, "field.other-document.form", "no digit" },
  { "other-document", NULL, "护照1234567", NULL, "field.other-document.character", NULL },
  { "other-document", "{'kind':'passport'}", "E 0000 0000", "E00000000", NULL, NULL },
  { "other-document", "{'kind':'passport'}", "E0000000(0)", NULL, "field.other-document.passport", "brackets" },
  { "other-document", "{'kind':'passport'}", "ABCDEFG", NULL, "field.other-document.passport", "no digit" },
  { "other-document", "{'kind':'hk-macao-permit'}", "h00000000", "H00000000", NULL, "2012" },
  { "other-document", "{'kind':'hk-macao-permit'}", "M0000000001", "M0000000001", NULL, "1999, renewed once" },
  { "other-document", "{'kind':'hk-macao-permit'}", "T00000000", NULL, "field.other-document.hk-macao", "neither H nor M" },
  { "other-document", "{'kind':'hk-macao-permit'}", "H0000000", NULL, "field.other-document.hk-macao", "7 digits" },
  { "other-document", "{'kind':'taiwan-permit'}", "00000000", "00000000", NULL, NULL },
  { "other-document", "{'kind':'taiwan-permit'}", "000000000", NULL, "field.other-document.taiwan", "9 digits" },
  { "other-document", "{'kind':'residence-permit'}", "810000199408230021", "810000199408230021", NULL, NULL },
  { "other-document", "{'kind':'residence-permit'}", "810000199408230022", NULL, "field.resident-id.check", "wrong check" },
  { "other-document", "{'kind':'residence-permit'}", "11010519491231002X", NULL, "field.other-document.residence", "a citizen's" },
  { "other-document", "{'kind':'permanent-residence'}", "911124198108030024", "911124198108030024", NULL, "2023" },
  { "other-document", "{'kind':'permanent-residence'}", "abc000093051201", "ABC000093051201", NULL, "2017" },
  { "other-document", "{'kind':'permanent-residence'}", "911124198108030025", NULL, "field.resident-id.check", "wrong check" },
  { "other-document", "{'kind':'permanent-residence'}", "ABC00009305120", NULL, "field.other-document.permanent", "11 digits" },
};

static const TypedValue organisations[] = {
  { "uscc", NULL, "11100000000013127d", "11100000000013127D", NULL, "small letter" },
  { "uscc", NULL, "9135 0100 M000 100Y 43", "91350100M000100Y43", NULL, "in fours" },
  { "uscc", NULL, "11100000000013128D", NULL, "field.uscc.check", "one digit wrong" },
  { "uscc", NULL, "1110000000001312", NULL, "field.uscc.length", NULL },
  { "uscc", NULL, "000000000000000", NULL, "field.uscc.length", "the registration number before 2015" },
  { "uscc", NULL, "1110000000001312OD", NULL, "field.uscc.character", "O for 0" },
  { "uscc", NULL, "统一社会信用代码统一社会信用代码统一", NULL, "field.uscc.length", NULL },
};

static const TypedValue names[] = {
  { "person-name", NULL, "王晓慧", "王晓慧", NULL, NULL },
  { "person-name", NULL, "  王 晓慧 ", "王晓慧", NULL, "a space among Han characters" },
  { "person-name", NULL, "王　慧", "王慧", NULL, "the wide space that makes two as wide as three" },
  { "person-name", NULL, "慧", "慧", NULL, "a single name" },
  { "person-name", NULL, "阿卜杜·热合曼", "阿卜杜·热合曼", NULL, "interpunct" },
  { "person-name", NULL, "阿卜杜•热合曼", "阿卜杜·热合曼", NULL, "bullet" },
  { "person-name", NULL, "阿卜杜・热合曼", "阿卜杜·热合曼", NULL, "katakana dot" },
  { "person-name", NULL, "阿卜杜．热合曼", "阿卜杜·热合曼", NULL, "full-width full stop" },
  { "person-name", NULL, "阿卜杜 · 热合曼", "阿卜杜·热合曼", NULL, "spaces beside it" },
  { "person-name", NULL, "阿卜杜··热合曼", NULL, "field.person-name.character", "two dots" },
  { "person-name", NULL, "阿卜杜·", NULL, "field.person-name.character", "nothing behind the dot" },
  { "person-name", NULL, "𠮷野䶮", "𠮷野䶮", NULL, "supplementary plane" },
  { "person-name", NULL, "张\U0002ebf0\U000323b0", "张\U0002ebf0\U000323b0", NULL, "Extensions I and J, younger than our tables" },
  { "person-name", NULL, "张\ue863", "张\ue863", NULL, "private use area" },
  { "person-name", NULL, "张\U000f0001", "张\U000f0001", NULL, "private use plane" },
  { "person-name", NULL, "葛\U000e0100飞", "葛\U000e0100飞", NULL, "variation selector" },
  { "person-name", NULL, "\uf9dc", "\uf9dc", NULL, "a compatibility ideograph stays itself" },
  { "person-name", NULL, "〇一", "〇一", NULL, "the character for zero" },
  { "person-name", NULL, "O’Brien‐Smith  Jr.", "O'Brien-Smith Jr.", NULL, "apostrophe, hyphen, two spaces" },
  { "person-name", NULL, "José Núñez", "José Núñez", NULL, NULL },
  { "person-name", NULL, "Nguye\u0302\u0303n Thi\u0323", "Nguye\u0302\u0303n Thi\u0323", NULL, "marks apart, kept as they are" },
  { "person-name", NULL, "ئابدۇ", "ئابدۇ", NULL, "Uyghur" },
  { "person-name", NULL, "བསྟན་འཛིན", "བསྟན་འཛིན", NULL, "Tibetan, with the dot between syllables" },
  { "person-name", NULL, "ශ\u0dca\u200dරී", "ශ\u0dca\u200dරී", NULL, "a joiner where the script needs it" },
  { "person-name", NULL, "王\u200d慧", NULL, "field.character", "a joiner where none belongs" },
  { "person-name", NULL, "·", NULL, "field.person-name.character", NULL },
  { "person-name", NULL, "- .", NULL, "field.person-name.character", NULL },
  { "person-name", NULL, "-Smith", NULL, "field.person-name.character", "begins with a hyphen" },
  { "person-name", NULL, "王1", NULL, "field.person-name.character", "a digit" },
  { "person-name", NULL, "王晓慧,", NULL, "field.person-name.character", "a comma" },
  { "person-name", NULL, "👶🏽", NULL, "field.person-name.character", NULL },
  { "person-name", NULL, "ㅤ", NULL, "field.character", "a letter that is not seen" },
  { "person-name", NULL, "王\u202e慧", NULL, "field.character", "turns the direction" },
  { "person-name", NULL, "王\ufeff慧", NULL, "field.character", "byte order mark" },
  { "person-name", NULL, "王\U0010ffff", NULL, "field.character", "no character" },
  { "person-name", NULL, "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一", NULL,
    "field.too-long", "51" },
};

static const TypedValue certificates[] = {
  { "certificate-number", "{'kind':'birth-certificate'}", "s000000128", "S000000128", NULL, NULL },
  { "certificate-number", "{'kind':'birth-certificate'}", "S00000012", NULL, "field.certificate-number.birth", "8 digits" },
  { "certificate-number", "{'kind':'birth-certificate'}", "SS00000128", NULL, "field.certificate-number.birth", NULL },
  { "certificate-number", "{'kind':'marriage-certificate'}", "j000000-2024-000123", "J000000-2024-000123", NULL, NULL },
  { "certificate-number", "{'kind':'marriage-certificate'}", "J0000002024000123", "J000000-2024-000123", NULL, "the dashes are set" },
  { "certificate-number", "{'kind':'marriage-certificate'}", "J000000—2024—000123", "J000000-2024-000123", NULL, "long dashes" },
  { "certificate-number", "{'kind':'marriage-certificate'}", "bj0000002024000123", "BJ000000-2024-000123", NULL, "issued anew" },
  { "certificate-number", "{'kind':'marriage-certificate'}", "0123", "0123", NULL, "before 2004" },
  { "certificate-number", "{'kind':'marriage-certificate'}", "L000000-2024-000123", NULL, "field.certificate-number.marriage", "a divorce" },
  { "certificate-number", "{'kind':'marriage-certificate'}", "J000000-1824-000123", NULL, "field.certificate-number.marriage", "1824" },
  { "certificate-number", "{'kind':'divorce-certificate'}", "L0000002024000123", "L000000-2024-000123", NULL, NULL },
  { "certificate-number", "{'kind':'divorce-certificate'}", "J0000002024000123", NULL, "field.certificate-number.divorce", NULL },
  { "certificate-number", "{'kind':'household-booklet'}", "000 000 017", "000000017", NULL, NULL },
  { "certificate-number", "{'kind':'household-booklet'}", "00000001", NULL, "field.certificate-number.household", "8 digits" },
  { "certificate-number", "{'kind':'disability-certificate'}", "00000019930512024042", "00000019930512024042", NULL, "kind 4, grade 2" },
  { "certificate-number", "{'kind':'disability-certificate'}", "00000019930512024042b1", "00000019930512024042B1", NULL, "issued anew" },
  { "certificate-number", "{'kind':'disability-certificate'}", "00000019930512024142", NULL, "field.certificate-number.person", "wrong check" },
  { "certificate-number", "{'kind':'disability-certificate'}", "00000019930512024085", NULL, "field.certificate-number.disability", "no kind 8" },
  { "certificate-number", "{'kind':'property-certificate'}", "青（2024）青禾市不动产权第 0000001 号", "青(2024)青禾市不动产权第0000001号", NULL, NULL },
  { "certificate-number", "{'kind':'property-certificate'}", "青房权证青禾字第00000001号", "青房权证青禾字第00000001号", NULL, "before 2016" },
  { "certificate-number", "{'kind':'property-certificate'}", "0000001", NULL, "field.certificate-number.property", "the serial alone" },
  { "certificate-number", "{'kind':'property-unit'}", "000000 000000 GB00001 F00010001", "000000000000GB00001F00010001", NULL, NULL },
  { "certificate-number", "{'kind':'property-unit'}", "000000000000GB00001F0001000", NULL, "field.certificate-number.unit", "27" },
  { "certificate-number", "{'kind':'property-unit'}", "0000000000000B00001F00010001", NULL, "field.certificate-number.unit", "0 for G" },
  { "certificate-number", "{'kind':'account'}", "0000 0000 0001", "000000000001", NULL, NULL },
  { "certificate-number", "{'kind':'account'}", "ABCD", NULL, "field.certificate-number.account", "no digit" },
  { "certificate-number", NULL, "ab/12-3", "AB/12-3", NULL, NULL },
  { "certificate-number", NULL, "号码1234", NULL, "field.certificate-number.any", NULL },
};

static const TypedValue cards[] = {
  { "bank-card", NULL, "6200 0000 0000 0000 000", "6200000000000000000", NULL, "in fours" },
  { "bank-card", NULL, "6200000000000000001", NULL, "field.bank-card.check", "one digit wrong" },
  { "bank-card", NULL, "6020000000000000000", NULL, "field.bank-card.check", "two digits changed places" },
  { "bank-card", NULL, "0000000000000000", NULL, "field.bank-card.check", "a right sum that no bank gives out" },
  { "bank-card", NULL, "620000000000000", NULL, "field.bank-card.length", "15" },
  { "bank-card", NULL, "62000000000000000000", NULL, "field.bank-card.length", "20" },
};

TYPED_VALUES_TEST (test_resident_ids, resident_ids)
TYPED_VALUES_TEST (test_documents, documents)
TYPED_VALUES_TEST (test_organisations, organisations)
TYPED_VALUES_TEST (test_names, names)
TYPED_VALUES_TEST (test_certificates, certificates)
TYPED_VALUES_TEST (test_cards, cards)

/* Every single wrong digit. */
static void
test_check_digits (void)
{
  static const struct {
    const char *type, *number;
  } numbers[] = { { "resident-id", "11010519491231002X" }, { "bank-card", "6200000000000000000" }, { "uscc", "11100000000013127D" } };
  g_autoptr (GDateTime) today = g_date_time_new_local (2028, 3, 1, 0, 0, 0);
  guint found = 0;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    const YjFieldType *type = yj_field_type_find (numbers[i].type);
    YjField field = { .id = "field", .type = type->id };
    for (gsize at = 0; numbers[i].number[at] != '\0'; at++)
      for (char digit = '0'; digit <= '9'; digit++) {
        g_autofree char *wrong = g_strdup (numbers[i].number);
        if (wrong[at] == digit)
          continue;
        wrong[at] = digit;
        g_autoptr (json_t) value = json_string (wrong);
        g_autoptr (YjProblem) problem = type->validate (&field, value, today);
        g_assert_nonnull (problem);
        found++;
      }
  }
  g_test_message ("%u numbers with one wrong digit, all refused", found);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/types/resident numbers by GB 11643 and who may have them", test_resident_ids);
  g_test_add_func ("/types/passports and permits by their form", test_documents);
  g_test_add_func ("/types/credit codes by GB 32100", test_organisations);
  g_test_add_func ("/types/names of everybody", test_names);
  g_test_add_func ("/types/certificates by their kind", test_certificates);
  g_test_add_func ("/types/bank cards by ISO 7812", test_cards);
  g_test_add_func ("/types/every wrong digit is found", test_check_digits);
  return g_test_run ();
}
