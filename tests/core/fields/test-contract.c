/* SPDX-License-Identifier: Apache-2.0 */
/* What every registered field type keeps to. It walks the registry, so a new type is tested before it has a test. */
#include "core/fields/yj-field-type.h"
#include "core/identity/yj-resident-id.h"
#include "tests/support/seed.h"
#include <string.h>

static GPtrArray *
make_options (void)
{
  static const char *const ids[] = { "first", "second", "third" };
  GPtrArray *options = g_ptr_array_new_with_free_func (g_free);
  static json_t *label;

  if (label == NULL)
    label = json_pack ("{s:s, s:s}", "zh-CN", "选项", "en", "Option");
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    YjOption *option = g_new0 (YjOption, 1);
    option->id = ids[i];
    option->label = yj_text_from_json (label);
    g_ptr_array_add (options, option);
  }
  return options;
}

static YjField
make_field (const YjFieldType *type, GPtrArray *options)
{
  return (YjField){ .id = "field", .type = type->id, .required = TRUE, .options = options };
}

static YjProblem *
validate (const YjFieldType *type, const YjField *field, const json_t *value)
{
  g_autoptr (GDateTime) today = g_date_time_new_now_local ();
  return type->validate (field, value, today);
}

static void
test_registry (void)
{
  guint n = 0;
  for (; yj_field_type_list ()[n] != NULL; n++) {
    const YjFieldType *type = yj_field_type_list ()[n];
    g_assert_true (yj_field_type_find (type->id) == type);
    g_assert_nonnull (type->normalise);
    g_assert_nonnull (type->validate);
    g_assert_nonnull (type->mask);
    g_assert_nonnull (type->example);
  }
  g_assert_null (yj_field_type_find ("day"));
  g_assert_null (yj_field_type_find (NULL));
  g_assert_cmpuint (n, ==, 19);
  g_test_message ("%u field types", n);
}

static void
test_examples (void)
{
  g_autoptr (GPtrArray) options = make_options ();

  for (guint i = 0; yj_field_type_list ()[i] != NULL; i++) {
    const YjFieldType *type = yj_field_type_list ()[i];
    YjField field = make_field (type, options);
    g_autoptr (json_t) example = type->example (&field), normal = type->normalise (example);
    g_autoptr (YjProblem) problem = validate (type, &field, normal);

    if (problem != NULL)
      g_test_fail_printf ("the example of %s is refused: %s", type->id, problem->id);
    g_assert_true (json_equal (normal, example) || g_str_equal (type->id, "address"));
    g_assert_true (normal != example || json_is_boolean (example)); /* jansson has one true and one false */
  }
}

/* A form of each kind that the catalogue may name. */
static void
test_kinds (void)
{
  guint n = 0;

  for (guint i = 0; yj_field_type_list ()[i] != NULL; i++) {
    const YjFieldType *type = yj_field_type_list ()[i];
    for (gsize k = 0; type->kinds != NULL && type->kinds[k] != NULL; k++, n++) {
      g_autoptr (json_t) spec = json_pack ("{s:s}", "kind", type->kinds[k]);
      YjField field = { .id = "field", .type = type->id, .spec = spec };
      g_autoptr (json_t) example = type->example (&field), normal = type->normalise (example);
      g_autoptr (YjProblem) problem = validate (type, &field, normal);
      if (problem != NULL)
        g_test_fail_printf ("the example of %s, %s is refused: %s", type->id, type->kinds[k], problem->id);
      g_assert_true (json_equal (normal, example));
    }
  }
  g_assert_cmpuint (n, >=, 15);
  g_test_message ("%u kinds, each with an example that is right", n);
}

/* Types whose value says who somebody is, or where, or how to reach or pay them. */
static void
test_masks (void)
{
  static const char *const hiding[] = { "resident-id", "other-document", "mobile", "landline", "bank-card", "person-name", "address" };
  static const char *const languages[] = { "zh-CN", "en", "" };
  g_autoptr (GPtrArray) options = make_options ();

  for (guint i = 0; yj_field_type_list ()[i] != NULL; i++) {
    const YjFieldType *type = yj_field_type_list ()[i];
    YjField field = make_field (type, options);
    g_autoptr (json_t) example = type->example (&field);

    for (guint l = 0; l < G_N_ELEMENTS (languages); l++) {
      g_autofree char *shown = type->mask (&field, example, languages[l]);
      g_assert_nonnull (shown);
      g_assert_cmpstr (shown, !=, "");
      g_assert_true (g_utf8_validate (shown, -1, NULL));
    }
  }
  for (guint i = 0; i < G_N_ELEMENTS (hiding); i++) {
    const YjFieldType *type = yj_field_type_find (hiding[i]);
    YjField field = make_field (type, options);
    g_autoptr (json_t) example = type->example (&field);
    g_autofree char *shown = type->mask (&field, example, "zh-CN");
    const char *whole = json_is_object (example) ? yj_json_string (example, "detail") : json_string_value (example);

    g_assert_null (strstr (shown, whole));
    g_assert_nonnull (strchr (shown, '*'));
  }
}

static json_t *
make_garbage (void)
{
  static const char *const texts[] = {
    "", " ", "\t\n", "0", "-1", "999999999999999999999999", "\u202e\u202d", "\ufeff1", "·", "··", "\xf0\xa0\x80\x80", "𠮷野", "ｘ１２３",
    "'; drop--", "<b>&amp;</b>", "%s%n%x", "../../etc/passwd", "2026-02-30", "1e309", "\x01", "é", "e\u0301", "👶🏽", "null", "\u3000\u3000"
  };
  switch (g_test_rand_int_range (0, 10)) {
  case 0:
    return json_null ();
  case 1:
    return json_boolean (g_test_rand_int_range (0, 2));
  case 2:
    return json_integer (g_test_rand_int () * (json_int_t) 4294967297);
  case 3:
    return json_real (g_test_rand_double_range (-1e30, 1e30));
  case 4:
    return json_pack ("[s, i, n, []]", texts[g_test_rand_int_range (0, G_N_ELEMENTS (texts))], 7);
  case 5:
    return json_pack ("{s:o, s:n, s:i}", "detail", make_garbage (), "province", "city", 3);
  case 6:
    return json_stringn ("12\0\0003", 5);
  case 7: {
    g_autofree char *long_text = g_strnfill ((gsize) g_test_rand_int_range (1, 5000), (char) g_test_rand_int_range ('0', 'z'));
    return json_string (long_text);
  }
  default: {
    g_autofree char *joined = g_strconcat (texts[g_test_rand_int_range (0, G_N_ELEMENTS (texts))],
                                           texts[g_test_rand_int_range (0, G_N_ELEMENTS (texts))], NULL);
    return json_string (joined);
  }
  }
}

static void
test_garbage (void)
{
  g_autoptr (GPtrArray) options = make_options ();
  guint taken = 0, tried = 0;

  for (guint i = 0; yj_field_type_list ()[i] != NULL; i++) {
    const YjFieldType *type = yj_field_type_list ()[i];
    YjField field = make_field (type, options);

    for (guint n = 0; n < 3000; n++, tried++) {
      g_autoptr (json_t) raw = make_garbage (), before = json_deep_copy (raw);
      g_autoptr (json_t) once = type->normalise (raw), twice = type->normalise (once);
      g_autoptr (YjProblem) raw_problem = validate (type, &field, raw), problem = validate (type, &field, once);
      g_autofree char *shown = type->mask (&field, once, "en");

      g_assert_true (json_equal (raw, before));
      g_assert_true (json_equal (once, twice));
      g_assert_nonnull (shown);
      /* what is no JSON text at all is never a value */
      g_assert_true (raw_problem != NULL || !json_is_null (raw));
      if (problem != NULL)
        g_assert_true (g_str_has_prefix (problem->id, "field."));
      taken += problem == NULL;
    }
  }
  g_test_message ("%u pieces of garbage, %u of them right for a type by chance", tried, taken);
}

static json_t *
make_long (const char *character)
{
  GString *text = g_string_new (NULL);
  json_t *value;

  for (guint i = 0; i < 10000; i++)
    g_string_append (text, character);
  value = json_string (text->str);
  g_string_free (text, TRUE);
  return value;
}

/* Values that are right for no type whatever. */
static json_t *
list_wrong (void)
{
  static const char *const texts[] = { "",          "   ",        "\u3000\t\n", "\u202e",      "1\u202e2",   "王\u2066慧",
                                       "\x01",      "a\x7f" "b",  "王\x1b[2J",   "\ufeff\u200b", "\u061c\u200f", "王\U000e0001慧" };
  json_t *wrong = json_array ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    json_array_append_new (wrong, json_string (texts[i]));
  json_array_append_new (wrong, json_stringn ("13800000000\0", 12));
  json_array_append_new (wrong, json_stringn ("\0王晓慧", 10));
  json_array_append_new (wrong, make_long ("1"));
  json_array_append_new (wrong, make_long ("王"));
  json_array_append_new (wrong, make_long ("e\u0301"));
  json_array_append_new (wrong, make_long (" "));
  json_array_append_new (wrong, json_null ());
  json_array_append_new (wrong, json_real (1.5));
  json_array_append_new (wrong, json_object ());
  json_array_append_new (wrong, json_pack ("[[[[]]]]"));
  json_array_append_new (wrong, json_pack ("{s:{s:n}}", "detail", "detail"));
  json_array_append_new (wrong, json_pack ("[s, s]", "first", "fourth"));
  return wrong;
}

static void
check_refused (YjMessages *messages, const YjFieldType *type, const YjField *field, const json_t *raw)
{
  g_autoptr (json_t) value = type->normalise (raw);
  g_autoptr (YjProblem) problem = validate (type, field, value);
  g_autofree char *shown = type->mask (field, value, "zh-CN");

  if (problem == NULL) {
    g_autofree char *text = json_dumps (raw, JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
    g_test_fail_printf ("%s takes %.60s", type->id, text);
    return;
  }
  for (gsize l = 0; yj_messages_get_languages (messages)[l] != NULL; l++) {
    g_autofree char *sentence = yj_messages_format_problem (messages, yj_messages_get_languages (messages)[l], problem);
    g_assert_cmpstr (sentence, !=, problem->id);
    g_assert_null (strchr (sentence, '{'));
  }
}

static void
test_refused (void)
{
  g_autofree char *dir = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "translations", NULL);
  g_autoptr (YjMessages) messages = yj_messages_new (dir, NULL);
  g_autoptr (GPtrArray) options = make_options ();
  g_autoptr (json_t) wrong = list_wrong ();
  json_t *raw;
  size_t n;
  guint refused = 0;

  for (guint i = 0; yj_field_type_list ()[i] != NULL; i++) {
    YjField field = make_field (yj_field_type_list ()[i], options);
    json_array_foreach (wrong, n, raw) {
      check_refused (messages, yj_field_type_list ()[i], &field, raw);
      refused++;
    }
  }
  g_test_message ("%u empty, endless, hidden, controlling and misshapen values, each refused in every language", refused);
}

/* Every problem that a type can name has a sentence in every language. */
static void
test_sentences (void)
{
  g_autofree char *dir = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "translations", NULL);
  g_autoptr (YjMessages) messages = yj_messages_new (dir, NULL);
  g_autoptr (GPtrArray) options = make_options ();
  g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; yj_field_type_list ()[i] != NULL; i++) {
    const YjFieldType *type = yj_field_type_list ()[i];
    YjField field = make_field (type, options);
    for (guint n = 0; n < 1000; n++) {
      g_autoptr (json_t) raw = make_garbage (), value = type->normalise (raw);
      g_autoptr (YjProblem) problem = validate (type, &field, value);
      for (gsize l = 0; problem != NULL && yj_messages_get_languages (messages)[l] != NULL; l++) {
        g_autofree char *sentence = yj_messages_format_problem (messages, yj_messages_get_languages (messages)[l], problem);
        g_assert_cmpstr (sentence, !=, problem->id);
        g_assert_null (strchr (sentence, '{'));
        g_hash_table_add (said, g_strdup (problem->id));
      }
    }
  }
  g_test_message ("%u different problems, each with a sentence in every language", g_hash_table_size (said));
  g_assert_cmpuint (g_hash_table_size (said), >=, 20);
}

int
main (int argc, char **argv)
{
  seed_test_init (&argc, &argv);
  g_test_add_func ("/fields/every type of the registry is whole", test_registry);
  g_test_add_func ("/fields/every example is right", test_examples);
  g_test_add_func ("/fields/every kind has its example", test_kinds);
  g_test_add_func ("/fields/what is right for nobody is refused with a sentence", test_refused);
  g_test_add_func ("/fields/every mask hides what is a person's", test_masks);
  g_test_add_func ("/fields/garbage is normalised once and never crashes", test_garbage);
  g_test_add_func ("/fields/every problem has its sentence", test_sentences);
  return g_test_run ();
}
