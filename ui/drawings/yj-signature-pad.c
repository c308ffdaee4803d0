/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way from touch, pen and mouse events to the strokes of a signature. */
#include "ui/drawings/yj-signature-pad.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-style.h"
#include <math.h>

#define MARGIN_UNITS 48.0 /* of the base line at both sides */
#define GAP_UNITS 14.0    /* between base line and caption */

struct _YjSignaturePad {
  YjDrawing parent_instance;
  YjSignatureInk *ink;
  GtkWidget *caption;
  GdkEventSequence *sequence; /* (nullable) of the finger that writes */
  gboolean writing;
};

G_DEFINE_FINAL_TYPE (YjSignaturePad, yj_signature_pad, YJ_TYPE_DRAWING)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* In a pad of @width px. */
static int
caption_height (YjSignaturePad *self, double width)
{
  int natural, room = (int) (width - 2 * MARGIN_UNITS * yj_style_get_unit (GTK_WIDGET (self)));

  gtk_widget_measure (self->caption, GTK_ORIENTATION_VERTICAL, MAX (1, room), NULL, &natural, NULL, NULL);
  return natural;
}

static void
draw (YjDrawing *drawing, YjArt *art, double width, double height)
{
  YjSignaturePad *self = YJ_SIGNATURE_PAD (drawing);
  GdkRGBA faint = yj_art_mix (&art->plate, &art->on_plate, 0.45);
  double line = MAX (2, 3 * art->unit), y = height - caption_height (self, width) - 2 * GAP_UNITS * art->unit;

  cairo_rectangle (art->cr, MARGIN_UNITS * art->unit, floor (y), width - 2 * MARGIN_UNITS * art->unit, line);
  yj_art_paint (art, &faint, NULL, 0);
  yj_art_use (art, &art->on_plate);
  cairo_scale (art->cr, art->unit, art->unit);
  yj_signature_ink_draw (self->ink, art->cr);
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  YjSignaturePad *self = YJ_SIGNATURE_PAD (widget);
  double unit = yj_style_get_unit (widget);
  int tall = caption_height (self, width), margin = (int) (MARGIN_UNITS * unit);

  gtk_widget_size_allocate (self->caption,
                            &(GtkAllocation){ margin, (int) (height - tall - GAP_UNITS * unit), MAX (0, width - 2 * margin), tall }, -1);
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
    *minimum = *natural = 3 * caption_height (YJ_SIGNATURE_PAD (widget), for_size);
}

static gboolean
to_units (YjSignaturePad *self, double surface_x, double surface_y, double *x, double *y)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  double left, top, unit = yj_style_get_unit (GTK_WIDGET (self));

  gtk_native_get_surface_transform (native, &left, &top);
  if (!gtk_widget_translate_coordinates (GTK_WIDGET (native), GTK_WIDGET (self), surface_x - left, surface_y - top, x, y))
    return FALSE;
  /* Whoever slips over the edge writes along it. */
  *x = CLAMP (*x, 0, gtk_widget_get_width (GTK_WIDGET (self))) / unit;
  *y = CLAMP (*y, 0, gtk_widget_get_height (GTK_WIDGET (self))) / unit;
  return TRUE;
}

static double
event_pressure (GdkEvent *event)
{
  double pressure;

  return gdk_event_get_device_tool (event) && gdk_event_get_axis (event, GDK_AXIS_PRESSURE, &pressure) ? pressure : -1;
}

static void
begin_stroke (YjSignaturePad *self, GdkEvent *event)
{
  double event_x, event_y, x, y;

  if (!gdk_event_get_position (event, &event_x, &event_y) || !to_units (self, event_x, event_y, &x, &y))
    return;
  self->writing = TRUE;
  self->sequence = gdk_event_get_event_sequence (event);
  yj_signature_ink_begin (self->ink, x, y, event_pressure (event), gdk_event_get_time (event));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Points between two frames that GTK has put together, so that a quick stroke stays round. */
static void
add_history (YjSignaturePad *self, GdkEvent *event)
{
  guint n = 0;
  g_autofree GdkTimeCoord *history = gdk_event_get_history (event, &n);
  double x, y;

  for (guint i = 0; i < n; i++) {
    double pressure = gdk_event_get_device_tool (event) && history[i].flags & GDK_AXIS_FLAG_PRESSURE ? history[i].axes[GDK_AXIS_PRESSURE] : -1;
    if (history[i].flags & GDK_AXIS_FLAG_X && history[i].flags & GDK_AXIS_FLAG_Y
        && to_units (self, history[i].axes[GDK_AXIS_X], history[i].axes[GDK_AXIS_Y], &x, &y))
      yj_signature_ink_move (self->ink, x, y, pressure, history[i].time);
  }
}

static void
move_stroke (YjSignaturePad *self, GdkEvent *event)
{
  double event_x, event_y, x, y;

  if (!gdk_event_get_position (event, &event_x, &event_y) || !to_units (self, event_x, event_y, &x, &y))
    return;
  add_history (self, event);
  yj_signature_ink_move (self->ink, x, y, event_pressure (event), gdk_event_get_time (event));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
end_stroke (YjSignaturePad *self)
{
  self->writing = FALSE;
  self->sequence = NULL;
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
on_event (GtkEventControllerLegacy *controller, GdkEvent *event, gpointer user_data)
{
  YjSignaturePad *self = YJ_SIGNATURE_PAD (user_data);
  gboolean same = self->writing && gdk_event_get_event_sequence (event) == self->sequence;

  switch ((int) gdk_event_get_event_type (event)) {
  case GDK_BUTTON_PRESS:
    if (!self->writing && gdk_button_event_get_button (event) == GDK_BUTTON_PRIMARY)
      begin_stroke (self, event);
    return GDK_EVENT_STOP;
  case GDK_TOUCH_BEGIN:
    if (!self->writing)
      begin_stroke (self, event);
    return GDK_EVENT_STOP;
  case GDK_MOTION_NOTIFY:
  case GDK_TOUCH_UPDATE:
    if (same)
      move_stroke (self, event);
    return same;
  case GDK_BUTTON_RELEASE:
  case GDK_TOUCH_END:
  case GDK_TOUCH_CANCEL:
    if (same)
      end_stroke (self);
    return GDK_EVENT_STOP;
  case GDK_GRAB_BROKEN:
    if (self->writing)
      end_stroke (self);
    return GDK_EVENT_PROPAGATE;
  default:
    return GDK_EVENT_PROPAGATE;
  }
}

/* A pad that goes away under a finger gets no end of that stroke. */
static void
unmap (GtkWidget *widget)
{
  YjSignaturePad *self = YJ_SIGNATURE_PAD (widget);

  self->writing = FALSE;
  self->sequence = NULL;
  GTK_WIDGET_CLASS (yj_signature_pad_parent_class)->unmap (widget);
}

static void
dispose (GObject *object)
{
  yj_signature_ink_clear (YJ_SIGNATURE_PAD (object)->ink);
  G_OBJECT_CLASS (yj_signature_pad_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  yj_signature_ink_free (YJ_SIGNATURE_PAD (object)->ink);
  G_OBJECT_CLASS (yj_signature_pad_parent_class)->finalize (object);
}

static void
yj_signature_pad_class_init (YjSignaturePadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  YJ_DRAWING_CLASS (klass)->draw = draw;
  widget_class->measure = measure;
  widget_class->size_allocate = size_allocate;
  widget_class->unmap = unmap;
  gtk_widget_class_set_css_name (widget_class, "signature-pad");
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yj_signature_pad_init (YjSignaturePad *self)
{
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  self->ink = yj_signature_ink_new ();
  self->caption = yj_drawing_add_label (GTK_WIDGET (self), "", "caption", FALSE);
  gtk_label_set_wrap (GTK_LABEL (self->caption), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->caption), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_can_target (self->caption, FALSE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect (controller, "event", G_CALLBACK (on_event), self);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

GtkWidget *
yj_signature_pad_new (const char *name)
{
  YjSignaturePad *self = g_object_new (YJ_TYPE_SIGNATURE_PAD, NULL);

  yj_drawing_set_name (YJ_DRAWING (self), name);
  return GTK_WIDGET (self);
}

void
yj_signature_pad_set_caption (YjSignaturePad *self, const char *caption)
{
  g_return_if_fail (YJ_IS_SIGNATURE_PAD (self) && caption != NULL);
  yj_label_set_text (self->caption, caption);
}

void
yj_signature_pad_clear (YjSignaturePad *self)
{
  g_return_if_fail (YJ_IS_SIGNATURE_PAD (self));
  yj_signature_ink_clear (self->ink);
  self->writing = FALSE;
  self->sequence = NULL;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
yj_signature_pad_is_empty (YjSignaturePad *self)
{
  g_return_val_if_fail (YJ_IS_SIGNATURE_PAD (self), TRUE);
  return yj_signature_ink_is_empty (self->ink);
}

gboolean
yj_signature_pad_has_signature (YjSignaturePad *self)
{
  g_return_val_if_fail (YJ_IS_SIGNATURE_PAD (self), FALSE);
  return yj_signature_ink_is_enough (self->ink);
}

GBytes *
yj_signature_pad_to_png (YjSignaturePad *self, GError **error)
{
  GtkWidget *widget = GTK_WIDGET (self);
  double unit;

  g_return_val_if_fail (YJ_IS_SIGNATURE_PAD (self), NULL);
  unit = yj_style_get_unit (widget);
  return yj_signature_ink_to_png (self->ink, MAX (1, gtk_widget_get_width (widget)) / unit, MAX (1, gtk_widget_get_height (widget)) / unit, error);
}

const YjSignatureInk *
yj_signature_pad_get_ink (YjSignaturePad *self)
{
  g_return_val_if_fail (YJ_IS_SIGNATURE_PAD (self), NULL);
  return self->ink;
}
