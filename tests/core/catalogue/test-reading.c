/* SPDX-License-Identifier: Apache-2.0 */
#include "core/catalogue/yj-reading.h"

static char *
read_text (const char *text)
{
  glong n;
  g_autofree gunichar *letters = g_utf8_to_ucs4_fast (text, -1, &n);
  g_autofree const char **syllables = g_new0 (const char *, n + 1);
  GString *reading = g_string_new (NULL);

  yj_reading_of (letters, (gsize) n, syllables);
  for (glong i = 0; i < n; i++)
    g_string_append_printf (reading, "%s%s", i > 0 ? " " : "", syllables[i] != NULL ? syllables[i] : "-");
  return g_string_free (reading, FALSE);
}

static const struct {
  const char *text, *reading;
} cases[] = {
  { "新生儿出生", "xin sheng er chu sheng" },
  { "银行开户", "yin hang kai hu" }, /* by the word */
  { "行政", "xing zheng" },
  { "重庆", "chong qing" },
  { "重度残疾", "zhong du can ji" },
  { "长期护理", "chang qi hu li" },
  { "部长", "bu zhang" },
  { "退还", "tui huan" },
  { "独生子女", "du sheng zi nv" },
  { "營業執照", "ying ye zhi zhao" }, /* traditional */
  { "POS 机", "- - - - ji" },
  { "〇", "ling" },
  { "𰻝面", "- mian" }, /* beyond the table */
  { "", "" },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *reading = read_text (cases[i].text);
    g_assert_cmpstr (reading, ==, cases[i].reading);
  }
}

/* The characters of GB 2312, level one and two: 6,763 that every text of an office is made of. */
static void
test_gb2312 (void)
{
  guint all = 0, unread = 0;

  for (int row = 0xb0; row <= 0xf7; row++)
    for (int cell = 0xa1; cell <= 0xfe; cell++) {
      char bytes[] = { (char) row, (char) cell, '\0' };
      g_autofree char *text = g_convert (bytes, 2, "UTF-8", "GB2312", NULL, NULL, NULL), *reading = NULL;
      if (text == NULL)
        continue;
      reading = read_text (text);
      all++;
      if (reading[0] == '-') {
        unread++;
        g_test_message ("no reading of %s", text);
      }
    }
  g_test_message ("%u characters of GB 2312, %u without a reading", all, unread);
  g_assert_cmpuint (all, ==, 6763);
  g_assert_cmpuint (unread, <=, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reading/a word decides how a character is read", test_cases);
  g_test_add_func ("/reading/knows the characters that offices write", test_gb2312);
  return g_test_run ();
}
