/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how sign and words stand on a card. */
#include "ui/widgets/yj-way-card.h"
#include "ui/widgets/yj-balanced.h"
#include "ui/widgets/yj-widgets.h"

static GtkWidget *
make_content (YjContext *context, GtkWidget *sign, const char *title, const char *line)
{
  GtkWidget *box = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "item-words"), *words = yj_box_new (GTK_ORIENTATION_VERTICAL, "");

  if (sign != NULL) {
    gtk_widget_set_valign (sign, GTK_ALIGN_CENTER);
    gtk_box_append (GTK_BOX (box), sign);
  }
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), yj_balanced_new (GTK_LABEL (yj_label_new (context, title, "item-title"))));
  if (line != NULL && line[0] != '\0')
    gtk_box_append (GTK_BOX (words), yj_balanced_new (GTK_LABEL (yj_label_new (context, line, "small ink-2 tight"))));
  gtk_box_append (GTK_BOX (box), words);
  return box;
}

GtkWidget *
yj_way_card_new (YjContext *context, GtkWidget *sign, const char *title, const char *line)
{
  GtkWidget *card = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (card), make_content (context, sign, title, line));
  gtk_widget_add_css_class (card, "item-card");
  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return card;
}

GtkWidget *
yj_way_card_new_with_icon (YjContext *context, const char *icon, const char *title, const char *line)
{
  return yj_way_card_new (context, yj_icon_new (icon, "way-sign"), title, line);
}

GtkWidget *
yj_place_row_new (YjContext *context, const char *icon, const char *title, const char *line)
{
  GtkWidget *row = make_content (context, yj_icon_new (icon, "place-sign"), title, line);
  gtk_widget_add_css_class (row, "place");
  return row;
}
