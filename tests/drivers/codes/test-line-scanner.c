/* SPDX-License-Identifier: Apache-2.0 */
/* Codes from scanners on a line and from scanners that type: framing, identifiers, charsets, hostile payloads, and who else gets what
 * is typed. The input device is a FIFO of kernel events; this program answers the grab in the kernel's place. */
#include "core/base/yj-error.h"
#include "core/ports/yj-code-scanner.h"
#include "drivers/transports/yj-hid-keys.h"
#include "drivers/virtual/yj-virtual-line.h"
#include "drivers/yj-driver.h"
#include "tests/support/reader-rig.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/input.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PATIENCE_SECONDS 60

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

typedef struct {
  char *dir, *path;
  YjVirtualLine *line; /* (nullable) */
  int fifo;            /* -1: none */
  const char *settle_ms; /* "0": the devices here speak as soon as they are listened to */
  YjCodeScanner *scanner;
  GPtrArray *codes; /* of YjCode */
  GString *states;
  guint wanted_codes;
  const char *wanted_state;
} Fixture;

static void
on_read (YjCodeScanner *scanner, YjCode *code, Fixture *f)
{
  g_ptr_array_add (f->codes, yj_code_copy (code));
}

static void
on_state (YjCodeScanner *scanner, YjDeviceState state, const char *reason, Fixture *f)
{
  g_string_append_printf (f->states, "%s ", yj_device_state_nick (state));
}

static gboolean
has_codes (gpointer data)
{
  Fixture *f = data;
  return f->codes->len >= f->wanted_codes;
}

static gboolean
has_state (gpointer data)
{
  Fixture *f = data;
  return strstr (f->states->str, f->wanted_state) != NULL;
}

static void
await_state (Fixture *f, const char *state)
{
  f->wanted_state = state;
  if (!reader_rig_wait (has_state, f, PATIENCE_SECONDS))
    g_error ("never %s, but: %s", state, f->states->str);
}

static void
make_scanner (Fixture *f, const char *address, const char *framing, const char *identifiers)
{
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_key_file_set_string (settings, "scanner", "driver", "line-scanner");
  g_key_file_set_string (settings, "scanner", "port", address);
  g_key_file_set_string (settings, "scanner", "framing", framing);
  g_key_file_set_string (settings, "scanner", "identifiers", identifiers);
  g_key_file_set_string (settings, "scanner", "quiet_ms", "40");
  g_key_file_set_string (settings, "scanner", "settle_ms", f->settle_ms);
  f->scanner = YJ_CODE_SCANNER (yj_driver_create (NULL, settings, "scanner", &error));
  g_assert_no_error (error);
  f->codes = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_code_free);
  f->states = g_string_new (NULL);
  g_signal_connect (f->scanner, "code-read", G_CALLBACK (on_read), f);
  g_signal_connect (f->scanner, "state-changed", G_CALLBACK (on_state), f);
  yj_code_scanner_start (f->scanner);
}

static void
setup (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  f->dir = g_dir_make_tmp ("yijian-scanner-XXXXXX", &error);
  g_assert_no_error (error);
  f->path = g_build_filename (f->dir, "line", NULL);
  f->fifo = -1;
  f->settle_ms = "0";
  grabs = grab_errno = 0;
}

static void
setup_line (Fixture *f, const char *framing, const char *identifiers)
{
  g_autoptr (GError) error = NULL;

  f->line = yj_virtual_line_new (f->path);
  g_assert_true (yj_virtual_line_plug (f->line, &error));
  make_scanner (f, f->path, framing, identifiers);
  await_state (f, "ready");
}

static void
setup_keyboard (Fixture *f, const char *state)
{
  g_autofree char *address = g_strconcat ("hid:", f->path, NULL);

  g_assert_cmpint (mkfifo (f->path, 0600), ==, 0);
  f->fifo = open (f->path, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (f->fifo, >=, 0);
  make_scanner (f, address, "cr-lf", "none");
  await_state (f, state);
}

static void
end_scanner (Fixture *f)
{
  g_assert_finalize_object (G_OBJECT (f->scanner));
  g_clear_object (&f->line);
  g_ptr_array_unref (f->codes);
  g_string_free (f->states, TRUE);
}

static void
teardown (Fixture *f, gconstpointer unused)
{
  end_scanner (f);
  if (f->fifo >= 0)
    close (f->fifo);
  g_unlink (f->path);
  g_rmdir (f->dir);
  g_free (f->path);
  g_free (f->dir);
}

/* The one code that @size bytes on the line become. */
static const YjCode *
scan (Fixture *f, gconstpointer bytes, gsize size)
{
  g_ptr_array_set_size (f->codes, 0);
  f->wanted_codes = 1;
  yj_virtual_line_send (f->line, bytes, size);
  g_assert_true (reader_rig_wait (has_codes, f, PATIENCE_SECONDS));
  g_assert_cmpuint (f->codes->len, ==, 1);
  return g_ptr_array_index (f->codes, 0);
}

static void
assert_payload (const YjCode *code, gconstpointer bytes, gsize size)
{
  g_autoptr (GBytes) wanted = g_bytes_new (bytes, size);
  g_assert_true (g_bytes_equal (code->payload, wanted));
}

#define SCAN(f, sent, wanted) assert_payload (scan (f, sent, sizeof sent - 1), wanted, sizeof wanted - 1)

static void
test_framing (Fixture *f, gconstpointer unused)
{
  static const struct {
    const char *framing, *sent;
  } cases[] = { { "auto", "A-1\r" }, { "auto", "A-1\n" }, { "auto", "A-1\r\n" }, { "auto", "A-1\t" }, { "auto", "A-1" },
                { "cr-lf", "A-1\r\n" }, { "tab", "A-1\t" }, { "stx-etx", "\002A-1\003\r" }, { "none", "A-1" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    setup_line (f, cases[i].framing, "none");
    assert_payload (scan (f, cases[i].sent, strlen (cases[i].sent)), "A-1", 3);
    if (i + 1 < G_N_ELEMENTS (cases))
      end_scanner (f);
  }
}

static void
test_inside_is_untouched (Fixture *f, gconstpointer unused)
{
  setup_line (f, "cr-lf", "none");
  SCAN (f, "BEGIN:VCARD\r\nN:X\r\n\r\nEND\r", "BEGIN:VCARD\r\nN:X\r\n\r\nEND");
  SCAN (f, "\0\0a\0\r", "\0\0a\0");
}

/* One light on one code, and the scanner sends it twice or three times before it is quiet. */
static void
test_said_twice (Fixture *f, gconstpointer unused)
{
  setup_line (f, "auto", "none");
  SCAN (f, "A-1\rA-1\r", "A-1");
  SCAN (f, "B-2\r\nB-2\r\nB-2\r\n", "B-2");
  SCAN (f, "one\ntwo\tone\ntwo\t", "one\ntwo");
  /* What only resembles it is left as it is. */
  SCAN (f, "C-3C-3\r", "C-3C-3");
  SCAN (f, "D-4\rD-5\r", "D-4\rD-5");
  SCAN (f, "E-6\rE-6", "E-6\rE-6");
}

static void
test_identifiers (Fixture *f, gconstpointer unused)
{
  setup_line (f, "cr-lf", "aim");
  g_assert_cmpstr (scan (f, "]Q1YJ1:x\r", 9)->symbology, ==, "qr-code");
  assert_payload (g_ptr_array_index (f->codes, 0), "YJ1:x", 5);
  g_assert_cmpstr (scan (f, "]E06901234567892\r", 17)->symbology, ==, "ean-13");
  g_assert_cmpstr (scan (f, "]C10109501\r", 11)->symbology, ==, "gs1-128");
  g_assert_cmpstr (scan (f, "]h0abc\r", 7)->symbology, ==, "han-xin-code");
  g_assert_cmpstr (scan (f, "]X0abc2\r", 8)->symbology, ==, "other");
  g_assert_cmpstr (scan (f, "no identifier\r", 14)->symbology, ==, "unknown");
  assert_payload (g_ptr_array_index (f->codes, 0), "no identifier", 13);
}

static void
test_charsets (Fixture *f, gconstpointer unused)
{
  setup_line (f, "cr-lf", "none");
  g_assert_cmpstr (scan (f, "\xd5\xc5\xc8\xfd\r", 5)->text, ==, "张三"); /* GBK */
  g_assert_cmpstr (scan (f, "张三丰\r", 10)->text, ==, "张三丰");
}

static gboolean dropped;

static void
on_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  dropped |= strstr (message, "dropped") != NULL;
}

static gboolean
has_dropped (gpointer data)
{
  return dropped;
}

/* What a code holds is bytes: it is handed over or dropped, never acted upon, and the next code comes. */
static void
test_hostile_payloads (Fixture *f, gconstpointer unused)
{
  g_autofree char *largest = g_strnfill (2953, 'x'), *flood = g_strnfill (9000, 'y');

  setup_line (f, "cr-lf", "none");
  assert_payload (scan (f, largest, 2953), largest, 2953);
  SCAN (f, "\033[2J\033]0;x\a\b\x7f", "\033[2J\033]0;x\a\b\x7f");
  SCAN (f, "\xe2\x80\xae" "gnp.exe", "\xe2\x80\xae" "gnp.exe");
  SCAN (f, "https://example.invalid/?a=`id`$(id)", "https://example.invalid/?a=`id`$(id)");
  yj_virtual_line_send (f->line, (const guint8 *) flood, 9000);
  g_assert_true (reader_rig_wait (has_dropped, NULL, PATIENCE_SECONDS));
  SCAN (f, "after the flood\r", "after the flood");
}

static void
test_once (Fixture *f, gconstpointer unused)
{
  setup_line (f, "cr-lf", "none");
  scan (f, "A-1\r", 4);
  /* Held before the scanner, the same code comes again; only silence parts it from the next. */
  f->wanted_codes = 2;
  yj_virtual_line_send (f->line, (const guint8 *) "A-1\r", 4);
  g_assert_false (reader_rig_wait (has_codes, f, 1));
  SCAN (f, "B-2\r", "B-2");
}

static void
test_unplugged (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  setup_line (f, "cr-lf", "none");
  yj_virtual_line_send (f->line, (const guint8 *) "half a co", 9);
  yj_virtual_line_unplug (f->line);
  await_state (f, "absent");
  g_string_set_size (f->states, 0);
  g_assert_true (yj_virtual_line_plug (f->line, &error));
  await_state (f, "ready");
  SCAN (f, "whole\r", "whole");
  g_assert_cmpuint (f->codes->len, ==, 1);
}

/* ---- scanners that type ---- */

static void
press (GArray *events, guint16 code, gint32 value)
{
  struct input_event key = { .type = EV_KEY, .code = code, .value = value }, end = { .type = EV_SYN, .code = SYN_REPORT };
  g_array_append_val (events, key);
  g_array_append_val (events, end);
}

static void
type (Fixture *f, const guint16 *codes, gsize count, guint16 held)
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
  g_assert_cmpint (write (f->fifo, events->data, size), ==, (gssize) size);
}

static void
test_typed (Fixture *f, gconstpointer unused)
{
  static const guint16 upper[] = { KEY_Y, KEY_J }, rest[] = { KEY_1, KEY_MINUS, KEY_A, KEY_ENTER };

  setup_keyboard (f, "ready");
  g_assert_cmpint (grabs, ==, 1);
  type (f, upper, G_N_ELEMENTS (upper), KEY_LEFTSHIFT);
  type (f, rest, G_N_ELEMENTS (rest), 0);
  f->wanted_codes = 1;
  g_assert_true (reader_rig_wait (has_codes, f, PATIENCE_SECONDS));
  assert_payload (g_ptr_array_index (f->codes, 0), "YJ1-a", 5);
}

/* A scanner that nobody listened to kept the code of the person before, and gives it to whoever listens first. */
static void
test_kept_code (Fixture *f, gconstpointer unused)
{
  static const guint16 kept[] = { KEY_8, KEY_8, KEY_ENTER }, now[] = { KEY_7, KEY_ENTER };

  f->settle_ms = "500";
  g_assert_cmpint (mkfifo (f->path, 0600), ==, 0);
  f->fifo = open (f->path, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (f->fifo, >=, 0);
  type (f, kept, G_N_ELEMENTS (kept), 0);
  dropped = FALSE;
  {
    g_autofree char *address = g_strconcat ("hid:", f->path, NULL);
    make_scanner (f, address, "auto", "none");
  }
  g_assert_true (reader_rig_wait (has_dropped, NULL, PATIENCE_SECONDS));
  g_assert_cmpuint (f->codes->len, ==, 0);
  /* After a moment it is heard. */
  f->wanted_codes = 1;
  do
    type (f, now, G_N_ELEMENTS (now), 0);
  while (!reader_rig_wait (has_codes, f, 1));
  assert_payload (g_ptr_array_index (f->codes, 0), "7", 1);
}

static void
test_typed_chinese (Fixture *f, gconstpointer unused)
{
  /* 张 is D5 C5 in GBK: Alt and 54725. */
  static const guint16 number[] = { KEY_KP5, KEY_KP4, KEY_KP7, KEY_KP2, KEY_KP5 }, end[] = { KEY_ENTER };
  const YjCode *code;

  setup_keyboard (f, "ready");
  type (f, number, G_N_ELEMENTS (number), KEY_LEFTALT);
  type (f, end, 1, 0);
  f->wanted_codes = 1;
  g_assert_true (reader_rig_wait (has_codes, f, PATIENCE_SECONDS));
  code = g_ptr_array_index (f->codes, 0);
  g_assert_cmpstr (code->text, ==, "张");
}

/* A keyboard that is not had alone would type a citizen's code into the field on the screen. */
static void
test_not_without_the_grab (Fixture *f, gconstpointer unused)
{
  static const guint16 letters[] = { KEY_A, KEY_ENTER };

  grab_errno = EBUSY;
  setup_keyboard (f, "fault");
  type (f, letters, G_N_ELEMENTS (letters), 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (f->codes->len, ==, 0);
}

/* The kernel drops events of a program that was too slow for them, and says so: what is left would be another code. */
static void
test_dropped (Fixture *f, gconstpointer unused)
{
  static const guint16 begin[] = { KEY_1, KEY_2 }, end[] = { KEY_9, KEY_ENTER }, next[] = { KEY_7, KEY_ENTER };
  struct input_event dropped_events = { .type = EV_SYN, .code = SYN_DROPPED };

  setup_keyboard (f, "ready");
  g_string_set_size (f->states, 0);
  type (f, begin, G_N_ELEMENTS (begin), 0);
  g_assert_cmpint (write (f->fifo, &dropped_events, sizeof dropped_events), ==, sizeof dropped_events);
  type (f, end, G_N_ELEMENTS (end), 0);
  await_state (f, "absent ready");
  type (f, next, G_N_ELEMENTS (next), 0);
  f->wanted_codes = 1;
  g_assert_true (reader_rig_wait (has_codes, f, PATIENCE_SECONDS));
  assert_payload (g_ptr_array_index (f->codes, 0), "7", 1);
  g_assert_cmpuint (f->codes->len, ==, 1);
}

static void
test_keys (void)
{
  static const struct {
    guint code;
    int value;
  } events[] = { { KEY_CAPSLOCK, 1 }, { KEY_CAPSLOCK, 0 }, { KEY_A, 1 }, { KEY_A, 0 },         { KEY_1, 1 },        { KEY_LEFTSHIFT, 1 },
                 { KEY_B, 1 },        { KEY_2, 1 },        { KEY_2, 2 }, { KEY_LEFTSHIFT, 0 }, { KEY_LEFTALT, 1 },  { KEY_KP6, 1 },
                 { KEY_KP5, 1 },      { KEY_LEFTALT, 0 },  { KEY_F1, 1 }, { KEY_LEFTMETA, 1 }, { KEY_MAX + 9, 1 }, { KEY_LEFTALT, 0 } };
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

static void
test_bad_settings (Fixture *f, gconstpointer unused)
{
  static const char *const cases[][2] = { { "framing", "line" }, { "identifiers", "yes" }, { "quiet_ms", "2" }, { "settle_ms", "1001" }, { "port", "scanner" } };

  setup_line (f, "none", "none");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GKeyFile) settings = g_key_file_new ();
    g_autoptr (GError) error = NULL;
    g_key_file_set_string (settings, "scanner", cases[i][0], cases[i][1]);
    g_assert_null (yj_driver_create ("line-scanner", settings, "scanner", &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
    g_assert_nonnull (strstr (error->message, cases[i][0]));
  }
}

#define ADD(name, function) g_test_add ("/line-scanner/" name, Fixture, NULL, setup, function, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_log_set_default_handler (on_log, NULL);
  ADD ("each framing is taken off", test_framing);
  ADD ("a code that was sent twice is one code", test_said_twice);
  ADD ("nothing inside a code is touched", test_inside_is_untouched);
  ADD ("identifiers name the symbology", test_identifiers);
  ADD ("GBK and UTF-8 are both text", test_charsets);
  ADD ("hostile payloads are bytes and no more", test_hostile_payloads);
  ADD ("a code that stays is one code", test_once);
  ADD ("a scanner that was unplugged comes back without its half code", test_unplugged);
  ADD ("what is typed becomes a code and is grabbed", test_typed);
  ADD ("what a scanner kept from before is nobody's code", test_kept_code);
  ADD ("Chinese that is typed as numbers is text", test_typed_chinese);
  ADD ("a keyboard that cannot be grabbed is not read", test_not_without_the_grab);
  ADD ("a code of which the kernel dropped events is not read", test_dropped);
  g_test_add_func ("/line-scanner/keys become bytes", test_keys);
  g_test_add_func ("/line-scanner/keys with Ctrl become control characters", test_control_keys);
  ADD ("a setting that cannot be used is named", test_bad_settings);
  return g_test_run ();
}
