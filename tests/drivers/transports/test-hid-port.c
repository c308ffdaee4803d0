/* SPDX-License-Identifier: Apache-2.0 */
/* A scanner that types, by what the kernel says of one: a recorded burst of events, replayed by umockdev at its own pace; and where the
 * machine lets us, a keyboard of uinput, of which nobody else gets anything. Runs under umockdev-wrapper. */
#include "core/ports/yj-code-scanner.h"
#include "drivers/yj-driver.h"
#include "tests/support/reader-rig.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/input.h>
#include <linux/uinput.h>
#include <string.h>
#include <sys/ioctl.h>
#include <umockdev.h>
#include <unistd.h>

#define PATIENCE_SECONDS 60

typedef struct {
  GPtrArray *codes; /* of YjCode */
  GString *states;
  guint wanted;
} Heard;

static void
on_read (YjCodeScanner *scanner, YjCode *code, Heard *heard)
{
  g_ptr_array_add (heard->codes, yj_code_copy (code));
}

static void
on_state (YjCodeScanner *scanner, YjDeviceState state, const char *reason, Heard *heard)
{
  g_string_append_printf (heard->states, "%s ", yj_device_state_nick (state));
  g_test_message ("%s: %s", yj_device_state_nick (state), reason);
}

static gboolean
has_codes (gpointer data)
{
  const Heard *heard = data;
  return heard->codes->len >= heard->wanted;
}

static gboolean
is_settled (gpointer data)
{
  const Heard *heard = data;
  return heard->states->len > 0;
}

static YjCodeScanner *
start_scanner (const char *node, Heard *heard)
{
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autofree char *address = g_strconcat ("hid:", node, NULL);
  g_autoptr (GError) error = NULL;
  YjCodeScanner *scanner;

  g_key_file_set_string (settings, "scanner", "driver", "line-scanner");
  g_key_file_set_string (settings, "scanner", "settle_ms", "0"); /* it speaks as soon as it is listened to */
  g_key_file_set_string (settings, "scanner", "port", address);
  scanner = YJ_CODE_SCANNER (yj_driver_create (NULL, settings, "scanner", &error));
  g_assert_no_error (error);
  *heard = (Heard){ g_ptr_array_new_with_free_func ((GDestroyNotify) yj_code_free), g_string_new (NULL), 1 };
  g_signal_connect (scanner, "code-read", G_CALLBACK (on_read), heard);
  g_signal_connect (scanner, "state-changed", G_CALLBACK (on_state), heard);
  yj_code_scanner_start (scanner);
  g_assert_true (reader_rig_wait (is_settled, heard, PATIENCE_SECONDS));
  return scanner;
}

static void
end_scanner (YjCodeScanner *scanner, Heard *heard)
{
  g_assert_finalize_object (G_OBJECT (scanner));
  g_ptr_array_unref (heard->codes);
  g_string_free (heard->states, TRUE);
}

static void
assert_heard (Heard *heard, const char *text)
{
  g_assert_true (reader_rig_wait (has_codes, heard, PATIENCE_SECONDS));
  g_assert_cmpstr (((YjCode *) g_ptr_array_index (heard->codes, 0))->text, ==, text);
}

/* ---- a recorded burst ---- */

static gint grabs;

/* Called on umockdev's own thread. */
static gboolean
on_ioctl (UMockdevIoctlBase *handler, UMockdevIoctlClient *client, gpointer data)
{
  if (umockdev_ioctl_client_get_request (client) != EVIOCGRAB)
    return FALSE;
  g_atomic_int_inc (&grabs);
  umockdev_ioctl_client_complete (client, 0, 0);
  return TRUE;
}

static void
add_key (GString *events, guint *msec, guint code, int value)
{
  guint seconds = *msec / 1000, usec = *msec % 1000 * 1000;

  g_string_append_printf (events, "E: %u.%06u %04x %04x %04d\nE: %u.%06u 0000 0000 0000\n", seconds, usec, EV_KEY, code, value, seconds,
                          usec);
  *msec += 4; /* as full-speed USB keyboards are asked */
}

/* 6901234567892 and Enter. */
static char *
write_recording (const char *dir)
{
  static const guint keys[] = { KEY_6, KEY_9, KEY_0, KEY_1, KEY_2, KEY_3, KEY_4, KEY_5, KEY_6, KEY_7, KEY_8, KEY_9, KEY_2, KEY_ENTER };
  char *path = g_build_filename (dir, "scanner.events", NULL);
  g_autoptr (GString) events = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  guint msec = 1;

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
    add_key (events, &msec, keys[i], 1);
    add_key (events, &msec, keys[i], 0);
  }
  g_assert_true (g_file_set_contents (path, events->str, -1, &error));
  g_assert_no_error (error);
  return path;
}

static void
test_recorded (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("yijian-hid-XXXXXX", &error), *recording = write_recording (dir);
  UMockdevTestbed *testbed = umockdev_testbed_new ();
  g_autoptr (UMockdevIoctlBase) handler = umockdev_ioctl_base_new ();
  YjCodeScanner *scanner;
  Heard heard;

  umockdev_testbed_add_from_string (
      testbed, "P: /devices/1-1/input/event5\nN: input/event5\nE: SUBSYSTEM=input\nE: DEVNAME=/dev/input/event5\n", &error);
  g_assert_no_error (error);
  g_signal_connect (handler, "handle-ioctl", G_CALLBACK (on_ioctl), NULL);
  umockdev_testbed_attach_ioctl (testbed, "/dev/input/event5", handler, &error);
  g_assert_no_error (error);
  umockdev_testbed_load_evemu_events (testbed, "/dev/input/event5", recording, &error);
  g_assert_no_error (error);
  scanner = start_scanner ("/dev/input/event5", &heard);
  g_assert_cmpstr (heard.states->str, ==, "ready ");
  g_assert_cmpint (g_atomic_int_get (&grabs), ==, 1);
  assert_heard (&heard, "6901234567892");
  end_scanner (scanner, &heard);
  umockdev_testbed_detach_ioctl (testbed, "/dev/input/event5", &error);
  g_assert_finalize_object (testbed);
  g_unlink (recording);
  g_rmdir (dir);
}

/* ---- a keyboard of uinput ---- */

static void
emit (int fd, guint16 type, guint16 code, gint32 value)
{
  struct input_event event = { .type = type, .code = code, .value = value };
  g_assert_cmpint (write (fd, &event, sizeof event), ==, sizeof event);
}

static void
tap (int fd, guint16 code)
{
  emit (fd, EV_KEY, code, 1);
  emit (fd, EV_SYN, SYN_REPORT, 0);
  emit (fd, EV_KEY, code, 0);
  emit (fd, EV_SYN, SYN_REPORT, 0);
}

static void
make_keyboard (int fd)
{
  struct uinput_setup setup = { .id = { .bustype = BUS_VIRTUAL }, .name = "yijian test scanner" };

  g_assert_cmpint (ioctl (fd, UI_SET_EVBIT, EV_KEY), ==, 0);
  for (int key = KEY_1; key <= KEY_ENTER; key++)
    g_assert_cmpint (ioctl (fd, UI_SET_KEYBIT, key), ==, 0);
  g_assert_cmpint (ioctl (fd, UI_DEV_SETUP, &setup), ==, 0);
  g_assert_cmpint (ioctl (fd, UI_DEV_CREATE), ==, 0);
}

/* (transfer full) */
static char *
find_node (int fd)
{
  char name[64] = "";
  const char *entry;
  char *node = NULL;

  g_assert_cmpint (ioctl (fd, UI_GET_SYSNAME (sizeof name), name), >=, 0);
  g_autofree char *folder = g_build_filename ("/sys/devices/virtual/input", name, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (dir);
  while (node == NULL && (entry = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (entry, "event"))
      node = g_build_filename ("/dev/input", entry, NULL);
  return node;
}

static gboolean
exists (gpointer path)
{
  return access (path, R_OK) == 0;
}

static void
test_uinput (void)
{
  int keyboard = open ("/dev/uinput", O_WRONLY | O_NONBLOCK | O_CLOEXEC), other;
  struct input_event event;
  YjCodeScanner *scanner;
  Heard heard;

  if (keyboard < 0) {
    g_test_skip ("no uinput");
    return;
  }
  make_keyboard (keyboard);
  g_autofree char *node = find_node (keyboard);
  g_assert_nonnull (node);
  g_assert_true (reader_rig_wait (exists, node, PATIENCE_SECONDS));
  other = open (node, O_RDONLY | O_NONBLOCK | O_CLOEXEC); /* as a compositor has it */
  scanner = start_scanner (node, &heard);
  g_assert_cmpstr (heard.states->str, ==, "ready ");
  tap (keyboard, KEY_6);
  tap (keyboard, KEY_9);
  tap (keyboard, KEY_ENTER);
  assert_heard (&heard, "69");
  g_assert_cmpint (read (other, &event, sizeof event), ==, -1);
  g_assert_cmpint (errno, ==, EAGAIN);
  end_scanner (scanner, &heard);
  close (other);
  close (keyboard);
}

/* umockdev prints the bytes that it writes, which is no TAP. */
static void
drop_message (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_handler (NULL, G_LOG_LEVEL_DEBUG, drop_message, NULL);
  g_test_add_func ("/hid-port/a-recorded-burst-of-keys-is-a-code", test_recorded);
  g_test_add_func ("/hid-port/a-grabbed-keyboard-types-to-nobody-else", test_uinput);
  return g_test_run ();
}
