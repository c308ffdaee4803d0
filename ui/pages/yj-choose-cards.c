/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the cards of items and the rows they stand in. */
#include "ui/pages/yj-choose-cards.h"
#include "ui/widgets/yj-balanced.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/widgets/yj-way-card.h"

typedef struct {
  YjChooseFunc chosen;
  const YjItem *item;
  gpointer data; /* a GObject, not owned */
} Touch;

static void
on_clicked (GtkWidget *card, gpointer data)
{
  Touch *touch = g_object_get_data (G_OBJECT (card), "touch");
  touch->chosen (card, touch->item, data);
}

static gboolean
is_large (YjContext *context)
{
  return yj_style_get_text_size (context->style) != YJ_TEXT_STANDARD;
}

/* With large text on a low screen the name alone is read at a look. */
static gboolean
is_bare (YjContext *context)
{
  return is_large (context) && yj_style_is_landscape (context->style);
}

/* The character is an ornament beside a title in other letters: there the words take its room. */
static GtkWidget *
make_tile (YjContext *context, const YjItem *item)
{
  GtkWidget *tile;

  if (is_bare (context) || !g_str_has_prefix (yj_context_get_language (context), "zh"))
    return NULL;
  tile = yj_label_new (context, item->glyph, "item-tile");
  gtk_label_set_xalign (GTK_LABEL (tile), 0.5f);
  return tile;
}

static GtkWidget *
make_card (YjContext *context, const YjItem *item, YjChooseFunc chosen, gpointer data)
{
  Touch touch = { chosen, item, data };
  GtkWidget *card = yj_way_card_new (context, make_tile (context, item), yj_context_pick (context, item->title),
                                     is_bare (context) ? NULL : yj_context_pick (context, item->everyday));

  g_object_set_data_full (G_OBJECT (card), "touch", g_memdup2 (&touch, sizeof touch), g_free);
  g_signal_connect_object (card, "clicked", G_CALLBACK (on_clicked), data, 0);
  return card;
}

/* Not a card: nothing happens here, but the counter does what this machine does not. @beside: it fills the place of a card; else it is
 * a line below them. */
static GtkWidget *
make_not_found (YjContext *context, gboolean beside)
{
  const char *gap = beside ? "\n" : g_str_has_prefix (yj_context_get_language (context), "zh") ? "" : " ";
  g_autofree char *text = g_strconcat (yj_context_text (context, "choose.not-found"), gap, yj_context_hall (context, "counter"), NULL);
  GtkWidget *words = yj_balanced_new (GTK_LABEL (yj_label_new (context, text, "small ink-2"))), *box;

  if (!beside)
    return words;
  box = yj_box_new (GTK_ORIENTATION_VERTICAL, "not-found");
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_vexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  gtk_widget_set_vexpand (box, FALSE);
  return box;
}

/* Large text on an upright screen has the row for itself. */
static guint
count_columns (YjContext *context, GPtrArray *items)
{
  if (items->len <= 1)
    return 1;
  return is_large (context) && !yj_style_is_landscape (context->style) ? 1 : 2;
}

GPtrArray *
yj_choose_cards_new (YjContext *context, GPtrArray *items, YjChooseFunc chosen, gpointer data)
{
  GPtrArray *rows = g_ptr_array_new ();
  guint columns = count_columns (context, items);
  GtkWidget *row = NULL;

  for (guint i = 0; i < items->len; i++) {
    if (i % columns == 0) {
      row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "card-row");
      gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
      g_ptr_array_add (rows, row);
    }
    gtk_box_append (GTK_BOX (row), make_card (context, g_ptr_array_index (items, i), chosen, data));
  }
  if (items->len % columns != 0)
    gtk_box_append (GTK_BOX (row), make_not_found (context, TRUE));
  else
    g_ptr_array_add (rows, make_not_found (context, FALSE));
  return rows;
}

GPtrArray *
yj_choose_cards_list_contents (YjContext *context, const YjItem *item)
{
  const char *language = yj_context_get_language (context);
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; i < item->matters->len; i++) {
    const YjMatter *matter = g_ptr_array_index (item->matters, i);
    const YjText *name = matter->everyday_name != NULL ? matter->everyday_name : matter->name;
    GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "contents-row"), *words = yj_label_new (context, yj_context_pick (context, name), "body");
    gtk_widget_set_hexpand (words, TRUE);
    gtk_widget_add_css_class (row, "attached");
    gtk_box_append (GTK_BOX (row), words);
    gtk_box_append (GTK_BOX (row), yj_label_new (context, yj_catalogue_get_department (context->catalogue, matter->department, language),
                                                 "small ink-2"));
    g_ptr_array_add (rows, row);
  }
  return rows;
}

static void
on_staff_clicked (YjContext *context)
{
  yj_flow_go_beside (context->flow, "help", NULL);
}

GPtrArray *
yj_choose_cards_list_ways_out (YjContext *context, GtkWidget **all)
{
  g_autofree char *n = g_strdup_printf ("%u", yj_catalogue_get_items (context->catalogue)->len);
  g_autofree char *label = yj_context_format (context, "choose.show-all", "n", n, NULL);
  GtkWidget *buttons = yj_box_new (is_large (context) ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, "button-row");
  GtkWidget *staff = yj_small_button_new (context, yj_context_text (context, "choose.ask-staff"), "yj-headset");
  GPtrArray *rows = g_ptr_array_new ();

  *all = yj_small_button_new (context, label, NULL);
  g_signal_connect_object (staff, "clicked", G_CALLBACK (on_staff_clicked), context, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (buttons), *all);
  gtk_box_append (GTK_BOX (buttons), staff);
  g_ptr_array_add (rows, yj_notice_new (context, YJ_NOTICE_INFO, yj_context_text (context, "choose.found-nothing"),
                                        yj_context_text (context, "choose.other-words")));
  g_ptr_array_add (rows, buttons);
  return rows;
}
