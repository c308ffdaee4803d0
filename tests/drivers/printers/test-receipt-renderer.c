/* SPDX-License-Identifier: Apache-2.0 */
/* What lies on the paper of a receipt: a code that reads back, within the margins and whole to the last line, in every script. */
#include "core/base/yj-error.h"
#include "tests/drivers/printers/receipt-rig.h"
#include "tests/drivers/printers/sample-receipt.h"
#include <pango/pangocairo.h>
#include <stdio.h>
#include <string.h>

static void
the_code_on_paper_reads_back (void)
{
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", 7);
  g_autofree char *text = receipt_rig_read_code (receipt);

  g_assert_cmpstr (text, ==, receipt->qr_text);
  g_test_message ("ZBar read %s", text);
}

/* 1, 10 and 100 lines: nothing in the margins (clipping shows there), only black and white, growing. */
static void
every_length_keeps_its_margins (void)
{
  int last = 0;

  for (guint n = 1; n <= 100; n *= 10) {
    g_autoptr (YjReceipt) receipt = sample_receipt_new ("zh-CN", n);
    cairo_surface_t *surface = receipt_rig_render (receipt);
    int height = cairo_image_surface_get_height (surface), black = 0;

    g_assert_cmpint (height, >, last);
    for (int y = 0; y < height; y++)
      for (int x = 0; x < 576; x++) {
        guint32 value = receipt_rig_get_dot (surface, x, y);
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
  a = receipt_rig_render (plain);
  b = receipt_rig_render (wide);
  g_assert_cmpint (cairo_image_surface_get_height (b), >, cairo_image_surface_get_height (a) + 30);
  for (int y = 0; y < cairo_image_surface_get_height (b); y++)
    for (int x = 576 - 22; x < 576; x++)
      g_assert_cmphex (receipt_rig_get_dot (b, x, y), ==, 0xffffff);
  cairo_surface_destroy (a);
  cairo_surface_destroy (b);
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
    surface = receipt_rig_render (receipt);
    cairo_surface_destroy (surface);
  }
  g_object_unref (context);
}

static void
a_code_that_cannot_be_drawn_is_an_error (void)
{
  g_autoptr (YjReceipt) receipt = sample_receipt_new ("en", 1);
  g_autoptr (YjMessages) messages = receipt_rig_load_messages ();
  g_autoptr (GError) error = NULL;
  YjReceiptPaper paper = receipt_rig_roll_80 ();

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
  g_autoptr (GBytes) pdf = receipt_rig_render_pdf (receipt, NULL);
  g_autofree char *boxes = receipt_rig_ask_about (to_boxes, pdf);
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
  g_test_add_func ("/drivers/receipt-renderer/every-script-is-drawn-by-a-font-that-has-it", every_script_is_drawn_by_a_font_that_has_it);
  g_test_add_func ("/drivers/receipt-renderer/a-code-that-cannot-be-drawn-is-an-error", a_code_that_cannot_be_drawn_is_an_error);
  g_test_add_func ("/drivers/receipt-renderer/the-last-line-lies-on-the-paper", the_last_line_lies_on_the_paper);
  return g_test_run ();
}
