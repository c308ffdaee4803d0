/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way from a drawing to GTK: the cairo node, the redraw when the theme changes, the name. */
#include "ui/drawings/yj-drawing.h"

typedef struct {
  char *name;
} YjDrawingPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (YjDrawing, yj_drawing, GTK_TYPE_WIDGET)

static void
snapshot (GtkWidget *widget, GtkSnapshot *shot)
{
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GtkBorder padding;
  YjArt art;

  gtk_style_context_get_padding (gtk_widget_get_style_context (widget), &padding);
  if (width > 0 && height > 0) {
    graphene_rect_t box = GRAPHENE_RECT_INIT ((float) -padding.left, (float) -padding.top, (float) (width + padding.left + padding.right),
                                              (float) (height + padding.top + padding.bottom));
    cairo_t *cr = gtk_snapshot_append_cairo (shot, &box);
    yj_art_init (&art, widget, cr);
    art.padding = padding;
    YJ_DRAWING_GET_CLASS (widget)->draw (YJ_DRAWING (widget), &art, width, height);
    cairo_destroy (cr);
  }
  GTK_WIDGET_CLASS (yj_drawing_parent_class)->snapshot (widget, shot);
}

/* Colours are looked up while drawing, so GTK cannot know that they have changed with the sheet. */
static void
css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (yj_drawing_parent_class)->css_changed (widget, change);
  gtk_widget_queue_draw (widget);
}

static GtkSizeRequestMode
get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (yj_drawing_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  YjDrawingPrivate *priv = yj_drawing_get_instance_private (YJ_DRAWING (object));

  g_free (priv->name);
  G_OBJECT_CLASS (yj_drawing_parent_class)->finalize (object);
}

static void
yj_drawing_class_init (YjDrawingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  widget_class->snapshot = snapshot;
  widget_class->css_changed = css_changed;
  widget_class->get_request_mode = get_request_mode;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
yj_drawing_init (YjDrawing *self)
{
}

void
yj_drawing_set_name (YjDrawing *self, const char *name)
{
  YjDrawingPrivate *priv = yj_drawing_get_instance_private (self);

  g_return_if_fail (YJ_IS_DRAWING (self) && name != NULL);
  if (g_strcmp0 (priv->name, name) == 0)
    return;
  g_free (priv->name);
  priv->name = g_strdup (name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

GtkWidget *
yj_drawing_add_label (GtkWidget *parent, const char *text, const char *css_class, gboolean hidden)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  if (hidden)
    gtk_accessible_update_state (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_set_parent (label, parent);
  return label;
}
