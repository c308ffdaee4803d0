/* SPDX-License-Identifier: Apache-2.0 */
/* Staff is called: the screen itself says so to the hall, and to the person where the counter is. */
#include "ui/pages/yj-facts.h"
#include "ui/widgets/yj-widgets.h"

#define YJ_TYPE_HELP_PAGE (yj_help_page_get_type ())
G_DECLARE_FINAL_TYPE (YjHelpPage, yj_help_page, YJ, HELP_PAGE, YjPage)

struct _YjHelpPage {
  YjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (YjHelpPage, yj_help_page, YJ_TYPE_PAGE)

static void
enter (YjPage *self, const char *subject)
{
  YjContext *context = yj_page_get_context (self);
  g_autofree char *hours = yj_context_format_hours_today (context);
  const YjFact facts[] = {
    { "help.counter", yj_context_hall (context, "counter") },
    { "help.address", yj_context_hall (context, "address") },
    { "help.hours", hours },
    { "help.phone", yj_context_hall (context, "phone") },
  };

  yj_page_set_heading (self, yj_context_text (context, "help.heading"));
  yj_page_set_hint (self, yj_context_text (context, "help.hint"));
  yj_page_add (self, yj_notice_new (context, YJ_NOTICE_WARN, yj_context_text (context, "help.called"),
                                    yj_context_text (context, "help.kept")));
  g_ptr_array_unref (yj_facts_add (self, facts, G_N_ELEMENTS (facts)));
  yj_page_set_back_label (self, "");
  yj_page_set_primary (self, yj_context_text (context, "help.continue"));
  if (context->speaker != NULL)
    yj_speaker_say (context->speaker, yj_context_text (context, "help.called"), yj_context_get_language (context));
}

static void
primary (YjPage *self)
{
  yj_flow_back (yj_page_get_context (self)->flow);
}

static void
yj_help_page_class_init (YjHelpPageClass *klass)
{
  YJ_PAGE_CLASS (klass)->id = "help";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->primary = primary;
}

static void
yj_help_page_init (YjHelpPage *self)
{
}
