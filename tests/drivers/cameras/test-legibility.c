/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of a paper's light and print, over known blurs, exposures, shadows and lamps. */
#include "drivers/cameras/yj-legibility.h"
#include "tests/drivers/cameras/paper-scene.h"

typedef struct {
  const char *name;
  PaperKind kind;
  double blur_px, exposure, shadow, glare_px, noise;
  guint may_be; /* a bit for each verdict that is right */
} Case;

#define IS(verdict) (1u << YJ_PAPER_##verdict)
#define ALL_BUT_LIGHT (IS (GOOD) | IS (BLURRED))

static const Case cases[] = {
  { "text, sharp", PAPER_TEXT, 0.5, 1, 1, 0, 2, IS (GOOD) },
  { "text, blur 0.8", PAPER_TEXT, 0.8, 1, 1, 0, 2, IS (GOOD) },
  { "text, blur 1.0", PAPER_TEXT, 1.0, 1, 1, 0, 2, IS (GOOD) },
  { "text, blur 1.3", PAPER_TEXT, 1.3, 1, 1, 0, 2, IS (GOOD) },
  { "text, blur 1.7", PAPER_TEXT, 1.7, 1, 1, 0, 2, ALL_BUT_LIGHT },
  { "text, blur 2.0", PAPER_TEXT, 2.0, 1, 1, 0, 2, ALL_BUT_LIGHT },
  { "text, blur 2.5", PAPER_TEXT, 2.5, 1, 1, 0, 2, IS (BLURRED) },
  { "text, blur 3", PAPER_TEXT, 3, 1, 1, 0, 2, IS (BLURRED) },
  { "text, blur 4", PAPER_TEXT, 4, 1, 1, 0, 2, IS (BLURRED) },
  { "text, blur 6", PAPER_TEXT, 6, 1, 1, 0, 2, IS (BLURRED) },
  { "text, sharp, noisy", PAPER_TEXT, 0.8, 1, 1, 0, 8, IS (GOOD) },
  { "text, blur 3, noisy", PAPER_TEXT, 3, 1, 1, 0, 8, IS (BLURRED) },
  { "text, light x 0.6", PAPER_TEXT, 0.8, 0.6, 1, 0, 3, IS (GOOD) },
  { "text, light x 0.4", PAPER_TEXT, 0.8, 0.4, 1, 0, 4, IS (GOOD) },
  { "text, light x 0.25", PAPER_TEXT, 0.8, 0.25, 1, 0, 4, IS (TOO_DARK) },
  { "text, light x 0.1", PAPER_TEXT, 0.8, 0.1, 1, 0, 4, IS (TOO_DARK) },
  { "text, light x 1.2", PAPER_TEXT, 0.8, 1.2, 1, 0, 2, IS (GOOD) },
  { "text, light x 2", PAPER_TEXT, 0.8, 2, 1, 0, 2, IS (GOOD) },
  { "text, light x 8", PAPER_TEXT, 0.8, 8, 1, 0, 2, IS (TOO_BRIGHT) },
  { "text, soft shadow", PAPER_TEXT, 0.8, 1, 0.6, 0, 2, IS (GOOD) },
  { "text, deep shadow", PAPER_TEXT, 0.8, 1, 0.15, 0, 2, IS (TOO_DARK) },
  { "text, lamp mirrored", PAPER_TEXT, 0.8, 0.9, 1, 130, 2, IS (GLARE) },
  { "form, sharp", PAPER_FORM, 0.8, 1, 1, 0, 2, IS (GOOD) },
  { "form, blur 4", PAPER_FORM, 4, 1, 1, 0, 2, IS (BLURRED) },
  { "card, sharp", PAPER_CARD, 0.8, 1, 1, 0, 2, IS (GOOD) },
  { "card, blur 5", PAPER_CARD, 5, 1, 1, 0, 2, IS (BLURRED) },
  { "card, lamp mirrored", PAPER_CARD, 0.8, 0.9, 1, 130, 2, IS (GLARE) },
  { "blank sheet", PAPER_BLANK, 0.8, 1, 1, 0, 2, IS (BLANK) },
  { "photograph", PAPER_PHOTO, 0.8, 1, 1, 0, 2, IS (GOOD) | IS (BLURRED) | IS (BLANK) },
};

#define WIDTH_PX 800
#define HEIGHT_PX 600

/* At 200 dots per inch, where ten-point print has strokes of two to three pixels. */
static YjGreyImage *
photograph (const Case *c, YjPoint corners[4])
{
  static YjFrame *papers[PAPER_BLANK + 1];
  g_autoptr (Scene) scene = scene_new (WIDTH_PX, HEIGHT_PX, 0x505458);
  double dots = c->kind == PAPER_CARD ? 220 : 200;

  if (papers[c->kind] == NULL)
    papers[c->kind] = paper_new (c->kind, (guint) dots);
  /* The middle of a page stands for all of it: the whole of A4 would be ten times the pixels. */
  double width = papers[c->kind]->width_px, height = papers[c->kind]->height_px;
  scene_place (corners, (YjPoint){ WIDTH_PX / 2.0, HEIGHT_PX / 2.0 }, width, height, 3, 0);
  scene_lay (scene, papers[c->kind], corners);
  scene_place (corners, (YjPoint){ WIDTH_PX / 2.0, HEIGHT_PX / 2.0 }, MIN (width, WIDTH_PX - 80), MIN (height, HEIGHT_PX - 80), c->kind == PAPER_CARD ? 3 : 0, 0);
  if (c->shadow < 1)
    scene_shadow (scene, c->shadow, 50);
  scene_expose (scene, c->exposure);
  if (c->glare_px > 0)
    scene_glare (scene, (YjPoint){ WIDTH_PX * 0.43, HEIGHT_PX * 0.44 }, c->glare_px);
  scene_blur (scene, c->blur_px);
  g_autoptr (YjFrame) frame = scene_to_frame (scene, c->noise, 5);
  return yj_grey_image_new_from_frame (frame);
}

static void
test_light_and_print_are_judged (void)
{
  guint bad = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    YjPoint corners[4];
    YjPaperQuality q;
    g_autoptr (YjGreyImage) image = photograph (&cases[i], corners);

    gint64 began_usec = g_get_monotonic_time ();
    yj_legibility_measure (image, corners, &q);
    gint64 usec = g_get_monotonic_time () - began_usec;
    YjPaperVerdict verdict = yj_legibility_judge (YJ_SHEET_WHOLE, &q);
    gboolean good = (cases[i].may_be >> verdict & 1) != 0;
    g_test_message ("%-20s light %3.0f shade %3.0f dark %.2f white %.2f glare %.3f print %.2f contrast %3.0f sharpness %.3f: %d, %.1f ms%s",
                    cases[i].name, q.light, q.shade, q.dark_share, q.white_share, q.glare_share, q.print_share, q.contrast, q.sharpness,
                    verdict, usec / 1000.0, good ? "" : "  <--");
    bad += !good;
  }
  g_assert_cmpuint (bad, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/cameras/legibility/light-and-print-are-judged", test_light_and_print_are_judged);
  return g_test_run ();
}
