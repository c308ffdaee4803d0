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
  YjClock *clock;
  FakeCamera *camera;
  GtkWidget *preview, *window;
  GArray *verdicts;
} Fixture;

static void
on_quality (YjCameraPreview *preview, guint verdict, GArray *verdicts)
{
  g_array_append_val (verdicts, verdict);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_atomic_int_set (&frames_alive, 0);
  fixture->clock = yj_clock_new_fake (1773280000000000, 5000000, "boot");
  fixture->camera = g_object_new (FAKE_TYPE_CAMERA, NULL);
  fixture->verdicts = g_array_new (FALSE, FALSE, sizeof (guint));
  fixture->preview = yj_camera_preview_new (fixture->clock, "摄像头画面");
  g_signal_connect (fixture->preview, "quality", G_CALLBACK (on_quality), fixture->verdicts);
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
  g_array_unref (fixture->verdicts);
  g_assert_finalize_object (fixture->camera);
  g_object_unref (fixture->clock);
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

static void
wait_for_verdicts (Fixture *fixture, guint n)
{
  while (fixture->verdicts->len < n)
    g_main_context_iteration (NULL, TRUE);
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
  wait_for_verdicts (fixture, 1);
  yj_camera_preview_stop (preview);
  g_assert_cmpuint (fixture->camera->stops, ==, 1);
  g_assert_false (yj_camera_preview_has_picture (preview));
  g_assert_false (shows (fixture, 20, 130, 190));
  wait_until_no_frame_lives ();
  send_plain (fixture->camera, 20, 130, 190);
  g_assert_cmpint (g_atomic_int_get (&frames_alive), ==, 0);
}

static void
test_a_frame_that_is_measured_at_stop_is_let_go (Fixture *fixture, gconstpointer data)
{
  send_plain (fixture->camera, 10, 10, 10);
  yj_camera_preview_stop (YJ_CAMERA_PREVIEW (fixture->preview));
  gallery_settle (fixture->window);
  while (g_atomic_int_get (&frames_alive) > 0)
    gallery_settle (fixture->window);
  g_assert_cmpuint (fixture->verdicts->len, ==, 0);
}

static void
test_is_judged_five_times_a_second_at_most (Fixture *fixture, gconstpointer data)
{
  send_plain (fixture->camera, 10, 10, 10);
  wait_for_verdicts (fixture, 1);
  /* Bright ones in between: were one of them measured, its verdict would come before the last. */
  for (guint i = 0; i < 6; i++) {
    yj_clock_fake_advance (fixture->clock, 30000);
    send_plain (fixture->camera, 250, 250, 250);
    gallery_settle (fixture->window);
  }
  yj_clock_fake_advance (fixture->clock, 30000);
  send_plain (fixture->camera, 12, 12, 12);
  wait_for_verdicts (fixture, 2);
  g_assert_cmpuint (g_array_index (fixture->verdicts, guint, 0), ==, YJ_FRAME_TOO_DARK);
  g_assert_cmpuint (g_array_index (fixture->verdicts, guint, 1), ==, YJ_FRAME_TOO_DARK);
}

static void
test_a_still_stands_until_it_is_taken_away (Fixture *fixture, gconstpointer data)
{
  YjCameraPreview *preview = YJ_CAMERA_PREVIEW (fixture->preview);
  g_autoptr (GBytes) jpeg = make_jpeg (0x4060c0ff);
  GError *error = NULL;

  send_plain (fixture->camera, 200, 30, 90);
  wait_for_verdicts (fixture, 1);
  g_assert_true (yj_camera_preview_set_still (preview, jpeg, &error));
  g_assert_no_error (error);
  g_assert_true (yj_camera_preview_is_still (preview));
  yj_clock_fake_advance (fixture->clock, G_USEC_PER_SEC);
  send_plain (fixture->camera, 20, 130, 190);
  g_assert_true (shows (fixture, 0x40, 0x60, 0xc0));
  g_assert_false (shows (fixture, 20, 130, 190));
  g_assert_cmpuint (fixture->verdicts->len, ==, 1);
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
  ADD ("a-frame-that-is-measured-at-stop-is-let-go", test_a_frame_that_is_measured_at_stop_is_let_go);
  ADD ("is-judged-five-times-a-second-at-most", test_is_judged_five_times_a_second_at_most);
  ADD ("a-still-stands-until-it-is-taken-away", test_a_still_stands_until_it_is_taken_away);
  ADD ("bytes-that-are-no-picture-leave-the-frames", test_bytes_that_are_no_picture_leave_the_frames);
  ADD ("a-frame-shorter-than-it-says-is-not-shown", test_a_frame_shorter_than_it_says_is_not_shown);
  ADD ("the-camera-stops-with-the-page", test_the_camera_stops_with_the_page);
  return g_test_run ();
}
