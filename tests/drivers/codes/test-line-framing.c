/* SPDX-License-Identifier: Apache-2.0 */
/* What a scanner on a line sends for a code, and what of it is the code: framing, repeats, several in one burst, identifiers, charsets. */
#include "tests/drivers/codes/line-scanner-rig.h"
#include <string.h>

static void
test_framing (ScannerRig *rig, gconstpointer unused)
{
  static const struct {
    const char *framing, *sent;
  } cases[] = { { "auto", "A-1\r" },    { "auto", "A-1\n" }, { "auto", "A-1\r\n" },          { "auto", "A-1\t" }, { "auto", "A-1" },
                { "cr-lf", "A-1\r\n" }, { "tab", "A-1\t" },  { "stx-etx", "\002A-1\003\r" }, { "none", "A-1" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    scanner_rig_plug (rig, cases[i].framing, "none");
    scanner_rig_assert_payload (scanner_rig_scan (rig, cases[i].sent, strlen (cases[i].sent)), "A-1", 3);
    if (i + 1 < G_N_ELEMENTS (cases))
      scanner_rig_end_scanner (rig);
  }
}

static void
test_inside_is_untouched (ScannerRig *rig, gconstpointer unused)
{
  scanner_rig_plug (rig, "cr-lf", "none");
  SCANNER_RIG_SCAN (rig, "BEGIN:VCARD\r\nN:X\r\n\r\nEND\r", "BEGIN:VCARD\r\nN:X\r\n\r\nEND");
  SCANNER_RIG_SCAN (rig, "\0\0a\0\r", "\0\0a\0");
}

/* One light on one code, and the scanner sends it twice or three times before it is quiet. */
static void
test_said_twice (ScannerRig *rig, gconstpointer unused)
{
  scanner_rig_plug (rig, "auto", "none");
  SCANNER_RIG_SCAN (rig, "A-1\rA-1\r", "A-1");
  SCANNER_RIG_SCAN (rig, "B-2\r\nB-2\r\nB-2\r\n", "B-2");
  SCANNER_RIG_SCAN (rig, "one\ntwo\tone\ntwo\t", "one\ntwo");
  /* What only resembles it is left as it is. */
  SCANNER_RIG_SCAN (rig, "C-3C-3\r", "C-3C-3");
  SCANNER_RIG_SCAN (rig, "D-4\rD-5\r", "D-4\rD-5");
  SCANNER_RIG_SCAN (rig, "E-6\rE-6", "E-6\rE-6");
}

static void
test_identifiers (ScannerRig *rig, gconstpointer unused)
{
  scanner_rig_plug (rig, "cr-lf", "aim");
  g_assert_cmpstr (scanner_rig_scan (rig, "]Q1YJ1:x\r", 9)->symbology, ==, "qr-code");
  scanner_rig_assert_payload (g_ptr_array_index (rig->codes, 0), "YJ1:x", 5);
  g_assert_cmpstr (scanner_rig_scan (rig, "]E06901234567892\r", 17)->symbology, ==, "ean-13");
  g_assert_cmpstr (scanner_rig_scan (rig, "]C10109501\r", 11)->symbology, ==, "gs1-128");
  g_assert_cmpstr (scanner_rig_scan (rig, "]h0abc\r", 7)->symbology, ==, "han-xin-code");
  g_assert_cmpstr (scanner_rig_scan (rig, "]X0abc2\r", 8)->symbology, ==, "other");
  g_assert_cmpstr (scanner_rig_scan (rig, "no identifier\r", 14)->symbology, ==, "unknown");
  scanner_rig_assert_payload (g_ptr_array_index (rig->codes, 0), "no identifier", 13);
}

static void
test_charsets (ScannerRig *rig, gconstpointer unused)
{
  scanner_rig_plug (rig, "cr-lf", "none");
  g_assert_cmpstr (scanner_rig_scan (rig, "\xd5\xc5\xc8\xfd\r", 5)->text, ==, "张三"); /* GBK */
  g_assert_cmpstr (scanner_rig_scan (rig, "张三丰\r", 10)->text, ==, "张三丰");
}

/* Two codes on one sheet, read within the silence that ends a burst. */
static void
test_two_codes (ScannerRig *rig, gconstpointer unused)
{
  static const struct {
    const char *framing, *identifiers, *sent, *codes[4];
  } cases[] = {
    { "stx-etx", "none", "\002A-1\003\002B-2\003", { "A-1", "B-2" } },
    { "stx-etx", "none", "\002A-1\003\r\n\002B-2\003\r\n\002A-1\003\r\n", { "A-1", "B-2" } },
    { "stx-etx", "aim", "\002]Q1A\rB\003\002]E06901234567892\003\002]Q1C", { "A\rB", "6901234567892", "C" } },
    { "auto", "aim", "]Q1A\r\nB\r\n]C0C-3\r\n", { "A\r\nB", "C-3" } },
    { "tab", "aim", "]Q1A\tB\t]h0C\t]Q1A\tB\t", { "A\tB", "C" } },
    /* A line that begins with brackets is no code of its own, and without an end nothing is. */
    { "cr-lf", "aim", "]Q1[a\r]x1b\r", { "[a\r]x1b" } },
    { "none", "aim", "]Q1A]Q1B", { "A]Q1B" } },
    { "cr-lf", "none", "A-1\r]Q1B\r", { "A-1\r]Q1B" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint n = g_strv_length ((char **) cases[i].codes);
    scanner_rig_plug (rig, cases[i].framing, cases[i].identifiers);
    yj_virtual_line_send (rig->line, (const guint8 *) cases[i].sent, strlen (cases[i].sent));
    scanner_rig_await_codes (rig, n);
    g_assert_cmpuint (rig->codes->len, ==, n);
    for (guint k = 0; k < n; k++)
      scanner_rig_assert_payload (g_ptr_array_index (rig->codes, k), cases[i].codes[k], strlen (cases[i].codes[k]));
    if (i + 1 < G_N_ELEMENTS (cases))
      scanner_rig_end_scanner (rig);
  }
}

#define ADD(name, function) g_test_add ("/line-scanner/" name, ScannerRig, NULL, scanner_rig_set_up, function, scanner_rig_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("each framing is taken off", test_framing);
  ADD ("codes that come within one silence are told apart", test_two_codes);
  ADD ("nothing inside a code is touched", test_inside_is_untouched);
  ADD ("a code that was sent twice is one code", test_said_twice);
  ADD ("identifiers name the symbology", test_identifiers);
  ADD ("GBK and UTF-8 are both text", test_charsets);
  return g_test_run ();
}
