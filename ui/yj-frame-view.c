/* SPDX-License-Identifier: Apache-2.0 */
/* Owns where the parts of the screen stand. */
#include "ui/yj-frame-view.h"

#define MARGIN_U 64
#define LEFT_PANE_U 600
#define PANE_GAP_U 64
#define LANDSCAPE_TOP_U 16
#define QUESTION_GAP_U 40
#define LOW_REACH_SHARE 0.55
#define STROKE_TOP_U 24 /* where the header has left its room */

struct _YjFrameView {
  GtkWidget parent_instance;
  YjStyle *style;
  GtkWidget *slots[YJ_N_SLOTS];
};

G_DEFINE_FINAL_TYPE (YjFrameView, yj_frame_view, GTK_TYPE_WIDGET)

static gboolean
is_shown (YjFrameView *self, YjSlot slot)
{
  return self->slots[slot] != NULL && gtk_widget_get_visible (self->slots[slot]);
}

/* Whether the bar beside the utility bar is there, where the two stand side by side. */
static gboolean
is_acting (YjFrameView *self)
{
  return is_shown (self, YJ_SLOT_ACTIONS) && !is_shown (self, YJ_SLOT_DIALOG);
}

static int
height_of (YjFrameView *self, YjSlot slot, int width)
{
  int natural = 0;
  if (is_shown (self, slot))
    gtk_widget_measure (self->slots[slot], GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

static int
width_of (YjFrameView *self, YjSlot slot)
{
  int natural = 0;
  if (is_shown (self, slot))
    gtk_widget_measure (self->slots[slot], GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static void
place (YjFrameView *self, YjSlot slot, int x, int y, int width, int height)
{
  if (is_shown (self, slot))
    gtk_widget_size_allocate (self->slots[slot], &(GtkAllocation){ x, y, MAX (width, 1), MAX (height, 1) }, -1);
}

static void
show_slot (YjFrameView *self, YjSlot slot, gboolean shown)
{
  if (self->slots[slot] != NULL)
    gtk_widget_set_child_visible (self->slots[slot], shown);
}

static int
place_top (YjFrameView *self, int width)
{
  double unit = yj_style_get_unit (GTK_WIDGET (self));
  int margin = (int) (MARGIN_U * unit), inner = width - 2 * margin;
  int header = height_of (self, YJ_SLOT_HEADER, width), progress = height_of (self, YJ_SLOT_PROGRESS, inner);

  if (yj_style_is_cramped (self->style))
    header = (int) (STROKE_TOP_U * unit);
  place (self, YJ_SLOT_HEADER, 0, 0, width, header);
  place (self, YJ_SLOT_PROGRESS, margin, header, inner, progress);
  return header + progress;
}

/* Question, content, aside in one column between @top and @bottom. */
static void
place_column (YjFrameView *self, int top, int bottom, int width, int margin, int gap)
{
  int inner = width - 2 * margin;
  int question = height_of (self, YJ_SLOT_QUESTION, inner), aside = height_of (self, YJ_SLOT_ASIDE, inner);
  gboolean low = yj_style_get_low_reach (self->style) && !is_shown (self, YJ_SLOT_KEYBOARD);
  int content_top = top + question + (question > 0 ? gap : 0);

  if (low)
    content_top = MAX (content_top, (int) (gtk_widget_get_height (GTK_WIDGET (self)) * (1 - LOW_REACH_SHARE)));
  /* While somebody types, the room belongs to the field. */
  if (is_shown (self, YJ_SLOT_KEYBOARD) && aside > (bottom - content_top) / 4)
    aside = 0;
  show_slot (self, YJ_SLOT_ASIDE, aside > 0);
  place (self, YJ_SLOT_QUESTION, margin, top, inner, question);
  if (aside > 0)
    place (self, YJ_SLOT_ASIDE, margin, bottom - aside, inner, aside);
  place (self, YJ_SLOT_CONTENT, margin, content_top, inner, bottom - aside - (aside > 0 ? gap : 0) - content_top);
}

static void
allocate_portrait (YjFrameView *self, int width, int height, double unit)
{
  YjSlot lowest = is_shown (self, YJ_SLOT_KEYBOARD) ? YJ_SLOT_KEYBOARD : YJ_SLOT_UTILITY;
  int top = place_top (self, width), low = height_of (self, lowest, width), actions = height_of (self, YJ_SLOT_ACTIONS, width);

  show_slot (self, YJ_SLOT_HEADER, TRUE);
  show_slot (self, YJ_SLOT_ACTIONS, TRUE);
  show_slot (self, YJ_SLOT_PROGRESS, TRUE);
  show_slot (self, YJ_SLOT_UTILITY, lowest == YJ_SLOT_UTILITY);
  place (self, lowest, 0, height - low, width, low);
  place (self, YJ_SLOT_ACTIONS, 0, height - low - actions, width, actions);
  place_column (self, top, height - low - actions, width, (int) (MARGIN_U * unit), (int) (QUESTION_GAP_U * unit));
  place (self, YJ_SLOT_DIALOG, 0, 0, width, height - low);
}

/* Left pane: question and aside. Right pane: content. One bar below: utility, then actions; the keyboard lies
 * under both. While somebody types, header and progress give their room to the field; the header does so for the largest
 * text, too. */
static void
allocate_landscape (YjFrameView *self, int width, int height, double unit)
{
  int margin = (int) (MARGIN_U * unit), gap = (int) (QUESTION_GAP_U * unit), left = (int) (LEFT_PANE_U * unit);
  gboolean typing = is_shown (self, YJ_SLOT_KEYBOARD);
  gboolean acting = is_acting (self);
  int utility = acting ? width_of (self, YJ_SLOT_UTILITY) : width, top = typing ? 0 : place_top (self, width);
  int bar = MAX (height_of (self, YJ_SLOT_UTILITY, utility), height_of (self, YJ_SLOT_ACTIONS, width - utility));
  int keyboard = height_of (self, YJ_SLOT_KEYBOARD, width), bottom = height - bar - keyboard, aside = height_of (self, YJ_SLOT_ASIDE, left);
  int question = height_of (self, YJ_SLOT_QUESTION, left);
  gboolean two_panes = question > 0 || aside > 0;
  int x = two_panes ? margin + left + (int) (PANE_GAP_U * unit) : margin, below = (int) (LANDSCAPE_TOP_U * unit);

  show_slot (self, YJ_SLOT_HEADER, !typing && !yj_style_is_cramped (self->style));
  show_slot (self, YJ_SLOT_PROGRESS, !typing);
  show_slot (self, YJ_SLOT_UTILITY, TRUE);
  show_slot (self, YJ_SLOT_ACTIONS, acting); /* a shade does not reach down to this bar */
  if (aside > bottom - top - question - gap)
    aside = 0;
  show_slot (self, YJ_SLOT_ASIDE, aside > 0);
  place (self, YJ_SLOT_QUESTION, margin, top, left, question);
  if (aside > 0)
    place (self, YJ_SLOT_ASIDE, margin, bottom - aside - gap / 2, left, aside);
  place (self, YJ_SLOT_CONTENT, x, top + below, width - margin - x, bottom - top - below - (typing ? 0 : gap / 2));
  place (self, YJ_SLOT_UTILITY, 0, bottom, utility, bar);
  place (self, YJ_SLOT_ACTIONS, utility, bottom, width - utility, bar);
  place (self, YJ_SLOT_KEYBOARD, 0, height - keyboard, width, keyboard);
  place (self, YJ_SLOT_DIALOG, 0, 0, width, height - bar);
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  YjFrameView *self = YJ_FRAME_VIEW (widget);
  double unit = yj_style_get_unit (widget);
  if (yj_style_is_landscape (self->style))
    allocate_landscape (self, width, height, unit);
  else
    allocate_portrait (self, width, height, unit);
}

/* The screen is as large as it is: nothing in it makes it larger. */
static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
         int *natural_baseline)
{
  YjFrameView *self = YJ_FRAME_VIEW (widget);
  for (guint i = 0; i < YJ_N_SLOTS; i++)
    if (is_shown (self, i))
      gtk_widget_measure (self->slots[i], orientation, -1, NULL, NULL, NULL, NULL);
  *minimum = *natural = 1;
  *minimum_baseline = *natural_baseline = -1;
}

static void
yj_frame_view_dispose (GObject *object)
{
  YjFrameView *self = YJ_FRAME_VIEW (object);
  for (guint i = 0; i < YJ_N_SLOTS; i++)
    g_clear_pointer (&self->slots[i], gtk_widget_unparent);
  g_clear_object (&self->style);
  G_OBJECT_CLASS (yj_frame_view_parent_class)->dispose (object);
}

static void
yj_frame_view_class_init (YjFrameViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_frame_view_dispose;
  GTK_WIDGET_CLASS (klass)->size_allocate = size_allocate;
  GTK_WIDGET_CLASS (klass)->measure = measure;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "frameview");
}

static void
yj_frame_view_init (YjFrameView *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

YjFrameView *
yj_frame_view_new (YjStyle *style)
{
  YjFrameView *self = g_object_new (YJ_TYPE_FRAME_VIEW, NULL);
  self->style = g_object_ref (style);
  return self;
}

/* The order of children is the order of focus: heading, content, actions, utility. */
static void
insert (YjFrameView *self, YjSlot slot, GtkWidget *widget)
{
  GtkWidget *after = NULL;

  for (int i = (int) slot - 1; i >= 0 && after == NULL; i--)
    after = self->slots[i];
  self->slots[slot] = widget;
  gtk_widget_insert_after (widget, GTK_WIDGET (self), after);
}

/* Nothing that lies under a dialog is touched or reached by a key until the dialog is answered. */
static void
admit (YjFrameView *self)
{
  gboolean open = self->slots[YJ_SLOT_DIALOG] == NULL;

  for (guint i = 0; i < YJ_SLOT_UTILITY; i++) {
    if (self->slots[i] == NULL)
      continue;
    gtk_widget_set_can_target (self->slots[i], open);
    gtk_widget_set_can_focus (self->slots[i], open);
  }
}

static void
mark_alone (YjFrameView *self)
{
  GtkWidget *utility = self->slots[YJ_SLOT_UTILITY];

  if (utility != NULL && is_acting (self))
    gtk_widget_remove_css_class (utility, "alone");
  else if (utility != NULL)
    gtk_widget_add_css_class (utility, "alone");
}

void
yj_frame_view_set (YjFrameView *self, YjSlot slot, GtkWidget *widget)
{
  if (self->slots[slot] == widget)
    return;
  g_clear_pointer (&self->slots[slot], gtk_widget_unparent);
  if (widget != NULL)
    insert (self, slot, widget);
  if (widget != NULL && slot == YJ_SLOT_ACTIONS)
    g_signal_connect_object (widget, "notify::visible", G_CALLBACK (mark_alone), self, G_CONNECT_SWAPPED);
  admit (self);
  mark_alone (self);
}

GtkWidget *
yj_frame_view_get (YjFrameView *self, YjSlot slot)
{
  return self->slots[slot];
}
