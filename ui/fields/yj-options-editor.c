/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the editor of fields that are answered by choosing. */
#include "ui/fields/yj-options-editor.h"

struct _YjOptionsEditor {
  GtkBox parent_instance;
  YjChoiceList *list; /* child */
  YjOptionsMode mode;
};

static void yj_options_editor_iface_init (YjFieldEditorInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (YjOptionsEditor, yj_options_editor, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_FIELD_EDITOR, yj_options_editor_iface_init))

static json_t *
get_raw (YjFieldEditor *editor)
{
  YjOptionsEditor *self = YJ_OPTIONS_EDITOR (editor);
  g_autoptr (json_t) ids = json_array ();

  for (guint i = 0; i < yj_choice_list_get_n_choices (self->list); i++)
    if (yj_choice_list_get_chosen (self->list, yj_choice_list_get_id (self->list, i)))
      json_array_append_new (ids, json_string (yj_choice_list_get_id (self->list, i)));
  if (json_array_size (ids) == 0)
    return NULL;
  return json_incref (self->mode == YJ_OPTIONS_SEVERAL ? ids : json_array_get (ids, 0));
}

static void
choose (YjOptionsEditor *self, const json_t *raw)
{
  if (json_is_boolean (raw))
    yj_choice_list_set_chosen (self->list, json_is_true (raw) ? "yes" : "no", TRUE);
  else if (json_is_string (raw))
    yj_choice_list_set_chosen (self->list, json_string_value (raw), TRUE);
}

static void
set_raw (YjFieldEditor *editor, const json_t *raw)
{
  YjOptionsEditor *self = YJ_OPTIONS_EDITOR (editor);

  yj_choice_list_clear (self->list);
  choose (self, raw);
  for (size_t i = json_array_size (raw); i > 0; i--) /* the first one last: its page is shown */
    choose (self, json_array_get (raw, i - 1));
}

static void
set_error (YjFieldEditor *editor, gboolean error)
{
  YjOptionsEditor *self = YJ_OPTIONS_EDITOR (editor);

  for (guint i = 0; i < yj_choice_list_get_n_choices (self->list); i++) {
    GtkWidget *card = yj_choice_list_get_card (self->list, i);
    if (error)
      gtk_widget_add_css_class (card, "error");
    else
      gtk_widget_remove_css_class (card, "error");
  }
}

static void
wipe (YjFieldEditor *editor)
{
  yj_choice_list_clear (YJ_OPTIONS_EDITOR (editor)->list);
}

static GList *
list_controls (YjFieldEditor *editor)
{
  YjOptionsEditor *self = YJ_OPTIONS_EDITOR (editor);
  GList *cards = NULL;

  for (guint i = yj_choice_list_get_n_choices (self->list); i > 0; i--)
    cards = g_list_prepend (cards, yj_choice_list_get_card (self->list, i - 1));
  return cards;
}

static void
yj_options_editor_iface_init (YjFieldEditorInterface *iface)
{
  iface->get_raw = get_raw;
  iface->set_raw = set_raw;
  iface->set_error = set_error;
  iface->wipe = wipe;
  iface->list_controls = list_controls;
}

static void
yj_options_editor_class_init (YjOptionsEditorClass *klass)
{
}

static void
yj_options_editor_init (YjOptionsEditor *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "editor");
}

static GArray *
list_choices (YjContext *context, const YjField *field, YjOptionsMode mode)
{
  GArray *choices = g_array_new (FALSE, FALSE, sizeof (YjChoice));
  const char *language = yj_context_get_language (context);

  if (mode == YJ_OPTIONS_YES_NO) {
    YjChoice yes = { "yes", yj_context_text (context, "editor.yes"), NULL }, no = { "no", yj_context_text (context, "editor.no"), NULL };
    g_array_append_val (choices, yes);
    g_array_append_val (choices, no);
    return choices;
  }
  for (guint i = 0; field->options != NULL && i < field->options->len; i++) {
    const YjOption *option = g_ptr_array_index (field->options, i);
    if (!yj_session_is_visible (context->session, option->when))
      continue;
    YjChoice choice = { option->id, yj_text_get (option->label, language), yj_text_get (option->hint, language) };
    g_array_append_val (choices, choice);
  }
  return choices;
}

YjFieldEditor *
yj_options_editor_new (YjContext *context, const YjField *field, YjOptionsMode mode)
{
  YjOptionsEditor *self = g_object_new (YJ_TYPE_OPTIONS_EDITOR, NULL);
  g_autoptr (GArray) choices = list_choices (context, field, mode);

  self->mode = mode;
  self->list = yj_choice_list_new (context, yj_text_get (field->label, yj_context_get_language (context)), mode == YJ_OPTIONS_SEVERAL,
                                   &g_array_index (choices, YjChoice, 0), choices->len);
  gtk_widget_set_hexpand (GTK_WIDGET (self->list), TRUE);
  g_signal_connect_swapped (self->list, "changed", G_CALLBACK (yj_field_editor_emit_edited), self);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->list));
  return YJ_FIELD_EDITOR (self);
}
