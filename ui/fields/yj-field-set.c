/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the field groups of one page. */
#include "ui/fields/yj-field-set.h"
#include "ui/fields/yj-state-editor.h"

struct _YjFieldSet {
  YjPage *page;      /* not owned */
  GPtrArray *groups; /* YjFieldGroup, owned by the page's rows */
};

YjFieldSet *
yj_field_set_new (YjPage *page)
{
  YjFieldSet *self = g_new0 (YjFieldSet, 1);
  self->page = page;
  self->groups = g_ptr_array_new ();
  return self;
}

void
yj_field_set_free (YjFieldSet *self)
{
  g_ptr_array_unref (self->groups);
  g_free (self);
}

/* What was said of a field is not true any more as soon as it is right: it goes at the field and above. Nothing is stored yet. */
static void
on_edited (YjFieldEditor *editor, YjFieldSet *self)
{
  GtkWidget *group = gtk_widget_get_ancestor (GTK_WIDGET (editor), YJ_TYPE_FIELD_GROUP);
  json_t *raw;
  g_autoptr (YjProblem) problem = NULL;

  if (!yj_field_group_has_error (YJ_FIELD_GROUP (group)))
    return;
  raw = yj_field_editor_get_raw (editor);
  problem = yj_session_check_raw (yj_page_get_context (self->page)->session, yj_field_group_get_field (YJ_FIELD_GROUP (group)), raw);
  yj_json_wipe (raw);
  if (problem != NULL)
    return;
  yj_field_group_set_error (YJ_FIELD_GROUP (group), NULL);
  yj_page_remove_error (self->page, group);
}

void
yj_field_set_add (YjFieldSet *self, const YjField *field, gboolean bare)
{
  YjContext *context = yj_page_get_context (self->page);
  YjFieldGroup *group = yj_field_group_new (context, field, bare);

  yj_field_editor_set_raw (yj_field_group_get_editor (group), yj_session_get_answer (context->session, field->id));
  /* The rows go before the set: the page disposes of them, and frees the set when it is finalized. */
  g_signal_connect (yj_field_group_get_editor (group), "edited", G_CALLBACK (on_edited), self);
  g_ptr_array_add (self->groups, group);
  yj_page_add (self->page, GTK_WIDGET (group));
}

void
yj_field_set_clear (YjFieldSet *self)
{
  yj_field_set_wipe (self);
  for (guint i = 0; i < self->groups->len; i++)
    yj_pager_remove (yj_page_get_pager (self->page), g_ptr_array_index (self->groups, i));
  g_ptr_array_set_size (self->groups, 0);
}

/* At the field it is plain what "this" is; above, the field is named. */
static void
add_error (YjFieldSet *self, YjFieldGroup *group, const YjProblem *problem, const char *sentence)
{
  YjContext *context = yj_page_get_context (self->page);
  const char *label = yj_context_pick (context, yj_field_group_get_field (group)->label);
  g_autofree char *named = NULL;

  if (g_str_equal (problem->id, "field.missing"))
    named = yj_context_format (context, "page.error.missing", "field", label, NULL);
  yj_page_add_error (self->page, GTK_WIDGET (group), named != NULL ? named : sentence);
}

static gboolean
take_answer (YjFieldSet *self, YjFieldGroup *group)
{
  YjContext *context = yj_page_get_context (self->page);
  json_t *raw = yj_field_editor_get_raw (yj_field_group_get_editor (group));
  g_autoptr (YjProblem) problem = yj_session_answer_field (context->session, yj_field_group_get_field (group), raw);
  g_autofree char *sentence = NULL;

  yj_json_wipe (raw);
  if (problem != NULL)
    sentence = yj_messages_format_problem (context->messages, yj_context_get_language (context), problem);
  yj_field_group_set_error (group, sentence);
  if (sentence != NULL)
    add_error (self, group, problem, sentence);
  return sentence == NULL;
}

gboolean
yj_field_set_take (YjFieldSet *self)
{
  gboolean right = TRUE;
  for (guint i = 0; i < self->groups->len; i++)
    right = take_answer (self, g_ptr_array_index (self->groups, i)) && right;
  return right;
}

void
yj_field_set_wipe (YjFieldSet *self)
{
  for (guint i = 0; i < self->groups->len; i++)
    yj_field_editor_wipe (yj_field_group_get_editor (g_ptr_array_index (self->groups, i)));
}

json_t *
yj_field_set_save (YjFieldSet *self)
{
  json_t *saved = json_object ();
  for (guint i = 0; i < self->groups->len; i++) {
    YjFieldGroup *group = g_ptr_array_index (self->groups, i);
    json_t *raw = yj_field_editor_get_raw (yj_field_group_get_editor (group));
    if (raw != NULL)
      json_object_set_new (saved, yj_field_group_get_field (group)->id, raw);
  }
  return saved;
}

void
yj_field_set_restore (YjFieldSet *self, const json_t *saved)
{
  for (guint i = 0; i < self->groups->len; i++) {
    YjFieldGroup *group = g_ptr_array_index (self->groups, i);
    if (YJ_IS_STATE_EDITOR (yj_field_group_get_editor (group)))
      continue; /* was given elsewhere, perhaps since then: the session knows */
    yj_field_editor_set_raw (yj_field_group_get_editor (group), json_object_get (saved, yj_field_group_get_field (group)->id));
  }
}

char *
yj_field_set_describe (YjContext *context, const YjField *field)
{
  const json_t *answer = yj_session_get_answer (context->session, field->id);
  g_autoptr (GDateTime) day = NULL;

  if (answer == NULL)
    return NULL;
  if (g_str_equal (field->type, "date")) {
    g_autofree char *midnight = g_strconcat (json_string_value (answer), "T00:00:00Z", NULL);
    day = g_date_time_new_from_iso8601 (midnight, NULL);
  }
  return day != NULL ? yj_context_format_day (context, day)
                     : yj_field_type_find (field->type)->mask (field, answer, yj_context_get_language (context));
}
