/* SPDX-License-Identifier: Apache-2.0 */
/* Contract of every registered driver, whoever wrote it. */
#include "core/base/yj-error.h"
#include "drivers/yj-driver.h"

static void
test_every_driver (void)
{
  guint n = 0;

  for (const YjDriverInfo *info = yj_driver_list (); info->id != NULL; info++, n++) {
    g_autoptr (GError) error = NULL;
    GObject *driver;

    g_assert_true (yj_driver_find (info->id) == info);
    g_assert_nonnull (yj_driver_info_get_port (info));
    driver = yj_driver_create (info->id, NULL, info->id, &error);
    g_assert_no_error (error);
    g_assert_true (YJ_IS_DRIVER (driver));
    g_assert_finalize_object (driver);
    g_test_message ("%s is a %s", info->id, yj_driver_info_get_port (info));
  }
  g_assert_cmpuint (n, >, 0);
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
  g_test_add_func ("/drivers/registry/every-driver-is-made-from-its-defaults", test_every_driver);
  g_test_add_func ("/drivers/registry/a-bad-setting-is-named", test_bad_settings);
  return g_test_run ();
}
