/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/yj-error.h"
#include "core/base/yj-json.h"
#include "core/base/yj-messages.h"
#include <string.h>

static YjMessages *
load (void)
{
  g_autofree char *dir = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "translations", NULL);
  g_autoptr (GError) error = NULL;
  YjMessages *messages = yj_messages_new (dir, &error);
  g_assert_no_error (error);
  return messages;
}

/* Every language has the same ids, and each text the same placeholders, as the base language. */
static void
test_complete (void)
{
  static const char *const files[] = { "zh-CN", "en" };
  json_t *tables[2];
  const char *key;
  json_t *text;

  for (guint i = 0; i < 2; i++) {
    g_autofree char *name = g_strdup_printf ("%s.json", files[i]);
    g_autofree char *path = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "translations", name, NULL);
    tables[i] = yj_json_parse_file (path, 0, 2, NULL);
    g_assert_nonnull (tables[i]);
  }
  g_assert_cmpint (json_object_size (tables[0]), >, 0);
  for (guint i = 0; i < 2; i++)
    json_object_foreach (tables[i], key, text) {
      const char *other = yj_json_string (tables[1 - i], key);
      g_autoptr (GRegex) regex = g_regex_new ("\\{[a-z_]+\\}", 0, 0, NULL);
      g_autoptr (GMatchInfo) match = NULL;
      if (other == NULL) {
        g_test_fail_printf ("%s lacks %s", files[1 - i], key);
        continue;
      }
      g_regex_match (regex, json_string_value (text), 0, &match);
      for (; g_match_info_matches (match); g_match_info_next (match, NULL)) {
        g_autofree char *placeholder = g_match_info_fetch (match, 0);
        if (strstr (other, placeholder) == NULL)
          g_test_fail_printf ("%s of %s lacks %s", key, files[1 - i], placeholder);
      }
    }
  g_test_message ("%zu sentences in both languages", json_object_size (tables[0]));
  json_decref (tables[0]);
  json_decref (tables[1]);
}

static void
test_every_error_has_a_sentence (void)
{
  g_autoptr (YjMessages) messages = load ();
  for (int code = 0; code < YJ_N_ERRORS; code++) {
    const char *id = yj_error_message_id (code);
    g_assert_cmpstr (yj_messages_get (messages, "zh-CN", id), !=, id);
    g_assert_cmpstr (yj_messages_get (messages, "en", id), !=, id);
  }
}

static void
test_fallback (void)
{
  g_autoptr (YjMessages) messages = load ();
  g_autofree char *text = NULL;
  g_assert_cmpstr (yj_messages_get (messages, "fr", "error.failed"), ==,
                   yj_messages_get (messages, "zh-CN", "error.failed"));
  g_assert_cmpstr (yj_messages_get (messages, "en", "no.such.id"), ==, "no.such.id");
  text = yj_messages_format (messages, "en", "a {n} b {n}", "n", "7", NULL);
  g_assert_cmpstr (text, ==, "a 7 b 7");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/messages/every-language-has-every-sentence-and-placeholder", test_complete);
  g_test_add_func ("/base/messages/every-error-code-has-a-sentence", test_every_error_has_a_sentence);
  g_test_add_func ("/base/messages/falls-back-to-the-base-language", test_fallback);
  return g_test_run ();
}
