/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the entries of a timeline and the line between their discs. */
#include "ui/drawings/yj-timeline.h"
#include "ui/drawings/yj-disc.h"

struct _YjTimeline {
  YjDrawing parent_instance;
  GPtrArray *discs; /* owned by the widget tree */
};

G_DEFINE_FINAL_TYPE (YjTimeline, yj_timeline, YJ_TYPE_DRAWING)

static void
draw (YjDrawing *drawing, YjArt *art, double width, double height)
{
  YjTimeline *self = YJ_TIMELINE (drawing);

  for (guint i = 1; i < self->discs->len; i++) {
    graphene_rect_t above, below;
    if (!gtk_widget_compute_bounds (self->discs->pdata[i - 1], GTK_WIDGET (self), &above)
        || !gtk_widget_compute_bounds (self->discs->pdata[i], GTK_WIDGET (self), &below))
      continue;
    cairo_move_to (art->cr, above.origin.x + above.size.width / 2, above.origin.y + above.size.height);
    cairo_line_to (art->cr, below.origin.x + below.size.width / 2, below.origin.y);
    yj_art_paint (art, NULL, art->lines_only ? &art->ink : &art->tint_2, MAX (2, 4 * art->unit));
  }
}

static void
finalize (GObject *object)
{
  g_ptr_array_unref (YJ_TIMELINE (object)->discs);
  G_OBJECT_CLASS (yj_timeline_parent_class)->finalize (object);
}

static void
yj_timeline_class_init (YjTimelineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
  YJ_DRAWING_CLASS (klass)->draw = draw;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "timeline");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_LIST);
}

static void
yj_timeline_init (YjTimeline *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  self->discs = g_ptr_array_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
}

GtkWidget *
yj_timeline_new (const char *name)
{
  YjTimeline *self = g_object_new (YJ_TYPE_TIMELINE, NULL);

  yj_drawing_set_name (YJ_DRAWING (self), name);
  return GTK_WIDGET (self);
}

static GtkWidget *
make_text (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

void
yj_timeline_add (YjTimeline *self, gboolean done, const char *state, const char *title, const char *text)
{
  GtkWidget *entry, *words, *disc;

  g_return_if_fail (YJ_IS_TIMELINE (self) && title != NULL && self->discs->len < YJ_TIMELINE_MAX);
  entry = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM, NULL);
  words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  disc = yj_disc_new (done, 0);
  yj_drawing_set_name (YJ_DRAWING (disc), state);
  gtk_widget_set_valign (disc, GTK_ALIGN_START);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), make_text (title, "strong"));
  if (text)
    gtk_box_append (GTK_BOX (words), make_text (text, "text"));
  gtk_box_append (GTK_BOX (entry), disc);
  gtk_box_append (GTK_BOX (entry), words);
  gtk_widget_set_parent (entry, GTK_WIDGET (self));
  g_ptr_array_add (self->discs, disc);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
