/* SPDX-License-Identifier: Apache-2.0 */
/* What cupsd and printers say of themselves in printer-state-reasons (RFC 8011, section 5.4.12), and what a person is told for it. */
#include "drivers/printers/yj-cups-private.h"

/* A keyword may have the severity behind it, and nothing else: "media-empty-ish" is another word. */
static void
test_keywords (void)
{
  static const struct {
    const char *keyword;
    YjPrinterReasons reason;
  } cases[] = { { "media-low", YJ_PRINTER_MEDIA_LOW },       { "media-empty", YJ_PRINTER_MEDIA_EMPTY }, { "media-needed", YJ_PRINTER_MEDIA_EMPTY },
                { "media-jam", YJ_PRINTER_MEDIA_JAM },       { "cover-open", YJ_PRINTER_COVER_OPEN },   { "door-open", YJ_PRINTER_COVER_OPEN },
                { "interlock-open", YJ_PRINTER_COVER_OPEN }, { "offline", YJ_PRINTER_OFFLINE },         { "shutdown", YJ_PRINTER_OFFLINE },
                { "timed-out", YJ_PRINTER_OFFLINE },         { "connecting-to-device", YJ_PRINTER_OFFLINE } };
  static const char *const severities[] = { "", "-error", "-warning", "-report" };
  static const char *const others[] = { "none", "", "paused", "media-emptyish", "media-low-paper", "media", "xmedia-low", "media-low-", "MEDIA-LOW" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint k = 0; k < G_N_ELEMENTS (severities); k++) {
      g_autofree char *keyword = g_strconcat (cases[i].keyword, severities[k], NULL);
      g_assert_cmpuint (yj_cups_reason_from_keyword (keyword), ==, cases[i].reason);
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_cmpuint (yj_cups_reason_from_keyword (others[i]), ==, YJ_PRINTER_OK);
}

/* Paper that runs low stops nobody's receipt; each other reason does. */
static void
test_what_blocks (void)
{
  static const YjPrinterReasons others[] = { YJ_PRINTER_MEDIA_EMPTY, YJ_PRINTER_MEDIA_JAM, YJ_PRINTER_COVER_OPEN, YJ_PRINTER_OFFLINE,
                                             YJ_PRINTER_STOPPED,     YJ_PRINTER_NO_QUEUE,  YJ_PRINTER_UNSETTLED,  YJ_PRINTER_NO_SERVER };

  g_assert_cmpuint (YJ_PRINTER_MEDIA_LOW & YJ_PRINTER_BLOCKED, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_cmpuint (others[i] & YJ_PRINTER_BLOCKED, ==, others[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/drivers/cups-keywords/each-keyword-with-each-severity-has-its-reason", test_keywords);
  g_test_add_func ("/drivers/cups-keywords/paper-that-runs-low-stops-no-receipt", test_what_blocks);
  return g_test_run ();
}
