/* SPDX-License-Identifier: Apache-2.0 */
/* A camera by what udev says of it: found under any number, told from another one, left and taken at once. The stand-in for a kernel camera
 * goes on giving pictures all the time, so that the driver can only know from udev that it went. */
#include "core/base/yj-error.h"
#include "core/ports/yj-camera.h"
#include "drivers/yj-driver.h"
#include "tests/drivers/cameras/kernel-camera.h"
#include "tests/support/udev-rig.h"
#include <glib/gstdio.h>
#include <string.h>

#define DEADLINE_USEC (60 * G_USEC_PER_SEC)
/* How long the driver waits between two tries when it hears nothing. */
#define RETRY_USEC G_USEC_PER_SEC
#define CAPTURES "ID_V4L_CAPABILITIES=:capture:"

static const UdevDevice left = { "video4linux", "video0", "pci-0000:00:14.0-usb-0:2:1.0", "046d", "0825", CAPTURES };
static const UdevDevice left_again = { "video4linux", "video4", "pci-0000:00:14.0-usb-0:2:1.0", "046d", "0825", CAPTURES };
static const UdevDevice right = { "video4linux", "video2", "pci-0000:00:14.0-usb-0:3:1.0", "046d", "0825", CAPTURES };
static const UdevDevice metadata = { "video4linux", "video1", "pci-0000:00:14.0-usb-0:2:1.0", "046d", "0825", "ID_V4L_CAPABILITIES=:" };

typedef struct {
  UdevRig *udev;
  char *dir, *pictures;
  YjCamera *camera;
  YjDeviceState state;
  gboolean is_told;
  char *reason;
} Fixture;

static void
on_state (YjCamera *camera, YjDeviceState state, const char *reason, Fixture *f)
{
  g_test_message ("%s: %s", yj_device_state_nick (state), reason);
  f->state = state;
  f->is_told = TRUE;
  g_free (f->reason);
  f->reason = g_strdup (reason);
}

static void
setup (Fixture *f, gconstpointer unused)
{
  kernel_camera = (KernelCamera){ .is_plugged = TRUE };
  f->dir = g_dir_make_tmp ("yijian-camera-XXXXXX", NULL);
  f->pictures = g_build_filename (f->dir, "pictures", NULL);
  g_assert_true (g_file_set_contents (f->pictures, "", 0, NULL));
  f->udev = udev_rig_new ();
}

static void
start (Fixture *f, const char *key, const char *value)
{
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_key_file_set_string (settings, "camera", "format", "yuyv");
  g_key_file_set_string (settings, "camera", "width", "640");
  g_key_file_set_string (settings, "camera", "height", "480");
  if (key != NULL)
    g_key_file_set_string (settings, "camera", key, value);
  f->camera = YJ_CAMERA (yj_driver_create ("gst-camera", settings, "camera", &error));
  g_assert_no_error (error);
  g_signal_connect (f->camera, "state-changed", G_CALLBACK (on_state), f);
  yj_camera_start (f->camera);
}

static void
await_state (Fixture *f, YjDeviceState state)
{
  gint64 deadline_usec = g_get_monotonic_time () + DEADLINE_USEC;

  while (!f->is_told || f->state != state) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_usec);
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
  }
}

static void
teardown (Fixture *f, gconstpointer unused)
{
  yj_camera_stop (f->camera);
  g_object_unref (f->camera);
  while (g_atomic_int_get (&kernel_camera.is_open) > 0)
    g_usleep (1000);
  udev_rig_free (f->udev);
  g_unlink (f->pictures);
  g_assert_cmpint (g_rmdir (f->dir), ==, 0);
  g_free (f->pictures);
  g_free (f->dir);
  g_free (f->reason);
}

static void
test_other_number (Fixture *f, gconstpointer unused)
{
  start (f, NULL, NULL);
  await_state (f, YJ_DEVICE_ABSENT);
  udev_rig_plug (f->udev, &metadata, f->pictures);
  udev_rig_plug (f->udev, &left, f->pictures);
  await_state (f, YJ_DEVICE_READY);
  udev_rig_unplug (f->udev, &left);
  await_state (f, YJ_DEVICE_ABSENT);
  g_assert_cmpstr (f->reason, ==, "/dev/video0: unplugged");
  udev_rig_plug (f->udev, &left_again, f->pictures);
  await_state (f, YJ_DEVICE_READY);
}

static void
test_two_cameras (Fixture *f, gconstpointer unused)
{
  udev_rig_plug (f->udev, &right, f->pictures);
  udev_rig_plug (f->udev, &left, f->pictures);
  start (f, "udev.ID_PATH", right.path);
  await_state (f, YJ_DEVICE_READY);
  udev_rig_unplug (f->udev, &left); /* the other one */
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (f->state, ==, YJ_DEVICE_READY);
  udev_rig_unplug (f->udev, &right);
  await_state (f, YJ_DEVICE_ABSENT);
  g_assert_cmpstr (f->reason, ==, "/dev/video2: unplugged");
}

static void
test_ambiguous (Fixture *f, gconstpointer unused)
{
  udev_rig_plug (f->udev, &left, f->pictures);
  udev_rig_plug (f->udev, &right, f->pictures);
  start (f, NULL, NULL);
  await_state (f, YJ_DEVICE_FAULT);
  g_assert_nonnull (strstr (f->reason, "2 devices fit"));
  g_assert_cmpint (g_atomic_int_get (&kernel_camera.opens), ==, 0);
  udev_rig_unplug (f->udev, &left);
  await_state (f, YJ_DEVICE_READY);
}

static void
test_at_once (Fixture *f, gconstpointer unused)
{
  gint64 best = G_MAXINT64;

  start (f, NULL, NULL);
  udev_rig_plug (f->udev, &left, f->pictures);
  await_state (f, YJ_DEVICE_READY);
  for (guint i = 0; i < 3; i++) {
    gint64 since;
    udev_rig_unplug (f->udev, &left);
    await_state (f, YJ_DEVICE_ABSENT);
    since = g_get_monotonic_time ();
    udev_rig_plug (f->udev, &left, f->pictures);
    await_state (f, YJ_DEVICE_READY);
    best = MIN (best, g_get_monotonic_time () - since);
  }
  g_test_message ("pictures again %.1f ms after it was gone, at best of 3", (double) best / 1000);
  g_assert_cmpint (best, <, RETRY_USEC * 9 / 10);
}

static void
test_path (Fixture *f, gconstpointer unused)
{
  start (f, "device", "/dev/video0");
  await_state (f, YJ_DEVICE_ABSENT);
  udev_rig_plug (f->udev, &left, f->pictures);
  await_state (f, YJ_DEVICE_READY);
  udev_rig_unplug (f->udev, &left);
  await_state (f, YJ_DEVICE_ABSENT);
}

static void
test_both (void)
{
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_key_file_set_string (settings, "camera", "device", "/dev/video0");
  g_key_file_set_string (settings, "camera", "udev.ID_PATH", left.path);
  g_assert_null (yj_driver_create ("gst-camera", settings, "camera", &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
  g_assert_nonnull (strstr (error->message, "[camera] device"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  kernel_camera_register ();
  g_test_add ("/drivers/camera-hotplug/the-one-camera-is-found-under-any-number", Fixture, NULL, setup, test_other_number, teardown);
  g_test_add ("/drivers/camera-hotplug/of-two-cameras-the-one-in-its-socket-is-taken", Fixture, NULL, setup, test_two_cameras, teardown);
  g_test_add ("/drivers/camera-hotplug/a-choice-between-two-is-said-and-not-made", Fixture, NULL, setup, test_ambiguous, teardown);
  g_test_add ("/drivers/camera-hotplug/a-camera-that-came-back-is-used-at-once", Fixture, NULL, setup, test_at_once, teardown);
  g_test_add ("/drivers/camera-hotplug/a-path-is-followed-too", Fixture, NULL, setup, test_path, teardown);
  g_test_add_func ("/drivers/camera-hotplug/a-path-and-properties-are-not-both-taken", test_both);
  return g_test_run ();
}
