/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the reading of an item's form: sections, pages, fields, options. */
#include "core/catalogue/yj-item-parser.h"
#include "core/catalogue/yj-item-repeat.h"
#include "core/fields/yj-field-type.h"
#include <string.h>

static gpointer
parse_option (YjItemParser *parser, const json_t *object)
{
  YjOption *option = g_new0 (YjOption, 1);
  option->json = object;
  option->id = yj_item_parser_string (parser, object, "id", TRUE);
  option->label = yj_item_parser_text (parser, object, "label", TRUE);
  option->hint = yj_item_parser_text (parser, object, "hint", FALSE);
  option->when = yj_item_parser_when (parser, object);
  return option;
}

GPtrArray *
yj_item_parse_options (YjItemParser *parser, const json_t *object)
{
  return yj_item_parser_list (parser, object, "options", parse_option);
}

/* A type of a newer program makes the item unusable here, and the catalogue before it is kept. */
static const char *
parse_type (YjItemParser *parser, const json_t *object)
{
  const char *type = yj_item_parser_string (parser, object, "type", TRUE);
  if (type != NULL && yj_field_type_find (type) == NULL) {
    gsize mark = yj_item_parser_push (parser, "type");
    yj_item_parser_fail (parser, "there is no such field type");
    yj_item_parser_pop (parser, mark);
  }
  return type;
}

gpointer
yj_item_parse_field (YjItemParser *parser, const json_t *object)
{
  YjField *field = g_new0 (YjField, 1);
  field->id = yj_item_parser_string (parser, object, "id", TRUE);
  field->type = parse_type (parser, object);
  field->label = yj_item_parser_text (parser, object, "label", TRUE);
  field->hint = yj_item_parser_text (parser, object, "hint", FALSE);
  field->prompt = yj_item_parser_text (parser, object, "prompt", FALSE);
  field->required = yj_json_bool (object, "required", TRUE);
  field->matters = yj_item_parser_strv (parser, object, "matters");
  field->prefill = yj_item_parser_string (parser, object, "prefill", FALSE);
  field->options = json_object_get (object, "options") != NULL ? yj_item_parse_options (parser, object) : NULL;
  field->spec = yj_json_object (object, "spec");
  field->when = yj_item_parser_when (parser, object);
  return field;
}

static gpointer
parse_page (YjItemParser *parser, const json_t *object)
{
  YjPageGroup *page = g_new0 (YjPageGroup, 1);
  page->id = yj_item_parser_string (parser, object, "id", TRUE);
  page->title = yj_item_parser_text (parser, object, "title", TRUE);
  page->hint = yj_item_parser_text (parser, object, "hint", FALSE);
  page->fields = yj_item_parser_list (parser, object, "fields", yj_item_parse_field);
  page->when = yj_item_parser_when (parser, object);
  return page;
}

/* The pointer names the section as it stands in the file, whatever stands before it repeats. */
static void
point_to_file (YjItemParser *parser, int copy)
{
  if (copy <= 1)
    parser->n_sections++;
  g_string_truncate (parser->pointer, (gsize) (strrchr (parser->pointer->str, '/') - parser->pointer->str));
  yj_item_parser_push_index (parser, parser->n_sections - 1);
}

gpointer
yj_item_parse_section (YjItemParser *parser, const json_t *object)
{
  YjSection *section = g_new0 (YjSection, 1);
  section->copy = (int) yj_json_int (object, "copy", 0);
  point_to_file (parser, section->copy);
  section->id = yj_item_parser_string (parser, object, "id", TRUE);
  section->title = yj_item_parser_text (parser, object, "title", TRUE);
  section->pages = yj_item_parser_list (parser, object, "pages", parse_page);
  section->when = yj_item_parser_when (parser, object);
  if (json_object_get (object, "repeat") != NULL && section->copy == 0)
    yj_item_parser_fail (parser, "\"repeat\" names a \"count\" and a \"max\" of 1 to " G_STRINGIFY (YJ_REPEAT_MAX));
  return section;
}
