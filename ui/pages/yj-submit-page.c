/* SPDX-License-Identifier: Apache-2.0 */
/* Hands the application over: seals it, gives it to the courier, and says nothing before it is durable. It always
 * asks first whether the application is there already: after a lost answer, and when this page was built anew
 * (language, text size) while an answer was on its way. */
#include "core/base/yj-error.h"
#include "core/document/yj-application-document.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define YJ_TYPE_SUBMIT_PAGE (yj_submit_page_get_type ())
G_DECLARE_FINAL_TYPE (YjSubmitPage, yj_submit_page, YJ, SUBMIT_PAGE, YjPage)

struct _YjSubmitPage {
  YjPage parent_instance;
  GCancellable *cancellable;
  gboolean handed_over; /* since the person last asked for it */
  gboolean unknown;     /* the last answer was lost */
  gboolean running;
};

G_DEFINE_FINAL_TYPE (YjSubmitPage, yj_submit_page, YJ_TYPE_PAGE)

static void look_up (YjSubmitPage *self);

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

/* Nothing was stored, or nobody knows: say which, and offer the next step. What was filled in stays. */
static void
show_failure (YjSubmitPage *self, const GError *error)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  self->running = FALSE;
  yj_page_clear_rows (YJ_PAGE (self));
  yj_page_set_heading (YJ_PAGE (self), yj_context_text (context, self->unknown ? "submit.unknown" : "submit.failed"));
  yj_page_add (YJ_PAGE (self), yj_notice_new (context, YJ_NOTICE_ERROR, yj_context_error_text (context, error),
                                              yj_context_text (context, self->unknown ? "submit.unknown.next" : "submit.failed.next")));
  yj_page_set_status (YJ_PAGE (self), NULL);
  yj_page_set_primary (YJ_PAGE (self), yj_context_text (context, self->unknown ? "submit.look-again" : "submit.again"));
}

static void
succeed (YjSubmitPage *self, YjSubmission *submission)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  self->running = FALSE;
  yj_session_set_submitted (context->session, submission->reference, submission->case_number);
  yj_flow_next (context->flow);
}

static gboolean
is_outcome_unknown (const GError *error)
{
  return g_error_matches (error, YJ_ERROR, YJ_ERROR_OUTCOME_UNKNOWN) || g_error_matches (error, YJ_ERROR, YJ_ERROR_TIMEOUT);
}

static void
on_submit_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YjSubmitPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YjSubmission) submission = yj_courier_submit_finish (YJ_COURIER (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (submission != NULL) {
    succeed (self, submission);
  } else if (is_outcome_unknown (error)) {
    self->unknown = TRUE;
    look_up (self);
  } else {
    show_failure (self, error);
  }
}

static gboolean
seal (YjContext *context, GBytes **envelope, char **draft_header, GError **error)
{
  g_auto (GStrv) recipients = yj_context_list_recipients (context);

  if (recipients[0] == NULL) {
    g_set_error_literal (error, YJ_ERROR, YJ_ERROR_UNPROVISIONED, "there is nobody to seal to");
    return FALSE;
  }
  return yj_application_document_seal (context->session, (const char *const *) recipients, envelope, draft_header, error);
}

static void
hand_over (YjSubmitPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (GBytes) envelope = NULL;
  g_autofree char *draft_header = NULL;
  g_autoptr (GError) error = NULL;

  self->handed_over = TRUE;
  if (!seal (context, &envelope, &draft_header, &error)) {
    g_message ("the application could not be sealed: %s", error->message);
    show_failure (self, error);
    return;
  }
  show_working (self, "submit.saving");
  yj_courier_submit_async (context->courier, envelope, draft_header, self->cancellable, on_submit_ready, g_object_ref (self));
}

static void
on_lookup_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YjSubmitPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YjSubmission) submission = yj_courier_lookup_finish (YJ_COURIER (source), result, &error);
  gboolean absent = g_error_matches (error, YJ_ERROR, YJ_ERROR_NOT_FOUND);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (submission != NULL) {
    succeed (self, submission);
  } else if (absent && !self->handed_over) {
    hand_over (self);
  } else {
    self->unknown = !absent && self->unknown;
    show_failure (self, error);
  }
}

static void
look_up (YjSubmitPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  show_working (self, self->unknown ? "submit.looking" : "submit.saving");
  yj_courier_lookup_async (context->courier, yj_session_get_id (context->session), self->cancellable, on_lookup_ready,
                           g_object_ref (self));
}

static void
start (YjSubmitPage *self)
{
  if (self->running)
    return;
  self->running = TRUE;
  self->handed_over = FALSE;
  look_up (self);
}

static void
enter (YjPage *page, const char *subject)
{
  start (YJ_SUBMIT_PAGE (page));
}

static void
leave (YjPage *page)
{
  g_cancellable_cancel (YJ_SUBMIT_PAGE (page)->cancellable);
}

static void
primary (YjPage *page)
{
  start (YJ_SUBMIT_PAGE (page));
}

static void
yj_submit_page_finalize (GObject *object)
{
  YjSubmitPage *self = YJ_SUBMIT_PAGE (object);
  g_object_unref (self->cancellable);
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
  self->cancellable = g_cancellable_new ();
}
