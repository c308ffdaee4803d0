/* SPDX-License-Identifier: Apache-2.0 */
/* Devices by what udev says of them: taken under any node, told apart by their sockets, left at once when they go, taken at once when
 * they come. The far ends of the lines stay up all the time, so that a driver can only know from udev that a device went. */
#include "core/base/yj-error.h"
#include "drivers/transports/yj-burst-link.h"
#include "drivers/transports/yj-hotplug-port.h"
#include "drivers/transports/yj-udev-client.h"
#include "drivers/yj-driver.h"
#include "tests/drivers/transports/hotplug-rig.h"
#include "tests/support/reader-rig.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/input.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* How long a driver that hears nothing from udev waits between two tries. */
#define POLL_USEC 500000

static const UdevDevice first = { "tty", "ttyUSB0", "pci-0000:00:14.0-usb-0:2:1.0", "1a86", "7523", NULL };
static const UdevDevice first_again = { "tty", "ttyUSB1", "pci-0000:00:14.0-usb-0:2:1.0", "1a86", "7523", NULL };
static const UdevDevice second = { "tty", "ttyUSB5", "pci-0000:00:14.0-usb-0:3:1.0", "1a86", "7523", NULL };

static void
test_other_node (Hotplug *f, gconstpointer unused)
{
  HotplugScanner *scanner = hotplug_scanner_new ("udev.ID_VENDOR_ID=1a86\nudev.ID_MODEL_ID=7522|7523\n");

  hotplug_scanner_await (scanner, YJ_DEVICE_ABSENT);
  g_assert_nonnull (strstr (scanner->reason, "ID_VENDOR_ID=1a86, ID_MODEL_ID=7522|7523"));
  udev_rig_plug (f->udev, &first, f->paths[0]);
  hotplug_scanner_await (scanner, YJ_DEVICE_READY);
  hotplug_scan (f->lines[0], scanner, "A-1");
  udev_rig_unplug (f->udev, &first);
  hotplug_scanner_await (scanner, YJ_DEVICE_ABSENT);
  g_assert_nonnull (strstr (scanner->reason, "/dev/ttyUSB0: unplugged"));
  udev_rig_plug (f->udev, &first_again, f->paths[1]);
  hotplug_scanner_await (scanner, YJ_DEVICE_READY);
  hotplug_scan (f->lines[1], scanner, "A-2");
  hotplug_scanner_free (scanner);
}

static void
test_two_alike (Hotplug *f, gconstpointer unused)
{
  HotplugScanner *left = hotplug_scanner_new ("udev.ID_PATH=pci-0000:00:14.0-usb-0:2:1.0\n");
  HotplugScanner *right = hotplug_scanner_new ("udev.ID_PATH=pci-0000:00:14.0-usb-0:3:1.0\n");

  /* The kernel's numbers the other way round, as after another boot. */
  udev_rig_plug (f->udev, &second, f->paths[1]);
  udev_rig_plug (f->udev, &first_again, f->paths[0]);
  hotplug_scanner_await (left, YJ_DEVICE_READY);
  hotplug_scanner_await (right, YJ_DEVICE_READY);
  hotplug_scan (f->lines[0], left, "LEFT");
  hotplug_scan (f->lines[1], right, "RIGHT");
  g_assert_cmpstr (left->codes->str, ==, "LEFT ");
  udev_rig_unplug (f->udev, &second);
  hotplug_scanner_await (right, YJ_DEVICE_ABSENT);
  g_assert_cmpint (left->state, ==, YJ_DEVICE_READY);
  hotplug_scan (f->lines[0], left, "STILL");
  hotplug_scanner_free (left);
  hotplug_scanner_free (right);
}

/* A hub whose supply dips loses all that is on it, and gives it back in another order: each device comes under the number that the other had
 * before. Ten times, and once the news of one device comes while the other is still away. */
static void
test_hub_reset (Hotplug *f, gconstpointer unused)
{
  static const UdevDevice left_on[] = { { "tty", "ttyUSB0", "pci-0000:00:14.0-usb-0:2:1.0", "1a86", "7523", NULL },
                                        { "tty", "ttyUSB1", "pci-0000:00:14.0-usb-0:2:1.0", "1a86", "7523", NULL } };
  static const UdevDevice right_on[] = { { "tty", "ttyUSB0", "pci-0000:00:14.0-usb-0:3:1.0", "1a86", "7523", NULL },
                                         { "tty", "ttyUSB1", "pci-0000:00:14.0-usb-0:3:1.0", "1a86", "7523", NULL } };
  HotplugScanner *left = hotplug_scanner_new ("udev.ID_PATH=pci-0000:00:14.0-usb-0:2:1.0\n");
  HotplugScanner *right = hotplug_scanner_new ("udev.ID_PATH=pci-0000:00:14.0-usb-0:3:1.0\n");

  for (guint i = 0; i < 10; i++) {
    guint number = i % 2;
    g_autofree char *left_code = g_strdup_printf ("LEFT-%u", i), *right_code = g_strdup_printf ("RIGHT-%u", i);
    udev_rig_plug (f->udev, &right_on[1 - number], f->paths[1]);
    if (i == 5)
      hotplug_scanner_await (right, YJ_DEVICE_READY);
    udev_rig_plug (f->udev, &left_on[number], f->paths[0]);
    hotplug_scanner_await (left, YJ_DEVICE_READY);
    hotplug_scanner_await (right, YJ_DEVICE_READY);
    hotplug_scan (f->lines[0], left, left_code);
    hotplug_scan (f->lines[1], right, right_code);
    g_assert_cmpstr (left->codes->str + strlen (left_code), ==, " "); /* and nothing of the other's */
    udev_rig_unplug (f->udev, &left_on[number]);
    udev_rig_unplug (f->udev, &right_on[1 - number]);
    hotplug_scanner_await (left, YJ_DEVICE_ABSENT);
    hotplug_scanner_await (right, YJ_DEVICE_ABSENT);
  }
  hotplug_scanner_free (left);
  hotplug_scanner_free (right);
}

static void
test_ambiguous (Hotplug *f, gconstpointer unused)
{
  HotplugScanner *scanner;

  udev_rig_plug (f->udev, &first, f->paths[0]);
  udev_rig_plug (f->udev, &second, f->paths[1]);
  scanner = hotplug_scanner_new ("udev.ID_VENDOR_ID=1a86\n");
  hotplug_scanner_await (scanner, YJ_DEVICE_FAULT);
  g_assert_nonnull (strstr (scanner->reason, "2 devices fit"));
  g_assert_nonnull (strstr (scanner->reason, "/dev/ttyUSB0 (udev.ID_PATH=pci-0000:00:14.0-usb-0:2:1.0)"));
  g_assert_nonnull (strstr (scanner->reason, "/dev/ttyUSB5 (udev.ID_PATH=pci-0000:00:14.0-usb-0:3:1.0)"));
  udev_rig_unplug (f->udev, &first);
  hotplug_scanner_await (scanner, YJ_DEVICE_READY);
  hotplug_scan (f->lines[1], scanner, "B-1");
  hotplug_scanner_free (scanner);
}

static void
test_own_table (Hotplug *f, gconstpointer unused)
{
  static const UdevDevice honeywell = { "tty", "ttyACM0", "pci-0000:00:14.0-usb-0:4:1.0", "0c2e", "0b6a", NULL };
  HotplugScanner *scanner = hotplug_scanner_new ("");

  udev_rig_plug (f->udev, &first, f->paths[0]); /* a converter that may be anything */
  hotplug_scanner_await (scanner, YJ_DEVICE_ABSENT);
  udev_rig_plug (f->udev, &honeywell, f->paths[1]);
  hotplug_scanner_await (scanner, YJ_DEVICE_READY);
  hotplug_scan (f->lines[1], scanner, "C-1");
  hotplug_scanner_free (scanner);
}

static void
test_path (Hotplug *f, gconstpointer unused)
{
  static const char link[] = "serial/by-id/usb-scanner-if00";
  static const UdevDevice linked = { "tty", "ttyUSB3", "pci-0000:00:14.0-usb-0:2:1.0", "1a86", "7523", "DEVLINKS=/dev/serial/by-id/usb-scanner-if00" };
  g_autofree char *node = udev_rig_get_node (f->udev, link);
  g_autofree char *folder = g_path_get_dirname (node);
  HotplugScanner *scanner = hotplug_scanner_new ("port=/dev/serial/by-id/usb-scanner-if00\n");

  hotplug_scanner_await (scanner, YJ_DEVICE_ABSENT);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (symlink (f->paths[0], node), ==, 0);
  udev_rig_plug (f->udev, &linked, f->paths[0]);
  hotplug_scanner_await (scanner, YJ_DEVICE_READY);
  hotplug_scan (f->lines[0], scanner, "D-1");
  g_assert_cmpint (g_unlink (node), ==, 0);
  udev_rig_unplug (f->udev, &linked);
  hotplug_scanner_await (scanner, YJ_DEVICE_ABSENT);
  hotplug_scanner_free (scanner);
}

/* The kernel's grab has nothing to say about a FIFO. */
int
ioctl (int fd, unsigned long request, ...)
{
  va_list arguments;
  void *argument;

  va_start (arguments, request);
  argument = va_arg (arguments, void *);
  va_end (arguments);
  return request == EVIOCGRAB ? 0 : (int) syscall (SYS_ioctl, fd, request, argument);
}

static void
press (int fd, guint16 code)
{
  const struct input_event events[] = { { .type = EV_KEY, .code = code, .value = 1 }, { .type = EV_KEY, .code = code, .value = 0 } };
  g_assert_cmpint (write (fd, events, sizeof events), ==, sizeof events);
}

static void
test_keyboard (Hotplug *f, gconstpointer unused)
{
  static const UdevDevice keys = { "input", "input/event5", "pci-0000:00:14.0-usb-0:4:1.0", "1eab", "1d03", "ID_INPUT=1;ID_INPUT_KEYBOARD=1" };
  static const UdevDevice other = { "input", "input/event6", "pci-0000:00:14.0-usb-0:4:1.1", "1eab", "1d03", "ID_INPUT=1;ID_INPUT_KEY=1" };
  g_autofree char *fifo = g_build_filename (f->dir, "keys", NULL);
  HotplugScanner *scanner = hotplug_scanner_new ("");
  int fd;

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  fd = open (fifo, O_RDWR | O_CLOEXEC);
  udev_rig_plug (f->udev, &other, f->paths[0]);
  hotplug_scanner_await (scanner, YJ_DEVICE_ABSENT);
  udev_rig_plug (f->udev, &keys, fifo);
  hotplug_scanner_await (scanner, YJ_DEVICE_READY);
  scanner->wanted_codes = "12 ";
  press (fd, KEY_1);
  press (fd, KEY_2);
  press (fd, KEY_ENTER);
  g_assert_true (reader_rig_wait (hotplug_scanner_has_codes, scanner, HOTPLUG_PATIENCE_SECONDS));
  udev_rig_unplug (f->udev, &keys);
  hotplug_scanner_await (scanner, YJ_DEVICE_ABSENT);
  hotplug_scanner_free (scanner);
  close (fd);
  g_unlink (fifo);
}

/* One way of a device that was gone: how long after the driver had noticed it was used again. A driver that only polls needs POLL_USEC
 * each time, however fast the machine is; one that listens is quick at least once, however slow the machine is. */
static gint64
replug_usec (Hotplug *f, HotplugScanner *scanner)
{
  gint64 since;

  udev_rig_unplug (f->udev, &first);
  hotplug_scanner_await (scanner, YJ_DEVICE_ABSENT);
  since = g_get_monotonic_time ();
  udev_rig_plug (f->udev, &first, f->paths[0]);
  hotplug_scanner_await (scanner, YJ_DEVICE_READY);
  return g_get_monotonic_time () - since;
}

static void
test_at_once (Hotplug *f, gconstpointer unused)
{
  HotplugScanner *scanner = hotplug_scanner_new ("udev.ID_VENDOR_ID=1a86\n");
  gint64 best = G_MAXINT64;

  udev_rig_plug (f->udev, &first, f->paths[0]);
  hotplug_scanner_await (scanner, YJ_DEVICE_READY);
  for (guint i = 0; i < 5; i++)
    best = MIN (best, replug_usec (f, scanner));
  g_test_message ("used again %.1f ms after it was gone, at best of 5", (double) best / 1000);
  g_assert_cmpint (best, <, POLL_USEC * 9 / 10);
  hotplug_scan (f->lines[0], scanner, "E-1");
  hotplug_scanner_free (scanner);
}

static gboolean
is_reader_ready (gpointer data)
{
  return yj_id_reader_get_state (data) == YJ_DEVICE_READY;
}

static gboolean
is_reader_absent (gpointer data)
{
  return yj_id_reader_get_state (data) == YJ_DEVICE_ABSENT;
}

static void
test_card_reader (void)
{
  ReaderRig *rig = reader_rig_new ();
  UdevRig *udev = udev_rig_new ();
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  gint64 best = G_MAXINT64;
  YjIdReader *reader;

  g_key_file_set_string (settings, "id-reader", "udev.ID_PATH", first.path);
  reader = YJ_ID_READER (yj_driver_create ("sdt-reader", settings, "id-reader", &error));
  g_assert_no_error (error);
  yj_id_reader_start (reader);
  udev_rig_plug (udev, &first, rig->line_path);
  g_assert_true (reader_rig_wait (is_reader_ready, reader, HOTPLUG_PATIENCE_SECONDS));
  for (guint i = 0; i < 5; i++) {
    gint64 since;
    udev_rig_unplug (udev, &first);
    g_assert_true (reader_rig_wait (is_reader_absent, reader, HOTPLUG_PATIENCE_SECONDS));
    since = g_get_monotonic_time ();
    udev_rig_plug (udev, &first, rig->line_path);
    g_assert_true (reader_rig_wait (is_reader_ready, reader, HOTPLUG_PATIENCE_SECONDS));
    best = MIN (best, g_get_monotonic_time () - since);
  }
  g_test_message ("the reader answered %.1f ms after it was gone, at best of 5", (double) best / 1000);
  g_assert_cmpint (best, <, POLL_USEC * 9 / 10);
  g_assert_finalize_object (G_OBJECT (reader));
  udev_rig_free (udev);
  reader_rig_free (rig);
}

static void
test_one_client (Hotplug *f, gconstpointer unused)
{
  YjUdevClient *client = yj_udev_client_get ();
  HotplugScanner *scanner = hotplug_scanner_new ("");
  YjUdevClient *again = yj_udev_client_get ();
  g_autoptr (GPtrArray) none = yj_udev_client_list (client, "tty");

  g_assert_true (client == again);
  g_assert_cmpuint (none->len, ==, 0);
  hotplug_scanner_free (scanner);
  g_object_unref (again);
  g_assert_finalize_object (client);
}

static void
test_bad_settings (void)
{
  static const struct {
    const char *keys, *word;
  } cases[] = { { "port=/dev/ttyS0\nudev.ID_PATH=x\n", "not by both" },
                { "udev.ID_PATH=\n", "udev.ID_PATH" },
                { "udev.id path=1\n", "udev.id path" },
                { "udev.ID_PATH=x\nrate_baud=14400\n", "14400" },
                { "port=ttyS0\n", "[scanner] port" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GKeyFile) settings = hotplug_make_settings (cases[i].keys);
    g_autoptr (GError) error = NULL;

    g_assert_null (yj_driver_create (NULL, settings, "scanner", &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
    g_assert_nonnull (strstr (error->message, cases[i].word));
    g_test_message ("%s", error->message);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/drivers/hotplug/a-device-is-taken-by-its-properties-under-any-node", Hotplug, NULL, hotplug_set_up, test_other_node, hotplug_tear_down);
  g_test_add ("/drivers/hotplug/two-alike-are-told-apart-by-their-sockets", Hotplug, NULL, hotplug_set_up, test_two_alike, hotplug_tear_down);
  g_test_add ("/drivers/hotplug/a-hub-that-gives-all-back-in-another-order-mixes-nothing-up", Hotplug, NULL, hotplug_set_up, test_hub_reset, hotplug_tear_down);
  g_test_add ("/drivers/hotplug/a-choice-between-several-is-said-and-not-made", Hotplug, NULL, hotplug_set_up, test_ambiguous, hotplug_tear_down);
  g_test_add ("/drivers/hotplug/without-settings-only-what-the-table-is-sure-of-is-taken", Hotplug, NULL, hotplug_set_up, test_own_table, hotplug_tear_down);
  g_test_add ("/drivers/hotplug/a-path-that-stays-is-followed-too", Hotplug, NULL, hotplug_set_up, test_path, hotplug_tear_down);
  g_test_add ("/drivers/hotplug/of-a-scanner-that-types-the-node-that-types-is-taken", Hotplug, NULL, hotplug_set_up, test_keyboard, hotplug_tear_down);
  g_test_add ("/drivers/hotplug/a-scanner-that-came-back-is-used-at-once", Hotplug, NULL, hotplug_set_up, test_at_once, hotplug_tear_down);
  g_test_add_func ("/drivers/hotplug/a-card-reader-that-came-back-is-used-at-once", test_card_reader);
  g_test_add ("/drivers/hotplug/all-drivers-share-one-connection-to-udev", Hotplug, NULL, hotplug_set_up, test_one_client, hotplug_tear_down);
  g_test_add_func ("/drivers/hotplug/settings-that-name-no-device-are-refused", test_bad_settings);
  return g_test_run ();
}
