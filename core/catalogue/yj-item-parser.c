/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the reading of single members with their JSON Pointers. */
#include "core/catalogue/yj-item-parser.h"
#include "core/base/yj-error.h"
#include "core/base/yj-messages.h"

gsize
yj_item_parser_push (YjItemParser *parser, const char *part)
{
  gsize mark = parser->pointer->len;
  g_string_append_printf (parser->pointer, "/%s", part);
  return mark;
}

gsize
yj_item_parser_push_index (YjItemParser *parser, size_t index)
{
  gsize mark = parser->pointer->len;
  g_string_append_printf (parser->pointer, "/%zu", index);
  return mark;
}

void
yj_item_parser_pop (YjItemParser *parser, gsize mark)
{
  g_string_truncate (parser->pointer, mark);
}

void
yj_item_parser_fail (YjItemParser *parser, const char *sentence)
{
  if (parser->error == NULL)
    g_set_error (&parser->error, YJ_ERROR, YJ_ERROR_BAD_DATA, "%s: %s", parser->pointer->str, sentence);
}

const char *
yj_item_parser_string (YjItemParser *parser, const json_t *object, const char *key, gboolean required)
{
  const char *value = yj_json_string (object, key);
  if (value == NULL && (required || json_object_get (object, key) != NULL)) {
    gsize mark = yj_item_parser_push (parser, key);
    yj_item_parser_fail (parser, "a string is expected");
    yj_item_parser_pop (parser, mark);
  }
  return value;
}

/* Strings only, and the language that every other falls back to. */
static const YjText *
read_text (YjItemParser *parser, const json_t *value)
{
  const YjText *text = yj_text_from_json (value);
  const char *language;
  json_t *member;

  json_object_foreach ((json_t *) value, language, member)
    if (!json_is_string (member))
      text = NULL;
  if (text == NULL)
    yj_item_parser_fail (parser, "texts by language are expected");
  else if (!yj_text_has (text, YJ_LANGUAGE_BASE))
    yj_item_parser_fail (parser, "the text in " YJ_LANGUAGE_BASE " is missing");
  return text;
}

const YjText *
yj_item_parser_text (YjItemParser *parser, const json_t *object, const char *key, gboolean required)
{
  const json_t *value = json_object_get (object, key);
  const YjText *text = NULL;
  gsize mark = yj_item_parser_push (parser, key);

  if (value != NULL || required)
    text = read_text (parser, value);
  yj_item_parser_pop (parser, mark);
  return text;
}

GPtrArray *
yj_item_parser_texts (YjItemParser *parser, const json_t *object, const char *key)
{
  GPtrArray *texts = g_ptr_array_new ();
  json_t *list = json_object_get (object, key), *member;
  gsize mark = yj_item_parser_push (parser, key);
  size_t i;

  if (list != NULL && !json_is_array (list))
    yj_item_parser_fail (parser, "a list is expected");
  json_array_foreach (list, i, member) {
    gsize inner = yj_item_parser_push_index (parser, i);
    g_ptr_array_add (texts, (gpointer) read_text (parser, member));
    yj_item_parser_pop (parser, inner);
  }
  yj_item_parser_pop (parser, mark);
  return texts;
}

const char *const *
yj_item_parser_strv (YjItemParser *parser, const json_t *object, const char *key)
{
  json_t *list = json_object_get (object, key), *member;
  GPtrArray *words = g_ptr_array_new ();
  gsize mark = yj_item_parser_push (parser, key);
  const char *const *strv;
  size_t i;

  if (list != NULL && !json_is_array (list))
    yj_item_parser_fail (parser, "a list of strings is expected");
  json_array_foreach (list, i, member) {
    if (!json_is_string (member))
      yj_item_parser_fail (parser, "a list of strings is expected");
    else
      g_ptr_array_add (words, (gpointer) json_string_value (member));
  }
  g_ptr_array_add (words, NULL);
  strv = (const char *const *) g_ptr_array_free (words, FALSE);
  g_ptr_array_add (parser->item->strvs, (gpointer) strv);
  yj_item_parser_pop (parser, mark);
  return strv;
}

const YjCondition *
yj_item_parser_when (YjItemParser *parser, const json_t *object)
{
  json_t *when = json_object_get (object, "when");
  YjCondition *condition;
  gsize mark;

  if (when == NULL || parser->error != NULL)
    return NULL;
  mark = yj_item_parser_push (parser, "when");
  condition = yj_condition_parse (when, parser->pointer->str, &parser->error);
  if (condition != NULL)
    g_ptr_array_add (parser->item->conditions, condition);
  yj_item_parser_pop (parser, mark);
  return condition;
}

GPtrArray *
yj_item_parser_list (YjItemParser *parser, const json_t *object, const char *key, YjItemPartFunc parse)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);
  json_t *list = json_object_get (object, key), *member;
  gsize mark = yj_item_parser_push (parser, key);
  size_t i;

  if (list != NULL && !json_is_array (list))
    yj_item_parser_fail (parser, "a list is expected");
  json_array_foreach (list, i, member) {
    gsize inner = yj_item_parser_push_index (parser, i);
    if (!json_is_object (member))
      yj_item_parser_fail (parser, "an object is expected");
    else
      g_ptr_array_add (parts, parse (parser, member));
    yj_item_parser_pop (parser, inner);
  }
  yj_item_parser_pop (parser, mark);
  return parts;
}
