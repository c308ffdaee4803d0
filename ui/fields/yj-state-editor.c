/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the line that stands in a form for a field answered elsewhere. */
#include "ui/fields/yj-state-editor.h"
#include "ui/widgets/yj-widgets.h"

struct _YjStateEditor {
  GtkBox parent_instance;
  GtkWidget *icon, *words; /* children */
  const char *done, *missing;
  json_t *value; /* (nullable) */
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
set_raw (YjFieldEditor *editor, const json_t *raw)
{
  YjStateEditor *self = YJ_STATE_EDITOR (editor);
  json_t *old = self->value;
  gboolean there = json_is_string (raw) && json_string_length (raw) > 0;

  self->value = there ? json_deep_copy (raw) : NULL;
  yj_json_wipe (old);
  gtk_widget_set_visible (self->icon, there);
  gtk_label_set_text (GTK_LABEL (self->words), there ? self->done : self->missing);
}

static void
wipe (YjFieldEditor *editor)
{
  set_raw (editor, NULL);
}

static void
yj_state_editor_iface_init (YjFieldEditorInterface *iface)
{
  iface->get_raw = get_raw;
  iface->set_raw = set_raw;
  iface->wipe = wipe;
}

static void
yj_state_editor_finalize (GObject *object)
{
  yj_json_wipe (YJ_STATE_EDITOR (object)->value);
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

YjFieldEditor *
yj_state_editor_new (YjContext *context, const YjField *field, const char *done, const char *missing)
{
  YjStateEditor *self = g_object_new (YJ_TYPE_STATE_EDITOR, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);

  self->done = yj_context_text (context, done);
  self->missing = yj_context_text (context, missing);
  self->icon = yj_icon_new ("object-select", "sign");
  gtk_widget_set_visible (self->icon, FALSE);
  self->words = yj_label_new (context, self->missing, "body");
  gtk_widget_set_hexpand (self->words, TRUE);
  gtk_box_append (GTK_BOX (self), self->icon);
  gtk_box_append (GTK_BOX (self), self->words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, yj_text_get (field->label, yj_context_get_language (context)), -1);
  return YJ_FIELD_EDITOR (self);
}
