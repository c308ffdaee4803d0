/* SPDX-License-Identifier: Apache-2.0 */
/* In place of the welcome while a gate is closed: why, and where to go. */
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define YJ_TYPE_OUT_OF_SERVICE_PAGE (yj_out_of_service_page_get_type ())
G_DECLARE_FINAL_TYPE (YjOutOfServicePage, yj_out_of_service_page, YJ, OUT_OF_SERVICE_PAGE, YjPage)

struct _YjOutOfServicePage {
  YjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (YjOutOfServicePage, yj_out_of_service_page, YJ_TYPE_PAGE)

static void
on_progress_clicked (GtkButton *button, YjPage *self)
{
  yj_flow_go_beside (yj_page_get_context (self)->flow, "progress", NULL);
}

static void
enter (YjPage *self, const char *subject)
{
  YjContext *context = yj_page_get_context (self);
  g_auto (GStrv) gates = yj_gates_to_strv (yj_context_get_gates (context));
  GtkWidget *panel = yj_panel_new (), *progress;

  yj_page_add (self, yj_label_new (context, yj_context_text (context, "out-of-service.heading"), "notice-display"));
  for (guint i = 0; gates[i] != NULL; i++) {
    g_autofree char *id = g_strconcat ("gate.", gates[i], NULL);
    yj_page_add (self, yj_label_new (context, yj_context_text (context, id), "body"));
  }
  yj_page_add_title (self, yj_context_text (context, "out-of-service.where"));
  gtk_box_append (GTK_BOX (panel), yj_row_new (context, yj_context_text (context, "help.counter"),
                                               yj_context_hall (context, "address")));
  gtk_box_append (GTK_BOX (panel), yj_row_new (context, yj_context_text (context, "help.phone"),
                                               yj_context_hall (context, "phone")));
  yj_page_add (self, panel);
  progress = yj_button_new (context, yj_context_text (context, "idle.progress"), NULL, "secondary");
  g_signal_connect_object (progress, "clicked", G_CALLBACK (on_progress_clicked), self, 0);
  yj_page_add (self, progress);
}

static void
yj_out_of_service_page_class_init (YjOutOfServicePageClass *klass)
{
  YJ_PAGE_CLASS (klass)->id = "out-of-service";
  YJ_PAGE_CLASS (klass)->kind = YJ_PAGE_PLAIN;
  YJ_PAGE_CLASS (klass)->enter = enter;
}

static void
yj_out_of_service_page_init (YjOutOfServicePage *self)
{
}
