/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the buttons of the page's own actions. */
#include "ui/yj-action-bar.h"
#include "ui/widgets/yj-widgets.h"

struct _YjActionBar {
  GtkWidget parent_instance;
  YjContext *context;
  YjPage *page; /* not owned: the window takes it away before it goes */
  gulong changed_handler;
  GtkWidget *back, *secondary, *primary, *status;
  char *shown; /* (nullable) what update () made them of */
};

G_DEFINE_FINAL_TYPE (YjActionBar, yj_action_bar, GTK_TYPE_WIDGET)

static void
clear (YjActionBar *self)
{
  g_clear_pointer (&self->back, gtk_widget_unparent);
  g_clear_pointer (&self->secondary, gtk_widget_unparent);
  g_clear_pointer (&self->primary, gtk_widget_unparent);
  g_clear_pointer (&self->status, gtk_widget_unparent);
  g_clear_pointer (&self->shown, g_free);
}

static void
yj_action_bar_dispose (GObject *object)
{
  YjActionBar *self = YJ_ACTION_BAR (object);
  yj_action_bar_set_page (self, NULL);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (yj_action_bar_parent_class)->dispose (object);
}

static void
yj_action_bar_class_init (YjActionBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_action_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "actionbar");
}

static void
yj_action_bar_init (YjActionBar *self)
{
}

GtkWidget *
yj_action_bar_new (YjContext *context)
{
  YjActionBar *self = g_object_new (YJ_TYPE_ACTION_BAR, NULL);
  self->context = g_object_ref (context);
  return GTK_WIDGET (self);
}

static void
on_back_clicked (GtkButton *button, YjActionBar *self)
{
  YJ_PAGE_GET_CLASS (self->page)->back (self->page);
}

static void
on_secondary_clicked (GtkButton *button, YjActionBar *self)
{
  YJ_PAGE_GET_CLASS (self->page)->secondary (self->page);
}

static void
on_primary_clicked (GtkButton *button, YjActionBar *self)
{
  YJ_PAGE_GET_CLASS (self->page)->primary (self->page);
}

static GtkWidget *
add_button (YjActionBar *self, const char *label, const char *icon, const char *css_class, GCallback callback)
{
  GtkWidget *button = yj_button_new (self->context, label, icon, css_class);

  /* Beside the primary, whose words may break, the others keep theirs in one line where the bar is the screen's width. */
  gtk_label_set_wrap (yj_button_get_words (button), g_str_equal (css_class, "primary") || yj_style_is_landscape (self->context->style));
  g_signal_connect_object (button, "clicked", callback, self, 0);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  return button;
}

static GtkWidget *
add_status (YjActionBar *self, const char *text)
{
  GtkWidget *plate = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);
  GtkWidget *words = yj_label_new (self->context, text, "action-text");

  gtk_widget_add_css_class (plate, "status-plate");
  gtk_label_set_justify (GTK_LABEL (words), GTK_JUSTIFY_CENTER);
  gtk_label_set_xalign (GTK_LABEL (words), 0.5f);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (plate), words);
  gtk_widget_set_hexpand (plate, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (plate), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_parent (plate, GTK_WIDGET (self));
  return plate;
}

/* Back comes from the flow, unless the page has a way back of its own and says so with a label. */
static gboolean
has_back (YjActionBar *self)
{
  const char *label = yj_page_get_back_label (self->page);
  return label != NULL ? label[0] != '\0' : yj_flow_can_back (self->context->flow);
}

/* Where three stand in a narrow bar, there is room for their words alone: the primary may not be the smallest. */
static gboolean
is_crowded (YjActionBar *self)
{
  const char *icon;
  YjStyle *style = self->context->style;
  gboolean three = has_back (self) && yj_page_get_secondary (self->page, &icon) != NULL && yj_page_get_primary (self->page) != NULL;
  return three && (yj_style_is_landscape (style) || yj_style_get_text_size (style) != YJ_TEXT_STANDARD);
}

#define OR_NONE(text) ((text) != NULL ? (text) : "")

static char *
describe (YjActionBar *self)
{
  const char *icon = NULL, *secondary = yj_page_get_secondary (self->page, &icon), *back = yj_page_get_back_label (self->page);
  return g_strjoin ("\n", has_back (self) ? "back" : "", OR_NONE (back), OR_NONE (secondary), OR_NONE (icon),
                    OR_NONE (yj_page_get_primary (self->page)), OR_NONE (yj_page_get_primary_icon (self->page)),
                    OR_NONE (yj_page_get_status (self->page)), is_crowded (self) ? "crowded" : "", NULL);
}

/* Another heading leaves the buttons alone: one of them may be under a finger. */
static void
update (YjActionBar *self)
{
  g_autofree char *now = describe (self);
  const char *icon = NULL, *secondary = yj_page_get_secondary (self->page, &icon);
  const char *primary = yj_page_get_primary (self->page), *status = yj_page_get_status (self->page);
  const char *back = yj_page_get_back_label (self->page);
  gboolean crowded = is_crowded (self);

  if (g_strcmp0 (now, self->shown) == 0)
    return;
  clear (self);
  self->shown = g_steal_pointer (&now);
  if (has_back (self))
    self->back = add_button (self, back != NULL ? back : yj_context_text (self->context, "action.back"), crowded ? NULL : "yj-arrow-left",
                             "secondary", G_CALLBACK (on_back_clicked));
  if (secondary != NULL)
    self->secondary = add_button (self, secondary, crowded ? NULL : icon, "secondary", G_CALLBACK (on_secondary_clicked));
  if (primary != NULL) {
    /* Between two others its sign goes first. */
    const char *sign = self->back != NULL && self->secondary != NULL ? NULL : yj_page_get_primary_icon (self->page);
    self->primary = add_button (self, primary, NULL, "primary", G_CALLBACK (on_primary_clicked));
    if (sign != NULL)
      yj_button_add_sign (self->primary, sign);
    gtk_widget_set_hexpand (self->primary, TRUE);
  } else if (status != NULL) {
    self->status = add_status (self, status);
  }
  gtk_widget_set_visible (GTK_WIDGET (self),
                          self->back != NULL || self->secondary != NULL || self->primary != NULL || self->status != NULL);
}

void
yj_action_bar_set_page (YjActionBar *self, YjPage *page)
{
  if (self->page != NULL)
    g_clear_signal_handler (&self->changed_handler, self->page);
  self->page = page;
  if (page == NULL) {
    clear (self);
    return;
  }
  self->changed_handler = g_signal_connect_swapped (page, "frame-changed", G_CALLBACK (update), self);
  update (self);
}
