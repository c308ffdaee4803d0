/* SPDX-License-Identifier: Apache-2.0 */
/* Owns an answered inquiry and the withdrawal that may follow from it. */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/document/yj-withdrawal.h"
#include "ui/pages/yj-inquiry-private.h"
#include "ui/pages/yj-slip.h"
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

static void
on_kept (YjInquiry *self)
{
  set_stage (self, STAGE_KEPT);
  print (self);
}

static void
on_failed (YjInquiry *self, const GError *error)
{
  gboolean unknown = yj_handing_over_is_unknown (self->handing_over);

  g_clear_error (&self->error);
  /* After a lost answer it is certain by now that nothing was kept, which is sentence enough. */
  if (unknown || !g_error_matches (error, YJ_ERROR, YJ_ERROR_TIMEOUT))
    self->error = error != NULL ? g_error_copy (error) : NULL;
  set_stage (self, unknown ? STAGE_UNKNOWN : STAGE_FAILED);
}

static gboolean
seal (gpointer owner, GBytes **envelope, char **draft_header, GError **error)
{
  YjInquiry *self = owner;
  YjContext *context = context_of (self);
  g_auto (GStrv) recipients = yj_context_list_recipients (context);
  const json_t *provisioning = yj_courier_get_provisioning (context->courier);
  const char *region = provisioning != NULL ? yj_json_string (provisioning, "region") : NULL;

  return yj_withdrawal_seal (self->reference, self->secret, yj_context_get_language (context), region,
                             yj_clock_get_wall_usec (context->clock), (const char *const *) recipients, envelope, draft_header, error);
}

/* Each withdrawal is a record of its own, which is looked for only after a lost answer. */
static void
withdraw (YjInquiry *self)
{
  set_stage (self, STAGE_SENDING);
  yj_handing_over_set_id (self->handing_over, NULL, FALSE);
  yj_handing_over_start (self->handing_over);
}

static void
look_again (YjInquiry *self)
{
  set_stage (self, STAGE_SENDING);
  yj_handing_over_look (self->handing_over);
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

static gboolean
is_read (YjInquiry *self)
{
  if (self->stage == STAGE_KEPT)
    return yj_slip_is_read (self->page);
  return self->stage != STAGE_CONFIRM || yj_pager_get_seen_all (yj_page_get_pager (self->page));
}

void
yj_inquiry_primary (YjInquiry *self)
{
  if (!is_read (self)) {
    yj_pager_turn (yj_page_get_pager (self->page), 1);
    return;
  }
  switch (self->stage) {
  case STAGE_CONFIRM:
  case STAGE_FAILED:
    withdraw (self);
    break;
  case STAGE_UNKNOWN:
    look_again (self);
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
                    json_deep_copy (self->progress), "stage", (int) self->stage, "id", yj_handing_over_get_id (self->handing_over));
}

YjInquiry *
yj_inquiry_new_saved (YjPage *page, const json_t *saved)
{
  YjInquiry *self =
      yj_inquiry_new (page, yj_json_string (saved, "asked"), yj_json_string (saved, "asked_secret"), json_object_get (saved, "progress"));
  self->stage = (YjInquiryStage) json_integer_value (json_object_get (saved, "stage"));
  yj_handing_over_set_id (self->handing_over, yj_json_string (saved, "id"), TRUE);
  if (self->stage == STAGE_FAILED || yj_handing_over_get_id (self->handing_over) == NULL)
    self->stage = self->stage == STAGE_ANSWER ? STAGE_ANSWER : STAGE_CONFIRM;
  if (self->stage == STAGE_SENDING || self->stage == STAGE_UNKNOWN) {
    self->stage = STAGE_SENDING;
    yj_handing_over_look (self->handing_over);
  }
  return self;
}

void
yj_inquiry_stop (YjInquiry *self)
{
  yj_handing_over_stop (self->handing_over);
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
  g_clear_object (&self->handing_over);
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
}

YjInquiry *
yj_inquiry_new (YjPage *page, const char *reference, const char *secret, const json_t *progress)
{
  YjInquiry *self = g_object_new (YJ_TYPE_INQUIRY, NULL);

  self->page = page;
  self->reference = g_strdup (reference);
  self->secret = g_strdup (secret);
  self->progress = json_deep_copy (progress);
  self->handing_over = yj_handing_over_new (context_of (self)->courier, seal, self);
  g_signal_connect_object (self->handing_over, "kept", G_CALLBACK (on_kept), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->handing_over, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
  self->paper_handler = g_signal_connect_swapped (yj_page_get_context (page)->paper, "changed", G_CALLBACK (yj_inquiry_update_paper), self);
  self->pager_handler = g_signal_connect_swapped (yj_page_get_pager (page), "turned", G_CALLBACK (yj_inquiry_update_primary), self);
  return self;
}
