/* SPDX-License-Identifier: Apache-2.0 */
/* What is shown for a character that no font has, and what is left alone. */
#include "core/base/yj-secret.h"
#include "core/base/yj-stand-in.h"
#include <string.h>

static guint asked;

/* Fonts that have nothing but what every Chinese font has, and one rare character. */
static gboolean
has_one (gunichar c, gpointer data)
{
  asked++;
  return c == 0x20bb7;
}

static void
assert_shown (const char *text, const char *expected)
{
  g_autoptr (YjSecretText) shown = yj_text_stand_in (text, has_one, NULL);

  g_assert_cmpstr (shown, ==, expected);
  if (shown != NULL)
    g_assert_true (g_utf8_validate (shown, -1, NULL));
}

static void
test_rare (void)
{
  assert_shown ("张\ue863", "张〓");             /* private use */
  assert_shown ("\U000f0001\U0010fffd明", "〓〓明"); /* private planes */
  assert_shown ("陈\U00020bb7", NULL);           /* rare, and this font has it */
  assert_shown ("\u3400\U0002a6d6\U0002b740\U0002b820\U0002ceb0\U00030000\U00031350", "〓〓〓〓〓〓〓"); /* A, B, C, D, E and F, G, H */
  assert_shown ("\U00020bb7\ue863\U00020bb7", "\U00020bb7〓\U00020bb7");
  assert_shown ("\ufa0e·\u9fff", "〓·〓");
}

/* A selector chooses a form of what is not drawn. */
static void
test_selectors (void)
{
  assert_shown ("\U0002a6d6\U000e0100飞", "〓飞");
  assert_shown ("葛\U000e0100\ue000", "葛\U000e0100〓");
}

static void
test_common (void)
{
  static const char *const texts[] = { "", "王晓慧", "买买提·吐尔逊", "ERIKSSON ANNA", "ئابدۇ", "བསྟན་འཛིན", "José Núñez", "王*慧" };

  asked = 0;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_shown (texts[i], NULL);
  g_assert_cmpuint (asked, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/stand-in/replaces-rare-characters-that-no-font-has", test_rare);
  g_test_add_func ("/base/stand-in/takes-the-selectors-of-what-it-replaces-along", test_selectors);
  g_test_add_func ("/base/stand-in/asks-nothing-about-common-texts", test_common);
  return g_test_run ();
}
