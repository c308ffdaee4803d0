/* SPDX-License-Identifier: Apache-2.0 */
/* The application is kept: its number and code on the screen, the paper coming out, and what happens next. The paper
 * never decides anything: without it the number on the screen is enough. */
#include "core/base/yj-error.h"
#include "core/flow/yj-session-receipt.h"
#include "ui/drawings/yj-timeline.h"
#include "ui/pages/yj-slip.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define YJ_TYPE_RECEIPT_PAGE (yj_receipt_page_get_type ())
G_DECLARE_FINAL_TYPE (YjReceiptPage, yj_receipt_page, YJ, RECEIPT_PAGE, YjPage)

struct _YjReceiptPage {
  YjPage parent_instance;
  GtkWidget *state, *next, *paper; /* boxes whose one child changes */
  gboolean sent;
};

G_DEFINE_FINAL_TYPE (YjReceiptPage, yj_receipt_page, YJ_TYPE_PAGE)

static void
replace_child (GtkWidget *box, GtkWidget *child)
{
  GtkWidget *old = gtk_widget_get_first_child (box);
  if (old != NULL)
    gtk_box_remove (GTK_BOX (box), old);
  gtk_box_append (GTK_BOX (box), child);
}

static GtkWidget *
make_next (YjContext *context, gboolean sent)
{
  GtkWidget *timeline = yj_timeline_new (yj_context_text (context, "receipt.next"));
  const char *done = yj_context_text (context, "timeline.done"), *to_come = yj_context_text (context, "timeline.to-come");
  int longest = 0, limit = yj_session_get_limit_days (context->session, &longest);
  g_autofree char *days = g_strdup_printf ("%d", limit), *most = g_strdup_printf ("%d", longest);
  const char *when = limit == 0 ? "receipt-page.next.same-day" : limit == 1 ? "receipt-page.next.day" : "receipt-page.next.days";
  g_autofree char *within = yj_context_format (context, when, "days", days, NULL);
  g_autofree char *longer = yj_context_format (context, "receipt-page.next.days.longer", "longest", most, NULL);

  yj_timeline_add (YJ_TIMELINE (timeline), TRUE, done, yj_context_text (context, "receipt-page.next.now"),
                   yj_context_text (context, "receipt-page.next.now.text"));
  yj_timeline_add (YJ_TIMELINE (timeline), sent, sent ? done : to_come,
                   yj_context_text (context, sent ? "receipt-page.next.arrived" : "receipt-page.next.sent"),
                   yj_context_text (context, sent ? "receipt-page.next.arrived.text" : "receipt-page.next.sent.text"));
  yj_timeline_add (YJ_TIMELINE (timeline), FALSE, to_come, within,
                   longest > limit ? longer : yj_context_text (context, "receipt-page.next.days.text"));
  return timeline;
}

static void
update_state (YjReceiptPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  const char *title = yj_context_text (context, self->sent ? "receipt-page.sent" : "receipt-page.kept");
  const char *text = yj_context_text (context, self->sent ? "receipt-page.sent.next" : "receipt-page.kept.next");
  GtkWidget *notice = yj_notice_new (context, self->sent ? YJ_NOTICE_DONE : YJ_NOTICE_INFO, title, text);

  if (!self->sent)
    yj_notice_set_icon (notice, "yj-kept-here");
  replace_child (self->state, notice);
  replace_child (self->next, make_next (context, self->sent));
}

/* ---- paper ---- */

/* Three papers are named; more than that nobody reads, and they know which they laid down. */
#define MOST_NAMED 3

static void
append_papers (YjContext *context, GString *list, const char *separator)
{
  g_autoptr (GPtrArray) materials = yj_session_list_materials_to_capture (context->session), taken = g_ptr_array_new ();
  g_autofree char *count = NULL, *papers = NULL;

  for (guint i = 0; i < materials->len; i++) {
    GPtrArray *pages = yj_session_get_material_pages (context->session, ((YjMaterial *) g_ptr_array_index (materials, i))->id);
    if (pages != NULL && pages->len > 0)
      g_ptr_array_add (taken, g_ptr_array_index (materials, i));
  }
  for (guint i = 0; taken->len <= MOST_NAMED && i < taken->len; i++)
    g_string_append_printf (list, "%s%s", list->len > 0 ? separator : "",
                            yj_context_pick (context, ((YjMaterial *) g_ptr_array_index (taken, i))->name));
  if (taken->len <= MOST_NAMED)
    return;
  count = g_strdup_printf ("%u", taken->len);
  papers = yj_context_format (context, "receipt-page.take.papers", "n", count, NULL);
  g_string_append_printf (list, "%s%s", list->len > 0 ? separator : "", papers);
}

/* What a person has laid down here: the document, the papers that were photographed, and the receipt. */
static char *
list_belongings (YjContext *context, YjPaperState paper)
{
  const char *separator = yj_context_text (context, "receipt-page.take.and");
  GString *list = g_string_new (NULL);

  if (g_strcmp0 (yj_session_get_identified_by (context->session), "typed") != 0)
    g_string_append (list, yj_context_text (context, "receipt-page.take.document"));
  append_papers (context, list, separator);
  if (paper != YJ_PAPER_FAILED)
    g_string_append_printf (list, "%s%s", list->len > 0 ? separator : "", yj_context_text (context, "receipt-page.take.receipt"));
  return g_string_free (list, FALSE);
}

static GtkWidget *
make_paper_notice (YjContext *context, YjPaperState state)
{
  g_autofree char *belongings = list_belongings (context, state);
  g_autofree char *take = yj_context_format (context, "receipt-page.take", "list", belongings, NULL);

  return yj_slip_paper_notice_new (context, YJ_RECEIPT_APPLICATION, take);
}

static void
update_primary (YjReceiptPage *self)
{
  yj_page_set_primary (YJ_PAGE (self), yj_slip_primary (YJ_PAGE (self), YJ_RECEIPT_APPLICATION));
}

static void
update_paper (YjReceiptPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  YjPaperState state = yj_paper_get_state (context->paper, YJ_RECEIPT_APPLICATION);

  replace_child (self->paper, make_paper_notice (context, state));
  yj_page_set_secondary (YJ_PAGE (self), state == YJ_PAPER_RUNNING ? NULL : yj_context_text (context, "receipt-page.print-again"),
                         "yj-printer");
  update_primary (self);
}

static void
print (YjReceiptPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (YjReceipt) receipt =
      yj_session_receipt_new (context->session, context->messages, yj_context_get_kiosk_code (context), self->sent);
  yj_paper_print (context->paper, receipt);
}

/* ---- what central says ---- */

static void
on_progress_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YjReceiptPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) progress = yj_courier_progress_finish (YJ_COURIER (source), result, &error);

  if (g_cancellable_is_cancelled (yj_page_get_cancellable (YJ_PAGE (self))) || progress == NULL)
    return; /* not known: it is kept, and that is what stands there */
  if (!self->sent && g_strcmp0 (yj_json_string (progress, "state"), "accepted") == 0) {
    self->sent = TRUE;
    update_state (self);
  }
}

static void
ask_progress (YjReceiptPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  if (!self->sent)
    yj_courier_progress_async (context->courier, yj_session_get_reference (context->session), yj_session_get_secret (context->session),
                               yj_page_get_cancellable (YJ_PAGE (self)), on_progress_ready, g_object_ref (self));
}

/* ---- building ---- */

static GtkWidget *
make_number (YjContext *context)
{
  g_autoptr (YjReceipt) receipt = yj_session_receipt_new (context->session, context->messages, NULL, FALSE);
  return yj_slip_number_new (context, receipt);
}

static void
add_parts (YjReceiptPage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *title = yj_label_new (context, yj_context_text (context, "receipt.next"), "h2 section-title");

  yj_slip_add (YJ_PAGE (self), yj_slip_head_new (context, "receipt-page.heading"), make_number (context), self->paper,
               (GtkWidget *[]){ self->state, title, self->next, NULL });
}

static void
enter (YjPage *page, const char *subject)
{
  YjReceiptPage *self = YJ_RECEIPT_PAGE (page);
  YjContext *context = yj_page_get_context (page);

  self->state = yj_box_new (GTK_ORIENTATION_VERTICAL, "");
  self->next = yj_box_new (GTK_ORIENTATION_VERTICAL, "");
  self->paper = yj_box_new (GTK_ORIENTATION_VERTICAL, "");
  update_state (self);
  update_paper (self);
  add_parts (self);
  yj_page_set_primary_icon (page, NULL);
  g_signal_connect_object (context->paper, "changed", G_CALLBACK (update_paper), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (yj_page_get_pager (page), "turned", G_CALLBACK (update_primary), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context->courier, "status-changed", G_CALLBACK (ask_progress), self, G_CONNECT_SWAPPED);
  ask_progress (self);
  /* The one request that goes with the submission; built anew, the page finds it made. */
  if (yj_paper_get_state (context->paper, YJ_RECEIPT_APPLICATION) == YJ_PAPER_NONE)
    print (self);
}

static void
primary (YjPage *page)
{
  if (!yj_slip_is_read (page))
    yj_pager_turn (yj_page_get_pager (page), 1);
  else
    yj_flow_next (yj_page_get_context (page)->flow);
}

static void
secondary (YjPage *page)
{
  print (YJ_RECEIPT_PAGE (page));
}

static void
yj_receipt_page_class_init (YjReceiptPageClass *klass)
{
  YJ_PAGE_CLASS (klass)->id = "receipt";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->primary = primary;
  YJ_PAGE_CLASS (klass)->secondary = secondary;
}

static void
yj_receipt_page_init (YjReceiptPage *self)
{
}
