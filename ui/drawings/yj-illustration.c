/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the ground on which each picture stands. */
#include "ui/drawings/yj-illustration.h"
#include "ui/drawings/yj-scenes.h"

struct _YjIllustration {
  YjDrawing parent_instance;
  YjIllustrationKind kind;
};

G_DEFINE_FINAL_TYPE (YjIllustration, yj_illustration, YJ_TYPE_DRAWING)

static void (*const scenes[YJ_N_ILLUSTRATIONS]) (YjArt *art) = {
  [YJ_ILLUSTRATION_CARD] = yj_scene_card,
  [YJ_ILLUSTRATION_LIFT_CARD] = yj_scene_lift_card,
  [YJ_ILLUSTRATION_PASSPORT] = yj_scene_passport,
  [YJ_ILLUSTRATION_PHONE_CODE] = yj_scene_phone_code,
  [YJ_ILLUSTRATION_RECEIPT_CODE] = yj_scene_receipt_code,
  [YJ_ILLUSTRATION_PAPER] = yj_scene_paper,
  [YJ_ILLUSTRATION_TAKE_RECEIPT] = yj_scene_take_receipt,
  [YJ_ILLUSTRATION_PAPER_OUT] = yj_scene_paper_out,
  [YJ_ILLUSTRATION_COVER_OPEN] = yj_scene_cover_open,
};

static void
draw_portrait (YjArt *art, double width, double height)
{
  double edge = MAX (2, 4 * art->unit);

  yj_art_rounded (art, edge / 2, edge / 2, width - edge, height - edge, 12 * art->unit);
  cairo_clip_preserve (art->cr);
  yj_art_fill (art, &art->tint, edge);
  yj_scene_person (art, 0, 0, width, height);
}

/* The floor is wider than the figure's grid: it runs to the sides and the bottom of the ground. */
static void
draw_ground (YjArt *art, double width, double height, double floor)
{
  double edge = MAX (2, 4 * art->unit);

  yj_art_rounded (art, edge / 2, edge / 2, width - edge, height - edge, 20 * art->unit);
  if (art->lines_only) {
    yj_art_paint (art, NULL, &art->ink, edge);
    cairo_rectangle (art->cr, edge, floor, width - 2 * edge, edge);
    yj_art_paint (art, &art->ink, NULL, 0);
    return;
  }
  cairo_save (art->cr);
  cairo_clip (art->cr);
  yj_art_use (art, &art->tint);
  cairo_paint (art->cr);
  cairo_rectangle (art->cr, 0, floor, width, height - floor);
  yj_art_paint (art, &art->tint_2, NULL, 0);
  cairo_restore (art->cr);
}

static void
draw (YjDrawing *drawing, YjArt *art, double width, double height)
{
  YjIllustration *self = YJ_ILLUSTRATION (drawing);
  double scale = MIN (width / YJ_SCENE_WIDTH, height / YJ_SCENE_HEIGHT), left, top;

  if (self->kind == YJ_ILLUSTRATION_PORTRAIT) {
    draw_portrait (art, width, height);
    return;
  }
  draw_ground (art, width, height, (height - YJ_SCENE_HEIGHT * scale) / 2 + YJ_SCENE_FLOOR * scale);
  yj_art_fit (art, width, height, YJ_SCENE_WIDTH, YJ_SCENE_HEIGHT, &left, &top);
  scenes[self->kind](art);
}

static void
yj_illustration_class_init (YjIllustrationClass *klass)
{
  YJ_DRAWING_CLASS (klass)->draw = draw;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "illustration");
}

static void
yj_illustration_init (YjIllustration *self)
{
}

GtkWidget *
yj_illustration_new (YjIllustrationKind kind, const char *name)
{
  YjIllustration *self;

  g_return_val_if_fail (kind < YJ_N_ILLUSTRATIONS, NULL);
  self = g_object_new (YJ_TYPE_ILLUSTRATION, NULL);
  self->kind = kind;
  if (kind == YJ_ILLUSTRATION_PORTRAIT)
    gtk_widget_add_css_class (GTK_WIDGET (self), "portrait");
  yj_drawing_set_name (YJ_DRAWING (self), name);
  return GTK_WIDGET (self);
}

void
yj_illustration_show (YjIllustration *self, YjIllustrationKind kind, const char *name)
{
  g_return_if_fail (kind < YJ_N_ILLUSTRATIONS && (kind == YJ_ILLUSTRATION_PORTRAIT) == (self->kind == YJ_ILLUSTRATION_PORTRAIT));
  self->kind = kind;
  yj_drawing_set_name (YJ_DRAWING (self), name);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
