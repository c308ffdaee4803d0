/* SPDX-License-Identifier: Apache-2.0 */
#include "core/document/yj-code-kind.h"
#include "core/document/yj-reference.h"
#include "core/base/yj-secret.h"
#include "tests/support/seed.h"

static void
test_rules (void)
{
  static const struct {
    const char *symbology, *text, *nick;
  } cases[] = {
    { "qr-code", "11010519491231002X", "resident-number" },
    { "qr-code", " 11010519491231002x\n", "resident-number" },
    { "qr-code", "110105194912310021", "credential" }, /* a check digit that does not fit: some number of 18 digits */
    { "qr-code", "91350100M000100Y43", "uscc" },
    { "qr-code", "1.2.156.3005.2.11100000000013127D002.11430000006122375G.1.1.0", "e-licence" },
    { "qr-code", "01,32,144031939110,00000001,10.00,20260101,66312906306371997069,0A1B,", "invoice" },
    { "qr-code", "01,32", "text" },
    { "qr-code", "https://example.invalid/a?b=c", "link" },
    { "qr-code", "WWW.EXAMPLE.INVALID", "link" },
    { "qr-code", "javascript:alert(1)", "link" },
    { "qr-code", "tel:10086", "link" },
    { "qr-code", "time: 10 o'clock", "text" },
    { "ean-13", "6901234567892", "product" },
    { "upc-e", "01234565", "product" },
    { "qr-code", "QGv0aXN0aGVzZWNyZXQtdG9rZW4", "credential" },
    { "code-128", "SF1234567890123456", "credential" },
    { "code-128", "SF123", "text" },
    { "qr-code", "\xe6\x82\xa8\xe5\xa5\xbd", "text" },
    { "qr-code", "YJ1:broken", "link" }, /* not a receipt of ours: its form is that of an address */
    { "qr-code", "", "bytes" },
    { "unknown", NULL, "bytes" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *nick = yj_code_kind_nick (yj_code_kind_classify (cases[i].symbology, cases[i].text));
    g_test_message ("%s: %s", cases[i].symbology, nick);
    g_assert_cmpstr (nick, ==, cases[i].nick);
  }
}

static void
test_own_receipt (void)
{
  g_autofree char *reference = yj_reference_new ("7K3M", 123);
  YjSecretText *secret = yj_progress_secret_new ();
  g_autofree char *payload = yj_reference_to_qr_text (reference, secret);

  g_assert_cmpint (yj_code_kind_classify ("qr-code", payload), ==, YJ_CODE_KIND_RECEIPT);
  yj_secret_text_free (secret);
}

/* Whatever is in a code: one kind, no crash. */
static void
test_anything (void)
{
  guint seen[YJ_CODE_KIND_BYTES + 1] = { 0 };

  for (int i = 0; i < 20000; i++) {
    char text[65];
    int n = g_test_rand_int_range (0, 64);
    for (int k = 0; k < n; k++)
      text[k] = (char) g_test_rand_int_range (1, 128);
    text[n] = '\0';
    seen[yj_code_kind_classify ("qr-code", text)]++;
  }
  g_assert_cmpuint (seen[YJ_CODE_KIND_RECEIPT] + seen[YJ_CODE_KIND_RESIDENT_NUMBER], ==, 0);
  g_test_message ("20,000 random texts: %u texts, %u links, %u credentials", seen[YJ_CODE_KIND_TEXT], seen[YJ_CODE_KIND_LINK],
                  seen[YJ_CODE_KIND_CREDENTIAL]);
}

int
main (int argc, char **argv)
{
  seed_test_init (&argc, &argv);
  g_test_add_func ("/code-kind/each rule takes its own", test_rules);
  g_test_add_func ("/code-kind/a receipt of ours is one", test_own_receipt);
  g_test_add_func ("/code-kind/anything has a kind", test_anything);
  return g_test_run ();
}
