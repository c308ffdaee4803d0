/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what a session's answers mean: what is visible, what applies, what a card fills in. */
#include "core/flow/yj-session-private.h"
#include <string.h>


static const json_t *
lookup_answer (const char *id, gpointer user_data)
{
  return json_object_get (((YjSession *) user_data)->answers, id);
}

static gboolean is_asked (YjSession *self, const char *id);

/* An answer whose own question is hidden now counts as not given. */
static const json_t *
lookup_visible_answer (const char *id, gpointer user_data)
{
  YjSession *self = user_data;
  return is_asked (self, id) ? lookup_answer (id, self) : NULL;
}

static YjTruth
evaluate (YjSession *self, const YjCondition *condition)
{
  g_autoptr (GDateTime) today = NULL;
  if (condition == NULL)
    return YJ_TRUE;
  today = yj_clock_get_today (self->clock);
  return yj_condition_evaluate (condition, today, lookup_visible_answer, self);
}

/* "check" has proved that conditions only name earlier answers, so this ends. */
static gboolean
is_asked (YjSession *self, const char *id)
{
  const YjQuestion *question = self->item != NULL ? yj_item_get_question (self->item, id) : NULL;
  const YjField *field;

  if (question != NULL)
    return evaluate (self, question->when) == YJ_TRUE;
  field = self->item != NULL ? yj_item_get_field (self->item, id) : NULL;
  return field == NULL || evaluate (self, field->when) == YJ_TRUE;
}

const json_t *
yj_session_get_answer (YjSession *self, const char *id)
{
  return lookup_answer (id, self);
}

void
yj_session_set_answer (YjSession *self, const char *id, json_t *value)
{
  json_t *old = json_object_get (self->answers, id);

  if (old != NULL && value != NULL && json_equal (old, value))
    return;
  if (old != NULL) {
    json_incref (old);
    json_object_del (self->answers, id);
    yj_json_wipe (old);
  }
  if (value != NULL)
    json_object_set_new (self->answers, id, json_deep_copy (value));
  g_hash_table_remove (self->prefilled, id);
  yj_session_emit_changed (self);
}

static gboolean
is_empty (const json_t *value)
{
  return value == NULL || json_is_null (value) || (json_is_string (value) && json_string_length (value) == 0) ||
         (json_is_array (value) && json_array_size (value) == 0) ||
         (json_is_object (value) && is_empty (json_object_get (value, "detail")));
}

YjProblem *
yj_session_answer_field (YjSession *self, const YjField *field, const json_t *raw)
{
  const YjFieldType *type = yj_field_type_find (field->type);
  json_t *value = raw != NULL ? type->normalise (raw) : NULL;
  g_autoptr (GDateTime) today = yj_clock_get_today (self->clock);
  YjProblem *problem = NULL;

  if (is_empty (value)) {
    if (field->required)
      problem = yj_problem_new ("field.missing", NULL);
    else
      yj_session_set_answer (self, field->id, NULL);
  } else {
    problem = type->validate (field, value, today);
    if (problem == NULL)
      yj_session_set_answer (self, field->id, value);
  }
  yj_json_wipe (value);
  return problem;
}

YjTruth
yj_session_evaluate (YjSession *self, const YjCondition *condition)
{
  return evaluate (self, condition);
}

gboolean
yj_session_is_visible (YjSession *self, const YjCondition *condition)
{
  return evaluate (self, condition) == YJ_TRUE;
}

GPtrArray *
yj_session_list_applicable_matters (YjSession *self)
{
  GPtrArray *list = g_ptr_array_new ();
  for (guint i = 0; self->item != NULL && i < self->item->matters->len; i++) {
    YjMatter *matter = g_ptr_array_index (self->item->matters, i);
    if (yj_session_is_visible (self, matter->when))
      g_ptr_array_add (list, matter);
  }
  return list;
}

static gboolean
is_left_out (YjSession *self, const YjMatter *matter, guint depth)
{
  if (matter->optional && g_hash_table_contains (self->left_out, matter->code))
    return TRUE;
  /* What needs a matter that was left out cannot be done either. */
  for (gsize i = 0; depth > 0 && matter->needs[i] != NULL; i++) {
    const YjMatter *needed = yj_item_get_matter (self->item, matter->needs[i]);
    if (needed != NULL && is_left_out (self, needed, depth - 1))
      return TRUE;
  }
  return FALSE;
}

GPtrArray *
yj_session_list_chosen_matters (YjSession *self)
{
  GPtrArray *list = yj_session_list_applicable_matters (self);
  for (guint i = list->len; i > 0; i--)
    if (is_left_out (self, g_ptr_array_index (list, i - 1), 16))
      g_ptr_array_remove_index (list, i - 1);
  return list;
}

void
yj_session_set_matter_chosen (YjSession *self, const char *code, gboolean chosen)
{
  if (chosen)
    g_hash_table_remove (self->left_out, code);
  else
    g_hash_table_add (self->left_out, g_strdup (code));
  yj_session_emit_changed (self);
}

gboolean
yj_session_is_matter_chosen (YjSession *self, const char *code)
{
  g_autoptr (GPtrArray) chosen = yj_session_list_chosen_matters (self);
  for (guint i = 0; i < chosen->len; i++)
    if (g_strcmp0 (((YjMatter *) g_ptr_array_index (chosen, i))->code, code) == 0)
      return TRUE;
  return FALSE;
}

/* What serves no matter by name serves them all. */
static gboolean
serves_chosen (YjSession *self, const char *const *codes)
{
  if (codes[0] == NULL)
    return TRUE;
  for (gsize i = 0; codes[i] != NULL; i++)
    if (yj_session_is_matter_chosen (self, codes[i]))
      return TRUE;
  return FALSE;
}

GPtrArray *
yj_session_list_materials (YjSession *self)
{
  GPtrArray *list = g_ptr_array_new ();
  for (guint i = 0; self->item != NULL && i < self->item->materials->len; i++) {
    YjMaterial *material = g_ptr_array_index (self->item->materials, i);
    if (yj_session_is_visible (self, material->when) && serves_chosen (self, material->matters))
      g_ptr_array_add (list, material);
  }
  return list;
}

GPtrArray *
yj_session_list_materials_to_capture (YjSession *self)
{
  GPtrArray *list = yj_session_list_materials (self);
  for (guint i = list->len; i > 0; i--)
    if (((YjMaterial *) g_ptr_array_index (list, i - 1))->exemption != YJ_EXEMPTION_NONE)
      g_ptr_array_remove_index (list, i - 1);
  return list;
}

gboolean
yj_session_is_material_done (YjSession *self, const YjMaterial *material)
{
  GPtrArray *pages = yj_session_get_material_pages (self, material->id);
  return material->exemption != YJ_EXEMPTION_NONE || (pages != NULL && pages->len > 0) ||
         (material->necessity == YJ_NECESSITY_LATER && yj_session_get_material_later (self, material->id)) ||
         material->necessity == YJ_NECESSITY_OPTIONAL;
}

int
yj_session_get_limit_days (YjSession *self, int *longest)
{
  g_autoptr (GPtrArray) chosen = yj_session_list_chosen_matters (self);
  int most = 0;

  for (guint i = 0; i < chosen->len; i++)
    most = MAX (most, ((YjMatter *) g_ptr_array_index (chosen, i))->working_days);
  if (longest != NULL)
    *longest = most;
  return self->item != NULL ? self->item->limit_days : 0;
}

static void
add_visible (YjSession *self, GPtrArray *list, GPtrArray *fields)
{
  for (guint i = 0; i < fields->len; i++) {
    YjField *field = g_ptr_array_index (fields, i);
    if (yj_session_is_visible (self, field->when) && serves_chosen (self, field->matters))
      g_ptr_array_add (list, field);
  }
}

static const YjSection *
find_section (YjItem *item, const YjPageGroup *page)
{
  for (guint s = 0; s < item->sections->len; s++) {
    YjSection *section = g_ptr_array_index (item->sections, s);
    if (g_ptr_array_find (section->pages, page, NULL))
      return section;
  }
  return NULL;
}

GPtrArray *
yj_session_list_fields (YjSession *self, const YjPageGroup *page)
{
  GPtrArray *list = g_ptr_array_new ();
  const YjSection *section = find_section (self->item, page);

  if ((section == NULL || yj_session_is_visible (self, section->when)) && yj_session_is_visible (self, page->when))
    add_visible (self, list, page->fields);
  return list;
}

GPtrArray *
yj_session_list_delivery_fields (YjSession *self)
{
  GPtrArray *list = g_ptr_array_new ();
  const YjDelivery *delivery = yj_session_get_delivery (self);
  if (delivery != NULL)
    add_visible (self, list, delivery->fields);
  return list;
}

gboolean
yj_session_is_prefilled (YjSession *self, const char *id)
{
  return g_hash_table_contains (self->prefilled, id);
}

void
yj_session_foreach_field (YjSession *self, YjFieldFunc callback)
{
  for (guint s = 0; self->item != NULL && s < self->item->sections->len; s++) {
    YjSection *section = g_ptr_array_index (self->item->sections, s);
    for (guint p = 0; p < section->pages->len; p++) {
      GPtrArray *fields = ((YjPageGroup *) g_ptr_array_index (section->pages, p))->fields;
      for (guint i = 0; i < fields->len; i++)
        callback (self, g_ptr_array_index (fields, i));
    }
  }
}

static const char *
card_member (const YjIdCard *card, const char *name)
{
  if (g_str_equal (name, "card.name"))
    return card->name;
  if (g_str_equal (name, "card.number"))
    return card->number;
  if (g_str_equal (name, "card.birth"))
    return card->birth;
  if (g_str_equal (name, "card.address"))
    return card->address;
  if (g_str_equal (name, "card.ethnicity"))
    return card->ethnicity;
  if (g_str_equal (name, "card.sex"))
    return card->sex == 1 ? "male" : card->sex == 2 ? "female" : NULL;
  return NULL;
}

static void
forget_prefilled (YjSession *self, const YjField *field)
{
  if (yj_session_is_prefilled (self, field->id))
    yj_session_set_answer (self, field->id, NULL);
}

static void
take_from_card (YjSession *self, const YjField *field)
{
  const char *text = field->prefill != NULL ? card_member (self->card, field->prefill) : NULL;
  g_autoptr (json_t) raw = text != NULL ? json_string (text) : NULL;
  YjProblem *problem;

  if (raw == NULL)
    return;
  problem = yj_session_answer_field (self, field, raw);
  if (problem == NULL)
    g_hash_table_add (self->prefilled, g_strdup (field->id));
  /* What the card says in another form than the field wants is asked instead. */
  yj_problem_free (problem);
}

void
yj_session_prefill_from_card (YjSession *self)
{
  yj_session_foreach_field (self, forget_prefilled);
  if (self->card != NULL)
    yj_session_foreach_field (self, take_from_card);
}
