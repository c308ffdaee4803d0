/* SPDX-License-Identifier: Apache-2.0 */
/* The declaration in full, and the signature under it. */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-mask.h"
#include "ui/pages/yj-sign-head.h"
#include "ui/widgets/yj-balanced.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define YJ_TYPE_SIGN_PAGE (yj_sign_page_get_type ())
G_DECLARE_FINAL_TYPE (YjSignPage, yj_sign_page, YJ, SIGN_PAGE, YjPage)

struct _YjSignPage {
  YjPage parent_instance;
  YjSignaturePad *pad;
};

G_DEFINE_FINAL_TYPE (YjSignPage, yj_sign_page, YJ_TYPE_PAGE)

static GtkWidget *
make_promise (YjContext *context, guint number, const YjText *promise)
{
  GtkWidget *line = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "row attached promise");
  g_autofree char *digits = g_strdup_printf ("%u", number);
  GtkWidget *mark = yj_label_new (context, digits, "strong promise-number");
  GtkWidget *words = yj_balanced_new (GTK_LABEL (yj_label_new (context, yj_context_pick (context, promise), "body")));

  gtk_widget_set_valign (mark, GTK_ALIGN_START);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (line), mark);
  gtk_box_append (GTK_BOX (line), words);
  return line;
}

/* One panel of rows, so that a page can end between two promises. */
static void
add_declaration (YjPage *page)
{
  YjContext *context = yj_page_get_context (page);
  YjItem *item = yj_session_get_item (context->session);
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "row attached promise first");
  const char *enterprise = yj_session_get_enterprise (context->session, NULL);
  g_autofree char *declares = enterprise != NULL ? yj_context_format (context, "sign.enterprise", "name", enterprise, NULL)
                                                 : g_strdup (yj_context_text (context, "sign.declare"));

  gtk_box_append (GTK_BOX (row), yj_label_new (context, declares, "body"));
  yj_page_add (page, row);
  for (guint i = 0; i < item->declarations->len; i++) {
    row = make_promise (context, i + 1, g_ptr_array_index (item->declarations, i));
    yj_page_add (page, row);
  }
  gtk_widget_add_css_class (row, "last");
}

static char *
make_caption (YjContext *context)
{
  const YjIdCard *card = yj_session_get_card (context->session);
  g_autoptr (YjSecretText) name = card != NULL ? yj_mask_name (card->name) : g_strdup ("");
  g_autoptr (GDateTime) today = yj_clock_get_today (context->clock);
  g_autofree char *date = yj_context_format_day (context, today);
  return yj_context_format (context, yj_session_get_enterprise (context->session, NULL) != NULL ? "sign.caption.agent" : "sign.caption", "name", name, "date", date, NULL);
}

/* Nobody signs what was not shown: before the pad is on the screen, the one thing to do is to go on to it. */
static void
update_primary (YjPage *page)
{
  YjPager *pager = yj_page_get_pager (page);
  gboolean seen = yj_pager_get_seen_all (pager), next_is_pad = yj_pager_get_page (pager) + 2 >= yj_pager_get_n_pages (pager);
  yj_page_set_primary (page, yj_context_text (yj_page_get_context (page), seen ? "sign.primary" : next_is_pad ? "sign.more" : "check.more"));
}

static void
enter (YjPage *page, const char *subject)
{
  YjSignPage *self = YJ_SIGN_PAGE (page);
  YjContext *context = yj_page_get_context (page);
  g_autofree char *caption = make_caption (context);

  yj_session_set_signature (context->session, NULL);
  self->pad = YJ_SIGNATURE_PAD (yj_signature_pad_new (yj_context_text (context, "sign.pad")));
  yj_signature_pad_set_caption (self->pad, caption);
  gtk_widget_add_css_class (GTK_WIDGET (self->pad), "personal");
  gtk_widget_set_vexpand (GTK_WIDGET (self->pad), TRUE);
  yj_page_set_heading (page, yj_context_text (context, "sign.heading"));
  add_declaration (page);
  yj_pager_append_title (yj_page_get_pager (page), yj_sign_head_new (context, self->pad));
  yj_page_add (page, GTK_WIDGET (self->pad));
  g_signal_connect_object (yj_page_get_pager (page), "turned", G_CALLBACK (update_primary), self, G_CONNECT_SWAPPED);
  yj_page_set_primary (page, yj_context_text (context, "sign.primary"));
}

static void
leave (YjPage *page)
{
  yj_signature_pad_clear (YJ_SIGN_PAGE (page)->pad);
}

static void
primary (YjPage *page)
{
  YjSignPage *self = YJ_SIGN_PAGE (page);
  YjContext *context = yj_page_get_context (page);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = NULL;

  if (!yj_pager_get_seen_all (yj_page_get_pager (page))) {
    yj_pager_turn (yj_page_get_pager (page), 1);
    return;
  }
  yj_page_clear_errors (page);
  if (yj_signature_pad_has_signature (self->pad))
    png = yj_signature_pad_to_png (self->pad, &error);
  if (png == NULL) {
    yj_page_add_error (page, GTK_WIDGET (self->pad),
                       error != NULL ? yj_context_error_text (context, error) : yj_context_text (context, "sign.missing"));
    yj_page_show_errors (page);
    return;
  }
  yj_session_set_signature (context->session, png);
  yj_flow_next (context->flow);
}

static void
yj_sign_page_class_init (YjSignPageClass *klass)
{
  YJ_PAGE_CLASS (klass)->id = "sign";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->leave = leave;
  YJ_PAGE_CLASS (klass)->primary = primary;
}

static void
yj_sign_page_init (YjSignPage *self)
{
}
