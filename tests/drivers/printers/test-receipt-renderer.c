/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/yj-error.h"
#include "drivers/printers/yj-receipt-renderer.h"
#include "tests/drivers/printers/sample-receipt.h"
#include <pango/pangocairo.h>
#include <stdio.h>
#include <string.h>
#include <zbar.h>

static YjMessages *
load_messages (void)
{
  g_autofree char *dir = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "translations", NULL);
  g_autoptr (GError) error = NULL;
  YjMessages *messages = yj_messages_new (dir, &error);

  g_assert_no_error (error);
  return messages;
}

static YjReceiptPaper
roll_80 (void)
{
  YjReceiptPaper paper;
  yj_receipt_paper_init (&paper, YJ_PAPER_ROLL_80, 0, 0, 0);
  return paper;
}

static cairo_surface_t *
render (YjReceipt *receipt)
{
  YjReceiptPaper paper = roll_80 ();
  g_autoptr (YjMessages) messages = load_messages ();
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface = yj_receipt_render_surface (receipt, messages, &paper, &error);

  g_assert_no_error (error);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 576);
  return surface;
}

static guint32
pixel (cairo_surface_t *surface, int x, int y)
{
  const unsigned char *data = cairo_image_surface_get_data (surface);
  return *(const guint32 *) (data + y * cairo_image_surface_get_stride (surface) + x * 4) & 0xffffff;
}

static char *
read_code (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  unsigned char *grey = g_malloc ((gsize) width * (gsize) height);
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();
  zbar_image_t *image = zbar_image_create ();
  const zbar_symbol_t *symbol;
  char *text = NULL;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      grey[y * width + x] = (unsigned char) (pixel (surface, x, y) & 0xff);
  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, (unsigned) width, (unsigned) height);
  zbar_image_set_data (image, grey, (unsigned long) width * (unsigned long) height, NULL);
  zbar_scan_image (scanner, image);
  symbol = zbar_image_first_symbol (image);
  if (symbol != NULL)
    text = g_strdup (zbar_symbol_get_data (symbol));
  zbar_image_destroy (image);
  zbar_image_scanner_destroy (scanner);
  g_free (grey);
  return text;
}

static void
the_code_on_paper_reads_back (void)
{
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", 7);
  cairo_surface_t *surface = render (receipt);
  g_autofree char *text = read_code (surface);

  g_assert_cmpstr (text, ==, receipt->qr_text);
  g_test_message ("ZBar read %s", text);
  cairo_surface_destroy (surface);
}

/* 1, 10 and 100 lines: nothing in the margins (clipping shows there), only black and white, growing. */
static void
every_length_keeps_its_margins (void)
{
  int last = 0;

  for (guint n = 1; n <= 100; n *= 10) {
    g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", n);
    cairo_surface_t *surface = render (receipt);
    int height = cairo_image_surface_get_height (surface), black = 0;

    g_assert_cmpint (height, >, last);
    for (int y = 0; y < height; y++)
      for (int x = 0; x < 576; x++) {
        guint32 value = pixel (surface, x, y);
        g_assert_true (value == 0 || value == 0xffffff);
        black += value == 0;
        if (x < 22 || x >= 576 - 22 || y < 20 || y >= height - 20)
          g_assert_cmphex (value, ==, 0xffffff);
      }
    g_assert_cmpint (black, >, 20000);
    g_test_message ("%u matters: 576 x %d, %d black dots", n, height, black);
    last = height;
    cairo_surface_destroy (surface);
  }
  g_assert_cmpint (last, >, 100 * 30);
}

static void
a_narrow_column_wraps_and_loses_nothing (void)
{
  g_autoptr (YjReceipt) plain = sample_receipt_new ("en", 1), wide = sample_receipt_new ("en", 1);
  cairo_surface_t *a, *b;

  yj_receipt_add_matter (wide, "AVeryLongNameWithoutAnySpaceThatCannotStandOnOneLineOfAReceiptForSure",
                         "Department of Everything That Is Long", 30);
  yj_receipt_add_matter (plain, "Short", "Dept", 30);
  a = render (plain);
  b = render (wide);
  g_assert_cmpint (cairo_image_surface_get_height (b), >, cairo_image_surface_get_height (a) + 30);
  for (int y = 0; y < cairo_image_surface_get_height (b); y++)
    for (int x = 576 - 22; x < 576; x++)
      g_assert_cmphex (pixel (b, x, y), ==, 0xffffff);
  cairo_surface_destroy (a);
  cairo_surface_destroy (b);
}

/* What `program` says about the PDF on its standard input; a file would be litter with a name in it. */
static char *
ask_about (const char *const *program, GBytes *pdf)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (program, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_autoptr (GBytes) output = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate (process, pdf, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return g_strndup (g_bytes_get_data (output, NULL), g_bytes_get_size (output));
}

static GBytes *
render_pdf (YjReceipt *receipt, YjReceiptExtent *extent)
{
  YjReceiptPaper paper = roll_80 ();
  g_autoptr (YjMessages) messages = load_messages ();
  g_autoptr (GError) error = NULL;
  GBytes *pdf = yj_receipt_render_pdf (receipt, messages, &paper, extent, &error);

  g_assert_no_error (error);
  return pdf;
}

/* Long department names cost every matter one small line, not a column of three words a line. */
static void
a_long_department_stands_below_its_matter (void)
{
  const char *const to_text[] = { "pdftotext", "-layout", "-", "-", NULL };
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("en", 0);
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *text = NULL;

  yj_receipt_add_matter (receipt, "Social security card", "Human resources and social security", 30);
  yj_receipt_add_matter (receipt, "Vaccination record", "Health", 1);
  pdf = render_pdf (receipt, NULL);
  text = ask_about (to_text, pdf);
  g_assert_true (g_regex_match_simple ("Social security card +30\\n[^\\n]*Human resources and social security\\n", text, 0, 0));
  g_assert_true (g_regex_match_simple ("Vaccination record +1\\n +Health\\n", text, 0, 0));
}

static void
the_pdf_says_what_it_must_and_no_more (void)
{
  const char *const to_text[] = { "pdftotext", "-layout", "-", "-", NULL }, *const to_info[] = { "pdfinfo", "-", NULL };
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", 7);
  g_autofree char *shown = yj_reference_to_display (receipt->reference), *text = NULL, *info = NULL;
  g_autofree char *title = g_strdup_printf ("Title: %*s%s\n", 10, "", receipt->reference);
  YjReceiptExtent extent;
  g_autoptr (GBytes) pdf = render_pdf (receipt, &extent);
  const char *const expected[] = { "收件回执",       shown,          "王*慧",      "000***********1028", "已存本机，待联网上报",
                                   "3F8K 7M2Q W9XT", "疫苗接种记录", "2026-03-26", "0700-8765 4321",     "不是受理通知书" };

  text = ask_about (to_text, pdf);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    if (strstr (text, expected[i]) == NULL)
      g_test_message ("%s is missing", expected[i]);
    g_assert_nonnull (strstr (text, expected[i]));
  }
  info = ask_about (to_info, pdf);
  g_assert_nonnull (strstr (info, "Pages:           1\n"));
  g_assert_nonnull (strstr (info, receipt->reference));
  g_assert_null (strstr (info, "王"));
  g_assert_null (strstr (info, "Author"));
  g_assert_null (strstr (info, "Subject"));
  g_assert_null (strstr (info, "Keywords"));
  g_assert_cmpuint (extent.page_mm, >, 200);
  g_test_message ("80 mm x %u mm, %zu bytes", extent.page_mm, g_bytes_get_size (pdf));
}

static void
no_time_is_printed_while_the_clock_is_unverified (void)
{
  const char *const to_text[] = { "pdftotext", "-layout", "-", "-", NULL };
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("en", 1);
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *text = NULL;

  g_clear_pointer (&receipt->time, g_free);
  pdf = render_pdf (receipt, NULL);
  text = ask_about (to_text, pdf);
  g_assert_null (strstr (text, "Handed in"));
  g_assert_null (strstr (text, "10:41"));
  g_assert_nonnull (strstr (text, "Kept on this machine"));
}

static void
a_list_has_boxes_and_no_reference (void)
{
  const char *const to_text[] = { "pdftotext", "-layout", "-", "-", NULL };
  g_autoptr (YjReceipt) list = yj_receipt_new (YJ_RECEIPT_TAKE_AWAY_LIST, "zh-CN");
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *text = NULL, *code = NULL;
  cairo_surface_t *surface;

  list->hall = g_strdup ("青禾市政务服务中心");
  list->counter = g_strdup ("一楼 A 区 3 号窗口");
  yj_receipt_add_matter (list, "预防接种证", "卫健", 1);
  yj_receipt_add_material (list, "居民户口簿", 0, "原件", NULL, NULL);
  pdf = render_pdf (list, NULL);
  text = ask_about (to_text, pdf);
  g_assert_nonnull (strstr (text, "办事清单"));
  g_assert_nonnull (strstr (text, "一楼 A 区 3 号窗口"));
  g_assert_nonnull (strstr (text, "1 个工作日"));
  g_assert_null (strstr (text, "回执号"));
  surface = render (list);
  code = read_code (surface);
  g_assert_null (code);
  cairo_surface_destroy (surface);
}

/* A slip that cannot be taken for a receipt: what it is, until when it is kept, and the code that the counter reads. */
static void
a_draft_is_no_receipt (void)
{
  const char *const to_text[] = { "pdftotext", "-layout", "-", "-", NULL };
  g_autoptr (YjReceipt) slip = sample_receipt_new ("zh-CN", 3);
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *text = NULL, *code = NULL;
  cairo_surface_t *surface;

  slip->kind = YJ_RECEIPT_DRAFT;
  slip->keep_until = g_strdup ("2026-03-27");
  g_ptr_array_set_size (slip->matters, 0);
  pdf = render_pdf (slip, NULL);
  text = ask_about (to_text, pdf);
  g_assert_nonnull (strstr (text, "暂存单"));
  g_assert_nonnull (strstr (text, "2026-03-27"));
  g_assert_null (strstr (text, "收件回执\n"));
  g_assert_null (strstr (text, "收到的材料"));
  surface = render (slip);
  code = read_code (surface);
  g_assert_cmpstr (code, ==, slip->qr_text);
  cairo_surface_destroy (surface);
}

static void
a_withdrawal_names_what_is_taken_back_and_no_secret (void)
{
  const char *const to_text[] = { "pdftotext", "-layout", "-", "-", NULL };
  g_autoptr (YjReceipt) slip = yj_receipt_new (YJ_RECEIPT_WITHDRAWAL, "en");
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *text = NULL, *code = NULL;
  cairo_surface_t *surface;

  slip->reference = yj_reference_new ("7K3M", 92);
  slip->time = g_strdup ("2026-03-12 10:41");
  yj_receipt_add_matter (slip, "Vaccination", "Health", -1);
  pdf = render_pdf (slip, NULL);
  text = ask_about (to_text, pdf);
  g_assert_nonnull (strstr (text, "Receipt of withdrawal"));
  g_assert_nonnull (strstr (text, "To be withdrawn"));
  g_assert_nonnull (strstr (text, "Vaccination"));
  g_assert_nonnull (strstr (text, "10:41"));
  surface = render (slip);
  code = read_code (surface);
  g_assert_null (code);
  cairo_surface_destroy (surface);
}

/* Each script leaves marks of its own: were one drawn as missing boxes, two of them would look alike. */
static void
every_script_is_drawn_by_a_font_that_has_it (void)
{
  const char *const names[] = { "王*慧", "Alimjan A*", "ئالىم", "བསྟན་འཛིན", "Αλέξης", "김*수" };
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (YjReceipt) receipt = sample_receipt_new (i == 2 ? "ug" : "zh-CN", 1);
    g_autoptr (PangoLayout) layout = pango_layout_new (context);
    cairo_surface_t *surface;

    pango_layout_set_text (layout, names[i], -1);
    g_assert_cmpint (pango_layout_get_unknown_glyphs_count (layout), ==, 0);
    g_free (receipt->applicant);
    receipt->applicant = g_strdup (names[i]);
    surface = render (receipt);
    cairo_surface_destroy (surface);
  }
  g_object_unref (context);
}

/* What no font has is printed as the mark of a missing sort. */
static void
a_name_that_no_font_has_is_printed_with_a_mark (void)
{
  const char *const to_text[] = { "pdftotext", "-layout", "-", "-", NULL };
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", 1);
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *text = NULL;

  g_free (receipt->applicant);
  receipt->applicant = g_strdup ("\ue863*\U00030000");
  pdf = render_pdf (receipt, NULL);
  text = ask_about (to_text, pdf);
  g_assert_nonnull (strstr (text, "〓*〓"));
}

static void
a_code_that_cannot_be_drawn_is_an_error (void)
{
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("en", 1);
  g_autoptr (YjMessages) messages = load_messages ();
  g_autoptr (GError) error = NULL;
  YjReceiptPaper paper = roll_80 ();

  g_free (receipt->qr_text);
  receipt->qr_text = g_strnfill (4000, 'a');
  g_assert_null (yj_receipt_render_pdf (receipt, messages, &paper, NULL, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_LIMIT);
}

/* Where the last words of @receipt end, and how high its paper is, in points. */
static double
last_line_ends (YjReceipt *receipt, double *height)
{
  const char *const to_boxes[] = { "pdftotext", "-bbox", "-", "-", NULL };
  g_autoptr (GBytes) pdf = render_pdf (receipt, NULL);
  g_autofree char *boxes = ask_about (to_boxes, pdf);
  g_auto (GStrv) words = g_strsplit (receipt->versions, " ", -1);
  const char *page = strstr (boxes, "<page width="), *word = g_strrstr (boxes, words[0]);
  double bottom = 0;

  g_assert_nonnull (word);
  while (!g_str_has_prefix (word, "<word"))
    word--;
  g_assert_cmpint (sscanf (page, "<page width=\"%*f\" height=\"%lf\"", height), ==, 1);
  g_assert_cmpint (sscanf (strstr (word, "yMax="), "yMax=\"%lf\"", &bottom), ==, 1);
  return bottom;
}

/* Measured and drawn alike: the last line of a full receipt lies on the paper, not below its end, and the paper ends with it.
 * In English departments stand below their matters, beside an empty number. */
static void
the_last_line_lies_on_the_paper (void)
{
  static const char *const languages[] = { "zh-CN", "en" };

  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++) {
    g_autoptr (YjReceipt) receipt = sample_receipt_new (languages[i], i == 0 ? 7 : 0);
    double height = 0, bottom;
    for (guint n = 0; i > 0 && n < 12; n++)
      yj_receipt_add_matter (receipt, "Social security card", "Human resources and social security", 30);
    bottom = last_line_ends (receipt, &height);
    g_test_message ("%s: the last line ends at %.0f of %.0f points", languages[i], bottom, height);
    g_assert_cmpfloat (bottom, <, height);
    g_assert_cmpfloat (bottom, >, height - 60);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/drivers/receipt-renderer/the-code-on-paper-reads-back", the_code_on_paper_reads_back);
  g_test_add_func ("/drivers/receipt-renderer/every-length-keeps-its-margins", every_length_keeps_its_margins);
  g_test_add_func ("/drivers/receipt-renderer/a-narrow-column-wraps-and-loses-nothing", a_narrow_column_wraps_and_loses_nothing);
  g_test_add_func ("/drivers/receipt-renderer/a-long-department-stands-below-its-matter", a_long_department_stands_below_its_matter);
  g_test_add_func ("/drivers/receipt-renderer/the-pdf-says-what-it-must-and-no-more", the_pdf_says_what_it_must_and_no_more);
  g_test_add_func ("/drivers/receipt-renderer/no-time-is-printed-while-the-clock-is-unverified",
                   no_time_is_printed_while_the_clock_is_unverified);
  g_test_add_func ("/drivers/receipt-renderer/a-list-has-boxes-and-no-reference", a_list_has_boxes_and_no_reference);
  g_test_add_func ("/drivers/receipt-renderer/a-draft-is-no-receipt", a_draft_is_no_receipt);
  g_test_add_func ("/drivers/receipt-renderer/a-withdrawal-names-what-is-taken-back-and-no-secret", a_withdrawal_names_what_is_taken_back_and_no_secret);
  g_test_add_func ("/drivers/receipt-renderer/every-script-is-drawn-by-a-font-that-has-it", every_script_is_drawn_by_a_font_that_has_it);
  g_test_add_func ("/drivers/receipt-renderer/a-name-that-no-font-has-is-printed-with-a-mark", a_name_that_no_font_has_is_printed_with_a_mark);
  g_test_add_func ("/drivers/receipt-renderer/a-code-that-cannot-be-drawn-is-an-error", a_code_that_cannot_be_drawn_is_an_error);
  g_test_add_func ("/drivers/receipt-renderer/the-last-line-lies-on-the-paper", the_last_line_lies_on_the_paper);
  return g_test_run ();
}
