/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which candidates fit on one line. */
#include "ui/keyboard/yj-candidate-strip.h"

struct _YjCandidateStrip {
  GtkWidget parent_instance;
  GtkWidget *cells[YJ_CANDIDATE_STRIP_MAX]; /* children; buttons that are used again */
  guint n;
  gboolean fill; /* the line is shared out even when everything fits */
};

G_DEFINE_FINAL_TYPE (YjCandidateStrip, yj_candidate_strip, GTK_TYPE_WIDGET)

static guint chosen_signal;

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
         int *natural_baseline)
{
  YjCandidateStrip *self = YJ_CANDIDATE_STRIP (widget);
  int least = 0;

  for (guint i = 0; i < YJ_CANDIDATE_STRIP_MAX; i++) {
    int child = 0;
    gtk_widget_measure (self->cells[i], orientation, -1, &child, NULL, NULL, NULL);
    least = MAX (least, child);
  }
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? least : 0;
  *minimum_baseline = *natural_baseline = -1;
}

static int
width_of (YjCandidateStrip *self, guint i)
{
  int natural = 0;
  gtk_widget_measure (self->cells[i], GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  YjCandidateStrip *self = YJ_CANDIDATE_STRIP (widget);
  int used = 0, x = 0, spare;
  guint shown = 0;

  while (shown < self->n && used + width_of (self, shown) <= width)
    used += width_of (self, shown++);
  spare = shown > 0 && (shown < self->n || self->fill) ? (width - used) / (int) shown : 0;
  for (guint i = 0; i < YJ_CANDIDATE_STRIP_MAX; i++) {
    gtk_widget_set_child_visible (self->cells[i], i < shown);
    if (i < shown) {
      int cell = width_of (self, i) + spare;
      gtk_widget_size_allocate (self->cells[i], &(GtkAllocation){ x, 0, cell, height }, -1);
      x += cell;
    }
  }
}

static void
yj_candidate_strip_dispose (GObject *object)
{
  YjCandidateStrip *self = YJ_CANDIDATE_STRIP (object);

  for (guint i = 0; i < YJ_CANDIDATE_STRIP_MAX; i++)
    g_clear_pointer (&self->cells[i], gtk_widget_unparent);
  G_OBJECT_CLASS (yj_candidate_strip_parent_class)->dispose (object);
}

static void
yj_candidate_strip_class_init (YjCandidateStripClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_candidate_strip_dispose;
  GTK_WIDGET_CLASS (klass)->measure = measure;
  GTK_WIDGET_CLASS (klass)->size_allocate = size_allocate;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "candidates");
  chosen_signal = g_signal_new ("chosen", YJ_TYPE_CANDIDATE_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
on_clicked (GtkButton *cell, gpointer user_data)
{
  YjCandidateStrip *self = user_data;

  for (guint i = 0; i < self->n; i++)
    if (self->cells[i] == GTK_WIDGET (cell)) {
      g_signal_emit (self, chosen_signal, 0, i);
      return;
    }
}

static void
yj_candidate_strip_init (YjCandidateStrip *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  for (guint i = 0; i < YJ_CANDIDATE_STRIP_MAX; i++) {
    self->cells[i] = gtk_button_new_with_label ("");
    gtk_widget_add_css_class (self->cells[i], "candidate");
    gtk_widget_set_focusable (self->cells[i], FALSE);
    gtk_widget_set_parent (self->cells[i], GTK_WIDGET (self));
    g_signal_connect (self->cells[i], "clicked", G_CALLBACK (on_clicked), self);
  }
}

YjCandidateStrip *
yj_candidate_strip_new (void)
{
  return g_object_new (YJ_TYPE_CANDIDATE_STRIP, NULL);
}

void
yj_candidate_strip_set (YjCandidateStrip *self, const char *const *texts, guint n, gboolean first_is_next)
{
  self->n = MIN (n, YJ_CANDIDATE_STRIP_MAX);
  self->fill = !first_is_next;
  for (guint i = 0; i < YJ_CANDIDATE_STRIP_MAX; i++)
    gtk_button_set_label (GTK_BUTTON (self->cells[i]), i < self->n ? texts[i] : "");
  (first_is_next ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (self->cells[0], "first");
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

GtkWidget *
yj_candidate_strip_get_cell (YjCandidateStrip *self, guint index)
{
  return index < self->n ? self->cells[index] : NULL;
}
