/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the check of one item: ids, conditions, matters, materials, what is complete. */
#include "core/catalogue/yj-check-private.h"

#define PAGES_MAX 40

void
yj_check_know_answer (YjCheck *check, const char *id, gconstpointer what, const char *pointer)
{
  if (!g_hash_table_insert (check->answers, (gpointer) id, (gpointer) what))
    yj_check_report (check, TRUE, pointer, "the id %s is used twice", id);
  g_hash_table_insert (check->order, (gpointer) id, GUINT_TO_POINTER (g_hash_table_size (check->answers)));
}

typedef struct {
  YjCheck *check;
  const char *pointer;
  const char *self; /* (nullable) the answer whose condition this is */
} Use;

static void
check_answer_use (gpointer data, gpointer user_data)
{
  const char *id = data;
  Use *use = user_data;
  guint own = use->self != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (use->check->order, use->self)) : G_MAXUINT;
  guint other = GPOINTER_TO_UINT (g_hash_table_lookup (use->check->order, id));

  if (other == 0 || other >= own)
    yj_check_report (use->check, TRUE, use->pointer, "the condition names %s, which is not asked before", id);
}

static gboolean
has_option (GPtrArray *options, const json_t *value)
{
  for (guint i = 0; i < options->len; i++)
    if (json_equal (json_object_get (((YjOption *) g_ptr_array_index (options, i))->json, "id"), value))
      return TRUE;
  return FALSE;
}

static void
check_value_use (const char *id, const json_t *value, gpointer user_data)
{
  Use *use = user_data;
  const YjQuestion *question = yj_item_get_question (use->check->item, id);
  const YjField *field = yj_item_get_field (use->check->item, id);
  GPtrArray *options = question != NULL ? question->options : field != NULL ? field->options : NULL;

  if (options != NULL && !has_option (options, value))
    yj_check_report (use->check, TRUE, use->pointer, "the condition compares %s with what is not among its options", id);
}

static void
check_when (YjCheck *check, const YjCondition *when, const char *pointer, const char *self)
{
  Use use = { check, pointer, self };
  yj_condition_foreach_answer (when, check_answer_use, &use);
  yj_condition_foreach_value (when, check_value_use, &use);
}

/* The condition is right, and can hold together with those of what it stands in. */
void
yj_check_reach (YjCheck *check, const YjCondition *const *conditions, gsize n, const char *pointer, const char *self)
{
  guint before = check->findings->len;

  check_when (check, conditions[n - 1], pointer, self);
  if (check->findings->len == before && conditions[n - 1] != NULL && !yj_check_can_hold (check->item, conditions, n))
    yj_check_report (check, TRUE, pointer, "can never be reached: no answers make its condition hold");
}

static void
check_department (YjCheck *check, const char *code, const char *pointer)
{
  if (json_object_get (json_object_get (check->catalogue, "departments"), code) == NULL)
    yj_check_report (check, TRUE, pointer, "the department %s is not in catalog.json", code);
}

void
yj_check_matter_codes (YjCheck *check, const char *const *codes, const char *pointer)
{
  for (gsize i = 0; codes[i] != NULL; i++)
    if (yj_item_get_matter (check->item, codes[i]) == NULL)
      yj_check_report (check, TRUE, pointer, "there is no matter %s", codes[i]);
}

/* What a matter needs stands before it, so that there is no circle. */
static void
check_needs (YjCheck *check, const YjMatter *matter, guint position, const char *pointer)
{
  for (gsize n = 0; matter->needs[n] != NULL; n++) {
    const YjMatter *needed = yj_item_get_matter (check->item, matter->needs[n]);
    guint at = G_MAXUINT;

    if (needed != NULL)
      g_ptr_array_find (check->item->matters, needed, &at);
    if (at >= position)
      yj_check_report (check, TRUE, pointer, "needs %s, which does not stand before it", matter->needs[n]);
    else if (needed->optional && !matter->optional)
      yj_check_report (check, TRUE, pointer, "needs %s, which may be left out, and may itself not", matter->needs[n]);
  }
}

static void
check_matters (YjCheck *check)
{
  guint before = check->findings->len;

  for (guint i = 0; i < check->item->matters->len; i++) {
    YjMatter *matter = g_ptr_array_index (check->item->matters, i);
    g_autofree char *pointer = g_strdup_printf ("/matters/%u", i);

    if (yj_item_get_matter (check->item, matter->code) != matter)
      yj_check_report (check, TRUE, pointer, "the code %s is used twice", matter->code);
    check_department (check, matter->department, pointer);
    if (matter->working_days < 0)
      yj_check_report (check, TRUE, pointer, "promises no working days");
    check_needs (check, matter, i, pointer);
    yj_check_reach (check, &matter->when, 1, pointer, NULL);
  }
  if (check->item->matters->len == 0)
    yj_check_report (check, TRUE, "/matters", "there is nothing to apply for");
  else if (check->findings->len == before && !yj_check_matter_remains (check->item))
    yj_check_report (check, TRUE, "/matters", "with some answers every matter may be left out, and nothing is left to apply for");
}

void
yj_check_prompt (YjCheck *check, GHashTable *prompts, const YjText *prompt, const char *pointer)
{
  if (prompt != NULL && !g_hash_table_add (prompts, (gpointer) yj_text_get (prompt, "zh-CN")))
    yj_check_report (check, TRUE, pointer, "the same question stands twice: %s", yj_text_get (prompt, "zh-CN"));
}

void
yj_check_options (YjCheck *check, GPtrArray *options, const char *pointer, const char *self)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  if (options == NULL || options->len < 2)
    yj_check_report (check, TRUE, pointer, "has fewer than two options");
  for (guint i = 0; options != NULL && i < options->len; i++) {
    YjOption *option = g_ptr_array_index (options, i);
    if (!g_hash_table_add (ids, (gpointer) option->id))
      yj_check_report (check, TRUE, pointer, "the option %s stands twice", option->id);
    yj_check_reach (check, &option->when, 1, pointer, self);
  }
}

static void
check_questions (YjCheck *check, GHashTable *prompts)
{
  for (guint i = 0; i < check->item->questions->len; i++) {
    YjQuestion *question = g_ptr_array_index (check->item->questions, i);
    g_autofree char *pointer = g_strdup_printf ("/questions/%u", i);

    yj_check_know_answer (check, question->id, question, pointer);
    yj_check_prompt (check, prompts, question->prompt, pointer);
    yj_check_reach (check, &question->when, 1, pointer, question->id);
    yj_check_options (check, question->options, pointer, question->id);
  }
}

static void
check_materials (YjCheck *check)
{
  for (guint i = 0; i < check->item->materials->len; i++) {
    YjMaterial *material = g_ptr_array_index (check->item->materials, i);
    g_autofree char *pointer = g_strdup_printf ("/materials/%u", i);

    if (yj_item_get_material (check->item, material->id) != material)
      yj_check_report (check, TRUE, pointer, "the id %s is used twice", material->id);
    if (material->exemption == YJ_EXEMPTION_NONE && material->trust_level == NULL)
      yj_check_report (check, TRUE, pointer, "has no trust level C or D");
    if (material->exemption == YJ_EXEMPTION_NONE && (material->max_pages < 1 || material->max_pages > PAGES_MAX))
      yj_check_report (check, TRUE, pointer, "has not 1 to %d pages", PAGES_MAX);
    yj_check_matter_codes (check, material->matters, pointer);
    yj_check_reach (check, &material->when, 1, pointer, NULL);
  }
}

static void
count_assumed (const json_t *value, guint *assumed)
{
  const char *key;
  json_t *member;
  size_t i;

  if (json_is_object (value))
    json_object_foreach ((json_t *) value, key, member) {
      if (g_str_equal (key, "source") && g_strcmp0 (json_string_value (member), "assumed") == 0)
        *assumed += 1;
      count_assumed (member, assumed);
    }
  else
    json_array_foreach (value, i, member) count_assumed (member, assumed);
}

static void
check_texts (YjCheck *check)
{
  guint assumed = 0;

  if (check->item->declarations->len == 0)
    yj_check_report (check, TRUE, "/declarations", "the person would sign nothing");
  if (check->item->consents->len == 0 || check->item->consents->len > 32)
    yj_check_report (check, TRUE, "/consents", "1 to 32 boxes to tick are expected");
  if (check->item->limit_days < 0)
    yj_check_report (check, TRUE, "/limit_days", "promises no working days for the whole");
  count_assumed (check->item->file, &assumed);
  if (assumed > 0)
    yj_check_report (check, FALSE, "", "%u facts are assumed, without a source", assumed);
}

void
yj_check_item (YjCheck *check)
{
  g_autoptr (GHashTable) prompts = g_hash_table_new (g_str_hash, g_str_equal);

  yj_check_members (check);
  yj_check_languages (check, check->item->file, "");
  check_department (check, check->item->lead, "/lead");
  check_questions (check, prompts);
  yj_check_form (check, prompts);
  yj_check_delivery (check);
  check_matters (check);
  check_materials (check);
  yj_check_fees (check);
  check_texts (check);
  yj_check_search (check);
}
