/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how one section of a file becomes the sections of several people. */
#include "core/catalogue/yj-item-repeat.h"
#include "core/base/yj-error.h"
#include "core/base/yj-messages.h"
#include <string.h>

typedef struct {
  json_int_t number; /* of the copy, from 1 */
  GHashTable *own;   /* ids of the section's fields */
  char *number_text;
} Copy;

static json_int_t
get_max (const json_t *section)
{
  const json_t *repeat = yj_json_object (section, "repeat");
  gint64 max = yj_json_int (repeat, "max", 0);
  return yj_json_string (repeat, "count") != NULL && max >= 1 && max <= YJ_REPEAT_MAX ? max : 0;
}

static void
append_number (const Copy *copy, json_t *object, const char *key, char separator)
{
  const char *id = yj_json_string (object, key);
  g_autofree char *numbered = id != NULL ? g_strdup_printf ("%s%c%s", id, separator, copy->number_text) : NULL;

  if (numbered != NULL && copy->number > 1)
    json_object_set_new (object, key, json_string (numbered));
}

/* The id at @key, if it is of this section, becomes that of the copy. @prefix: (nullable) what stands before the id. */
static void
point_to_own (const Copy *copy, json_t *object, const char *key, const char *prefix)
{
  const char *id = yj_json_string (object, key);

  if (id != NULL && prefix != NULL)
    id = g_str_has_prefix (id, prefix) ? id + strlen (prefix) : NULL;
  if (id != NULL && g_hash_table_contains (copy->own, id))
    append_number (copy, object, key, '_');
}

/* Everything below @value: conditions, proposals and differences name the copy's own fields, and texts its number. */
static void
adapt (const Copy *copy, json_t *value)
{
  const char *key;
  json_t *member;
  size_t i;

  if (json_is_object (value) && yj_json_string (value, YJ_LANGUAGE_BASE) != NULL) {
    json_object_foreach (value, key, member) {
      g_auto (GStrv) parts = g_strsplit (json_string_value (member) != NULL ? json_string_value (member) : "", "{n}", 0);
      g_autofree char *text = g_strjoinv (copy->number_text, parts);
      if (json_is_string (member))
        json_string_set (member, text);
    }
    return;
  }
  point_to_own (copy, value, "answer", NULL);
  point_to_own (copy, value, "prefill", "answer:");
  point_to_own (copy, value, "differs_from", NULL);
  point_to_own (copy, value, "not_before", NULL);
  json_object_foreach (value, key, member) adapt (copy, member);
  json_array_foreach (value, i, member) adapt (copy, member);
}

/* What is "distinct" differs from the answers to the same field of all copies before. @id: as in the file. */
static void
set_differences (const Copy *copy, json_t *field, const char *id)
{
  json_t *spec = yj_json_object (field, "spec");
  const char *other = yj_json_string (spec, "differs_from");
  json_t *all;

  if (!yj_json_bool (spec, "distinct", FALSE) || copy->number == 1)
    return;
  all = json_array ();
  if (other != NULL)
    json_array_append_new (all, json_string (other));
  for (json_int_t n = 1; n < copy->number; n++) {
    g_autofree char *before = n == 1 ? g_strdup (id) : g_strdup_printf ("%s_%" JSON_INTEGER_FORMAT, id, n);
    json_array_append_new (all, json_string (before));
  }
  json_object_set_new (spec, "differs_from", all);
}

/* So many people are always there: their copies do not wait for the number, which may be asked of more people only. */
static void
set_count_condition (const Copy *copy, json_t *section)
{
  const json_t *repeat = yj_json_object (section, "repeat");
  const char *count = yj_json_string (repeat, "count");
  json_t *enough = json_pack ("{s:s, s:I}", "answer", count, "at_least", copy->number), *own = json_object_get (section, "when");

  if (copy->number <= yj_json_int (repeat, "min", 0)) {
    json_decref (enough);
    return;
  }
  json_object_set_new (section, "when", own != NULL ? json_pack ("{s:[O, o]}", "all", own, enough) : enough);
}

static json_t *
make_copy (const Copy *copy, const json_t *section)
{
  json_t *made = json_deep_copy (section), *page, *field;
  size_t p, f;

  adapt (copy, made);
  append_number (copy, made, "id", '-');
  json_array_foreach (yj_json_array (made, "pages"), p, page) {
    append_number (copy, page, "id", '-');
    json_array_foreach (yj_json_array (page, "fields"), f, field) {
      g_autofree char *id = g_strdup (yj_json_string (field, "id"));
      set_differences (copy, field, id);
      append_number (copy, field, "id", '_');
    }
  }
  set_count_condition (copy, made);
  json_object_set_new (made, "copy", json_integer (copy->number));
  return made;
}

static GHashTable *
list_own (const json_t *section)
{
  GHashTable *own = g_hash_table_new (g_str_hash, g_str_equal);
  json_t *page, *field;
  size_t p, f;

  json_array_foreach (yj_json_array (section, "pages"), p, page)
    json_array_foreach (yj_json_array (page, "fields"), f, field)
      if (yj_json_string (field, "id") != NULL)
        g_hash_table_add (own, (gpointer) yj_json_string (field, "id"));
  return own;
}

static void
append_copies (json_t *sections, json_t *section)
{
  g_autoptr (GHashTable) own = list_own (section);
  json_int_t max = get_max (section);

  if (max == 0)
    json_array_append (sections, section);
  for (json_int_t number = 1; number <= max; number++) {
    g_autofree char *text = g_strdup_printf ("%" JSON_INTEGER_FORMAT, number);
    Copy copy = { number, own, text };
    json_array_append_new (sections, make_copy (&copy, section));
  }
}

/* Of the form as it is asked: counted before it is made, so that a small file makes no large form. */
static gsize
count_fields (const json_t *file)
{
  json_t *section, *page;
  gsize fields = 0;
  size_t s, p;

  json_array_foreach (yj_json_array (file, "sections"), s, section)
    json_array_foreach (yj_json_array (section, "pages"), p, page)
      fields += json_array_size (yj_json_array (page, "fields")) * (gsize) MAX (get_max (section), 1);
  return fields;
}

json_t *
yj_item_expand_repeats (json_t *file, GError **error)
{
  json_t *section, *expanded, *sections;
  gsize fields = count_fields (file);
  gboolean repeats = FALSE;
  size_t i;

  if (fields > YJ_ITEM_MAX_FIELDS) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "/sections: the form has %" G_GSIZE_FORMAT " fields with its repetitions, at most %d are allowed",
                 fields, YJ_ITEM_MAX_FIELDS);
    return NULL;
  }
  json_array_foreach (yj_json_array (file, "sections"), i, section) repeats |= get_max (section) > 0;
  if (!repeats)
    return json_incref (file);
  expanded = json_copy (file);
  sections = json_array ();
  json_array_foreach (yj_json_array (file, "sections"), i, section) append_copies (sections, section);
  json_object_set_new (expanded, "sections", sections);
  return expanded;
}
