/* SPDX-License-Identifier: Apache-2.0 */
/* Codes from scanners on a line: hostile payloads, a code that stays, a line that goes and comes back, settings that cannot be used. */
#include "core/base/yj-error.h"
#include "drivers/yj-driver.h"
#include "tests/drivers/codes/line-scanner-rig.h"
#include <string.h>

/* What a code holds is bytes: it is handed over or dropped, never acted upon, and the next code comes. */
static void
test_hostile_payloads (ScannerRig *rig, gconstpointer unused)
{
  g_autofree char *largest = g_strnfill (2953, 'x'), *flood = g_strnfill (9000, 'y');

  scanner_rig_plug (rig, "cr-lf", "none");
  scanner_rig_assert_payload (scanner_rig_scan (rig, largest, 2953), largest, 2953);
  SCANNER_RIG_SCAN (rig, "\033[2J\033]0;x\a\b\x7f", "\033[2J\033]0;x\a\b\x7f");
  SCANNER_RIG_SCAN (rig,
                    "\xe2\x80\xae"
                    "gnp.exe",
                    "\xe2\x80\xae"
                    "gnp.exe");
  SCANNER_RIG_SCAN (rig, "https://example.invalid/?a=`id`$(id)", "https://example.invalid/?a=`id`$(id)");
  yj_virtual_line_send (rig->line, (const guint8 *) flood, 9000);
  scanner_rig_await_dropped (rig);
  SCANNER_RIG_SCAN (rig, "after the flood\r", "after the flood");
}

static void
test_once (ScannerRig *rig, gconstpointer unused)
{
  scanner_rig_plug (rig, "cr-lf", "none");
  scanner_rig_scan (rig, "A-1\r", 4);
  /* Held before the scanner, the same code comes again; only silence parts it from the next. */
  yj_virtual_line_send (rig->line, (const guint8 *) "A-1\r", 4);
  g_assert_false (scanner_rig_wait_for_codes (rig, 2, 1));
  SCANNER_RIG_SCAN (rig, "B-2\r", "B-2");
}

static void
stop (YjCodeScanner *scanner, YjCode *code, gpointer unused)
{
  yj_code_scanner_stop (scanner);
  yj_code_scanner_start (scanner);
}

/* Who took the first code and stopped is told no second one, and neither is who starts after that. */
static void
test_stopped_between (ScannerRig *rig, gconstpointer unused)
{
  scanner_rig_plug (rig, "stx-etx", "none");
  g_signal_connect (rig->scanner, "code-read", G_CALLBACK (stop), NULL);
  SCANNER_RIG_SCAN (rig, "\002A-1\003\002B-2\003", "A-1");
  SCANNER_RIG_SCAN (rig, "\002C-3\003", "C-3");
}

static void
test_unplugged (ScannerRig *rig, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  scanner_rig_plug (rig, "cr-lf", "none");
  yj_virtual_line_send (rig->line, (const guint8 *) "half a co", 9);
  yj_virtual_line_unplug (rig->line);
  scanner_rig_await_state (rig, "absent");
  g_string_set_size (rig->states, 0);
  g_assert_true (yj_virtual_line_plug (rig->line, &error));
  scanner_rig_await_state (rig, "ready");
  SCANNER_RIG_SCAN (rig, "whole\r", "whole");
  g_assert_cmpuint (rig->codes->len, ==, 1);
}

static void
test_bad_settings (ScannerRig *rig, gconstpointer unused)
{
  static const char *const cases[][2] = {
    { "framing", "line" }, { "identifiers", "yes" }, { "quiet_ms", "2" }, { "settle_ms", "1001" }, { "port", "scanner" }
  };

  scanner_rig_plug (rig, "none", "none");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GKeyFile) settings = g_key_file_new ();
    g_autoptr (GError) error = NULL;
    g_key_file_set_string (settings, "scanner", cases[i][0], cases[i][1]);
    g_assert_null (yj_driver_create ("line-scanner", settings, "scanner", &error));
    g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
    g_assert_nonnull (strstr (error->message, cases[i][0]));
  }
}

#define ADD(name, function) g_test_add ("/line-scanner/" name, ScannerRig, NULL, scanner_rig_set_up, function, scanner_rig_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("hostile payloads are bytes and no more", test_hostile_payloads);
  ADD ("a code that stays is one code", test_once);
  ADD ("nothing of a burst is told to whoever stopped in it", test_stopped_between);
  ADD ("a scanner that was unplugged comes back without its half code", test_unplugged);
  ADD ("a setting that cannot be used is named", test_bad_settings);
  return g_test_run ();
}
