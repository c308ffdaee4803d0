/* SPDX-License-Identifier: Apache-2.0 */
/* The camera's picture: shown, judged now and then, frozen, and gone after stop. */
#include "core/base/yj-error.h"
#include "tests/ui/drawings/gallery.h"
#include "ui/drawings/yj-camera-preview.h"

/* ---- a camera that is moved by hand ---- */

#define FAKE_TYPE_CAMERA (fake_camera_get_type ())
G_DECLARE_FINAL_TYPE (FakeCamera, fake_camera, FAKE, CAMERA, GObject)
struct _FakeCamera {
  GObject parent_instance;
  guint starts, stops;
};
static void fake_camera_iface_init (YjCameraInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (FakeCamera, fake_camera, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (YJ_TYPE_CAMERA, fake_camera_iface_init))

static void
start (YjCamera *camera)
{
  FAKE_CAMERA (camera)->starts++;
}

static void
stop (YjCamera *camera)
{
  FAKE_CAMERA (camera)->stops++;
}

static void
fake_camera_iface_init (YjCameraInterface *iface)
{
  iface->start = start;
  iface->stop = stop;
}

static void
fake_camera_class_init (FakeCameraClass *klass)
{
}

static void
fake_camera_init (FakeCamera *self)
{
}

/* ---- frames ---- */

static gint frames_alive;

static void
free_pixels (gpointer pixels)
{
  g_atomic_int_add (&frames_alive, -1);
  g_free (pixels);
}

static gboolean
look_again (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* The last reference may be dropped in the measuring thread, which wakes nobody. */
static void
wait_until_no_frame_lives (void)
{
  guint source = g_timeout_add (10, look_again, NULL);
  while (g_atomic_int_get (&frames_alive) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

static void
send_plain (FakeCamera *camera, guint8 red, guint8 green, guint8 blue)
{
  const guint width = 320, height = 240;
  guint8 *pixels = g_malloc (width * height * 3);
  g_autoptr (GBytes) bytes = g_bytes_new_with_free_func (pixels, width * height * 3, free_pixels, pixels);
  g_autoptr (YjFrame) frame = yj_frame_new (YJ_FRAME_RGB, width, height, width * 3, bytes);

  for (guint i = 0; i < width * height; i++) {
    pixels[3 * i] = red;
    pixels[3 * i + 1] = green;
    pixels[3 * i + 2] = blue;
  }
  g_atomic_int_inc (&frames_alive);
  yj_camera_emit_frame (YJ_CAMERA (camera), frame);
}

static GBytes *
make_jpeg (guint32 rgba)
{
  g_autoptr (GdkPixbuf) picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 200, 280);
  char *bytes;
  gsize size;

  gdk_pixbuf_fill (picture, rgba);
  g_assert_true (gdk_pixbuf_save_to_buffer (picture, &bytes, &size, "jpeg", NULL, NULL));
  return g_bytes_new_take (bytes, size);
}

typedef struct {
  FakeCamera *camera;
  GtkWidget *preview, *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_atomic_int_set (&frames_alive, 0);
  fixture->camera = g_object_new (FAKE_TYPE_CAMERA, NULL);
  fixture->preview = yj_camera_preview_new ("摄像头画面");
  fixture->window = gallery_show (fixture->preview, 952);
  yj_camera_preview_start (YJ_CAMERA_PREVIEW (fixture->preview), YJ_CAMERA (fixture->camera));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->camera);
}

static gboolean
shows (Fixture *fixture, float red, float green, float blue)
{
  const GdkRGBA color = { red / 255, green / 255, blue / 255, 1 };
  cairo_surface_t *picture;
  gboolean found;

  gallery_settle (fixture->window);
  picture = gallery_picture (fixture->preview);
  found = gallery_has_color (picture, &color);
  cairo_surface_destroy (picture);
  return found;
}

/* In the middle third of the picture each way. */
static guint
count_bright_in_the_middle (cairo_surface_t *picture)
{
  int width = cairo_image_surface_get_width (picture), height = cairo_image_surface_get_height (picture);
  guint bright = 0;

  cairo_surface_flush (picture);
  for (int y = height / 3; y < height * 2 / 3; y++) {
    const guint32 *row = (const guint32 *) (gconstpointer) (cairo_image_surface_get_data (picture) + (gsize) y * (gsize) cairo_image_surface_get_stride (picture));
    for (int x = width / 3; x < width * 2 / 3; x++)
      bright += (row[x] >> 16 & 255) > 150;
  }
  return bright;
}

static void
test_shows_a_frame_and_keeps_none_after_stop (Fixture *fixture, gconstpointer data)
{
  YjCameraPreview *preview = YJ_CAMERA_PREVIEW (fixture->preview);

  g_assert_cmpuint (fixture->camera->starts, ==, 1);
  g_assert_false (yj_camera_preview_has_picture (preview));
  send_plain (fixture->camera, 200, 30, 90);
  g_assert_true (shows (fixture, 200, 30, 90));
  send_plain (fixture->camera, 20, 130, 190);
  g_assert_true (shows (fixture, 20, 130, 190));
  g_assert_false (shows (fixture, 200, 30, 90));
  yj_camera_preview_stop (preview);
  g_assert_cmpuint (fixture->camera->stops, ==, 1);
  g_assert_false (yj_camera_preview_has_picture (preview));
  g_assert_false (shows (fixture, 20, 130, 190));
  wait_until_no_frame_lives ();
  send_plain (fixture->camera, 20, 130, 190);
  g_assert_cmpint (g_atomic_int_get (&frames_alive), ==, 0);
}

/* The sheet's outline replaces the four corners, and goes with the sheet. */
static void
test_a_line_runs_around_the_sheet_that_was_found (Fixture *fixture, gconstpointer data)
{
  const YjPaperSight found = { .lie = YJ_SHEET_WHOLE, .corners = { { 0.45, 0.45 }, { 0.55, 0.45 }, { 0.55, 0.55 }, { 0.45, 0.55 } } };
  const YjPaperSight none = { .lie = YJ_SHEET_NONE };
  guint lines[3];

  for (int i = 0; i < 3; i++) {
    cairo_surface_t *picture;
    send_plain (fixture->camera, 40, 40, 40);
    yj_camera_emit_sight (YJ_CAMERA (fixture->camera), i == 1 ? &found : &none);
    gallery_settle (fixture->window);
    picture = gallery_picture (fixture->preview);
    lines[i] = count_bright_in_the_middle (picture);
    cairo_surface_destroy (picture);
  }
  g_test_message ("bright pixels in the middle: %u, with a sheet %u, then %u", lines[0], lines[1], lines[2]);
  g_assert_cmpuint (lines[0], ==, 0);
  g_assert_cmpuint (lines[1], >, 500);
  g_assert_cmpuint (lines[2], ==, 0);
}

static void
test_a_still_stands_until_it_is_taken_away (Fixture *fixture, gconstpointer data)
{
  YjCameraPreview *preview = YJ_CAMERA_PREVIEW (fixture->preview);
  g_autoptr (GBytes) jpeg = make_jpeg (0x4060c0ff);
  GError *error = NULL;

  send_plain (fixture->camera, 200, 30, 90);
  g_assert_true (yj_camera_preview_set_still (preview, jpeg, &error));
  g_assert_no_error (error);
  g_assert_true (yj_camera_preview_is_still (preview));
  send_plain (fixture->camera, 20, 130, 190);
  g_assert_true (shows (fixture, 0x40, 0x60, 0xc0));
  g_assert_false (shows (fixture, 20, 130, 190));
  g_assert_true (yj_camera_preview_set_still (preview, NULL, &error));
  g_assert_true (shows (fixture, 20, 130, 190));
  g_assert_true (yj_camera_preview_set_still (preview, jpeg, &error));
  yj_camera_preview_stop (preview);
  g_assert_false (yj_camera_preview_has_picture (preview));
  g_assert_false (shows (fixture, 0x40, 0x60, 0xc0));
}

static void
test_bytes_that_are_no_picture_leave_the_frames (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("no picture at all", 17);
  g_autoptr (GError) error = NULL;

  g_assert_false (yj_camera_preview_set_still (YJ_CAMERA_PREVIEW (fixture->preview), bytes, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
  g_assert_false (yj_camera_preview_is_still (YJ_CAMERA_PREVIEW (fixture->preview)));
}

static void
test_a_frame_shorter_than_it_says_is_not_shown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("short", 5);
  g_autoptr (YjFrame) frame = yj_frame_new (YJ_FRAME_RGB, 320, 240, 960, bytes);

  yj_camera_emit_frame (YJ_CAMERA (fixture->camera), frame);
  g_assert_false (yj_camera_preview_has_picture (YJ_CAMERA_PREVIEW (fixture->preview)));
}

static void
test_the_camera_stops_with_the_page (Fixture *fixture, gconstpointer data)
{
  send_plain (fixture->camera, 200, 30, 90);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&fixture->window)));
  wait_until_no_frame_lives ();
  g_assert_cmpuint (fixture->camera->stops, ==, 1);
}

#define ADD(NAME, FUNCTION) g_test_add ("/ui/drawings/camera-preview/" NAME, Fixture, NULL, set_up, FUNCTION, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  ADD ("shows-a-frame-and-keeps-none-after-stop", test_shows_a_frame_and_keeps_none_after_stop);
  ADD ("a-line-runs-around-the-sheet-that-was-found", test_a_line_runs_around_the_sheet_that_was_found);
  ADD ("a-still-stands-until-it-is-taken-away", test_a_still_stands_until_it_is_taken_away);
  ADD ("bytes-that-are-no-picture-leave-the-frames", test_bytes_that_are_no_picture_leave_the_frames);
  ADD ("a-frame-shorter-than-it-says-is-not-shown", test_a_frame_shorter_than_it_says_is_not_shown);
  ADD ("the-camera-stops-with-the-page", test_the_camera_stops_with_the_page);
  return g_test_run ();
}
