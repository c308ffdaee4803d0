/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the check of one item: questions, matters, materials, and that something to apply for remains. */
#include "core/catalogue/yj-check-private.h"

static void
check_department (YjCheck *check, const char *code, const char *pointer)
{
  if (check->catalogue != NULL && json_object_get (json_object_get (check->catalogue, "departments"), code) == NULL)
    yj_check_report (check, YJ_FINDING_DEPARTMENT, pointer, "the department %s is not in catalog.json", code);
}

void
yj_check_matter_codes (YjCheck *check, const char *const *codes, const char *pointer)
{
  for (gsize i = 0; codes[i] != NULL; i++) {
    g_autofree char *place = g_strdup_printf ("%s/matters/%zu", pointer, i);
    if (yj_item_get_matter (check->item, codes[i]) == NULL)
      yj_check_report (check, YJ_FINDING_UNKNOWN_MATTER, place, "there is no matter %s", codes[i]);
  }
}

/* ---- matters ---- */

/* Does @matter need @target, itself or through what it needs? */
static gboolean
needs (YjCheck *check, const YjMatter *matter, const YjMatter *target, GHashTable *met)
{
  if (matter == NULL || !g_hash_table_add (met, (gpointer) matter))
    return FALSE;
  for (gsize i = 0; matter->needs[i] != NULL; i++) {
    const YjMatter *needed = yj_item_get_matter (check->item, matter->needs[i]);
    if (needed == target || needs (check, needed, target, met))
      return TRUE;
  }
  return FALSE;
}

static void
check_need (YjCheck *check, const YjMatter *matter, guint position, const char *code, const char *pointer)
{
  const YjMatter *needed = yj_item_get_matter (check->item, code);
  g_autoptr (GHashTable) met = g_hash_table_new (NULL, NULL);
  guint at = G_MAXUINT;

  if (needed == NULL) {
    yj_check_report (check, YJ_FINDING_UNKNOWN_MATTER, pointer, "there is no matter %s", code);
    return;
  }
  g_ptr_array_find (check->item->matters, needed, &at);
  if (needed == matter || needs (check, needed, matter, met))
    yj_check_report (check, YJ_FINDING_CYCLE, pointer, "goes in a circle: %s needs %s, and that needs %s", matter->code, code, matter->code);
  else if (at >= position)
    yj_check_report (check, YJ_FINDING_NEEDS, pointer, "%s needs %s, which does not stand before it", matter->code, code);
  else if (needed->optional && !matter->optional)
    yj_check_report (check, YJ_FINDING_NEEDS, pointer, "%s needs %s, which may be left out, and may itself not", matter->code, code);
}

/* Whatever a person answers and leaves out, a matter remains. */
static void
check_remains (YjCheck *check)
{
  GPtrArray *matters = check->item->matters;
  g_autofree const YjCondition **fails = g_new0 (const YjCondition *, matters->len + 1);
  YjCheckGoal goal = { NULL, 0, fails, 0, NULL };
  YjProof proof;

  for (guint i = 0; i < matters->len; i++)
    if (!g_hash_table_contains (check->leavable, g_ptr_array_index (matters, i)))
      fails[goal.n_fails++] = ((YjMatter *) g_ptr_array_index (matters, i))->when;
  proof = yj_check_find_answers (check, &goal);
  if (proof == YJ_PROOF_FOUND)
    yj_check_report (check, YJ_FINDING_DEAD_END, "/matters", "with some answers every matter may be left out, and nothing is left to apply for");
  else if (proof == YJ_PROOF_TOO_MUCH)
    yj_check_report (check, YJ_FINDING_UNPROVEN, "/matters", "there are too many combinations of answers to prove that a matter always remains");
}

static void
check_matters (YjCheck *check)
{
  guint before = check->findings->len;
  g_autoptr (GHashTable) names = yj_check_texts_new ();

  for (guint i = 0; i < check->item->matters->len; i++) {
    YjMatter *matter = g_ptr_array_index (check->item->matters, i);
    g_autofree char *pointer = g_strdup_printf ("/matters/%u", i), *department = g_strconcat (pointer, "/department", NULL);

    if (yj_item_get_matter (check->item, matter->code) != matter)
      yj_check_report (check, YJ_FINDING_DUPLICATE_ID, pointer, "the code %s is used twice", matter->code);
    check_department (check, matter->department, department);
    yj_check_distinct (check, names, matter->name, pointer, "the name of the matter");
    for (gsize n = 0; matter->needs[n] != NULL; n++) {
      g_autofree char *place = g_strdup_printf ("%s/needs/%zu", pointer, n);
      check_need (check, matter, i, matter->needs[n], place);
    }
    yj_check_reach (check, &matter->when, 1, NULL, pointer, G_MAXUINT, NULL);
  }
  if (check->findings->len == before)
    check_remains (check);
}

/* ---- questions, materials, texts ---- */

/* With every answer that brings a person here, is there something to choose? */
static void
check_choice (YjCheck *check, const YjCheckAnswer *answer, GPtrArray *options, const char *pointer)
{
  g_autofree const YjCondition **fails = g_new0 (const YjCondition *, options->len + 1);
  YjCheckGoal goal = { answer->conditions, G_N_ELEMENTS (answer->conditions), fails, options->len,
                       answer->field != NULL ? answer->field->matters : NULL };

  for (guint i = 0; i < options->len; i++)
    fails[i] = ((YjOption *) g_ptr_array_index (options, i))->when;
  if (yj_check_find_answers (check, &goal) == YJ_PROOF_FOUND)
    yj_check_report (check, YJ_FINDING_DEAD_END, pointer, "with some answers no option remains to choose, and a person cannot go on");
}

void
yj_check_options (YjCheck *check, const YjCheckAnswer *answer, GPtrArray *options, const char *pointer)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal), labels = yj_check_texts_new ();
  guint before = check->findings->len;

  for (guint i = 0; options != NULL && i < options->len; i++) {
    YjOption *option = g_ptr_array_index (options, i);
    g_autofree char *place = g_strdup_printf ("%s/options/%u", pointer, i);
    const YjCondition *conditions[] = { answer->conditions[0], answer->conditions[1], answer->conditions[2], option->when };

    if (!g_hash_table_add (ids, (gpointer) option->id))
      yj_check_report (check, YJ_FINDING_DUPLICATE_ID, place, "the option %s stands twice", option->id);
    yj_check_distinct (check, labels, option->label, place, "the label of the option");
    yj_check_reach (check, conditions, G_N_ELEMENTS (conditions), NULL, place, answer->position, answer->id);
  }
  if (options != NULL && options->len > 0 && check->findings->len == before)
    check_choice (check, answer, options, pointer);
}

static void
check_questions (YjCheck *check, GHashTable *prompts)
{
  for (guint i = 0; i < check->item->questions->len; i++) {
    YjQuestion *question = g_ptr_array_index (check->item->questions, i);
    g_autofree char *pointer = g_strdup_printf ("/questions/%u", i);
    const YjCheckAnswer *answer = yj_check_own_answer (check, question->id, question, pointer);

    yj_check_distinct (check, prompts, question->prompt, pointer, "the question");
    if (answer->question != question)
      continue;
    yj_check_reach (check, &question->when, 1, NULL, pointer, answer->position, question->id);
    yj_check_options (check, answer, question->options, pointer);
  }
}

static void
check_materials (YjCheck *check)
{
  g_autoptr (GHashTable) names = yj_check_texts_new ();

  for (guint i = 0; i < check->item->materials->len; i++) {
    YjMaterial *material = g_ptr_array_index (check->item->materials, i);
    g_autofree char *pointer = g_strdup_printf ("/materials/%u", i);
    guint before = check->findings->len;

    if (yj_item_get_material (check->item, material->id) != material)
      yj_check_report (check, YJ_FINDING_DUPLICATE_ID, pointer, "the id %s is used twice", material->id);
    yj_check_distinct (check, names, material->name, pointer, "the name of the material");
    yj_check_matter_codes (check, material->matters, pointer);
    yj_check_reach (check, &material->when, 1, check->findings->len == before ? material->matters : NULL, pointer, G_MAXUINT, NULL);
  }
}

/* Who applies is said by fields of the form. */
static void
check_enterprise (YjCheck *check)
{
  const struct {
    const char *member, *id, *type;
  } fields[] = { { "/enterprise_name", check->item->enterprise_name, "text" }, { "/enterprise_code", check->item->enterprise_code, "uscc" } };

  if (check->item->enterprise && check->item->enterprise_name == NULL)
    yj_check_report (check, YJ_FINDING_MISSING_MEMBER, "", "an enterprise applies, and enterprise_name does not say in which field it is named");
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    const YjField *field = fields[i].id != NULL ? yj_item_get_field (check->item, fields[i].id) : NULL;
    if (fields[i].id != NULL && !check->item->enterprise)
      yj_check_report (check, YJ_FINDING_WRONG_VALUE, fields[i].member, "a person applies, and no enterprise");
    else if (fields[i].id != NULL && (field == NULL || !g_str_equal (field->type, fields[i].type)))
      yj_check_report (check, YJ_FINDING_WRONG_VALUE, fields[i].member, "%s is no field of the type %s", fields[i].id, fields[i].type);
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
check_list_of_texts (YjCheck *check, GPtrArray *texts, const char *key, const char *what)
{
  g_autoptr (GHashTable) seen = yj_check_texts_new ();

  for (guint i = 0; i < texts->len; i++) {
    g_autofree char *pointer = g_strdup_printf ("/%s/%u", key, i);
    yj_check_distinct (check, seen, g_ptr_array_index (texts, i), pointer, what);
  }
}

void
yj_check_item (YjCheck *check)
{
  g_autoptr (GHashTable) prompts = yj_check_texts_new ();
  guint assumed = 0;

  yj_check_languages (check, check->item->file, "");
  check_department (check, check->item->lead, "/lead");
  check_questions (check, prompts);
  yj_check_form (check, prompts);
  yj_check_delivery (check);
  check_matters (check);
  check_materials (check);
  yj_check_fees (check);
  check_list_of_texts (check, check->item->declarations, "declarations", "the declaration");
  check_list_of_texts (check, check->item->consents, "consents", "the consent");
  check_list_of_texts (check, check->item->notices, "notices", "the notice");
  check_enterprise (check);
  yj_check_search (check);
  count_assumed (check->item->file, &assumed);
  if (assumed > 0)
    yj_check_report (check, YJ_FINDING_ASSUMED, "", "%u facts are assumed, without a source", assumed);
}
