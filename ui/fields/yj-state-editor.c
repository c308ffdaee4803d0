/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the line that stands in a form for a field answered elsewhere. */
#include "ui/fields/yj-state-editor.h"
#include "ui/widgets/yj-widgets.h"

struct _YjStateEditor {
  GtkBox parent_instance;
  YjContext *context;
  const YjField *field;
  const YjStateProfile *profile;
  GtkWidget *icon, *words, *button; /* children */
  json_t *value;                    /* (nullable) */
};

static void yj_state_editor_iface_init (YjFieldEditorInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (YjStateEditor, yj_state_editor, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_FIELD_EDITOR, yj_state_editor_iface_init))

static json_t *
get_raw (YjFieldEditor *editor)
{
  return json_incref (YJ_STATE_EDITOR (editor)->value);
}

static void
set_button_words (YjStateEditor *self, const char *words)
{
  gtk_label_set_text (yj_button_get_words (self->button), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
set_raw (YjFieldEditor *editor, const json_t *raw)
{
  YjStateEditor *self = YJ_STATE_EDITOR (editor);
  json_t *old = self->value;
  gboolean there = json_is_string (raw) && json_string_length (raw) > 0;

  self->value = there ? json_deep_copy (raw) : NULL;
  yj_json_wipe (old);
  gtk_widget_set_visible (self->icon, there);
  gtk_label_set_text (GTK_LABEL (self->words), yj_context_text (self->context, there ? self->profile->done : self->profile->missing));
  set_button_words (self, yj_context_text (self->context, there ? self->profile->give_again : self->profile->give));
}

static void
wipe (YjFieldEditor *editor)
{
  set_raw (editor, NULL);
}

static GList *
list_controls (YjFieldEditor *editor)
{
  return g_list_append (NULL, YJ_STATE_EDITOR (editor)->button);
}

static void
yj_state_editor_iface_init (YjFieldEditorInterface *iface)
{
  iface->get_raw = get_raw;
  iface->set_raw = set_raw;
  iface->wipe = wipe;
  iface->list_controls = list_controls;
}

static void
yj_state_editor_finalize (GObject *object)
{
  yj_json_wipe (YJ_STATE_EDITOR (object)->value);
  g_object_unref (YJ_STATE_EDITOR (object)->context);
  G_OBJECT_CLASS (yj_state_editor_parent_class)->finalize (object);
}

static void
yj_state_editor_class_init (YjStateEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_state_editor_finalize;
}

static void
yj_state_editor_init (YjStateEditor *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "field-state");
}

static void
on_clicked (YjStateEditor *self)
{
  yj_flow_go_beside (self->context->flow, self->profile->page, self->field->id);
}

YjFieldEditor *
yj_state_editor_new (YjContext *context, const YjField *field, const YjStateProfile *profile)
{
  YjStateEditor *self = g_object_new (YJ_TYPE_STATE_EDITOR, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  const char *label = yj_text_get (field->label, yj_context_get_language (context));

  self->context = g_object_ref (context);
  self->field = field;
  self->profile = profile;
  self->icon = yj_icon_new ("yj-tick", "sign");
  gtk_widget_set_visible (self->icon, FALSE);
  self->words = yj_label_new (context, yj_context_text (context, profile->missing), "body");
  gtk_widget_set_hexpand (self->words, TRUE);
  self->button = yj_small_button_new (context, yj_context_text (context, profile->give), profile->icon);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_clicked), self);
  gtk_box_append (GTK_BOX (self), self->icon);
  gtk_box_append (GTK_BOX (self), self->words);
  gtk_box_append (GTK_BOX (self), self->button);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return YJ_FIELD_EDITOR (self);
}
