/* SPDX-License-Identifier: Apache-2.0 */
/* Goodbye: everything of the person is wiped before it says so. */
#include "ui/drawings/yj-mark.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define STAY_SECONDS 5

#define YJ_TYPE_DONE_PAGE (yj_done_page_get_type ())
G_DECLARE_FINAL_TYPE (YjDonePage, yj_done_page, YJ, DONE_PAGE, YjPage)

struct _YjDonePage {
  YjPage parent_instance;
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

static void
enter (YjPage *page, const char *subject)
{
  YjContext *context = yj_page_get_context (page);
  GtkWidget *mark = yj_mark_new ();

  yj_context_wipe_session (context);
  gtk_widget_set_halign (mark, GTK_ALIGN_START);
  yj_page_add (page, mark);
  yj_page_set_heading (page, yj_context_text (context, "done.heading"));
  yj_page_set_hint (page, yj_context_text (context, "done.text"));
  yj_page_set_primary (page, yj_context_text (context, "done.primary"));
  yj_page_set_primary_icon (page, NULL);
  YJ_DONE_PAGE (page)->source = g_timeout_add_seconds (STAY_SECONDS, on_stayed, page);
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
}

static void
yj_done_page_init (YjDonePage *self)
{
}
