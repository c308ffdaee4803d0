/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the other ways to say who one is: what else may be laid on the reader, and the cards below its picture. */
#include "ui/pages/yj-identify-ways.h"
#include "ui/widgets/yj-way-card.h"
#include "ui/widgets/yj-widgets.h"

const char *
yj_identify_ways_choose_also (YjContext *context)
{
  guint kinds = context->id_reader != NULL ? yj_id_reader_get_kinds (context->id_reader) : 0;
  gboolean passport = (kinds >> YJ_ID_MRZ & 1) != 0, social = (kinds >> YJ_ID_SOCIAL_SECURITY & 1) != 0;

  if (yj_style_is_cramped (context->style) || (!passport && !social))
    return NULL;
  return passport && social ? "identify.also.both" : passport ? "identify.also.passport" : "identify.also.social";
}

YjIdentifyMode
yj_identify_ways_get_mode (GtkButton *card)
{
  return (YjIdentifyMode) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (card), "mode"));
}

static void
on_counter_clicked (GtkButton *button, YjPage *page)
{
  yj_flow_go_beside (yj_page_get_context (page)->flow, "help", NULL);
}

static GtkWidget *
make_way (YjPage *page, const char *label, const char *line, const char *icon, YjIdentifyMode mode, GCallback on_clicked)
{
  YjContext *context = yj_page_get_context (page);
  GtkWidget *button = yj_way_card_new_with_icon (context, icon, yj_context_text (context, label), yj_context_text (context, line));
  g_object_set_data (G_OBJECT (button), "mode", GINT_TO_POINTER (mode));
  g_signal_connect_object (button, "clicked", on_clicked, page, 0);
  return button;
}

static GtkWidget *
make_counter (YjPage *page)
{
  YjContext *context = yj_page_get_context (page);
  GtkWidget *counter = yj_way_card_new_with_icon (context, "yj-headset", yj_context_text (context, "identify.counter"),
                                                  yj_context_hall (context, "counter"));
  g_signal_connect_object (counter, "clicked", G_CALLBACK (on_counter_clicked), page, 0);
  return counter;
}

/* Side by side where the words leave room for it. */
static void
add_pair (YjPage *page, GtkWidget *first, GtkWidget *second)
{
  YjContext *context = yj_page_get_context (page);
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "card-row");
  gboolean is_short =
      g_str_has_prefix (yj_context_get_language (context), "zh") && yj_style_get_text_size (context->style) == YJ_TEXT_STANDARD;
  gboolean stacked = yj_style_is_landscape (context->style) || !is_short;

  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  gtk_box_append (GTK_BOX (row), first);
  yj_page_add (page, row);
  if (stacked)
    yj_page_add (page, second);
  else
    gtk_box_append (GTK_BOX (row), second);
}

void
yj_identify_ways_add (YjPage *page, YjIdentifyMode mode, GCallback on_clicked)
{
  YjContext *context = yj_page_get_context (page);
  GtkWidget *typed = make_way (page, "identify.typed", "identify.typed.line", "yj-keyboard", YJ_IDENTIFY_TYPED, on_clicked);

  yj_page_add_title (page, yj_context_text (context, mode == YJ_IDENTIFY_CARD ? "identify.other-ways" : "identify.code.other-ways"));
  if (mode == YJ_IDENTIFY_CODE || context->scanner == NULL) {
    add_pair (page, typed, make_counter (page));
    return;
  }
  add_pair (page, typed, make_way (page, "identify.code", "identify.code.line", "yj-qr", YJ_IDENTIFY_CODE, on_clicked));
  yj_page_add (page, make_counter (page));
}
