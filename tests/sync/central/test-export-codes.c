/* SPDX-License-Identifier: Apache-2.0 */
/* The code tables of exporters against what the standards say. */
#include "core/base/yj-error.h"
#include "core/document/yj-evaluation.h"
#include "sync/central/export/yj-export-codes.h"
#include "sync/central/export/yj-export-gbt39046-tables.h"

static void
test_scales (void)
{
  /* GB/T 39046-2020 A.8: 1 非常满意 … 5 非常不满意. The interface: 5 非常满意 … 1 非常不满意. */
  static const char *const gbt[] = { "1", "2", "3", "4", "5" }, *const interface[] = { "5", "4", "3", "2", "1" };
  static const char *const words[] = { "非常满意", "满意", "基本满意", "不满意", "非常不满意" };
  const char *const *grades = yj_evaluation_list_grades ();

  for (guint i = 0; grades[i] != NULL; i++) {
    g_assert_cmpstr (yj_export_grade_to_code (YJ_EXPORT_GBT39046, grades[i], NULL), ==, gbt[i]);
    g_assert_cmpstr (yj_export_grade_to_code (YJ_EXPORT_EVALUATION, grades[i], NULL), ==, interface[i]);
    g_assert_cmpstr (yj_export_grade_to_words (grades[i], NULL), ==, words[i]);
  }
}

static void
test_refused (void)
{
  static const char *const symbols[] = { "so-so", "", "Satisfied", "1", NULL };
  guint refused = 0;

  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++, refused++) {
    g_autoptr (GError) first = NULL, second = NULL, other = NULL, third = NULL;
    g_assert_null (yj_export_grade_to_code (YJ_EXPORT_GBT39046, symbols[i], &first));
    g_assert_error (first, YJ_ERROR, YJ_ERROR_BAD_DATA);
    g_assert_null (yj_export_grade_to_code (YJ_EXPORT_EVALUATION, symbols[i], &second));
    g_assert_error (second, YJ_ERROR, YJ_ERROR_BAD_DATA);
    g_assert_null (yj_export_grade_to_words (symbols[i], &other));
    g_assert_error (other, YJ_ERROR, YJ_ERROR_BAD_DATA);
    g_assert_null (yj_export_reason_to_words (symbols[i], &third));
    g_assert_error (third, YJ_ERROR, YJ_ERROR_BAD_DATA);
  }
  g_test_message ("%u symbols outside the table", refused);
}

/* Every reason that a person can tick has words, and no code of another grade. */
static void
test_reasons (void)
{
  const char *const *grades = yj_evaluation_list_grades ();
  guint coded = 0;

  for (guint i = 0; grades[i] != NULL; i++)
    for (const char *const *reason = yj_evaluation_list_reasons (grades[i]); *reason != NULL; reason++) {
      const char *code = yj_export_reason_to_code (grades[i], *reason);
      g_assert_nonnull (yj_export_reason_to_words (*reason, NULL));
      if (code != NULL) { /* the hundreds are the grade of the interface */
        g_assert_cmpint (code[0], ==, yj_export_grade_to_code (YJ_EXPORT_EVALUATION, grades[i], NULL)[0]);
        coded++;
      }
    }
  g_assert_cmpuint (coded, ==, 7);
  g_assert_null (yj_export_reason_to_code ("satisfied", "slow"));
}

static void
test_formats (void)
{
  static const struct {
    int set;
    const char *item, *value;
    gboolean fits;
  } values[] = {
    { YJ_GBT39046_APPLICATION, "申请时间", "20261120T101140", TRUE },   { YJ_GBT39046_APPLICATION, "申请时间", "20261120101140", FALSE },
    { YJ_GBT39046_APPLICATION, "申请者证件类型代码", "111", TRUE },     { YJ_GBT39046_APPLICATION, "申请者证件类型代码", "11", FALSE },
    { YJ_GBT39046_APPLICATION, "申请者证件类型代码", "11a", FALSE },    { YJ_GBT39046_APPLICATION, "申请者证件号码", "0000001993051202400", FALSE },
    { YJ_GBT39046_COMPLETION, "办结时间", "2026112010:11:40", TRUE },   { YJ_GBT39046_COMPLETION, "办结时间", "20261120T101140", FALSE },
    { YJ_GBT39046_EVALUATION, "满意度代码", "1", TRUE },                { YJ_GBT39046_EVALUATION, "满意度代码", "10", FALSE },
    { YJ_GBT39046_APPLICATION, "行政区划", "0000000001", FALSE },       { YJ_GBT39046_APPLICATION, "行政区划", "000000", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autoptr (YjExportSet) set = yj_export_set_new (&yj_gbt39046_tables[values[i].set]);
    json_t *record = yj_export_set_begin (set, "X-1");
    g_autoptr (json_t) file = NULL;
    yj_export_set_put (set, record, values[i].item, values[i].value);
    file = yj_export_set_to_json (set);
    g_assert_cmpint (json_object_get (record, values[i].item) != NULL, ==, values[i].fits);
    g_assert_cmpuint (json_array_size (yj_json_array (file, "misfits")), ==, values[i].fits ? 0 : 1);
  }
}

static void
test_charset (void)
{
  g_autoptr (YjExportSet) set = yj_export_set_new (&yj_gbt39046_tables[YJ_GBT39046_APPLICATION]);
  g_autoptr (json_t) file = NULL;
  json_t *record;

  record = yj_export_set_begin (set, "X-1");
  yj_export_set_put (set, record, "申请者名称", "甄雀丝");
  record = yj_export_set_begin (set, "X-2");
  yj_export_set_put (set, record, "申请者名称", "甄𬬭"); /* of extension E: GB 2312 has no such character */
  file = yj_export_set_to_json (set);
  g_assert_cmpuint (json_array_size (yj_json_array (file, "outside_gb2312")), ==, 1);
  g_assert_cmpstr (json_string_value (json_array_get (yj_json_array (file, "outside_gb2312"), 0)), ==, "X-2");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/central/export/the-two-scales-run-against-each-other", test_scales);
  g_test_add_func ("/central/export/what-is-not-in-the-table-is-refused", test_refused);
  g_test_add_func ("/central/export/every-reason-has-words-and-no-code-of-another-grade", test_reasons);
  g_test_add_func ("/central/export/a-value-that-does-not-fit-its-format-is-left-out-and-named", test_formats);
  g_test_add_func ("/central/export/names-that-gb-2312-cannot-write-are-told", test_charset);
  return g_test_run ();
}
