/* SPDX-License-Identifier: Apache-2.0 */
/* The declaration in full, and the signature under it. */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/identity/yj-mask.h"
#include "ui/drawings/yj-signature-pad.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define YJ_TYPE_SIGN_PAGE (yj_sign_page_get_type ())
G_DECLARE_FINAL_TYPE (YjSignPage, yj_sign_page, YJ, SIGN_PAGE, YjPage)

struct _YjSignPage {
  YjPage parent_instance;
  YjSignaturePad *pad;
};

G_DEFINE_FINAL_TYPE (YjSignPage, yj_sign_page, YJ_TYPE_PAGE)

static void
add_sentence (YjPage *self, const char *text, const char *css_classes, gboolean last)
{
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_VERTICAL, "panel-row attached declaration");
  gtk_box_append (GTK_BOX (row), yj_label_new (yj_page_get_context (self), text, css_classes));
  if (last)
    gtk_widget_add_css_class (row, "last");
  yj_page_add (self, row);
}

/* A line each, so that large letters may go on on the next page. */
static void
add_declaration (YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  YjItem *item = yj_session_get_item (context->session);
  GtkWidget *head = yj_box_new (GTK_ORIENTATION_VERTICAL, "panel-row attached declaration first");

  gtk_box_append (GTK_BOX (head), yj_label_new (context, yj_context_text (context, "sign.declare"), "strong"));
  yj_page_add (self, head);
  for (guint i = 0; i < item->declarations->len; i++) {
    g_autofree char *text = g_strdup_printf ("%u  %s", i + 1, yj_context_pick (context, g_ptr_array_index (item->declarations, i)));
    add_sentence (self, text, "body", i + 1 == item->declarations->len);
  }
}

static char *
make_caption (YjContext *context)
{
  const YjIdCard *card = yj_session_get_card (context->session);
  g_autoptr (YjSecretText) name = card != NULL ? yj_mask_name (card->name) : g_strdup ("");
  g_autoptr (GDateTime) today = yj_clock_get_today (context->clock);
  g_autofree char *date = g_date_time_format (today, "%Y-%m-%d");
  return yj_context_format (context, "sign.caption", "name", name, "date", date, NULL);
}

static void
on_pad_changed (YjSignPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  yj_page_set_secondary (YJ_PAGE (self), yj_signature_pad_is_empty (self->pad) ? NULL : yj_context_text (context, "sign.again"),
                         "edit-clear");
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
  g_signal_connect_object (self->pad, "changed", G_CALLBACK (on_pad_changed), self, G_CONNECT_SWAPPED);
  yj_page_set_heading (page, yj_context_text (context, "sign.heading"));
  add_declaration (page);
  yj_page_add (page, GTK_WIDGET (self->pad));
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
secondary (YjPage *page)
{
  yj_signature_pad_clear (YJ_SIGN_PAGE (page)->pad);
}

static void
yj_sign_page_class_init (YjSignPageClass *klass)
{
  YJ_PAGE_CLASS (klass)->id = "sign";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->leave = leave;
  YJ_PAGE_CLASS (klass)->primary = primary;
  YJ_PAGE_CLASS (klass)->secondary = secondary;
}

static void
yj_sign_page_init (YjSignPage *self)
{
}
