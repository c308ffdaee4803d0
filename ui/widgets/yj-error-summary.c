/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the rows of the summary, how many of them are seen, and the number above them. */
#include "ui/widgets/yj-error-summary.h"
#include "ui/widgets/yj-widgets.h"

struct _YjErrorSummary {
  GtkBox parent_instance;
  YjContext *context;
  GtkWidget *title, *rows; /* children */
};

G_DEFINE_FINAL_TYPE (YjErrorSummary, yj_error_summary, GTK_TYPE_BOX)

static guint chosen_signal;

static void
yj_error_summary_finalize (GObject *object)
{
  g_clear_object (&YJ_ERROR_SUMMARY (object)->context);
  G_OBJECT_CLASS (yj_error_summary_parent_class)->finalize (object);
}

static void
yj_error_summary_class_init (YjErrorSummaryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_error_summary_finalize;
  chosen_signal = g_signal_new ("chosen", YJ_TYPE_ERROR_SUMMARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, GTK_TYPE_WIDGET);
}

static void
yj_error_summary_init (YjErrorSummary *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "error-summary");
}

YjErrorSummary *
yj_error_summary_new (YjContext *context)
{
  YjErrorSummary *self = g_object_new (YJ_TYPE_ERROR_SUMMARY, NULL);
  GtkWidget *head = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "error-head");

  self->context = g_object_ref (context);
  self->title = yj_label_new (context, "", "h2");
  self->rows = yj_box_new (GTK_ORIENTATION_VERTICAL, "error-rows");
  gtk_box_append (GTK_BOX (head), yj_icon_new ("yj-alert", "notice-sign"));
  gtk_box_append (GTK_BOX (head), self->title);
  gtk_box_append (GTK_BOX (self), head);
  gtk_box_append (GTK_BOX (self), self->rows);
  return self;
}

/* Large words leave room for the first ones; the others stand at their fields, and are next when these are right. */
static guint
count_room (YjErrorSummary *self)
{
  static const guint rows[][3] = { { 8, 5, 3 }, { 4, 2, 2 } };
  YjStyle *style = self->context->style;
  return rows[yj_style_is_landscape (style)][yj_style_get_text_size (style)];
}

static void
tell (YjErrorSummary *self)
{
  guint n = 0, room = count_room (self);
  g_autofree char *number = NULL;
  g_autofree char *title = NULL;

  for (GtkWidget *row = gtk_widget_get_first_child (self->rows); row != NULL; row = gtk_widget_get_next_sibling (row))
    gtk_widget_set_visible (row, n++ < room);
  number = g_strdup_printf ("%u", n);
  title = yj_context_format (self->context, "page.errors", "n", number, NULL);
  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static GtkWidget *
get_target (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "target");
}

static void
on_row_clicked (GtkWidget *row, YjErrorSummary *self)
{
  g_signal_emit (self, chosen_signal, 0, get_target (row));
}

void
yj_error_summary_add (YjErrorSummary *self, GtkWidget *target, const char *text)
{
  GtkWidget *row = yj_button_new (self->context, text, NULL, "error-row");
  GtkWidget *box = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "button-words"), *words = yj_label_new (self->context, text, "");

  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  gtk_button_set_child (GTK_BUTTON (row), box);
  gtk_box_append (GTK_BOX (box), yj_icon_new ("yj-chevron-down", "sign"));
  g_object_set_data (G_OBJECT (row), "target", target);
  g_signal_connect_object (row, "clicked", G_CALLBACK (on_row_clicked), self, 0);
  gtk_box_append (GTK_BOX (self->rows), row);
  tell (self);
}

void
yj_error_summary_remove (YjErrorSummary *self, GtkWidget *target)
{
  GtkWidget *row = gtk_widget_get_first_child (self->rows);

  while (row != NULL) {
    GtkWidget *next = gtk_widget_get_next_sibling (row);
    if (get_target (row) == target)
      gtk_box_remove (GTK_BOX (self->rows), row);
    row = next;
  }
  tell (self);
}

gboolean
yj_error_summary_is_empty (YjErrorSummary *self)
{
  return gtk_widget_get_first_child (self->rows) == NULL;
}
