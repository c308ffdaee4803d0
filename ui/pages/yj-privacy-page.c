/* SPDX-License-Identifier: Apache-2.0 */
/* What is used, for what, by whom and how long; the person agrees with a tick of their own, or goes to the counter. */
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define YJ_TYPE_PRIVACY_PAGE (yj_privacy_page_get_type ())
G_DECLARE_FINAL_TYPE (YjPrivacyPage, yj_privacy_page, YJ, PRIVACY_PAGE, YjPage)

struct _YjPrivacyPage {
  YjPage parent_instance;
  GtkWidget *required; /* the tick without which nothing goes on */
  gboolean read;       /* to its last page; a longer label may make pages shorter, and that changes nothing */
};

G_DEFINE_FINAL_TYPE (YjPrivacyPage, yj_privacy_page, YJ_TYPE_PAGE)

static GtkWidget *
make_row (YjContext *context, const char *heading, const char *text, gboolean first, gboolean last)
{
  gboolean care = yj_style_get_text_size (context->style) != YJ_TEXT_STANDARD;
  GtkWidget *row = yj_box_new (care ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, "panel-row attached privacy-row");
  GtkWidget *head = yj_label_new (context, heading, "strong privacy-heading"), *words = yj_label_new (context, text, "body");

  gtk_widget_set_valign (head, GTK_ALIGN_START);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (row), head);
  gtk_box_append (GTK_BOX (row), words);
  if (first)
    gtk_widget_add_css_class (row, "first");
  if (last)
    gtk_widget_add_css_class (row, "last");
  return row;
}

static void
add_notice (YjPage *self, YjItem *item)
{
  YjContext *context = yj_page_get_context (self);
  for (guint i = 0; i + 1 < item->privacy->len; i += 2)
    yj_page_add (self, make_row (context, yj_context_pick (context, g_ptr_array_index (item->privacy, i)),
                                 yj_context_pick (context, g_ptr_array_index (item->privacy, i + 1)), i == 0, i + 2 >= item->privacy->len));
}

static void
on_consent_toggled (GtkCheckButton *card, YjPage *self)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (card), "consent"));
  yj_session_set_consent (yj_page_get_context (self)->session, index, gtk_check_button_get_active (card));
  yj_page_clear_errors (self);
}

/* Who does not agree to the first has another way; it stands under it. (transfer full) */
static char *
format_other_way (YjContext *context)
{
  return yj_context_format (context, "privacy.other-way", "counter", yj_context_hall (context, "counter"), NULL);
}

static void
add_consents (YjPrivacyPage *self, YjItem *item)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autofree char *other_way = format_other_way (context);

  for (guint i = 0; i < item->consents->len; i++) {
    GtkWidget *card = yj_choice_card_new (context, yj_context_pick (context, g_ptr_array_index (item->consents, i)),
                                          i == 0 ? other_way : NULL);
    gtk_check_button_set_active (GTK_CHECK_BUTTON (card), yj_session_get_consent (context->session, i));
    g_object_set_data (G_OBJECT (card), "consent", GUINT_TO_POINTER (i));
    g_signal_connect_object (card, "toggled", G_CALLBACK (on_consent_toggled), self, 0);
    yj_page_add (YJ_PAGE (self), card);
    if (i == 0)
      self->required = card;
  }
}

/* Agreeing comes after reading: while a page is unread, the primary action leads there. */
static void
update_primary (YjPrivacyPage *self)
{
  YjPage *page = YJ_PAGE (self);
  self->read = self->read || yj_pager_get_seen_all (yj_page_get_pager (page));
  yj_page_set_primary (page, yj_context_text (yj_page_get_context (page), self->read ? "privacy.agree" : "notice.read-on"));
}

static void
enter (YjPage *page, const char *subject)
{
  YjPrivacyPage *self = YJ_PRIVACY_PAGE (page);
  YjContext *context = yj_page_get_context (page);
  YjItem *item = yj_session_get_item (context->session);

  yj_page_set_heading (page, yj_context_text (context, "privacy.heading"));
  add_notice (page, item);
  yj_page_add_title (page, yj_context_text (context, "privacy.tick"));
  add_consents (self, item);
  yj_page_set_back_label (page, yj_context_text (context, "privacy.refuse"));
  yj_page_set_primary (page, yj_context_text (context, "privacy.agree"));
  g_signal_connect_object (yj_page_get_pager (page), "turned", G_CALLBACK (update_primary), page, G_CONNECT_SWAPPED);
}

static void
primary (YjPage *page)
{
  YjPrivacyPage *self = YJ_PRIVACY_PAGE (page);
  YjContext *context = yj_page_get_context (page);

  if (!self->read) {
    yj_pager_turn (yj_page_get_pager (page), 1);
    return;
  }
  if (self->required != NULL && !yj_session_get_consent (context->session, 0)) {
    g_autofree char *other_way = format_other_way (context);
    g_autofree char *text = g_strconcat (yj_context_text (context, "privacy.missing"), other_way, NULL);
    yj_page_clear_errors (page);
    yj_page_add_error (page, self->required, text);
    yj_page_show_errors (page);
    return;
  }
  yj_flow_next (context->flow);
}

static void
yj_privacy_page_class_init (YjPrivacyPageClass *klass)
{
  YJ_PAGE_CLASS (klass)->id = "privacy";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->primary = primary;
}

static void
yj_privacy_page_init (YjPrivacyPage *self)
{
}
