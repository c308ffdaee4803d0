/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the check of an item's form: sections, also those that repeat, pages, fields, and what a delivery asks. */
#include "core/catalogue/yj-check-private.h"
#include <string.h>

#define ANSWER "answer:"

static gboolean
is_asked_before (YjCheck *check, const char *id, const YjCheckAnswer *self)
{
  const YjCheckAnswer *other = yj_check_get_answer (check, id);
  return other != NULL && other->position < self->position;
}

static void
check_prefill (YjCheck *check, const YjField *field, const YjCheckAnswer *answer, const char *pointer)
{
  g_autofree char *place = g_strconcat (pointer, "/prefill", NULL);

  if (field->prefill != NULL && g_str_has_prefix (field->prefill, ANSWER) && !is_asked_before (check, field->prefill + strlen (ANSWER), answer))
    yj_check_report (check, YJ_FINDING_UNKNOWN_ANSWER, place, "is filled from %s, which is not asked before", field->prefill + strlen (ANSWER));
}

/* @other: the id of a field, or a list of ids. */
static void
check_difference (YjCheck *check, const YjField *field, const YjCheckAnswer *answer, const json_t *other, const char *pointer)
{
  const char *id = json_string_value (other);
  const YjCheckAnswer *named = yj_check_get_answer (check, id);
  size_t i;
  json_t *member;

  json_array_foreach (other, i, member) check_difference (check, field, answer, member, pointer);
  if (id != NULL && (!is_asked_before (check, id, answer) || named->field == NULL || !g_str_equal (named->field->type, field->type)))
    yj_check_report (check, YJ_FINDING_UNKNOWN_ANSWER, pointer, "differs from %s, which is not a field of its type that is asked before", id);
}

/* A day lies no earlier than the answer to another question. */
static void
check_earliest (YjCheck *check, const YjField *field, const YjCheckAnswer *answer, const char *pointer)
{
  const char *id = yj_json_string (field->spec, "not_before");
  const YjCheckAnswer *named = yj_check_get_answer (check, id);
  g_autofree char *place = g_strconcat (pointer, "/not_before", NULL);

  if (id != NULL && (!is_asked_before (check, id, answer) || named->field == NULL || !g_str_equal (named->field->type, "date")))
    yj_check_report (check, YJ_FINDING_UNKNOWN_ANSWER, place, "is not before %s, which is not a date that is asked before", id);
}

/* A smallest that is above the largest leaves nothing that a person could give. */
static void
check_limits (YjCheck *check, const YjField *field, const char *pointer)
{
  static const char *const pairs[][2] = { { "min", "max" }, { "min_length", "max_length" } };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (yj_json_int (field->spec, pairs[i][0], G_MININT64) > yj_json_int (field->spec, pairs[i][1], G_MAXINT64))
      yj_check_report (check, YJ_FINDING_DEAD_END, pointer, "no answer is right: %s is larger than %s", pairs[i][0], pairs[i][1]);
}

/* @conditions: of what the field stands in, with room for its own at the end. */
static void
check_field (YjCheck *check, const YjField *field, const char *pointer, const YjCondition **conditions, gsize n)
{
  const YjCheckAnswer *answer = yj_check_own_answer (check, field->id, field, pointer);
  g_autofree char *spec = g_strconcat (pointer, "/spec", NULL), *difference = g_strconcat (spec, "/differs_from", NULL);
  guint before = check->findings->len;

  if (answer->field != field)
    return;
  check_prefill (check, field, answer, pointer);
  check_difference (check, field, answer, json_object_get (field->spec, "differs_from"), difference);
  check_earliest (check, field, answer, spec);
  check_limits (check, field, spec);
  yj_check_options (check, answer, field->options, pointer);
  yj_check_matter_codes (check, field->matters, pointer);
  conditions[n - 1] = field->when;
  yj_check_reach (check, conditions, n, check->findings->len == before ? field->matters : NULL, pointer, answer->position, field->id);
}

/* Where conditions of a page, a section or a delivery stand: before its first field. */
static guint
get_position (YjCheck *check, const YjField *first)
{
  const YjCheckAnswer *answer = first != NULL ? yj_check_get_answer (check, first->id) : NULL;
  return answer != NULL && answer->field == first ? answer->position : G_MAXUINT;
}

static const YjField *
get_first_field (const YjPageGroup *page)
{
  return page->fields->len > 0 ? g_ptr_array_index (page->fields, 0) : NULL;
}

static void
check_page (YjCheck *check, const YjSection *section, const YjPageGroup *page, GHashTable *labels, const char *pointer)
{
  const YjField *first = get_first_field (page);

  yj_check_reach (check, (const YjCondition *[]){ section->when, page->when }, 2, NULL, pointer, get_position (check, first),
                  first != NULL ? first->id : NULL);
  for (guint f = 0; f < page->fields->len; f++) {
    g_autofree char *place = g_strdup_printf ("%s/fields/%u", pointer, f);
    const YjField *field = g_ptr_array_index (page->fields, f);
    yj_check_distinct (check, labels, field->label, place, "the label of the field");
    check_field (check, field, place, (const YjCondition *[]){ section->when, page->when, NULL }, 3);
  }
}

/* The answers of a section stand below each other when they are reviewed, without the questions of their pages: labels differ
   all through it. */
static void
check_pages (YjCheck *check, const YjSection *section, guint s, GHashTable *prompts)
{
  g_autoptr (GHashTable) labels = yj_check_texts_new ();

  for (guint p = 0; p < section->pages->len; p++) {
    YjPageGroup *page = g_ptr_array_index (section->pages, p);
    g_autofree char *pointer = g_strdup_printf ("/sections/%u/pages/%u", s, p);

    if (yj_item_get_page (check->item, page->id) != page)
      yj_check_report (check, YJ_FINDING_DUPLICATE_ID, pointer, "the page %s stands twice", page->id);
    yj_check_distinct (check, prompts, page->title, pointer, "the question");
    check_page (check, section, page, labels, pointer);
  }
}

/* A section repeats by a number that is asked before it and is never larger than the section repeats. */
static void
check_repeat (YjCheck *check, const YjSection *section, const json_t *repeat, const char *pointer)
{
  const YjCheckAnswer *count = yj_check_get_answer (check, yj_json_string (repeat, "count"));
  const YjField *first = section->pages->len > 0 ? get_first_field (g_ptr_array_index (section->pages, 0)) : NULL;
  gboolean number = count != NULL && count->field != NULL && g_str_equal (count->field->type, "number");
  g_autofree char *place = g_strconcat (pointer, "/repeat", NULL);

  if (repeat == NULL)
    return;
  if (!number || count->position >= get_position (check, first))
    yj_check_report (check, YJ_FINDING_UNKNOWN_ANSWER, place, "repeats by %s, which is not a number that is asked before",
                     yj_json_string (repeat, "count"));
  else if (yj_json_int (count->field->spec, "max", G_MAXINT64) > yj_json_int (repeat, "max", 0))
    yj_check_report (check, YJ_FINDING_DEAD_END, place, "repeats fewer times than %s allows: give that number the same max",
                     yj_json_string (repeat, "count"));
  else if (yj_json_int (repeat, "min", 0) > yj_json_int (repeat, "max", 0))
    yj_check_report (check, YJ_FINDING_WRONG_VALUE, place, "is asked more often than it repeats: min is larger than max");
}

/* Of a section that repeats, the first copy is checked, and of the others that their ids and prompts are their own. */
static void
check_copy (YjCheck *check, const YjSection *section, guint s, GHashTable *prompts)
{
  for (guint p = 0; p < section->pages->len; p++) {
    YjPageGroup *page = g_ptr_array_index (section->pages, p);
    g_autofree char *pointer = g_strdup_printf ("/sections/%u/pages/%u", s, p);

    if (yj_item_get_page (check->item, page->id) != page)
      yj_check_report (check, YJ_FINDING_DUPLICATE_ID, pointer, "the page %s stands twice", page->id);
    if (section->copy == 2)
      yj_check_distinct (check, prompts, page->title, pointer, "without {n} in its title, the question");
    for (guint f = 0; f < page->fields->len; f++) {
      g_autofree char *place = g_strdup_printf ("%s/fields/%u", pointer, f);
      const YjField *field = g_ptr_array_index (page->fields, f);
      yj_check_own_answer (check, field->id, field, place);
    }
  }
}

/* How the section of the file that has this id repeats. A hall's item has fewer sections than the file. (nullable) */
static const json_t *
find_repeat (YjCheck *check, const char *id)
{
  json_t *section;
  size_t i;

  json_array_foreach (yj_json_array (check->item->file, "sections"), i, section)
    if (g_strcmp0 (yj_json_string (section, "id"), id) == 0)
      return yj_json_object (section, "repeat");
  return NULL;
}

static void
check_section (YjCheck *check, const YjSection *section, guint s, GHashTable *prompts, const char *pointer)
{
  const YjPageGroup *page = section->pages->len > 0 ? g_ptr_array_index (section->pages, 0) : NULL;
  const YjField *first = page != NULL ? get_first_field (page) : NULL;

  check_repeat (check, section, find_repeat (check, section->id), pointer);
  yj_check_reach (check, &section->when, 1, NULL, pointer, get_position (check, first), first != NULL ? first->id : NULL);
  check_pages (check, section, s, prompts);
}

void
yj_check_form (YjCheck *check, GHashTable *prompts)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal), titles = yj_check_texts_new ();
  guint s = 0; /* in the file */

  for (guint i = 0; i < check->item->sections->len; i++) {
    YjSection *section = g_ptr_array_index (check->item->sections, i);
    g_autofree char *pointer = g_strdup_printf ("/sections/%u", section->copy > 1 ? s - 1 : s);

    if (!g_hash_table_add (ids, (gpointer) section->id))
      yj_check_report (check, YJ_FINDING_DUPLICATE_ID, pointer, "the id %s is used twice", section->id);
    if (section->copy > 1) {
      check_copy (check, section, s - 1, prompts);
      continue;
    }
    yj_check_distinct (check, titles, section->title, pointer, "the heading");
    check_section (check, section, s++, prompts, pointer);
  }
}

void
yj_check_delivery (YjCheck *check)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal), labels = yj_check_texts_new ();

  for (guint i = 0; i < check->item->delivery->len; i++) {
    YjDelivery *delivery = g_ptr_array_index (check->item->delivery, i);
    g_autofree char *pointer = g_strdup_printf ("/delivery/%u", i);
    g_autoptr (GHashTable) fields = yj_check_texts_new ();

    if (!g_hash_table_add (ids, (gpointer) delivery->id))
      yj_check_report (check, YJ_FINDING_DUPLICATE_ID, pointer, "the id %s is used twice", delivery->id);
    yj_check_distinct (check, labels, delivery->label, pointer, "the label");
    yj_check_reach (check, &delivery->when, 1, NULL, pointer, check->form_end, NULL);
    for (guint f = 0; f < delivery->fields->len; f++) {
      g_autofree char *place = g_strdup_printf ("%s/fields/%u", pointer, f);
      const YjField *field = g_ptr_array_index (delivery->fields, f);
      yj_check_distinct (check, fields, field->label, place, "the label of the field");
      check_field (check, field, place, (const YjCondition *[]){ delivery->when, NULL }, 2);
    }
  }
}
