/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the folder, the line and the driver of a test, and what the driver said. */
#include "tests/drivers/codes/line-scanner-rig.h"
#include "drivers/yj-driver.h"
#include "tests/support/reader-rig.h"
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_SECONDS 60

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

static void
on_read (YjCodeScanner *scanner, YjCode *code, ScannerRig *rig)
{
  g_ptr_array_add (rig->codes, yj_code_copy (code));
}

static void
on_state (YjCodeScanner *scanner, YjDeviceState state, const char *reason, ScannerRig *rig)
{
  g_string_append_printf (rig->states, "%s ", yj_device_state_nick (state));
}

static gboolean
has_codes (gpointer data)
{
  ScannerRig *rig = data;
  return rig->codes->len >= rig->wanted_codes;
}

static gboolean
has_state (gpointer data)
{
  ScannerRig *rig = data;
  return strstr (rig->states->str, rig->wanted_state) != NULL;
}

void
scanner_rig_await_state (ScannerRig *rig, const char *states)
{
  rig->wanted_state = states;
  if (!reader_rig_wait (has_state, rig, PATIENCE_SECONDS))
    g_assert_cmpstr (rig->states->str, ==, states); /* which says both */
}

gboolean
scanner_rig_wait_for_codes (ScannerRig *rig, guint n, guint seconds)
{
  rig->wanted_codes = n;
  return reader_rig_wait (has_codes, rig, seconds);
}

void
scanner_rig_await_codes (ScannerRig *rig, guint n)
{
  scanner_rig_wait_for_codes (rig, n, PATIENCE_SECONDS);
  g_assert_cmpuint (rig->codes->len, >=, n);
}

void
scanner_rig_await_dropped (ScannerRig *rig)
{
  g_assert_true (reader_rig_wait (has_dropped, NULL, PATIENCE_SECONDS));
}

void
scanner_rig_make_scanner (ScannerRig *rig, const char *address, const char *framing, const char *identifiers)
{
  g_autoptr (GKeyFile) settings = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_key_file_set_string (settings, "scanner", "driver", "line-scanner");
  g_key_file_set_string (settings, "scanner", "port", address);
  g_key_file_set_string (settings, "scanner", "framing", framing);
  g_key_file_set_string (settings, "scanner", "identifiers", identifiers);
  g_key_file_set_string (settings, "scanner", "quiet_ms", "40");
  g_key_file_set_string (settings, "scanner", "settle_ms", rig->settle_ms);
  rig->scanner = YJ_CODE_SCANNER (yj_driver_create (NULL, settings, "scanner", &error));
  g_assert_no_error (error);
  rig->codes = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_code_free);
  rig->states = g_string_new (NULL);
  g_signal_connect (rig->scanner, "code-read", G_CALLBACK (on_read), rig);
  g_signal_connect (rig->scanner, "state-changed", G_CALLBACK (on_state), rig);
  yj_code_scanner_start (rig->scanner);
}

void
scanner_rig_set_up (ScannerRig *rig, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  rig->dir = g_dir_make_tmp ("yijian-scanner-XXXXXX", &error);
  g_assert_no_error (error);
  rig->path = g_build_filename (rig->dir, "line", NULL);
  rig->fifo = -1;
  rig->settle_ms = "0";
  dropped = FALSE;
  g_log_set_default_handler (on_log, NULL);
}

void
scanner_rig_plug (ScannerRig *rig, const char *framing, const char *identifiers)
{
  g_autoptr (GError) error = NULL;

  rig->line = yj_virtual_line_new (rig->path);
  g_assert_true (yj_virtual_line_plug (rig->line, &error));
  scanner_rig_make_scanner (rig, rig->path, framing, identifiers);
  scanner_rig_await_state (rig, "ready");
}

void
scanner_rig_end_scanner (ScannerRig *rig)
{
  g_assert_finalize_object (G_OBJECT (rig->scanner));
  g_clear_object (&rig->line);
  g_ptr_array_unref (rig->codes);
  g_string_free (rig->states, TRUE);
}

void
scanner_rig_tear_down (ScannerRig *rig, gconstpointer unused)
{
  scanner_rig_end_scanner (rig);
  if (rig->fifo >= 0)
    close (rig->fifo);
  g_unlink (rig->path);
  g_rmdir (rig->dir);
  g_free (rig->path);
  g_free (rig->dir);
}

const YjCode *
scanner_rig_scan (ScannerRig *rig, gconstpointer bytes, gsize size)
{
  g_ptr_array_set_size (rig->codes, 0);
  yj_virtual_line_send (rig->line, bytes, size);
  scanner_rig_await_codes (rig, 1);
  g_assert_cmpuint (rig->codes->len, ==, 1);
  return g_ptr_array_index (rig->codes, 0);
}

void
scanner_rig_assert_payload (const YjCode *code, gconstpointer bytes, gsize size)
{
  g_autoptr (GBytes) wanted = g_bytes_new (bytes, size);
  g_assert_true (g_bytes_equal (code->payload, wanted));
}
