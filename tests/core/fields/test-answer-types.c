/* SPDX-License-Identifier: Apache-2.0 */
/* What the other types take and refuse, and how each is shown. */
#include "typed-values.h"

#define PAST "{'not_before_days':183}"
#define RANGE "{'min':0,'max':10}"

static const TypedValue phones[] = {
  { "mobile", NULL, "13800000000", "13800000000", NULL, NULL },
  { "mobile", NULL, "+86 138-0000-0000", "13800000000", NULL, "country code, dashes" },
  { "mobile", NULL, "008613800000000", "13800000000", NULL, NULL },
  { "mobile", NULL, "１９９００００００００", "19900000000", NULL, "full width" },
  { "mobile", NULL, "12800000000", NULL, "field.mobile.prefix", NULL },
  { "mobile", NULL, "10000000000", NULL, "field.mobile.prefix", NULL },
  { "mobile", NULL, "1380000000", NULL, "field.mobile.length", "10" },
  { "mobile", NULL, "138000000000", NULL, "field.mobile.length", "12" },
  { "mobile", NULL, "1380000000O", NULL, "field.mobile.length", "O for 0" },
  { "landline", NULL, "0731-8888 0000", "073188880000", NULL, NULL },
  { "landline", NULL, "(0731) 888-0000", "07318880000", NULL, "brackets, 7 digits" },
  { "landline", NULL, "+86 10 0000 0000", "01000000000", NULL, "country code for the 0" },
  { "landline", NULL, "+86 (0)10 0000 0000", "01000000000", NULL, NULL },
  { "landline", NULL, "010 0000 000", NULL, "field.landline.length", "Beijing has 8 digits" },
  { "landline", NULL, "0731 888 000", NULL, "field.landline.length", "6" },
  { "landline", NULL, "88880000", NULL, "field.landline.form", "without area code" },
  { "landline", NULL, "13800000000", NULL, "field.landline.mobile", NULL },
  { "postcode", NULL, "410 000", "410000", NULL, NULL },
  { "postcode", NULL, "41000", NULL, "field.postcode.form", NULL },
  { "postcode", NULL, "SW1A1A", NULL, "field.postcode.form", NULL },
};

static const TypedValue days[] = {
  { "date", NULL, "2028-2-9", "2028-02-09", NULL, NULL },
  { "date", NULL, "2028/02/29", "2028-02-29", NULL, "a leap year" },
  { "date", NULL, "2028.3.1", "2028-03-01", NULL, "today" },
  { "date", NULL, "2028年2月9日", "2028-02-09", NULL, NULL },
  { "date", NULL, "２０２８年 2 月 9 日", "2028-02-09", NULL, "full width, spaces" },
  { "date", NULL, "20280209", "2028-02-09", NULL, "eight digits" },
  { "date", NULL, "2028112", NULL, "field.date.unreal", "seven digits can be two days" },
  { "date", NULL, "2028-03-02", NULL, "field.date.future", "tomorrow" },
  { "date", NULL, "2027-02-29", NULL, "field.date.unreal", "no leap year" },
  { "date", NULL, "2028-02-30", NULL, "field.date.unreal", NULL },
  { "date", NULL, "2028-13-01", NULL, "field.date.unreal", NULL },
  { "date", NULL, "2028-00-10", NULL, "field.date.unreal", NULL },
  { "date", NULL, "0028-01-01", NULL, "field.date.unreal", NULL },
  { "date", NULL, "28-1-1", NULL, "field.date.unreal", "two digits of a year" },
  { "date", NULL, "99999999999-1-1", NULL, "field.date.unreal", NULL },
  { "date", NULL, "yesterday", NULL, "field.date.unreal", NULL },
  { "date", NULL, "2028-02-09x", NULL, "field.date.unreal", NULL },
  { "date", NULL, "1878-03-01", "1878-03-01", NULL, "150 years ago" },
  { "date", NULL, "1878-02-28", NULL, "field.date.too-early", "a day more" },
  { "date", PAST, "2027-08-31", "2027-08-31", NULL, "183 days ago" },
  { "date", PAST, "2027-08-30", NULL, "field.date.too-early", "184: no newborn" },
  { "date", PAST, "2028-03-02", NULL, "field.date.future", NULL },
  { "date", "{'may_be_future':true}", "2030-01-01", "2030-01-01", NULL, NULL },
  { "date", "{'may_be_future':true}", "2128-03-02", NULL, "field.date.too-late", "a slip in the year" },
  { "date", "{'not_after_days':30}", "2028-03-31", "2028-03-31", NULL, NULL },
  { "date", "{'not_after_days':30}", "2028-04-01", NULL, "field.date.too-late", "31 days ahead" },
};

static const TypedValue amounts[] = {
  { "number", NULL, " 42 ", "42", NULL, NULL },
  { "number", NULL, "007", "7", NULL, NULL },
  { "number", NULL, "10,000", "10000", NULL, "thousands apart" },
  { "number", NULL, "1,00", NULL, "field.number.digits", "no thousand" },
  { "number", RANGE, "11", NULL, "field.number.range", NULL },
  { "number", RANGE, "-5", NULL, "field.number.range", NULL },
  { "number", "{'min':-10,'max':10}", "−5", "-5", NULL, "a true minus sign" },
  { "number", NULL, "1.5", NULL, "field.number.digits", NULL },
  { "number", NULL, "1e3", NULL, "field.number.digits", NULL },
  { "number", NULL, "ten", NULL, "field.number.digits", NULL },
  { "number", NULL, "99999999999999999999", NULL, "field.number.digits", "more than fits" },
  { "money", NULL, "1,200.5", "1200.50", NULL, NULL },
  { "money", NULL, "1200", "1200.00", NULL, NULL },
  { "money", NULL, "1200.", "1200.00", NULL, NULL },
  { "money", NULL, "０１２００．５０", "1200.50", NULL, "full width, a zero in front" },
  { "money", NULL, "￥1,200 元", "1200.00", NULL, "with its signs" },
  { "money", NULL, "0", "0.00", NULL, NULL },
  { "money", NULL, "0.1", "0.10", NULL, "no binary fraction" },
  { "money", NULL, "99999999999999.99", "99999999999999.99", NULL, "14 digits and two" },
  { "money", NULL, "123456789012345", NULL, "field.money.form", "15 digits" },
  { "money", NULL, "-3", NULL, "field.money.form", NULL },
  { "money", NULL, "1.234", NULL, "field.money.form", "a tenth of a cent" },
  { "money", NULL, "1,2000", NULL, "field.money.form", "a comma in the wrong place" },
  { "money", NULL, "1.2万", NULL, "field.money.form", NULL },
  { "money", RANGE, "10.01", NULL, "field.money.range", NULL },
  { "money", RANGE, "10", "10.00", NULL, NULL },
};

static const TypedValue texts[] = {
  { "text", "{'min_length':2,'max_length':4}", "医院", "医院", NULL, NULL },
  { "text", "{'min_length':2,'max_length':4}", "医", NULL, "field.too-short", NULL },
  { "text", "{'min_length':2,'max_length':4}", "妇幼保健院", NULL, "field.too-long", NULL },
  { "text", NULL, " a \u00a0\t\n b ", "a b", NULL, "one space for many" },
  { "text", NULL, "a\u2066b", NULL, "field.character", "turns the direction" },
  { "text", NULL, "a\u061c" "b", NULL, "field.character", "the Arabic letter mark does too" },
  { "text", NULL, "a\u200b" "b", NULL, "field.character", "zero width" },
  { "text", NULL, "a\u00ad" "b", NULL, "field.character", "soft hyphen" },
  { "text", NULL, "a\U000e0041b", NULL, "field.character", "a tag" },
  { "text", NULL, "a\ufffd" "b", NULL, "field.character", "what a wrong encoding left" },
  { "text", NULL, "a\ab", NULL, "field.character", "a control" },
  { "choice", NULL, "a", "a", NULL, NULL },
  { "choice", NULL, "c", NULL, "field.choice.unknown", "not among the options" },
  { "choice", NULL, "['a']", NULL, "field.choice.unknown", "several for one" },
  { "choices", NULL, "['b','a','b']", "['b','a']", NULL, "twice is once" },
  { "choices", NULL, "['a','c']", NULL, "field.choice.unknown", NULL },
  { "choices", NULL, "[]", NULL, "field.choice.unknown", NULL },
};

static const TypedValue addresses[] = {
  { "address", NULL, "安平路 12 号", "{'detail':'安平路 12 号'}", NULL, "from a card" },
  { "address", NULL, "安平", NULL, "field.address.short", NULL },
  { "address", NULL, "{'detail':'安平路　12 号'}", "{'detail':'安平路 12 号'}", NULL, "a wide space" },
  { "address", NULL, "{'province':'430000','city':'430100','county':'430102','detail':'安平路 12 号'}",
    "{'province':'430000','city':'430100','county':'430102','detail':'安平路 12 号'}", NULL, NULL },
  { "address", NULL, "{'province':'430000','city':'430100','detail':'安平路 12 号'}", NULL, "field.address.division", "no county" },
  { "address", NULL, "{'province':'430000','detail':'安平路 12 号'}", NULL, "field.address.division", "no city" },
  { "address", NULL, "{'province':'810000','detail':'安平路 12 号'}", "{'province':'810000','detail':'安平路 12 号'}", NULL, "Hong Kong has no parts" },
  { "address", NULL, "{'province':'440000','city':'441900','detail':'安平路 12 号'}",
    "{'province':'440000','city':'441900','detail':'安平路 12 号'}", NULL, "a city without counties" },
  { "address", NULL, "{'county':'110103','detail':'安平路 12 号'}", "{'county':'110103','detail':'安平路 12 号'}", NULL, "abolished in 2010" },
  { "address", NULL, "{'province':'430000','city':'110100','county':'110101','detail':'安平路 12 号'}", NULL, "field.address.code", "a city elsewhere" },
  { "address", NULL, "{'province':'430000','county':'110101','detail':'安平路 12 号'}", NULL, "field.address.code", "a county elsewhere" },
  { "address", NULL, "{'province':'430100','detail':'安平路 12 号'}", NULL, "field.address.code", "a city for a province" },
  { "address", NULL, "{'county':'43010','detail':'安平路 12 号'}", NULL, "field.address.code", "five digits" },
  { "address", NULL, "{'county':430102,'detail':'安平路 12 号'}", NULL, "field.address.code", "a number" },
  { "address", NULL, "{'street':'1','detail':'安平路 12 号'}", NULL, "field.wrong-kind", "a member that nobody reads" },
  { "address", "{'division':true}", "{'detail':'安平路 12 号'}", NULL, "field.address.division", "none at all" },
  { "address", NULL, "{'detail':'安平路\\u202e 12 号'}", NULL, "field.character", "turns the direction" },
};

TYPED_VALUES_TEST (test_phones, phones)
TYPED_VALUES_TEST (test_days, days)
TYPED_VALUES_TEST (test_amounts, amounts)
TYPED_VALUES_TEST (test_texts, texts)
TYPED_VALUES_TEST (test_addresses, addresses)

static void
test_shown (void)
{
  static const struct {
    const char *type, *spec, *value, *shown;
  } rows[] = {
    { "person-name", NULL, "'王晓慧'", "王*慧" },
    { "person-name", NULL, "'王慧'", "王*" },
    { "person-name", NULL, "'慧'", "*" },
    { "person-name", NULL, "'阿卜杜·热合曼'", "阿卜杜·***" },
    { "person-name", "{'show_whole':true}", "'王晓慧'", "王晓慧" },
    { "resident-id", NULL, "'11010519491231002X'", "110***********002X" },
    { "mobile", NULL, "'13800005678'", "138****5678" },
    { "bank-card", NULL, "'6200000000000000000'", "620************0000" },
    { "money", NULL, "'1200000.50'", "1,200,000.50" },
    { "money", NULL, "'200.00'", "200.00" },
    { "certificate-number", "{'kind':'account'}", "'000000001234'", "0*********34" },
    { "certificate-number", "{'kind':'disability-certificate'}", "'00000019930512024042'", "000*************4042" },
    { "certificate-number", "{'kind':'birth-certificate'}", "'S000000128'", "S000000128" },
    { "address", NULL, "{'province':'430000','city':'430100','county':'430102','detail':'安平路12号'}", "湖南省长沙市芙蓉区安平路******" },
    { "address", NULL, "{'province':'110000','city':'110100','county':'110101','detail':'安平路12号'}", "北京市东城区安平路******" },
    { "address", NULL, "{'county':'110103','detail':'安平路12号'}", "110103安平路******" },
    { "address", NULL, "{'detail':'青禾市安平路12号'}", "青禾市安平******" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    const YjFieldType *type = yj_field_type_find (rows[i].type);
    g_autofree char *value_text = g_strdelimit (g_strdup (rows[i].value), "'", '"');
    g_autofree char *spec_text = g_strdelimit (g_strdup (rows[i].spec != NULL ? rows[i].spec : "{}"), "'", '"');
    g_autoptr (json_t) value = json_loads (value_text, JSON_DECODE_ANY, NULL), spec = json_loads (spec_text, 0, NULL);
    YjField field = { .id = "field", .type = type->id, .spec = spec };
    g_autofree char *shown = type->mask (&field, value, "zh-CN");

    g_assert_cmpstr (shown, ==, rows[i].shown);
    g_test_message ("%-18s %s", rows[i].type, shown);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/types/telephones and postcodes", test_phones);
  g_test_add_func ("/types/days are real and within their limits", test_days);
  g_test_add_func ("/types/numbers and amounts without binary fractions", test_amounts);
  g_test_add_func ("/types/texts and choices", test_texts);
  g_test_add_func ("/types/addresses by code and detail", test_addresses);
  g_test_add_func ("/types/show what may be seen", test_shown);
  return g_test_run ();
}
