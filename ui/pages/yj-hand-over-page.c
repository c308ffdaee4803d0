/* SPDX-License-Identifier: Apache-2.0 */
/* Who cannot finish here leaves what is filled in to the counter: one sentence to agree to, and a slip to take along. It
 * always asks first whether it was handed over already: after a lost answer, and when somebody comes back to this page.
 * Then nothing leads back into the application. */
#include "core/document/yj-draft-document.h"
#include "core/flow/yj-handing-over.h"
#include "core/flow/yj-session-receipt.h"
#include "ui/pages/yj-facts.h"
#include "ui/pages/yj-slip.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define YJ_TYPE_HAND_OVER_PAGE (yj_hand_over_page_get_type ())
G_DECLARE_FINAL_TYPE (YjHandOverPage, yj_hand_over_page, YJ, HAND_OVER_PAGE, YjPage)

struct _YjHandOverPage {
  YjPage parent_instance;
  YjHandingOver *handing_over; /* NULL until entered */
  gboolean asking; /* the question stands there */
  gboolean agreed; /* the person wants it; until then nothing is said of what was not found */
  char *reference; /* (nullable) once it is kept */
  GtkWidget *paper; /* (nullable) what became of the slip; owned by the page */
};

G_DEFINE_FINAL_TYPE (YjHandOverPage, yj_hand_over_page, YJ_TYPE_PAGE)

/* ---- the question ---- */

static guint
count_answers (YjSession *session)
{
  g_autoptr (GPtrArray) questions = yj_session_list_questions (session), fields = yj_session_list_asked_fields (session);
  guint n = 0;

  for (guint i = 0; i < questions->len; i++)
    n += yj_session_get_answer (session, ((YjQuestion *) g_ptr_array_index (questions, i))->id) != NULL;
  for (guint i = 0; i < fields->len; i++)
    n += yj_session_get_answer (session, ((YjField *) g_ptr_array_index (fields, i))->id) != NULL;
  return n;
}

static guint
count_pages (YjSession *session)
{
  g_autoptr (GPtrArray) materials = yj_session_list_enclosures (session);
  guint n = 0;

  for (guint i = 0; i < materials->len; i++) {
    GPtrArray *pages = yj_session_get_material_pages (session, ((YjMaterial *) g_ptr_array_index (materials, i))->id);
    n += pages != NULL ? pages->len : 0;
  }
  return n;
}

static char *
format_count (YjContext *context, const char *id, guint n)
{
  g_autofree char *number = g_strdup_printf ("%u", n);
  return n > 0 ? yj_context_format (context, id, "n", number, NULL) : NULL;
}

/* What the person agrees to: shown, and named in the draft by its digest. (transfer full) */
static char *
format_consent (YjContext *context)
{
  g_autofree char *days = g_strdup_printf ("%d", yj_catalogue_get_draft_days (yj_session_get_catalogue (context->session)));
  return yj_context_format (context, "hand-over.consent", "days", days, NULL);
}

static void
add_facts (YjPage *page)
{
  YjContext *context = yj_page_get_context (page);
  YjSession *session = context->session;
  g_autofree char *answers = format_count (context, "hand-over.answers.n", count_answers (session));
  g_autofree char *pages = format_count (context, "hand-over.pages.n", count_pages (session));
  g_autoptr (GDateTime) end = yj_session_get_draft_end (session);
  g_autofree char *until = yj_clock_is_verified (context->clock) ? yj_context_format_day (context, end) : NULL;
  const YjFact facts[] = {
    { "hand-over.item", yj_context_pick (context, yj_session_get_item (session)->title) },
    { "hand-over.answers", answers },
    { "hand-over.pages", pages },
    { "hand-over.counter", yj_context_hall (context, "counter") },
    { "hand-over.until", until },
  };
  g_ptr_array_unref (yj_facts_add (page, facts, G_N_ELEMENTS (facts)));
}

/* Agreeing comes after reading: while a page is unread, the primary action leads there. */
static void
update_primary (YjHandOverPage *self)
{
  YjPage *page = YJ_PAGE (self);
  if (self->reference != NULL)
    yj_page_set_primary (page, yj_slip_primary (page, YJ_RECEIPT_DRAFT));
  else if (self->asking)
    yj_page_set_primary (page, yj_context_text (yj_page_get_context (page),
                                                yj_pager_get_seen_all (yj_page_get_pager (page)) ? "hand-over.agree" : "notice.read-on"));
}

static void
show_question (YjHandOverPage *self)
{
  YjPage *page = YJ_PAGE (self);
  YjContext *context = yj_page_get_context (page);
  g_autofree char *consent = format_consent (context);

  self->asking = TRUE;
  yj_page_set_heading (page, yj_context_text (context, "hand-over.heading"));
  yj_page_set_hint (page, yj_context_text (context, "hand-over.hint"));
  add_facts (page);
  yj_page_add (page, yj_notice_new (context, YJ_NOTICE_INFO, consent, NULL));
  yj_page_add (page, yj_label_new (context, yj_context_text (context, "hand-over.nothing-else"), "body"));
  yj_page_set_primary_icon (page, NULL);
  update_primary (self);
}

/* ---- on its way ---- */

static void
show_working (YjHandOverPage *self, const char *id)
{
  YjPage *page = YJ_PAGE (self);
  YjContext *context = yj_page_get_context (page);

  self->asking = FALSE;
  yj_page_clear_rows (page);
  yj_page_set_hint (page, NULL);
  yj_page_add (page, yj_notice_new (context, YJ_NOTICE_INFO, yj_context_text (context, id), yj_context_text (context, "submit.wait")));
  yj_page_set_back_label (page, "");
  yj_page_set_primary (page, NULL);
  yj_page_set_status (page, yj_context_text (context, id));
}

/* While nobody knows whether it is kept, nothing leads back: an application of the same number could not be told from it. */
static void
on_failed (YjHandOverPage *self, const GError *error)
{
  YjPage *page = YJ_PAGE (self);
  YjContext *context = yj_page_get_context (page);
  gboolean unknown = yj_handing_over_is_unknown (self->handing_over);

  if (!self->agreed)
    return; /* nothing was handed over, or it is found out when they ask for it */
  self->agreed = FALSE;
  yj_page_clear_rows (page);
  yj_page_set_heading (page, yj_context_text (context, unknown ? "submit.unknown" : "hand-over.failed"));
  yj_page_add (page, yj_notice_new (context, YJ_NOTICE_ERROR, yj_context_error_text (context, error),
                                    yj_context_text (context, unknown ? "submit.unknown.next" : "submit.failed.next")));
  yj_page_set_back_label (page, unknown ? "" : NULL);
  yj_page_set_status (page, NULL);
  yj_page_set_primary (page, yj_context_text (context, unknown ? "submit.look-again" : "submit.again"));
}

/* ---- kept ---- */

static YjReceipt *
make_slip (YjHandOverPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  return yj_session_draft_slip_new (context->session, context->messages, yj_context_get_kiosk_code (context), self->reference, FALSE);
}

static void
update_paper (YjHandOverPage *self)
{
  YjPage *page = YJ_PAGE (self);
  YjContext *context = yj_page_get_context (page);
  YjPaperState state = yj_paper_get_state (context->paper, YJ_RECEIPT_DRAFT);
  GtkWidget *old;

  if (self->paper == NULL)
    return;
  old = gtk_widget_get_first_child (self->paper);
  if (old != NULL)
    gtk_box_remove (GTK_BOX (self->paper), old);
  gtk_box_append (GTK_BOX (self->paper), yj_slip_paper_notice_new (context, YJ_RECEIPT_DRAFT, yj_context_text (context, "hand-over.take")));
  yj_page_set_secondary (page, state == YJ_PAPER_RUNNING ? NULL : yj_context_text (context, "receipt-page.print-again"), "yj-printer");
  update_primary (self);
}

static void
print (YjHandOverPage *self)
{
  g_autoptr (YjReceipt) slip = make_slip (self);
  yj_paper_print (yj_page_get_context (YJ_PAGE (self))->paper, slip);
}

static void
show_kept (YjHandOverPage *self, const char *reference)
{
  YjPage *page = YJ_PAGE (self);
  YjContext *context = yj_page_get_context (page);
  g_autoptr (YjReceipt) slip = NULL;
  GtkWidget *next;

  self->asking = FALSE;
  self->reference = g_strdup (reference);
  slip = make_slip (self);
  yj_page_clear_rows (page);
  yj_page_set_heading (page, NULL);
  yj_page_set_hint (page, NULL);
  self->paper = yj_box_new (GTK_ORIENTATION_VERTICAL, "");
  next = yj_notice_new (context, YJ_NOTICE_INFO, yj_context_text (context, "hand-over.kept.next"), slip->next_steps[0]);
  yj_slip_add (page, yj_slip_head_new (context, "hand-over.kept"), yj_slip_number_new (context, slip), self->paper,
               (GtkWidget *[]){ next, NULL });
  yj_page_set_back_label (page, "");
  yj_page_set_status (page, NULL);
  update_paper (self);
  if (yj_paper_get_state (context->paper, YJ_RECEIPT_DRAFT) == YJ_PAPER_NONE)
    print (self);
}

/* ---- the courier ---- */

static void
on_kept (YjHandOverPage *self, YjSubmission *submission)
{
  show_kept (self, submission->reference);
}

static gboolean
seal (gpointer owner, GBytes **envelope, char **draft_header, GError **error)
{
  YjContext *context = yj_page_get_context (owner);
  g_auto (GStrv) recipients = yj_context_list_recipients (context);
  g_autofree char *consent = format_consent (context);

  return yj_draft_document_seal (context->session, consent, (const char *const *) recipients, envelope, draft_header, error);
}

/* ---- the page ---- */

static void
enter (YjPage *page, const char *subject)
{
  YjHandOverPage *self = YJ_HAND_OVER_PAGE (page);
  YjContext *context = yj_page_get_context (page);

  g_signal_connect_object (context->paper, "changed", G_CALLBACK (update_paper), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (yj_page_get_pager (page), "turned", G_CALLBACK (update_primary), self, G_CONNECT_SWAPPED);
  self->handing_over = yj_handing_over_new (context->courier, seal, page);
  yj_handing_over_set_id (self->handing_over, yj_session_get_id (context->session), FALSE);
  g_signal_connect_object (self->handing_over, "kept", G_CALLBACK (on_kept), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->handing_over, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
  show_question (self);
  yj_handing_over_look (self->handing_over);
}

static void
leave (YjPage *page)
{
  yj_handing_over_stop (YJ_HAND_OVER_PAGE (page)->handing_over);
}

static void
primary (YjPage *page)
{
  YjHandOverPage *self = YJ_HAND_OVER_PAGE (page);

  if (self->reference != NULL ? !yj_slip_is_read (page) : self->asking && !yj_pager_get_seen_all (yj_page_get_pager (page))) {
    yj_pager_turn (yj_page_get_pager (page), 1);
    return;
  }
  if (self->reference != NULL) {
    yj_context_end_session (yj_page_get_context (page));
    return;
  }
  self->agreed = TRUE;
  show_working (self, yj_handing_over_is_unknown (self->handing_over) ? "submit.looking" : "submit.saving");
  yj_handing_over_start (self->handing_over);
}

static void
secondary (YjPage *page)
{
  print (YJ_HAND_OVER_PAGE (page));
}

static void
yj_hand_over_page_finalize (GObject *object)
{
  YjHandOverPage *self = YJ_HAND_OVER_PAGE (object);
  g_free (self->reference);
  g_clear_object (&self->handing_over);
  G_OBJECT_CLASS (yj_hand_over_page_parent_class)->finalize (object);
}

static void
yj_hand_over_page_class_init (YjHandOverPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_hand_over_page_finalize;
  YJ_PAGE_CLASS (klass)->id = "hand-over";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->leave = leave;
  YJ_PAGE_CLASS (klass)->primary = primary;
  YJ_PAGE_CLASS (klass)->secondary = secondary;
}

static void
yj_hand_over_page_init (YjHandOverPage *self)
{
}
