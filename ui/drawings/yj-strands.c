/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the curves of the strands and where their names stand. */
#include "ui/drawings/yj-strands.h"
#include <math.h>

#define STROKE_UNITS 56.0    /* the thick stroke */
#define STRAND_UNITS 8.0     /* a strand on its own */
#define GAP_UNITS 4.0        /* between a name and its strand */
#define LABELS_SHARE 0.56    /* of the width, at most, for the names */
#define BEND_SHARE 0.38      /* of the width, for the curve, and half of it at least */
#define STROKE_SHARE 0.22    /* of the width, for the thick stroke, where there is room */

struct _YjStrands {
  YjDrawing parent_instance;
  guint n_labels;
};

G_DEFINE_FINAL_TYPE (YjStrands, yj_strands, YJ_TYPE_DRAWING)

/* Where the names end and the strands begin to bend. */
static double
bend_start (GtkWidget *widget, double width)
{
  int widest = 0, natural;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child)) {
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
    widest = MAX (widest, natural);
  }
  return CLAMP (1.15 * widest, 0.3 * width, LABELS_SHARE * width);
}

typedef struct {
  double start, from, to; /* of every strand: its end on the left, where it bends, where it has arrived */
  double thin;            /* of a strand on its own */
} Course;

/* The strand's own line is at @y; in the bundle it lies between @top and @bottom. */
static void
draw_strand (YjArt *art, const Course *course, double y, double top, double bottom)
{
  double from = course->from, to = course->to, middle = (from + to) / 2, half = course->thin / 2;

  cairo_move_to (art->cr, course->start, y - half);
  cairo_line_to (art->cr, from, y - half);
  cairo_curve_to (art->cr, middle, y - half, middle, top, to, top);
  cairo_line_to (art->cr, to, bottom);
  cairo_curve_to (art->cr, middle, bottom, middle, y + half, from, y + half);
  cairo_line_to (art->cr, course->start, y + half);
  cairo_close_path (art->cr);
  cairo_fill (art->cr);
}

/* A lighter strand ends in a point within the stroke: it is taken in, not cut off. */
static void
draw_point (YjArt *art, double x, double top, double bottom, double length)
{
  cairo_move_to (art->cr, x - 1, top);
  cairo_line_to (art->cr, x + length, (top + bottom) / 2);
  cairo_line_to (art->cr, x - 1, bottom);
  cairo_close_path (art->cr);
  cairo_fill (art->cr);
}

static void
draw_stroke (YjArt *art, double from, double to, double middle, double thick)
{
  yj_art_use (art, &art->action);
  cairo_move_to (art->cr, from, middle - thick / 2);
  cairo_arc (art->cr, to - thick / 2, middle, thick / 2, -G_PI_2, G_PI_2);
  cairo_line_to (art->cr, from, middle + thick / 2);
  cairo_close_path (art->cr);
  cairo_fill (art->cr);
}

static void
draw_strands (YjArt *art, guint n, const Course *course, double row, double first, double stroke)
{
  double share = stroke / n;

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 1 - pass; i < n; i += 2) {
      double top = first + i * share, bottom = top + share;
      yj_art_use (art, pass ? &art->action : &art->second);
      draw_strand (art, course, (i + 1) * row - course->thin / 2, top, bottom);
      if (!pass)
        draw_point (art, course->to, top, bottom, 9 * share);
    }
}

static void
draw (YjDrawing *drawing, YjArt *art, double width, double height)
{
  YjStrands *self = YJ_STRANDS (drawing);
  guint n = self->n_labels;
  double stroke = MIN (STROKE_UNITS * art->unit, height), row = n ? height / n : height, middle = height / 2;
  Course course = { .start = -art->padding.left, .thin = MIN (STRAND_UNITS * art->unit, row / 2) };

  if (art->rtl) {
    cairo_translate (art->cr, width, 0);
    cairo_scale (art->cr, -1, 1);
  }
  if (n == 0) {
    draw_stroke (art, course.start, width, middle, stroke);
    return;
  }
  course.from = bend_start (GTK_WIDGET (self), width);
  /* In a narrow pane the curve gives way: the stroke is what they run to. */
  course.to = floor (MAX (course.from + BEND_SHARE * width / 2, MIN (course.from + BEND_SHARE * width, (1 - STROKE_SHARE) * width)));
  middle = floor ((row + height - course.thin) / 2);
  draw_stroke (art, course.to - 1, width, middle, stroke);
  draw_strands (art, n, &course, row, middle - stroke / 2, stroke);
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  YjArt art;
  int tallest = 0, height;

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  yj_art_init (&art, widget, NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child)) {
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
    tallest = MAX (tallest, height);
  }
  *minimum = *natural = (int) ceil (YJ_STRANDS (widget)->n_labels * (tallest + (STRAND_UNITS + GAP_UNITS) * art.unit));
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  YjStrands *self = YJ_STRANDS (widget);
  double row = self->n_labels ? (double) height / self->n_labels : 0, most = bend_start (widget, width);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int i = 0, tall, wide;
  YjArt art;

  yj_art_init (&art, widget, NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child), i++) {
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &wide, NULL, NULL);
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, -1, NULL, &tall, NULL, NULL);
    wide = (int) MIN (wide, most);
    gtk_widget_size_allocate (child,
                              &(GtkAllocation){ rtl ? width - wide : 0, (int) ((i + 1) * row - (STRAND_UNITS + GAP_UNITS) * art.unit) - tall, wide, tall },
                              -1);
  }
}

static void
yj_strands_class_init (YjStrandsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YJ_DRAWING_CLASS (klass)->draw = draw;
  widget_class->measure = measure;
  widget_class->size_allocate = size_allocate;
  gtk_widget_class_set_css_name (widget_class, "strands");
}

static void
yj_strands_init (YjStrands *self)
{
}

GtkWidget *
yj_strands_new (const char *name)
{
  YjStrands *self = g_object_new (YJ_TYPE_STRANDS, NULL);

  yj_drawing_set_name (YJ_DRAWING (self), name);
  return GTK_WIDGET (self);
}

void
yj_strands_set_labels (YjStrands *self, const char *const *labels)
{
  GtkWidget *child;

  g_return_if_fail (YJ_IS_STRANDS (self));
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  for (self->n_labels = 0; labels && labels[self->n_labels] && self->n_labels < YJ_STRANDS_MAX; self->n_labels++) {
    child = yj_drawing_add_label (GTK_WIDGET (self), labels[self->n_labels], "small", FALSE);
    gtk_label_set_ellipsize (GTK_LABEL (child), PANGO_ELLIPSIZE_END);
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
