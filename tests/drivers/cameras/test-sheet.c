/* SPDX-License-Identifier: Apache-2.0 */
/* Sheets on tables: found to the pixel, cut out straight, and never cut where they are not found. */
#include "drivers/cameras/yj-sheet-finder.h"
#include "tests/drivers/cameras/paper-scene.h"
#include "tests/support/seed.h"
#include <math.h>

#define WIDTH_PX 1200
#define HEIGHT_PX 900

typedef struct {
  const char *name;
  PaperKind kind;
  guint32 desk;
  double width, height; /* of the sheet, px */
  double degrees, tilt, shadow, exposure, blur_px, noise;
  double error_max_px;
} Lie;

/* Sizes for a picture of 1600 by 1200, in which they are easier to read. */
#define SCALE (WIDTH_PX / 1600.0)
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
  g_autoptr (YjFrame) paper = paper_new (lie->kind, lie->kind == PAPER_CARD ? 220 : 80);

  scene_place (corners, (YjPoint){ WIDTH_PX / 2.0 + 11, HEIGHT_PX / 2.0 - 7 }, lie->width * SCALE, lie->height * SCALE, lie->degrees, lie->tilt);
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

/* Anything that a person may lay there, in any light that a hall may have. */
static Lie
draw_lie (GRand *rand)
{
  static const guint32 desks[] = { 0x303030, 0x505860, 0x707478, 0x909498, 0xb0b0b0, 0xc8c8c4, 0xd4d4d0, 0xb89060, 0xc8a070, 0x7a4a2a, 0x2a4a3a };
  static const double shapes[][2] = { [PAPER_TEXT] = { 210, 297 },    [PAPER_FORM] = { 210, 297 },  [PAPER_CARD] = { 85.6, 54 },
                                      [PAPER_BOOKLET] = { 180, 130 }, [PAPER_PHOTO] = { 152, 102 }, [PAPER_BLANK] = { 210, 297 } };
  PaperKind kind = (PaperKind) g_rand_int_range (rand, 0, PAPER_BLANK + 1);
  double degrees = g_rand_double_range (rand, -40, 40), turn = fabs (degrees) * G_PI / 180;
  double width = shapes[kind][0], height = shapes[kind][1];
  double across = width * cos (turn) + height * sin (turn), down = width * sin (turn) + height * cos (turn);
  double scale = g_rand_double_range (rand, 0.55, 0.93) * MIN (1600 / across, 1200 / down);

  return (Lie){ "drawn",
                kind,
                desks[g_rand_int_range (rand, 0, G_N_ELEMENTS (desks))],
                width * scale,
                height * scale,
                degrees,
                g_rand_double_range (rand, 0, 0.15),
                g_rand_boolean (rand) ? 1 : g_rand_double_range (rand, 0.5, 1),
                g_rand_double_range (rand, 0.5, 1.1),
                g_rand_double_range (rand, 0.5, 2.5),
                g_rand_double_range (rand, 1, 5),
                3 };
}

typedef struct {
  guint count, missed, wrong;
} Tally;

static void
lay_drawn (const Lie *drawn, guint number, Tally *tally)
{
  YjPoint truth[4], found[4] = { 0 };
  g_autoptr (YjFrame) frame = photograph (drawn, truth);
  YjSheetLie lie = yj_sheet_find (frame, found);
  double error = lie == YJ_SHEET_WHOLE ? worst_corner_px (truth, found, drawn->degrees) : 0;

  tally->count++;
  tally->missed += lie != YJ_SHEET_WHOLE;
  tally->wrong += error > drawn->error_max_px;
  if (lie != YJ_SHEET_WHOLE || error > drawn->error_max_px)
    g_test_message ("%u: kind %d on %06x, %.0f x %.0f, %.1f deg, tilt %.2f, shadow %.2f, light %.2f, blur %.1f, noise %.1f: lie %d, %.1f px", number,
                    drawn->kind, drawn->desk, drawn->width, drawn->height, drawn->degrees, drawn->tilt, drawn->shadow, drawn->exposure,
                    drawn->blur_px, drawn->noise, lie, error);
}

/* Not found is not good; found in a wrong place is worse, because something would be cut off. A photograph without a border, which fades
 * into a table as dark as it is, is counted by itself. */
static void
test_sheets_are_found_as_people_lay_them (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  guint count = g_getenv ("YIJIAN_LONG") != NULL ? 400 : 8;
  Tally papers = { 0 }, photos = { 0 };

  for (guint i = 0; i < count; i++) {
    Lie drawn = draw_lie (rand);
    lay_drawn (&drawn, i, drawn.kind == PAPER_PHOTO ? &photos : &papers);
  }
  g_test_message ("%u papers: %u not found, %u in a wrong place; %u photographs without a border: %u and %u", papers.count, papers.missed,
                  papers.wrong, photos.count, photos.missed, photos.wrong);
  /* Shares, and some room for a few draws. */
  g_assert_cmpuint (papers.wrong, <=, 1 + papers.count / 200);
  g_assert_cmpuint (papers.missed, <=, 2 + papers.count * 3 / 100);
  g_assert_cmpuint (photos.wrong, <=, 3 + photos.count / 5);
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
  scene_place (corners, (YjPoint){ x * SCALE, y * SCALE }, height / 1.41428 * SCALE, height * SCALE, degrees, 0.03);
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
  scene_place (corners, (YjPoint){ 1250 * SCALE, 500 * SCALE }, 520 * SCALE, 328 * SCALE, 5, 0);
  scene_lay (table->scene, card, corners);
}

/* The table ends in the picture: one long edge, no paper. */
static void
lay_the_tables_edge (Table *table)
{
  scene_cover (table->scene, (YjPoint){ -200, 860 }, (YjPoint){ 1400, 890 }, 135, 0x202020);
}

static void
lay_a_ruler (Table *table)
{
  scene_cover (table->scene, (YjPoint){ 220, 370 }, (YjPoint){ 970, 460 }, 23, 0xd0c060);
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
  g_autoptr (YjFrame) text = paper_new (PAPER_TEXT, 80);
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
  g_autoptr (YjFrame) text = paper_new (PAPER_TEXT, 80);
  g_autoptr (Scene) scene = scene_new (WIDTH_PX, HEIGHT_PX, 0x404448);
  YjPoint truth[4], found[4];

  scene_place (truth, (YjPoint){ 600, 450 }, 525, 742, 4, 0.04);
  scene_lay (scene, text, truth);
  scene_cover (scene, (YjPoint){ 150, 525 }, (YjPoint){ 360, 480 }, 34, 0xc89070);
  scene_cover (scene, (YjPoint){ 1050, 860 }, (YjPoint){ 840, 790 }, 34, 0xc89070);
  scene_blur (scene, 0.7);
  g_autoptr (YjFrame) frame = scene_to_frame (scene, 2, 3);
  g_assert_cmpint (yj_sheet_find (frame, found), ==, YJ_SHEET_WHOLE);
  g_test_message ("worst corner %.2f px under two fingers", worst_corner_px (truth, found, 0));
  g_assert_cmpfloat (worst_corner_px (truth, found, 0), <, 3);
}

/* What was folded does not lie flat: nothing of its print is cut off. */
static void
test_a_sheet_that_was_folded_keeps_its_print (void)
{
  g_autoptr (YjFrame) text = paper_new (PAPER_TEXT, 80);
  g_autoptr (Scene) scene = scene_new (WIDTH_PX, HEIGHT_PX, 0x505458);
  YjPoint truth[4], found[4];

  scene_place (truth, (YjPoint){ 600, 450 }, 525, 742, 2, 0.03);
  scene_lay (scene, text, truth);
  scene_bend (scene, 4, 380);
  scene_blur (scene, 0.7);
  g_autoptr (YjFrame) frame = scene_to_frame (scene, 2, 3);
  g_assert_cmpint (yj_sheet_find (frame, found), ==, YJ_SHEET_WHOLE);
  g_test_message ("worst corner %.2f px with sides that wave by 4 px", worst_corner_px (truth, found, 0));
  g_assert_cmpfloat (worst_corner_px (truth, found, 0), <, 12);
}

int
main (int argc, char **argv)
{
  seed_test_init (&argc, &argv);
  g_test_add_func ("/cameras/sheet/sheets-are-found-to-the-pixel", test_sheets_are_found_to_the_pixel);
  g_test_add_func ("/cameras/sheet/sheets-are-found-as-people-lay-them", test_sheets_are_found_as_people_lay_them);
  g_test_add_func ("/cameras/sheet/nothing-is-cut-that-is-no-whole-sheet", test_nothing_is_cut_that_is_no_whole_sheet);
  g_test_add_func ("/cameras/sheet/fingers-that-hold-the-sheet-do-not-move-its-edges", test_fingers_that_hold_the_sheet_do_not_move_its_edges);
  g_test_add_func ("/cameras/sheet/a-sheet-that-was-folded-keeps-its-print", test_a_sheet_that_was_folded_keeps_its_print);
  return g_test_run ();
}
