/* SPDX-License-Identifier: Apache-2.0 */
/* Signing: what counts as a signature, its picture and the picture's limits, and that nothing of it stays. */
#include "core/base/yj-error.h"
#include "tests/support/memory-search.h"
#include "tests/ui/drawings/gallery.h"
#include "ui/drawings/yj-signature-pad.h"
#include <math.h>
#include <string.h>

/* ---- what is written ---- */

static void
write_waves (YjSignatureInk *ink, guint strokes, guint points)
{
  guint32 time = 0;

  for (guint s = 0; s < strokes; s++)
    for (guint i = 0; i < points; i++) {
      double x = 60 + 820.0 * i / points, y = 60 + 400.0 * s / MAX (1u, strokes) + 40 * sin (i / 6.0 + s);
      if (i == 0)
        yj_signature_ink_begin (ink, x, y, -1, time += 8);
      else
        yj_signature_ink_move (ink, x, y, -1, time += 8);
    }
}

static void
test_a_dot_is_no_signature (void)
{
  g_autoptr (YjSignatureInk) ink = yj_signature_ink_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (yj_signature_ink_is_empty (ink));
  yj_signature_ink_begin (ink, 100, 100, -1, 1);
  for (guint i = 0; i < 50; i++)
    yj_signature_ink_move (ink, 100 + (i % 2) * 0.5, 100, -1, 2 + i);
  g_assert_false (yj_signature_ink_is_empty (ink));
  g_assert_false (yj_signature_ink_is_enough (ink));
  g_assert_null (yj_signature_ink_to_png (ink, 952, 580, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
}

static void
test_one_long_stroke_is_a_signature (void)
{
  g_autoptr (YjSignatureInk) ink = yj_signature_ink_new ();

  yj_signature_ink_begin (ink, 100, 100, -1, 1);
  for (guint i = 1; i <= 20; i++)
    yj_signature_ink_move (ink, 100 + 10 * i, 100, -1, 1 + 8 * i);
  g_assert_cmpuint (yj_signature_ink_get_n_strokes (ink), ==, 1);
  g_assert_cmpfloat_with_epsilon (yj_signature_ink_get_length (ink), 200, 0.01);
  g_assert_true (yj_signature_ink_is_enough (ink));
}

static void
test_more_points_than_the_memory_takes_are_left_out (void)
{
  g_autoptr (YjSignatureInk) ink = yj_signature_ink_new ();

  for (guint i = 0; i < 3; i++)
    write_waves (ink, 10, 1000);
  g_assert_cmpuint (yj_signature_ink_get_n_points (ink), ==, YJ_SIGNATURE_POINTS_MAX);
}

/* ---- the picture ---- */

typedef struct {
  const guint8 *bytes;
  gsize left;
} Source;

static cairo_status_t
read_source (void *closure, unsigned char *data, unsigned int length)
{
  Source *source = closure;

  if (length > source->left)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, source->bytes, length);
  source->bytes += length;
  source->left -= length;
  return CAIRO_STATUS_SUCCESS;
}

static guint32
big_endian (const guint8 *at)
{
  return (guint32) at[0] << 24 | (guint32) at[1] << 16 | (guint32) at[2] << 8 | at[3];
}

/* Share of dark pixels. */
static double
check_png (GBytes *png)
{
  gsize size, dark = 0;
  const guint8 *bytes = g_bytes_get_data (png, &size);
  Source source = { bytes, size };
  cairo_surface_t *picture = cairo_image_surface_create_from_png_stream (read_source, &source);
  int width = cairo_image_surface_get_width (picture), height = cairo_image_surface_get_height (picture);

  g_assert_cmpint (cairo_surface_status (picture), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpuint (size, <=, YJ_SIGNATURE_PNG_BYTES_MAX);
  g_assert_cmpint (MAX (width, height), <=, YJ_SIGNATURE_PNG_SIDE_MAX);
  g_assert_cmpint (memcmp (bytes + 12, "IHDR", 4), ==, 0);
  g_assert_cmpuint (big_endian (bytes + 16), ==, (guint) width);
  g_assert_cmpuint (bytes[25], ==, 0); /* colour type: grey, so there is no transparency */
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      dark += (cairo_image_surface_get_data (picture) + y * cairo_image_surface_get_stride (picture))[4 * x] < 64;
  g_test_message ("%d × %d px, %zu bytes, %.1f %% ink", width, height, size, 100.0 * (double) dark / (width * height));
  cairo_surface_destroy (picture);
  return (double) dark / (width * height);
}

static void
test_a_signature_becomes_a_small_grey_png (void)
{
  g_autoptr (YjSignatureInk) ink = yj_signature_ink_new ();
  g_autoptr (GBytes) png = NULL;
  GError *error = NULL;
  double share;

  write_waves (ink, 3, 120);
  png = yj_signature_ink_to_png (ink, 952, 580, &error);
  g_assert_no_error (error);
  share = check_png (png);
  g_assert_cmpfloat (share, >, 0.01);
  g_assert_cmpfloat (share, <, 0.3);
}

static void
test_the_wildest_scribble_stays_under_the_limit (void)
{
  g_autoptr (YjSignatureInk) ink = yj_signature_ink_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (GBytes) png = NULL;
  GError *error = NULL;

  for (guint i = 0; i < YJ_SIGNATURE_POINTS_MAX; i++) {
    double x = g_rand_double_range (rand, 0, 952), y = g_rand_double_range (rand, 0, 580);
    if (i % 3 == 0)
      yj_signature_ink_begin (ink, x, y, -1, i);
    else
      yj_signature_ink_move (ink, x, y, g_rand_double (rand), i);
  }
  png = yj_signature_ink_to_png (ink, 952, 580, &error);
  g_assert_no_error (error);
  check_png (png);
}

static void
test_a_fine_pattern_is_made_smaller_until_it_fits (void)
{
  g_autoptr (YjSignatureInk) ink = yj_signature_ink_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  g_autoptr (GBytes) png = NULL;
  GError *error = NULL;
  gsize size;
  const guint8 *bytes;

  /* Dots all over a large pad: much edge, little ink; more bytes than allowed at full size. */
  for (guint i = 0; i < YJ_SIGNATURE_POINTS_MAX / 2; i++) {
    double x = g_rand_double_range (rand, 0, 1600), y = g_rand_double_range (rand, 0, 1600);
    yj_signature_ink_begin (ink, x, y, -1, i);
    yj_signature_ink_move (ink, x + 3, y, -1, i);
  }
  png = yj_signature_ink_to_png (ink, 1600, 1600, &error);
  g_assert_no_error (error);
  check_png (png);
  bytes = g_bytes_get_data (png, &size);
  g_assert_cmpuint (big_endian (bytes + 16), <, YJ_SIGNATURE_PNG_SIDE_MAX);
}

/* ---- what stays ---- */

static void
test_clearing_overwrites_every_point (void)
{
  YjSignatureInk *ink = yj_signature_ink_new ();
  float point[2] = { (float) g_random_double_range (100, 900), (float) g_random_double_range (100, 500) };
  MemoryNeedle needle;

  yj_signature_ink_begin (ink, point[0], point[1], -1, 1);
  memory_needle_init (&needle, point, sizeof point);
  explicit_bzero (point, sizeof point);
  g_assert_cmpuint (memory_needle_count (&needle), >=, 1);
  yj_signature_ink_clear (ink);
  g_assert_cmpuint (memory_needle_count (&needle), ==, 0);
  g_assert_true (yj_signature_ink_is_empty (ink));
  yj_signature_ink_free (ink);
}

/* ---- the pad ---- */

static void
on_changed (YjSignaturePad *pad, gpointer user_data)
{
  ++*(guint *) user_data;
}

static void
on_acted (GPid pid, int status, gpointer user_data)
{
  g_assert_cmpint (status, ==, 0);
  g_spawn_close_pid (pid);
  *(gboolean *) user_data = TRUE;
}

/* A hand at the machine: xdotool's words, split at spaces. */
static void
act (const char *words)
{
  g_auto (GStrv) argv = NULL;
  g_autofree char *line = g_strconcat ("xdotool ", words, NULL);
  gboolean done = FALSE;
  GError *error = NULL;
  GPid pid;

  argv = g_strsplit (line, " ", -1);
  g_spawn_async (NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  g_child_watch_add (pid, on_acted, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for (guint *counter, guint value)
{
  while (*counter < value)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_a_hand_signs_and_wipes (void)
{
  GtkWidget *pad = yj_signature_pad_new ("签名的地方"), *window = gallery_show (pad, 952);
  YjSignaturePad *self = YJ_SIGNATURE_PAD (pad);
  const YjSignatureInk *ink = yj_signature_pad_get_ink (self);
  g_autoptr (GBytes) png = NULL;
  cairo_surface_t *picture;
  GError *error = NULL;
  guint changed = 0;

  g_signal_connect (pad, "changed", G_CALLBACK (on_changed), &changed);
  act ("mousemove 300 200 mousedown 3 mousemove 340 240 mouseup 3");
  act ("mousemove 100 100 mousedown 1 mouseup 1");
  wait_for (&changed, 1);
  g_assert_cmpuint (yj_signature_ink_get_n_points (ink), ==, 1);
  g_assert_false (yj_signature_pad_has_signature (self));
  act ("mousemove 200 150 mousedown 1 mousemove 300 150 mousemove 400 200 mousemove 500 150 mouseup 1");
  wait_for (&changed, 2);
  g_assert_cmpuint (yj_signature_ink_get_n_strokes (ink), ==, 2);
  g_assert_cmpfloat (yj_signature_ink_get_length (ink), >=, 299);
  g_assert_true (yj_signature_pad_has_signature (self));
  png = yj_signature_pad_to_png (self, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (check_png (png), >, 0.001);
  gallery_settle (window);
  picture = gallery_picture (pad);
  if (g_getenv ("YIJIAN_GALLERY_DIR")) {
    g_autofree char *path = g_build_filename (g_getenv ("YIJIAN_GALLERY_DIR"), "signed.png", NULL);
    cairo_surface_write_to_png (picture, path);
  }
  /* The middle of the first line, measured from the pad's own corner, is ink. */
  g_assert_cmpuint (cairo_image_surface_get_data (picture)[150 * cairo_image_surface_get_stride (picture) + 4 * 250], <, 64);
  cairo_surface_destroy (picture);
  yj_signature_pad_clear (self);
  g_assert_cmpuint (changed, ==, 3);
  g_assert_true (yj_signature_pad_is_empty (self));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_leaving_the_pad_goes_on_along_its_edge (void)
{
  GtkWidget *pad = yj_signature_pad_new ("签名的地方"), *window = gallery_show (pad, 952);
  const YjSignatureInk *ink = yj_signature_pad_get_ink (YJ_SIGNATURE_PAD (pad));
  guint changed = 0;

  g_signal_connect (pad, "changed", G_CALLBACK (on_changed), &changed);
  act ("mousemove 800 300 mousedown 1 mousemove 1050 300 mousemove 1050 1000 mouseup 1");
  wait_for (&changed, 1);
  g_assert_cmpuint (yj_signature_ink_get_n_strokes (ink), ==, 1);
  g_assert_cmpfloat (yj_signature_ink_get_length (ink), >, 100);
  g_assert_cmpfloat (yj_signature_ink_get_length (ink), <, 152 + 580);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/drawings/signature/a-dot-is-no-signature", test_a_dot_is_no_signature);
  g_test_add_func ("/ui/drawings/signature/one-long-stroke-is-a-signature", test_one_long_stroke_is_a_signature);
  g_test_add_func ("/ui/drawings/signature/more-points-than-the-memory-takes-are-left-out", test_more_points_than_the_memory_takes_are_left_out);
  g_test_add_func ("/ui/drawings/signature/becomes-a-small-grey-png", test_a_signature_becomes_a_small_grey_png);
  g_test_add_func ("/ui/drawings/signature/the-wildest-scribble-stays-under-the-limit", test_the_wildest_scribble_stays_under_the_limit);
  g_test_add_func ("/ui/drawings/signature/a-fine-pattern-is-made-smaller-until-it-fits", test_a_fine_pattern_is_made_smaller_until_it_fits);
  g_test_add_func ("/ui/drawings/signature/clearing-overwrites-every-point", test_clearing_overwrites_every_point);
  g_test_add_func ("/ui/drawings/signature/a-hand-signs-and-wipes", test_a_hand_signs_and_wipes);
  g_test_add_func ("/ui/drawings/signature/leaving-the-pad-goes-on-along-its-edge", test_leaving_the_pad_goes_on_along_its_edge);
  return g_test_run ();
}
