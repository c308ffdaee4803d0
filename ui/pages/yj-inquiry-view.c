/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what each stage of an inquiry looks like. */
#include "core/base/yj-error.h"
#include "core/document/yj-reference.h"
#include "core/flow/yj-withdrawal-slip.h"
#include "ui/pages/yj-inquiry-private.h"
#include "ui/pages/yj-progress-answer.h"
#include "ui/pages/yj-slip.h"
#include "ui/widgets/yj-widgets.h"

static YjContext *
context_of (YjInquiry *self)
{
  return yj_page_get_context (self->page);
}

static void
set_actions (YjInquiry *self, const char *primary, const char *secondary, const char *status)
{
  YjContext *context = context_of (self);
  yj_page_set_status (self->page, status != NULL ? yj_context_text (context, status) : NULL);
  yj_page_set_primary (self->page, primary != NULL ? yj_context_text (context, primary) : NULL);
  yj_page_set_primary_icon (self->page, NULL);
  yj_page_set_secondary (self->page, secondary != NULL ? yj_context_text (context, secondary) : NULL, NULL);
}

static void
show_answer (YjInquiry *self)
{
  yj_progress_answer_show (self->page, self->progress);
  yj_page_set_back_label (self->page, NULL);
  set_actions (self, "progress.close", yj_progress_answer_can_withdraw (self->progress) ? "withdraw.offer" : NULL, NULL);
}

static void
show_confirm (YjInquiry *self)
{
  YjContext *context = context_of (self);
  g_autofree char *number = yj_reference_to_display (self->reference);
  g_autofree char *hint = yj_context_format (context, "withdraw.hint", "number", number, NULL);

  yj_page_set_heading (self->page, yj_context_text (context, "withdraw.heading"));
  yj_page_set_hint (self->page, hint);
  yj_page_add (self->page, yj_notice_new (context, YJ_NOTICE_WARN, yj_context_text (context, "withdraw.final"),
                                          yj_context_text (context, "withdraw.final.text")));
  yj_progress_answer_show_withdrawal (self->page, self->progress);
  yj_page_set_back_label (self->page, yj_context_text (context, "withdraw.no"));
  set_actions (self, yj_pager_get_seen_all (yj_page_get_pager (self->page)) ? "withdraw.primary" : "notice.read-on", NULL, NULL);
}

/* Who withdraws has seen of what. */
void
yj_inquiry_update_primary (YjInquiry *self)
{
  gboolean read = yj_pager_get_seen_all (yj_page_get_pager (self->page));
  if (self->stage == STAGE_KEPT)
    yj_page_set_primary (self->page, yj_slip_primary (self->page, YJ_RECEIPT_WITHDRAWAL));
  else if (self->stage == STAGE_CONFIRM)
    yj_page_set_primary (self->page, yj_context_text (context_of (self), read ? "withdraw.primary" : "notice.read-on"));
}

static void
show_sending (YjInquiry *self)
{
  YjContext *context = context_of (self);
  yj_page_set_heading (self->page, yj_context_text (context, "withdraw.sending"));
  yj_page_set_hint (self->page, NULL);
  yj_page_add (self->page, yj_notice_new (context, YJ_NOTICE_INFO, yj_context_text (context, "submit.saving"),
                                          yj_context_text (context, "submit.wait")));
  yj_page_set_back_label (self->page, "");
  set_actions (self, NULL, NULL, "submit.saving");
}

static const char *
error_sentence (YjInquiry *self)
{
  YjContext *context = context_of (self);
  if (self->error == NULL)
    return yj_context_text (context, "withdraw.not-kept");
  if (g_error_matches (self->error, YJ_ERROR, YJ_ERROR_NOT_FOUND))
    return yj_context_text (context, "progress.unknown");
  return yj_context_error_text (context, self->error);
}

static void
show_failure (YjInquiry *self)
{
  YjContext *context = context_of (self);
  gboolean unknown = self->stage == STAGE_UNKNOWN;

  yj_page_set_heading (self->page, yj_context_text (context, unknown ? "submit.unknown" : "withdraw.failed"));
  yj_page_set_hint (self->page, NULL);
  yj_page_add (self->page, yj_notice_new (context, YJ_NOTICE_ERROR, error_sentence (self),
                                          yj_context_text (context, unknown ? "withdraw.unknown.next" : "withdraw.failed.next")));
  yj_page_set_back_label (self->page, unknown ? "" : yj_context_text (context, "withdraw.no"));
  set_actions (self, unknown ? "submit.look-again" : "submit.again", NULL, NULL);
}

YjReceipt *
yj_inquiry_make_slip (YjInquiry *self)
{
  YjContext *context = context_of (self);
  YjReceipt *slip = yj_withdrawal_slip_new (context->catalogue, context->clock, context->messages, yj_context_get_language (context),
                                            yj_context_get_kiosk_code (context), self->reference);
  yj_progress_answer_list_withdrawn (context, self->progress, slip);
  return slip;
}

void
yj_inquiry_update_paper (YjInquiry *self)
{
  YjContext *context = context_of (self);
  gboolean running = yj_paper_get_state (context->paper, YJ_RECEIPT_WITHDRAWAL) == YJ_PAPER_RUNNING;
  GtkWidget *old;

  if (self->paper == NULL)
    return;
  old = gtk_widget_get_first_child (self->paper);
  if (old != NULL)
    gtk_box_remove (GTK_BOX (self->paper), old);
  gtk_box_append (GTK_BOX (self->paper),
                  yj_slip_paper_notice_new (context, YJ_RECEIPT_WITHDRAWAL, yj_context_text (context, "withdraw.take")));
  yj_page_set_secondary (self->page, running ? NULL : yj_context_text (context, "receipt-page.print-again"), "yj-printer");
  yj_inquiry_update_primary (self);
}

static void
show_kept (YjInquiry *self)
{
  YjContext *context = context_of (self);
  g_autoptr (YjReceipt) slip = yj_inquiry_make_slip (self);
  GtkWidget *next;

  yj_page_set_heading (self->page, NULL);
  yj_page_set_hint (self->page, NULL);
  self->paper = yj_box_new (GTK_ORIENTATION_VERTICAL, "");
  next = yj_notice_new (context, YJ_NOTICE_INFO, yj_context_text (context, "withdraw.kept.next"),
                        yj_context_text (context, "withdraw.kept.next.text"));
  yj_slip_add (self->page, yj_slip_head_new (context, "withdraw.kept"), yj_slip_number_new (context, slip), self->paper,
               (GtkWidget *[]){ next, NULL });
  yj_page_set_back_label (self->page, "");
  set_actions (self, NULL, NULL, NULL);
  yj_inquiry_update_paper (self);
}

void
yj_inquiry_show (YjInquiry *self)
{
  static void (*const shows[]) (YjInquiry *) = { show_answer, show_confirm, show_sending, show_failure, show_failure, show_kept };
  self->paper = NULL;
  yj_page_set_aside (self->page, NULL);
  yj_page_clear_rows (self->page);
  shows[self->stage](self);
}
