/* SPDX-License-Identifier: Apache-2.0 */
/* What a frame of a paper is said to be: good, dark, bright, blurred, empty. */
#include "core/ports/yj-frame-quality.h"
#include <string.h>

#define WIDTH 640
#define HEIGHT 480

/* Rows of small strokes on white paper, as print looks from above; @blur_px: the width of an edge. */
static YjFrame *
new_paper (YjFrameFormat format, guint8 ink, guint8 paper, guint blur_px)
{
  guint channels = format == YJ_FRAME_RGB ? 3 : 1;
  guint8 *pixels = g_malloc (WIDTH * HEIGHT * channels);
  int period = (int) MAX (16, 4 * blur_px);

  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++) {
      int place = x % period, edge = (int) MAX (blur_px, 1), value = paper;
      if (y % 24 < 12) {
        int depth = place < period / 2 ? place : period - 1 - place;
        value = paper - (paper - ink) * MIN (depth, edge) / edge;
      }
      memset (pixels + (y * WIDTH + x) * (int) channels, value, channels);
    }
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, WIDTH * HEIGHT * channels);
  return yj_frame_new (format, WIDTH, HEIGHT, WIDTH * channels, bytes);
}

/* The rows' own edges are sharp whatever the strokes are: they are blurred by drawing no rows. */
static YjFrame *
new_blurred_paper (guint blur_px)
{
  YjFrame *frame = new_paper (YJ_FRAME_GREY, 30, 230, blur_px);
  guint8 *pixels = (guint8 *) g_bytes_get_data (frame->pixels, NULL);
  for (int y = 12; y < HEIGHT; y++)
    memcpy (pixels + y * WIDTH, pixels, WIDTH);
  return frame;
}

static YjFrameVerdict
verdict_of (const YjFrame *frame)
{
  YjFrameQuality quality;
  g_assert_true (yj_frame_measure (frame, &quality));
  g_test_message ("mean %.0f, light %.0f, contrast %.0f, glare %.2f, sharpness %.2f", quality.mean,
                  quality.light, quality.contrast, quality.glare, quality.sharpness);
  return quality.verdict;
}

static void
test_sharp_print_is_good (void)
{
  g_autoptr (YjFrame) grey = new_paper (YJ_FRAME_GREY, 30, 230, 1),
                      colour = new_paper (YJ_FRAME_RGB, 30, 230, 2);
  g_autoptr (YjFrame) pale = new_paper (YJ_FRAME_GREY, 150, 210, 2);
  g_assert_cmpint (verdict_of (grey), ==, YJ_FRAME_GOOD);
  g_assert_cmpint (verdict_of (colour), ==, YJ_FRAME_GOOD);
  g_assert_cmpint (verdict_of (pale), ==, YJ_FRAME_GOOD);
}

static void
test_print_in_the_dark_is_too_dark (void)
{
  g_autoptr (YjFrame) frame = new_paper (YJ_FRAME_RGB, 8, 60, 1);
  g_assert_cmpint (verdict_of (frame), ==, YJ_FRAME_TOO_DARK);
}

static void
test_soft_edges_are_blurred (void)
{
  g_autoptr (YjFrame) soft = new_blurred_paper (12), sharp = new_blurred_paper (3);
  g_assert_cmpint (verdict_of (soft), ==, YJ_FRAME_BLURRED);
  g_assert_cmpint (verdict_of (sharp), ==, YJ_FRAME_GOOD);
}

static void
test_bare_table_is_empty_and_a_lamp_too_bright (void)
{
  g_autoptr (YjFrame) table = new_paper (YJ_FRAME_GREY, 168, 170, 1),
                      lamp = new_paper (YJ_FRAME_GREY, 251, 255, 1);
  g_assert_cmpint (verdict_of (table), ==, YJ_FRAME_EMPTY);
  g_assert_cmpint (verdict_of (lamp), ==, YJ_FRAME_TOO_BRIGHT);
}

static void
test_frames_that_lie_are_not_measured (void)
{
  static const guint8 few[64] = { 0 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (few, sizeof few);
  const YjFrame long_one = { YJ_FRAME_GREY, 100, 100, 100, bytes }, narrow = { YJ_FRAME_RGB, 20, 1, 20, bytes };
  YjFrameQuality quality;

  g_assert_false (yj_frame_measure (&long_one, &quality));
  g_assert_false (yj_frame_measure (&narrow, &quality));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ports/frame-quality/sharp-print-is-good", test_sharp_print_is_good);
  g_test_add_func ("/ports/frame-quality/print-in-the-dark-is-too-dark", test_print_in_the_dark_is_too_dark);
  g_test_add_func ("/ports/frame-quality/soft-edges-are-blurred", test_soft_edges_are_blurred);
  g_test_add_func ("/ports/frame-quality/a-bare-table-is-empty-and-a-lamp-too-bright",
                   test_bare_table_is_empty_and_a_lamp_too_bright);
  g_test_add_func ("/ports/frame-quality/frames-that-lie-are-not-measured",
                   test_frames_that_lie_are_not_measured);
  return g_test_run ();
}
