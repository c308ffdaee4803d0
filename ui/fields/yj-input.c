/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the look and the touch of one text field. */
#include "ui/fields/yj-input.h"
#include "ui/fields/yj-secret-text.h"

struct _YjInput {
  GtkBox parent_instance;
  GtkText *text;     /* child */
  GtkWidget *clear;  /* (nullable) child */
  gboolean quiet;    /* the program sets the text */
};

G_DEFINE_FINAL_TYPE (YjInput, yj_input, GTK_TYPE_BOX)

enum { CHANGED, ACTIVATE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
yj_input_class_init (YjInputClass *klass)
{
  signals[CHANGED] = g_signal_new ("changed", YJ_TYPE_INPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTIVATE] = g_signal_new ("activate", YJ_TYPE_INPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* The padding belongs to the field: a touch there starts typing at the end. */
static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  yj_secret_text_focus (YJ_INPUT (user_data)->text);
}

static void
yj_input_init (YjInput *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_add_css_class (GTK_WIDGET (self), "field");
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

static void
update_clear (YjInput *self)
{
  gboolean filled = gtk_text_get_text_length (self->text) > 0;

  if (self->clear == NULL)
    return;
  /* It keeps its place, so that the text does not jump. */
  gtk_widget_set_opacity (self->clear, filled ? 1 : 0);
  gtk_widget_set_sensitive (self->clear, filled);
}

static void
on_changed (GtkEditable *text, gpointer user_data)
{
  YjInput *self = user_data;

  update_clear (self);
  if (!self->quiet)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_activate (GtkText *text, gpointer user_data)
{
  g_signal_emit (user_data, signals[ACTIVATE], 0);
}

static void
on_clear (GtkButton *button, gpointer user_data)
{
  YjInput *self = user_data;

  gtk_editable_delete_text (GTK_EDITABLE (self->text), 0, -1);
  yj_secret_text_focus (self->text);
}

static void
add_clear (YjInput *self, YjContext *context)
{
  self->clear = gtk_button_new_from_icon_name ("edit-clear-symbolic");
  gtk_widget_add_css_class (self->clear, "clear");
  gtk_widget_set_focus_on_click (self->clear, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->clear), GTK_ACCESSIBLE_PROPERTY_LABEL, yj_context_text (context, "editor.clear"), -1);
  g_signal_connect (self->clear, "clicked", G_CALLBACK (on_clear), self);
  gtk_box_append (GTK_BOX (self), self->clear);
}

YjInput *
yj_input_new (YjContext *context, const char *label, GtkInputPurpose purpose, GtkInputHints hints, int max_chars, gboolean clearable)
{
  YjInput *self = g_object_new (YJ_TYPE_INPUT, NULL);
  GtkWidget *text = yj_secret_text_new (label, purpose, hints, max_chars);

  self->text = GTK_TEXT (text);
  gtk_box_append (GTK_BOX (self), text);
  g_signal_connect (text, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect (text, "activate", G_CALLBACK (on_activate), self);
  if (clearable)
    add_clear (self, context);
  update_clear (self);
  return self;
}

GtkText *
yj_input_get_text (YjInput *self)
{
  return self->text;
}

const char *
yj_input_get_value (YjInput *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->text));
}

void
yj_input_set_value (YjInput *self, const char *value)
{
  self->quiet = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->text), value);
  gtk_editable_set_position (GTK_EDITABLE (self->text), -1);
  self->quiet = FALSE;
}

void
yj_input_set_error (YjInput *self, gboolean error)
{
  if (error)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
}

void
yj_input_wipe (YjInput *self)
{
  self->quiet = TRUE;
  yj_secret_text_wipe (self->text);
  self->quiet = FALSE;
}
