/* SPDX-License-Identifier: Apache-2.0 */
/* What this hall and this machine offer: where, when, whom to ring up, which matters, which versions. */
#include "ui/pages/yj-facts.h"
#include "ui/widgets/yj-widgets.h"

#define YJ_TYPE_SERVICE_INFO_PAGE (yj_service_info_page_get_type ())
G_DECLARE_FINAL_TYPE (YjServiceInfoPage, yj_service_info_page, YJ, SERVICE_INFO_PAGE, YjPage)

struct _YjServiceInfoPage {
  YjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (YjServiceInfoPage, yj_service_info_page, YJ_TYPE_PAGE)

static void
add_hall (YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  g_autofree char *today = yj_context_format_hours_today (context), *week = yj_context_format_hours_week (context);
  const YjFact facts[] = {
    { "help.address", yj_context_hall (context, "address") },
    { "help.counter", yj_context_hall (context, "counter") },
    { "help.hours", today },
    { "service-info.week", g_str_equal (today, week) ? NULL : week },
    { "help.phone", yj_context_hall (context, "phone") },
    { "service-info.complaint", yj_context_hall (context, "complaint_phone") },
  };
  g_ptr_array_unref (yj_facts_add (self, facts, G_N_ELEMENTS (facts)));
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

/* (transfer full) (nullable) */
static char *
describe_catalogue (YjContext *context)
{
  const char *expires = context->catalogue != NULL ? yj_catalogue_get_expires (context->catalogue) : NULL;
  g_autofree char *version = NULL;

  if (context->catalogue == NULL)
    return NULL;
  version = g_strdup_printf ("%d", yj_catalogue_get_version (context->catalogue));
  return yj_context_format (context, choose_words (context, expires), "version", version, "date", expires != NULL ? expires : "", NULL);
}

static void
add_machine (YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  g_autofree char *catalogue = describe_catalogue (context);
  const YjFact facts[] = {
    { "service-info.kiosk", yj_context_get_kiosk_code (context) },
    { "service-info.catalogue", catalogue },
    { "service-info.program", YJ_VERSION },
  };
  g_ptr_array_unref (yj_facts_add (self, facts, G_N_ELEMENTS (facts)));
}

static void
enter (YjPage *self, const char *subject)
{
  YjContext *context = yj_page_get_context (self);

  yj_page_set_heading (self, yj_context_text (context, "service-info.heading"));
  add_hall (self);
  if (context->catalogue != NULL) {
    yj_page_add_title (self, yj_context_text (context, "service-info.items"));
    add_items (self, FALSE, "service-info.individual");
    add_items (self, TRUE, "service-info.enterprise");
  }
  yj_page_add_title (self, yj_context_text (context, "service-info.machine"));
  add_machine (self);
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
