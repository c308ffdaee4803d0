/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what a check says about texts: a language that is missing, and two things that read the same. */
#include "core/base/yj-messages.h"
#include "core/catalogue/yj-check-private.h"

void
yj_check_languages (YjCheck *check, const json_t *value, const char *pointer)
{
  const char *key;
  json_t *member, *language;
  size_t i;

  if (json_is_object (value) && json_object_get (value, YJ_LANGUAGE_BASE) != NULL) {
    json_array_foreach (json_object_get (check->catalogue, "languages"), i, language)
      if (!yj_text_has ((const YjText *) value, json_string_value (language)))
        yj_check_report (check, YJ_FINDING_LANGUAGE, pointer, "the text in %s is missing", json_string_value (language));
  } else if (json_is_object (value)) {
    json_object_foreach ((json_t *) value, key, member) {
      g_autofree char *place = g_strdup_printf ("%s/%s", pointer, key);
      yj_check_languages (check, member, place);
    }
  } else if (json_is_array (value)) {
    json_array_foreach (value, i, member) {
      g_autofree char *place = g_strdup_printf ("%s/%zu", pointer, i);
      yj_check_languages (check, member, place);
    }
  }
}

GHashTable *
yj_check_texts_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
yj_check_distinct (YjCheck *check, GHashTable *seen, const YjText *text, const char *pointer, const char *what)
{
  const char *language, *twice = NULL;
  json_t *words;

  json_object_foreach ((json_t *) text, language, words)
    if (!g_str_equal (language, "source") && json_is_string (words) &&
        !g_hash_table_add (seen, g_strdup_printf ("%s %s", language, json_string_value (words))) && twice == NULL)
      twice = json_string_value (words);
  if (twice != NULL)
    yj_check_report (check, YJ_FINDING_DUPLICATE_TEXT, pointer, "%s stands twice, and a person cannot tell them apart: %s", what, twice);
}
