/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the sketch of a certificate, the mark on it and the line to its caption. */
#include "ui/drawings/yj-place-sketch.h"
#include <math.h>

#define FORM_SHARE 0.47  /* of the width, for the certificate */
#define WORDS_LEFT 0.6   /* where the caption begins */
#define LINES 5          /* of writing on the certificate; the first is its title */

struct _YjPlaceSketch {
  YjDrawing parent_instance;
  YjSketchPlace place;
  GtkWidget *title, *sample, *words;
};

G_DEFINE_FINAL_TYPE (YjPlaceSketch, yj_place_sketch, YJ_TYPE_DRAWING)

static const guint place_lines[YJ_N_PLACES] = { 1, 0, 2, 4, 4 };

static int
natural_size (GtkWidget *child, GtkOrientation orientation, int for_size)
{
  int natural;

  gtk_widget_measure (child, orientation, for_size, NULL, &natural, NULL, NULL);
  return natural;
}

/* A page from right to left has the certificate on its right, but the certificate is the same paper: what stands on it
 * does not change sides. */
static double
form_left (YjPlaceSketch *self, double width)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? (1 - FORM_SHARE) * width : 0;
}

/* The marked place on the form, from the form's left. */
static void
place_box (YjPlaceSketch *self, double form, double height, graphene_rect_t *box)
{
  double row = height / (LINES + 0.5), tall = 0.88 * row;
  double wide = MIN (natural_size (self->sample, GTK_ORIENTATION_HORIZONTAL, -1) + 0.6 * tall, 0.9 * form), left = 0.07 * form;

  if (self->place == YJ_PLACE_TOP_RIGHT || self->place == YJ_PLACE_BOTTOM_RIGHT)
    left = 0.95 * form - wide;
  else if (self->place == YJ_PLACE_FIRST_LINE)
    wide = MAX (wide, 0.86 * form);
  *box = GRAPHENE_RECT_INIT ((float) left, (float) (row * (place_lines[self->place] + 0.75) - tall / 2), (float) wide, (float) tall);
}

static void
draw_form (YjPlaceSketch *self, YjArt *art, double form, double height, const graphene_rect_t *box)
{
  const double lengths[LINES] = { 0, 0.58, 0.77, 0.67, 0.35 };
  double row = height / (LINES + 0.5), bar = MAX (4, 0.22 * row), edge = MAX (2, 3 * art->unit);

  /* The paper goes on below the panel: only its upper part is shown. */
  cairo_save (art->cr);
  cairo_rectangle (art->cr, -edge, -edge, form + 2 * edge, height + edge + art->padding.bottom);
  cairo_clip (art->cr);
  cairo_rectangle (art->cr, edge / 2, edge / 2, form - edge, height + art->padding.bottom + edge);
  yj_art_paint (art, &art->paper, &art->stroke, edge);
  cairo_restore (art->cr);
  for (guint i = 1; i < LINES; i++) {
    double left = 0.085 * form, length = lengths[i] * form;
    if (i == place_lines[self->place]) {
      if (self->place != YJ_PLACE_BOTTOM_RIGHT)
        continue;
      length = MIN (length, box->origin.x - left - 0.05 * form);
    }
    if (length > 3 * bar)
      yj_art_bar (art, left, row * (i + 0.75) - bar / 2, length, bar, &art->line);
  }
}

/* From the marked place to the caption's first line. */
static void
draw_leader (YjPlaceSketch *self, YjArt *art, double width, const graphene_rect_t *box, double edge)
{
  double gap = 12 * art->unit, y = box->origin.y + box->size.height / 2, from, to, target = y;
  graphene_rect_t words;

  if (gtk_widget_compute_bounds (self->words, GTK_WIDGET (self), &words))
    target = words.origin.y + 24 * art->unit;
  from = art->rtl ? box->origin.x - edge : box->origin.x + box->size.width + edge;
  to = art->rtl ? (1 - WORDS_LEFT) * width + gap : WORDS_LEFT * width - gap;
  cairo_move_to (art->cr, from, y);
  cairo_curve_to (art->cr, from + 0.6 * (to - from), y, from + 0.5 * (to - from), target, to, target);
  cairo_set_line_cap (art->cr, CAIRO_LINE_CAP_ROUND);
  yj_art_paint (art, NULL, &art->warn_edge, edge);
}

static void
draw (YjDrawing *drawing, YjArt *art, double width, double height)
{
  YjPlaceSketch *self = YJ_PLACE_SKETCH (drawing);
  double form = FORM_SHARE * width, edge = MAX (2, 4 * art->unit), left = form_left (self, width);
  graphene_rect_t box;

  place_box (self, form, height, &box);
  cairo_save (art->cr);
  cairo_translate (art->cr, left, 0);
  draw_form (self, art, form, height, &box);
  cairo_restore (art->cr);
  box.origin.x += (float) left;
  yj_art_rounded (art, box.origin.x, box.origin.y, box.size.width, box.size.height, 10 * art->unit);
  yj_art_paint (art, &art->warn_ground, &art->warn_edge, edge);
  draw_leader (self, art, width, &box, edge);
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  YjPlaceSketch *self = YJ_PLACE_SKETCH (widget);
  int wide = for_size > 0 ? (int) ((1 - WORDS_LEFT) * for_size) : -1, line;

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  line = natural_size (self->sample, GTK_ORIENTATION_VERTICAL, -1);
  *minimum = *natural = MAX ((int) ceil (line * (LINES + 0.5) * 1.2), natural_size (self->words, GTK_ORIENTATION_VERTICAL, wide));
}

/* GTK wants a widget measured before it gets its place. */
static void
put (GtkWidget *child, double left, double top, double wide, double tall)
{
  natural_size (child, GTK_ORIENTATION_HORIZONTAL, -1);
  gtk_widget_size_allocate (child, &(GtkAllocation){ (int) left, (int) top, (int) ceil (wide), (int) ceil (tall) }, -1);
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  YjPlaceSketch *self = YJ_PLACE_SKETCH (widget);
  double form = FORM_SHARE * width, row = height / (LINES + 0.5), left = form_left (self, width);
  double room = self->place == YJ_PLACE_TOP_RIGHT ? 0.5 * form : 0.9 * form;
  int tall = natural_size (self->title, GTK_ORIENTATION_VERTICAL, -1), wide = (int) ((1 - WORDS_LEFT) * width), words;
  graphene_rect_t box;

  place_box (self, form, height, &box);
  put (self->title, left + 0.05 * form, 0.75 * row - tall / 2.0, room, tall);
  tall = natural_size (self->sample, GTK_ORIENTATION_VERTICAL, -1);
  put (self->sample, left + box.origin.x, box.origin.y + (box.size.height - tall) / 2, box.size.width, tall);
  words = natural_size (self->words, GTK_ORIENTATION_VERTICAL, wide);
  put (self->words, left > 0 ? 0 : WORDS_LEFT * width, MAX (0, (height - words) / 3.0), wide, words);
}

static void
yj_place_sketch_class_init (YjPlaceSketchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YJ_DRAWING_CLASS (klass)->draw = draw;
  widget_class->measure = measure;
  widget_class->size_allocate = size_allocate;
  gtk_widget_class_set_css_name (widget_class, "place-sketch");
}

static void
yj_place_sketch_init (YjPlaceSketch *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->title = yj_drawing_add_label (widget, "", "form-title", TRUE);
  self->sample = yj_drawing_add_label (widget, "", "sample", TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0.5);
  gtk_label_set_xalign (GTK_LABEL (self->sample), 0.5);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (self->sample), PANGO_ELLIPSIZE_END);
  self->words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->words, widget);
}

static void
add_words (YjPlaceSketch *self, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (self->words), label);
}

GtkWidget *
yj_place_sketch_new (YjSketchPlace place, const char *title, const char *sample, const char *caption, const char *detail)
{
  YjPlaceSketch *self;

  g_return_val_if_fail (place < YJ_N_PLACES && title != NULL && sample != NULL && caption != NULL, NULL);
  self = g_object_new (YJ_TYPE_PLACE_SKETCH, NULL);
  self->place = place;
  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_label_set_text (GTK_LABEL (self->sample), sample);
  add_words (self, caption, "strong");
  if (detail)
    add_words (self, detail, "small");
  yj_drawing_set_name (YJ_DRAWING (self), caption);
  return GTK_WIDGET (self);
}
