/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the buttons that are the same on every page. */
#include "ui/yj-utility-bar.h"
#include "ui/widgets/yj-widgets.h"

struct _YjUtilityBar {
  GtkWidget parent_instance;
  YjContext *context;
};

G_DEFINE_FINAL_TYPE (YjUtilityBar, yj_utility_bar, GTK_TYPE_WIDGET)

static void
clear (YjUtilityBar *self)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

static void
yj_utility_bar_dispose (GObject *object)
{
  YjUtilityBar *self = YJ_UTILITY_BAR (object);
  clear (self);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (yj_utility_bar_parent_class)->dispose (object);
}

static void
yj_utility_bar_class_init (YjUtilityBarClass *klass)
{
  static const char *const names[] = { "call-staff", "read-aloud", "text-size", "language", "end" };
  G_OBJECT_CLASS (klass)->dispose = yj_utility_bar_dispose;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_signal_new (names[i], YJ_TYPE_UTILITY_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "utilitybar");
}

static void
yj_utility_bar_init (YjUtilityBar *self)
{
}

GtkWidget *
yj_utility_bar_new (YjContext *context)
{
  YjUtilityBar *self = g_object_new (YJ_TYPE_UTILITY_BAR, NULL);
  self->context = g_object_ref (context);
  yj_utility_bar_update (self, FALSE);
  return GTK_WIDGET (self);
}

static void
on_button_clicked (GtkButton *button, YjUtilityBar *self)
{
  g_signal_emit_by_name (self, g_object_get_data (G_OBJECT (button), "signal"));
}

static GtkWidget *
add_button (YjUtilityBar *self, const char *name, const char *label, const char *icon)
{
  GtkWidget *button = yj_button_new (self->context, label, icon, "utility");
  gtk_label_set_wrap (yj_button_get_words (button), FALSE);
  g_object_set_data (G_OBJECT (button), "signal", (gpointer) name);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_button_clicked), self, 0);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  return button;
}

const char *
yj_utility_bar_get_next_language (YjUtilityBar *self)
{
  const char *const *languages = yj_messages_get_languages (self->context->messages);
  const char *now = yj_context_get_language (self->context);

  for (gsize i = 0; languages[i] != NULL; i++)
    if (g_str_equal (languages[i], now))
      return languages[i + 1] != NULL ? languages[i + 1] : languages[0];
  return languages[0];
}

void
yj_utility_bar_update (YjUtilityBar *self, gboolean can_end)
{
  static const char *const next_sizes[] = { "utility.large-text", "utility.largest-text", "utility.standard-text" };
  YjContext *context = self->context;
  YjTextSize size = yj_style_get_text_size (context->style);
  gboolean standard = size == YJ_TEXT_STANDARD;
  const char *next = yj_utility_bar_get_next_language (self);
  GtkWidget *space = yj_box_new (GTK_ORIENTATION_HORIZONTAL, ""), *call;

  clear (self);
  /* Large words have the room of their signs; the next size of text is known by its sign. */
  call = add_button (self, "call-staff", yj_context_text (context, standard ? "utility.call-staff" : "utility.call-staff.short"),
                     standard ? "yj-headset" : NULL);
  gtk_widget_add_css_class (call, "call-staff");
  if (context->speaker != NULL)
    add_button (self, "read-aloud", yj_context_text (context, context->voice ? "utility.voice-off" : "utility.read-aloud"),
                standard ? "audio-volume-high" : NULL);
  add_button (self, "text-size", yj_context_text (context, next_sizes[size]),
              size == YJ_TEXT_LARGEST ? "yj-text-standard" : "yj-text-larger");
  add_button (self, "language", yj_messages_get (context->messages, next, "language.name"), standard ? "yj-globe" : NULL);
  gtk_widget_set_hexpand (space, TRUE);
  gtk_widget_set_parent (space, GTK_WIDGET (self));
  if (can_end)
    add_button (self, "end", yj_context_text (context, "utility.end"), standard ? "yj-exit" : NULL);
}
