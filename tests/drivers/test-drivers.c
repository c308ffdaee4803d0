/* SPDX-License-Identifier: Apache-2.0 */
/* Contract of every registered driver, whoever wrote it. */
#include "core/base/yj-error.h"
#include "core/ports/yj-camera.h"
#include "core/ports/yj-code-scanner.h"
#include "core/ports/yj-receipt-printer.h"
#include "core/ports/yj-speaker.h"
#include "drivers/yj-driver.h"
#include <glib/gstdio.h>
#include <string.h>

#define PATIENCE_SECONDS 60
#define STARTS 30

/* What a driver needs besides its defaults. A path below the test's own folder stands for a device that is not
 * there, so that a machine with a camera or a printer tests the same. */
static const struct {
  const char *id, *key, *value;
  gboolean is_path;
} minimum[] = {
  { "sdt-reader", "port", "no-line", TRUE },
  { "mrz-reader", "port", "no-line", TRUE },
  { "pcsc-reader", "port", "pcsc:no such reader", FALSE },
  { "line-scanner", "port", "no-line", TRUE },
  { "gst-camera", "device", "no-camera", TRUE },
  { "virtual-camera", "socket", "camera.sock", TRUE },
  { "cups-printer", "server", "no-cups.sock", TRUE },
  { "espeak-speaker", "sink", "fakesink", FALSE },
};

/* The signal on which its state comes, and how it is begun and ended. */
static const struct {
  const char *port;
  void (*start) (GObject *driver);
  void (*stop) (GObject *driver);
  int (*get_state) (GObject *driver);
} kinds[] = {
  { "id-reader", (void (*) (GObject *)) yj_id_reader_start, (void (*) (GObject *)) yj_id_reader_stop,
    (int (*) (GObject *)) yj_id_reader_get_state },
  { "code-scanner", (void (*) (GObject *)) yj_code_scanner_start, (void (*) (GObject *)) yj_code_scanner_stop,
    (int (*) (GObject *)) yj_code_scanner_get_state },
  { "camera", (void (*) (GObject *)) yj_camera_start, (void (*) (GObject *)) yj_camera_stop,
    (int (*) (GObject *)) yj_camera_get_state },
};

static GKeyFile *
minimal_settings (const YjDriverInfo *info)
{
  GKeyFile *settings = g_key_file_new ();

  g_key_file_set_string (settings, info->id, "driver", info->id);
  for (guint i = 0; i < G_N_ELEMENTS (minimum); i++) {
    g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), minimum[i].value, NULL);
    if (g_str_equal (minimum[i].id, info->id))
      g_key_file_set_string (settings, info->id, minimum[i].key, minimum[i].is_path ? path : minimum[i].value);
  }
  g_mkdir_with_parents (g_get_user_runtime_dir (), 0700);
  return settings;
}

static GObject *
create (const YjDriverInfo *info)
{
  g_autoptr (GKeyFile) settings = minimal_settings (info);
  g_autoptr (GError) error = NULL;
  GObject *driver = yj_driver_create (NULL, settings, info->id, &error);

  g_assert_no_error (error);
  return driver;
}

static void
test_every_driver (void)
{
  guint n = 0;

  for (const YjDriverInfo *info = yj_driver_list (); info->id != NULL; info++, n++) {
    GObject *driver = create (info);

    g_assert_true (yj_driver_find (info->id) == info);
    g_assert_nonnull (yj_driver_info_get_port (info));
    g_assert_true (YJ_IS_DRIVER (driver));
    g_assert_finalize_object (driver);
    g_test_message ("%s is a %s", info->id, yj_driver_info_get_port (info));
  }
  g_assert_cmpuint (n, >, 0);
}

/* Defaults alone are enough, or the key that is missing is named. The machine's own print server is left alone. */
static void
test_defaults (void)
{
  for (const YjDriverInfo *info = yj_driver_list (); info->id != NULL; info++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GObject) driver = NULL;

    if (g_str_equal (yj_driver_info_get_port (info), "receipt-printer"))
      continue;
    driver = yj_driver_create (info->id, NULL, info->id, &error);
    if (driver == NULL) {
      g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
      g_assert_true (g_str_has_prefix (error->message, "["));
    }
    g_test_message ("%s: %s", info->id, driver != NULL ? "has a default for every key" : error->message);
  }
}

/* A pattern of udev, which stands between quotes in a rule. */
static gboolean
is_pattern (const char *text, const char *regex)
{
  return text == NULL || g_regex_match_simple (regex, text, 0, 0);
}

static void
check_row (const YjDriverInfo *info, const YjDeviceId *id)
{
  static const char *const subsystems[] = { "tty", "input", "video4linux", "usb", NULL };

  g_test_message ("%s: %s %s:%s %s: %s", info->id, id->subsystem, id->vendor_id, id->model_id, id->properties, id->what);
  g_assert_true (g_strv_contains (subsystems, id->subsystem));
  g_assert_true (is_pattern (id->vendor_id, "^[0-9a-f]{4}$"));
  g_assert_true (is_pattern (id->model_id, "^[0-9a-f?]{4}(\\|[0-9a-f?]{4})*$"));
  g_assert_true (is_pattern (id->properties, "^[A-Z0-9_]+=[^\";=]+(;[A-Z0-9_]+=[^\";=]+)*$"));
  g_assert_true (id->vendor_id != NULL || id->properties != NULL); /* or it would be everything */
  g_assert_true (id->model_id == NULL || id->vendor_id != NULL);
  g_assert_cmpuint (strlen (id->what), >, 0);
}

static void
test_id_tables (void)
{
  guint n = 0;

  for (const YjDriverInfo *info = yj_driver_list (); info->id != NULL; info++)
    for (const YjDeviceId *id = yj_driver_info_get_ids (info); id->subsystem != NULL; id++, n++)
      check_row (info, id);
  g_assert_cmpuint (n, >=, 20);
}

static void
on_state_changed (GObject *driver, YjDeviceState state, const char *reason, guint *changes)
{
  g_assert_nonnull (reason);
  g_assert_cmpuint (strlen (reason), >, 0);
  (*changes)++;
}

static gboolean
on_patience_lost (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
await_change (const guint *changes, guint before)
{
  gboolean over = FALSE;
  guint timer = g_timeout_add_seconds (PATIENCE_SECONDS, on_patience_lost, &over);

  while (*changes == before && !over)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (over);
  g_source_remove (timer);
}

static void
start_and_stop (const YjDriverInfo *info, guint kind)
{
  GObject *driver = create (info);
  guint changes = 0;

  g_signal_connect (driver, "state-changed", G_CALLBACK (on_state_changed), &changes);
  kinds[kind].stop (driver); /* before any start */
  for (guint i = 0; i < STARTS; i++) {
    guint before = changes;
    kinds[kind].start (driver);
    kinds[kind].start (driver); /* once more is no error */
    if (i % 3 == 0)
      await_change (&changes, before); /* every start tells a state */
    if (i % 3 == 1)
      g_main_context_iteration (NULL, FALSE);
    kinds[kind].stop (driver);
    kinds[kind].stop (driver);
    before = changes;
    for (guint k = 0; k < 5; k++)
      g_main_context_iteration (NULL, FALSE);
    g_assert_cmpuint (changes, ==, before); /* a stopped driver is silent */
  }
  g_assert_cmpint (kinds[kind].get_state (driver), !=, YJ_DEVICE_BUSY);
  kinds[kind].start (driver);
  g_assert_finalize_object (driver); /* also while started */
  g_test_message ("%s: %u starts, %u states told", info->id, STARTS, changes);
}

static void
test_start_and_stop (void)
{
  guint n = 0;

  for (const YjDriverInfo *info = yj_driver_list (); info->id != NULL; info++)
    for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
      if (g_str_equal (kinds[kind].port, yj_driver_info_get_port (info))) {
        start_and_stop (info, kind);
        n++;
      }
  g_assert_cmpuint (n, >=, 4);
}

static void
test_bad_settings (void)
{
  static const struct {
    const char *text;
    int code;
    const char *word;
  } cases[] = { { "[r]\n", YJ_ERROR_NOT_FOUND, "driver" },
                { "[r]\ndriver=no-such\n", YJ_ERROR_NOT_FOUND, "no-such" },
                { "[r]\ndriver=sdt-reader\nport=tty\n", YJ_ERROR_BAD_DATA, "port" },
                { "[r]\ndriver=sdt-reader\nrate_baud=fast\n", YJ_ERROR_BAD_DATA, "rate_baud" },
                { "[r]\ndriver=sdt-reader\nrate_baud=14400\n", YJ_ERROR_BAD_DATA, "14400" },
                { "[r]\ndriver=pcsc-reader\nport=/dev/ttyS0\n", YJ_ERROR_BAD_DATA, "pcsc:" },
                { "[r]\ndriver=pcsc-reader\nport=card\n", YJ_ERROR_BAD_DATA, "port" },
                { "[r]\ndriver=sdt-reader\npoll_ms=0\n", YJ_ERROR_BAD_DATA, "poll_ms" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GKeyFile) settings = g_key_file_new ();
    g_autoptr (GError) error = NULL;

    g_assert_true (g_key_file_load_from_data (settings, cases[i].text, (gsize) -1, G_KEY_FILE_NONE, NULL));
    g_assert_null (yj_driver_create (NULL, settings, "r", &error));
    g_assert_error (error, YJ_ERROR, cases[i].code);
    g_assert_nonnull (g_strstr_len (error->message, -1, cases[i].word));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/drivers/registry/every-driver-is-made-and-let-go", test_every_driver);
  g_test_add_func ("/drivers/registry/a-driver-has-defaults-or-names-the-key-it-needs", test_defaults);
  g_test_add_func ("/drivers/registry/every-row-of-an-id-table-can-be-a-rule", test_id_tables);
  g_test_add_func ("/drivers/registry/every-driver-starts-and-stops-many-times", test_start_and_stop);
  g_test_add_func ("/drivers/registry/a-bad-setting-is-named", test_bad_settings);
  return g_test_run ();
}
