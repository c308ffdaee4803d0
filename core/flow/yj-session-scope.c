/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what follows from a session's answers: which matters, materials and fields belong to the application. */
#include "core/flow/yj-session-private.h"

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

/* What needs a matter that was left out cannot be done either. Matters stand behind those they need, so
 * one look from first to last is enough. */
static gboolean
is_out (YjSession *self, const YjMatter *matter, GHashTable *out)
{
  if (matter->optional && g_hash_table_contains (self->left_out, matter->code))
    return TRUE;
  for (gsize i = 0; matter->needs[i] != NULL; i++)
    if (g_hash_table_contains (out, matter->needs[i]))
      return TRUE;
  return FALSE;
}

GPtrArray *
yj_session_list_chosen_matters (YjSession *self)
{
  g_autoptr (GPtrArray) applicable = yj_session_list_applicable_matters (self);
  g_autoptr (GHashTable) out = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < applicable->len; i++) {
    YjMatter *matter = g_ptr_array_index (applicable, i);
    if (is_out (self, matter, out))
      g_hash_table_add (out, (gpointer) matter->code);
    else
      g_ptr_array_add (chosen, matter);
  }
  return chosen;
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

static gboolean
serves_one_of (const char *const *codes, GPtrArray *matters)
{
  for (guint i = 0; i < matters->len; i++)
    if (g_strv_contains (codes, ((YjMatter *) g_ptr_array_index (matters, i))->code))
      return TRUE;
  return codes[0] == NULL; /* what serves no matter by name serves them all */
}

gboolean
yj_session_is_matter_chosen (YjSession *self, const char *code)
{
  g_autoptr (GPtrArray) chosen = yj_session_list_chosen_matters (self);
  return serves_one_of ((const char *const[]){ code, NULL }, chosen);
}

gboolean
yj_session_serves_chosen (YjSession *self, const char *const *codes)
{
  g_autoptr (GPtrArray) chosen = yj_session_list_chosen_matters (self);
  return serves_one_of (codes, chosen);
}

static GPtrArray *
list_materials (YjSession *self, gboolean pictures)
{
  g_autoptr (GPtrArray) chosen = yj_session_list_chosen_matters (self);
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; self->item != NULL && i < self->item->materials->len; i++) {
    YjMaterial *material = g_ptr_array_index (self->item->materials, i);
    if ((material->of_field != NULL) == pictures && yj_session_is_visible (self, material->when) && serves_one_of (material->matters, chosen))
      g_ptr_array_add (list, material);
  }
  return list;
}

GPtrArray *
yj_session_list_materials (YjSession *self)
{
  return list_materials (self, FALSE);
}

GPtrArray *
yj_session_list_enclosures (YjSession *self)
{
  GPtrArray *list = list_materials (self, FALSE);
  g_ptr_array_extend_and_steal (list, list_materials (self, TRUE));
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
  g_autoptr (GPtrArray) chosen = yj_session_list_chosen_matters (self);

  for (guint i = 0; i < fields->len; i++) {
    YjField *field = g_ptr_array_index (fields, i);
    if (yj_session_is_visible (self, field->when) && serves_one_of (field->matters, chosen))
      g_ptr_array_add (list, field);
  }
}

gboolean
yj_session_is_page_visible (YjSession *self, const YjPageGroup *page)
{
  const YjSection *section = yj_item_get_section_of_page (self->item, page);
  return (section == NULL || yj_session_is_visible (self, section->when)) && yj_session_is_visible (self, page->when);
}

GPtrArray *
yj_session_list_fields (YjSession *self, const YjPageGroup *page)
{
  GPtrArray *list = g_ptr_array_new ();
  if (yj_session_is_page_visible (self, page))
    add_visible (self, list, page->fields);
  return list;
}

GPtrArray *
yj_session_list_questions (YjSession *self)
{
  GPtrArray *list = g_ptr_array_new ();
  for (guint i = 0; self->item != NULL && i < self->item->questions->len; i++) {
    YjQuestion *question = g_ptr_array_index (self->item->questions, i);
    if (yj_session_is_visible (self, question->when))
      g_ptr_array_add (list, question);
  }
  return list;
}

GPtrArray *
yj_session_list_asked_fields (YjSession *self)
{
  GPtrArray *list = yj_session_list_delivery_fields (self);

  for (guint s = self->item != NULL ? self->item->sections->len : 0; s > 0; s--) {
    YjSection *section = g_ptr_array_index (self->item->sections, s - 1);
    for (guint p = section->pages->len; p > 0; p--) {
      g_autoptr (GPtrArray) fields = yj_session_list_fields (self, g_ptr_array_index (section->pages, p - 1));
      for (guint f = fields->len; f > 0; f--)
        g_ptr_array_insert (list, 0, g_ptr_array_index (fields, f - 1));
    }
  }
  return list;
}

static gboolean
is_or_has (const json_t *answer, const json_t *id)
{
  return yj_json_has_element (answer, id) || json_equal (answer, id);
}

gboolean
yj_session_is_question_answered (YjSession *self, const YjQuestion *question)
{
  const json_t *answer = yj_session_get_answer (self, question->id);
  guint found = 0;

  for (guint i = 0; answer != NULL && i < question->options->len; i++) {
    YjOption *option = g_ptr_array_index (question->options, i);
    g_autoptr (json_t) id = json_string (option->id);
    if (yj_session_is_visible (self, option->when) && is_or_has (answer, id))
      found++;
  }
  return found > 0 && (question->multiple ? found == json_array_size (answer) : json_is_string (answer));
}

gboolean
yj_session_is_answered (YjSession *self, GPtrArray *fields)
{
  for (guint i = 0; i < fields->len; i++) {
    const YjField *field = g_ptr_array_index (fields, i);
    const json_t *answer = yj_session_get_answer (self, field->id);
    /* Right when it was typed may be wrong now: another card came, or another day. */
    g_autoptr (YjProblem) problem = answer != NULL ? yj_session_validate_field (self, field, answer) : NULL;
    if (problem != NULL || (answer == NULL && field->required))
      return FALSE;
  }
  return TRUE;
}

GPtrArray *
yj_session_list_delivery_fields (YjSession *self)
{
  GPtrArray *list = g_ptr_array_new ();
  const YjDelivery *delivery = yj_session_get_delivery (self);
  if (delivery != NULL && yj_session_is_visible (self, delivery->when))
    add_visible (self, list, delivery->fields);
  return list;
}


/* The answer to @id while it is asked. */
static const char *
asked_text (YjSession *self, const char *id)
{
  const YjField *field = id != NULL ? yj_item_get_field (self->item, id) : NULL;
  g_autoptr (GPtrArray) asked = field != NULL ? yj_session_list_asked_fields (self) : NULL;
  return asked != NULL && g_ptr_array_find (asked, field, NULL) ? json_string_value (yj_session_get_answer (self, id)) : NULL;
}

const char *
yj_session_get_enterprise (YjSession *self, const char **code)
{
  if (code != NULL)
    *code = self->item != NULL ? asked_text (self, self->item->enterprise_code) : NULL;
  return self->item != NULL ? asked_text (self, self->item->enterprise_name) : NULL;
}
