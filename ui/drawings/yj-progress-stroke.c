/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the growth of the stroke and the choice between five words and one sentence. */
#include "ui/drawings/yj-progress-stroke.h"
#include <math.h>

#define STROKE_UNITS 12.0
#define LINE_UNITS 4.0
#define GAP_UNITS 10.0 /* between stroke and words */
#define APART_UNITS 16.0 /* of the words: nearer, two of them read as one */
#define MOVE_USEC (160 * 1000)

struct _YjProgressStroke {
  YjDrawing parent_instance;
  GPtrArray *words; /* GtkLabel, owned by the widget tree */
  GtkWidget *sentence; /* shown when the words do not fit */
  guint step;
  double fraction; /* wanted */
  double shown, began; /* drawn now, and where the movement began */
  gint64 began_usec;
  guint tick;
};

G_DEFINE_FINAL_TYPE (YjProgressStroke, yj_progress_stroke, YJ_TYPE_DRAWING)

static void
draw (YjDrawing *drawing, YjArt *art, double width, double height)
{
  YjProgressStroke *self = YJ_PROGRESS_STROKE (drawing);
  double thick = MAX (4, round (STROKE_UNITS * art->unit)), thin = MAX (2, round (LINE_UNITS * art->unit));
  double length = MAX (thick, self->shown * width);

  yj_art_rounded (art, 0, (thick - thin) / 2, width, thin, thin / 2);
  yj_art_paint (art, art->lines_only ? &art->ink : &art->tint_2, NULL, 0);
  if (self->shown > 0) {
    yj_art_rounded (art, art->rtl ? width - length : 0, 0, length, thick, thick / 2);
    yj_art_paint (art, &art->action, NULL, 0);
  }
}

static int
label_size (GtkWidget *label, GtkOrientation orientation)
{
  int natural;

  gtk_widget_measure (label, orientation, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static double
stroke_height (GtkWidget *widget)
{
  YjArt art;

  yj_art_init (&art, widget, NULL);
  return (STROKE_UNITS + GAP_UNITS) * art.unit;
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
         int *natural_baseline)
{
  YjProgressStroke *self = YJ_PROGRESS_STROKE (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  *minimum = *natural = (int) ceil (stroke_height (widget));
  if (self->words->len)
    *minimum = *natural += label_size (self->sentence, GTK_ORIENTATION_VERTICAL);
}

static gboolean
words_fit (YjProgressStroke *self, int width)
{
  YjArt art;
  int fifth = self->words->len ? width / (int) self->words->len : 0;
  int apart;

  yj_art_init (&art, GTK_WIDGET (self), NULL);
  apart = (int) (APART_UNITS * art.unit);

  for (guint i = 0; i < self->words->len; i++)
    if (label_size (self->words->pdata[i], GTK_ORIENTATION_HORIZONTAL) + apart > fifth)
      return FALSE;
  return TRUE;
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  YjProgressStroke *self = YJ_PROGRESS_STROKE (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL, fit = words_fit (self, width);
  int top = (int) ceil (stroke_height (widget)), fifth = self->words->len ? width / (int) self->words->len : width;

  for (guint i = 0; i < self->words->len; i++) {
    GtkWidget *word = self->words->pdata[i];
    int wide = MIN (fifth, label_size (word, GTK_ORIENTATION_HORIZONTAL)), left = (int) i * fifth;
    gtk_widget_set_child_visible (word, fit);
    gtk_widget_size_allocate (word, &(GtkAllocation){ rtl ? width - left - wide : left, top, wide, MAX (0, height - top) }, -1);
  }
  gtk_widget_set_child_visible (self->sentence, !fit);
  gtk_widget_size_allocate (self->sentence, &(GtkAllocation){ 0, top, width, MAX (0, height - top) }, -1);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  YjProgressStroke *self = YJ_PROGRESS_STROKE (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double share;

  if (self->began_usec == 0)
    self->began_usec = now;
  share = CLAMP ((double) (now - self->began_usec) / MOVE_USEC, 0, 1);
  self->shown = self->began + (self->fraction - self->began) * share * (2 - share);
  gtk_widget_queue_draw (widget);
  if (share < 1)
    return G_SOURCE_CONTINUE;
  self->shown = self->fraction;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
move (YjProgressStroke *self, double fraction)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean animated = FALSE;

  g_object_get (gtk_widget_get_settings (widget), "gtk-enable-animations", &animated, NULL);
  self->fraction = fraction;
  if (!animated || !gtk_widget_get_mapped (widget)) {
    if (self->tick)
      gtk_widget_remove_tick_callback (widget, self->tick);
    self->tick = 0;
    self->shown = fraction;
    gtk_widget_queue_draw (widget);
    return;
  }
  self->began = self->shown;
  self->began_usec = 0;
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (widget, on_tick, NULL, NULL);
}

/* A stroke that is taken off the screen halfway arrives at once. */
static void
unmap (GtkWidget *widget)
{
  YjProgressStroke *self = YJ_PROGRESS_STROKE (widget);

  GTK_WIDGET_CLASS (yj_progress_stroke_parent_class)->unmap (widget);
  if (self->tick)
    gtk_widget_remove_tick_callback (widget, self->tick);
  self->tick = 0;
  self->shown = self->fraction;
}

static void
finalize (GObject *object)
{
  g_ptr_array_unref (YJ_PROGRESS_STROKE (object)->words);
  G_OBJECT_CLASS (yj_progress_stroke_parent_class)->finalize (object);
}

static void
yj_progress_stroke_class_init (YjProgressStrokeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = finalize;
  YJ_DRAWING_CLASS (klass)->draw = draw;
  widget_class->measure = measure;
  widget_class->size_allocate = size_allocate;
  widget_class->unmap = unmap;
  gtk_widget_class_set_css_name (widget_class, "progress-stroke");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
}

static void
yj_progress_stroke_init (YjProgressStroke *self)
{
  self->words = g_ptr_array_new ();
  self->sentence = yj_drawing_add_label (GTK_WIDGET (self), "", "present", TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (self->sentence), PANGO_ELLIPSIZE_END);
}

GtkWidget *
yj_progress_stroke_new (void)
{
  return g_object_new (YJ_TYPE_PROGRESS_STROKE, NULL);
}

static void
mark_present (YjProgressStroke *self)
{
  for (guint i = 0; i < self->words->len; i++) {
    if (i == self->step)
      gtk_widget_add_css_class (self->words->pdata[i], "present");
    else
      gtk_widget_remove_css_class (self->words->pdata[i], "present");
  }
}

void
yj_progress_stroke_set_steps (YjProgressStroke *self, const char *const *words)
{
  g_return_if_fail (YJ_IS_PROGRESS_STROKE (self));
  for (guint i = 0; i < self->words->len; i++)
    gtk_widget_unparent (self->words->pdata[i]);
  g_ptr_array_set_size (self->words, 0);
  for (; words && *words; words++)
    g_ptr_array_add (self->words, yj_drawing_add_label (GTK_WIDGET (self), *words, "step", TRUE));
  gtk_widget_set_visible (self->sentence, self->words->len > 0);
  mark_present (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
yj_progress_stroke_set_position (YjProgressStroke *self, guint step, double fraction, const char *sentence)
{
  g_return_if_fail (YJ_IS_PROGRESS_STROKE (self) && sentence != NULL);
  fraction = CLAMP (fraction, 0, 1);
  self->step = step;
  gtk_label_set_text (GTK_LABEL (self->sentence), sentence);
  mark_present (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 1.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, fraction, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, sentence, -1);
  yj_drawing_set_name (YJ_DRAWING (self), sentence);
  if (fraction != self->fraction)
    move (self, fraction);
}

double
yj_progress_stroke_get_fraction (YjProgressStroke *self)
{
  g_return_val_if_fail (YJ_IS_PROGRESS_STROKE (self), 0);
  return self->fraction;
}
