/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the preview, the guide over it and the notice under it. */
#include "ui/pages/yj-capture-view.h"
#include "ui/drawings/yj-camera-preview.h"
#include "ui/drawings/yj-illustration.h"
#include "ui/pages/yj-paper-words.h"

struct _YjCaptureView {
  GtkBox parent_instance;
  YjContext *context;
  YjCameraPreview *preview; /* children */
  GtkWidget *guide;
  GtkWidget *message; /* box with a notice, or empty */
};

G_DEFINE_FINAL_TYPE (YjCaptureView, yj_capture_view, GTK_TYPE_BOX)

static void
on_frame (YjCaptureView *self)
{
  gtk_widget_set_visible (self->guide, FALSE);
}

static void
on_sight (YjCaptureView *self, const YjPaperSight *sight)
{
  if (!yj_camera_preview_is_still (self->preview))
    yj_camera_preview_set_state (self->preview, yj_paper_words_of_sight (self->context, sight->verdict), sight->verdict == YJ_PAPER_GOOD);
}

void
yj_capture_view_start (YjCaptureView *self)
{
  YjCamera *camera = self->context->camera;

  if (camera == NULL)
    return;
  yj_camera_preview_start (self->preview, camera);
  g_signal_connect_object (camera, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (camera, "sight", G_CALLBACK (on_sight), self, G_CONNECT_SWAPPED);
}

void
yj_capture_view_stop (YjCaptureView *self)
{
  if (self->context->camera != NULL)
    g_signal_handlers_disconnect_by_data (self->context->camera, self);
  yj_camera_preview_stop (self->preview);
}

gboolean
yj_capture_view_set_still (YjCaptureView *self, GBytes *jpeg, GError **error)
{
  if (!yj_camera_preview_set_still (self->preview, jpeg, error))
    return FALSE;
  yj_camera_preview_set_state (self->preview, NULL, FALSE);
  if (jpeg != NULL)
    gtk_widget_set_visible (self->guide, FALSE);
  return TRUE;
}

void
yj_capture_view_show_guide (YjCaptureView *self)
{
  gtk_widget_set_visible (self->guide, TRUE);
  yj_camera_preview_set_state (self->preview, NULL, FALSE);
}

void
yj_capture_view_say (YjCaptureView *self, GtkWidget *notice)
{
  GtkWidget *old = gtk_widget_get_first_child (self->message);
  if (old != NULL)
    gtk_box_remove (GTK_BOX (self->message), old);
  gtk_widget_set_visible (self->message, notice != NULL);
  if (notice != NULL)
    gtk_box_append (GTK_BOX (self->message), notice);
}

static void
yj_capture_view_finalize (GObject *object)
{
  g_object_unref (YJ_CAPTURE_VIEW (object)->context);
  G_OBJECT_CLASS (yj_capture_view_parent_class)->finalize (object);
}

static void
yj_capture_view_class_init (YjCaptureViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_capture_view_finalize;
}

static void
yj_capture_view_init (YjCaptureView *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "capture-view");
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  self->message = yj_box_new (GTK_ORIENTATION_VERTICAL, "");
  gtk_widget_set_visible (self->message, FALSE);
}

/* Until there is a picture, the place of the picture shows where the paper goes. */
GtkWidget *
yj_capture_view_new (YjContext *context)
{
  YjCaptureView *self = g_object_new (YJ_TYPE_CAPTURE_VIEW, NULL);
  GtkWidget *overlay = gtk_overlay_new ();

  self->context = g_object_ref (context);
  self->preview = YJ_CAMERA_PREVIEW (yj_camera_preview_new (yj_context_text (context, "capture.preview")));
  gtk_widget_add_css_class (GTK_WIDGET (self->preview), "personal");
  self->guide = yj_illustration_new (YJ_ILLUSTRATION_PAPER, yj_context_text (context, "capture.guide"));
  gtk_widget_add_css_class (self->guide, "capture-guide");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->preview));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->guide);
  gtk_widget_set_vexpand (overlay, TRUE);
  gtk_box_append (GTK_BOX (self), overlay);
  gtk_box_append (GTK_BOX (self), self->message);
  return GTK_WIDGET (self);
}
