/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the shade, the plate on it, and its buttons. */
#include "ui/widgets/yj-dialog.h"
#include "ui/widgets/yj-widgets.h"

struct _YjDialog {
  GtkWidget parent_instance;
  GtkWidget *plate, *text;
};

G_DEFINE_FINAL_TYPE (YjDialog, yj_dialog, GTK_TYPE_WIDGET)

static void
yj_dialog_dispose (GObject *object)
{
  g_clear_pointer (&YJ_DIALOG (object)->plate, gtk_widget_unparent);
  G_OBJECT_CLASS (yj_dialog_parent_class)->dispose (object);
}

static void
yj_dialog_class_init (YjDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_dialog_dispose;
  g_signal_new ("primary", YJ_TYPE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("other", YJ_TYPE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("secondary", YJ_TYPE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "shade");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_ALERT_DIALOG);
}

static void
yj_dialog_init (YjDialog *self)
{
}

static void
on_primary_clicked (GtkButton *button, YjDialog *self)
{
  g_signal_emit_by_name (self, "primary");
}

static void
on_other_clicked (GtkButton *button, YjDialog *self)
{
  g_signal_emit_by_name (self, "other");
}

static void
on_secondary_clicked (GtkButton *button, YjDialog *self)
{
  g_signal_emit_by_name (self, "secondary");
}

static GtkWidget *
add_centred (GtkWidget *box, YjContext *context, const char *text, const char *css_class)
{
  GtkWidget *label = yj_label_new (context, text, css_class);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_xalign (GTK_LABEL (label), 0.5f);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
add_button (YjDialog *self, GtkWidget *box, YjContext *context, const char *label, const char *css_class, GCallback callback)
{
  GtkWidget *button = yj_button_new (context, label, NULL, css_class);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  gtk_box_append (GTK_BOX (box), button);
}

/* Words beside the picture, and the ways that are not the first side by side, where the screen is wide and low. */
static GtkWidget *
add_head (YjDialog *self, GtkWidget *picture, gboolean wide)
{
  GtkWidget *head, *words;

  if (picture == NULL)
    return self->plate;
  if (!wide) {
    gtk_box_append (GTK_BOX (self->plate), picture);
    return self->plate;
  }
  head = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "dialog-head");
  words = yj_box_new (GTK_ORIENTATION_VERTICAL, "dialog-words");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (head), picture);
  gtk_box_append (GTK_BOX (head), words);
  gtk_box_append (GTK_BOX (self->plate), head);
  return words;
}

static GtkWidget *
add_other_ways (YjDialog *self, gboolean wide)
{
  GtkWidget *box = yj_box_new (wide ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL, "dialog-ways");
  gtk_box_set_homogeneous (GTK_BOX (box), wide);
  gtk_box_append (GTK_BOX (self->plate), box);
  return box;
}

YjDialog *
yj_dialog_new (YjContext *context, GtkWidget *picture, const char *heading, const char *text, const char *primary, const char *other,
               const char *secondary)
{
  YjDialog *self = g_object_new (YJ_TYPE_DIALOG, NULL);
  gboolean wide = yj_style_is_landscape (context->style);
  GtkWidget *words, *ways;

  self->plate = yj_box_new (GTK_ORIENTATION_VERTICAL, "dialog-plate");
  gtk_widget_set_valign (self->plate, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (self->plate, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->plate, GTK_WIDGET (self));
  words = add_head (self, picture, wide);
  add_centred (words, context, heading, "result");
  self->text = add_centred (words, context, text, "body");
  gtk_label_set_max_width_chars (GTK_LABEL (self->text), 20); /* the plate's width is the sheet's, and the words wrap in it */
  add_button (self, self->plate, context, primary, "primary", G_CALLBACK (on_primary_clicked));
  ways = add_other_ways (self, wide);
  if (other != NULL)
    add_button (self, ways, context, other, "secondary", G_CALLBACK (on_other_clicked));
  add_button (self, ways, context, secondary, "secondary", G_CALLBACK (on_secondary_clicked));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, heading, -1);
  return self;
}

void
yj_dialog_set_text (YjDialog *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->text), text);
}
