/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the buttons that turn pages and the words between them. */
#include "ui/widgets/yj-pager-bar.h"

struct _YjPagerBar {
  GtkWidget parent_instance;
  GtkWidget *box, *previous, *next, *position;
  char *position_format;
};

G_DEFINE_FINAL_TYPE (YjPagerBar, yj_pager_bar, GTK_TYPE_WIDGET)

static guint turn;

static void
yj_pager_bar_dispose (GObject *object)
{
  g_clear_pointer (&YJ_PAGER_BAR (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (yj_pager_bar_parent_class)->dispose (object);
}

static void
yj_pager_bar_finalize (GObject *object)
{
  g_free (YJ_PAGER_BAR (object)->position_format);
  G_OBJECT_CLASS (yj_pager_bar_parent_class)->finalize (object);
}

static void
yj_pager_bar_class_init (YjPagerBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_pager_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = yj_pager_bar_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  turn = g_signal_new ("turn", YJ_TYPE_PAGER_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
yj_pager_bar_init (YjPagerBar *self)
{
}

static void
on_previous_clicked (GtkButton *button, YjPagerBar *self)
{
  g_signal_emit (self, turn, 0, -1);
}

static void
on_next_clicked (GtkButton *button, YjPagerBar *self)
{
  g_signal_emit (self, turn, 0, 1);
}

static GtkWidget *
make_button (YjPagerBar *self, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  gtk_widget_add_css_class (button, "secondary");
  gtk_widget_add_css_class (button, "small-button");
  g_signal_connect_object (button, "clicked", callback, self, 0);
  return button;
}

GtkWidget *
yj_pager_bar_new (const char *previous, const char *next, const char *position)
{
  YjPagerBar *self = g_object_new (YJ_TYPE_PAGER_BAR, NULL);

  self->position_format = g_strdup (position);
  self->box = gtk_center_box_new ();
  gtk_widget_add_css_class (self->box, "pager-bar");
  self->previous = make_button (self, previous, G_CALLBACK (on_previous_clicked));
  self->next = make_button (self, next, G_CALLBACK (on_next_clicked));
  self->position = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->position, "body");
  gtk_label_set_wrap (GTK_LABEL (self->position), TRUE); /* between the buttons, however large its words are */
  gtk_label_set_justify (GTK_LABEL (self->position), GTK_JUSTIFY_CENTER);
  gtk_center_box_set_start_widget (GTK_CENTER_BOX (self->box), self->previous);
  gtk_center_box_set_center_widget (GTK_CENTER_BOX (self->box), self->position);
  gtk_center_box_set_end_widget (GTK_CENTER_BOX (self->box), self->next);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

void
yj_pager_bar_update (YjPagerBar *self, guint number, guint n_pages)
{
  g_autofree char *page = g_strdup_printf ("%u", number + 1);
  g_autofree char *pages = g_strdup_printf ("%u", n_pages);
  GString *text = g_string_new (self->position_format);

  g_string_replace (text, "{page}", page, 0);
  g_string_replace (text, "{pages}", pages, 0);
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->position)), text->str) != 0)
    gtk_label_set_text (GTK_LABEL (self->position), text->str);
  g_string_free (text, TRUE);
  gtk_widget_set_opacity (self->previous, number > 0 ? 1.0 : 0.0);
  gtk_widget_set_can_target (self->previous, number > 0);
  gtk_widget_set_opacity (self->next, number + 1 < n_pages ? 1.0 : 0.0);
  gtk_widget_set_can_target (self->next, number + 1 < n_pages);
}
