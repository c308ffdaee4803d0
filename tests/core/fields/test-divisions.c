/* SPDX-License-Identifier: Apache-2.0 */
/* The table of administrative divisions: is it whole, in order, and quick? */
#include "core/base/yj-json.h"
#include "core/fields/yj-divisions.h"
#include <malloc.h>
#include <string.h>

/* How many cities and counties each province had on 2023-06-30. */
static const struct {
  const char *code, *name;
  guint cities, counties;
} provinces[] = {
  { "110000", "北京市", 1, 16 },
  { "120000", "天津市", 1, 16 },
  { "130000", "河北省", 11, 167 },
  { "140000", "山西省", 11, 117 },
  { "150000", "内蒙古自治区", 12, 103 },
  { "210000", "辽宁省", 14, 100 },
  { "220000", "吉林省", 9, 60 },
  { "230000", "黑龙江省", 13, 125 },
  { "310000", "上海市", 1, 16 },
  { "320000", "江苏省", 13, 95 },
  { "330000", "浙江省", 11, 90 },
  { "340000", "安徽省", 16, 104 },
  { "350000", "福建省", 9, 84 },
  { "360000", "江西省", 11, 100 },
  { "370000", "山东省", 16, 136 },
  { "410000", "河南省", 18, 157 },
  { "420000", "湖北省", 14, 103 },
  { "430000", "湖南省", 14, 122 },
  { "440000", "广东省", 21, 122 },
  { "450000", "广西壮族自治区", 14, 111 },
  { "460000", "海南省", 5, 26 },
  { "500000", "重庆市", 2, 38 },
  { "510000", "四川省", 21, 183 },
  { "520000", "贵州省", 9, 88 },
  { "530000", "云南省", 16, 129 },
  { "540000", "西藏自治区", 7, 74 },
  { "610000", "陕西省", 10, 107 },
  { "620000", "甘肃省", 14, 86 },
  { "630000", "青海省", 8, 45 },
  { "640000", "宁夏回族自治区", 5, 22 },
  { "650000", "新疆维吾尔自治区", 15, 108 },
  { "710000", "台湾省", 0, 0 },
  { "810000", "香港特别行政区", 0, 0 },
  { "820000", "澳门特别行政区", 0, 0 },
};

static void
check_province (guint p, guint *n_cities, guint *n_counties)
{
  g_autoptr (GPtrArray) cities = yj_divisions_list (YJ_DIVISION_CITY, provinces[p].code);
  guint here = 0;

  g_assert_cmpstr (yj_divisions_get_name (provinces[p].code), ==, provinces[p].name);
  for (guint c = 0; c < cities->len; c++) {
    g_autoptr (GPtrArray) counties = yj_divisions_list (YJ_DIVISION_COUNTY, g_ptr_array_index (cities, c));
    here += counties->len;
  }
  g_assert_cmpuint (cities->len, ==, provinces[p].cities);
  g_assert_cmpuint (here, ==, provinces[p].counties);
  *n_cities += cities->len;
  *n_counties += here;
}

static void
test_counts (void)
{
  g_autoptr (GPtrArray) codes = yj_divisions_list (YJ_DIVISION_PROVINCE, NULL);
  guint n_cities = 0, n_counties = 0;

  g_assert_cmpuint (codes->len, ==, G_N_ELEMENTS (provinces));
  for (guint p = 0; p < codes->len; p++) {
    g_assert_cmpstr (g_ptr_array_index (codes, p), ==, provinces[p].code);
    check_province (p, &n_cities, &n_counties);
  }
  g_assert_cmpuint (n_cities, ==, 342);
  g_assert_cmpuint (n_counties, ==, 2850);
  g_test_message ("34 provinces, %u cities, %u counties: every one below its own", n_cities, n_counties);
}

/* What is below no province or city of the file would be lost. */
static void
test_nothing_is_lost (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "divisions", "divisions.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) root = yj_json_parse_file (path, 0, 0, &error);
  const char *code, *before = "";
  json_t *name;
  gsize n = 0;

  g_assert_no_error (error);
  json_object_foreach (yj_json_object (root, "divisions"), code, name) {
    g_assert_cmpint (strcmp (before, code), <, 0);
    g_assert_cmpstr (yj_divisions_get_name (code), ==, json_string_value (name));
    before = code;
    n++;
  }
  g_assert_cmpuint (n, ==, 34 + 342 + 2850);
  g_assert_nonnull (strstr (yj_json_string (root, "source"), "National Bureau of Statistics"));
  g_assert_true (g_regex_match_simple ("^20[0-9]{2}-[0-9]{2}-[0-9]{2}$", yj_json_string (root, "as_of"), 0, 0));
}

static void
test_kinds (void)
{
  static const struct {
    const char *code, *name;
    gboolean nameless;
  } rows[] = {
    { "110100", "市辖区", TRUE },
    { "500200", "县", TRUE },
    { "429000", "省直辖县级行政区划", TRUE },
    { "659000", "自治区直辖县级行政区划", TRUE },
    { "469001", "五指山市", FALSE }, /* a county directly below its province */
    { "441900", "东莞市", FALSE },   /* cities without counties */
    { "442000", "中山市", FALSE },
    { "460400", "儋州市", FALSE },
    { "620200", "嘉峪关市", FALSE },
    { "659012", "白杨市", FALSE }, /* the youngest */
    { "710000", "台湾省", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_assert_cmpstr (yj_divisions_get_name (rows[i].code), ==, rows[i].name);
    g_assert_cmpint (yj_divisions_is_nameless (rows[i].code), ==, rows[i].nameless);
  }
}

static void
test_unknown (void)
{
  static const char *const unknown[] = { "110103", "000000", "", "1", "11010", "1101011", "11010a", "北京", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++) {
    g_assert_null (yj_divisions_get_name (unknown[i]));
    g_assert_false (yj_divisions_is_nameless (unknown[i]));
  }
  g_assert_true (yj_division_code_is_of_level ("110103", YJ_DIVISION_COUNTY)); /* abolished, and still a code */
  g_assert_false (yj_division_code_is_of_level ("110103", YJ_DIVISION_CITY));
  g_assert_false (yj_division_code_is_of_level (NULL, YJ_DIVISION_CITY));
  g_assert_false (yj_division_code_is_of_level ("11010a", YJ_DIVISION_COUNTY));
}

/* Runs first: the table is read at the first question. The limits are wide; what was measured is printed. */
static void
test_cost (void)
{
  size_t before = mallinfo2 ().uordblks, kept;
  gint64 begun = g_get_monotonic_time (), read;

  g_assert_nonnull (yj_divisions_get_name ("430102"));
  read = g_get_monotonic_time ();
  for (guint i = 0; i < 1000; i++)
    g_assert_nonnull (yj_divisions_get_name ("659012"));
  gint64 named = g_get_monotonic_time ();
  kept = mallinfo2 ().uordblks - before;
  g_test_message ("read in %" G_GINT64_FORMAT " us, a name in %" G_GINT64_FORMAT " ns, %zu kB kept", read - begun, named - read, kept / 1024);
  g_assert_cmpuint (kept, <, 256 * 1024);
  g_assert_cmpint (read - begun, <, G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/divisions/are read once and cost little", test_cost);
  g_test_add_func ("/divisions/are counted province by province", test_counts);
  g_test_add_func ("/divisions/every line of the file is found", test_nothing_is_lost);
  g_test_add_func ("/divisions/of special kinds have their names", test_kinds);
  g_test_add_func ("/divisions/unknown codes have none and stay codes", test_unknown);
  return g_test_run ();
}
