/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the picture on the screen between a camera and the person's eyes, and its end. */
#include "ui/drawings/yj-camera-preview.h"
#include "core/base/yj-error.h"
#include "ui/yj-style.h"

#define RADIUS_UNITS 24.0
#define PLATE_TOP_UNITS 40.0
#define CORNERS_SIDE_UNITS 84.0 /* from the sides, and from the bottom */
#define CORNERS_TOP_UNITS 156.0 /* under the plate */
#define PLATE_GAP_UNITS 28.0
#define ARM_UNITS 96.0
#define LINE_UNITS 10.0

struct _YjCameraPreview {
  YjDrawing parent_instance;
  YjCamera *camera; /* (nullable) */
  gulong on_frame, on_sight;
  GtkWidget *plate;
  GdkTexture *frame, *still;
  YjPaperSight sight; /* of a frame shortly before the present one */
};

G_DEFINE_FINAL_TYPE (YjCameraPreview, yj_camera_preview, YJ_TYPE_DRAWING)

static void
on_sight (YjCamera *camera, const YjPaperSight *sight, gpointer user_data)
{
  YjCameraPreview *self = YJ_CAMERA_PREVIEW (user_data);

  self->sight = *sight;
  if (self->still == NULL)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* ---- frames ---- */

static gboolean
is_sound (const YjFrame *frame)
{
  gsize row = (gsize) frame->width_px * 3;

  return frame->format == YJ_FRAME_RGB && frame->width_px > 0 && frame->height_px > 0 && frame->width_px <= 8192 && frame->height_px <= 8192
         && frame->stride_bytes >= row && g_bytes_get_size (frame->pixels) >= (gsize) frame->stride_bytes * (frame->height_px - 1) + row;
}

static void
on_frame (YjCamera *camera, YjFrame *frame, gpointer user_data)
{
  YjCameraPreview *self = YJ_CAMERA_PREVIEW (user_data);

  if (!is_sound (frame))
    return;
  g_clear_object (&self->frame);
  self->frame = gdk_memory_texture_new ((int) frame->width_px, (int) frame->height_px, GDK_MEMORY_R8G8B8, frame->pixels, frame->stride_bytes);
  if (self->still == NULL)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drop_pictures (YjCameraPreview *self)
{
  g_clear_object (&self->frame);
  g_clear_object (&self->still);
  self->sight = (YjPaperSight){ 0 };
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* ---- drawing ---- */

/* All of it: a paper that lies outside the view would be taken, or cut, without the person's seeing it. */
static graphene_rect_t
picture_box (GdkTexture *texture, double width, double height)
{
  if (texture == NULL)
    return GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height);
  double scale = MIN (width / gdk_texture_get_width (texture), height / gdk_texture_get_height (texture));
  double wide = scale * gdk_texture_get_width (texture), tall = scale * gdk_texture_get_height (texture);

  return GRAPHENE_RECT_INIT ((float) ((width - wide) / 2), (float) ((height - tall) / 2), (float) wide, (float) tall);
}

/* Under the plate, however large its words are. */
static double
corners_top (YjCameraPreview *self, double unit)
{
  graphene_rect_t plate;

  if (!gtk_widget_get_visible (self->plate) || !gtk_widget_compute_bounds (self->plate, GTK_WIDGET (self), &plate))
    return CORNERS_TOP_UNITS * unit;
  return MAX (CORNERS_TOP_UNITS * unit, plate.origin.y + plate.size.height + PLATE_GAP_UNITS * unit);
}

/* Where the sheet was found. */
static void
trace_sheet (YjCameraPreview *self, YjArt *art, double width, double height)
{
  graphene_rect_t box = picture_box (self->frame, width, height);
  double points[8];

  for (int i = 0; i < 4; i++) {
    points[2 * i] = box.origin.x + self->sight.corners[i].x * box.size.width;
    points[2 * i + 1] = box.origin.y + self->sight.corners[i].y * box.size.height;
  }
  yj_art_polygon (art, points, 4);
}

/* Where it should lie. */
static void
trace_corners (YjCameraPreview *self, YjArt *art, double width, double height)
{
  graphene_rect_t box = picture_box (self->frame, width, height);
  double side = CORNERS_SIDE_UNITS * art->unit, top = MAX (corners_top (self, art->unit), box.origin.y + side / 2);
  double bottom = MIN (height - side / 2, box.origin.y + box.size.height - side / 2);

  if (box.size.width > 2 * side && bottom > top + side)
    yj_art_corners (art, box.origin.x + side, top, box.size.width - 2 * side, bottom - top, MIN (ARM_UNITS * art->unit, (bottom - top) / 3));
}

/* Over any picture: the role's colour on a casing of the opposite brightness. */
static void
draw (YjDrawing *drawing, YjArt *art, double width, double height)
{
  YjCameraPreview *self = YJ_CAMERA_PREVIEW (drawing);
  gboolean dark = 0.3 * art->here.red + 0.59 * art->here.green + 0.11 * art->here.blue < 0.5;
  const GdkRGBA *casing = dark ? &art->plate : &art->on_plate;
  void (*trace) (YjCameraPreview *, YjArt *, double, double) = self->sight.lie == YJ_SHEET_WHOLE ? trace_sheet : trace_corners;
  double line = LINE_UNITS * art->unit;

  if (self->still != NULL)
    return;
  cairo_set_line_cap (art->cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (art->cr, CAIRO_LINE_JOIN_ROUND);
  trace (self, art, width, height);
  yj_art_paint (art, NULL, casing, line + 4 * art->unit);
  trace (self, art, width, height);
  yj_art_paint (art, NULL, &art->here, line);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *shot)
{
  YjCameraPreview *self = YJ_CAMERA_PREVIEW (widget);
  GdkTexture *picture = self->still ? self->still : self->frame;
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GskRoundedRect clip;
  graphene_rect_t box;

  if (picture && width > 0 && height > 0) {
    gsk_rounded_rect_init_from_rect (&clip, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height), (float) (RADIUS_UNITS * yj_style_get_unit (widget)));
    box = picture_box (picture, width, height);
    gtk_snapshot_push_rounded_clip (shot, &clip);
    gtk_snapshot_append_texture (shot, picture, &box);
    gtk_snapshot_pop (shot);
  }
  GTK_WIDGET_CLASS (yj_camera_preview_parent_class)->snapshot (widget, shot);
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (YJ_CAMERA_PREVIEW (widget)->plate, orientation, -1, minimum, natural, NULL, NULL);
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *plate = YJ_CAMERA_PREVIEW (widget)->plate;
  int wide, tall, top = (int) (PLATE_TOP_UNITS * yj_style_get_unit (widget));

  if (!gtk_widget_should_layout (plate))
    return;
  gtk_widget_measure (plate, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &wide, NULL, NULL);
  wide = MIN (wide, width);
  gtk_widget_measure (plate, GTK_ORIENTATION_VERTICAL, wide, NULL, &tall, NULL, NULL);
  gtk_widget_size_allocate (plate, &(GtkAllocation){ (width - wide) / 2, top, wide, tall }, -1);
}

/* ---- life ---- */

static void
unmap (GtkWidget *widget)
{
  yj_camera_preview_stop (YJ_CAMERA_PREVIEW (widget));
  GTK_WIDGET_CLASS (yj_camera_preview_parent_class)->unmap (widget);
}

static void
dispose (GObject *object)
{
  YjCameraPreview *self = YJ_CAMERA_PREVIEW (object);

  yj_camera_preview_stop (self);
  G_OBJECT_CLASS (yj_camera_preview_parent_class)->dispose (object);
}

static void
yj_camera_preview_class_init (YjCameraPreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  YJ_DRAWING_CLASS (klass)->draw = draw;
  widget_class->snapshot = snapshot;
  widget_class->measure = measure;
  widget_class->size_allocate = size_allocate;
  widget_class->unmap = unmap;
  gtk_widget_class_set_css_name (widget_class, "camera-preview");
}

static void
yj_camera_preview_init (YjCameraPreview *self)
{
  self->plate = yj_drawing_add_label (GTK_WIDGET (self), "", "plate", FALSE);
  gtk_label_set_xalign (GTK_LABEL (self->plate), 0.5);
  gtk_label_set_wrap (GTK_LABEL (self->plate), TRUE);
  gtk_widget_set_visible (self->plate, FALSE);
}

GtkWidget *
yj_camera_preview_new (const char *name)
{
  YjCameraPreview *self = g_object_new (YJ_TYPE_CAMERA_PREVIEW, NULL);

  yj_drawing_set_name (YJ_DRAWING (self), name);
  return GTK_WIDGET (self);
}

void
yj_camera_preview_start (YjCameraPreview *self, YjCamera *camera)
{
  g_return_if_fail (YJ_IS_CAMERA_PREVIEW (self) && YJ_IS_CAMERA (camera));
  yj_camera_preview_stop (self);
  self->camera = g_object_ref (camera);
  self->on_frame = g_signal_connect (camera, "frame", G_CALLBACK (on_frame), self);
  self->on_sight = g_signal_connect (camera, "sight", G_CALLBACK (on_sight), self);
  yj_camera_start (camera);
}

void
yj_camera_preview_stop (YjCameraPreview *self)
{
  g_return_if_fail (YJ_IS_CAMERA_PREVIEW (self));
  if (self->camera) {
    g_clear_signal_handler (&self->on_frame, self->camera);
    g_clear_signal_handler (&self->on_sight, self->camera);
    yj_camera_stop (self->camera);
    g_clear_object (&self->camera);
  }
  drop_pictures (self);
}

void
yj_camera_preview_set_state (YjCameraPreview *self, const char *text, gboolean good)
{
  g_return_if_fail (YJ_IS_CAMERA_PREVIEW (self));
  gtk_label_set_text (GTK_LABEL (self->plate), text ? text : "");
  gtk_widget_set_visible (self->plate, text != NULL);
  if (good)
    gtk_widget_add_css_class (self->plate, "good");
  else
    gtk_widget_remove_css_class (self->plate, "good");
}

gboolean
yj_camera_preview_set_still (YjCameraPreview *self, GBytes *jpeg, GError **error)
{
  g_autoptr (GdkTexture) still = NULL;
  g_autoptr (GError) reason = NULL;

  g_return_val_if_fail (YJ_IS_CAMERA_PREVIEW (self), FALSE);
  if (jpeg) {
    still = gdk_texture_new_from_bytes (jpeg, &reason);
    if (still == NULL) {
      g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "The captured picture cannot be shown: %s", reason->message);
      return FALSE;
    }
  }
  g_set_object (&self->still, still);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return TRUE;
}

gboolean
yj_camera_preview_is_still (YjCameraPreview *self)
{
  g_return_val_if_fail (YJ_IS_CAMERA_PREVIEW (self), FALSE);
  return self->still != NULL;
}

gboolean
yj_camera_preview_has_picture (YjCameraPreview *self)
{
  g_return_val_if_fail (YJ_IS_CAMERA_PREVIEW (self), FALSE);
  return self->still || self->frame;
}
