/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/yj-error.h"
#include "core/base/yj-json.h"
#include "tests/support/seed.h"
#include <string.h>

static void
assert_refused (const char *text, gsize size, int code)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (yj_json_parse (text, size, 0, 0, &error));
  g_assert_error (error, YJ_ERROR, code);
}

static void
test_duplicate (void)
{
  const char *text = "{\"a\":1,\"a\":2}";
  assert_refused (text, strlen (text), YJ_ERROR_BAD_DATA);
}

static void
test_depth (void)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  const char *quoted = "[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ \\\" [[[[[[[[[[[[[[[[[\"]";
  g_autoptr (json_t) value = NULL;

  assert_refused (deep, 100000, YJ_ERROR_LIMIT);
  value = yj_json_parse (quoted, strlen (quoted), 0, 0, NULL);
  g_assert_nonnull (value);
  g_test_message ("100,000 brackets are refused before the parser; brackets in a string are not brackets");
}

static void
test_size (void)
{
  g_autofree char *large = g_strnfill (YJ_JSON_MAX_BYTES_DEFAULT + 1, ' ');
  assert_refused (large, YJ_JSON_MAX_BYTES_DEFAULT + 1, YJ_ERROR_LIMIT);
}

static void
test_no_quote (void)
{
  const char *text = "{\"name\": \"SECRET\" oops}";
  g_autoptr (GError) error = NULL;
  g_assert_null (yj_json_parse (text, strlen (text), 0, 0, &error));
  g_assert_null (strstr (error->message, "SECRET"));
  g_assert_null (strstr (error->message, "oops"));
}

static void
test_wipe (void)
{
  json_t *value = json_pack ("{s:[s]}", "k", "canary");
  json_t *leaf = json_incref (json_array_get (json_object_get (value, "k"), 0));
  yj_json_wipe (value);
  g_assert_cmpmem (json_string_value (leaf), 6, "\0\0\0\0\0\0", 6);
  json_decref (leaf);
}

/* A document of one long text and its surroundings; with luck it is JSON. */
static GString *
random_document (guint n)
{
  static const char *const pieces[] = { "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"b\":", "1", "null", " ", "\n", "\\n", "\xc3\xa4", "@lifted:0" };
  GString *text = g_string_new ("{\"before\":[1,\"x\"],\"long\" :\t\"");
  guint wounds = n % 4;

  for (guint size = g_test_rand_int_range (400, 700); size > 0; size--)
    g_string_append_c (text, (char) g_test_rand_int_range ('#', '[')); /* neither quotation mark nor backslash */
  g_string_append (text, "\",\"list\":[\"");
  for (guint size = g_test_rand_int_range (400, 700); size > 0; size--)
    g_string_append_c (text, (char) g_test_rand_int_range (']', 127));
  g_string_append (text, "\",\"\",\"short\"],\"after\":{\"z\":\"\"}}");
  for (guint i = 0; i < wounds; i++)
    g_string_insert (text, g_test_rand_int_range (0, (gint32) text->len), pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
  return text;
}

static void
test_long_texts (void)
{
  guint taken = 0, refused = 0;

  for (guint n = 0; n < 20000; n++) {
    g_autoptr (GString) text = random_document (n);
    g_autoptr (json_t) plain = json_loadb (text->str, text->len, JSON_REJECT_DUPLICATES, NULL);
    g_autoptr (json_t) ours = yj_json_parse (text->str, text->len, 0, 0, NULL);
    g_assert_true (plain != NULL ? json_equal (plain, ours) : ours == NULL);
    taken += plain != NULL;
    refused += plain == NULL;
  }
  g_assert_cmpuint (taken, >, 5000);
  g_assert_cmpuint (refused, >, 2000);
  g_test_message ("%u documents with long texts are what jansson alone makes of them, %u are refused as it refuses them", taken, refused);
}

static void
test_long_names (void)
{
  g_autofree char *name = g_strnfill (600, 'n');
  g_autofree char *twice = g_strdup_printf ("{\"%s\":\"%s\",\"%s\" :1}", name, name, name);
  g_autofree char *asked = g_strdup_printf ("[\"%s\",\"@lifted:0\"]", name);
  g_autoptr (json_t) value = yj_json_parse (asked, strlen (asked), 0, 0, NULL);

  assert_refused (twice, strlen (twice), YJ_ERROR_BAD_DATA);
  g_assert_cmpstr (json_string_value (json_array_get (value, 1)), ==, "@lifted:0");
}

/* Escapes make a text longer than it looks from outside. */
static void
test_texts (void)
{
  static const char *const texts[] = { "{}",
                                       "[]",
                                       "[1,-9223372036854775808,true,false,null,0.10000000000000001]",
                                       "{\"a\":\"\\u0001\\u0002\\n\\\"\\\\\",\"\\u0003\\u0003\":[[],{\"b\":\"\\u0007\"}]}",
                                       "\"\\u0001\\u0001\\u0001\\u0001\"",
                                       "{\"name\":\"\347\216\213\",\"list\":[\"x\",\"y\",{\"z\":[1,2,3]}]}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (json_t) value = json_loads (texts[i], JSON_DECODE_ANY, NULL);
    g_autofree char *text = yj_json_to_text (value);
    g_autoptr (GBytes) bytes = yj_json_to_bytes (value);
    g_assert_cmpstr (text, ==, texts[i]);
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), texts[i], strlen (texts[i]));
  }
}

int
main (int argc, char **argv)
{
  seed_test_init (&argc, &argv);
  g_test_add_func ("/base/json/refuses-a-key-that-appears-twice", test_duplicate);
  g_test_add_func ("/base/json/refuses-deep-nesting", test_depth);
  g_test_add_func ("/base/json/refuses-more-bytes-than-allowed", test_size);
  g_test_add_func ("/base/json/an-error-never-quotes-the-input", test_no_quote);
  g_test_add_func ("/base/json/long-texts-go-past-the-parser-and-are-what-it-would-make-of-them", test_long_texts);
  g_test_add_func ("/base/json/long-names-are-compared-and-nobody-asks-for-anothers-text", test_long_names);
  g_test_add_func ("/base/json/wiping-zeroes-every-string", test_wipe);
  g_test_add_func ("/base/json/texts-with-and-without-escapes-are-whole", test_texts);
  return g_test_run ();
}
