/* SPDX-License-Identifier: Apache-2.0 */
/* Codes from scanners that type: keys, charsets, the grab, and what was typed before anybody listened. The input device is a FIFO of kernel
 * events; this program answers the grab in the kernel's place. */
#include "drivers/transports/yj-hid-keys.h"
#include "tests/drivers/codes/line-scanner-rig.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int grabs, grab_errno;

int
ioctl (int fd, unsigned long request, ...)
{
  va_list arguments;
  long argument;

  va_start (arguments, request);
  argument = va_arg (arguments, long);
  va_end (arguments);
  if (request != EVIOCGRAB)
    return (int) syscall (SYS_ioctl, fd, request, argument);
  grabs++;
  errno = grab_errno;
  return grab_errno != 0 ? -1 : 0;
}

static void
set_up (ScannerRig *rig, gconstpointer unused)
{
  scanner_rig_set_up (rig, unused);
  grabs = grab_errno = 0;
}

static void
plug_keyboard (ScannerRig *rig, const char *state)
{
  g_autofree char *address = g_strconcat ("hid:", rig->path, NULL);

  g_assert_cmpint (mkfifo (rig->path, 0600), ==, 0);
  rig->fifo = open (rig->path, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (rig->fifo, >=, 0);
  scanner_rig_make_scanner (rig, address, "cr-lf", "none");
  scanner_rig_await_state (rig, state);
}

static void
press (GArray *events, guint16 code, gint32 value)
{
  struct input_event key = { .type = EV_KEY, .code = code, .value = value }, end = { .type = EV_SYN, .code = SYN_REPORT };
  g_array_append_val (events, key);
  g_array_append_val (events, end);
}

static void
type (ScannerRig *rig, const guint16 *codes, gsize count, guint16 held)
{
  g_autoptr (GArray) events = g_array_new (FALSE, TRUE, sizeof (struct input_event));
  gsize size;

  if (held != 0)
    press (events, held, 1);
  for (gsize i = 0; i < count; i++) {
    press (events, codes[i], 1);
    press (events, codes[i], 0);
  }
  if (held != 0)
    press (events, held, 0);
  size = events->len * sizeof (struct input_event);
  g_assert_cmpint (write (rig->fifo, events->data, size), ==, (gssize) size);
}

static void
test_typed (ScannerRig *rig, gconstpointer unused)
{
  static const guint16 upper[] = { KEY_Y, KEY_J }, rest[] = { KEY_1, KEY_MINUS, KEY_A, KEY_ENTER };

  plug_keyboard (rig, "ready");
  g_assert_cmpint (grabs, ==, 1);
  type (rig, upper, G_N_ELEMENTS (upper), KEY_LEFTSHIFT);
  type (rig, rest, G_N_ELEMENTS (rest), 0);
  scanner_rig_await_codes (rig, 1);
  scanner_rig_assert_payload (g_ptr_array_index (rig->codes, 0), "YJ1-a", 5);
}

/* A scanner that nobody listened to kept the code of the person before, and gives it to whoever listens first. */
static void
test_kept_code (ScannerRig *rig, gconstpointer unused)
{
  static const guint16 kept[] = { KEY_8, KEY_8, KEY_ENTER }, now[] = { KEY_7, KEY_ENTER };
  g_autofree char *address = g_strconcat ("hid:", rig->path, NULL);

  rig->settle_ms = "500";
  g_assert_cmpint (mkfifo (rig->path, 0600), ==, 0);
  rig->fifo = open (rig->path, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (rig->fifo, >=, 0);
  type (rig, kept, G_N_ELEMENTS (kept), 0);
  scanner_rig_make_scanner (rig, address, "auto", "none");
  scanner_rig_await_dropped (rig);
  g_assert_cmpuint (rig->codes->len, ==, 0);
  /* After a moment it is heard. */
  do
    type (rig, now, G_N_ELEMENTS (now), 0);
  while (!scanner_rig_wait_for_codes (rig, 1, 1));
  scanner_rig_assert_payload (g_ptr_array_index (rig->codes, 0), "7", 1);
}

static void
test_typed_chinese (ScannerRig *rig, gconstpointer unused)
{
  /* 张 is D5 C5 in GBK: Alt and 54725. */
  static const guint16 number[] = { KEY_KP5, KEY_KP4, KEY_KP7, KEY_KP2, KEY_KP5 }, end[] = { KEY_ENTER };
  const YjCode *code;

  plug_keyboard (rig, "ready");
  type (rig, number, G_N_ELEMENTS (number), KEY_LEFTALT);
  type (rig, end, 1, 0);
  scanner_rig_await_codes (rig, 1);
  code = g_ptr_array_index (rig->codes, 0);
  g_assert_cmpstr (code->text, ==, "张");
}

/* A keyboard that is not had alone would type a citizen's code into the field on the screen. */
static void
test_not_without_the_grab (ScannerRig *rig, gconstpointer unused)
{
  static const guint16 letters[] = { KEY_A, KEY_ENTER };

  grab_errno = EBUSY;
  plug_keyboard (rig, "fault");
  type (rig, letters, G_N_ELEMENTS (letters), 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (rig->codes->len, ==, 0);
}

/* The kernel drops events of a program that was too slow for them, and says so: what is left would be another code. */
static void
test_dropped (ScannerRig *rig, gconstpointer unused)
{
  static const guint16 begin[] = { KEY_1, KEY_2 }, end[] = { KEY_9, KEY_ENTER }, next[] = { KEY_7, KEY_ENTER };
  struct input_event dropped_events = { .type = EV_SYN, .code = SYN_DROPPED };

  plug_keyboard (rig, "ready");
  g_string_set_size (rig->states, 0);
  type (rig, begin, G_N_ELEMENTS (begin), 0);
  g_assert_cmpint (write (rig->fifo, &dropped_events, sizeof dropped_events), ==, sizeof dropped_events);
  type (rig, end, G_N_ELEMENTS (end), 0);
  scanner_rig_await_state (rig, "absent ready");
  type (rig, next, G_N_ELEMENTS (next), 0);
  scanner_rig_await_codes (rig, 1);
  scanner_rig_assert_payload (g_ptr_array_index (rig->codes, 0), "7", 1);
  g_assert_cmpuint (rig->codes->len, ==, 1);
}

static void
test_keys (void)
{
  static const struct {
    guint code;
    int value;
  } events[] = { { KEY_CAPSLOCK, 1 }, { KEY_CAPSLOCK, 0 }, { KEY_A, 1 },  { KEY_A, 0 },         { KEY_1, 1 },       { KEY_LEFTSHIFT, 1 },
                 { KEY_B, 1 },        { KEY_2, 1 },        { KEY_2, 2 },  { KEY_LEFTSHIFT, 0 }, { KEY_LEFTALT, 1 }, { KEY_KP6, 1 },
                 { KEY_KP5, 1 },      { KEY_LEFTALT, 0 },  { KEY_F1, 1 }, { KEY_LEFTMETA, 1 },  { KEY_MAX + 9, 1 }, { KEY_LEFTALT, 0 } };
  YjHidKeys keys = { 0 };
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (events); i++) {
    guint8 out[YJ_HID_KEYS_MAX_BYTES];
    gsize n = yj_hid_keys_take (&keys, events[i].code, events[i].value, out);
    g_assert_cmpuint (n, <=, YJ_HID_KEYS_MAX_BYTES);
    g_string_append_len (text, (const char *) out, (gssize) n);
  }
  g_assert_cmpstr (text->str, ==, "A1b@@A");
}

/* A line feed, the separator of GS1 and the end of a code, as scanners type them; a key that has no control character says nothing. */
static void
test_control_keys (void)
{
  static const guint typed[] = { KEY_A, KEY_J, KEY_RIGHTBRACE, KEY_1, KEY_M };
  YjHidKeys keys = { 0 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++) {
    guint8 out[YJ_HID_KEYS_MAX_BYTES];
    g_assert_cmpuint (yj_hid_keys_take (&keys, KEY_LEFTCTRL, i > 0, out), ==, 0);
    g_byte_array_append (bytes, out, (guint) yj_hid_keys_take (&keys, typed[i], 1, out));
  }
  g_assert_cmpmem (bytes->data, bytes->len, "a\n\035\r", 4);
}

#define ADD(name, function) g_test_add ("/line-scanner/" name, ScannerRig, NULL, set_up, function, scanner_rig_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("what is typed becomes a code and is grabbed", test_typed);
  ADD ("what a scanner kept from before is nobody's code", test_kept_code);
  ADD ("Chinese that is typed as numbers is text", test_typed_chinese);
  ADD ("a keyboard that cannot be grabbed is not read", test_not_without_the_grab);
  ADD ("a code of which the kernel dropped events is not read", test_dropped);
  g_test_add_func ("/line-scanner/keys become bytes", test_keys);
  g_test_add_func ("/line-scanner/keys with Ctrl become control characters", test_control_keys);
  return g_test_run ();
}
