/* SPDX-License-Identifier: Apache-2.0 */
/* Hands the application over: seals it, gives it to the courier, and says nothing before it is durable. It always
 * asks first whether the application is there already: after a lost answer, and when this page was built anew
 * (language, text size) while an answer was on its way. */
#include "core/base/yj-error.h"
#include "core/document/yj-application-document.h"
#include "core/flow/yj-handing-over.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define YJ_TYPE_SUBMIT_PAGE (yj_submit_page_get_type ())
G_DECLARE_FINAL_TYPE (YjSubmitPage, yj_submit_page, YJ, SUBMIT_PAGE, YjPage)

struct _YjSubmitPage {
  YjPage parent_instance;
  YjHandingOver *handing_over; /* NULL until entered */
};

G_DEFINE_FINAL_TYPE (YjSubmitPage, yj_submit_page, YJ_TYPE_PAGE)

static void
show_working (YjSubmitPage *self, const char *id)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  yj_page_clear_rows (YJ_PAGE (self));
  yj_page_set_heading (YJ_PAGE (self), yj_context_text (context, "submit.heading"));
  yj_page_add (YJ_PAGE (self), yj_notice_new (context, YJ_NOTICE_INFO, yj_context_text (context, id),
                                              yj_context_text (context, "submit.wait")));
  yj_page_set_primary (YJ_PAGE (self), NULL);
  yj_page_set_secondary (YJ_PAGE (self), NULL, NULL);
  yj_page_set_status (YJ_PAGE (self), yj_context_text (context, id));
}

static void
on_sending (YjSubmitPage *self)
{
  show_working (self, "submit.saving");
}

/* Nothing was stored, or nobody knows: say which, and offer the next step. What was filled in stays. */
static void
on_failed (YjSubmitPage *self, const GError *error)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  gboolean unknown = yj_handing_over_is_unknown (self->handing_over);

  yj_page_clear_rows (YJ_PAGE (self));
  yj_page_set_heading (YJ_PAGE (self), yj_context_text (context, unknown ? "submit.unknown" : "submit.failed"));
  yj_page_add (YJ_PAGE (self), yj_notice_new (context, YJ_NOTICE_ERROR, yj_context_error_text (context, error),
                                              yj_context_text (context, unknown ? "submit.unknown.next" : "submit.failed.next")));
  yj_page_set_status (YJ_PAGE (self), NULL);
  yj_page_set_primary (YJ_PAGE (self), yj_context_text (context, unknown ? "submit.look-again" : "submit.again"));
}

static void
on_kept (YjSubmitPage *self, YjSubmission *submission)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  yj_session_set_submitted (context->session, submission->reference, submission->case_number);
  yj_flow_next (context->flow);
}

static gboolean
seal (gpointer owner, GBytes **envelope, char **draft_header, GError **error)
{
  YjContext *context = yj_page_get_context (owner);
  g_auto (GStrv) recipients = yj_context_list_recipients (context);

  if (recipients[0] == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNPROVISIONED, "there is nobody to seal to");
    return FALSE;
  }
  return yj_application_document_seal (context->session, (const char *const *) recipients, envelope, draft_header, error);
}

static void
start (YjSubmitPage *self)
{
  show_working (self, yj_handing_over_is_unknown (self->handing_over) ? "submit.looking" : "submit.saving");
  yj_handing_over_start (self->handing_over);
}

static void
enter (YjPage *page, const char *subject)
{
  YjSubmitPage *self = YJ_SUBMIT_PAGE (page);
  YjContext *context = yj_page_get_context (page);

  self->handing_over = yj_handing_over_new (context->courier, seal, page);
  yj_handing_over_set_id (self->handing_over, yj_session_get_id (context->session), FALSE);
  g_signal_connect_object (self->handing_over, "sending", G_CALLBACK (on_sending), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->handing_over, "kept", G_CALLBACK (on_kept), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->handing_over, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
  start (self);
}

static void
leave (YjPage *page)
{
  yj_handing_over_stop (YJ_SUBMIT_PAGE (page)->handing_over);
}

static void
primary (YjPage *page)
{
  start (YJ_SUBMIT_PAGE (page));
}

static void
yj_submit_page_finalize (GObject *object)
{
  g_clear_object (&YJ_SUBMIT_PAGE (object)->handing_over);
  G_OBJECT_CLASS (yj_submit_page_parent_class)->finalize (object);
}

static void
yj_submit_page_class_init (YjSubmitPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_submit_page_finalize;
  YJ_PAGE_CLASS (klass)->id = "submit";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->leave = leave;
  YJ_PAGE_CLASS (klass)->primary = primary;
}

static void
yj_submit_page_init (YjSubmitPage *self)
{
}
