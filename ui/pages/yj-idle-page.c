/* SPDX-License-Identifier: Apache-2.0 */
/* The welcome: touch to start, and the ways to make the machine fit the person. */
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define YJ_TYPE_IDLE_PAGE (yj_idle_page_get_type ())
G_DECLARE_FINAL_TYPE (YjIdlePage, yj_idle_page, YJ, IDLE_PAGE, YjPage)

struct _YjIdlePage {
  YjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (YjIdlePage, yj_idle_page, YJ_TYPE_PAGE)

static void
on_start_clicked (GtkButton *button, YjPage *self)
{
  yj_flow_next (yj_page_get_context (self)->flow);
}

static void
on_beside_clicked (GtkButton *button, YjPage *self)
{
  yj_flow_go_beside (yj_page_get_context (self)->flow, g_object_get_data (G_OBJECT (button), "page"), NULL);
}

static void
on_large_clicked (GtkButton *button, YjPage *self)
{
  YjStyle *style = yj_page_get_context (self)->style;
  yj_style_set_text_size (style, yj_style_get_text_size (style) == YJ_TEXT_STANDARD ? YJ_TEXT_LARGE : YJ_TEXT_STANDARD);
}

/* Paper, then white on black, then black on white, then paper again. */
static void
on_contrast_clicked (GtkButton *button, YjPage *self)
{
  static const YjTheme next[] = { YJ_THEME_HIGH_CONTRAST, YJ_THEME_BLACK_ON_WHITE, YJ_THEME_PAPER, YJ_THEME_HIGH_CONTRAST };
  YjStyle *style = yj_page_get_context (self)->style;
  yj_style_set_theme (style, next[yj_style_get_theme (style)]);
}

static void
on_low_clicked (GtkButton *button, YjPage *self)
{
  YjStyle *style = yj_page_get_context (self)->style;
  yj_style_set_low_reach (style, !yj_style_get_low_reach (style));
}

static GtkWidget *
make_steps (YjContext *context)
{
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "welcome-steps");
  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  for (int i = 1; i <= 3; i++) {
    g_autofree char *title = g_strdup_printf ("idle.step.%d", i), *text = g_strdup_printf ("idle.step.%d.text", i);
    GtkWidget *box = yj_box_new (GTK_ORIENTATION_VERTICAL, "welcome-step");
    gtk_box_append (GTK_BOX (box), yj_label_new (context, yj_context_text (context, title), "strong"));
    gtk_box_append (GTK_BOX (box), yj_label_new (context, yj_context_text (context, text), "small ink-2"));
    gtk_box_append (GTK_BOX (row), box);
  }
  return row;
}

static GtkWidget *
make_start (YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  GtkWidget *button = yj_button_new (context, yj_context_text (context, "idle.start"), NULL, "primary start");
  gtk_box_append (GTK_BOX (gtk_button_get_child (GTK_BUTTON (button))), yj_icon_new ("yj-arrow-right", "sign"));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_start_clicked), self, 0);
  return button;
}

static GtkWidget *
make_beside (YjPage *self, const char *label, const char *page)
{
  YjContext *context = yj_page_get_context (self);
  GtkWidget *button = yj_button_new (context, yj_context_text (context, label), NULL, "secondary");
  g_object_set_data (G_OBJECT (button), "page", (gpointer) page);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_beside_clicked), self, 0);
  return button;
}

static GtkWidget *
make_row (GtkWidget *first, GtkWidget *second, GtkWidget *third)
{
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "button-row");
  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  gtk_box_append (GTK_BOX (row), first);
  gtk_box_append (GTK_BOX (row), second);
  if (third != NULL)
    gtk_box_append (GTK_BOX (row), third);
  return row;
}

static GtkWidget *
make_care (YjPage *self, const char *label, const char *icon, GCallback callback)
{
  YjContext *context = yj_page_get_context (self);
  GtkWidget *button = yj_small_button_new (context, yj_context_text (context, label), icon);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  return button;
}

static void
enter (YjPage *self, const char *subject)
{
  YjContext *context = yj_page_get_context (self);
  GtkWidget *care;

  yj_page_add (self, yj_label_new (context, yj_context_text (context, "idle.slogan"), "display"));
  yj_page_add (self, yj_label_new (context, yj_context_text (context, "idle.promise"), "body ink-2"));
  yj_page_add (self, make_steps (context));
  yj_page_add (self, make_start (self));
  yj_page_add (self, make_row (make_beside (self, "idle.what-to-bring", "choose"), make_beside (self, "idle.progress", "progress"), NULL));
  care = make_row (make_care (self, "idle.large", "yj-text-larger", G_CALLBACK (on_large_clicked)),
                   make_care (self, "idle.contrast", "yj-contrast", G_CALLBACK (on_contrast_clicked)),
                   make_care (self, "idle.low", "yj-low-reach", G_CALLBACK (on_low_clicked)));
  yj_page_add (self, yj_label_new (context, yj_context_text (context, "idle.care"), "small ink-2"));
  yj_page_add (self, care);
}

static void
yj_idle_page_class_init (YjIdlePageClass *klass)
{
  YjPageClass *page_class = YJ_PAGE_CLASS (klass);
  page_class->id = "idle";
  page_class->kind = YJ_PAGE_PLAIN;
  page_class->enter = enter;
}

static void
yj_idle_page_init (YjIdlePage *self)
{
}
