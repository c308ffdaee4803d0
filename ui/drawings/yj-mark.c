/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the proportions of the mark. */
#include "ui/drawings/yj-mark.h"

struct _YjMark {
  YjDrawing parent_instance;
};

G_DEFINE_FINAL_TYPE (YjMark, yj_mark, YJ_TYPE_DRAWING)

static void
draw (YjDrawing *drawing, YjArt *art, double width, double height)
{
  double side = MIN (width, height), x = (width - side) / 2, y = (height - side) / 2;
  double length = 0.5625 * side, thick = 0.14 * side;

  yj_art_rounded (art, x, y, side, side, 0.22 * side);
  yj_art_paint (art, &art->action, NULL, 0);
  yj_art_rounded (art, x + (side - length) / 2, y + (side - thick) / 2, length, thick, thick / 2);
  yj_art_paint (art, &art->on_action, NULL, 0);
}

static void
yj_mark_class_init (YjMarkClass *klass)
{
  YJ_DRAWING_CLASS (klass)->draw = draw;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "mark");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
yj_mark_init (YjMark *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
yj_mark_new (void)
{
  return g_object_new (YJ_TYPE_MARK, NULL);
}
