/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/yj-error.h"
#include "core/base/yj-json.h"
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/json/refuses-a-key-that-appears-twice", test_duplicate);
  g_test_add_func ("/base/json/refuses-deep-nesting", test_depth);
  g_test_add_func ("/base/json/refuses-more-bytes-than-allowed", test_size);
  g_test_add_func ("/base/json/an-error-never-quotes-the-input", test_no_quote);
  g_test_add_func ("/base/json/wiping-zeroes-every-string", test_wipe);
  return g_test_run ();
}
