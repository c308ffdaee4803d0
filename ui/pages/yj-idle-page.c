/* SPDX-License-Identifier: Apache-2.0 */
/* The welcome: touch to start, and the ways to make the machine fit the person. */
#include "ui/drawings/yj-strands.h"
#include "ui/widgets/yj-balanced.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-page.h"

#define N_STEPS 3

#define YJ_TYPE_IDLE_PAGE (yj_idle_page_get_type ())
G_DECLARE_FINAL_TYPE (YjIdlePage, yj_idle_page, YJ, IDLE_PAGE, YjPage)

struct _YjIdlePage {
  YjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (YjIdlePage, yj_idle_page, YJ_TYPE_PAGE)

/* ---- what a touch does ---- */

static void
start (YjPage *self, gboolean guide_only)
{
  YjContext *context = yj_page_get_context (self);
  yj_session_set_guide_only (context->session, guide_only);
  yj_flow_next (context->flow);
}

static void
on_start_clicked (GtkButton *button, YjPage *self)
{
  start (self, FALSE);
}

static void
on_what_to_bring_clicked (GtkButton *button, YjPage *self)
{
  start (self, TRUE);
}

static void
on_progress_clicked (GtkButton *button, YjPage *self)
{
  yj_flow_go_beside (yj_page_get_context (self)->flow, "progress", NULL);
}

static void
on_hall_clicked (GtkButton *button, YjPage *self)
{
  yj_flow_go_beside (yj_page_get_context (self)->flow, "service-info", NULL);
}

static void
on_large_clicked (GtkButton *button, YjPage *self)
{
  yj_style_step_text_size (yj_page_get_context (self)->style);
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

/* ---- the promise: many strands, one stroke ---- */

/* Large letters have no room on the strands, nor have long Latin words in half a screen. */
static gboolean
has_room_for_names (YjContext *context)
{
  return yj_style_get_text_size (context->style) == YJ_TEXT_STANDARD &&
         (!yj_style_is_landscape (context->style) || g_str_has_prefix (yj_context_get_language (context), "zh"));
}

/* The matters of the item asked for most, by their everyday names. (transfer full) */
static GStrv
list_strands (YjContext *context)
{
  GPtrArray *items = context->catalogue != NULL ? yj_catalogue_get_items (context->catalogue) : NULL;
  gboolean named = has_room_for_names (context);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (items != NULL && items->len > 0) {
    GPtrArray *matters = ((YjItem *) g_ptr_array_index (items, 0))->matters;
    for (guint i = 0; i < matters->len; i++) {
      const YjMatter *matter = g_ptr_array_index (matters, i);
      const YjText *name = matter->everyday_name != NULL ? matter->everyday_name : matter->name;
      g_strv_builder_add (builder, named ? yj_context_pick (context, name) : "");
    }
  }
  return g_strv_builder_end (builder);
}

static GtkWidget *
make_strands (YjContext *context)
{
  GtkWidget *strands = yj_strands_new (yj_context_text (context, "idle.strands"));
  g_auto (GStrv) labels = list_strands (context);

  if (!has_room_for_names (context))
    gtk_widget_add_css_class (strands, "unnamed");
  yj_strands_set_labels (YJ_STRANDS (strands), (const char *const *) labels);
  gtk_widget_set_vexpand (strands, TRUE);
  return strands;
}

/* The programme that the catalogue is of, and what it promises. */
static GtkWidget *
make_slogan (YjContext *context)
{
  GtkWidget *box = yj_box_new (GTK_ORIENTATION_VERTICAL, "");
  const YjText *programme = context->catalogue != NULL ? yj_catalogue_get_programme (context->catalogue) : NULL;

  if (programme != NULL)
    gtk_box_append (GTK_BOX (box), yj_label_new (context, yj_context_pick (context, programme), "small ink-2"));
  gtk_box_append (GTK_BOX (box), yj_label_new (context, yj_context_text (context, "idle.slogan"), "display"));
  return box;
}

static GtkWidget *
make_promise (YjContext *context)
{
  return yj_balanced_new (GTK_LABEL (yj_label_new (context, yj_context_text (context, "idle.promise"), "promise ink-2")));
}

static GtkWidget *
make_steps (YjContext *context)
{
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "welcome-steps");

  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  for (int i = 1; i <= N_STEPS; i++) {
    g_autofree char *title = g_strdup_printf ("idle.step.%d", i), *text = g_strdup_printf ("idle.step.%d.text", i);
    GtkWidget *box = yj_box_new (GTK_ORIENTATION_VERTICAL, "welcome-step");
    gtk_box_append (GTK_BOX (box), yj_label_new (context, yj_context_text (context, title), "strong"));
    gtk_box_append (GTK_BOX (box), yj_label_new (context, yj_context_text (context, text), "small ink-2"));
    gtk_box_append (GTK_BOX (row), box);
  }
  return row;
}

/* ---- what can be touched ---- */

static GtkWidget *
make_start (YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  GtkWidget *button = yj_button_new (context, yj_context_text (context, "idle.start"), NULL, "primary start");
  yj_button_add_sign (button, "yj-arrow-right");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_start_clicked), self, 0);
  return button;
}

static GtkWidget *
make_button (YjPage *self, const char *label, const char *icon, const char *css_class, GCallback callback)
{
  YjContext *context = yj_page_get_context (self);
  GtkWidget *button = yj_button_new (context, yj_context_text (context, label), icon, css_class);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  return button;
}

static GtkWidget *
make_beside (YjPage *self)
{
  GtkWidget *row = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "button-row");
  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  gtk_box_append (GTK_BOX (row), make_button (self, "idle.what-to-bring", NULL, "secondary beside", G_CALLBACK (on_what_to_bring_clicked)));
  gtk_box_append (GTK_BOX (row), make_button (self, "idle.progress", NULL, "secondary beside", G_CALLBACK (on_progress_clicked)));
  return row;
}

static GtkWidget *
make_care (YjPage *self)
{
  YjContext *context = yj_page_get_context (self);
  GtkWidget *box = yj_box_new (GTK_ORIENTATION_VERTICAL, "welcome-care"), *head = yj_box_new (GTK_ORIENTATION_HORIZONTAL, "");
  gboolean stacked = yj_style_get_text_size (context->style) == YJ_TEXT_LARGEST && !yj_style_is_landscape (context->style);
  GtkWidget *row = yj_box_new (stacked ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, "care-row");
  GtkWidget *words = yj_label_new (context, yj_context_text (context, "idle.care"), "small ink-2");
  static const char *const next_sizes[] = { "idle.large", "utility.largest-text", "utility.standard-text" };
  YjTextSize size = yj_style_get_text_size (context->style);

  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (head), words);
  gtk_box_append (GTK_BOX (head), make_button (self, "idle.hall", NULL, "quiet", G_CALLBACK (on_hall_clicked)));
  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  gtk_box_append (GTK_BOX (row), make_button (self, next_sizes[size], size == YJ_TEXT_LARGEST ? "yj-text-standard" : "yj-text-larger",
                                              "chip", G_CALLBACK (on_large_clicked)));
  gtk_box_append (GTK_BOX (row), make_button (self, "idle.contrast", "yj-contrast", "chip", G_CALLBACK (on_contrast_clicked)));
  if (!yj_style_is_landscape (context->style))
    gtk_box_append (GTK_BOX (row), make_button (self, "idle.low", "yj-low-reach", "chip", G_CALLBACK (on_low_clicked)));
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), row);
  return box;
}

/* ---- the page ---- */

/* Landscape: the drawing and the promise stand at the left, what can be touched at the right. */
static void
enter (YjPage *self, const char *subject)
{
  YjContext *context = yj_page_get_context (self);

  if (yj_style_is_landscape (context->style)) {
    GtkWidget *aside = yj_box_new (GTK_ORIENTATION_VERTICAL, "welcome-aside");
    gtk_box_append (GTK_BOX (aside), make_strands (context));
    gtk_box_append (GTK_BOX (aside), make_slogan (context));
    yj_page_set_aside (self, aside);
  } else if (!yj_style_get_low_reach (context->style)) {
    yj_page_add (self, make_strands (context));
    yj_page_add (self, make_slogan (context));
  }
  if (!yj_style_get_low_reach (context->style))
    yj_page_add (self, make_promise (context));
  /* With large text the way in is worth more than the way on. */
  if (yj_style_get_text_size (context->style) == YJ_TEXT_STANDARD)
    yj_page_add (self, make_steps (context));
  yj_page_add (self, make_start (self));
  yj_page_add (self, make_beside (self));
  yj_page_add (self, make_care (self));
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
