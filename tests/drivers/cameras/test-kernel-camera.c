/* SPDX-License-Identifier: Apache-2.0 */
/* The GStreamer camera on a kernel camera: frames in the form that is set, stills of the largest size it offers, its node let go, and
 * pulled out at any moment. The kernel camera is an element of this test; what is beside it is the driver's own. */
#include "core/base/yj-error.h"
#include "core/ports/yj-camera.h"
#include "drivers/cameras/yj-gst-still-caps.h"
#include "drivers/yj-driver.h"
#include "tests/drivers/cameras/kernel-camera.h"
#include "tests/support/let-go.h"
#include "tests/support/udev-rig.h"
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>

#define DEADLINE_USEC (60 * G_USEC_PER_SEC)
#define RECOVERY_USEC (3 * G_USEC_PER_SEC)

typedef struct {
  char *folder;
  char *node;
  GKeyFile *settings;
  YjCamera *camera;
  guint frames, ready, absent;
  guint frame_width_px;
} Fixture;

static void
on_frame (YjCamera *camera, YjFrame *frame, Fixture *fixture)
{
  fixture->frames++;
  fixture->frame_width_px = frame->width_px;
}

static void
on_state_changed (YjCamera *camera, YjDeviceState state, const char *reason, Fixture *fixture)
{
  fixture->ready += state == YJ_DEVICE_READY;
  fixture->absent += state == YJ_DEVICE_ABSENT;
  g_test_message ("%s: %s", yj_device_state_nick (state), reason);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  kernel_camera_register ();
  kernel_camera = (KernelCamera){ .is_plugged = TRUE };
  fixture->folder = g_dir_make_tmp ("yj-XXXXXX", NULL);
  fixture->node = g_build_filename (fixture->folder, "video0", NULL);
  g_assert_true (g_file_set_contents (fixture->node, "", 0, NULL));
  fixture->settings = g_key_file_new ();
  g_key_file_set_string (fixture->settings, "camera", "driver", "gst-camera");
  g_key_file_set_string (fixture->settings, "camera", "device", fixture->node);
  g_key_file_set_string (fixture->settings, "camera", "format", data != NULL ? data : "yuyv");
  g_key_file_set_string (fixture->settings, "camera", "width", "640");
  g_key_file_set_string (fixture->settings, "camera", "height", "480");
  g_key_file_set_string (fixture->settings, "camera", "still_settle", "100");
}

static void
start_camera (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->camera = YJ_CAMERA (yj_driver_create (NULL, fixture->settings, "camera", &error));
  g_assert_no_error (error);
  g_signal_connect (fixture->camera, "frame", G_CALLBACK (on_frame), fixture);
  g_signal_connect (fixture->camera, "state-changed", G_CALLBACK (on_state_changed), fixture);
  yj_camera_start (fixture->camera);
}

static void
wait_for (const guint *value, guint wanted)
{
  gint64 deadline_usec = g_get_monotonic_time () + DEADLINE_USEC;
  while (*value < wanted) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_usec);
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
  }
}

/* How often this process has the node open, as the kernel says. */
static guint
count_open (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint count = 0;

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir)) {
    g_autofree char *link = g_build_filename ("/proc/self/fd", name, NULL), *target = g_file_read_link (link, NULL);
    count += g_strcmp0 (target, path) == 0;
  }
  return count;
}

static void
wait_until_closed (const char *path)
{
  gint64 deadline_usec = g_get_monotonic_time () + DEADLINE_USEC;
  while (count_open (path) > 0) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_usec);
    g_usleep (1000);
  }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  let_go (fixture->camera);
  wait_until_closed (fixture->node); /* by a thread of its own */
  while (g_atomic_int_get (&kernel_camera.is_open) > 0)
    g_usleep (1000);
  g_unlink (fixture->node);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_key_file_unref (fixture->settings);
  g_free (fixture->node);
  g_free (fixture->folder);
}

static void
on_capture_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static YjStill *
finish_capture (Fixture *fixture, GAsyncResult **result, GError **error)
{
  g_autoptr (GAsyncResult) owned = NULL;

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  owned = *result;
  return yj_camera_capture_finish (fixture->camera, owned, error);
}

static YjStill *
capture (Fixture *fixture, GError **error)
{
  GAsyncResult *result = NULL;
  yj_camera_capture_async (fixture->camera, NULL, on_capture_ready, &result);
  return finish_capture (fixture, &result, error);
}

static void
get_size (GBytes *jpeg, int *width_px, int *height_px)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("jpeg", NULL);
  g_assert_true (gdk_pixbuf_loader_write_bytes (loader, jpeg, NULL) && gdk_pixbuf_loader_close (loader, NULL));
  *width_px = gdk_pixbuf_get_width (gdk_pixbuf_loader_get_pixbuf (loader));
  *height_px = gdk_pixbuf_get_height (gdk_pixbuf_loader_get_pixbuf (loader));
}

/* In both forms: frames of the size that is set, a still of the largest one, cut to the sheet, then frames again. */
static void
test_a_still_is_the_largest_picture_it_offers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  int width_px, height_px;

  start_camera (fixture);
  wait_for (&fixture->frames, 2);
  g_assert_cmpuint (fixture->frame_width_px, ==, 640);
  g_assert_cmpuint (count_open (fixture->node), ==, 1);
  gint64 began_usec = g_get_monotonic_time ();
  g_autoptr (YjStill) still = capture (fixture, &error);
  g_assert_no_error (error);
  g_test_message ("%s: a still after %" G_GINT64_FORMAT " ms", (const char *) data, (g_get_monotonic_time () - began_usec) / 1000);
  get_size (still->whole, &width_px, &height_px);
  g_assert_cmpint (width_px, ==, KERNEL_CAMERA_WIDTH_PX);
  g_assert_cmpint (height_px, ==, KERNEL_CAMERA_HEIGHT_PX);
  get_size (still->jpeg, &width_px, &height_px); /* three fifths and four fifths of it */
  g_assert_cmpint (ABS (width_px - KERNEL_CAMERA_WIDTH_PX * 3 / 5), <=, 8);
  g_assert_cmpint (ABS (height_px - KERNEL_CAMERA_HEIGHT_PX * 4 / 5), <=, 8);
  g_assert_cmpint (still->sight.verdict, ==, YJ_PAPER_GOOD);
  wait_for (&fixture->frames, fixture->frames + 2);
  g_assert_cmpuint (fixture->frame_width_px, ==, 640);
  g_assert_cmpuint (fixture->absent, ==, 0);
  g_assert_cmpint (kernel_camera.opens, ==, 3);
  g_assert_cmpint (kernel_camera.most_open, ==, 1);
}

static void
test_its_node_is_let_go_when_it_is_stopped (Fixture *fixture, gconstpointer data)
{
  start_camera (fixture);
  for (int i = 0; i < 3; i++) {
    wait_for (&fixture->frames, fixture->frames + 1);
    g_assert_cmpuint (count_open (fixture->node), ==, 1);
    yj_camera_stop (fixture->camera);
    wait_until_closed (fixture->node);
    yj_camera_start (fixture->camera);
  }
  wait_for (&fixture->frames, fixture->frames + 1);
  g_assert_cmpint (kernel_camera.most_open, ==, 1);
}

static void
assert_recovers (Fixture *fixture)
{
  guint ready = fixture->ready;

  wait_until_closed (fixture->node);
  g_atomic_int_set (&kernel_camera.is_plugged, TRUE);
  gint64 back_usec = g_get_monotonic_time ();
  wait_for (&fixture->ready, ready + 1);
  gint64 took_usec = g_get_monotonic_time () - back_usec;
  g_test_message ("back after %" G_GINT64_FORMAT " ms", took_usec / 1000);
  g_assert_cmpint (took_usec, <, RECOVERY_USEC);
}

static void
test_pulled_out_among_frames_it_is_back_within_three_seconds (Fixture *fixture, gconstpointer data)
{
  start_camera (fixture);
  for (guint i = 1; i <= 2; i++) {
    wait_for (&fixture->frames, fixture->frames + 2);
    g_atomic_int_set (&kernel_camera.is_plugged, FALSE);
    wait_for (&fixture->absent, i);
    assert_recovers (fixture);
  }
}

static void
test_pulled_out_during_a_still_that_is_said_and_it_comes_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL, late = NULL;
  GAsyncResult *result = NULL;

  start_camera (fixture);
  wait_for (&fixture->frames, 1);
  yj_camera_capture_async (fixture->camera, NULL, on_capture_ready, &result);
  while (g_atomic_int_get (&kernel_camera.opens) < 2) /* at the still's size */
    g_main_context_iteration (NULL, FALSE);
  g_atomic_int_set (&kernel_camera.is_plugged, FALSE);
  g_assert_null (finish_capture (fixture, &result, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT);
  wait_for (&fixture->absent, 1);
  assert_recovers (fixture);
  g_autoptr (YjStill) still = capture (fixture, &late);
  g_assert_no_error (late);
}

/* It names a size and refuses it: what it does give is better than nothing. */
static void
test_a_size_that_is_refused_leaves_a_still_of_the_frames (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  int width_px, height_px;

  g_atomic_int_set (&kernel_camera.is_mute_large, TRUE);
  start_camera (fixture);
  wait_for (&fixture->frames, 1);
  g_autoptr (YjStill) still = capture (fixture, &error);
  g_assert_no_error (error);
  get_size (still->whole, &width_px, &height_px);
  g_assert_cmpint (width_px, ==, 640);
  g_assert_cmpuint (fixture->absent, ==, 0);
  wait_for (&fixture->frames, fixture->frames + 1);
}

static const UdevDevice metadata = { "video4linux", "video0", "pci-0000:00:14.0-usb-0:4:1.0", "0c45", "6366", "ID_V4L_CAPABILITIES=:" };
static const UdevDevice camera = { "video4linux", "video1", "pci-0000:00:14.0-usb-0:4:1.1", "0c45", "6366", "ID_V4L_CAPABILITIES=:capture:" };
static const UdevDevice moved = { "video4linux", "video4", "pci-0000:00:14.0-usb-0:4:1.1", "0c45", "6366", "ID_V4L_CAPABILITIES=:capture:" };
static const UdevDevice other = { "video4linux", "video7", "pci-0000:00:14.0-usb-0:9:1.0", "046d", "085e", "ID_V4L_CAPABILITIES=:capture:" };

static void
unplug (Fixture *fixture, UdevRig *udev, const UdevDevice *device)
{
  g_atomic_int_set (&kernel_camera.is_plugged, FALSE);
  udev_rig_unplug (udev, device);
  wait_until_closed (fixture->node);
}

/* Whatever number the kernel gives it, beside the node of its metadata; and by settings one of two cameras. */
static void
test_it_is_found_by_what_udev_says (Fixture *fixture, gconstpointer data)
{
  UdevRig *udev = udev_rig_new ();

  g_key_file_remove_key (fixture->settings, "camera", "device", NULL);
  start_camera (fixture);
  wait_for (&fixture->absent, 1);
  udev_rig_plug (udev, &metadata, "/dev/null");
  udev_rig_plug (udev, &camera, fixture->node);
  wait_for (&fixture->frames, 1);
  unplug (fixture, udev, &camera);
  wait_for (&fixture->absent, 2);
  g_atomic_int_set (&kernel_camera.is_plugged, TRUE);
  udev_rig_plug (udev, &moved, fixture->node);
  wait_for (&fixture->ready, 2);
  udev_rig_plug (udev, &other, "/dev/null");
  unplug (fixture, udev, &moved);
  udev_rig_plug (udev, &camera, fixture->node);
  wait_for (&fixture->absent, 3); /* two fit now */
  yj_camera_stop (fixture->camera);
  let_go (fixture->camera);
  g_atomic_int_set (&kernel_camera.is_plugged, TRUE);
  g_key_file_set_string (fixture->settings, "camera", "udev.ID_VENDOR_ID", "0c45");
  g_key_file_set_string (fixture->settings, "camera", "udev.ID_V4L_CAPABILITIES", "*:capture:*");
  start_camera (fixture);
  wait_for (&fixture->ready, 3);
  yj_camera_stop (fixture->camera);
  wait_until_closed (fixture->node);
  udev_rig_unplug (udev, &camera);
  udev_rig_unplug (udev, &other);
  udev_rig_unplug (udev, &metadata);
  udev_rig_free (udev);
}

static void
assert_choice (const char *offered, guint64 than_pixels, const char *expected)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (offered);
  g_autoptr (GstCaps) chosen = yj_gst_still_caps_choose (caps, than_pixels);
  g_autoptr (GstCaps) right = expected != NULL ? gst_caps_from_string (expected) : NULL;

  if (expected == NULL) {
    g_assert_null (chosen);
    return;
  }
  g_assert_nonnull (chosen);
  g_assert_true (gst_caps_is_fixed (chosen));
  g_autofree char *text = gst_caps_to_string (chosen);
  g_test_message ("%s", text);
  g_assert_true (gst_caps_is_subset (chosen, right));
}

static void
test_the_best_form_is_chosen (void)
{
  kernel_camera_register ();
  assert_choice ("image/jpeg,width=1920,height=1080,framerate=30/1; image/jpeg,width=4608,height=3456,framerate={10/1,5/1};"
                 "video/x-raw,format=YUY2,width=4608,height=3456,framerate=1/1",
                 1280 * 720, "image/jpeg,width=4608,height=3456,framerate=10/1");
  assert_choice ("image/jpeg,width=3264,height=2448,framerate=5/1; video/x-raw,format=YUY2,width=3264,height=2448,framerate=5/1", 1280 * 720,
                 "video/x-raw,format=YUY2,width=3264,height=2448,framerate=5/1");
  /* a camera that scales by itself names ranges */
  assert_choice ("video/x-raw,format={NV12,YUY2},width=[32,3840],height=[32,2160],framerate=[1/1,60/1]", 1280 * 720,
                 "video/x-raw,width=3840,height=2160,framerate=30/1");
  assert_choice ("image/jpeg,width=1280,height=720,framerate=30/1", 1280 * 720, NULL);
  assert_choice ("video/x-bayer,format=bggr,width=4000,height=3000,framerate=5/1; video/x-raw,format=P010_10LE,width=4000,height=3000", 1280 * 720,
                 NULL);
  assert_choice ("image/jpeg,width=1600,height=1200", 1280 * 720, "image/jpeg,width=1600,height=1200");
  assert_choice ("image/jpeg,width=12000,height=9000,framerate=1/1; image/jpeg,width=1920,height=1080,framerate=30/1", 1280 * 720,
                 "image/jpeg,width=1920,height=1080");
}

#define ADD(path, data, function) g_test_add ("/cameras/kernel-camera/" path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/cameras/kernel-camera/the-best-form-is-chosen", test_the_best_form_is_chosen);
  ADD ("a-still-is-the-largest-picture-beside-yuyv", "yuyv", test_a_still_is_the_largest_picture_it_offers);
  ADD ("a-still-is-the-largest-picture-beside-mjpeg", "mjpeg", test_a_still_is_the_largest_picture_it_offers);
  ADD ("its-node-is-let-go-when-it-is-stopped", "raw", test_its_node_is_let_go_when_it_is_stopped);
  ADD ("pulled-out-among-frames-it-is-back-within-three-seconds", "mjpeg", test_pulled_out_among_frames_it_is_back_within_three_seconds);
  ADD ("pulled-out-during-a-still-that-is-said-and-it-comes-back", "yuyv", test_pulled_out_during_a_still_that_is_said_and_it_comes_back);
  ADD ("a-size-that-is-refused-leaves-a-still-of-the-frames", "yuyv", test_a_size_that_is_refused_leaves_a_still_of_the_frames);
  ADD ("it-is-found-by-what-udev-says", "yuyv", test_it_is_found_by_what_udev_says);
  return g_test_run ();
}
