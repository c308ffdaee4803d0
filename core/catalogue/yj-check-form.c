/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the check of an item's form: sections, also those that repeat, pages, fields, and what a delivery asks. */
#include "core/catalogue/yj-check-private.h"
#include "core/fields/yj-field-type.h"
#include <string.h>

static void
check_prefill (YjCheck *check, const YjField *field, const char *pointer)
{
  static const char *const cards[] = { "card.name",    "card.number",    "card.birth", "card.address",
                                       "card.ethnicity", "card.sex", NULL };
  const char *from = field->prefill;
  gboolean known = from == NULL || g_strv_contains (cards, from) ||
                   (g_str_has_prefix (from, "answer:") && g_hash_table_contains (check->order, from + strlen ("answer:")));

  if (!known || (from != NULL && g_str_has_prefix (from, "answer:") && g_str_equal (from + strlen ("answer:"), field->id)))
    yj_check_report (check, TRUE, pointer, "is filled from %s, which is neither on a card nor asked before", from);
}

/* @other: the id of a field, or a list of ids. */
static void
check_difference (YjCheck *check, const YjField *field, const json_t *other, const char *pointer)
{
  const char *id = json_string_value (other);
  const YjField *named = id != NULL ? yj_item_get_field (check->item, id) : NULL;
  size_t i;
  json_t *member;

  json_array_foreach (other, i, member) check_difference (check, field, member, pointer);
  if (id != NULL && (named == NULL || named == field || !g_hash_table_contains (check->order, id) || !g_str_equal (named->type, field->type)))
    yj_check_report (check, TRUE, pointer, "differs from %s, which is not a field of its type that is asked before", id);
}

/* A day lies no earlier than the answer to another question. */
static void
check_order (YjCheck *check, const YjField *field, const char *pointer)
{
  const char *id = yj_json_string (field->spec, "not_before");
  const YjField *named = id != NULL ? yj_item_get_field (check->item, id) : NULL;

  if (id != NULL && (!g_str_equal (field->type, "date") || named == NULL || named == field || !g_hash_table_contains (check->order, id) ||
                     !g_str_equal (named->type, "date")))
    yj_check_report (check, TRUE, pointer, "is not before %s, which is not a date that is asked before", id);
}

static void
check_kind (YjCheck *check, const YjField *field, const char *pointer)
{
  const YjFieldType *type = yj_field_type_find (field->type);
  const char *kind = yj_json_string (field->spec, "kind");

  if (kind != NULL && (type->kinds == NULL || !g_strv_contains (type->kinds, kind)))
    yj_check_report (check, TRUE, pointer, "there is no kind %s of %s", kind, field->type);
}

/* @conditions: of what the field stands in, with room for its own at the end. */
static void
check_field (YjCheck *check, const YjField *field, const char *pointer, const YjCondition **conditions, gsize n)
{
  yj_check_know_answer (check, field->id, field, pointer);
  if (g_str_has_prefix (field->type, "choice"))
    yj_check_options (check, field->options, pointer, field->id);
  check_prefill (check, field, pointer);
  check_difference (check, field, json_object_get (field->spec, "differs_from"), pointer);
  check_order (check, field, pointer);
  check_kind (check, field, pointer);
  yj_check_matter_codes (check, field->matters, pointer);
  conditions[n - 1] = field->when;
  yj_check_reach (check, conditions, n, pointer, field->id);
}

static void
check_pages (YjCheck *check, const YjSection *section, guint s, GHashTable *prompts)
{
  for (guint p = 0; p < section->pages->len; p++) {
    YjPageGroup *page = g_ptr_array_index (section->pages, p);
    g_autofree char *pointer = g_strdup_printf ("/sections/%u/pages/%u", s, p);

    if (yj_item_get_page (check->item, page->id) != page)
      yj_check_report (check, TRUE, pointer, "the page %s stands twice", page->id);
    if (page->fields->len == 0)
      yj_check_report (check, TRUE, pointer, "the page asks nothing");
    yj_check_prompt (check, prompts, page->title, pointer);
    yj_check_reach (check, (const YjCondition *[]){ section->when, page->when }, 2, pointer, NULL);
    for (guint f = 0; f < page->fields->len; f++) {
      g_autofree char *place = g_strdup_printf ("%s/fields/%u", pointer, f);
      check_field (check, g_ptr_array_index (page->fields, f), place,
                   (const YjCondition *[]){ section->when, page->when, NULL }, 3);
    }
  }
}

/* A section repeats by a number that is asked before it and is never larger than the section repeats. */
static void
check_repeat (YjCheck *check, const json_t *section, const char *pointer)
{
  const json_t *repeat = yj_json_object (section, "repeat");
  const char *count = yj_json_string (repeat, "count");
  const YjField *field = count != NULL && g_hash_table_contains (check->order, count) ? yj_item_get_field (check->item, count) : NULL;
  gint64 max = field != NULL ? yj_json_int (field->spec, "max", G_MAXINT64) : 0;

  if (repeat != NULL && (field == NULL || !g_str_equal (field->type, "number")))
    yj_check_report (check, TRUE, pointer, "repeats by %s, which is not a number that is asked before", count);
  else if (repeat != NULL && max > yj_json_int (repeat, "max", 0))
    yj_check_report (check, TRUE, pointer, "repeats fewer times than %s allows", count);
  else if (yj_json_int (repeat, "min", 0) > yj_json_int (repeat, "max", 0))
    yj_check_report (check, TRUE, pointer, "is asked more often than it repeats");
}

/* Of a section that repeats, the first copy is checked, and of the others that their ids and prompts are their own. */
static void
check_copy (YjCheck *check, const YjSection *section, guint s, GHashTable *prompts)
{
  for (guint p = 0; p < section->pages->len; p++) {
    YjPageGroup *page = g_ptr_array_index (section->pages, p);
    g_autofree char *pointer = g_strdup_printf ("/sections/%u/pages/%u", s, p);

    if (section->copy == 2)
      yj_check_prompt (check, prompts, page->title, pointer);
    for (guint f = 0; f < page->fields->len; f++) {
      g_autofree char *place = g_strdup_printf ("%s/fields/%u", pointer, f);
      const YjField *field = g_ptr_array_index (page->fields, f);
      yj_check_know_answer (check, field->id, field, place);
    }
  }
}

void
yj_check_form (YjCheck *check, GHashTable *prompts)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  guint s = 0; /* in the file */

  for (guint i = 0; i < check->item->sections->len; i++) {
    YjSection *section = g_ptr_array_index (check->item->sections, i);
    g_autofree char *pointer = g_strdup_printf ("/sections/%u", section->copy > 1 ? s - 1 : s);

    if (!g_hash_table_add (ids, (gpointer) section->id))
      yj_check_report (check, TRUE, pointer, "the id %s is used twice", section->id);
    if (section->copy > 1) {
      check_copy (check, section, s - 1, prompts);
      continue;
    }
    check_repeat (check, json_array_get (yj_json_array (check->item->file, "sections"), s), pointer);
    yj_check_reach (check, &section->when, 1, pointer, NULL);
    check_pages (check, section, s++, prompts);
  }
}

void
yj_check_delivery (YjCheck *check)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < check->item->delivery->len; i++) {
    YjDelivery *delivery = g_ptr_array_index (check->item->delivery, i);
    g_autofree char *pointer = g_strdup_printf ("/delivery/%u", i);
    if (!g_hash_table_add (ids, (gpointer) delivery->id))
      yj_check_report (check, TRUE, pointer, "the id %s is used twice", delivery->id);
    yj_check_reach (check, &delivery->when, 1, pointer, NULL);
    for (guint f = 0; f < delivery->fields->len; f++) {
      g_autofree char *place = g_strdup_printf ("%s/fields/%u", pointer, f);
      check_field (check, g_ptr_array_index (delivery->fields, f), place, (const YjCondition *[]){ delivery->when, NULL }, 2);
    }
  }
}

