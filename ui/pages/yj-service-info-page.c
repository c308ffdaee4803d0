/* SPDX-License-Identifier: Apache-2.0 */
/* What this hall and this machine offer: where, when, whom to ring up, which matters, which versions. */
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define YJ_TYPE_SERVICE_INFO_PAGE (yj_service_info_page_get_type ())
G_DECLARE_FINAL_TYPE (YjServiceInfoPage, yj_service_info_page, YJ, SERVICE_INFO_PAGE, YjPage)

struct _YjServiceInfoPage {
  YjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (YjServiceInfoPage, yj_service_info_page, YJ_TYPE_PAGE)

static void
add_fact (YjContext *context, GtkWidget *panel, const char *label, const char *value)
{
  if (value != NULL && value[0] != '\0')
    gtk_box_append (GTK_BOX (panel), yj_row_new (context, yj_context_text (context, label), value));
}

static void
add_line (YjPage *self, GPtrArray *lines, const char *label, const char *value)
{
  YjContext *context = yj_page_get_context (self);
  if (value != NULL && value[0] != '\0')
    g_ptr_array_add (lines, yj_row_new (context, yj_context_text (context, label), value));
}

/* One panel to look at, and lines that the pager may part. */
static void
add_hall (YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  g_autofree char *today = yj_context_format_hours_today (context), *week = yj_context_format_hours_week (context);
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();

  add_line (self, lines, "help.address", yj_context_hall (context, "address"));
  add_line (self, lines, "help.counter", yj_context_hall (context, "counter"));
  add_line (self, lines, "help.hours", today);
  add_line (self, lines, "service-info.week", g_str_equal (today, week) ? NULL : week);
  add_line (self, lines, "help.phone", yj_context_hall (context, "phone"));
  add_line (self, lines, "service-info.complaint", yj_context_hall (context, "complaint_phone"));
  for (guint i = 0; i < lines->len; i++) {
    GtkWidget *line = g_ptr_array_index (lines, i);
    gtk_widget_add_css_class (line, "attached");
    gtk_widget_add_css_class (line, "panel-row");
    if (i == 0)
      gtk_widget_add_css_class (line, "first");
    if (i + 1 == lines->len)
      gtk_widget_add_css_class (line, "last");
    yj_page_add (self, line);
  }
}

/* A line each, in the catalogue's order: the pager parts them where the room ends. */
static void
add_items (YjPage *self, gboolean enterprise, const char *title)
{
  YjContext *context = yj_page_get_context (self);
  GPtrArray *items = yj_catalogue_get_items (context->catalogue);
  const char *audience = yj_context_text (context, title);

  for (guint i = 0; i < items->len; i++) {
    YjItem *item = g_ptr_array_index (items, i);
    GtkWidget *row;
    if (item->enterprise != enterprise)
      continue;
    row = yj_row_new (context, audience, yj_context_pick (context, item->title));
    gtk_widget_add_css_class (row, "attached");
    yj_page_add (self, row);
    audience = "";
  }
}

/* An expired catalogue is still worked with, and whoever relies on it shall know. */
static const char *
choose_words (YjContext *context, const char *expires)
{
  g_autoptr (GDateTime) today = yj_clock_get_today (context->clock);
  g_autofree char *text = g_date_time_format (today, "%F");

  if (expires == NULL)
    return "service-info.catalogue.text";
  return g_strcmp0 (text, expires) > 0 ? "service-info.catalogue.expired" : "service-info.catalogue.until";
}

static GtkWidget *
make_machine (YjContext *context)
{
  const char *expires = context->catalogue != NULL ? yj_catalogue_get_expires (context->catalogue) : NULL;
  g_autofree char *catalogue = NULL, *version = NULL;
  GtkWidget *panel = yj_panel_new ();

  if (context->catalogue != NULL) {
    version = g_strdup_printf ("%d", yj_catalogue_get_version (context->catalogue));
    catalogue = yj_context_format (context, choose_words (context, expires), "version", version,
                                   "date", expires != NULL ? expires : "", NULL);
  }
  add_fact (context, panel, "service-info.kiosk", yj_context_get_kiosk_code (context));
  add_fact (context, panel, "service-info.catalogue", catalogue);
  add_fact (context, panel, "service-info.program", YJ_VERSION);
  return panel;
}

static void
enter (YjPage *self, const char *subject)
{
  YjContext *context = yj_page_get_context (self);

  yj_page_set_heading (self, yj_context_text (context, "service-info.heading"));
  add_hall (self);
  if (context->catalogue != NULL) {
    yj_page_add_title (self, yj_context_text (context, "service-info.items"));
    add_items (self, FALSE, "choose.individual");
    add_items (self, TRUE, "choose.enterprise");
  }
  yj_page_add_title (self, yj_context_text (context, "service-info.machine"));
  yj_page_add (self, make_machine (context));
}

static void
yj_service_info_page_class_init (YjServiceInfoPageClass *klass)
{
  YJ_PAGE_CLASS (klass)->id = "service-info";
  YJ_PAGE_CLASS (klass)->enter = enter;
}

static void
yj_service_info_page_init (YjServiceInfoPage *self)
{
}
