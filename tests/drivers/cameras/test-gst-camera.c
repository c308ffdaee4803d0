/* SPDX-License-Identifier: Apache-2.0 */
/* The GStreamer camera with the sources that need no device: test card, file, sequence. */
#include "core/base/yj-error.h"
#include "drivers/codes/yj-code-reader.h"
#include "drivers/cameras/yj-gst-settings.h"
#include "drivers/yj-driver.h"
#include "tests/drivers/codes/code-picture.h"
#include "tests/support/let-go.h"
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>

#define DEADLINE_USEC (60 * G_USEC_PER_SEC)

typedef struct {
  char *folder;
  GKeyFile *settings;
  YjCamera *camera;
  guint frames;
  guint ready;
  guint absent;
  YjFrame *last;
} Fixture;

static void
on_camera_frame (YjCamera *camera, YjFrame *frame, Fixture *fixture)
{
  fixture->frames++;
  yj_frame_free (fixture->last);
  fixture->last = yj_frame_copy (frame);
}

static void
on_camera_state_changed (YjCamera *camera, YjDeviceState state, const char *reason, Fixture *fixture)
{
  g_assert_cmpint (yj_camera_get_state (camera), ==, state);
  fixture->ready += state == YJ_DEVICE_READY;
  fixture->absent += state == YJ_DEVICE_ABSENT;
  g_test_message ("%s: %s", yj_device_state_nick (state), reason);
}

static void
wait_for (const guint *value, guint wanted)
{
  gint64 deadline_usec = g_get_monotonic_time () + DEADLINE_USEC;
  while (*value < wanted) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_usec);
    g_main_context_iteration (NULL, g_main_context_pending (NULL));
    g_usleep (500);
  }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("yj-XXXXXX", NULL);
  fixture->settings = g_key_file_new ();
  g_key_file_set_string (fixture->settings, "camera", "driver", "gst-camera");
}

static void
start_camera (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->camera = YJ_CAMERA (yj_driver_create (NULL, fixture->settings, "camera", &error));
  g_assert_no_error (error);
  g_signal_connect (fixture->camera, "frame", G_CALLBACK (on_camera_frame), fixture);
  g_signal_connect (fixture->camera, "state-changed", G_CALLBACK (on_camera_state_changed), fixture);
  yj_camera_start (fixture->camera);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);

  if (fixture->camera != NULL)
    let_go (fixture->camera);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir)) {
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
    g_unlink (path);
  }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_key_file_unref (fixture->settings);
  yj_frame_free (fixture->last);
  g_free (fixture->folder);
}

static void
set (Fixture *fixture, const char *key, const char *value)
{
  g_key_file_set_string (fixture->settings, "camera", key, value);
}

static void
set_location (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  set (fixture, "location", path);
}

static void
save_qr (Fixture *fixture, const char *name, const char *kind, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (YjGreyImage) code = code_picture_new_qr (text, strlen (text), 1);
  code_picture_save (code, path, kind);
}

static void
assert_last_reads (Fixture *fixture, const char *text)
{
  g_autoptr (YjCodeReader) reader = yj_code_reader_new (0);
  g_autoptr (GPtrArray) codes = yj_code_reader_scan (reader, fixture->last);
  g_assert_cmpuint (codes->len, ==, 1);
  g_assert_cmpstr (((YjCode *) g_ptr_array_index (codes, 0))->text, ==, text);
}

static void
test_gives_frames_until_stopped (Fixture *fixture, gconstpointer data)
{
  set (fixture, "source", "test");
  set (fixture, "width", "1000");
  set (fixture, "height", "600");
  set (fixture, "rate", "100");
  set (fixture, "preview", "500");
  start_camera (fixture);
  wait_for (&fixture->frames, 1);
  g_assert_cmpuint (fixture->ready, ==, 1);
  g_assert_cmpint (fixture->last->format, ==, YJ_FRAME_RGB);
  g_assert_cmpuint (fixture->last->width_px, ==, 500);
  g_assert_cmpuint (fixture->last->height_px, ==, 300);

  /* The camera gives 100 a second; never more than 60 of them come here. */
  gint64 started_usec = g_get_monotonic_time ();
  wait_for (&fixture->frames, fixture->frames + 30);
  g_assert_cmpint (g_get_monotonic_time () - started_usec, >=, 450 * 1000);

  yj_camera_stop (fixture->camera);
  guint frames = fixture->frames;
  gint64 quiet_usec = g_get_monotonic_time () + 300 * 1000;
  while (g_get_monotonic_time () < quiet_usec)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  g_assert_cmpuint (fixture->frames, ==, frames);
}

static void
test_starts_again_and_again (Fixture *fixture, gconstpointer data)
{
  set (fixture, "source", "test");
  start_camera (fixture);
  for (int i = 0; i < 8; i++) {
    wait_for (&fixture->frames, fixture->frames + (i % 2 ? 0 : 2));
    yj_camera_stop (fixture->camera);
    yj_camera_stop (fixture->camera);
    yj_camera_start (fixture->camera);
    yj_camera_start (fixture->camera);
  }
  wait_for (&fixture->frames, fixture->frames + 2);
  g_assert_cmpuint (fixture->absent, ==, 0);
}

static void
on_capture_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static YjStill *
capture (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  yj_camera_capture_async (fixture->camera, NULL, on_capture_ready, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return yj_camera_capture_finish (fixture->camera, result, error);
}

static void
assert_size (GBytes *jpeg, int width_px, int height_px)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("jpeg", NULL);
  g_assert_cmpuint (g_bytes_get_size (jpeg), <=, 4 << 20);
  g_assert_true (gdk_pixbuf_loader_write_bytes (loader, jpeg, NULL) && gdk_pixbuf_loader_close (loader, NULL));
  g_assert_cmpint (gdk_pixbuf_get_width (gdk_pixbuf_loader_get_pixbuf (loader)), ==, width_px);
  g_assert_cmpint (gdk_pixbuf_get_height (gdk_pixbuf_loader_get_pixbuf (loader)), ==, height_px);
}

/* The test card has no paper's edges: nothing is cut off it. */
static void
test_a_still_is_of_the_largest_size_and_frames_go_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) early = NULL, error = NULL, late = NULL;

  set (fixture, "source", "test");
  set (fixture, "width", "640");
  set (fixture, "height", "480");
  set (fixture, "still_width", "1920");
  set (fixture, "still_height", "1440");
  set (fixture, "still_settle", "50");
  start_camera (fixture);
  g_assert_null (capture (fixture, &early));
  g_assert_error (early, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT);
  wait_for (&fixture->frames, 1);
  for (int i = 0; i < 2; i++) {
    g_autoptr (YjStill) still = capture (fixture, &error);
    g_assert_no_error (error);
    assert_size (still->jpeg, 1920, 1440);
    g_assert_null (still->whole);
    assert_size (still->thumbnail, 240, 180);
    wait_for (&fixture->frames, fixture->frames + 2);
    g_assert_cmpuint (fixture->last->width_px, ==, 640);
  }
  g_assert_cmpuint (fixture->absent, ==, 0);
  yj_camera_stop (fixture->camera);
  g_assert_null (capture (fixture, &late));
  g_assert_error (late, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT);
}

/* Waits for something with the pending still's answer being the stop's. */
static void
test_stopping_answers_a_still_that_waits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  set (fixture, "source", "test");
  start_camera (fixture);
  wait_for (&fixture->frames, 1);
  yj_camera_capture_async (fixture->camera, NULL, on_capture_ready, &result);
  yj_camera_stop (fixture->camera);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (yj_camera_capture_finish (fixture->camera, result, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_CANCELLED);
}

static void
test_shows_a_file_and_waits_for_one_that_is_missing (Fixture *fixture, gconstpointer data)
{
  set (fixture, "source", "file");
  set (fixture, "rate", "15");
  set_location (fixture, "code.jpg");
  start_camera (fixture);
  wait_for (&fixture->absent, 1);
  g_assert_cmpuint (fixture->frames, ==, 0);
  save_qr (fixture, "code.jpg", "jpeg", "from a file");
  wait_for (&fixture->frames, 2);
  g_assert_cmpuint (fixture->ready, ==, 1);
  assert_last_reads (fixture, "from a file");
}

static void
test_goes_through_a_sequence (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gint64 deadline_usec = g_get_monotonic_time () + DEADLINE_USEC;

  save_qr (fixture, "frame00.png", "png", "picture 0");
  save_qr (fixture, "frame01.png", "png", "picture 1");
  save_qr (fixture, "frame02.png", "png", "picture 2");
  set (fixture, "source", "sequence");
  set (fixture, "rate", "5");
  set_location (fixture, "frame%02d.png");
  start_camera (fixture);
  while (g_hash_table_size (seen) < 3) {
    g_autoptr (YjCodeReader) reader = yj_code_reader_new (0);
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_usec);
    wait_for (&fixture->frames, fixture->frames + 1);
    g_autoptr (GPtrArray) codes = yj_code_reader_scan (reader, fixture->last);
    g_assert_cmpuint (codes->len, ==, 1);
    g_hash_table_add (seen, g_strdup (((YjCode *) g_ptr_array_index (codes, 0))->text));
  }
  g_assert_true (g_hash_table_contains (seen, "picture 2"));
}

static void
make_film (Fixture *fixture)
{
  g_autofree char *text =
      g_strdup_printf ("videotestsrc num-buffers=8 ! video/x-raw,width=320,height=240,framerate=20/1 "
                       "! jpegenc ! avimux ! filesink location=%s/film.avi",
                       fixture->folder);
  g_autoptr (GError) error = NULL;

  g_assert_true (gst_init_check (NULL, NULL, NULL));
  GstElement *pipeline = gst_object_ref_sink (gst_parse_launch (text, &error));
  g_assert_no_error (error);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  GstBus *bus = gst_element_get_bus (pipeline);
  GstMessage *message = gst_bus_timed_pop_filtered (bus, 30 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_message_unref (message);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (bus);
  gst_object_unref (pipeline);
}

static void
test_comes_back_after_the_source_ends (Fixture *fixture, gconstpointer data)
{
  make_film (fixture);
  set (fixture, "source", "file");
  set_location (fixture, "film.avi");
  start_camera (fixture);
  wait_for (&fixture->absent, 1);
  g_assert_cmpuint (fixture->ready, ==, 1);
  gint64 gone_usec = g_get_monotonic_time ();
  wait_for (&fixture->ready, 2);
  g_test_message ("back after %" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - gone_usec) / 1000);
  wait_for (&fixture->absent, 2);
}

static void
test_survives_a_file_that_is_no_picture (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "bad.png", NULL);

  g_assert_true (g_file_set_contents (path, "not a picture at all", -1, NULL));
  set (fixture, "source", "file");
  set_location (fixture, "bad.png");
  start_camera (fixture);
  wait_for (&fixture->absent, 1);
  save_qr (fixture, "bad.png", "png", "now it is");
  wait_for (&fixture->frames, 1);
  assert_last_reads (fixture, "now it is");
}

static void
test_a_camera_that_is_missing_is_absent (Fixture *fixture, gconstpointer data)
{
  set (fixture, "source", "v4l2");
  set (fixture, "device", "/dev/video-that-is-not-there");
  set (fixture, "format", "mjpeg");
  start_camera (fixture);
  wait_for (&fixture->absent, 1);
  g_assert_cmpuint (fixture->frames, ==, 0);
}

static void
test_refuses_settings_that_cannot_be (void)
{
  static const YjDeviceId none[] = { { NULL } };
  static const char *const bad[][3] = {
    { "source", "http", "source" }, { "source", "test ! filesink location=/x", "source" },
    { "format", "h264", "format" }, { "device", "video0", "device" },
    { "width", "0", "width" },      { "rate", "1000", "rate" },
    { "preview", "x", "preview" },
  };
  static const char *const locations[][2] = {
    { "file", "/x/film.mp4" },       { "sequence", "/x/%s.png" }, { "sequence", "/x/%d%d.png" },
    { "sequence", "/x/%n%04d.png" }, { "sequence", "/x/a.png" },  { "file", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GKeyFile) settings = g_key_file_new ();
    g_autoptr (GError) error = NULL;
    g_key_file_set_string (settings, "camera", bad[i][0], bad[i][1]);
    g_assert_null (yj_gst_settings_new (settings, "camera", none, &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
    g_assert_nonnull (strstr (error->message, bad[i][2]));
  }
  for (guint i = 0; i < G_N_ELEMENTS (locations); i++) {
    g_autoptr (GKeyFile) settings = g_key_file_new ();
    g_autoptr (GError) error = NULL;
    g_key_file_set_string (settings, "camera", "source", locations[i][0]);
    if (locations[i][1] != NULL)
      g_key_file_set_string (settings, "camera", "location", locations[i][1]);
    g_assert_null (yj_gst_settings_new (settings, "camera", none, &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
    g_assert_nonnull (strstr (error->message, "location"));
  }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/cameras/gst-camera/gives-frames-until-stopped", test_gives_frames_until_stopped);
  ADD ("/cameras/gst-camera/starts-again-and-again", test_starts_again_and_again);
  ADD ("/cameras/gst-camera/a-still-is-of-the-largest-size-and-frames-go-on", test_a_still_is_of_the_largest_size_and_frames_go_on);
  ADD ("/cameras/gst-camera/stopping-answers-a-still-that-waits", test_stopping_answers_a_still_that_waits);
  ADD ("/cameras/gst-camera/shows-a-file-and-waits-for-one-that-is-missing",
       test_shows_a_file_and_waits_for_one_that_is_missing);
  ADD ("/cameras/gst-camera/goes-through-a-sequence", test_goes_through_a_sequence);
  ADD ("/cameras/gst-camera/comes-back-after-the-source-ends", test_comes_back_after_the_source_ends);
  ADD ("/cameras/gst-camera/survives-a-file-that-is-no-picture", test_survives_a_file_that_is_no_picture);
  ADD ("/cameras/gst-camera/one-that-is-missing-is-absent", test_a_camera_that_is_missing_is_absent);
  g_test_add_func ("/cameras/gst-camera/refuses-settings-that-cannot-be", test_refuses_settings_that_cannot_be);
  return g_test_run ();
}
