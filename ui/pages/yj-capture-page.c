/* SPDX-License-Identifier: Apache-2.0 */
/* Photographs one paper, page by page. A page that is kept is sealed at once and handed to the courier; until then it
 * is only in memory. The shutter is the person's. */
#include "ui/drawings/yj-camera-preview.h"
#include "ui/drawings/yj-illustration.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-keep-picture.h"
#include "ui/yj-page.h"

#define YJ_TYPE_CAPTURE_PAGE (yj_capture_page_get_type ())
G_DECLARE_FINAL_TYPE (YjCapturePage, yj_capture_page, YJ, CAPTURE_PAGE, YjPage)

struct _YjCapturePage {
  YjPage parent_instance;
  const YjMaterial *material;
  YjCameraPreview *preview;
  GtkWidget *guide;    /* over the preview until the first frame comes */
  GtkWidget *message;  /* box with a notice, or empty */
  GCancellable *cancellable;
  GBytes *still;       /* (nullable) captured, not kept yet */
  gboolean busy;
  gboolean replaced;   /* pages of an earlier visit to this place are gone */
};

G_DEFINE_FINAL_TYPE (YjCapturePage, yj_capture_page, YJ_TYPE_PAGE)

static guint
count_pages (YjCapturePage *self)
{
  GPtrArray *pages = yj_session_get_material_pages (yj_page_get_context (YJ_PAGE (self))->session, self->material->id);
  return pages != NULL && self->replaced ? pages->len : 0;
}

static void
say (YjCapturePage *self, YjNoticeKind kind, const char *title, const char *text)
{
  GtkWidget *old = gtk_widget_get_first_child (self->message);
  if (old != NULL)
    gtk_box_remove (GTK_BOX (self->message), old);
  if (title != NULL)
    gtk_box_append (GTK_BOX (self->message), yj_notice_new (yj_page_get_context (YJ_PAGE (self)), kind, title, text));
}

static gboolean
can_see (YjCapturePage *self)
{
  YjCamera *camera = yj_page_get_context (YJ_PAGE (self))->camera;
  YjDeviceState state = camera != NULL ? yj_camera_get_state (camera) : YJ_DEVICE_ABSENT;
  return state != YJ_DEVICE_ABSENT && state != YJ_DEVICE_FAULT;
}

/* Which page it is; of a picture that was taken, what to look for. */
static void
update_hint (YjCapturePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autofree char *n = g_strdup_printf ("%u", count_pages (self) + 1), *max = g_strdup_printf ("%d", self->material->max_pages);
  g_autofree char *hint = yj_context_format (context, self->still != NULL ? "capture.look" : "capture.page", "n", n, "max", max, NULL);
  yj_page_set_hint (YJ_PAGE (self), hint);
}

/* What is there to do: nothing while it works, or while nothing can be seen. */
static void
update (YjCapturePage *self)
{
  YjPage *page = YJ_PAGE (self);
  YjContext *context = yj_page_get_context (page);
  const char *working = self->still != NULL ? "capture.keeping" : "capture.taking";
  gboolean taken = self->still != NULL, waits = self->busy || (!taken && !can_see (self));

  update_hint (self);
  yj_page_set_secondary (page, taken && !waits ? yj_context_text (context, "capture.again") : NULL, "yj-again");
  yj_page_set_primary_icon (page, taken ? NULL : "yj-camera");
  yj_page_set_status (page, waits ? yj_context_text (context, self->busy ? working : "capture.waiting") : NULL);
  yj_page_set_primary (page, waits ? NULL : yj_context_text (context, taken ? "capture.keep" : "capture.primary"));
}

/* ---- what the camera sees ---- */

static void
on_frame (YjCapturePage *self)
{
  gtk_widget_set_visible (self->guide, FALSE);
}

static void
on_quality (YjCapturePage *self, YjFrameVerdict verdict)
{
  static const char *const ids[] = { "capture.good", "capture.dark", "capture.bright", "capture.blurred", "capture.empty" };
  yj_camera_preview_set_state (self->preview, yj_context_text (yj_page_get_context (YJ_PAGE (self)), ids[verdict]), verdict == YJ_FRAME_GOOD);
}

static void
on_capture_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YjCapturePage) self = user_data;
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) still = yj_camera_capture_finish (YJ_CAMERA (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  self->busy = FALSE;
  if (still == NULL || !yj_camera_preview_set_still (self->preview, still, &error)) {
    say (self, YJ_NOTICE_ERROR, yj_context_error_text (context, error), yj_context_text (context, "capture.failed.next"));
  } else {
    self->still = g_steal_pointer (&still);
    yj_camera_preview_set_state (self->preview, NULL, FALSE);
    gtk_widget_set_visible (self->guide, FALSE);
  }
  update (self);
}

static void
take (YjCapturePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  self->busy = TRUE;
  say (self, YJ_NOTICE_INFO, NULL, NULL);
  update (self);
  yj_camera_capture_async (context->camera, self->cancellable, on_capture_ready, g_object_ref (self));
}

static void
drop_still (YjCapturePage *self)
{
  g_clear_pointer (&self->still, g_bytes_unref);
  yj_camera_preview_set_still (self->preview, NULL, NULL);
  say (self, YJ_NOTICE_INFO, NULL, NULL);
}

/* ---- keeping it ---- */

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YjCapturePage) self = user_data;
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (GError) error = NULL;
  gboolean kept = yj_keep_picture_finish (result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  self->busy = FALSE;
  if (!kept) {
    say (self, YJ_NOTICE_ERROR, yj_context_error_text (context, error), yj_context_text (context, "capture.not-kept.next"));
    update (self);
    return;
  }
  self->replaced = TRUE;
  drop_still (self);
  if ((int) count_pages (self) >= self->material->max_pages) {
    yj_flow_back (context->flow);
    return;
  }
  say (self, YJ_NOTICE_DONE, yj_context_text (context, "capture.kept"), yj_context_text (context, "capture.kept.next"));
  yj_page_set_back_label (YJ_PAGE (self), yj_context_text (context, "capture.enough"));
  update (self);
}

static void
keep (YjCapturePage *self)
{
  self->busy = TRUE;
  update (self);
  yj_keep_picture_async (yj_page_get_context (YJ_PAGE (self)), self->still, self->material->id, !self->replaced, self->cancellable, on_kept,
                         g_object_ref (self));
}

/* ---- the page ---- */

/* A picture that was taken can be kept without a camera. */
static void
on_camera_state (YjCapturePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));

  if (self->still != NULL)
    return;
  if (can_see (self)) {
    say (self, YJ_NOTICE_INFO, NULL, NULL);
  } else {
    gtk_widget_set_visible (self->guide, TRUE);
    yj_camera_preview_set_state (self->preview, NULL, FALSE);
    say (self, YJ_NOTICE_ERROR, yj_context_text (context, "capture.no-camera"), yj_context_text (context, "capture.no-camera.next"));
  }
  update (self);
}

/* Until there is a picture, the place of the picture shows where the paper goes. */
static GtkWidget *
make_view (YjCapturePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  GtkWidget *view = gtk_overlay_new ();

  self->preview = YJ_CAMERA_PREVIEW (yj_camera_preview_new (context->clock, yj_context_text (context, "capture.preview")));
  gtk_widget_add_css_class (GTK_WIDGET (self->preview), "personal");
  self->guide = yj_illustration_new (YJ_ILLUSTRATION_PAPER, yj_context_text (context, "capture.guide"));
  gtk_widget_add_css_class (self->guide, "capture-guide");
  gtk_overlay_set_child (GTK_OVERLAY (view), GTK_WIDGET (self->preview));
  gtk_overlay_add_overlay (GTK_OVERLAY (view), self->guide);
  gtk_widget_set_vexpand (view, TRUE);
  return view;
}

static void
enter (YjPage *page, const char *subject)
{
  YjCapturePage *self = YJ_CAPTURE_PAGE (page);
  YjContext *context = yj_page_get_context (page);
  g_autofree char *heading = NULL;

  self->material = yj_item_get_material (yj_session_get_item (context->session), subject);
  heading = yj_context_format (context, "capture.heading", "name", yj_context_pick (context, self->material->name), NULL);
  yj_page_set_heading (page, heading);
  self->message = yj_box_new (GTK_ORIENTATION_VERTICAL, "");
  yj_page_add (page, make_view (self));
  yj_page_add (page, self->message);
  g_signal_connect_object (self->preview, "quality", G_CALLBACK (on_quality), self, G_CONNECT_SWAPPED);
  if (context->camera != NULL) {
    g_signal_connect_object (context->camera, "state-changed", G_CALLBACK (on_camera_state), self, G_CONNECT_SWAPPED);
    yj_camera_preview_start (self->preview, context->camera);
    g_signal_connect_object (context->camera, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  }
  on_camera_state (self);
}

static void
leave (YjPage *page)
{
  YjCapturePage *self = YJ_CAPTURE_PAGE (page);
  g_cancellable_cancel (self->cancellable);
  yj_camera_preview_stop (self->preview);
  g_clear_pointer (&self->still, g_bytes_unref);
}

static void
primary (YjPage *page)
{
  YjCapturePage *self = YJ_CAPTURE_PAGE (page);
  if (self->still != NULL)
    keep (self);
  else
    take (self);
}

static void
secondary (YjPage *page)
{
  YjCapturePage *self = YJ_CAPTURE_PAGE (page);
  drop_still (self);
  on_camera_state (self);
}

/* In another language it is still the same set of pages. */
static json_t *
save (YjPage *page)
{
  return json_pack ("{s:b}", "replaced", YJ_CAPTURE_PAGE (page)->replaced);
}

static void
restore (YjPage *page, const json_t *saved)
{
  YjCapturePage *self = YJ_CAPTURE_PAGE (page);
  self->replaced = yj_json_bool (saved, "replaced", FALSE);
  if (self->replaced)
    yj_page_set_back_label (page, yj_context_text (yj_page_get_context (page), "capture.enough"));
  update (self);
}

static void
yj_capture_page_finalize (GObject *object)
{
  g_object_unref (YJ_CAPTURE_PAGE (object)->cancellable);
  G_OBJECT_CLASS (yj_capture_page_parent_class)->finalize (object);
}

static void
yj_capture_page_class_init (YjCapturePageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_capture_page_finalize;
  YJ_PAGE_CLASS (klass)->id = "capture";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->leave = leave;
  YJ_PAGE_CLASS (klass)->primary = primary;
  YJ_PAGE_CLASS (klass)->secondary = secondary;
  YJ_PAGE_CLASS (klass)->save = save;
  YJ_PAGE_CLASS (klass)->restore = restore;
}

static void
yj_capture_page_init (YjCapturePage *self)
{
  self->cancellable = g_cancellable_new ();
}
