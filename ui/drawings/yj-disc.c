/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the two states of a disc. */
#include "ui/drawings/yj-disc.h"

struct _YjDisc {
  YjDrawing parent_instance;
  GtkWidget *number; /* (nullable) */
  gboolean done;
};

G_DEFINE_FINAL_TYPE (YjDisc, yj_disc, YJ_TYPE_DRAWING)

static void
draw (YjDrawing *drawing, YjArt *art, double width, double height)
{
  YjDisc *self = YJ_DISC (drawing);
  double radius = MIN (width, height) / 2, edge = MAX (2, radius / 7);

  yj_art_disc (art, width / 2, height / 2, radius - edge / 2);
  yj_art_paint (art, self->done ? &art->action : &art->surface, &art->action, edge);
  if (self->done)
    yj_art_tick (art, width / 2, height / 2, radius, &art->on_action);
}

static void
yj_disc_class_init (YjDiscClass *klass)
{
  YJ_DRAWING_CLASS (klass)->draw = draw;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "disc");
}

static void
yj_disc_init (YjDisc *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
yj_disc_new (gboolean done, guint number)
{
  YjDisc *self = g_object_new (YJ_TYPE_DISC, NULL);
  char digits[16];

  if (number > 0) {
    g_snprintf (digits, sizeof digits, "%u", number);
    self->number = yj_drawing_add_label (GTK_WIDGET (self), digits, "digits", TRUE);
    gtk_label_set_xalign (GTK_LABEL (self->number), 0.5);
  }
  self->done = done;
  if (self->number != NULL)
    gtk_widget_set_child_visible (self->number, !done);
  return GTK_WIDGET (self);
}

gboolean
yj_disc_is_done (YjDisc *self)
{
  g_return_val_if_fail (YJ_IS_DISC (self), FALSE);
  return self->done;
}
