/* SPDX-License-Identifier: Apache-2.0 */
/* How large print is in a picture, and when it is too small to be read: drawn papers at known resolutions, turned, blurred and dim. */
#include "drivers/cameras/yj-legibility.h"
#include "drivers/cameras/yj-paper-look.h"
#include "drivers/cameras/yj-print-size.h"
#include "tests/drivers/cameras/paper-scene.h"

/* The sheet takes so much of the picture's longer side. */
#define SHARE 0.62

/* @paper under a camera that sees it at @dots per inch. */
static YjFrame *
photograph (PaperKind kind, guint dots, double degrees, double blur_px, double share)
{
  g_autoptr (YjFrame) paper = paper_new (kind, dots);
  double longest = MAX (paper->width_px, paper->height_px) / share;
  gboolean lies = paper->width_px > paper->height_px;
  guint width = (guint) (lies ? longest : longest * 3 / 4), height = (guint) (lies ? longest * 3 / 4 : longest);
  g_autoptr (Scene) scene = scene_new (width, height, 0x505458);
  YjPoint corners[4];

  scene_place (corners, (YjPoint){ width / 2.0, height / 2.0 }, paper->width_px, paper->height_px, degrees, 0);
  scene_lay (scene, paper, corners);
  scene_blur (scene, blur_px);
  return scene_to_frame (scene, 2, 7);
}

typedef struct {
  const char *name;
  PaperKind kind;
  guint dots;
  double degrees, blur_px, scale; /* pixels of a still for each of this picture's; 0: not known */
  gboolean small;
} Case;

static const Case cases[] = {
  { "A4 at 80 dpi", PAPER_TEXT, 80, 2, 0.4, 1, TRUE },
  { "A4 at 100 dpi", PAPER_TEXT, 100, 2, 0.5, 1, TRUE },
  { "A4 at 150 dpi", PAPER_TEXT, 150, 2, 0.7, 1, FALSE },
  { "A4 at 200 dpi", PAPER_TEXT, 200, 2, 0.8, 1, FALSE },
  { "A4 at 200 dpi, turned", PAPER_TEXT, 200, 11, 0.8, 1, FALSE },
  { "a booklet at 90 dpi", PAPER_BOOKLET, 90, 3, 0.5, 1, TRUE },
  { "a booklet at 200 dpi", PAPER_BOOKLET, 200, 3, 0.8, 1, FALSE },
  { "A4 at 80 dpi in the frame, 200 in a still", PAPER_TEXT, 80, 2, 0.4, 2.5, FALSE },
  { "A4 at 80 dpi in the frame, nothing known of stills", PAPER_TEXT, 80, 2, 0.4, 0, FALSE },
  { "an empty sheet", PAPER_BLANK, 100, 2, 0.5, 1, FALSE },
};

static void
print_that_is_too_small_is_told_from_print_that_is_not (void)
{
  guint bad = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const Case *c = &cases[i];
    g_autoptr (YjFrame) frame = photograph (c->kind, c->dots, c->degrees, c->blur_px, SHARE);
    YjPaperSight sight;

    g_assert_true (yj_paper_look (frame, c->scale, &sight, NULL));
    gboolean good = (sight.verdict == YJ_PAPER_SMALL) == c->small;
    g_test_message ("%-52s lies %d, print of %.1f px, sharpness %.2f, verdict %d%s", c->name, sight.lie, sight.quality.print_px,
                    sight.quality.sharpness, sight.verdict, good ? "" : "  <--");
    bad += !good;
  }
  g_assert_cmpuint (bad, ==, 0);
}

/* Nearer it would not be whole: a camera that is too coarse for the sheet is not the person's fault, and they are not sent in circles. */
static void
who_cannot_come_nearer_is_not_asked_to (void)
{
  g_autoptr (YjFrame) frame = photograph (PAPER_TEXT, 80, 0, 0.4, 0.94);
  YjPaperSight sight;

  g_assert_true (yj_paper_look (frame, 1, &sight, NULL));
  g_test_message ("a sheet that fills the picture at 80 dpi: lies %d, print of %.1f px, verdict %d", sight.lie, sight.quality.print_px,
                  sight.verdict);
  g_assert_cmpint (sight.verdict, !=, YJ_PAPER_SMALL);
}

/* The measure grows as the resolution does. */
static void
the_size_of_print_follows_the_resolution (void)
{
  static const guint dots[] = { 110, 150, 200, 250 };
  double before = 0;

  for (guint i = 0; i < G_N_ELEMENTS (dots); i++) {
    g_autoptr (YjFrame) paper = paper_new (PAPER_TEXT, dots[i]);
    g_autoptr (YjGreyImage) image = yj_grey_image_new_from_frame (paper);
    double w = paper->width_px, h = paper->height_px, em = 10.5 / 72 * dots[i];
    double print_px = yj_print_size_measure (image, (YjPoint[]){ { 0, 0 }, { w, 0 }, { w, h }, { 0, h } });
    g_test_message ("%u dpi: print of %.1f px, %.2f em", dots[i], print_px, print_px / em);
    g_assert_cmpfloat (print_px, >, before);
    g_assert_cmpfloat (print_px, >, 0.6 * em);
    g_assert_cmpfloat (print_px, <, 1.1 * em);
    before = print_px;
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/cameras/print-size/print-that-is-too-small-is-told-from-print-that-is-not",
                   print_that_is_too_small_is_told_from_print_that_is_not);
  g_test_add_func ("/cameras/print-size/who-cannot-come-nearer-is-not-asked-to", who_cannot_come_nearer_is_not_asked_to);
  g_test_add_func ("/cameras/print-size/the-size-of-print-follows-the-resolution", the_size_of_print_follows_the_resolution);
  return g_test_run ();
}
