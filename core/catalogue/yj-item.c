/* SPDX-License-Identifier: Apache-2.0 */
/* Owns one life event in memory; its form is read in yj-item-form.c. */
#include "core/catalogue/yj-item.h"
#include "core/base/yj-error.h"
#include "core/catalogue/yj-item-hall.h"
#include "core/catalogue/yj-item-parser.h"
#include "core/catalogue/yj-item-pictures.h"
#include "core/catalogue/yj-item-repeat.h"
#include <string.h>

G_DEFINE_FINAL_TYPE (YjItem, yj_item, G_TYPE_OBJECT)

static void
free_fields (GPtrArray *fields)
{
  for (guint i = 0; i < fields->len; i++)
    g_clear_pointer (&((YjField *) g_ptr_array_index (fields, i))->options, g_ptr_array_unref);
  g_ptr_array_unref (fields);
}

static void
free_sections (GPtrArray *sections)
{
  for (guint s = 0; s < sections->len; s++) {
    YjSection *section = g_ptr_array_index (sections, s);
    for (guint p = 0; p < section->pages->len; p++)
      free_fields (((YjPageGroup *) g_ptr_array_index (section->pages, p))->fields);
    g_ptr_array_unref (section->pages);
  }
  g_ptr_array_unref (sections);
}

static void
yj_item_finalize (GObject *object)
{
  YjItem *self = YJ_ITEM (object);

  for (guint i = 0; i < self->questions->len; i++)
    g_ptr_array_unref (((YjQuestion *) g_ptr_array_index (self->questions, i))->options);
  for (guint i = 0; i < self->delivery->len; i++)
    free_fields (((YjDelivery *) g_ptr_array_index (self->delivery, i))->fields);
  free_sections (self->sections);
  g_ptr_array_unref (self->keywords);
  g_ptr_array_unref (self->matters);
  g_ptr_array_unref (self->questions);
  g_ptr_array_unref (self->materials);
  g_ptr_array_unref (self->delivery);
  g_ptr_array_unref (self->fees);
  g_ptr_array_unref (self->declarations);
  g_ptr_array_unref (self->consents);
  g_ptr_array_unref (self->notices);
  g_ptr_array_unref (self->privacy);
  g_ptr_array_unref (self->conditions);
  g_ptr_array_unref (self->strvs);
  yj_item_free_index (self);
  g_clear_pointer (&self->root, json_decref);
  g_clear_pointer (&self->file, json_decref);
  G_OBJECT_CLASS (yj_item_parent_class)->finalize (object);
}

static void
yj_item_class_init (YjItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_item_finalize;
}

static void
yj_item_init (YjItem *self)
{
  self->conditions = g_ptr_array_new_with_free_func ((GDestroyNotify) yj_condition_free);
  self->strvs = g_ptr_array_new_with_free_func (g_free);
}

static gpointer
parse_matter (YjItemParser *parser, const json_t *object)
{
  YjMatter *matter = g_new0 (YjMatter, 1);
  matter->code = yj_item_parser_string (parser, object, "code", TRUE);
  matter->name = yj_item_parser_text (parser, object, "name", TRUE);
  matter->everyday_name = yj_item_parser_text (parser, object, "everyday_name", FALSE);
  matter->department = yj_item_parser_string (parser, object, "department", TRUE);
  matter->working_days = (int) yj_json_int (object, "working_days", -1);
  matter->result = yj_item_parser_text (parser, object, "result", TRUE);
  matter->optional = yj_json_bool (object, "optional", FALSE);
  matter->needs = yj_item_parser_strv (parser, object, "needs");
  matter->in_person = yj_item_parser_text (parser, object, "in_person", FALSE);
  matter->when = yj_item_parser_when (parser, object);
  return matter;
}

static gpointer
parse_question (YjItemParser *parser, const json_t *object)
{
  YjQuestion *question = g_new0 (YjQuestion, 1);
  question->id = yj_item_parser_string (parser, object, "id", TRUE);
  question->prompt = yj_item_parser_text (parser, object, "prompt", TRUE);
  question->hint = yj_item_parser_text (parser, object, "hint", FALSE);
  question->multiple = yj_json_bool (object, "multiple", FALSE);
  question->options = yj_item_parse_options (parser, object);
  question->when = yj_item_parser_when (parser, object);
  return question;
}

static int
parse_word (YjItemParser *parser, const json_t *object, const char *key, const char *const *words, int fallback)
{
  const char *word = yj_item_parser_string (parser, object, key, FALSE);
  if (word == NULL)
    return fallback;
  for (int i = 0; words[i] != NULL; i++)
    if (g_str_equal (word, words[i]))
      return i;
  gsize mark = yj_item_parser_push (parser, key);
  yj_item_parser_fail (parser, "not one of the allowed words");
  yj_item_parser_pop (parser, mark);
  return fallback;
}

static gpointer
parse_material (YjItemParser *parser, const json_t *object)
{
  static const char *const exemptions[] = { "none", "generated", "e-licence", "verified", "personal-space", NULL };
  static const char *const necessities[] = { "required", "optional", "later", NULL };
  YjMaterial *material = g_new0 (YjMaterial, 1);

  material->id = yj_item_parser_string (parser, object, "id", TRUE);
  material->name = yj_item_parser_text (parser, object, "name", TRUE);
  material->hint = yj_item_parser_text (parser, object, "hint", FALSE);
  material->matters = yj_item_parser_strv (parser, object, "matters");
  material->exemption = parse_word (parser, object, "exemption", exemptions, YJ_EXEMPTION_NONE);
  material->necessity = parse_word (parser, object, "necessity", necessities, YJ_NECESSITY_REQUIRED);
  material->copies = (int) yj_json_int (object, "copies", 1);
  material->max_pages = (int) yj_json_int (object, "max_pages", 1);
  material->trust_level = yj_item_parser_string (parser, object, "trust_level", FALSE);
  material->bring_original = yj_item_parser_text (parser, object, "bring_original", FALSE);
  material->of_field = yj_item_parser_string (parser, object, "of_field", FALSE);
  material->when = yj_item_parser_when (parser, object);
  return material;
}

static gpointer
parse_delivery (YjItemParser *parser, const json_t *object)
{
  YjDelivery *delivery = g_new0 (YjDelivery, 1);
  delivery->id = yj_item_parser_string (parser, object, "id", TRUE);
  delivery->label = yj_item_parser_text (parser, object, "label", TRUE);
  delivery->hint = yj_item_parser_text (parser, object, "hint", FALSE);
  delivery->fields = yj_item_parser_list (parser, object, "fields", yj_item_parse_field);
  delivery->when = yj_item_parser_when (parser, object);
  return delivery;
}

/* "free", "assessed", or yuan with two decimals at most. */
static void
parse_amount (YjItemParser *parser, const json_t *object, YjFee *fee)
{
  const char *amount = yj_item_parser_string (parser, object, "amount", TRUE);

  if (g_strcmp0 (amount, "assessed") == 0) {
    fee->kind = YJ_FEE_ASSESSED;
  } else if (amount != NULL && !g_str_equal (amount, "free")) {
    gsize mark = yj_item_parser_push (parser, "amount");
    if (!g_regex_match_simple ("^(?!0+$)[0-9]{1,7}([.][0-9]{2})?$", amount, G_REGEX_DOLLAR_ENDONLY, 0))
      yj_item_parser_fail (parser, "yuan like \"80\" or \"0.50\", \"free\" or \"assessed\" is expected");
    yj_item_parser_pop (parser, mark);
    fee->kind = YJ_FEE_FIXED;
    fee->yuan = amount;
  }
}

static gpointer
parse_fee (YjItemParser *parser, const json_t *object)
{
  YjFee *fee = g_new0 (YjFee, 1);
  fee->matter = yj_item_parser_string (parser, object, "matter", FALSE);
  fee->delivery = yj_item_parser_string (parser, object, "delivery", FALSE);
  parse_amount (parser, object, fee);
  fee->basis = yj_item_parser_text (parser, object, "basis", TRUE);
  fee->when = yj_item_parser_when (parser, object);
  return fee;
}

static GPtrArray *
parse_privacy (YjItemParser *parser, const json_t *object)
{
  GPtrArray *texts = g_ptr_array_new ();
  json_t *list = yj_json_array (object, "privacy"), *member;
  gsize mark = yj_item_parser_push (parser, "privacy");
  size_t i;

  json_array_foreach (list, i, member) {
    gsize inner = yj_item_parser_push_index (parser, i);
    g_ptr_array_add (texts, (gpointer) yj_item_parser_text (parser, member, "heading", TRUE));
    g_ptr_array_add (texts, (gpointer) yj_item_parser_text (parser, member, "text", TRUE));
    yj_item_parser_pop (parser, inner);
  }
  yj_item_parser_pop (parser, mark);
  return texts;
}

static YjReduction
parse_reduction (const json_t *root, const char *key)
{
  const json_t *reduction = yj_json_object (yj_json_object (root, "reductions"), key);
  return (YjReduction){ yj_json_string (reduction, "before"), yj_json_string (reduction, "after") };
}

static void
parse_frame (YjItemParser *parser, const json_t *root)
{
  YjItem *self = parser->item;

  self->id = yj_item_parser_string (parser, root, "id", TRUE);
  self->version = (int) yj_json_int (root, "version", 0);
  self->enterprise = g_strcmp0 (yj_item_parser_string (parser, root, "audience", TRUE), "enterprise") == 0;
  self->enterprise_name = yj_item_parser_string (parser, root, "enterprise_name", FALSE);
  self->enterprise_code = yj_item_parser_string (parser, root, "enterprise_code", FALSE);
  self->stage = yj_item_parser_string (parser, root, "stage", FALSE);
  self->lead = yj_item_parser_string (parser, root, "lead", TRUE);
  self->glyph = yj_item_parser_string (parser, root, "glyph", TRUE);
  self->title = yj_item_parser_text (parser, root, "title", TRUE);
  self->everyday = yj_item_parser_text (parser, root, "everyday", FALSE);
  self->summary = yj_item_parser_text (parser, root, "summary", TRUE);
  self->keywords = yj_item_parser_texts (parser, root, "keywords");
  self->pinyin = yj_item_parser_strv (parser, root, "pinyin");
  self->limit_days = (int) yj_json_int (root, "limit_days", -1);
  self->days = parse_reduction (root, "days");
  self->materials_count = parse_reduction (root, "materials");
  self->visits = parse_reduction (root, "visits");
  self->legal_basis = yj_item_parser_text (parser, root, "legal_basis", FALSE);
  self->consent_version = yj_item_parser_string (parser, root, "consent_version", TRUE);
  self->bereavement = yj_json_bool (root, "bereavement", FALSE);
  if (self->version < 1)
    yj_item_parser_fail (parser, "\"version\" is a whole number from 1");
}

/* What the hall wants in addition stands behind the item's own. */
static void
add_materials (YjItemParser *parser, const json_t *root)
{
  YjItem *self = parser->item;
  g_autoptr (GPtrArray) added = yj_item_parser_list (parser, root, "added_materials", parse_material);

  for (guint i = 0; i < added->len; i++) {
    YjMaterial *material = g_ptr_array_index (added, i);
    gsize mark = yj_item_parser_push (parser, "added_materials"), inner = yj_item_parser_push_index (parser, i);
    if (material->id != NULL && yj_item_get_material (self, material->id) != NULL)
      yj_item_parser_fail (parser, "the item has a material of this id");
    g_ptr_array_add (self->materials, material);
    yj_item_parser_pop (parser, inner);
    yj_item_parser_pop (parser, mark);
  }
  g_ptr_array_set_free_func (added, NULL);
}

static json_t *
prepare_root (json_t *file, YjHall *hall, GError **error)
{
  const char *id = yj_json_string (file, "id");
  g_autoptr (json_t) here = hall != NULL && id != NULL ? yj_item_adapt_to_hall (file, id, hall) : json_incref (file);
  g_autoptr (json_t) asked = yj_item_expand_repeats (here, error);
  return asked != NULL ? yj_item_add_pictures (asked) : NULL;
}

YjItem *
yj_item_new_from_json (json_t *file, GError **error)
{
  return yj_item_new_for_hall (file, NULL, error);
}

YjItem *
yj_item_new_for_hall (json_t *file, YjHall *hall, GError **error)
{
  g_autoptr (json_t) root = prepare_root (file, hall, error);
  g_autoptr (YjItem) self = root != NULL ? g_object_new (YJ_TYPE_ITEM, NULL) : NULL;
  YjItemParser parser = { self, NULL, NULL };

  if (root == NULL)
    return NULL;
  parser.pointer = g_string_new (NULL);
  self->root = json_incref (root);
  self->file = json_incref (file);
  parse_frame (&parser, root);
  self->matters = yj_item_parser_list (&parser, root, "matters", parse_matter);
  self->questions = yj_item_parser_list (&parser, root, "questions", parse_question);
  self->sections = yj_item_parser_list (&parser, root, "sections", yj_item_parse_section);
  self->materials = yj_item_parser_list (&parser, root, "materials", parse_material);
  add_materials (&parser, root);
  self->delivery = yj_item_parser_list (&parser, root, "delivery", parse_delivery);
  self->fees = yj_item_parser_list (&parser, root, "fees", parse_fee);
  self->declarations = yj_item_parser_texts (&parser, root, "declarations");
  self->consents = yj_item_parser_texts (&parser, root, "consents");
  self->notices = yj_item_parser_texts (&parser, root, "notices");
  self->privacy = parse_privacy (&parser, root);
  g_string_free (parser.pointer, TRUE);
  yj_item_make_index (self);
  if (parser.error == NULL)
    return g_steal_pointer (&self);
  g_propagate_error (error, parser.error);
  return NULL;
}

const YjMatter *
yj_item_get_matter (YjItem *self, const char *code)
{
  for (guint i = 0; i < self->matters->len; i++) {
    YjMatter *matter = g_ptr_array_index (self->matters, i);
    if (g_strcmp0 (matter->code, code) == 0)
      return matter;
  }
  return NULL;
}

GPtrArray *
yj_item_list_fields (YjItem *self)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint s = 0; s < self->sections->len; s++) {
    YjSection *section = g_ptr_array_index (self->sections, s);
    for (guint p = 0; p < section->pages->len; p++)
      g_ptr_array_extend (list, ((YjPageGroup *) g_ptr_array_index (section->pages, p))->fields, NULL, NULL);
  }
  for (guint i = 0; i < self->delivery->len; i++)
    g_ptr_array_extend (list, ((YjDelivery *) g_ptr_array_index (self->delivery, i))->fields, NULL, NULL);
  return list;
}

const YjMaterial *
yj_item_get_material (YjItem *self, const char *id)
{
  for (guint i = 0; i < self->materials->len; i++) {
    YjMaterial *material = g_ptr_array_index (self->materials, i);
    if (g_strcmp0 (material->id, id) == 0)
      return material;
  }
  return NULL;
}
