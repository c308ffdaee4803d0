/* SPDX-License-Identifier: Apache-2.0 */
/* What each type takes and refuses, as it is typed. Today is 1 March 2028: the day before is 29 February. */
#include "core/fields/yj-field-type.h"
#include <string.h>

static const struct {
  const char *type, *spec, *typed; /* ' for " */
  const char *stored;              /* NULL where it is refused … */
  const char *problem;             /* … with this */
} cases[] = {
  /* resident numbers: the specimen of GB 11643, and the area 000000 */
  { "resident-id", NULL, "11010519491231002X", "11010519491231002X", NULL },
  { "resident-id", NULL, " 110105 19491231 002x ", "11010519491231002X", NULL },
  { "resident-id", NULL, "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", NULL },
  { "resident-id", NULL, "000000199305120240", "000000199305120240", NULL },
  { "resident-id", NULL, "110105194912310021", NULL, "field.resident-id.check" },
  { "resident-id", NULL, "11010519491231020X", NULL, "field.resident-id.check" },
  { "resident-id", NULL, "00000019930230024X", NULL, "field.resident-id.date" },
  { "resident-id", NULL, "000000202803020240", NULL, "field.resident-id.future" },
  { "resident-id", NULL, "00000019930512024", NULL, "field.resident-id.length" },
  { "resident-id", NULL, "0000001993051202400", NULL, "field.resident-id.length" },
  { "resident-id", NULL, "000000930512024", NULL, "field.resident-id.old" },
  { "resident-id", NULL, "00000019930512024A", NULL, "field.resident-id.character" },
  { "resident-id", NULL, "X00000199305120240", NULL, "field.resident-id.character" },
  /* other documents */
  { "other-document", NULL, "l898902c3", "L898902C3", NULL },
  { "other-document", NULL, "A123", NULL, "field.too-short" },
  { "other-document", NULL, "护照1234567", NULL, "field.other-document.character" },
  /* credit codes */
  { "uscc", NULL, "11100000000013127d", "11100000000013127D", NULL },
  { "uscc", NULL, "11100000000013128D", NULL, "field.uscc.check" },
  { "uscc", NULL, "1110000000001312", NULL, "field.uscc.length" },
  { "uscc", NULL, "1110000000001312OD", NULL, "field.uscc.character" },
  /* names */
  { "person-name", NULL, "王晓慧", "王晓慧", NULL },
  { "person-name", NULL, "  王 晓慧 ", "王 晓慧", NULL },
  { "person-name", NULL, "慧", "慧", NULL },
  { "person-name", NULL, "阿卜杜·热合曼", "阿卜杜·热合曼", NULL },
  { "person-name", NULL, "阿卜杜•热合曼", "阿卜杜·热合曼", NULL },
  { "person-name", NULL, "阿卜杜・热合曼", "阿卜杜·热合曼", NULL },
  { "person-name", NULL, "𠮷野䶮", "𠮷野䶮", NULL },
  { "person-name", NULL, "张\ue863", "张\ue863", NULL },
  { "person-name", NULL, "葛\U000e0100飞", "葛\U000e0100飞", NULL },
  { "person-name", NULL, "〇一", "〇一", NULL },
  { "person-name", NULL, "O'Brien-Smith Jr.", "O'Brien-Smith Jr.", NULL },
  { "person-name", NULL, "José Núñez", "José Núñez", NULL },
  { "person-name", NULL, "ئابدۇ", "ئابدۇ", NULL },
  { "person-name", NULL, "·", NULL, "field.person-name.character" },
  { "person-name", NULL, "- .", NULL, "field.person-name.character" },
  { "person-name", NULL, "王1", NULL, "field.person-name.character" },
  { "person-name", NULL, "王晓慧,", NULL, "field.person-name.character" },
  { "person-name", NULL, "王\u202e慧", NULL, "field.character" },
  { "person-name", NULL, "王\ufeff慧", NULL, "field.character" },
  { "person-name", NULL, "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一", NULL,
    "field.too-long" },
  /* telephones */
  { "mobile", NULL, "13800000000", "13800000000", NULL },
  { "mobile", NULL, "+86 138-0000-0000", "13800000000", NULL },
  { "mobile", NULL, "１９９００００００００", "19900000000", NULL },
  { "mobile", NULL, "12800000000", NULL, "field.mobile.prefix" },
  { "mobile", NULL, "10000000000", NULL, "field.mobile.prefix" },
  { "mobile", NULL, "1380000000", NULL, "field.mobile.length" },
  { "mobile", NULL, "138000000000", NULL, "field.mobile.length" },
  { "mobile", NULL, "1380000000O", NULL, "field.mobile.length" },
  { "landline", NULL, "0731-8888 0000", "073188880000", NULL },
  { "landline", NULL, "88880000", NULL, "field.landline.form" },
  { "postcode", NULL, "410000", "410000", NULL },
  { "postcode", NULL, "41000", NULL, "field.postcode.form" },
  /* days */
  { "date", NULL, "2028-2-9", "2028-02-09", NULL },
  { "date", NULL, "2028/02/29", "2028-02-29", NULL },
  { "date", NULL, "2028.3.1", "2028-03-01", NULL },
  { "date", NULL, "2028-03-02", NULL, "field.date.future" },
  { "date", NULL, "2027-02-29", NULL, "field.date.unreal" },
  { "date", NULL, "2028-02-30", NULL, "field.date.unreal" },
  { "date", NULL, "2028-13-01", NULL, "field.date.unreal" },
  { "date", NULL, "0028-01-01", NULL, "field.date.unreal" },
  { "date", NULL, "yesterday", NULL, "field.date.unreal" },
  { "date", NULL, "2028-02-09x", NULL, "field.date.unreal" },
  { "date", "{'may_be_future':true}", "2030-01-01", "2030-01-01", NULL },
  { "date", "{'not_before_days':183}", "2027-08-31", "2027-08-31", NULL },
  { "date", "{'not_before_days':183}", "2027-08-30", NULL, "field.date.too-early" },
  /* numbers and money */
  { "number", NULL, " 42 ", "42", NULL },
  { "number", "{'min':0,'max':10}", "11", NULL, "field.number.range" },
  { "number", "{'min':0,'max':10}", "-5", NULL, "field.number.range" },
  { "number", "{'min':-10,'max':10}", "-5", "-5", NULL },
  { "number", NULL, "1.5", NULL, "field.number.digits" },
  { "number", NULL, "ten", NULL, "field.number.digits" },
  { "number", NULL, "99999999999999999999", NULL, "field.number.digits" },
  { "money", NULL, "1,200.5", "1200.50", NULL },
  { "money", NULL, "1200", "1200.00", NULL },
  { "money", NULL, "-3", NULL, "field.money.form" },
  { "money", NULL, "1.234", NULL, "field.money.form" },
  { "money", NULL, "123456789012345", NULL, "field.money.form" },
  /* bank cards: ISO/IEC 7812-1 annex B */
  { "bank-card", NULL, "6200 0000 0000 0000 000", "6200000000000000000", NULL },
  { "bank-card", NULL, "6200000000000000001", NULL, "field.bank-card.check" },
  { "bank-card", NULL, "6020000000000000000", NULL, "field.bank-card.check" },
  { "bank-card", NULL, "620000000000000", NULL, "field.bank-card.length" },
  /* certificates */
  { "certificate-number", "{'kind':'birth-certificate'}", "s000000128", "S000000128", NULL },
  { "certificate-number", "{'kind':'birth-certificate'}", "S00000012", NULL, "field.certificate-number.birth" },
  { "certificate-number", "{'kind':'birth-certificate'}", "SS00000128", NULL, "field.certificate-number.birth" },
  { "certificate-number", "{'kind':'marriage-certificate'}", "j000000-2024-000123", "J000000-2024-000123", NULL },
  { "certificate-number", "{'kind':'marriage-certificate'}", "J0000002024000123", NULL, "field.certificate-number.marriage" },
  { "certificate-number", "{'kind':'household-booklet'}", "000 000 017", "000000017", NULL },
  { "certificate-number", "{'kind':'household-booklet'}", "00000001", NULL, "field.certificate-number.household" },
  { "certificate-number", NULL, "ab/12-3", "AB/12-3", NULL },
  { "certificate-number", NULL, "号码1234", NULL, "field.certificate-number.any" },
  /* text and address */
  { "text", "{'min_length':2,'max_length':4}", "医院", "医院", NULL },
  { "text", "{'min_length':2,'max_length':4}", "医", NULL, "field.too-short" },
  { "text", "{'min_length':2,'max_length':4}", "妇幼保健院", NULL, "field.too-long" },
  { "text", NULL, "a\u2066b", NULL, "field.character" },
  { "text", NULL, "a\ab", NULL, "field.character" },
  { "address", NULL, "安平路 12 号", "{'detail':'安平路 12 号'}", NULL },
  { "address", NULL, "安平", NULL, "field.address.short" },
};

static json_t *
parse (const char *text)
{
  g_autofree char *quoted = text != NULL ? g_strdelimit (g_strdup (text), "'", '"') : NULL;
  return quoted != NULL ? json_loads (quoted, JSON_DECODE_ANY, NULL) : NULL;
}

static void
try (guint i)
{
  const YjFieldType *type = yj_field_type_find (cases[i].type);
  g_autoptr (json_t) spec = parse (cases[i].spec), raw = json_string (cases[i].typed), value = type->normalise (raw);
  g_autoptr (GDateTime) today = g_date_time_new_local (2028, 3, 1, 0, 0, 0);
  YjField field = { .id = "field", .type = type->id, .spec = spec };
  g_autoptr (YjProblem) problem = type->validate (&field, value, today);
  g_autoptr (json_t) stored = cases[i].stored == NULL ? NULL
                              : *cases[i].stored == '{' || g_str_equal (type->id, "number") ? parse (cases[i].stored)
                                                                                            : json_string (cases[i].stored);

  if (g_strcmp0 (problem != NULL ? problem->id : NULL, cases[i].problem) != 0)
    g_test_fail_printf ("%s \"%s\": %s, not %s", type->id, cases[i].typed, problem != NULL ? problem->id : "taken",
                        cases[i].problem != NULL ? cases[i].problem : "taken");
  else if (stored != NULL && !json_equal (stored, value))
    g_test_fail_printf ("%s \"%s\" is not stored as \"%s\"", type->id, cases[i].typed, cases[i].stored);
}

static void
test_typed (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    try (i);
  g_test_message ("%zu typed values", G_N_ELEMENTS (cases));
}

/* Every single wrong digit, and every swap of neighbours that the methods promise to find. */
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

    for (gsize at = 0; numbers[i].number[at] != '\0'; at++) {
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
  }
  g_test_message ("%u numbers with one wrong digit, all refused", found);
}

static void
test_masked (void)
{
  static const struct {
    const char *type, *value, *shown;
  } masks[] = {
    { "person-name", "王晓慧", "王*慧" },
    { "person-name", "王慧", "王*" },
    { "person-name", "慧", "*" },
    { "person-name", "阿卜杜·热合曼", "阿卜杜·***" },
    { "resident-id", "11010519491231002X", "110***********002X" },
    { "mobile", "13800005678", "138****5678" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (masks); i++) {
    const YjFieldType *type = yj_field_type_find (masks[i].type);
    YjField field = { .id = "field", .type = type->id };
    g_autoptr (json_t) value = json_string (masks[i].value);
    g_autofree char *shown = type->mask (&field, value, "zh-CN");
    g_assert_cmpstr (shown, ==, masks[i].shown);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/types/take and refuse what is typed", test_typed);
  g_test_add_func ("/types/find every wrong digit", test_check_digits);
  g_test_add_func ("/types/mask what is shown", test_masked);
  return g_test_run ();
}
