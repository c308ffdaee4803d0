/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the question which text has the focus. */
#include "ui/keyboard/yj-text-watch.h"

struct _YjTextWatch {
  GObject parent_instance;
  GtkRoot *root;     /* (nullable), not owned */
  GtkText *text;     /* (nullable), weak */
  GtkGesture *touch; /* owned by text */
};

G_DEFINE_FINAL_TYPE (YjTextWatch, yj_text_watch, G_TYPE_OBJECT)

enum { CHANGED, TOUCHED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  g_signal_emit (user_data, signals[TOUCHED], 0);
}

static void
forget_text (YjTextWatch *self)
{
  if (self->text != NULL)
    gtk_widget_remove_controller (GTK_WIDGET (self->text), GTK_EVENT_CONTROLLER (self->touch));
  self->touch = NULL;
  g_clear_weak_pointer (&self->text);
}

static void
take_text (YjTextWatch *self, GtkText *text)
{
  g_set_weak_pointer (&self->text, text);
  self->touch = gtk_gesture_click_new ();
  /* Before the text claims the touch for itself. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (self->touch), GTK_PHASE_CAPTURE);
  g_signal_connect (self->touch, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (text), GTK_EVENT_CONTROLLER (self->touch));
}

static void
on_focus_changed (YjTextWatch *self)
{
  GtkWidget *focus = self->root != NULL ? gtk_root_get_focus (self->root) : NULL;
  GtkText *text = GTK_IS_TEXT (focus) && gtk_editable_get_editable (GTK_EDITABLE (focus)) ? GTK_TEXT (focus) : NULL;

  if (text == self->text && text != NULL)
    return;
  forget_text (self);
  if (text != NULL)
    take_text (self, text);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
yj_text_watch_dispose (GObject *object)
{
  YjTextWatch *self = YJ_TEXT_WATCH (object);

  if (self->root != NULL)
    g_signal_handlers_disconnect_by_data (self->root, self);
  self->root = NULL;
  forget_text (self);
  G_OBJECT_CLASS (yj_text_watch_parent_class)->dispose (object);
}

static void
yj_text_watch_class_init (YjTextWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_text_watch_dispose;
  signals[CHANGED] = g_signal_new ("changed", YJ_TYPE_TEXT_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TOUCHED] = g_signal_new ("touched", YJ_TYPE_TEXT_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yj_text_watch_init (YjTextWatch *self)
{
}

YjTextWatch *
yj_text_watch_new (void)
{
  return g_object_new (YJ_TYPE_TEXT_WATCH, NULL);
}

void
yj_text_watch_set_root (YjTextWatch *self, GtkRoot *root)
{
  if (self->root != NULL)
    g_signal_handlers_disconnect_by_data (self->root, self);
  self->root = root;
  if (root != NULL)
    g_signal_connect_swapped (root, "notify::focus-widget", G_CALLBACK (on_focus_changed), self);
  on_focus_changed (self);
}

GtkText *
yj_text_watch_get_text (YjTextWatch *self)
{
  return self->text;
}
