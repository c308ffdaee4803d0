/* SPDX-License-Identifier: Apache-2.0 */
/* Owns heading and hint. */
#include "ui/yj-page-words.h"
#include "ui/widgets/yj-balanced.h"
#include "ui/widgets/yj-widgets.h"

struct _YjPageWords {
  GtkWidget parent_instance;
  GtkWidget *heading, *hint; /* labels */
};

G_DEFINE_FINAL_TYPE (YjPageWords, yj_page_words, GTK_TYPE_WIDGET)

static void
yj_page_words_dispose (GObject *object)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (yj_page_words_parent_class)->dispose (object);
}

static void
yj_page_words_class_init (YjPageWordsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_page_words_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
yj_page_words_init (YjPageWords *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "question");
}

GtkWidget *
yj_page_words_new (YjContext *context)
{
  YjPageWords *self = g_object_new (YJ_TYPE_PAGE_WORDS, NULL);

  self->heading = yj_label_new (context, "", "h1");
  g_object_set (self->heading, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);
  self->hint = yj_label_new (context, "", "body ink-2");
  gtk_widget_set_parent (yj_balanced_new (GTK_LABEL (self->heading)), GTK_WIDGET (self));
  gtk_widget_set_parent (yj_balanced_new (GTK_LABEL (self->hint)), GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

static void
set_text (GtkWidget *label, const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (gtk_widget_get_parent (label), text != NULL);
}

void
yj_page_words_set (YjPageWords *self, const char *heading, const char *hint)
{
  set_text (self->heading, heading);
  set_text (self->hint, hint);
  gtk_widget_set_visible (GTK_WIDGET (self), heading != NULL || hint != NULL);
}
