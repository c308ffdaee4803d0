/* SPDX-License-Identifier: Apache-2.0 */
/* Somebody beside the applicant signs: what a field of type signature asks for. It is sealed at once and handed to the courier, and is
 * enclosed like a paper. */
#include "ui/pages/yj-sign-head.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-keep-picture.h"
#include "ui/yj-page.h"

#define YJ_TYPE_COUNTERSIGN_PAGE (yj_countersign_page_get_type ())
G_DECLARE_FINAL_TYPE (YjCountersignPage, yj_countersign_page, YJ, COUNTERSIGN_PAGE, YjPage)

struct _YjCountersignPage {
  YjPage parent_instance;
  char *field_id;
  YjSignaturePad *pad;
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (YjCountersignPage, yj_countersign_page, YJ_TYPE_PAGE)

static void
update (YjCountersignPage *self)
{
  YjPage *page = YJ_PAGE (self);
  YjContext *context = yj_page_get_context (page);

  yj_page_set_status (page, self->busy ? yj_context_text (context, "capture.keeping") : NULL);
  yj_page_set_primary (page, self->busy ? NULL : yj_context_text (context, "countersign.primary"));
}

static void
say_wrong (YjCountersignPage *self, const char *sentence)
{
  yj_page_clear_errors (YJ_PAGE (self));
  yj_page_add_error (YJ_PAGE (self), GTK_WIDGET (self->pad), sentence);
  yj_page_show_errors (YJ_PAGE (self));
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YjCountersignPage) self = user_data;
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (GError) error = NULL;
  gboolean kept = yj_keep_picture_finish (result, &error);

  if (g_cancellable_is_cancelled (yj_page_get_cancellable (YJ_PAGE (self))))
    return;
  self->busy = FALSE;
  if (kept) {
    yj_flow_back (context->flow);
    return;
  }
  say_wrong (self, yj_context_error_text (context, error));
  update (self);
}

static void
primary (YjPage *page)
{
  YjCountersignPage *self = YJ_COUNTERSIGN_PAGE (page);
  YjContext *context = yj_page_get_context (page);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = NULL;

  yj_page_clear_errors (page);
  if (!yj_signature_pad_has_signature (self->pad)) {
    say_wrong (self, yj_context_text (context, "sign.missing"));
    return;
  }
  png = yj_signature_pad_to_png (self->pad, &error);
  if (png == NULL) {
    g_message ("a signature could not be drawn: %s", error->message);
    say_wrong (self, yj_context_error_text (context, error));
    return;
  }
  self->busy = TRUE;
  update (self);
  yj_keep_picture_async (context, png, NULL, self->field_id, 0, yj_page_get_cancellable (page), on_kept, g_object_ref (self));
}

static void
enter (YjPage *page, const char *subject)
{
  YjCountersignPage *self = YJ_COUNTERSIGN_PAGE (page);
  YjContext *context = yj_page_get_context (page);
  const YjField *field = yj_item_get_field (yj_session_get_item (context->session), subject);

  self->field_id = g_strdup (subject);
  self->pad = YJ_SIGNATURE_PAD (yj_signature_pad_new (yj_context_pick (context, field->label)));
  gtk_widget_add_css_class (GTK_WIDGET (self->pad), "personal");
  gtk_widget_set_vexpand (GTK_WIDGET (self->pad), TRUE);
  yj_page_set_heading (page, yj_context_pick (context, field->label));
  if (field->hint != NULL)
    yj_page_set_hint (page, yj_context_pick (context, field->hint));
  yj_pager_append_title (yj_page_get_pager (page), yj_sign_head_new (context, self->pad));
  yj_page_add (page, GTK_WIDGET (self->pad));
  update (self);
}

static void
leave (YjPage *page)
{
  yj_signature_pad_clear (YJ_COUNTERSIGN_PAGE (page)->pad);
}

static void
yj_countersign_page_finalize (GObject *object)
{
  g_free (YJ_COUNTERSIGN_PAGE (object)->field_id);
  G_OBJECT_CLASS (yj_countersign_page_parent_class)->finalize (object);
}

static void
yj_countersign_page_class_init (YjCountersignPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_countersign_page_finalize;
  YJ_PAGE_CLASS (klass)->id = "countersign";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->leave = leave;
  YJ_PAGE_CLASS (klass)->primary = primary;
}

static void
yj_countersign_page_init (YjCountersignPage *self)
{
}
