/* SPDX-License-Identifier: Apache-2.0 */
/* Goodbye: everything of the person is wiped before it says so. */
#include "ui/drawings/yj-illustration.h"
#include "ui/drawings/yj-strands.h"
#include "ui/pages/yj-slip.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define YJ_TYPE_DONE_PAGE (yj_done_page_get_type ())
G_DECLARE_FINAL_TYPE (YjDonePage, yj_done_page, YJ, DONE_PAGE, YjPage)

struct _YjDonePage {
  YjPage parent_instance;
  const char *take;  /* id of the sentence that says what to take along */
  gboolean paper;    /* some of it lies in the printer's slot */
  guint source;
};

G_DEFINE_FINAL_TYPE (YjDonePage, yj_done_page, YJ_TYPE_PAGE)

static gboolean
on_stayed (gpointer user_data)
{
  YjDonePage *self = user_data;
  self->source = 0;
  yj_context_end_session (yj_page_get_context (YJ_PAGE (self)));
  return G_SOURCE_REMOVE;
}

static GtkWidget *
make_picture (YjDonePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *picture;

  if (!self->paper) {
    picture = yj_strands_new (yj_context_text (context, "idle.strands"));
    gtk_widget_set_vexpand (picture, TRUE);
    yj_strands_set_labels (YJ_STRANDS (picture), (const char *const[]){ " ", " ", " ", " ", " ", " ", " ", NULL });
    gtk_widget_add_css_class (picture, "unnamed");
    return picture;
  }
  picture = yj_illustration_new (YJ_ILLUSTRATION_TAKE_RECEIPT, yj_context_text (context, "done.picture"));
  gtk_widget_add_css_class (picture, "low");
  gtk_widget_set_vexpand (picture, TRUE);
  return picture;
}

/* What was cleared, and what is left to take along: the paper is shown where it lies. */
static void
build (YjDonePage *self)
{
  YjPage *page = YJ_PAGE (self);
  YjContext *context = yj_page_get_context (page);

  yj_page_clear_rows (page);
  yj_page_add (page, yj_slip_head_new (context, "done.heading"));
  yj_page_add (page, yj_label_new (context, yj_context_text (context, "done.text"), "body"));
  yj_page_add (page, yj_notice_new (context, YJ_NOTICE_WARN, yj_context_text (context, self->take), NULL));
  yj_page_add (page, make_picture (self));
}

static gboolean
has_come_out (YjContext *context, YjReceiptKind kind)
{
  YjPaperState state = yj_paper_get_state (context->paper, kind);
  return state != YJ_PAPER_NONE && state != YJ_PAPER_FAILED;
}

/* Asked before everything is wiped. */
static void
look_what_to_take (YjDonePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  gboolean submitted = yj_session_get_reference (context->session) != NULL;

  self->paper = has_come_out (context, submitted ? YJ_RECEIPT_APPLICATION : YJ_RECEIPT_TAKE_AWAY_LIST);
  if (submitted)
    self->take = self->paper ? "done.take" : "done.take-papers";
  else
    self->take = self->paper ? "done.take-list" : "done.take-things";
}

static void
enter (YjPage *page, const char *subject)
{
  YjDonePage *self = YJ_DONE_PAGE (page);
  YjContext *context = yj_page_get_context (page);

  look_what_to_take (self);
  yj_context_wipe_session (context);
  build (self);
  yj_page_set_primary (page, yj_context_text (context, "done.primary"));
  yj_page_set_primary_icon (page, NULL);
  self->source = g_timeout_add_seconds (context->goodbye_seconds, on_stayed, page);
}

/* In another language it is the same goodbye: by now the session knows nothing. */
static json_t *
save (YjPage *page)
{
  return json_pack ("{s:s, s:b}", "take", YJ_DONE_PAGE (page)->take, "paper", YJ_DONE_PAGE (page)->paper);
}

static void
restore (YjPage *page, const json_t *saved)
{
  YjDonePage *self = YJ_DONE_PAGE (page);
  self->take = g_intern_string (yj_json_string (saved, "take"));
  self->paper = yj_json_bool (saved, "paper", FALSE);
  build (self);
}

static void
leave (YjPage *page)
{
  g_clear_handle_id (&YJ_DONE_PAGE (page)->source, g_source_remove);
}

static void
primary (YjPage *page)
{
  yj_context_end_session (yj_page_get_context (page));
}

static void
yj_done_page_class_init (YjDonePageClass *klass)
{
  YJ_PAGE_CLASS (klass)->id = "done";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->leave = leave;
  YJ_PAGE_CLASS (klass)->primary = primary;
  YJ_PAGE_CLASS (klass)->save = save;
  YJ_PAGE_CLASS (klass)->restore = restore;
}

static void
yj_done_page_init (YjDonePage *self)
{
}
