/* SPDX-License-Identifier: Apache-2.0 */
/* Choosing the matter: a card for each life event, by its everyday name. */
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define YJ_TYPE_CHOOSE_PAGE (yj_choose_page_get_type ())
G_DECLARE_FINAL_TYPE (YjChoosePage, yj_choose_page, YJ, CHOOSE_PAGE, YjPage)

struct _YjChoosePage {
  YjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (YjChoosePage, yj_choose_page, YJ_TYPE_PAGE)

static void
on_card_clicked (GtkButton *card, YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  g_autoptr (GError) error = NULL;

  if (!yj_session_begin (context->session, context->catalogue, g_object_get_data (G_OBJECT (card), "item"), &error)) {
    yj_page_clear_errors (self);
    yj_page_add_error (self, GTK_WIDGET (card), yj_context_error_text (context, error));
    yj_page_show_errors (self);
    return;
  }
  yj_flow_next (context->flow);
}

static GtkWidget *
make_card (YjPage *self, YjItem *item)
{
  YjContext *context = yj_page_get_context (self);
  const char *title = yj_context_pick (context, item->title);
  GtkWidget *card = gtk_button_new (), *box = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "item-words");
  GtkWidget *words = yj_box_new (GTK_ORIENTATION_VERTICAL, ""), *tile = yj_label_new (context, item->glyph, "item-tile");

  gtk_label_set_xalign (GTK_LABEL (tile), 0.5f);
  gtk_widget_set_valign (tile, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), yj_label_new (context, title, "item-title"));
  gtk_box_append (GTK_BOX (words), yj_label_new (context, yj_context_pick (context, item->everyday), "small ink-2"));
  gtk_box_append (GTK_BOX (box), tile);
  gtk_box_append (GTK_BOX (box), words);
  gtk_button_set_child (GTK_BUTTON (card), box);
  gtk_widget_add_css_class (card, "item-card");
  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data (G_OBJECT (card), "item", (gpointer) item->id);
  g_signal_connect_object (card, "clicked", G_CALLBACK (on_card_clicked), self, 0);
  return card;
}

static void
add_audience (YjPage *self, gboolean enterprise, const char *title)
{
  YjContext *context = yj_page_get_context (self);
  GPtrArray *items = yj_catalogue_get_items (context->catalogue);
  GtkWidget *row = NULL;
  guint n = 0;

  for (guint i = 0; i < items->len; i++) {
    YjItem *item = g_ptr_array_index (items, i);
    if (item->enterprise != enterprise)
      continue;
    if (n == 0)
      yj_page_add_title (self, yj_context_text (context, title));
    if (n++ % 2 == 0) {
      row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "card-row");
      gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
      yj_page_add (self, row);
    }
    gtk_box_append (GTK_BOX (row), make_card (self, item));
  }
  if (n % 2 == 1)
    gtk_box_append (GTK_BOX (row), yj_box_new (GTK_ORIENTATION_HORIZONTAL, ""));
}

static void
enter (YjPage *self, const char *subject)
{
  YjContext *context = yj_page_get_context (self);
  yj_page_set_heading (self, yj_context_text (context, "choose.heading"));
  add_audience (self, FALSE, "choose.individual");
  add_audience (self, TRUE, "choose.enterprise");
}

static void
yj_choose_page_class_init (YjChoosePageClass *klass)
{
  YJ_PAGE_CLASS (klass)->id = "choose";
  YJ_PAGE_CLASS (klass)->enter = enter;
}

static void
yj_choose_page_init (YjChoosePage *self)
{
}
