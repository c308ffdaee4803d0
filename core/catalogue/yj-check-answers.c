/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the list of everything that an item asks, in the order in which it is asked. */
#include "core/catalogue/yj-check-private.h"

static void
add (YjCheck *check, const char *id, const YjQuestion *question, const YjField *field, const YjCondition *const *outer, gsize n)
{
  YjCheckAnswer *answer;

  if (g_hash_table_contains (check->answers, id))
    return; /* reported where the second one stands */
  answer = g_new0 (YjCheckAnswer, 1);
  answer->id = id;
  answer->question = question;
  answer->field = field;
  for (gsize i = 0; i < n; i++)
    answer->conditions[i] = outer[i];
  answer->conditions[n] = question != NULL ? question->when : field->when;
  g_hash_table_insert (check->answers, (gpointer) id, answer);
  answer->position = g_hash_table_size (check->answers);
}

static void
add_form (YjCheck *check)
{
  for (guint s = 0; s < check->item->sections->len; s++) {
    YjSection *section = g_ptr_array_index (check->item->sections, s);
    for (guint p = 0; p < section->pages->len; p++) {
      YjPageGroup *page = g_ptr_array_index (section->pages, p);
      for (guint f = 0; f < page->fields->len; f++) {
        const YjField *field = g_ptr_array_index (page->fields, f);
        add (check, field->id, NULL, field, (const YjCondition *[]){ section->when, page->when }, 2);
      }
    }
  }
}

/* What a matter needs stands before it, so one look from first to last is enough. */
static void
list_leavable (YjCheck *check)
{
  for (guint i = 0; i < check->item->matters->len; i++) {
    YjMatter *matter = g_ptr_array_index (check->item->matters, i);
    gboolean leavable = matter->optional;
    for (gsize n = 0; matter->needs[n] != NULL; n++)
      leavable |= g_hash_table_contains (check->leavable, yj_item_get_matter (check->item, matter->needs[n]));
    if (leavable)
      g_hash_table_add (check->leavable, matter);
  }
}

static void
list_answers (YjCheck *check)
{
  for (guint i = 0; i < check->item->questions->len; i++) {
    YjQuestion *question = g_ptr_array_index (check->item->questions, i);
    add (check, question->id, question, NULL, NULL, 0);
  }
  add_form (check);
  check->form_end = g_hash_table_size (check->answers) + 1;
  for (guint i = 0; i < check->item->delivery->len; i++) {
    YjDelivery *delivery = g_ptr_array_index (check->item->delivery, i);
    for (guint f = 0; f < delivery->fields->len; f++) {
      const YjField *field = g_ptr_array_index (delivery->fields, f);
      add (check, field->id, NULL, field, (const YjCondition *[]){ delivery->when }, 1);
    }
  }
  list_leavable (check);
}

const YjCheckAnswer *
yj_check_get_answer (YjCheck *check, const char *id)
{
  return id != NULL ? g_hash_table_lookup (check->answers, id) : NULL;
}

const YjCheckAnswer *
yj_check_own_answer (YjCheck *check, const char *id, gconstpointer question_or_field, const char *pointer)
{
  const YjCheckAnswer *answer = yj_check_get_answer (check, id);

  if (answer->question != question_or_field && answer->field != question_or_field)
    yj_check_report (check, YJ_FINDING_DUPLICATE_ID, pointer, "the id %s is used twice: questions and fields share one name space", id);
  return answer;
}

void
yj_check_begin_item (YjCheck *check, YjItem *item)
{
  check->item = item;
  check->answers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  check->leavable = g_hash_table_new (NULL, NULL);
  check->wrong = g_hash_table_new (NULL, NULL);
  list_answers (check);
}

void
yj_check_end_item (YjCheck *check)
{
  check->item = NULL;
  g_clear_pointer (&check->answers, g_hash_table_unref);
  g_clear_pointer (&check->leavable, g_hash_table_unref);
  g_clear_pointer (&check->wrong, g_hash_table_unref);
}
