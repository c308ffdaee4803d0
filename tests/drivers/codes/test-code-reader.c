/* SPDX-License-Identifier: Apache-2.0 */
/* What the code reader reads, what it leaves alone, and that payloads stay the bytes they were. */
#include "code-picture.h"
#include "drivers/codes/yj-code-reader.h"
#include <math.h>
#include <string.h>

#define RECEIPT "YJ1:7K3M-000123-9:ABCDEFGHJKMN"

static GPtrArray *
scan (const YjGreyImage *picture, YjSymbologies wanted)
{
  g_autoptr (YjFrame) frame = yj_grey_image_to_frame (picture);
  g_autoptr (YjCodeReader) reader = yj_code_reader_new (0);
  yj_code_reader_set_symbologies (reader, wanted);
  return yj_code_reader_scan (reader, frame);
}

static gboolean
reads (const YjGreyImage *picture, const char *symbology, gconstpointer payload, gsize size)
{
  g_autoptr (GPtrArray) codes = scan (picture, YJ_SYMBOLOGIES_DEFAULT);
  g_autoptr (GBytes) wanted = g_bytes_new (payload, size);

  if (codes->len != 1)
    return FALSE;
  const YjCode *code = g_ptr_array_index (codes, 0);
  return g_str_equal (code->symbology, symbology) && g_bytes_equal (code->payload, wanted);
}

static gboolean
reads_receipt (const YjGreyImage *picture)
{
  return reads (picture, "qr-code", RECEIPT, strlen (RECEIPT));
}

static YjGreyImage *
lay_receipt (double degrees, double tilt, double scale)
{
  g_autoptr (YjGreyImage) code = code_picture_new_qr (RECEIPT, strlen (RECEIPT), 1);
  return code_picture_lay (code, 640, 480, degrees, tilt, scale);
}

static void
test_reads_at_every_angle (void)
{
  for (int degrees = 0; degrees < 360; degrees += 15) {
    g_autoptr (YjGreyImage) picture = lay_receipt (degrees, 0, 0.8);
    g_test_message ("%d degrees", degrees);
    g_assert_true (reads_receipt (picture));
  }
}

static void
test_reads_slanted (void)
{
  for (int degrees = 0; degrees < 360; degrees += 40) {
    g_autoptr (YjGreyImage) picture = lay_receipt (degrees, 0.5, 1.1);
    g_test_message ("one side further away, at %d degrees", degrees);
    g_assert_true (reads_receipt (picture));
  }
}

static void
test_reads_small_and_large (void)
{
  /* 2.4 px, 6 px and 11 px a module. */
  const double scales[] = { 0.4, 1, 1.9 };
  for (guint i = 0; i < G_N_ELEMENTS (scales); i++) {
    g_autoptr (YjGreyImage) picture = lay_receipt (7, 0, scales[i]);
    g_test_message ("at %.1f of its size", scales[i]);
    g_assert_true (reads_receipt (picture));
  }
}

static void
test_reads_out_of_focus (void)
{
  g_autoptr (YjGreyImage) picture = lay_receipt (12, 0.1, 1);
  code_picture_blur (picture, 2);
  code_picture_add_noise (picture, 6);
  g_assert_true (reads_receipt (picture));
}

/* Waves of more than a module: on one plane two modules in five would be taken for their neighbours. */
static void
test_reads_on_bent_paper (void)
{
  for (int degrees = 0; degrees < 360; degrees += 60) {
    g_autoptr (YjGreyImage) flat = lay_receipt (degrees, 0.1, 1), bent = code_picture_bend (flat, 4, 240);
    code_picture_blur (bent, 1);
    g_test_message ("waves of 5 px, modules of 6 px, at %d degrees", degrees);
    g_assert_true (reads_receipt (bent));
  }
}

/* One of the three finder patterns is gone in a reflection. */
static void
test_reads_under_a_bright_spot (void)
{
  static const int corners[][2] = { { -1, -1 }, { 1, -1 }, { -1, 1 } };
  g_autoptr (YjGreyImage) code = code_picture_new_qr (RECEIPT, strlen (RECEIPT), 2);
  double away = code->width_px / 2.0 - 7.5 * 6; /* from the middle of the code to that of a pattern */

  for (int degrees = 0; degrees < 360; degrees += 50)
    for (guint i = 0; i < G_N_ELEMENTS (corners); i++) {
      g_autoptr (YjGreyImage) picture = code_picture_lay (code, 640, 480, degrees, 0, 1);
      double angle = degrees * G_PI / 180, x = corners[i][0] * away, y = corners[i][1] * away;
      code_picture_add_spot (picture, 320 + x * cos (angle) - y * sin (angle), 240 + x * sin (angle) + y * cos (angle), 18);
      g_test_message ("corner %u, at %d degrees", i, degrees);
      g_assert_true (reads_receipt (picture));
    }
}

#define PLACES 12

static YjGreyImage *
lay_under_wandering_spot (const YjGreyImage *code, guint frame)
{
  YjGreyImage *picture = code_picture_lay (code, 640, 480, 10 + frame % 3, 0, 1);
  code_picture_add_spot (picture, 300 + 15 * (frame % 4), 210 + 20 * (frame / 2 % 4), 24);
  return picture;
}

/* A hand trembles, and a reflection wanders over the middle of a code with little to correct by: no picture is enough, some together are. */
static void
test_reads_what_several_pictures_show (void)
{
  g_autoptr (YjGreyImage) code = code_picture_new_qr (RECEIPT, strlen (RECEIPT), 0);
  g_autoptr (YjCodeReader) reader = yj_code_reader_new (5);
  guint frames = 0;

  for (guint i = 0; i < PLACES; i++) {
    g_autoptr (YjGreyImage) picture = lay_under_wandering_spot (code, i);
    g_autoptr (GPtrArray) alone = scan (picture, YJ_SYMBOLOGY_QR_CODE);
    g_assert_cmpuint (alone->len, ==, 0);
  }
  for (gboolean is_read = FALSE; !is_read; frames++) {
    g_autoptr (YjGreyImage) picture = lay_under_wandering_spot (code, frames % PLACES);
    g_autoptr (YjFrame) frame = yj_grey_image_to_frame (picture);
    g_autoptr (GPtrArray) codes = yj_code_reader_scan (reader, frame);
    g_assert_cmpuint (frames, <, 10 * PLACES);
    is_read = codes->len == 1 && g_strcmp0 (((YjCode *) g_ptr_array_index (codes, 0))->text, RECEIPT) == 0;
  }
  g_test_message ("read after %u pictures, none of which can be read alone", frames);
}

static void
test_reads_in_bad_light (void)
{
  g_autoptr (YjGreyImage) pale = lay_receipt (12, 0, 1), shaded = lay_receipt (12, 0, 1);

  code_picture_fade (pale, 110, 140, 0);
  code_picture_add_noise (pale, 4);
  g_assert_true (reads_receipt (pale));
  /* The white on the right is darker than the black on the left. */
  code_picture_fade (shaded, 120, 230, 118);
  g_assert_true (reads_receipt (shaded));
}

static void
test_reads_light_on_dark (void)
{
  g_autoptr (YjGreyImage) picture = lay_receipt (5, 0, 0.9);
  g_autoptr (YjGreyImage) inverted = yj_grey_image_new_inverted (picture);
  g_assert_true (reads_receipt (inverted));
}

static void
test_reads_two_codes_at_once (void)
{
  g_autoptr (YjGreyImage) first = code_picture_new_qr (RECEIPT, strlen (RECEIPT), 1);
  g_autoptr (YjGreyImage) second = code_picture_new_qr ("second", 6, 1);
  g_autoptr (YjGreyImage) left = code_picture_lay (first, 400, 480, 3, 0, 1),
                          right = code_picture_lay (second, 400, 480, -8, 0, 1);
  g_autoptr (YjGreyImage) both = yj_grey_image_new (800, 480);
  for (guint y = 0; y < 480; y++) {
    memcpy (both->pixels + y * 800, left->pixels + y * 400, 400);
    memcpy (both->pixels + y * 800 + 400, right->pixels + y * 400, 400);
  }
  g_autoptr (GPtrArray) codes = scan (both, YJ_SYMBOLOGIES_DEFAULT);
  g_assert_cmpuint (codes->len, ==, 2);
}

static void
test_gives_a_receipt_as_text (void)
{
  g_autoptr (YjGreyImage) picture = lay_receipt (0, 0, 1);
  g_autoptr (GPtrArray) codes = scan (picture, YJ_SYMBOLOGIES_DEFAULT);
  g_assert_cmpuint (codes->len, ==, 1);
  g_assert_cmpstr (((YjCode *) g_ptr_array_index (codes, 0))->text, ==, RECEIPT);
}

static void
test_leaves_other_kinds_inert (void)
{
  const char *link = "https://example.invalid/?a=1&b=$(reboot)";
  g_autoptr (YjGreyImage) ean = code_picture_new_ean_13 ("690123456789");
  g_autoptr (YjGreyImage) product = code_picture_lay (ean, 640, 480, 2, 0, 1);
  g_autoptr (YjGreyImage) qr = code_picture_new_qr (link, strlen (link), 1);
  g_autoptr (YjGreyImage) address = code_picture_lay (qr, 640, 480, 0, 0, 0.9);

  g_assert_true (reads (product, "ean-13", "6901234567892", 13));
  g_assert_true (reads (address, "qr-code", link, strlen (link)));
}

static void
test_reads_a_product_code_upright_and_pale (void)
{
  g_autoptr (YjGreyImage) ean = code_picture_new_ean_13 ("471234567890");
  g_autoptr (YjGreyImage) upright = code_picture_lay (ean, 480, 640, 90, 0, 1),
                          pale = code_picture_lay (ean, 640, 480, 0, 0, 0.8);

  code_picture_fade (pale, 130, 160, 20);
  g_assert_true (reads (upright, "ean-13", "4712345678900", 13));
  g_assert_true (reads (pale, "ean-13", "4712345678900", 13));
}

static void
test_reads_a_product_code_at_every_angle (void)
{
  g_autoptr (YjGreyImage) ean = code_picture_new_ean_13 ("690123456789");

  for (int degrees = 0; degrees < 180; degrees += 15) {
    g_autoptr (YjGreyImage) picture = code_picture_lay (ean, 640, 480, degrees, 0, 1);
    g_test_message ("%d degrees", degrees);
    g_assert_true (reads (picture, "ean-13", "6901234567892", 13));
  }
}

static void
test_keeps_to_its_list (void)
{
  g_autoptr (YjGreyImage) picture = lay_receipt (0, 0, 1);
  g_autoptr (YjGreyImage) ean = code_picture_new_ean_13 ("690123456789");
  g_autoptr (YjGreyImage) product = code_picture_lay (ean, 640, 480, 0, 0, 1);
  g_autoptr (GPtrArray) no_qr = scan (picture, YJ_SYMBOLOGIES_RETAIL),
                        no_ean = scan (product, YJ_SYMBOLOGY_QR_CODE);

  g_assert_cmpuint (no_qr->len, ==, 0);
  g_assert_cmpuint (no_ean->len, ==, 0);
}

static void
check_bytes (const char *what, gconstpointer payload, gsize size, const char *text)
{
  g_autoptr (YjGreyImage) code = code_picture_new_qr (payload, size, 0);
  g_autoptr (GPtrArray) codes = scan (code, YJ_SYMBOLOGIES_DEFAULT);
  gsize got = 0;

  g_test_message ("%s, %" G_GSIZE_FORMAT " bytes", what, size);
  g_assert_cmpuint (codes->len, ==, 1);
  const YjCode *read = g_ptr_array_index (codes, 0);
  gconstpointer data = g_bytes_get_data (read->payload, &got);
  g_assert_cmpmem (data, got, payload, size);
  g_assert_cmpstr (read->text, ==, text);
}

static void
test_keeps_hostile_bytes (void)
{
  static const char nul[] = "YJ1:\0\0;rm", gbk[] = "\xce\xca\xba\xc3",
                    bidi[] = "abc\xe2\x80\xae\xe2\x81\xa6txt";
  static const char accents[] = "Britain\xe2\x80\x99s caf\xc3\xa9", control[] = "\x1b]0;x\x07\r\n\t";
  g_autofree guint8 *longest = g_malloc (2953);

  check_bytes ("NUL", nul, sizeof nul - 1, NULL);
  check_bytes ("GBK", gbk, sizeof gbk - 1, "问好");
  check_bytes ("right-to-left override", bidi, sizeof bidi - 1, bidi);
  check_bytes ("UTF-8 that looks like Shift-JIS", accents, sizeof accents - 1, accents);
  check_bytes ("control characters", control, sizeof control - 1, control);
  for (guint i = 0; i < 2953; i++)
    longest[i] = (guint8) (i * 7 + i / 256);
  check_bytes ("the longest there is", longest, 2953, NULL);
}

static void
test_reads_nothing_where_nothing_is (void)
{
  g_autoptr (YjGreyImage) picture = yj_grey_image_new (640, 480), dot = yj_grey_image_new (1, 1),
                          thin = yj_grey_image_new (300, 2);
  const YjGreyImage *all[] = { picture, dot, thin };

  memset (picture->pixels, 128, 640 * 480);
  memset (thin->pixels, 10, 600);
  *dot->pixels = 0;
  code_picture_add_noise (picture, 120);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    g_autoptr (GPtrArray) codes = scan (all[i], YJ_SYMBOLOGIES_DEFAULT);
    g_assert_cmpuint (codes->len, ==, 0);
  }
}

static void
on_way (const char *name, gboolean begins, gpointer user_data)
{
  if (begins)
    g_ptr_array_add (user_data, (gpointer) name);
}

/* The first ways take more than the budget, as on a slow machine, or because it is small: one of the others comes at each frame, and all of them
 * in turn. */
static void
test_keeps_to_its_budget (void)
{
  enum { FIRST_WAYS = 2, OTHER_WAYS = 17 };
  g_autoptr (YjGreyImage) picture = yj_grey_image_new (1280, 720);
  g_autoptr (YjCodeReader) reader = yj_code_reader_new (1);
  g_autoptr (GHashTable) others = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) ways = g_ptr_array_new ();
  g_autoptr (YjFrame) frame = NULL;

  memset (picture->pixels, 128, (gsize) picture->width_px * picture->height_px);
  code_picture_add_noise (picture, 120);
  frame = yj_grey_image_to_frame (picture);
  yj_code_reader_set_watch (reader, on_way, ways);
  for (guint i = 0; i < OTHER_WAYS; i++) {
    g_ptr_array_set_size (ways, 0);
    g_autoptr (GPtrArray) codes = yj_code_reader_scan (reader, frame);
    g_assert_cmpuint (codes->len, ==, 0);
    g_assert_cmpuint (ways->len, ==, FIRST_WAYS + 1);
    g_assert_true (g_hash_table_add (others, g_ptr_array_index (ways, FIRST_WAYS)));
  }
  g_test_message ("%u ways in %u frames, with a budget of 1 ms", g_hash_table_size (others) + FIRST_WAYS, OTHER_WAYS);
}

static void
test_survives_frames_that_lie (void)
{
  static const guint8 few[64] = { 0 };
  g_autoptr (GBytes) pixels = g_bytes_new_static (few, sizeof few);
  const YjFrame frames[] = {
    { YJ_FRAME_GREY, 100, 100, 100, pixels },
    { YJ_FRAME_RGB, 8, 8, 8, pixels },
    { YJ_FRAME_GREY, 0, 0, 0, pixels },
    { YJ_FRAME_GREY, 8, G_MAXUINT, 8, pixels },
    { YJ_FRAME_RGB, G_MAXUINT, 1, G_MAXUINT, pixels },
  };
  g_autoptr (YjCodeReader) reader = yj_code_reader_new (30);

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++) {
    g_autoptr (GPtrArray) codes = yj_code_reader_scan (reader, &frames[i]);
    g_assert_cmpuint (codes->len, ==, 0);
  }
}

/* Bars of 3.9 px under a blur that reaches 4 px to each side. */
static void
test_reads_a_product_code_out_of_focus (void)
{
  g_autoptr (YjGreyImage) ean = code_picture_new_ean_13 ("690123456789");

  for (int degrees = -4; degrees <= 4; degrees += 4) {
    g_autoptr (YjGreyImage) picture = code_picture_lay (ean, 640, 480, degrees, 0, 1.3);
    code_picture_blur (picture, 2);
    g_test_message ("%d degrees", degrees);
    g_assert_true (reads (picture, "ean-13", "6901234567892", 13));
  }
}

/* A camera of 1280 × 720: linear codes are looked for in the half, and in the whole where they are too small for it. */
static void
test_reads_product_codes_in_large_frames (void)
{
  const double scales[] = { 2.4, 1, 0.7 };
  g_autoptr (YjGreyImage) ean = code_picture_new_ean_13 ("690123456789");

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++) {
    g_autoptr (YjGreyImage) picture = code_picture_lay (ean, 1280, 720, 3, 0, scales[i]);
    g_test_message ("bars of %.1f px", 3 * scales[i]);
    g_assert_true (reads (picture, "ean-13", "6901234567892", 13));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/codes/reader/reads-at-every-angle", test_reads_at_every_angle);
  g_test_add_func ("/codes/reader/reads-slanted", test_reads_slanted);
  g_test_add_func ("/codes/reader/reads-small-and-large", test_reads_small_and_large);
  g_test_add_func ("/codes/reader/reads-out-of-focus", test_reads_out_of_focus);
  g_test_add_func ("/codes/reader/reads-on-bent-paper", test_reads_on_bent_paper);
  g_test_add_func ("/codes/reader/reads-under-a-bright-spot", test_reads_under_a_bright_spot);
  g_test_add_func ("/codes/reader/reads-what-several-pictures-show", test_reads_what_several_pictures_show);
  g_test_add_func ("/codes/reader/reads-in-bad-light", test_reads_in_bad_light);
  g_test_add_func ("/codes/reader/reads-light-on-dark", test_reads_light_on_dark);
  g_test_add_func ("/codes/reader/reads-two-codes-at-once", test_reads_two_codes_at_once);
  g_test_add_func ("/codes/reader/gives-a-receipt-as-text", test_gives_a_receipt_as_text);
  g_test_add_func ("/codes/reader/leaves-other-kinds-inert", test_leaves_other_kinds_inert);
  g_test_add_func ("/codes/reader/reads-a-product-code-upright-and-pale",
                   test_reads_a_product_code_upright_and_pale);
  g_test_add_func ("/codes/reader/reads-a-product-code-at-every-angle", test_reads_a_product_code_at_every_angle);
  g_test_add_func ("/codes/reader/reads-a-product-code-out-of-focus", test_reads_a_product_code_out_of_focus);
  g_test_add_func ("/codes/reader/reads-product-codes-in-large-frames", test_reads_product_codes_in_large_frames);
  g_test_add_func ("/codes/reader/keeps-to-its-list", test_keeps_to_its_list);
  g_test_add_func ("/codes/reader/keeps-hostile-bytes", test_keeps_hostile_bytes);
  g_test_add_func ("/codes/reader/reads-nothing-where-nothing-is", test_reads_nothing_where_nothing_is);
  g_test_add_func ("/codes/reader/keeps-to-its-budget", test_keeps_to_its_budget);
  g_test_add_func ("/codes/reader/survives-frames-that-lie", test_survives_frames_that_lie);
  return g_test_run ();
}
