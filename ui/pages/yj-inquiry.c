/* SPDX-License-Identifier: Apache-2.0 */
/* Owns an answered inquiry and the withdrawal that may follow from it. */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/document/yj-withdrawal.h"
#include "ui/pages/yj-inquiry-private.h"
#include <string.h>

G_DEFINE_FINAL_TYPE (YjInquiry, yj_inquiry, G_TYPE_OBJECT)

static YjContext *
context_of (YjInquiry *self)
{
  return yj_page_get_context (self->page);
}

static void
set_stage (YjInquiry *self, YjInquiryStage stage)
{
  self->stage = stage;
  yj_inquiry_show (self);
}

/* ---- the courier ---- */

static void
print (YjInquiry *self)
{
  g_autoptr (YjReceipt) slip = yj_inquiry_make_slip (self);
  yj_paper_print (context_of (self)->paper, slip);
}

static void look_up (YjInquiry *self);

/* @submission: (nullable) @error (transfer full): (nullable) */
static void
settle (YjInquiry *self, YjSubmission *submission, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
  if (submission != NULL) {
    set_stage (self, STAGE_KEPT);
    print (self);
  } else {
    set_stage (self, self->stage == STAGE_UNKNOWN ? STAGE_UNKNOWN : STAGE_FAILED);
  }
}

static void
on_submit_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YjInquiry) self = user_data;
  GError *error = NULL;
  g_autoptr (YjSubmission) submission = yj_courier_submit_finish (YJ_COURIER (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable)) {
    g_clear_error (&error);
  } else if (g_error_matches (error, YJ_ERROR, YJ_ERROR_OUTCOME_UNKNOWN) || g_error_matches (error, YJ_ERROR, YJ_ERROR_TIMEOUT)) {
    g_clear_error (&error);
    look_up (self);
  } else {
    settle (self, submission, error);
  }
}

static void
on_lookup_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YjInquiry) self = user_data;
  GError *error = NULL;
  g_autoptr (YjSubmission) submission = yj_courier_lookup_finish (YJ_COURIER (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable)) {
    g_clear_error (&error);
    return;
  }
  if (g_error_matches (error, YJ_ERROR, YJ_ERROR_NOT_FOUND))
    g_clear_error (&error); /* it is certain that nothing was kept */
  self->stage = error != NULL ? STAGE_UNKNOWN : STAGE_SENDING;
  settle (self, submission, error);
}

static void
look_up (YjInquiry *self)
{
  yj_courier_lookup_async (context_of (self)->courier, self->id, self->cancellable, on_lookup_ready, g_object_ref (self));
}

static void
take_id (YjInquiry *self, const char *draft_header)
{
  g_autoptr (json_t) header = yj_json_parse (draft_header, strlen (draft_header), 0, 0, NULL);
  g_free (self->id);
  self->id = g_strdup (yj_json_string (header, "id"));
}

static void
withdraw (YjInquiry *self)
{
  YjContext *context = context_of (self);
  g_auto (GStrv) recipients = yj_context_list_recipients (context);
  const json_t *provisioning = yj_courier_get_provisioning (context->courier);
  g_autoptr (GBytes) envelope = NULL;
  g_autofree char *draft_header = NULL;
  GError *error = NULL;

  set_stage (self, STAGE_SENDING);
  if (!yj_withdrawal_seal (self->reference, self->secret, yj_context_get_language (context),
                           provisioning != NULL ? yj_json_string (provisioning, "region") : NULL, yj_clock_get_wall_usec (context->clock),
                           (const char *const *) recipients, &envelope, &draft_header, &error)) {
    g_message ("a withdrawal could not be sealed: %s", error->message);
    settle (self, NULL, error);
    return;
  }
  take_id (self, draft_header);
  yj_courier_submit_async (context->courier, envelope, draft_header, self->cancellable, on_submit_ready, g_object_ref (self));
}

/* ---- the page's actions ---- */

/* Whoever asked from the welcome has finished: the next one finds it fresh. Whoever asked in the middle of an application goes on. */
static void
finish (YjInquiry *self)
{
  YjContext *context = context_of (self);
  if (self->stage == STAGE_KEPT && yj_session_get_item (context->session) == NULL)
    yj_context_end_session (context);
  else
    yj_flow_back (context->flow);
}

void
yj_inquiry_primary (YjInquiry *self)
{
  switch (self->stage) {
  case STAGE_CONFIRM:
    if (yj_pager_get_seen_all (yj_page_get_pager (self->page)))
      withdraw (self);
    else
      yj_pager_turn (yj_page_get_pager (self->page), 1);
    break;
  case STAGE_FAILED:
    withdraw (self);
    break;
  case STAGE_UNKNOWN:
    set_stage (self, STAGE_SENDING);
    look_up (self);
    break;
  case STAGE_ANSWER:
  case STAGE_SENDING:
  case STAGE_KEPT:
    finish (self);
    break;
  }
}

void
yj_inquiry_secondary (YjInquiry *self)
{
  if (self->stage == STAGE_KEPT)
    print (self);
  else
    set_stage (self, STAGE_CONFIRM);
}

void
yj_inquiry_back (YjInquiry *self)
{
  if (self->stage == STAGE_ANSWER)
    yj_flow_back (context_of (self)->flow);
  else
    set_stage (self, STAGE_ANSWER);
}

/* ---- life ---- */

json_t *
yj_inquiry_save (YjInquiry *self)
{
  return json_pack ("{s:s, s:s, s:o, s:i, s:s*}", "asked", self->reference, "asked_secret", self->secret, "progress",
                    json_deep_copy (self->progress), "stage", (int) self->stage, "id", self->id);
}

YjInquiry *
yj_inquiry_new_saved (YjPage *page, const json_t *saved)
{
  YjInquiry *self =
      yj_inquiry_new (page, yj_json_string (saved, "asked"), yj_json_string (saved, "asked_secret"), json_object_get (saved, "progress"));
  self->stage = (YjInquiryStage) json_integer_value (json_object_get (saved, "stage"));
  self->id = g_strdup (yj_json_string (saved, "id"));
  if (self->stage == STAGE_FAILED)
    self->stage = STAGE_CONFIRM;
  if (self->stage == STAGE_SENDING || self->stage == STAGE_UNKNOWN) {
    self->stage = STAGE_SENDING;
    look_up (self);
  }
  return self;
}

void
yj_inquiry_stop (YjInquiry *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_signal_handler (&self->paper_handler, context_of (self)->paper);
  g_clear_signal_handler (&self->pager_handler, yj_page_get_pager (self->page));
}

static void
yj_inquiry_finalize (GObject *object)
{
  YjInquiry *self = YJ_INQUIRY (object);
  yj_secret_text_free (self->reference);
  yj_secret_text_free (self->secret);
  yj_json_wipe (self->progress);
  g_clear_error (&self->error);
  g_free (self->id);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (yj_inquiry_parent_class)->finalize (object);
}

static void
yj_inquiry_class_init (YjInquiryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_inquiry_finalize;
}

static void
yj_inquiry_init (YjInquiry *self)
{
  self->cancellable = g_cancellable_new ();
}

YjInquiry *
yj_inquiry_new (YjPage *page, const char *reference, const char *secret, const json_t *progress)
{
  YjInquiry *self = g_object_new (YJ_TYPE_INQUIRY, NULL);

  self->page = page;
  self->reference = g_strdup (reference);
  self->secret = g_strdup (secret);
  self->progress = json_deep_copy (progress);
  self->paper_handler = g_signal_connect_swapped (yj_page_get_context (page)->paper, "changed", G_CALLBACK (yj_inquiry_update_paper), self);
  self->pager_handler = g_signal_connect_swapped (yj_page_get_pager (page), "turned", G_CALLBACK (yj_inquiry_update_primary), self);
  return self;
}
