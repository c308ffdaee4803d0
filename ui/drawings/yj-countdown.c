/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the ring and its digits. */
#include "ui/drawings/yj-countdown.h"

struct _YjCountdown {
  YjDrawing parent_instance;
  GtkWidget *digits;
  guint left_sec, total_sec;
};

G_DEFINE_FINAL_TYPE (YjCountdown, yj_countdown, YJ_TYPE_DRAWING)

static void
draw (YjDrawing *drawing, YjArt *art, double width, double height)
{
  YjCountdown *self = YJ_COUNTDOWN (drawing);
  double side = MIN (width, height), thick = MAX (4, side / 16), radius = (side - thick) / 2;
  double turn = 2 * G_PI * self->left_sec / self->total_sec;

  cairo_translate (art->cr, width / 2, height / 2);
  yj_art_disc (art, 0, 0, radius);
  yj_art_paint (art, NULL, art->lines_only ? &art->stroke : &art->tint_2, art->lines_only ? MAX (2, thick / 4) : thick);
  if (self->left_sec == 0)
    return;
  /* What is left ends at the top and shrinks towards it, clockwise. */
  cairo_arc (art->cr, 0, 0, radius, -G_PI_2, -G_PI_2 + turn);
  cairo_set_line_cap (art->cr, CAIRO_LINE_CAP_ROUND);
  yj_art_paint (art, NULL, &art->action, thick);
}

static void
yj_countdown_class_init (YjCountdownClass *klass)
{
  YJ_DRAWING_CLASS (klass)->draw = draw;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "countdown");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_TIMER);
}

static void
yj_countdown_init (YjCountdown *self)
{
  self->total_sec = 1;
  self->digits = yj_drawing_add_label (GTK_WIDGET (self), "0", "digits", TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->digits), 0.5);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
yj_countdown_new (void)
{
  return g_object_new (YJ_TYPE_COUNTDOWN, NULL);
}

void
yj_countdown_set (YjCountdown *self, guint left_sec, guint total_sec, const char *sentence)
{
  char digits[16];

  g_return_if_fail (YJ_IS_COUNTDOWN (self) && total_sec > 0 && sentence != NULL);
  self->left_sec = MIN (left_sec, total_sec);
  self->total_sec = total_sec;
  g_snprintf (digits, sizeof digits, "%u", self->left_sec);
  gtk_label_set_text (GTK_LABEL (self->digits), digits);
  yj_drawing_set_name (YJ_DRAWING (self), sentence);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
