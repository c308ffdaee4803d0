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

static json_t *random_value (guint depth);

/* Mostly plain, of every length around that of a block; else with what has to be escaped, or with more than ASCII. */
static char *
random_text (void)
{
  static const char *const pieces[] = { "\"", "\\", "\n", "\x01", "\x7f", "\xc3\xa4", "\xe6\x9d\x8e", "/", "@" };
  GString *text = g_string_new (NULL);

  for (gint size = g_test_rand_int_range (0, g_test_rand_int_range (0, 8) == 0 ? 200 : 12); size > 0; size--)
    g_string_append_c (text, (char) g_test_rand_int_range (']', 127));
  if (g_test_rand_int_range (0, 6) == 0)
    g_string_insert (text, g_test_rand_int_range (0, (gint32) text->len + 1), pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
  return g_string_free (text, FALSE);
}

static json_t *
random_leaf (gint kind)
{
  g_autofree char *text = random_text ();

  switch (kind) {
  case 0:
    return json_integer (g_test_rand_int ());
  case 1:
    return json_integer ((json_int_t) ((guint64) (guint32) g_test_rand_int () << 32 | (guint32) g_test_rand_int ()));
  case 2:
    return json_real (g_test_rand_double ());
  case 3:
    return json_boolean (g_test_rand_bit ());
  case 4:
    return json_null ();
  default:
    return json_string (text);
  }
}

static json_t *
random_object (guint depth)
{
  json_t *object = json_object ();

  for (gint n = g_test_rand_int_range (0, 5); n > 0; n--) {
    g_autofree char *name = random_text ();
    json_object_set_new (object, name, random_value (depth - 1));
  }
  return object;
}

static json_t *
random_value (guint depth)
{
  gint kind = g_test_rand_int_range (0, 12);
  json_t *array;

  if (kind < 8 || depth == 0)
    return random_leaf (kind);
  if (kind < 10)
    return random_object (depth);
  array = json_array ();
  for (gint n = g_test_rand_int_range (0, 5); n > 0; n--)
    json_array_append_new (array, random_value (depth - 1));
  return array;
}

static void
test_text (void)
{
  gsize bytes = 0;

  for (guint n = 0; n < 20000; n++) {
    g_autoptr (json_t) value = random_value (4);
    g_autoptr (GBytes) ours = yj_json_to_bytes (value);
    g_autofree char *text = yj_json_to_text (value);
    char *plain = json_dumps (value, JSON_COMPACT | JSON_ENCODE_ANY);
    g_assert_cmpstr (text, ==, plain);
    g_assert_cmpmem (g_bytes_get_data (ours, NULL), g_bytes_get_size (ours), plain, strlen (plain));
    bytes += strlen (plain);
    free (plain);
  }
  g_test_message ("20,000 values are written as jansson writes them, %" G_GSIZE_FORMAT " bytes", bytes);
}

/* With luck it is JSON. */
static GString *
random_document (guint n)
{
  static const char *const pieces[] = { "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"b\":", "1", "-", "0", "-0", "1.5", "1e9", "01", "null", "true",
                                        "nul", " ", "\n", "\\n", "\\", "\xc3\xa4", "\xc3", "9223372036854775807", "99999999999999999999", "\"a\":1," };
  g_autoptr (json_t) list = json_array (), value = json_object ();
  GString *text;
  char *whole;

  json_array_append_new (list, random_value (3));
  json_object_set (value, "a", list);
  json_object_set_new (value, "b", random_value (3));
  whole = json_dumps (value, n % 2 == 0 ? JSON_INDENT (1) : JSON_COMPACT);
  text = g_string_new (whole);
  free (whole);
  for (guint i = 0; i < n % 4; i++)
    g_string_insert (text, g_test_rand_int_range (0, (gint32) text->len + 1), pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
  return text;
}

static void
test_documents (void)
{
  guint taken = 0, refused = 0;

  for (guint n = 0; n < 40000; n++) {
    g_autoptr (GString) text = random_document (n);
    g_autoptr (json_t) plain = json_loadb (text->str, text->len, JSON_REJECT_DUPLICATES, NULL);
    g_autoptr (json_t) ours = yj_json_parse (text->str, text->len, 0, 0, NULL);
    g_assert_true (plain != NULL ? json_equal (plain, ours) : ours == NULL);
    taken += plain != NULL;
    refused += plain == NULL;
  }
  g_assert_cmpuint (taken, >, 10000);
  g_assert_cmpuint (refused, >, 10000);
  g_test_message ("%u documents are what jansson alone makes of them, %u are refused as it refuses them", taken, refused);
}

static void
test_plain_depth (void)
{
  for (guint depth = 1; depth < 12; depth++) {
    g_autofree char *open = g_strnfill (depth, '['), *close = g_strnfill (depth, ']'), *text = g_strconcat (open, close, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (json_t) value = yj_json_parse (text, strlen (text), 0, 6, &error);
    g_assert_true ((value != NULL) == (depth <= 6));
    g_assert_true (g_error_matches (error, YJ_ERROR, YJ_ERROR_LIMIT) == (depth > 6));
  }
}

static void
test_long_names (void)
{
  g_autofree char *name = g_strnfill (600, 'n');
  g_autofree char *twice = g_strdup_printf ("{\"%s\":\"%s\",\"%s\" :1}", name, name, name);

  assert_refused (twice, strlen (twice), YJ_ERROR_BAD_DATA);
}

int
main (int argc, char **argv)
{
  seed_test_init (&argc, &argv);
  g_test_add_func ("/base/json/refuses-a-key-that-appears-twice", test_duplicate);
  g_test_add_func ("/base/json/refuses-deep-nesting", test_depth);
  g_test_add_func ("/base/json/refuses-more-bytes-than-allowed", test_size);
  g_test_add_func ("/base/json/an-error-never-quotes-the-input", test_no_quote);
  g_test_add_func ("/base/json/a-value-is-written-as-jansson-writes-it", test_text);
  g_test_add_func ("/base/json/a-document-is-what-jansson-makes-of-it-or-refused-as-it-refuses-it", test_documents);
  g_test_add_func ("/base/json/the-allowed-depth-is-the-same-for-plain-documents", test_plain_depth);
  g_test_add_func ("/base/json/long-names-are-compared", test_long_names);
  g_test_add_func ("/base/json/wiping-zeroes-every-string", test_wipe);
  return g_test_run ();
}
