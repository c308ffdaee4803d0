/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what stands around an editor in a form. */
#include "ui/fields/yj-field-group.h"
#include "ui/widgets/yj-widgets.h"

struct _YjFieldGroup {
  GtkBox parent_instance;
  const YjField *field;
  GtkWidget *hint; /* (nullable) child */
  GtkWidget *error; /* child */
  YjFieldEditor *editor; /* child */
};

G_DEFINE_FINAL_TYPE (YjFieldGroup, yj_field_group, GTK_TYPE_BOX)

static void
yj_field_group_class_init (YjFieldGroupClass *klass)
{
}

static void
yj_field_group_init (YjFieldGroup *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "field-group");
}

static void
add_label (YjFieldGroup *self, YjContext *context)
{
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "field-label");

  gtk_box_append (GTK_BOX (row), yj_label_new (context, yj_text_get (self->field->label, yj_context_get_language (context)), "strong"));
  if (!self->field->required)
    gtk_box_append (GTK_BOX (row), yj_label_new (context, yj_context_text (context, "editor.optional"), "body ink-2"));
  gtk_box_append (GTK_BOX (self), row);
}

/* The class tells the pager that its bar may wait. */
static void
on_picking (YjFieldGroup *self, gboolean open)
{
  (open ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (self), "picking");
  if (self->hint != NULL)
    gtk_widget_set_visible (self->hint, !open);
}

YjFieldGroup *
yj_field_group_new (YjContext *context, const YjField *field, gboolean bare)
{
  YjFieldGroup *self = g_object_new (YJ_TYPE_FIELD_GROUP, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  const char *hint = yj_text_get (field->hint, yj_context_get_language (context));

  self->field = field;
  if (!bare)
    add_label (self, context);
  /* The largest words need the room for the field itself; where it stands alone, the page has a hint of its own. */
  if (hint[0] != '\0' && !(bare && yj_style_get_text_size (context->style) == YJ_TEXT_LARGEST)) {
    self->hint = yj_label_new (context, hint, "small ink-2");
    gtk_box_append (GTK_BOX (self), self->hint);
  }
  self->error = yj_label_new (context, "", "strong error-text");
  gtk_widget_set_visible (self->error, FALSE);
  gtk_box_append (GTK_BOX (self), self->error);
  self->editor = yj_field_editor_create (context, field);
  g_signal_connect_object (self->editor, "picking", G_CALLBACK (on_picking), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->editor));
  yj_field_editor_describe (self->editor, self->hint, NULL);
  return self;
}

const YjField *
yj_field_group_get_field (YjFieldGroup *self)
{
  return self->field;
}

YjFieldEditor *
yj_field_group_get_editor (YjFieldGroup *self)
{
  return self->editor;
}

void
yj_field_group_set_error (YjFieldGroup *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->error), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->error, sentence != NULL);
  (sentence != NULL ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (self), "error");
  yj_field_editor_set_error (self->editor, sentence != NULL);
  yj_field_editor_describe (self->editor, self->hint, sentence != NULL ? self->error : NULL);
}

gboolean
yj_field_group_has_error (YjFieldGroup *self)
{
  return gtk_widget_get_visible (self->error);
}
