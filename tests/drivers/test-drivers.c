/* SPDX-License-Identifier: Apache-2.0 */
/* The registry: every driver is found, made from its defaults, and refuses what it cannot use. What it does with a device: contract/. */
#include "core/base/yj-error.h"
#include "drivers/yj-driver.h"
#include <glib/gstdio.h>
#include <string.h>

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

/* No driver asks for a key only when another one has some value: what it was not asked for is remarked on, and nothing else. */
static void
test_remarks (void)
{
  guint n = 0;

  for (const YjDriverInfo *info = yj_driver_list (); info->id != NULL; info++, n++) {
    const char *subsystem = yj_driver_info_get_ids (info)->subsystem;
    gboolean has_node = subsystem != NULL && !g_str_equal (subsystem, "usb");
    g_autoptr (GKeyFile) settings = minimal_settings (info);
    g_autoptr (GObject) plain = yj_driver_create (NULL, settings, info->id, NULL), misspelt = NULL, bound = NULL;
    g_autoptr (GError) error = NULL;
    g_assert_null (yj_driver_get_remark (plain));
    g_clear_object (&plain);
    g_key_file_set_string (settings, info->id, "qiet_ms", "80");
    misspelt = yj_driver_create (NULL, settings, info->id, &error);
    g_assert_no_error (error);
    g_assert_nonnull (strstr (yj_driver_get_remark (misspelt), "qiet_ms"));
    g_test_message ("%s", yj_driver_get_remark (misspelt));
    g_clear_object (&misspelt);
    g_key_file_remove_key (settings, info->id, "qiet_ms", NULL);
    if (has_node) { /* and by its properties in place of its path */
      g_key_file_remove_key (settings, info->id, "port", NULL);
      g_key_file_remove_key (settings, info->id, "device", NULL);
    }
    g_key_file_set_string (settings, info->id, "udev.ID_VENDOR_ID", "1a86");
    bound = yj_driver_create (NULL, settings, info->id, &error);
    g_assert_no_error (error);
    g_assert_cmpint (yj_driver_get_remark (bound) == NULL, ==, has_node);
  }
  g_test_message ("%u drivers", n);
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
                { "[r]\ndriver=virtual-camera\nsocket=/a-path-that-is-longer-than-the-hundred-and-eight-bytes-that-the-kernel-has-for-it"
                  "/so-that-nobody-would-find-it\n", YJ_ERROR_BAD_DATA, "longer than a socket" },
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
  g_test_add_func ("/drivers/registry/a-key-of-no-use-is-noted", test_remarks);
  g_test_add_func ("/drivers/registry/a-bad-setting-is-named", test_bad_settings);
  return g_test_run ();
}
