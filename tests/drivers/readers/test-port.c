/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/yj-error.h"
#include "core/ports/yj-id-reader.h"
#include "drivers/transports/yj-port.h"
#include "drivers/yj-driver.h"
#include "tests/support/reader-rig.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

typedef struct {
  GByteArray *received;
  int closed_code; /* -1: not closed */
  guint expected;
} Line;

static void
on_received (YjPort *port, gconstpointer bytes, guint size, Line *line)
{
  g_byte_array_append (line->received, bytes, size);
}

static void
on_closed (YjPort *port, const GError *error, Line *line)
{
  line->closed_code = error->code;
}

static gboolean
has_bytes (gpointer data)
{
  Line *line = data;
  return line->received->len >= line->expected;
}

static gboolean
is_closed (gpointer data)
{
  return ((Line *) data)->closed_code >= 0;
}

static YjPort *
make_port (const char *address, Line *line)
{
  g_autoptr (GError) error = NULL;
  YjPort *port = yj_port_new (address, 115200, &error);

  g_assert_no_error (error);
  line->received = g_byte_array_new ();
  line->closed_code = -1;
  g_signal_connect (port, "received", G_CALLBACK (on_received), line);
  g_signal_connect (port, "closed", G_CALLBACK (on_closed), line);
  return port;
}

static int
open_terminal (char **slave)
{
  int fd = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (grantpt (fd), ==, 0);
  g_assert_cmpint (unlockpt (fd), ==, 0);
  *slave = g_strdup (ptsname (fd));
  return fd;
}

static void
test_serial (void)
{
  g_autofree char *slave = NULL;
  int master = open_terminal (&slave);
  Line line = { 0 };
  g_autoptr (YjPort) port = make_port (slave, &line);
  g_autoptr (GError) error = NULL;
  guint8 all[256], back[256];
  gsize got = 0;

  for (guint i = 0; i < 256; i++)
    all[i] = (guint8) i; /* line feeds, XON, XOFF, EOF and breaks among them */
  g_assert_true (yj_port_open (port, &error));
  g_assert_true (yj_port_write (port, all, sizeof all, &error));
  while (got < sizeof back)
    got += (gsize) read (master, back + got, sizeof back - got);
  g_assert_cmpmem (back, sizeof back, all, sizeof all);
  g_assert_cmpint (write (master, all, sizeof all), ==, sizeof all);
  line.expected = sizeof all;
  g_assert_true (reader_rig_wait (has_bytes, &line, 60));
  g_assert_cmpmem (line.received->data, line.received->len, all, sizeof all);
  close (master);
  g_assert_true (reader_rig_wait (is_closed, &line, 60));
  g_assert_cmpint (line.closed_code, ==, YJ_ERROR_DEVICE_ABSENT);
  g_assert_false (yj_port_is_open (port));
  g_assert_false (yj_port_write (port, all, 1, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT);
  g_byte_array_unref (line.received);
}

/* A line that takes nothing fills up, is refused, and does not block. */
static void
test_stuck (void)
{
  g_autofree char *slave = NULL;
  int master = open_terminal (&slave);
  Line line = { 0 };
  g_autoptr (YjPort) port = make_port (slave, &line);
  g_autoptr (GError) error = NULL;
  guint8 chunk[512] = { 0 };
  int n = 0;

  g_assert_true (yj_port_open (port, &error));
  while (n < 100000 && yj_port_write (port, chunk, sizeof chunk, &error))
    n++;
  g_assert_error (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED);
  g_test_message ("%d bytes were taken", n * 512);
  yj_port_close (port);
  close (master);
  g_byte_array_unref (line.received);
}

static void
test_addresses (void)
{
  static const struct {
    const char *address;
    int rate, code;
  } bad[] = { { "ttyS0", 115200, YJ_ERROR_BAD_DATA },   { "", 115200, YJ_ERROR_BAD_DATA },
              { "/dev/ttyS0", 1234, YJ_ERROR_BAD_DATA }, { "record:/nowhere/x,/dev/ttyS0", 115200, YJ_ERROR_DENIED } };
  static const struct {
    const char *path;
    int code;
  } closed[] = { { "/dev/no-such-line", YJ_ERROR_DEVICE_ABSENT }, { "/dev/null", YJ_ERROR_DEVICE_FAILED }, { "/proc/self/status", -1 } };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (yj_port_new (bad[i].address, bad[i].rate, &error));
    g_assert_error (error, YJ_ERROR, bad[i].code);
  }
  for (guint i = 0; i < G_N_ELEMENTS (closed); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (YjPort) port = yj_port_new (closed[i].path, 9600, NULL);
    g_assert_false (yj_port_open (port, &error));
    g_assert_true (closed[i].code < 0 || g_error_matches (error, YJ_ERROR, closed[i].code));
  }
}

static void
replay (const char *text, Line *line, YjPort **port, char **path)
{
  g_autofree char *address = NULL;
  int fd = g_file_open_tmp ("replay-XXXXXX", path, NULL);

  g_assert_cmpint (fd, >=, 0);
  close (fd);
  g_assert_true (g_file_set_contents (*path, text, -1, NULL));
  address = g_strconcat ("replay:", *path, NULL);
  *port = make_port (address, line);
  g_assert_true (yj_port_open (*port, NULL));
}

static void
test_replay (void)
{
  static const struct {
    const char *text;
    const char *sent;
    int code;
  } ends[] = { { "< 01 02\n> AA BB\n< 03\n!\n", "\xAA\xBB", YJ_ERROR_DEVICE_ABSENT },
               { "< 0102\n# words\n> AA\n> BB\n<03\n!\n", "\xAA\xBB", YJ_ERROR_DEVICE_ABSENT },
               { "< 01 02\n> AA BB\n< 03\n!\n", "\xAA\xBC", YJ_ERROR_DEVICE_FAILED },
               { "< 01 02\n> AA BB\n< 0x\n!\n", "\xAA\xBB", YJ_ERROR_DEVICE_FAILED } };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    Line line = { 0 };
    YjPort *port;
    g_autofree char *path = NULL;

    replay (ends[i].text, &line, &port, &path);
    line.expected = 2;
    g_assert_true (reader_rig_wait (has_bytes, &line, 60));
    g_assert_true (yj_port_write (port, (const guint8 *) ends[i].sent, 1, NULL));
    g_assert_true (yj_port_write (port, (const guint8 *) ends[i].sent + 1, 1, NULL));
    g_assert_true (reader_rig_wait (is_closed, &line, 60));
    g_assert_cmpint (line.closed_code, ==, ends[i].code);
    g_assert_cmpuint (line.received->len, ==, ends[i].code == YJ_ERROR_DEVICE_ABSENT ? 3 : 2);
    g_byte_array_unref (line.received);
    g_assert_finalize_object (port);
    g_unlink (path);
  }
}

static void
on_card_read (YjIdReader *reader, YjIdCard *card, char **name)
{
  g_free (*name);
  *name = g_strdup (card->name);
}

static gboolean
has_name (gpointer data)
{
  return *(char **) data != NULL;
}

static char *
read_through (const char *address)
{
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  char *name = NULL;
  GObject *reader;

  g_key_file_set_string (settings, "r", "port", address);
  g_key_file_set_string (settings, "r", "poll_ms", "20");
  reader = yj_driver_create ("sdt-reader", settings, "r", NULL);
  g_assert_nonnull (reader);
  g_signal_connect (reader, "card-read", G_CALLBACK (on_card_read), &name);
  yj_id_reader_start (YJ_ID_READER (reader));
  g_assert_true (reader_rig_wait (has_name, &name, 60));
  yj_id_reader_stop (YJ_ID_READER (reader));
  g_assert_finalize_object (reader);
  return name;
}

/* What a driver did on a line, it does again on the recording of it. */
static void
test_record_and_replay (void)
{
  ReaderRig *rig = reader_rig_new ();
  g_autofree char *file = g_build_filename (rig->dir, "recording", NULL);
  g_autofree char *recorded = g_strdup_printf ("record:%s,%s", file, rig->line_path), *replayed = g_strconcat ("replay:", file, NULL);
  g_autofree char *insert = g_strconcat ("INSERT ", reader_rig_card, NULL), *first = NULL, *second = NULL;
  GStatBuf info;

  reader_rig_tell (rig, insert);
  g_setenv ("YIJIAN_ALLOW_RECORDING", "1", TRUE);
  first = read_through (recorded);
  g_unsetenv ("YIJIAN_ALLOW_RECORDING");
  g_assert_cmpint (g_stat (file, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  second = read_through (replayed);
  g_assert_cmpstr (first, ==, "王晓慧");
  g_assert_cmpstr (second, ==, first);
  g_unlink (file);
  reader_rig_free (rig);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/transports/port/a-serial-line-carries-every-byte-and-tells-a-hangup", test_serial);
  g_test_add_func ("/transports/port/a-stuck-line-is-refused-without-blocking", test_stuck);
  g_test_add_func ("/transports/port/names-what-is-wrong-with-an-address", test_addresses);
  g_test_add_func ("/transports/port/a-replay-wants-the-same-bytes", test_replay);
  g_test_add_func ("/transports/port/a-recording-replays-a-read", test_record_and_replay);
  return g_test_run ();
}
