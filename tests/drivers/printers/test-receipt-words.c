/* SPDX-License-Identifier: Apache-2.0 */
/* What each kind of paper says to whoever reads it, and what it must not say. */
#include "tests/drivers/printers/receipt-rig.h"
#include "tests/drivers/printers/sample-receipt.h"
#include <string.h>

/* Both lists end with NULL. */
static void
assert_words (const char *text, const char *const *said, const char *const *unsaid)
{
  for (; *said != NULL; said++) {
    if (strstr (text, *said) == NULL)
      g_test_message ("%s is missing", *said);
    g_assert_nonnull (strstr (text, *said));
  }
  for (; *unsaid != NULL; unsaid++) {
    if (strstr (text, *unsaid) != NULL)
      g_test_message ("%s is there", *unsaid);
    g_assert_null (strstr (text, *unsaid));
  }
}

/* Long department names cost every matter one small line, not a column of three words a line. */
static void
a_long_department_stands_below_its_matter (void)
{
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("en", 0);
  g_autofree char *text = NULL;

  yj_receipt_add_matter (receipt, "Social security card", "Human resources and social security", 30);
  yj_receipt_add_matter (receipt, "Vaccination record", "Health", 1);
  text = receipt_rig_read_text (receipt);
  g_assert_true (g_regex_match_simple ("Social security card +30\\n[^\\n]*Human resources and social security\\n", text, 0, 0));
  g_assert_true (g_regex_match_simple ("Vaccination record +1\\n +Health\\n", text, 0, 0));
}

/* The words of a receipt on a sheet. (transfer full) */
static char *
read_sheet (YjReceipt *receipt)
{
  const char *const to_text[] = { "pdftotext", "-bbox", "-", "-", NULL };
  g_autoptr (YjMessages) messages = receipt_rig_load_messages ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = NULL;
  YjReceiptPaper paper;

  yj_receipt_paper_init (&paper, YJ_PAPER_A4, 0, 0, 0);
  pdf = yj_receipt_render_pdf (receipt, messages, &paper, NULL, &error);
  g_assert_no_error (error);
  return receipt_rig_ask_about (to_text, pdf);
}

/* Left or right edge of the first @word, in points. */
static double
find_edge (const char *text, const char *word, const char *edge)
{
  g_autofree char *end = g_strdup_printf (">%s</word>", word), *name = g_strdup_printf ("%s=\"", edge);
  const char *found = strstr (text, end), *line = found;

  g_assert_nonnull (found);
  while (*line != '\n')
    line--;
  return g_ascii_strtod (strstr (line, name) + strlen (name), NULL);
}

/* Across an empty sheet the eye would lose the line. */
static void
on_a_sheet_a_matter_and_its_department_stand_together (void)
{
  const double widest_gap_points = 30 * 72 / 25.4;
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", 0);
  g_autofree char *text = NULL;
  double department, pages;

  yj_receipt_add_matter (receipt, "社会保障卡申领", "人社", 30);
  text = read_sheet (receipt);
  department = find_edge (text, "人社", "xMin") - find_edge (text, "社会保障卡申领", "xMax");
  pages = find_edge (text, "拍照", "xMin") - find_edge (text, "居民户口簿", "xMax");
  g_test_message ("%.0f points to the department, %.0f to how a paper was received", department, pages);
  g_assert_cmpfloat (department, <, widest_gap_points);
  g_assert_cmpfloat (pages, <, widest_gap_points);
}

/* What takes no day is not a number of days. */
static void
no_days_are_the_same_day (void)
{
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("en", 0);
  g_autofree char *text = NULL, *list = NULL;

  yj_receipt_add_matter (receipt, "Vaccination record", "Health", 0);
  text = receipt_rig_read_text (receipt);
  g_assert_true (g_regex_match_simple ("Vaccination record +Health +Same day\n", text, 0, 0));
  receipt->kind = YJ_RECEIPT_TAKE_AWAY_LIST;
  list = receipt_rig_read_text (receipt);
  g_assert_nonnull (strstr (list, "Health · Same day"));
}

static void
the_pdf_says_what_it_must_and_no_more (void)
{
  const char *const to_text[] = { "pdftotext", "-layout", "-", "-", NULL }, *const to_info[] = { "pdfinfo", "-", NULL }, *const nothing[] = { NULL };
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", 7);
  g_autofree char *shown = yj_reference_to_display (receipt->reference), *text = NULL, *info = NULL;
  g_autofree char *title = g_strdup_printf ("Title: %*s%s\n", 10, "", receipt->reference);
  YjReceiptExtent extent;
  g_autoptr (GBytes) pdf = receipt_rig_render_pdf (receipt, &extent);
  const char *const expected[] = { "收件回执",       shown,          "王*慧",      "000***********1028", "已存本机，待联网上报",
                                   "3F8K 7M2Q W9XT", "疫苗接种记录", "2026-03-26", "0700-8765 4321",     "不是受理通知书", NULL };
  const char *const info_said[] = { "Pages:           1\n", title, NULL }, *const info_unsaid[] = { "王", "Author", "Subject", "Keywords", NULL };

  text = receipt_rig_ask_about (to_text, pdf);
  assert_words (text, expected, nothing);
  info = receipt_rig_ask_about (to_info, pdf);
  assert_words (info, info_said, info_unsaid);
  g_assert_cmpuint (extent.page_mm, >, 200);
  g_test_message ("80 mm x %u mm, %zu bytes", extent.page_mm, g_bytes_get_size (pdf));
}

static void
no_time_is_printed_while_the_clock_is_unverified (void)
{
  const char *const said[] = { "Kept on this machine", NULL }, *const unsaid[] = { "Handed in", "10:41", NULL };
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("en", 1);
  g_autofree char *text = NULL;

  g_clear_pointer (&receipt->time, g_free);
  text = receipt_rig_read_text (receipt);
  assert_words (text, said, unsaid);
}

static void
a_list_has_boxes_and_no_reference (void)
{
  const char *const said[] = { "办事清单", "一楼 A 区 3 号窗口", "1 个工作日", NULL }, *const unsaid[] = { "回执号", NULL };
  g_autoptr (YjReceipt) list = yj_receipt_new (YJ_RECEIPT_TAKE_AWAY_LIST, "zh-CN");
  g_autofree char *text = NULL, *code = NULL;

  list->hall = g_strdup ("青禾市政务服务中心");
  list->counter = g_strdup ("一楼 A 区 3 号窗口");
  yj_receipt_add_matter (list, "预防接种证", "卫健", 1);
  yj_receipt_add_material (list, "居民户口簿", 0, "原件", NULL, NULL);
  text = receipt_rig_read_text (list);
  assert_words (text, said, unsaid);
  code = receipt_rig_read_code (list);
  g_assert_null (code);
}

/* A slip that cannot be taken for a receipt: what it is, until when it is kept, and the code that the counter reads. */
static void
a_draft_is_no_receipt (void)
{
  const char *const said[] = { "暂存单", "暂存单号", "2026-03-27", NULL }, *const unsaid[] = { "回执号", "收件回执\n", "收到的材料", NULL };
  g_autoptr (YjReceipt) slip = sample_receipt_new ("zh-CN", 3);
  g_autofree char *text = NULL, *code = NULL;

  slip->kind = YJ_RECEIPT_DRAFT;
  slip->keep_until = g_strdup ("2026-03-27");
  g_ptr_array_set_size (slip->matters, 0);
  text = receipt_rig_read_text (slip);
  assert_words (text, said, unsaid);
  code = receipt_rig_read_code (slip);
  g_assert_cmpstr (code, ==, slip->qr_text);
}

static void
a_withdrawal_names_what_is_taken_back_and_no_secret (void)
{
  const char *const nothing[] = { NULL };
  const char *const said[] = { "Receipt of withdrawal", "Receipt number of the application", "To be withdrawn", "Vaccination", "10:41", NULL };
  g_autoptr (YjReceipt) slip = yj_receipt_new (YJ_RECEIPT_WITHDRAWAL, "en");
  g_autofree char *text = NULL, *code = NULL;

  slip->reference = yj_reference_new ("7K3M", 92);
  slip->time = g_strdup ("2026-03-12 10:41");
  yj_receipt_add_matter (slip, "Vaccination", "Health", -1);
  text = receipt_rig_read_text (slip);
  assert_words (text, said, nothing);
  code = receipt_rig_read_code (slip);
  g_assert_null (code);
}

/* What no font has is printed as the mark of a missing sort. */
static void
a_name_that_no_font_has_is_printed_with_a_mark (void)
{
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", 1);
  g_autofree char *text = NULL;

  g_free (receipt->applicant);
  receipt->applicant = g_strdup ("\ue863*\U00030000");
  text = receipt_rig_read_text (receipt);
  g_assert_nonnull (strstr (text, "〓*〓"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/drivers/receipt-renderer/a-long-department-stands-below-its-matter", a_long_department_stands_below_its_matter);
  g_test_add_func ("/drivers/receipt-renderer/on-a-sheet-a-matter-and-its-department-stand-together",
                   on_a_sheet_a_matter_and_its_department_stand_together);
  g_test_add_func ("/drivers/receipt-renderer/no-days-are-the-same-day", no_days_are_the_same_day);
  g_test_add_func ("/drivers/receipt-renderer/the-pdf-says-what-it-must-and-no-more", the_pdf_says_what_it_must_and_no_more);
  g_test_add_func ("/drivers/receipt-renderer/no-time-is-printed-while-the-clock-is-unverified",
                   no_time_is_printed_while_the_clock_is_unverified);
  g_test_add_func ("/drivers/receipt-renderer/a-list-has-boxes-and-no-reference", a_list_has_boxes_and_no_reference);
  g_test_add_func ("/drivers/receipt-renderer/a-draft-is-no-receipt", a_draft_is_no_receipt);
  g_test_add_func ("/drivers/receipt-renderer/a-withdrawal-names-what-is-taken-back-and-no-secret",
                   a_withdrawal_names_what_is_taken_back_and_no_secret);
  g_test_add_func ("/drivers/receipt-renderer/a-name-that-no-font-has-is-printed-with-a-mark",
                   a_name_that_no_font_has_is_printed_with_a_mark);
  return g_test_run ();
}
