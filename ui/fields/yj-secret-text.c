/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a text input is made safe for a machine that strangers use one after the other. */
#include "ui/fields/yj-secret-text.h"
#include <stdlib.h>

/* The caret position nearest to @x: GTK offers only the way from a position to a place. */
static int
position_at (GtkText *text, double x)
{
  int n = gtk_text_get_text_length (text), nearest = 0;
  double distance = G_MAXDOUBLE;

  for (int i = 0; i <= n; i++) {
    graphene_rect_t caret;
    gtk_text_compute_cursor_extents (text, (gsize) i, &caret, NULL);
    double d = ABS (caret.origin.x + caret.size.width / 2 - x);
    if (d < distance) {
      distance = d;
      nearest = i;
    }
  }
  return nearest;
}

/* Claiming the touch here keeps GTK's own gestures from running: they would select, show handles and open a menu with
 * Cut, Copy and Paste. */
static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  GtkText *text = user_data;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_text_grab_focus_without_selecting (text);
  gtk_editable_set_position (GTK_EDITABLE (text), position_at (text, x));
}

static void
refuse (GtkText *text, gpointer name)
{
  g_signal_stop_emission_by_name (text, name);
}

/* Whatever selects, by keys too: a selection would be offered to other programs, so it ends as it begins. */
static void
on_selection_changed (GtkText *text, GParamSpec *pspec, gpointer user_data)
{
  if (gtk_editable_get_selection_bounds (GTK_EDITABLE (text), NULL, NULL))
    gtk_editable_set_position (GTK_EDITABLE (text), gtk_editable_get_position (GTK_EDITABLE (text)));
}

static void
add_gestures (GtkWidget *text)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), text);
  gtk_widget_add_controller (text, GTK_EVENT_CONTROLLER (click));
}

GtkWidget *
yj_secret_text_new (const char *label, GtkInputPurpose purpose, GtkInputHints hints, int max_chars)
{
  static const char *const refused[] = { "copy-clipboard", "cut-clipboard", "paste-clipboard", "insert-emoji" };
  g_autoptr (GtkEntryBuffer) buffer = gtk_password_entry_buffer_new (); /* locked memory, zeroed by GTK */
  /* A bare GtkText has the role "none": an assistive program would not find it. */
  GtkWidget *text = g_object_new (GTK_TYPE_TEXT, "buffer", buffer, "accessible-role", GTK_ACCESSIBLE_ROLE_TEXT_BOX, NULL);

  g_object_set (text, "enable-undo", FALSE, "enable-emoji-completion", FALSE, "truncate-multiline", TRUE, "input-purpose", purpose,
                "input-hints", hints | GTK_INPUT_HINT_PRIVATE | GTK_INPUT_HINT_NO_EMOJI | GTK_INPUT_HINT_NO_SPELLCHECK, "im-module",
                "gtk-im-context-none", "max-length", max_chars, "hexpand", TRUE, "valign", GTK_ALIGN_CENTER, NULL);
  /* Nothing blinks, and the caret is as thick as a finger's tip can be seen beside. */
  g_object_set (gtk_widget_get_settings (text), "gtk-entry-select-on-focus", FALSE, "gtk-enable-primary-paste", FALSE, "gtk-cursor-blink",
                FALSE, "gtk-cursor-aspect-ratio", 0.07f, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    g_signal_connect (text, refused[i], G_CALLBACK (refuse), (gpointer) refused[i]);
  g_signal_connect (text, "notify::selection-bound", G_CALLBACK (on_selection_changed), NULL);
  g_signal_connect (text, "notify::cursor-position", G_CALLBACK (on_selection_changed), NULL);
  gtk_widget_action_set_enabled (text, "menu.popup", FALSE);
  add_gestures (text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return text;
}

void
yj_secret_text_wipe (GtkText *self)
{
  /* GTK's password buffer overwrites what it deletes; the layout for drawing goes with the text. */
  gtk_entry_buffer_delete_text (gtk_text_get_buffer (self), 0, -1);
}

void
yj_secret_text_focus (GtkText *self)
{
  gtk_text_grab_focus_without_selecting (self);
  gtk_editable_set_position (GTK_EDITABLE (self), -1);
}
