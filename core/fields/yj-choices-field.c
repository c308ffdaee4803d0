/* SPDX-License-Identifier: Apache-2.0 */
/* Owns several of a field's options, stored as an array of ids. */
#include "core/fields/yj-field-common.h"

/* The same one twice is one. */
static json_t *
normalise (const json_t *raw)
{
  json_t *list, *member;
  size_t i;

  if (!json_is_array (raw))
    return json_deep_copy (raw);
  list = json_array ();
  json_array_foreach (raw, i, member)
    if (!yj_json_has_element (list, member))
      json_array_append_new (list, json_deep_copy (member));
  return list;
}

static YjProblem *
validate (const YjField *field, const json_t *value, GDateTime *today)
{
  YjProblem *problem = json_is_array (value) && json_array_size (value) > 0 ? NULL : yj_problem_new ("field.choice.unknown", NULL);
  size_t i;
  json_t *member;

  json_array_foreach (value, i, member)
    if (problem == NULL)
      problem = yj_field_check_option (field, member);
  return problem;
}

static char *
mask (const YjField *field, const json_t *value, const char *language)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) labels = NULL;
  size_t i;
  json_t *member;

  json_array_foreach (value, i, member) {
    g_autofree char *label = yj_field_mask_option (field, member, language);
    g_strv_builder_add (builder, label);
  }
  labels = g_strv_builder_end (builder);
  return g_strjoinv (g_str_has_prefix (language, "zh") ? "、" : ", ", labels);
}

static json_t *
example (const YjField *field)
{
  json_t *list = json_array ();
  for (guint i = 0; field->options != NULL && i < field->options->len; i++)
    json_array_append_new (list, json_string (((YjOption *) g_ptr_array_index (field->options, i))->id));
  return list;
}

const YjFieldType yj_choices_field = { "choices", normalise, validate, mask, example };
