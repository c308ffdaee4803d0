/* SPDX-License-Identifier: Apache-2.0 */
/* Owns umockdev's testbed of a test. */
#include "tests/support/udev-rig.h"
#include <glib/gstdio.h>
#include <umockdev.h>
#include <unistd.h>

struct _UdevRig {
  UMockdevTestbed *testbed;
};

UdevRig *
udev_rig_new (void)
{
  UdevRig *rig = g_new0 (UdevRig, 1);

  rig->testbed = umockdev_testbed_new ();
  g_assert_true (umockdev_in_mock_environment ());
  return rig;
}

void
udev_rig_free (UdevRig *rig)
{
  g_assert_finalize_object (rig->testbed);
  g_free (rig);
}

char *
udev_rig_get_node (UdevRig *rig, const char *name)
{
  g_autofree char *root = umockdev_testbed_get_root_dir (rig->testbed);
  return g_build_filename (root, "dev", name, NULL);
}

/* As the kernel has it: below the socket, so that two devices in two sockets are two. */
static char *
get_sysfs_path (const UdevDevice *device)
{
  g_autofree char *base = g_path_get_basename (device->name);
  return g_strdup_printf ("/devices/%s/%s/%s", device->path, device->subsystem, base);
}

static char *
describe (const UdevDevice *device, const char *sysfs_path)
{
  static int minor;
  GString *text = g_string_new (NULL);
  g_auto (GStrv) more = g_strsplit (device->properties != NULL ? device->properties : "", ";", -1);

  g_string_append_printf (text, "P: %s\nE: SUBSYSTEM=%s\nE: DEVNAME=/dev/%s\nE: MAJOR=188\nE: MINOR=%d\n", sysfs_path, device->subsystem,
                          device->name, minor++);
  g_string_append_printf (text, "E: ID_VENDOR_ID=%s\nE: ID_MODEL_ID=%s\nE: ID_PATH=%s\n", device->vendor_id, device->model_id, device->path);
  for (guint i = 0; more[i] != NULL; i++)
    if (*more[i] != '\0')
      g_string_append_printf (text, "E: %s\n", more[i]);
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}

void
udev_rig_plug (UdevRig *rig, const UdevDevice *device, const char *target)
{
  g_autofree char *sysfs_path = get_sysfs_path (device);
  g_autofree char *text = describe (device, sysfs_path);
  g_autofree char *node = udev_rig_get_node (rig, device->name);
  g_autofree char *folder = g_path_get_dirname (node);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (symlink (target, node), ==, 0);
  umockdev_testbed_add_from_string (rig->testbed, text, &error);
  g_assert_no_error (error);
}

void
udev_rig_unplug (UdevRig *rig, const UdevDevice *device)
{
  g_autofree char *sysfs_path = get_sysfs_path (device);
  g_autofree char *path = g_strconcat ("/sys", sysfs_path, NULL);
  g_autofree char *node = udev_rig_get_node (rig, device->name);

  g_assert_cmpint (g_unlink (node), ==, 0);
  umockdev_testbed_uevent (rig->testbed, path, "remove");
  umockdev_testbed_remove_device (rig->testbed, path);
}
