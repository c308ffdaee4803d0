/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the code reader by themselves: votes, sightings, where bars may stand, and what looks like a code. */
#include "code-picture.h"
#include "drivers/codes/yj-bar-extent.h"
#include "drivers/codes/yj-block-threshold.h"
#include "drivers/codes/yj-code-sightings.h"
#include "drivers/codes/yj-code-votes.h"
#include "drivers/codes/yj-line-strips.h"
#include "drivers/codes/yj-qr-format.h"
#include <string.h>

static YjZbarSymbol
symbol (YjSymbologies symbology, const char *text, guint lines)
{
  return (YjZbarSymbol){ symbology, g_bytes_new_static (text, strlen (text)), lines };
}

static guint
elect (YjCodeVotes *votes, gboolean is_last)
{
  g_autoptr (GPtrArray) elected = yj_code_votes_elect (votes, 0, is_last);
  return elected->len;
}

static void
test_counts_votes (void)
{
  g_autoptr (YjCodeVotes) votes = yj_code_votes_new ();
  YjZbarSymbol right = symbol (YJ_SYMBOLOGY_EAN_13, "6901234567892", 6), rival = symbol (YJ_SYMBOLOGY_EAN_8, "12345670", 5);

  yj_code_votes_add (votes, &right, 100);
  g_assert_cmpuint (elect (votes, FALSE), ==, 0);
  g_assert_cmpuint (elect (votes, TRUE), ==, 1);
  yj_code_votes_add (votes, &rival, 200);
  g_assert_cmpuint (elect (votes, TRUE), ==, 0);
  yj_code_votes_add (votes, &right, 300);
  yj_code_votes_add (votes, &right, 400);
  g_assert_cmpuint (elect (votes, FALSE), ==, 1);
  yj_code_votes_expire (votes, 400 + G_USEC_PER_SEC + 1);
  g_assert_cmpuint (elect (votes, TRUE), ==, 0);
  g_bytes_unref (right.payload);
  g_bytes_unref (rival.payload);
}

/* How many lines each kind needs: one less is not believed. @is_last: every way of looking was tried. */
static void
test_lines_that_are_enough (void)
{
  static const struct {
    YjSymbologies symbology;
    const char *text;
    guint sure, last;
  } cases[] = { { YJ_SYMBOLOGY_EAN_13, "6901234567892", 12, 4 }, { YJ_SYMBOLOGY_EAN_8, "12345670", 12, 4 },
                { YJ_SYMBOLOGY_UPC_A, "036000291452", 12, 4 },   { YJ_SYMBOLOGY_CODE_128, "A-1", 2, 2 },
                { YJ_SYMBOLOGY_CODE_93, "A-1", 2, 2 },           { YJ_SYMBOLOGY_CODE_39, "A-1", 4, 4 },
                { YJ_SYMBOLOGY_ITF, "0123", 4, 4 },              { YJ_SYMBOLOGY_CODABAR, "123", 4, 4 },
                { YJ_SYMBOLOGY_QR_CODE, "x", 1, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint lines = 1; lines <= 12; lines++) {
      g_autoptr (YjCodeVotes) votes = yj_code_votes_new ();
      YjZbarSymbol seen = symbol (cases[i].symbology, cases[i].text, lines);
      yj_code_votes_add (votes, &seen, 100);
      g_assert_cmpuint (elect (votes, FALSE), ==, lines >= cases[i].sure ? 1 : 0);
      g_assert_cmpuint (elect (votes, TRUE), ==, lines >= cases[i].last ? 1 : 0);
      g_bytes_unref (seen.payload);
    }
}

static void
test_a_code_in_sight_is_new_once (void)
{
  g_autoptr (YjCodeSightings) sightings = yj_code_sightings_new ();
  g_autoptr (YjCode) code = yj_code_new ("qr-code", "a", 1), same_bytes = yj_code_new ("code-128", "a", 1);
  const gint64 second = G_USEC_PER_SEC;

  g_assert_true (yj_code_sightings_note (sightings, code, 0));
  g_assert_false (yj_code_sightings_note (sightings, code, second));
  g_assert_true (yj_code_sightings_note (sightings, same_bytes, second));
  /* In sight all the time, however long. */
  for (int i = 2; i < 20; i++)
    g_assert_false (yj_code_sightings_note (sightings, code, i * second));
  g_assert_false (yj_code_sightings_note (sightings, code, 21 * second - 1));
  g_assert_true (yj_code_sightings_note (sightings, code, 23 * second - 1));
  yj_code_sightings_clear (sightings);
  g_assert_true (yj_code_sightings_note (sightings, code, 23 * second));
}

/* Bars of one module each, from @first to @end. */
static void
draw_bars (guint8 *line, guint first, guint end, guint module_px)
{
  for (guint x = first; x < end; x++)
    line[x] = (x - first) / module_px % 2 == 0 ? 40 : 216;
}

static YjBarExtent
find_bars (const guint8 *line, guint count)
{
  g_autofree guint *edges = g_new (guint, count + 1);
  return yj_bar_extent_find (line, count, edges);
}

static void
test_bars_are_found_with_their_quiet_zones (void)
{
  guint8 line[640];

  for (guint module_px = 2; module_px <= 8; module_px *= 2) {
    memset (line, 200, sizeof line);
    draw_bars (line, 150, 150 + 41 * module_px, module_px);
    YjBarExtent extent = find_bars (line, sizeof line);
    g_test_message ("modules of %u px: %u to %u", module_px, extent.first, extent.end);
    g_assert_cmpuint (extent.first, <=, 150 - 7 * module_px);
    g_assert_cmpuint (extent.end, >=, 150 + 41 * module_px + 7 * module_px);
    g_assert_cmpuint (extent.end - extent.first, <, 41 * module_px + 40 * module_px);
  }
}

static void
test_other_lines_have_no_bars (void)
{
  guint8 line[640];

  memset (line, 128, sizeof line);
  g_assert_cmpuint (find_bars (line, sizeof line).end, ==, 0);
  for (guint x = 0; x < sizeof line; x++) /* noise */
    line[x] = (guint8) (128 + (x * 7 % 11) - 5);
  g_assert_cmpuint (find_bars (line, sizeof line).end, ==, 0);
  draw_bars (line, 300, 300 + 15 * 4, 4); /* a fence */
  g_assert_cmpuint (find_bars (line, sizeof line).end, ==, 0);
  g_assert_cmpuint (find_bars (line, 1).end, ==, 0);
}

static guint
count_read (const YjGreyImage *picture, YjStripsKind kind)
{
  g_autoptr (YjGreyImage) strips = yj_line_strips_new (picture, kind);
  g_autoptr (GPtrArray) symbols = strips != NULL ? yj_zbar_scan (strips, YJ_SYMBOLOGIES_RETAIL) : g_ptr_array_new ();
  return symbols->len;
}

/* Bars of 3.6 px under a blur that reaches as far. */
static void
test_sharpened_lines_are_read_out_of_focus (void)
{
  g_autoptr (YjGreyImage) ean = code_picture_new_ean_13 ("690123456789"), picture = code_picture_lay (ean, 640, 480, 2, 0, 1.2);

  code_picture_blur (picture, 2);
  g_assert_cmpuint (count_read (picture, YJ_STRIPS_ROWS), ==, 0);
  g_assert_cmpuint (count_read (picture, YJ_STRIPS_WIDE_ROWS), ==, 0);
  g_assert_cmpuint (count_read (picture, YJ_STRIPS_SHARP_ROWS), ==, 1);
}

static void
test_a_code_has_a_format_and_noise_has_none (void)
{
  const int levels[] = { 0, 1, 2, 3 };
  g_autoptr (YjGreyImage) noise = yj_grey_image_new (400, 400);
  YjQrGrid grid = { .modules = 0, .to_px = { { 6, 0, 24, 0, 6, 24, 0, 0, 1 } } };
  guint near = 0;

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++) {
    g_autoptr (YjGreyImage) code = code_picture_new_qr ("a text of some length", 21, levels[i]);
    grid.modules = code->width_px / 6 - 8;
    g_assert_cmpuint (yj_qr_format_distance (&grid, code, YJ_QR_FORMAT_BOTH, NULL), ==, 0);
    for (guint y = code->height_px - 24 - 5 * 6; y < code->height_px - 24; y++) /* dirt on a third of one copy */
      memset (code->pixels + (gsize) y * code->width_px + 24 + 8 * 6, 255, 6);
    g_assert_cmpuint (yj_qr_format_distance (&grid, code, YJ_QR_FORMAT_BOTH, NULL), <=, 6);
  }
  memset (noise->pixels, 128, 400 * 400);
  code_picture_add_noise (noise, 100);
  g_autoptr (YjGreyImage) binary = yj_block_threshold (noise, 8, 2);
  for (guint modules = 21; modules <= 57; modules += 4) {
    grid.modules = modules;
    near += yj_qr_format_distance (&grid, binary, YJ_QR_FORMAT_BOTH, NULL) <= 6;
  }
  g_test_message ("%u of 10 grids over noise look like a code", near);
  g_assert_cmpuint (near, <=, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/codes/votes/count-lines-against-rivals", test_counts_votes);
  g_test_add_func ("/codes/votes/each-kind-needs-its-lines", test_lines_that_are_enough);
  g_test_add_func ("/codes/sightings/a-code-in-sight-is-new-once", test_a_code_in_sight_is_new_once);
  g_test_add_func ("/codes/bars/are-found-with-their-quiet-zones", test_bars_are_found_with_their_quiet_zones);
  g_test_add_func ("/codes/bars/other-lines-have-none", test_other_lines_have_no_bars);
  g_test_add_func ("/codes/strips/sharpened-lines-are-read-out-of-focus", test_sharpened_lines_are_read_out_of_focus);
  g_test_add_func ("/codes/format/a-code-has-one-and-noise-has-none", test_a_code_has_a_format_and_noise_has_none);
  return g_test_run ();
}
