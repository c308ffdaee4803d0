/* SPDX-License-Identifier: Apache-2.0 */
/* Sheets on tables: found to the pixel, cut out straight, and never cut where they are not found. */
#include "drivers/cameras/yj-sheet-finder.h"
#include "tests/drivers/cameras/paper-scene.h"
#include <math.h>

#define WIDTH_PX 1600
#define HEIGHT_PX 1200

typedef struct {
  const char *name;
  PaperKind kind;
  guint32 desk;
  double width, height; /* of the sheet, px */
  double degrees, tilt, shadow, exposure, blur_px, noise;
  double error_max_px;
} Lie;

#define A4(height) (height) / 1.41428, (height)
static const Lie lies[] = {
  { "text, dark desk", PAPER_TEXT, 0x404448, A4 (1000), 0, 0, 1, 1, 0.7, 2, 1.5 },
  { "text, turned 7", PAPER_TEXT, 0x404448, A4 (950), 7, 0.03, 1, 1, 0.7, 2, 1.5 },
  { "text, turned -31", PAPER_TEXT, 0x505458, A4 (800), -31, 0.05, 1, 1, 0.7, 2, 1.5 },
  { "text, tilted", PAPER_TEXT, 0x404448, A4 (980), 3, 0.22, 1, 1, 0.7, 2, 1.5 },
  { "text on wood", PAPER_TEXT, 0xc8a070, A4 (1000), -4, 0.05, 1, 1, 0.7, 3, 1.5 },
  { "text, pale desk", PAPER_TEXT, 0xd8d8d8, A4 (1000), 5, 0.04, 1, 1, 0.7, 2, 2.0 },
  { "text, nearly white", PAPER_TEXT, 0xe2e2e2, A4 (1000), 2, 0.02, 1, 1, 0.7, 2, 3.0 },
  { "text, under a shadow", PAPER_TEXT, 0x606060, A4 (1000), 4, 0.05, 0.55, 1, 0.7, 2, 2.0 },
  { "text, dim and noisy", PAPER_TEXT, 0x404040, A4 (1000), -6, 0.05, 1, 0.5, 1, 6, 2.0 },
  { "text, out of focus", PAPER_TEXT, 0x404448, A4 (1000), 3, 0.05, 1, 1, 4, 2, 2.0 },
  { "form, dark desk", PAPER_FORM, 0x404448, A4 (1000), 4, 0.05, 1, 1, 0.7, 2, 1.5 },
  { "form, pale desk", PAPER_FORM, 0xd4d4d4, A4 (1000), -3, 0.05, 1, 1, 0.7, 2, 2.0 },
  { "card filling it", PAPER_CARD, 0x383838, 1260, 795, 2, 0.03, 1, 1, 0.7, 2, 1.5 },
  { "card far away", PAPER_CARD, 0x484848, 420, 265, -8, 0.02, 1, 1, 0.7, 2, 1.5 },
  { "booklet", PAPER_BOOKLET, 0x505050, 1150, 830, 3, 0.04, 1, 1, 0.7, 2, 1.5 },
  { "photograph", PAPER_PHOTO, 0x383838, 900, 604, 6, 0.04, 1, 1, 0.7, 2, 2.0 },
  { "blank sheet", PAPER_BLANK, 0x505458, A4 (1000), 5, 0.05, 1, 1, 0.7, 2, 1.5 },
  { "upside down", PAPER_TEXT, 0x404448, A4 (1000), 180, 0, 1, 1, 0.7, 2, 1.5 },
};

static YjFrame *
photograph (const Lie *lie, YjPoint corners[4])
{
  g_autoptr (Scene) scene = scene_new (WIDTH_PX, HEIGHT_PX, lie->desk);
  g_autoptr (YjFrame) paper = paper_new (lie->kind, lie->kind == PAPER_CARD ? 300 : 110);

  scene_place (corners, (YjPoint){ WIDTH_PX / 2.0 + 11, HEIGHT_PX / 2.0 - 7 }, lie->width, lie->height, lie->degrees, lie->tilt);
  scene_lay (scene, paper, corners);
  if (lie->shadow < 1)
    scene_shadow (scene, lie->shadow, 60);
  scene_expose (scene, lie->exposure);
  scene_blur (scene, lie->blur_px);
  return scene_to_frame (scene, lie->noise, 7);
}

/* The sheet turned upside down is left so: its corners are those of the paper, two further on. */
static double
worst_corner_px (const YjPoint truth[4], const YjPoint found[4], double degrees)
{
  int on = (int) floor (degrees / 90 + 0.5);
  double worst = 0;

  for (int i = 0; i < 4; i++) {
    YjPoint at = truth[(i - on + 8) % 4];
    worst = MAX (worst, hypot (at.x - found[i].x, at.y - found[i].y));
  }
  return worst;
}

/* How far from level the sheet's own top is in what is cut out: the cut is along the found edges, so it is the angle between
 * the true top and the found one. */
static double
skew_degrees (const YjPoint truth[4], const YjPoint found[4], double degrees)
{
  int on = (int) floor (degrees / 90 + 0.5);
  YjPoint a = truth[(8 - on) % 4], b = truth[(9 - on) % 4];
  double is = atan2 (found[1].y - found[0].y, found[1].x - found[0].x), should = atan2 (b.y - a.y, b.x - a.x);
  return fabs (remainder (is - should, 2 * G_PI)) * 180 / G_PI;
}

static void
test_sheets_are_found_to_the_pixel (void)
{
  guint bad = 0;

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++) {
    YjPoint truth[4], found[4] = { 0 };
    g_autoptr (YjFrame) frame = photograph (&lies[i], truth);
    gint64 began_usec = g_get_monotonic_time ();
    YjSheetLie lie = yj_sheet_find (frame, found);
    double msec = (double) (g_get_monotonic_time () - began_usec) / 1000;
    double error = lie == YJ_SHEET_WHOLE ? worst_corner_px (truth, found, lies[i].degrees) : 9999;
    double skew = lie == YJ_SHEET_WHOLE ? skew_degrees (truth, found, lies[i].degrees) : 99;
    gboolean good = error <= lies[i].error_max_px && skew <= 0.15;
    g_test_message ("%-22s lie %d, worst corner %7.2f px, skew %5.3f deg, %5.1f ms%s", lies[i].name, lie, error, skew, msec, good ? "" : "  <--");
    bad += !good;
  }
  g_assert_cmpuint (bad, ==, 0);
}

/* ---- what is no whole sheet ---- */

typedef struct {
  Scene *scene;
  YjFrame *text;
} Table;

static void
lay_text (Table *table, double x, double y, double height, double degrees)
{
  YjPoint corners[4];
  scene_place (corners, (YjPoint){ x, y }, height / 1.41428, height, degrees, 0.03);
  scene_lay (table->scene, table->text, corners);
}

static void
lay_nothing (Table *table)
{
}

/* Print without an edge in sight: the paper is larger than the picture. */
static void
lay_too_near (Table *table)
{
  lay_text (table, 800, 600, 2900, 1);
}

static void
lay_over_the_right_edge (Table *table)
{
  lay_text (table, 1370, 600, 1000, 3);
}

static void
lay_over_the_bottom (Table *table)
{
  lay_text (table, 800, 900, 1000, -4);
}

static void
lay_over_a_corner (Table *table)
{
  lay_text (table, 250, 330, 1000, 2);
}

static void
lay_two (Table *table)
{
  lay_text (table, 400, 600, 900, 2);
  lay_text (table, 1190, 590, 900, -3);
}

static void
lay_two_far_apart_and_unlike (Table *table)
{
  YjPoint corners[4];
  g_autoptr (YjFrame) card = paper_new (PAPER_CARD, 150);

  lay_text (table, 480, 600, 1000, -2);
  scene_place (corners, (YjPoint){ 1250, 500 }, 520, 328, 5, 0);
  scene_lay (table->scene, card, corners);
}

/* The table ends in the picture: one long edge, no paper. */
static void
lay_the_tables_edge (Table *table)
{
  scene_cover (table->scene, (YjPoint){ -200, 1150 }, (YjPoint){ 1800, 1190 }, 180, 0x202020);
}

static void
lay_a_ruler (Table *table)
{
  scene_cover (table->scene, (YjPoint){ 300, 500 }, (YjPoint){ 1300, 620 }, 30, 0xd0c060);
}

typedef struct {
  const char *name;
  guint32 desk;
  void (*lay) (Table *table);
  guint may_be; /* a bit for each YjSheetLie that is right */
} Doubt;

#define NONE (1u << YJ_SHEET_NONE)
#define CUT (1u << YJ_SHEET_CUT)
#define SEVERAL (1u << YJ_SHEET_SEVERAL)

static const Doubt doubts[] = {
  { "empty table", 0x606468, lay_nothing, NONE },
  { "empty table of wood", 0xb89060, lay_nothing, NONE },
  { "nearer than its edges", 0x404448, lay_too_near, NONE | CUT },
  { "over the right edge", 0x404448, lay_over_the_right_edge, CUT },
  { "over the bottom", 0x404448, lay_over_the_bottom, CUT },
  { "over a corner", 0x404448, lay_over_a_corner, CUT },
  { "two sheets", 0x404448, lay_two, SEVERAL },
  { "a sheet and a card", 0x404448, lay_two_far_apart_and_unlike, SEVERAL },
  { "the table's edge", 0x909498, lay_the_tables_edge, NONE | CUT },
  { "a ruler", 0x404448, lay_a_ruler, NONE },
};

static void
test_nothing_is_cut_that_is_no_whole_sheet (void)
{
  g_autoptr (YjFrame) text = paper_new (PAPER_TEXT, 110);
  guint bad = 0;

  for (guint i = 0; i < G_N_ELEMENTS (doubts); i++) {
    g_autoptr (Scene) scene = scene_new (WIDTH_PX, HEIGHT_PX, doubts[i].desk);
    Table table = { scene, text };
    YjPoint corners[4];

    doubts[i].lay (&table);
    scene_blur (scene, 0.7);
    g_autoptr (YjFrame) frame = scene_to_frame (scene, 2, 11);
    YjSheetLie lie = yj_sheet_find (frame, corners);
    gboolean good = (doubts[i].may_be >> lie & 1) != 0;
    g_test_message ("%-22s lie %d%s", doubts[i].name, lie, good ? "" : "  <--");
    bad += !good;
  }
  g_assert_cmpuint (bad, ==, 0);
}

/* A thumb on a side, another on a corner: the corners are still those of the paper. */
static void
test_fingers_that_hold_the_sheet_do_not_move_its_edges (void)
{
  g_autoptr (YjFrame) text = paper_new (PAPER_TEXT, 110);
  g_autoptr (Scene) scene = scene_new (WIDTH_PX, HEIGHT_PX, 0x404448);
  YjPoint truth[4], found[4];

  scene_place (truth, (YjPoint){ 800, 600 }, 700, 990, 4, 0.04);
  scene_lay (scene, text, truth);
  scene_cover (scene, (YjPoint){ 200, 700 }, (YjPoint){ 480, 640 }, 45, 0xc89070);
  scene_cover (scene, (YjPoint){ 1400, 1150 }, (YjPoint){ 1120, 1050 }, 45, 0xc89070);
  scene_blur (scene, 0.7);
  g_autoptr (YjFrame) frame = scene_to_frame (scene, 2, 3);
  g_assert_cmpint (yj_sheet_find (frame, found), ==, YJ_SHEET_WHOLE);
  g_test_message ("worst corner %.2f px under two fingers", worst_corner_px (truth, found, 0));
  g_assert_cmpfloat (worst_corner_px (truth, found, 0), <, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/cameras/sheet/sheets-are-found-to-the-pixel", test_sheets_are_found_to_the_pixel);
  g_test_add_func ("/cameras/sheet/nothing-is-cut-that-is-no-whole-sheet", test_nothing_is_cut_that_is_no_whole_sheet);
  g_test_add_func ("/cameras/sheet/fingers-that-hold-the-sheet-do-not-move-its-edges", test_fingers_that_hold_the_sheet_do_not_move_its_edges);
  return g_test_run ();
}
