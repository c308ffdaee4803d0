/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/document/yj-reference.h"
#include "core/document/yj-uuid7.h"
#include <string.h>

/* The check character of ISO/IEC 7064 MOD 37,36 finds every single wrong character and every swap of
 * neighbours that differ. */
static void
test_check (void)
{
  static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  guint wrong = 0, swaps = 0;

  for (guint64 seq = 1; seq < 3000; seq += 37) {
    g_autofree char *reference = yj_reference_new ("7K3M", seq);
    g_autofree char *same = yj_reference_normalise (reference, NULL);
    gsize size = strlen (reference);
    g_assert_cmpstr (same, ==, reference);
    for (gsize i = 0; i + 1 < size; i++) {
      char kept = reference[i];
      for (const char *p = letters; *p != '\0'; p++) {
        if (*p == kept)
          continue;
        reference[i] = *p;
        g_assert_null (yj_reference_normalise (reference, NULL));
        wrong++;
      }
      reference[i] = kept;
      if (i + 2 < size && reference[i] != reference[i + 1]) {
        reference[i] = reference[i + 1];
        reference[i + 1] = kept;
        g_autofree char *found = yj_reference_normalise (reference, NULL);
        swaps += found == NULL;
        reference[i + 1] = reference[i];
        reference[i] = kept;
      }
    }
  }
  g_test_message ("%u wrong characters and %u swaps were all found", wrong, swaps);
  g_assert_cmpuint (swaps, >, 0);
}

static void
test_typed (void)
{
  g_autofree char *reference = yj_reference_new ("70K1", 1);
  g_autofree char *shown = yj_reference_to_display (reference);
  g_autofree char *lower = g_ascii_strdown (shown, -1), *back = yj_reference_normalise (lower, NULL);
  GString *mistaken = g_string_new (reference);
  g_autofree char *again = NULL;

  g_assert_cmpstr (back, ==, reference);
  for (gsize i = 0; i + 1 < mistaken->len; i++)
    mistaken->str[i] = mistaken->str[i] == '0' ? 'O' : mistaken->str[i] == '1' ? 'l' : mistaken->str[i];
  again = yj_reference_normalise (mistaken->str, NULL);
  g_assert_cmpstr (again, ==, reference);
  g_string_free (mistaken, TRUE);
  g_test_message ("%s is the same as %s", lower, reference);
}

static void
test_long (void)
{
  g_autofree char *reference = yj_reference_new ("7K3M", G_GUINT64_CONSTANT (123456789012));
  g_autofree char *back = yj_reference_normalise (reference, NULL);
  g_assert_cmpstr (back, ==, reference);
}

static void
test_qr (void)
{
  g_autofree char *reference = yj_reference_new ("7K3M", 9), *back = NULL, *found = NULL;
  g_autofree char *secret = yj_progress_secret_new ();
  g_autofree char *text = yj_reference_to_qr_text (reference, secret);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (strlen (secret), ==, 12);
  g_assert_true (yj_reference_parse_qr_text (text, &back, &found, &error));
  g_assert_cmpstr (back, ==, reference);
  g_assert_cmpstr (found, ==, secret);
  g_assert_false (yj_reference_parse_qr_text ("https://example.org", &back, &found, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_CARD_FOREIGN);
  g_clear_error (&error);
  g_assert_false (yj_reference_parse_qr_text ("YJ1:7K3M", &back, &found, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA);
}

static void
test_uuid (void)
{
  g_autofree char *one = yj_uuid7_new (G_GINT64_CONSTANT (1700000000000000));
  g_autofree char *two = yj_uuid7_new (G_GINT64_CONSTANT (1700000000001000));
  g_assert_true (g_uuid_string_is_valid (one));
  g_assert_cmpint (one[14], ==, '7');
  g_assert_cmpint (strcmp (one, two), <, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/document/reference/the-check-character-finds-wrong-characters", test_check);
  g_test_add_func ("/document/reference/what-people-type-is-put-right", test_typed);
  g_test_add_func ("/document/reference/large-sequence-numbers-only-grow-longer", test_long);
  g_test_add_func ("/document/reference/the-receipts-qr-comes-back", test_qr);
  g_test_add_func ("/document/uuid7/sorts-by-time", test_uuid);
  return g_test_run ();
}
