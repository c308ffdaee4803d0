/* SPDX-License-Identifier: Apache-2.0 */
/* Photographs one paper, page by page. A page that is kept is sealed at once and handed to the courier; until then it
 * is only in memory. The shutter is the person's, and so is the last word on a picture. Pages that are kept can be looked through, taken
 * again, put in order and taken away; the camera runs only while a page is being photographed. */
#include "ui/pages/yj-capture-view.h"
#include "ui/pages/yj-capture-words.h"
#include "ui/pages/yj-captured-rows.h"
#include "ui/pages/yj-paper-words.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-keep-picture.h"
#include "ui/yj-page.h"

#define YJ_TYPE_CAPTURE_PAGE (yj_capture_page_get_type ())
G_DECLARE_FINAL_TYPE (YjCapturePage, yj_capture_page, YJ, CAPTURE_PAGE, YjPage)

struct _YjCapturePage {
  YjPage parent_instance;
  const YjMaterial *material;
  gboolean listing; /* the kept pages are shown, not the camera */
  guint target; /* the page that is photographed, counted from 0 */
  gboolean anew; /* there is one already, which stays until the new one is kept */
  YjCaptureView *view; /* NULL while listing */
  YjStill *still; /* (nullable) captured, not kept yet */
  gboolean uncut; /* all of the still is to be kept */
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (YjCapturePage, yj_capture_page, YJ_TYPE_PAGE)

static void show (YjCapturePage *self);
static void update (YjCapturePage *self);

/* ---- what there is ---- */

static guint
count_pages (YjCapturePage *self)
{
  GPtrArray *pages = yj_session_get_material_pages (yj_page_get_context (YJ_PAGE (self))->session, self->material->id);
  return pages != NULL ? pages->len : 0;
}

static guint
max_pages (YjCapturePage *self)
{
  return (guint) MAX (self->material->max_pages, 1);
}

static gboolean
can_see (YjCapturePage *self)
{
  YjCamera *camera = yj_page_get_context (YJ_PAGE (self))->camera;
  YjDeviceState state = camera != NULL ? yj_camera_get_state (camera) : YJ_DEVICE_ABSENT;
  return state != YJ_DEVICE_ABSENT && state != YJ_DEVICE_FAULT;
}

static GBytes *
get_chosen (YjCapturePage *self)
{
  return self->uncut ? self->still->whole : self->still->jpeg;
}

/* ---- words ---- */

static void
say (YjCapturePage *self, YjNoticeKind kind, const char *title, const char *next)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  yj_capture_view_say (self->view, yj_notice_new (context, kind, title, yj_context_text (context, next)));
}

static void
on_uncut_clicked (YjCapturePage *self)
{
  self->uncut = !self->uncut;
  yj_capture_view_set_still (self->view, get_chosen (self), NULL);
  update (self);
}

static void
on_list_clicked (YjCapturePage *self)
{
  self->listing = TRUE;
  show (self);
}

static void
update (YjCapturePage *self)
{
  const YjCaptureState state = { .what = self->material->hint,
                                 .is_listing = self->listing,
                                 .is_anew = self->anew,
                                 .is_busy = self->busy,
                                 .can_see = can_see (self),
                                 .is_uncut = self->uncut,
                                 .number = self->target + 1,
                                 .count = count_pages (self),
                                 .max = max_pages (self),
                                 .still = self->still,
                                 .on_uncut = G_CALLBACK (on_uncut_clicked),
                                 .on_list = G_CALLBACK (on_list_clicked) };
  yj_capture_words_show (YJ_PAGE (self), &state);
}

/* ---- what the camera sees ---- */

/* A picture that was taken can be kept without a camera. */
static void
on_camera_state (YjCapturePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));

  if (self->listing || self->still != NULL)
    return;
  if (can_see (self)) {
    yj_capture_view_say (self->view, NULL);
  } else {
    yj_capture_view_show_guide (self->view);
    say (self, YJ_NOTICE_ERROR, yj_context_text (context, "capture.no-camera"), "capture.no-camera.next");
  }
  update (self);
}

static void
on_capture_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YjCapturePage) self = user_data;
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (GError) error = NULL;
  g_autoptr (YjStill) still = yj_camera_capture_finish (YJ_CAMERA (source), result, &error);

  if (g_cancellable_is_cancelled (yj_page_get_cancellable (YJ_PAGE (self))))
    return;
  self->busy = FALSE;
  if (still == NULL || !yj_capture_view_set_still (self->view, still->jpeg, &error)) {
    say (self, YJ_NOTICE_ERROR, yj_context_error_text (context, error), "capture.failed.next");
  } else {
    yj_capture_view_say (self->view, yj_paper_notice_new (context, still->sight.verdict));
    self->still = g_steal_pointer (&still);
    self->uncut = FALSE;
  }
  update (self);
}

static void
take (YjCapturePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  self->busy = TRUE;
  yj_capture_view_say (self->view, NULL);
  update (self);
  yj_camera_capture_async (context->camera, yj_page_get_cancellable (YJ_PAGE (self)), on_capture_ready, g_object_ref (self));
}

static void
drop_still (YjCapturePage *self)
{
  g_clear_pointer (&self->still, yj_still_free);
  yj_capture_view_set_still (self->view, NULL, NULL);
  yj_capture_view_say (self->view, NULL);
}

static void
take_again (YjCapturePage *self)
{
  drop_still (self);
  on_camera_state (self);
}

/* ---- keeping it ---- */

/* Who took a page anew sees all of them again; else the next one is due, until there may be no more. */
static void
go_on (YjCapturePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));

  if (max_pages (self) > 1 && self->anew) {
    self->listing = TRUE;
    show (self);
  } else if (count_pages (self) >= max_pages (self)) {
    yj_flow_back (context->flow);
  } else {
    self->target = count_pages (self);
    say (self, YJ_NOTICE_DONE, yj_context_text (context, "capture.kept"), "capture.kept.next");
    update (self);
  }
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YjCapturePage) self = user_data;
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  g_autoptr (GError) error = NULL;
  gboolean kept = yj_keep_picture_finish (result, &error);

  if (g_cancellable_is_cancelled (yj_page_get_cancellable (YJ_PAGE (self))))
    return;
  self->busy = FALSE;
  if (!kept) {
    say (self, YJ_NOTICE_ERROR, yj_context_error_text (context, error), "capture.not-kept.next");
    update (self);
    return;
  }
  drop_still (self);
  go_on (self);
}

static void
keep (YjCapturePage *self)
{
  self->busy = TRUE;
  update (self);
  yj_keep_picture_async (yj_page_get_context (YJ_PAGE (self)), get_chosen (self), self->still->thumbnail, self->material->id, self->target,
                         yj_page_get_cancellable (YJ_PAGE (self)), on_kept, g_object_ref (self));
}

/* ---- pages that are kept ---- */

static void
photograph (YjCapturePage *self, guint target)
{
  self->listing = FALSE;
  self->target = target;
  self->anew = target < count_pages (self);
  show (self);
}

static void
retake_page (guint index, gpointer user_data)
{
  photograph (user_data, index);
}

static void
remove_page (guint index, gpointer user_data)
{
  YjCapturePage *self = user_data;
  yj_session_remove_material_page (yj_page_get_context (YJ_PAGE (self))->session, self->material->id, index);
  if (count_pages (self) == 0)
    photograph (self, 0);
  else
    show (self);
}

static void
move_page_earlier (guint index, gpointer user_data)
{
  YjCapturePage *self = user_data;
  yj_session_move_material_page (yj_page_get_context (YJ_PAGE (self))->session, self->material->id, index, index - 1);
  show (self);
}

/* ---- the page ---- */

static void
show_list (YjCapturePage *self)
{
  YjContext *context = yj_page_get_context (YJ_PAGE (self));
  const YjCapturedWays ways = { context->camera != NULL ? retake_page : NULL, remove_page, move_page_earlier, self };
  yj_captured_rows_add (YJ_PAGE (self), yj_session_get_material_pages (context->session, self->material->id), &ways);
}

static void
show_camera (YjCapturePage *self)
{
  self->view = YJ_CAPTURE_VIEW (yj_capture_view_new (yj_page_get_context (YJ_PAGE (self))));
  yj_page_add (YJ_PAGE (self), GTK_WIDGET (self->view));
  yj_capture_view_start (self->view);
  on_camera_state (self);
}

/* A camera that nobody looks through is let go. */
static void
stop_camera (YjCapturePage *self)
{
  if (self->view != NULL)
    yj_capture_view_stop (self->view);
  self->view = NULL;
  g_clear_pointer (&self->still, yj_still_free);
}

static void
show (YjCapturePage *self)
{
  stop_camera (self);
  yj_page_clear_rows (YJ_PAGE (self));
  if (self->listing)
    show_list (self);
  else
    show_camera (self);
  update (self);
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
  if (context->camera != NULL)
    g_signal_connect_object (context->camera, "state-changed", G_CALLBACK (on_camera_state), self, G_CONNECT_SWAPPED);
  self->listing = count_pages (self) > 0 && max_pages (self) > 1;
  self->anew = count_pages (self) > 0;
  show (self);
}

static void
leave (YjPage *page)
{
  stop_camera (YJ_CAPTURE_PAGE (page));
}

static void
primary (YjPage *page)
{
  YjCapturePage *self = YJ_CAPTURE_PAGE (page);

  if (self->listing && count_pages (self) < max_pages (self))
    photograph (self, count_pages (self));
  else if (self->listing)
    yj_flow_back (yj_page_get_context (page)->flow);
  else if (self->still == NULL)
    take (self);
  else if (yj_paper_should_be_taken_again (self->still->sight.verdict))
    take_again (self);
  else
    keep (self);
}

/* The other of the two that can be done with a picture. */
static void
secondary (YjPage *page)
{
  YjCapturePage *self = YJ_CAPTURE_PAGE (page);

  if (yj_paper_should_be_taken_again (self->still->sight.verdict))
    keep (self);
  else
    take_again (self);
}

/* From a page that was to be taken anew, to the others. */
static void
back (YjPage *page)
{
  YjCapturePage *self = YJ_CAPTURE_PAGE (page);

  if (self->listing || !self->anew || max_pages (self) == 1) {
    yj_flow_back (yj_page_get_context (page)->flow);
    return;
  }
  self->listing = TRUE;
  show (self);
}

/* In another language it is still the same page of the set. */
static json_t *
save (YjPage *page)
{
  YjCapturePage *self = YJ_CAPTURE_PAGE (page);
  return json_pack ("{s:b, s:i}", "listing", self->listing, "target", (int) self->target);
}

static void
restore (YjPage *page, const json_t *saved)
{
  YjCapturePage *self = YJ_CAPTURE_PAGE (page);

  if (!yj_json_bool (saved, "listing", FALSE))
    photograph (self, (guint) CLAMP (yj_json_int (saved, "target", 0), 0, max_pages (self) - 1));
}

static void
yj_capture_page_class_init (YjCapturePageClass *klass)
{
  YJ_PAGE_CLASS (klass)->id = "capture";
  YJ_PAGE_CLASS (klass)->enter = enter;
  YJ_PAGE_CLASS (klass)->leave = leave;
  YJ_PAGE_CLASS (klass)->primary = primary;
  YJ_PAGE_CLASS (klass)->secondary = secondary;
  YJ_PAGE_CLASS (klass)->back = back;
  YJ_PAGE_CLASS (klass)->save = save;
  YJ_PAGE_CLASS (klass)->restore = restore;
}

static void
yj_capture_page_init (YjCapturePage *self)
{
}
