/* SPDX-License-Identifier: Apache-2.0 */
/* A still of a page: cut out and straight, legible, bounded, without metadata, and nowhere but in memory. */
#include "core/base/yj-error.h"
#include "drivers/cameras/yj-camera-still.h"
#include "drivers/codes/yj-code-reader.h"
#include "tests/drivers/cameras/paper-scene.h"
#include "tests/drivers/codes/code-picture.h"
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

static const YjStillLimits usual = { 2339, 88 };

static GdkPixbuf *
decode (GBytes *jpeg)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("jpeg", NULL);
  g_assert_true (gdk_pixbuf_loader_write_bytes (loader, jpeg, NULL) && gdk_pixbuf_loader_close (loader, NULL));
  return g_object_ref (gdk_pixbuf_loader_get_pixbuf (loader));
}

static YjFrame *
frame_of (const GdkPixbuf *picture)
{
  guint height_px = (guint) gdk_pixbuf_get_height (picture), stride = (guint) gdk_pixbuf_get_rowstride (picture);
  g_autoptr (GBytes) pixels = g_bytes_new (gdk_pixbuf_read_pixels (picture), gdk_pixbuf_get_byte_length (picture));
  return yj_frame_new (YJ_FRAME_RGB, (guint) gdk_pixbuf_get_width (picture), height_px, stride, pixels);
}

static guint8
luma_at (const GdkPixbuf *picture, int x, int y)
{
  return gdk_pixbuf_read_pixels (picture)[y * gdk_pixbuf_get_rowstride (picture) + 3 * x + 1];
}

/* Where the form's upper rule is in a column: the darkest place near the guess. */
static double
find_rule (const GdkPixbuf *picture, int x, double guess, int reach)
{
  double sum = 0, weights = 0;

  for (int y = (int) guess - reach; y <= (int) guess + reach; y++) {
    double dark = MAX (200 - luma_at (picture, x, y), 0);
    sum += dark * y;
    weights += dark;
  }
  g_assert_cmpfloat (weights, >, 0);
  return sum / weights;
}

/* The form's first rule, 40 mm below its top and 160 mm long, is what was printed straight: its slope is the residual skew, its place
 * the residual error. */
static void
check_straight (double degrees, double tilt)
{
  g_autoptr (Scene) scene = scene_new (1600, 1200, 0x484c50);
  g_autoptr (YjFrame) form = paper_new (PAPER_FORM, 110);
  g_autoptr (GError) error = NULL;
  YjPoint corners[4];

  scene_place (corners, (YjPoint){ 800, 600 }, 720, 1018, degrees, tilt);
  scene_lay (scene, form, corners);
  scene_blur (scene, 0.7);
  g_autoptr (YjFrame) frame = scene_to_frame (scene, 2, 9);
  g_autoptr (YjStill) still = yj_camera_still_make (frame, &usual, &error);
  g_assert_no_error (error);
  g_assert_cmpint (still->sight.lie, ==, YJ_SHEET_WHOLE);
  g_assert_nonnull (still->whole);
  g_autoptr (GdkPixbuf) sheet = decode (still->jpeg);
  double width = gdk_pixbuf_get_width (sheet), height = gdk_pixbuf_get_height (sheet), mm = width / 210;
  double left = find_rule (sheet, (int) (30 * mm), height * 40 / 297, (int) (4 * mm));
  double right = find_rule (sheet, (int) (180 * mm), height * 40 / 297, (int) (4 * mm));
  double skew = atan2 (right - left, 150 * mm) * 180 / G_PI, off_mm = ((left + right) / 2 - height * 40 / 297) / (height / 297);
  g_test_message ("turned %5.1f, tilt %.2f: %.0f x %.0f px, residual skew %+.3f deg, first rule %+.2f mm off", degrees, tilt, width, height, skew,
                  off_mm);
  g_assert_cmpfloat (fabs (skew), <, 0.2);
  g_assert_cmpfloat (fabs (off_mm), <, 1.5);
  g_assert_cmpfloat (height / width, >, 1.2); /* upright: it was never turned by a quarter */
}

static void
test_what_is_cut_out_is_straight (void)
{
  check_straight (0, 0);
  check_straight (6.5, 0.04);
  check_straight (-14, 0.02);
}

/* A page at the size that is kept, A4 at 200 dots per inch, with a code of 0.5 mm a module: read back by the pipeline for codes. */
static void
test_a_page_is_legible_as_it_is_kept (void)
{
  g_autoptr (YjFrame) page = paper_new (PAPER_TEXT, 200);
  g_autoptr (YjGreyImage) code = code_picture_new_qr ("SYNTHETIC-000000", 16, 1);
  g_autoptr (GError) error = NULL;
  guint8 *pixels = (guint8 *) g_bytes_get_data (page->pixels, NULL);

  for (guint y = 0; y < code->height_px * 2 / 3; y++) /* 4 px a module */
    for (guint x = 0; x < code->width_px * 2 / 3; x++)
      memset (pixels + (900 + y) * page->stride_bytes + (700 + x) * 3, code->pixels[(y * 3 / 2) * code->width_px + x * 3 / 2], 3);
  g_autoptr (GBytes) jpeg = yj_camera_still_encode (page, &usual, &error);
  g_assert_no_error (error);
  g_autoptr (GdkPixbuf) kept = decode (jpeg);
  g_assert_cmpint (gdk_pixbuf_get_height (kept), >=, 2330);
  g_autoptr (YjFrame) frame = frame_of (kept);
  g_autoptr (YjCodeReader) reader = yj_code_reader_new (0);
  g_autoptr (GPtrArray) codes = yj_code_reader_scan (reader, frame);
  g_assert_cmpuint (codes->len, ==, 1);
  g_assert_cmpstr (((YjCode *) g_ptr_array_index (codes, 0))->text, ==, "SYNTHETIC-000000");
  g_test_message ("a page of print: %d x %d px, %" G_GSIZE_FORMAT " bytes", gdk_pixbuf_get_width (kept), gdk_pixbuf_get_height (kept),
                  g_bytes_get_size (jpeg));
  g_assert_cmpuint (g_bytes_get_size (jpeg), <, 2 << 20);
}

/* Markers of a JPEG up to its picture: only what a picture needs. APP1 is where EXIF would be. */
static void
assert_no_metadata (GBytes *jpeg)
{
  gsize size = 0, at = 2;
  const guint8 *data = g_bytes_get_data (jpeg, &size);

  g_assert_true (size > 4 && data[0] == 0xff && data[1] == 0xd8);
  while (at + 4 < size && data[at + 1] != 0xda) {
    g_assert_cmpint (data[at], ==, 0xff);
    guint8 marker = data[at + 1];
    g_assert_false (marker == 0xfe || (marker > 0xe0 && marker <= 0xef)); /* comment, APP1 to APP15 */
    at += 2 + ((gsize) data[at + 2] << 8 | data[at + 3]);
  }
  g_assert_cmpint (data[at + 1], ==, 0xda);
}

static gsize
largest (const YjStill *still)
{
  return MAX (g_bytes_get_size (still->jpeg), still->whole != NULL ? g_bytes_get_size (still->whole) : 0);
}

static YjFrame *
photograph_card (void)
{
  g_autoptr (Scene) scene = scene_new (900, 700, 0x404448);
  g_autoptr (YjFrame) card = paper_new (PAPER_CARD, 220);
  YjPoint corners[4];

  scene_place (corners, (YjPoint){ 450, 350 }, 700, 442, 5, 0.02);
  scene_lay (scene, card, corners);
  return scene_to_frame (scene, 2, 4);
}

static void
test_nothing_but_the_picture_is_in_it (void)
{
  static const YjStillLimits limits[] = { { 2339, 95 }, { 2339, 88 }, { 800, 60 } };
  g_autoptr (YjFrame) frame = photograph_card ();
  gsize before = G_MAXSIZE;

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (YjStill) still = yj_camera_still_make (frame, &limits[i], &error);
    g_assert_no_error (error);
    assert_no_metadata (still->jpeg);
    assert_no_metadata (still->whole);
    assert_no_metadata (still->thumbnail);
    g_assert_cmpuint (largest (still), <, before);
    before = largest (still);
    g_autoptr (GdkPixbuf) thumbnail = decode (still->thumbnail);
    g_assert_cmpint (MAX (gdk_pixbuf_get_width (thumbnail), gdk_pixbuf_get_height (thumbnail)), ==, YJ_STILL_THUMBNAIL_PX);
  }
}

/* The encoder and the decoder of the system could write to a file in between. */
static void
test_no_file_is_made_of_it (void)
{
  g_autoptr (YjFrame) frame = photograph_card ();
  g_autoptr (GError) error = NULL;
  int watch = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  char event[4096];

  g_assert_cmpint (inotify_add_watch (watch, g_get_tmp_dir (), IN_CREATE | IN_MODIFY | IN_MOVED_TO), >=, 0);
  g_autofree char *mark = g_build_filename (g_get_tmp_dir (), "mark", NULL);
  g_assert_true (g_file_set_contents (mark, "x", 1, NULL));
  g_assert_cmpint (read (watch, event, sizeof event), >, 0); /* it would be seen */
  while (read (watch, event, sizeof event) > 0)
    ;
  g_autoptr (YjStill) still = yj_camera_still_make (frame, &usual, &error);
  g_assert_no_error (error);
  g_autoptr (GdkPixbuf) shown = decode (still->jpeg);
  g_assert_cmpint (read (watch, event, sizeof event), <, 0);
  close (watch);
  g_unlink (mark);
}

static void
test_a_frame_that_lies_is_refused (void)
{
  g_autoptr (GBytes) few = g_bytes_new_static ("few", 3);
  g_autoptr (YjFrame) lying = yj_frame_new (YJ_FRAME_RGB, 640, 480, 1920, few);
  g_autoptr (YjFrame) narrow = yj_frame_new (YJ_FRAME_RGB, 640, 480, 10, few);
  g_autoptr (GError) error = NULL;

  g_assert_null (yj_camera_still_make (lying, &usual, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
  g_clear_error (&error);
  g_assert_null (yj_camera_still_make (narrow, &usual, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_strdup ("/tmp/yj-still-XXXXXX");

  g_assert_nonnull (g_mkdtemp (folder)); /* GLib asks for the temporary folder once: it is not asked before */
  g_setenv ("TMPDIR", folder, TRUE); /* watched alone: others' temporary files are none of ours */
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cameras/still/what-is-cut-out-is-straight", test_what_is_cut_out_is_straight);
  g_test_add_func ("/cameras/still/a-page-is-legible-as-it-is-kept", test_a_page_is_legible_as_it_is_kept);
  g_test_add_func ("/cameras/still/nothing-but-the-picture-is-in-it", test_nothing_but_the_picture_is_in_it);
  g_test_add_func ("/cameras/still/no-file-is-made-of-it", test_no_file_is_made_of_it);
  g_test_add_func ("/cameras/still/a-frame-that-lies-is-refused", test_a_frame_that_lies_is_refused);
  int failed = g_test_run ();
  g_rmdir (folder);
  return failed;
}
