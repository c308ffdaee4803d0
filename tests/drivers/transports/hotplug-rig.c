/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the lines, and what each scanner said. */
#include "tests/drivers/transports/hotplug-rig.h"
#include "drivers/yj-driver.h"
#include "tests/support/reader-rig.h"
#include <glib/gstdio.h>
#include <string.h>

void
hotplug_set_up (Hotplug *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  f->dir = g_dir_make_tmp ("yijian-hotplug-XXXXXX", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < HOTPLUG_LINES; i++) {
    g_autofree char *name = g_strdup_printf ("line%u", i);
    f->paths[i] = g_build_filename (f->dir, name, NULL);
    f->lines[i] = yj_virtual_line_new (f->paths[i]);
    g_assert_true (yj_virtual_line_plug (f->lines[i], &error));
  }
  f->udev = udev_rig_new ();
}

void
hotplug_tear_down (Hotplug *f, gconstpointer unused)
{
  for (guint i = 0; i < HOTPLUG_LINES; i++) {
    g_clear_object (&f->lines[i]);
    g_free (f->paths[i]);
  }
  udev_rig_free (f->udev);
  g_assert_cmpint (g_rmdir (f->dir), ==, 0);
  g_free (f->dir);
}

static void
on_read (YjCodeScanner *driver, YjCode *code, HotplugScanner *scanner)
{
  g_string_append_printf (scanner->codes, "%s ", code->text);
}

static void
on_state (YjCodeScanner *driver, YjDeviceState state, const char *reason, HotplugScanner *scanner)
{
  g_test_message ("%s: %s", yj_device_state_nick (state), reason);
  scanner->state = state;
  scanner->is_told = TRUE;
  g_free (scanner->reason);
  scanner->reason = g_strdup (reason);
}

GKeyFile *
hotplug_make_settings (const char *keys)
{
  g_autofree char *text = g_strconcat ("[scanner]\ndriver=line-scanner\nquiet_ms=20\nsettle_ms=0\n", keys, NULL);
  GKeyFile *settings = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_key_file_load_from_data (settings, text, strlen (text), G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  return settings;
}

HotplugScanner *
hotplug_scanner_new (const char *keys)
{
  HotplugScanner *scanner = g_new0 (HotplugScanner, 1);
  g_autoptr (GKeyFile) settings = hotplug_make_settings (keys);
  g_autoptr (GError) error = NULL;

  scanner->driver = YJ_CODE_SCANNER (yj_driver_create (NULL, settings, "scanner", &error));
  g_assert_no_error (error);
  scanner->codes = g_string_new (NULL);
  g_signal_connect (scanner->driver, "code-read", G_CALLBACK (on_read), scanner);
  g_signal_connect (scanner->driver, "state-changed", G_CALLBACK (on_state), scanner);
  yj_code_scanner_start (scanner->driver);
  return scanner;
}

void
hotplug_scanner_free (HotplugScanner *scanner)
{
  g_assert_finalize_object (G_OBJECT (scanner->driver));
  g_string_free (scanner->codes, TRUE);
  g_free (scanner->reason);
  g_free (scanner);
}

static gboolean
has_state (gpointer data)
{
  HotplugScanner *scanner = data;
  return scanner->is_told && scanner->state == scanner->wanted_state;
}

void
hotplug_scanner_await (HotplugScanner *scanner, YjDeviceState state)
{
  scanner->wanted_state = state;
  if (!reader_rig_wait (has_state, scanner, HOTPLUG_PATIENCE_SECONDS))
    g_error ("never %s: %s", yj_device_state_nick (state), scanner->reason);
}

gboolean
hotplug_scanner_has_codes (gpointer data)
{
  HotplugScanner *scanner = data;
  return g_str_equal (scanner->codes->str, scanner->wanted_codes);
}

void
hotplug_scan (YjVirtualLine *line, HotplugScanner *scanner, const char *code)
{
  g_autofree char *sent = g_strconcat (code, "\r", NULL);
  g_autofree char *wanted = g_strconcat (code, " ", NULL);

  g_string_truncate (scanner->codes, 0);
  scanner->wanted_codes = wanted;
  yj_virtual_line_send (line, (const guint8 *) sent, strlen (sent));
  if (!reader_rig_wait (hotplug_scanner_has_codes, scanner, HOTPLUG_PATIENCE_SECONDS))
    g_error ("%s was not read, but: %s", code, scanner->codes->str);
}
