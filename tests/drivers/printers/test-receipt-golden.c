/* SPDX-License-Identifier: Apache-2.0 */
/* Receipts as pictures, dot by dot, beside the ones that a person has looked at (golden/). To make those anew after a change that was
 * meant, run this program with YIJIAN_REMAKE=1 and look at every one of them. */
#include "drivers/codes/yj-code-reader.h"
#include "drivers/printers/yj-receipt-renderer.h"
#include "tests/drivers/printers/golden-compare.h"
#include "tests/drivers/printers/sample-receipt.h"
#include <glib/gstdio.h>

typedef struct {
  const char *name, *language;
  YjPaperKind paper;
  guint matters;
} Golden;

static const Golden goldens[] = {
  { "chinese-1", "zh-CN", YJ_PAPER_ROLL_80, 1 },   { "chinese-10", "zh-CN", YJ_PAPER_ROLL_80, 10 },
  { "chinese-100", "zh-CN", YJ_PAPER_ROLL_80, 100 }, { "chinese-58mm", "zh-CN", YJ_PAPER_ROLL_58, 7 },
  { "chinese-a4", "zh-CN", YJ_PAPER_A4, 7 },       { "english", "en", YJ_PAPER_ROLL_80, 7 },
  { "english-a4", "en", YJ_PAPER_A4, 7 },
  { "uyghur", "ug", YJ_PAPER_ROLL_80, 3 },         { "rare", "zh-CN", YJ_PAPER_ROLL_80, 1 },
};

#define LARGEST_GOLDEN_BYTES (150 * 1024)

static char *
get_path (const Golden *golden)
{
  g_autofree char *file = g_strconcat (golden->name, ".png", NULL);
  return g_build_filename (g_getenv ("YIJIAN_SOURCE_DIR"), "tests", "drivers", "printers", "golden", file, NULL);
}

static YjReceipt *
make_receipt (const Golden *golden)
{
  if (g_str_equal (golden->name, "rare"))
    return sample_receipt_new_rare ();
  if (g_str_equal (golden->language, "ug"))
    return sample_receipt_new_uyghur (golden->matters);
  if (g_str_equal (golden->language, "en"))
    return sample_receipt_new_english (golden->matters);
  return sample_receipt_new (golden->language, golden->matters);
}

static cairo_surface_t *
render (const Golden *golden, YjReceipt *receipt)
{
  g_autofree char *dir = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "translations", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (YjMessages) messages = yj_messages_new (dir, &error);
  YjReceiptPaper paper;
  cairo_surface_t *surface;

  g_assert_no_error (error);
  yj_receipt_paper_init (&paper, golden->paper, 0, 0, 0);
  surface = yj_receipt_render_surface (receipt, messages, &paper, &error);
  g_assert_no_error (error);
  return surface;
}

static void
assert_code_reads_back (cairo_surface_t *surface, const char *text)
{
  g_autoptr (YjCodeReader) reader = yj_code_reader_new (0);
  g_autoptr (YjFrame) frame = golden_to_frame (surface);
  g_autoptr (GPtrArray) codes = yj_code_reader_scan (reader, frame);

  g_assert_cmpuint (codes->len, ==, 1);
  g_assert_cmpstr (((YjCode *) g_ptr_array_index (codes, 0))->text, ==, text);
}

static void
remake (const char *path, cairo_surface_t *surface)
{
  cairo_surface_t *bits = golden_to_bits (surface);

  g_assert_cmpint (cairo_surface_write_to_png (bits, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (bits);
}

static void
a_receipt_looks_as_it_was_seen (gconstpointer data)
{
  const Golden *golden = data;
  g_autoptr (YjReceipt) receipt = make_receipt (golden);
  g_autofree char *path = get_path (golden), *why = NULL;
  cairo_surface_t *drawn = render (golden, receipt), *seen;
  GStatBuf status;

  assert_code_reads_back (drawn, receipt->qr_text);
  if (g_getenv ("YIJIAN_REMAKE") != NULL)
    remake (path, drawn);
  seen = golden_load (path);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_size, <, LARGEST_GOLDEN_BYTES);
  why = golden_compare (drawn, seen);
  g_test_message ("%s: %d x %d dots, the code reads back; %s", golden->name, cairo_image_surface_get_width (drawn),
                  cairo_image_surface_get_height (drawn), why != NULL ? why : "as it was seen");
  g_assert_null (why);
  cairo_surface_destroy (drawn);
  cairo_surface_destroy (seen);
}

/* What the comparison is for, and what it must not mind. */
static void
the_comparison_sees_what_a_person_would (void)
{
  static const struct {
    const char *what;
    void (*change) (cairo_surface_t *surface);
    gboolean seen;
  } changes[] = {
    { "a dot to the side", golden_shift, FALSE },      { "thinner strokes", golden_thin, FALSE },
    { "a line is missing", golden_drop_line, TRUE },   { "text is clipped at the edge", golden_clip, TRUE },
    { "the other direction", golden_mirror, TRUE },    { "empty paper", golden_blank, TRUE },
    { "one line further down", golden_push_down, TRUE },
  };
  g_autofree char *path = get_path (&goldens[1]);

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++) {
    cairo_surface_t *seen = golden_load (path), *changed = golden_load (path);
    g_autofree char *why = NULL;
    changes[i].change (changed);
    why = golden_compare (changed, seen);
    g_test_message ("%s: %s", changes[i].what, why != NULL ? why : "not minded");
    g_assert_cmpint (why != NULL, ==, changes[i].seen);
    cairo_surface_destroy (seen);
    cairo_surface_destroy (changed);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (goldens); i++) {
    g_autofree char *name = g_strconcat ("/drivers/receipt-golden/a-receipt-looks-as-it-was-seen-", goldens[i].name, NULL);
    g_test_add_data_func (name, &goldens[i], a_receipt_looks_as_it_was_seen);
  }
  g_test_add_func ("/drivers/receipt-golden/the-comparison-sees-what-a-person-would", the_comparison_sees_what_a_person_would);
  return g_test_run ();
}
