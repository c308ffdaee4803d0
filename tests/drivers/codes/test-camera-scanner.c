/* SPDX-License-Identifier: Apache-2.0 */
/* The virtual camera through its socket, and the scanner on top of it. */
#include "code-picture.h"
#include "core/base/yj-error.h"
#include "drivers/codes/yj-camera-scanner.h"
#include "drivers/yj-driver.h"
#include "tests/support/let-go.h"
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

#define DEADLINE_USEC (30 * G_USEC_PER_SEC)

typedef struct {
  char *folder;
  char *socket;
  YjCamera *camera;
  GSocketConnection *connection;
  GDataInputStream *answers;
  guint frames;
  guint frame_width_px;
  guint reads;
  char *last_text;
  YjDeviceState state;
  guint changes;
} Fixture;

static void
on_camera_frame (YjCamera *camera, YjFrame *frame, Fixture *fixture)
{
  g_assert_cmpint (frame->format, ==, YJ_FRAME_RGB);
  fixture->frames++;
  fixture->frame_width_px = frame->width_px;
}

static void
on_camera_state_changed (YjCamera *camera, YjDeviceState state, const char *reason, Fixture *fixture)
{
  fixture->state = state;
  fixture->changes++;
}

static void
on_scanner_code_read (YjCodeScanner *scanner, YjCode *code, Fixture *fixture)
{
  fixture->reads++;
  g_free (fixture->last_text);
  fixture->last_text = g_strdup (code->text);
}

/* Runs the main context until *@value is @wanted or more. */
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
wait_for_state (Fixture *fixture, YjDeviceState state)
{
  gint64 deadline_usec = g_get_monotonic_time () + DEADLINE_USEC;
  while (fixture->state != state || fixture->changes == 0) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_usec);
    g_main_context_iteration (NULL, TRUE);
  }
}

static void
on_async_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static char *
tell (Fixture *fixture, const char *line)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *text = g_strdup_printf ("%s\n", line);
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (fixture->connection));

  g_assert_true (g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL));
  g_data_input_stream_read_line_async (fixture->answers, 0, NULL, on_async_ready, &result);
  return g_data_input_stream_read_line_finish (fixture->answers, wait_for_result (&result), NULL, NULL);
}

static void
tell_ok (Fixture *fixture, const char *line)
{
  g_autofree char *answer = tell (fixture, line);
  g_assert_cmpstr (answer, ==, "OK");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("yj-XXXXXX", NULL);
  fixture->socket = g_build_filename (fixture->folder, "camera", NULL);
  g_key_file_set_string (settings, "camera", "driver", "virtual-camera");
  g_key_file_set_string (settings, "camera", "socket", fixture->socket);
  g_key_file_set_string (settings, "camera", "width", "1600");
  g_key_file_set_string (settings, "camera", "height", "1200");
  g_key_file_set_string (settings, "camera", "preview", "800");
  fixture->camera = YJ_CAMERA (yj_driver_create (NULL, settings, "camera", &error));
  g_assert_no_error (error);
  g_signal_connect (fixture->camera, "frame", G_CALLBACK (on_camera_frame), fixture);
  g_signal_connect (fixture->camera, "state-changed", G_CALLBACK (on_camera_state_changed), fixture);

  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (fixture->socket);
  fixture->connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);
  g_assert_no_error (error);
  fixture->answers = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (fixture->connection)));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  yj_camera_stop (fixture->camera);
  let_go (fixture->camera);
  g_assert_false (g_file_test (fixture->socket, G_FILE_TEST_EXISTS));
  g_object_unref (fixture->answers);
  g_object_unref (fixture->connection);
  g_autofree char *picture = g_build_filename (fixture->folder, "picture.png", NULL);
  g_unlink (picture);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->socket);
  g_free (fixture->last_text);
}

static void
show_qr (Fixture *fixture, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, "picture.png", NULL);
  g_autofree char *line = g_strdup_printf ("show %s", path);
  g_autoptr (YjGreyImage) code = code_picture_new_qr (text, strlen (text), 1);

  code_picture_save (code, path, "png");
  tell_ok (fixture, line);
}

static void
test_a_shown_code_is_read_once (Fixture *fixture, gconstpointer data)
{
  YjCameraScanner *scanner = yj_camera_scanner_new (fixture->camera);

  g_signal_connect (scanner, "code-read", G_CALLBACK (on_scanner_code_read), fixture);
  yj_code_scanner_start (YJ_CODE_SCANNER (scanner));
  wait_for (&fixture->frames, 2);
  g_assert_cmpuint (fixture->reads, ==, 0);
  g_assert_cmpint (yj_code_scanner_get_state (YJ_CODE_SCANNER (scanner)), ==, YJ_DEVICE_READY);
  show_qr (fixture, "YJ1:7K3M-000123-9:ABCDEFGHJKMN");
  wait_for (&fixture->reads, 1);
  g_assert_cmpstr (fixture->last_text, ==, "YJ1:7K3M-000123-9:ABCDEFGHJKMN");
  wait_for (&fixture->frames, fixture->frames + 12);
  g_assert_cmpuint (fixture->reads, ==, 1);
  show_qr (fixture, "another");
  wait_for (&fixture->reads, 2);
  g_assert_cmpstr (fixture->last_text, ==, "another");
  g_test_message ("two codes in %u frames were reported once each", fixture->frames);

  /* Stopped: whatever was being decoded is not reported. */
  show_qr (fixture, "too late");
  yj_code_scanner_stop (YJ_CODE_SCANNER (scanner));
  guint frames = fixture->frames;
  g_autofree char *answer = tell (fixture, "STATE");
  g_assert_cmpstr (answer, ==, "OK {\"plugged\":true,\"started\":false,\"picture\":true}");
  g_assert_cmpuint (fixture->frames, ==, frames);

  /* The next session reads the same code again. */
  show_qr (fixture, "another");
  yj_code_scanner_start (YJ_CODE_SCANNER (scanner));
  wait_for (&fixture->reads, 3);
  g_assert_cmpstr (fixture->last_text, ==, "another");
  yj_code_scanner_stop (YJ_CODE_SCANNER (scanner));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  let_go (scanner);
}

static void
test_unplugging_stops_frames_and_plugging_recovers (Fixture *fixture, gconstpointer data)
{
  yj_camera_start (fixture->camera);
  wait_for (&fixture->frames, 1);
  g_assert_cmpint (fixture->state, ==, YJ_DEVICE_READY);
  for (int i = 0; i < 3; i++) {
    tell_ok (fixture, "UNPLUG");
    g_assert_cmpint (fixture->state, ==, YJ_DEVICE_ABSENT);
    guint frames = fixture->frames;
    g_autofree char *answer = tell (fixture, "STATE");
    g_assert_cmpstr (answer, ==, "OK {\"plugged\":false,\"started\":true,\"picture\":false}");
    g_assert_cmpuint (fixture->frames, ==, frames);
    gint64 plugged_usec = g_get_monotonic_time ();
    tell_ok (fixture, "PLUG");
    wait_for (&fixture->frames, frames + 1);
    g_assert_cmpint (fixture->state, ==, YJ_DEVICE_READY);
    g_test_message ("back after %" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - plugged_usec) / 1000);
  }
}

static void
test_a_camera_that_is_not_there_is_said_to_be_absent (Fixture *fixture, gconstpointer data)
{
  tell_ok (fixture, "UNPLUG");
  yj_camera_start (fixture->camera);
  wait_for_state (fixture, YJ_DEVICE_ABSENT);
  tell_ok (fixture, "PLUG");
  wait_for_state (fixture, YJ_DEVICE_READY);
}

static void
test_frames_stop_with_stop_and_pause_with_sleep (Fixture *fixture, gconstpointer data)
{
  yj_camera_start (fixture->camera);
  wait_for (&fixture->frames, 2);
  g_assert_cmpuint (fixture->frame_width_px, ==, 800);
  tell_ok (fixture, "SLEEP 400");
  gint64 asleep_usec = g_get_monotonic_time ();
  wait_for (&fixture->frames, fixture->frames + 1);
  g_assert_cmpint (g_get_monotonic_time () - asleep_usec, >=, 390 * 1000);
  yj_camera_stop (fixture->camera);
  guint frames = fixture->frames;
  for (int i = 0; i < 5; i++)
    g_free (tell (fixture, "STATE"));
  g_assert_cmpuint (fixture->frames, ==, frames);
}

static YjStill *
capture (YjCamera *camera, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  yj_camera_capture_async (camera, cancellable, on_async_ready, &result);
  return yj_camera_capture_finish (camera, wait_for_result (&result), error);
}

static void
test_a_still_has_the_cameras_full_size (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("jpeg", NULL);
  g_autoptr (GError) error = NULL;

  show_qr (fixture, "still");
  yj_camera_start (fixture->camera);
  g_autoptr (YjStill) still = capture (fixture->camera, NULL, &error);
  g_assert_no_error (error);
  GBytes *whole = still->whole != NULL ? still->whole : still->jpeg;
  g_assert_cmpuint (g_bytes_get_size (whole), <=, 4 << 20);
  g_assert_true (gdk_pixbuf_loader_write_bytes (loader, whole, NULL) && gdk_pixbuf_loader_close (loader, NULL));
  g_assert_cmpint (gdk_pixbuf_get_width (gdk_pixbuf_loader_get_pixbuf (loader)), ==, 1600);
  g_assert_cmpint (gdk_pixbuf_get_height (gdk_pixbuf_loader_get_pixbuf (loader)), ==, 1200);
}

static void
test_no_still_from_a_camera_that_is_away (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) stopped = NULL, away = NULL, cancelled = NULL;

  g_assert_null (capture (fixture->camera, NULL, &stopped));
  g_assert_error (stopped, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT);
  yj_camera_start (fixture->camera);
  g_cancellable_cancel (cancellable);
  g_assert_null (capture (fixture->camera, cancellable, &cancelled));
  g_assert_error (cancelled, YJ_ERROR, YJ_ERROR_CANCELLED);
  tell_ok (fixture, "UNPLUG");
  g_assert_null (capture (fixture->camera, NULL, &away));
  g_assert_error (away, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT);
}

static void
test_unknown_words_are_refused (Fixture *fixture, gconstpointer data)
{
  const char *lines[] = {
    "", "JUMP", "SHOW", "SHOW /nonexistent.png", "SLEEP", "SLEEP -1", "SLEEP 99999999999", "\x01\x02"
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autofree char *answer = tell (fixture, lines[i]);
    g_assert_true (g_str_has_prefix (answer, "ERR "));
  }
  tell_ok (fixture, "blank");
}

static void
test_a_scanner_makes_its_camera_from_settings (void)
{
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autoptr (GError) bad_list = NULL, bad_camera = NULL, error = NULL;

  g_key_file_set_string (settings, "scan", "driver", "camera-scanner");
  g_key_file_set_string (settings, "scan", "camera", "lens");
  g_key_file_set_string (settings, "lens", "source", "test");
  g_autoptr (GObject) scanner = yj_driver_create (NULL, settings, "scan", &error);
  g_assert_no_error (error);
  g_assert_nonnull (yj_camera_scanner_get_camera (YJ_CAMERA_SCANNER (scanner)));

  g_key_file_set_string (settings, "scan", "symbologies", "qr-code;qrcode");
  g_assert_null (yj_driver_create (NULL, settings, "scan", &bad_list));
  g_assert_error (bad_list, YJ_ERROR, YJ_ERROR_BAD_DATA);
  g_key_file_set_string (settings, "scan", "symbologies", "qr-code;ean-13");
  g_key_file_set_string (settings, "scan", "camera", "scan");
  g_assert_null (yj_driver_create (NULL, settings, "scan", &bad_camera));
  g_assert_error (bad_camera, YJ_ERROR, YJ_ERROR_BAD_DATA);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/codes/camera-scanner/a-shown-code-is-read-once", test_a_shown_code_is_read_once);
  ADD ("/codes/virtual-camera/unplugging-stops-frames-and-plugging-recovers",
       test_unplugging_stops_frames_and_plugging_recovers);
  ADD ("/codes/virtual-camera/one-that-is-not-there-is-said-to-be-absent",
       test_a_camera_that_is_not_there_is_said_to_be_absent);
  ADD ("/codes/virtual-camera/frames-stop-with-stop-and-pause-with-sleep",
       test_frames_stop_with_stop_and_pause_with_sleep);
  ADD ("/codes/virtual-camera/a-still-has-the-cameras-full-size", test_a_still_has_the_cameras_full_size);
  ADD ("/codes/virtual-camera/no-still-from-a-camera-that-is-away", test_no_still_from_a_camera_that_is_away);
  ADD ("/codes/virtual-camera/unknown-words-are-refused", test_unknown_words_are_refused);
  g_test_add_func ("/codes/camera-scanner/makes-its-camera-from-settings",
                   test_a_scanner_makes_its_camera_from_settings);
  return g_test_run ();
}
