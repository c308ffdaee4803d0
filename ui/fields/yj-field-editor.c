/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what all editors share: the interface, the accessible state of their controls, and finding one by its type. */
#include "ui/fields/yj-field-editor.h"

G_DEFINE_INTERFACE (YjFieldEditor, yj_field_editor, GTK_TYPE_WIDGET)

static guint edited_signal, picking_signal;

static void
yj_field_editor_default_init (YjFieldEditorInterface *iface)
{
  edited_signal = g_signal_new ("edited", YJ_TYPE_FIELD_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  picking_signal = g_signal_new ("picking", YJ_TYPE_FIELD_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

json_t *
yj_field_editor_get_raw (YjFieldEditor *self)
{
  return YJ_FIELD_EDITOR_GET_IFACE (self)->get_raw (self);
}

void
yj_field_editor_set_raw (YjFieldEditor *self, const json_t *raw)
{
  YJ_FIELD_EDITOR_GET_IFACE (self)->set_raw (self, raw);
}

void
yj_field_editor_set_error (YjFieldEditor *self, gboolean error)
{
  YjFieldEditorInterface *iface = YJ_FIELD_EDITOR_GET_IFACE (self);
  g_autoptr (GList) controls = yj_field_editor_list_controls (self);

  if (error)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  for (GList *l = controls; l != NULL; l = l->next)
    gtk_accessible_update_state (l->data, GTK_ACCESSIBLE_STATE_INVALID, error ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                                 -1);
  if (iface->set_error != NULL)
    iface->set_error (self, error);
}

void
yj_field_editor_wipe (YjFieldEditor *self)
{
  YJ_FIELD_EDITOR_GET_IFACE (self)->wipe (self);
}

void
yj_field_editor_emit_edited (YjFieldEditor *self)
{
  g_signal_emit (self, edited_signal, 0);
}

void
yj_field_editor_emit_picking (YjFieldEditor *self, gboolean open)
{
  g_signal_emit (self, picking_signal, 0, open);
}

GList *
yj_field_editor_list_controls (YjFieldEditor *self)
{
  YjFieldEditorInterface *iface = YJ_FIELD_EDITOR_GET_IFACE (self);
  return iface->list_controls != NULL ? iface->list_controls (self) : NULL;
}

gboolean
yj_field_editor_focus (YjFieldEditor *self)
{
  g_autoptr (GList) controls = yj_field_editor_list_controls (self);
  return controls != NULL && gtk_widget_grab_focus (controls->data);
}

static void
describe_control (GtkAccessible *control, GtkWidget *hint, GtkWidget *error)
{
  GtkWidget *one = hint != NULL ? hint : error;

  if (one == NULL)
    gtk_accessible_reset_relation (control, GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);
  else if (one == error || error == NULL)
    gtk_accessible_update_relation (control, GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, one, NULL, -1);
  else
    gtk_accessible_update_relation (control, GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, hint, error, NULL, -1);
}

void
yj_field_editor_describe (YjFieldEditor *self, GtkWidget *hint, GtkWidget *error)
{
  g_autoptr (GList) controls = yj_field_editor_list_controls (self);

  for (GList *l = controls; l != NULL; l = l->next)
    describe_control (l->data, hint, error);
}

YjFieldEditor *
yj_field_editor_create (YjContext *context, const YjField *field)
{
  for (const YjFieldEditorInfo *info = yj_field_editor_list (); info->type != NULL; info++)
    if (g_strcmp0 (info->type, field->type) == 0)
      return info->create (context, field);
  return NULL;
}
