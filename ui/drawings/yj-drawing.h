/* SPDX-License-Identifier: Apache-2.0 */
/* A widget that draws itself with YjArt below its children. A subclass sets draw (); its least size stands
 * in the style sheet under the subclass's CSS name. Drawn once for a theme and a size: GTK keeps the result until
 * gtk_widget_queue_draw (). Role "img" unless the subclass sets another; a drawing says something, so it
 * has a name. Thread: main. */
#pragma once
#include "ui/drawings/yj-art.h"

G_BEGIN_DECLS

#define YJ_TYPE_DRAWING (yj_drawing_get_type ())
G_DECLARE_DERIVABLE_TYPE (YjDrawing, yj_drawing, YJ, DRAWING, GtkWidget)

struct _YjDrawingClass {
  GtkWidgetClass parent_class;
  /* @width and @height: of the content box; art->padding lies around it and may be drawn in. */
  void (*draw) (YjDrawing *self, YjArt *art, double width, double height);
};

/* What the drawing says, in the page's language: its name for assistive technology. */
void yj_drawing_set_name (YjDrawing *self, const char *name);

/* A label of class @css_class as a child of @parent, set in the middle of its own height. @hidden: what it says
 * is in the name of @parent already, so assistive technology skips it. (transfer none) */
GtkWidget *yj_drawing_add_label (GtkWidget *parent, const char *text, const char *css_class, gboolean hidden);

G_END_DECLS
