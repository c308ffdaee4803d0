/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the window: which page is shown, and the dialogs above it. */
#include "ui/yj-window.h"
#include "ui/widgets/yj-dialog.h"
#include "ui/widgets/yj-widgets.h"
#include "ui/yj-action-bar.h"
#include "ui/yj-frame-view.h"
#include "ui/yj-header.h"
#include "ui/yj-idle-watch.h"
#include "ui/yj-read-aloud.h"
#include "ui/yj-utility-bar.h"

struct _YjWindow {
  GtkApplicationWindow parent_instance;
  YjContext *context;
  YjFrameView *frame;
  YjIdleWatch *idle;
  YjPage *page; /* owned by the frame */
  GtkWidget *heading, *hint, *question;
  YjDialog *dialog; /* (nullable) owned by the frame */
  gboolean dialog_is_idle;
  guint tick_source, rebuild_source;
};

G_DEFINE_FINAL_TYPE (YjWindow, yj_window, GTK_TYPE_APPLICATION_WINDOW)

/* ---- the page ---- */

/* Nobody begins what this machine cannot finish: a closed gate replaces the welcome. */
static const char *
page_id_now (YjWindow *self)
{
  const char *id = yj_flow_get_place (self->context->flow)->page;
  if (g_str_equal (id, "idle") && yj_context_get_gates (self->context) != YJ_GATE_OPEN)
    return "out-of-service";
  return id;
}

static void
update_question (YjWindow *self)
{
  const char *heading = yj_page_get_heading (self->page), *hint = yj_page_get_hint (self->page);
  GtkWidget *aside = yj_page_get_aside (self->page);

  gtk_label_set_text (GTK_LABEL (self->heading), heading != NULL ? heading : "");
  gtk_widget_set_visible (self->heading, heading != NULL);
  gtk_label_set_text (GTK_LABEL (self->hint), hint != NULL ? hint : "");
  gtk_widget_set_visible (self->hint, hint != NULL);
  gtk_widget_set_visible (self->question, heading != NULL || hint != NULL);
  yj_frame_view_set (self->frame, YJ_SLOT_ASIDE, aside);
}

static void
say_page (YjWindow *self)
{
  g_autofree char *text = yj_read_aloud_text (self->page);
  yj_speaker_say (self->context->speaker, text, yj_context_get_language (self->context));
}

static void
leave_page (YjWindow *self)
{
  if (self->page == NULL)
    return;
  YJ_PAGE_GET_CLASS (self->page)->leave (self->page);
  g_signal_handlers_disconnect_by_data (self->page, self);
  yj_action_bar_set_page (YJ_ACTION_BAR (yj_frame_view_get (self->frame, YJ_SLOT_ACTIONS)), NULL);
  yj_frame_view_set (self->frame, YJ_SLOT_ASIDE, NULL);
  yj_frame_view_set (self->frame, YJ_SLOT_CONTENT, NULL);
  self->page = NULL;
}

static void
set_class (YjWindow *self, const char *css_class, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (GTK_WIDGET (self), css_class);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), css_class);
}

/* What the sheet cannot ask about: script, direction of the screen, large text. */
static void
update_classes (YjWindow *self)
{
  YjStyle *style = self->context->style;
  set_class (self, "latin", !g_str_has_prefix (yj_context_get_language (self->context), "zh"));
  set_class (self, "landscape", yj_style_is_landscape (style));
  set_class (self, "care", yj_style_get_text_size (style) != YJ_TEXT_STANDARD);
}

static void
update_bars (YjWindow *self)
{
  YjPageKind kind = YJ_PAGE_GET_CLASS (self->page)->kind;
  yj_header_update (YJ_HEADER (yj_frame_view_get (self->frame, YJ_SLOT_HEADER)), kind);
  yj_utility_bar_update (YJ_UTILITY_BAR (yj_frame_view_get (self->frame, YJ_SLOT_UTILITY)), kind == YJ_PAGE_STEP);
  yj_action_bar_set_page (YJ_ACTION_BAR (yj_frame_view_get (self->frame, YJ_SLOT_ACTIONS)), self->page);
}

static void
show_page (YjWindow *self)
{
  const char *subject = yj_flow_get_place (self->context->flow)->subject;

  leave_page (self);
  update_classes (self);
  self->page = yj_page_create (page_id_now (self), self->context, subject);
  g_return_if_fail (self->page != NULL);
  g_signal_connect_swapped (self->page, "frame-changed", G_CALLBACK (update_question), self);
  yj_frame_view_set (self->frame, YJ_SLOT_CONTENT, GTK_WIDGET (self->page));
  update_question (self);
  update_bars (self);
  gtk_widget_child_focus (GTK_WIDGET (self->page), GTK_DIR_TAB_FORWARD);
}

/* The same place in another language or size: what was typed stays. */
static void
rebuild_page (YjWindow *self)
{
  YjPageClass *klass = YJ_PAGE_GET_CLASS (self->page);
  json_t *saved = klass->save != NULL ? klass->save (self->page) : NULL;

  show_page (self);
  if (saved != NULL && YJ_PAGE_GET_CLASS (self->page) == klass)
    klass->restore (self->page, saved);
  yj_json_wipe (saved);
}

static gboolean
on_voice_idle (gpointer user_data)
{
  YjWindow *self = user_data;
  if (self->context->voice && self->context->speaker != NULL && self->page != NULL)
    say_page (self);
  g_object_unref (self);
  return G_SOURCE_REMOVE;
}

static void
close_dialog (YjWindow *self)
{
  yj_frame_view_set (self->frame, YJ_SLOT_DIALOG, NULL);
  self->dialog = NULL;
}

static void
on_flow_moved (YjWindow *self)
{
  close_dialog (self);
  show_page (self);
  g_idle_add_full (G_PRIORITY_LOW, on_voice_idle, g_object_ref (self), NULL);
}

static void
on_style_changed (YjWindow *self)
{
  if (self->page != NULL)
    rebuild_page (self);
}

static void
on_gates_changed (YjWindow *self)
{
  if (self->page != NULL && !g_str_equal (yj_page_get_id (self->page), page_id_now (self)))
    show_page (self);
}

/* ---- ending, and the idle rule ---- */

static void
on_dialog_primary (YjWindow *self)
{
  gboolean idle = self->dialog_is_idle;
  close_dialog (self);
  if (idle)
    yj_idle_watch_resume (self->idle);
}

static void
end_visit (YjWindow *self)
{
  close_dialog (self);
  yj_idle_watch_resume (self->idle);
  yj_context_end_session (self->context);
}

static void
open_dialog (YjWindow *self, gboolean idle, const char *heading, const char *text, const char *primary, const char *secondary)
{
  YjContext *context = self->context;
  self->dialog = yj_dialog_new (context, NULL, yj_context_text (context, heading), text, yj_context_text (context, primary),
                                yj_context_text (context, secondary));
  self->dialog_is_idle = idle;
  g_signal_connect_object (self->dialog, "primary", G_CALLBACK (on_dialog_primary), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->dialog, "secondary", G_CALLBACK (end_visit), self, G_CONNECT_SWAPPED);
  yj_frame_view_set (self->frame, YJ_SLOT_DIALOG, GTK_WIDGET (self->dialog));
  gtk_widget_child_focus (GTK_WIDGET (self->dialog), GTK_DIR_TAB_FORWARD);
}

static gboolean
is_at_rest (YjWindow *self)
{
  return self->page == NULL || YJ_PAGE_GET_CLASS (self->page)->kind == YJ_PAGE_PLAIN;
}

static void
on_idle_warned (YjIdleWatch *idle, guint seconds_left, YjWindow *self)
{
  g_autofree char *seconds = g_strdup_printf ("%u", seconds_left);
  g_autofree char *text = yj_context_format (self->context, "idle.text", "seconds", seconds, NULL);

  if (is_at_rest (self))
    return;
  if (self->dialog != NULL && self->dialog_is_idle) {
    yj_dialog_set_text (self->dialog, text);
    return;
  }
  close_dialog (self);
  open_dialog (self, TRUE, "idle.heading", text, "idle.stay", "idle.end");
  if (self->context->speaker != NULL)
    yj_speaker_say (self->context->speaker, text, yj_context_get_language (self->context));
}

static void
on_idle_expired (YjWindow *self)
{
  end_visit (self);
}

void
yj_window_tick (YjWindow *self)
{
  yj_header_update_time (YJ_HEADER (yj_frame_view_get (self->frame, YJ_SLOT_HEADER)));
  yj_idle_watch_tick (self->idle);
}

static gboolean
on_second (gpointer user_data)
{
  yj_window_tick (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_event (GtkEventControllerLegacy *controller, GdkEvent *event, YjWindow *self)
{
  GdkEventType type = gdk_event_get_event_type (event);
  if (type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN || type == GDK_KEY_PRESS || type == GDK_MOTION_NOTIFY)
    yj_idle_watch_touch (self->idle);
  return GDK_EVENT_PROPAGATE;
}

/* ---- the utility bar ---- */

static void
on_call_staff (YjWindow *self)
{
  if (g_strcmp0 (yj_flow_get_place (self->context->flow)->page, "help") != 0)
    yj_flow_go_beside (self->context->flow, "help", NULL);
}

static void
on_read_aloud (YjWindow *self)
{
  self->context->voice = !self->context->voice;
  if (self->context->voice)
    say_page (self);
  else
    yj_speaker_stop (self->context->speaker);
  update_bars (self);
}

static void
on_text_size (YjWindow *self)
{
  YjTextSize size = yj_style_get_text_size (self->context->style);
  yj_style_set_text_size (self->context->style, size == YJ_TEXT_STANDARD ? YJ_TEXT_LARGE : YJ_TEXT_STANDARD);
}

static void
on_language (YjUtilityBar *bar, YjWindow *self)
{
  yj_session_set_language (self->context->session, yj_utility_bar_get_next_language (bar));
  rebuild_page (self);
}

static void
on_end (YjWindow *self)
{
  close_dialog (self);
  open_dialog (self, FALSE, "end.heading", yj_context_text (self->context, "end.text"), "end.stay", "idle.end");
}

/* ---- building ---- */

static GtkWidget *
build_question (YjWindow *self)
{
  self->question = yj_box_new (GTK_ORIENTATION_VERTICAL, "question");
  self->heading = yj_label_new (self->context, "", "h1");
  self->hint = yj_label_new (self->context, "", "body ink-2");
  gtk_box_append (GTK_BOX (self->question), self->heading);
  gtk_box_append (GTK_BOX (self->question), self->hint);
  return self->question;
}

static void
build (YjWindow *self)
{
  GtkWidget *utility = yj_utility_bar_new (self->context);

  self->frame = yj_frame_view_new (self->context->style);
  yj_frame_view_set (self->frame, YJ_SLOT_HEADER, yj_header_new (self->context));
  yj_frame_view_set (self->frame, YJ_SLOT_QUESTION, build_question (self));
  yj_frame_view_set (self->frame, YJ_SLOT_ACTIONS, yj_action_bar_new (self->context));
  yj_frame_view_set (self->frame, YJ_SLOT_UTILITY, utility);
  g_signal_connect_object (utility, "call-staff", G_CALLBACK (on_call_staff), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (utility, "read-aloud", G_CALLBACK (on_read_aloud), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (utility, "text-size", G_CALLBACK (on_text_size), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (utility, "language", G_CALLBACK (on_language), self, 0);
  g_signal_connect_object (utility, "end", G_CALLBACK (on_end), self, G_CONNECT_SWAPPED);
  gtk_window_set_child (GTK_WINDOW (self), GTK_WIDGET (self->frame));
}

static void
watch (YjWindow *self)
{
  YjContext *context = self->context;
  GtkEventController *events = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_object (events, "event", G_CALLBACK (on_event), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), events);
  g_signal_connect_object (context->flow, "moved", G_CALLBACK (on_flow_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context->style, "changed", G_CALLBACK (on_style_changed), self, G_CONNECT_SWAPPED);
  if (context->courier != NULL)
    g_signal_connect_object (context->courier, "status-changed", G_CALLBACK (on_gates_changed), self, G_CONNECT_SWAPPED);
  if (context->printer != NULL)
    g_signal_connect_object (context->printer, "state-changed", G_CALLBACK (on_gates_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->idle, "warned", G_CALLBACK (on_idle_warned), self, 0);
  g_signal_connect_object (self->idle, "expired", G_CALLBACK (on_idle_expired), self, G_CONNECT_SWAPPED);
  self->tick_source = g_timeout_add_seconds (1, on_second, self);
}

static void
yj_window_dispose (GObject *object)
{
  YjWindow *self = YJ_WINDOW (object);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (self->frame != NULL)
    leave_page (self);
  self->frame = NULL;
  self->dialog = NULL;
  g_clear_object (&self->idle);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (yj_window_parent_class)->dispose (object);
}

static gboolean
on_size_settled (gpointer user_data)
{
  YjWindow *self = user_data;
  self->rebuild_source = 0;
  yj_style_set_size (self->context->style, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)));
  return G_SOURCE_REMOVE;
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  YjWindow *self = YJ_WINDOW (widget);
  GTK_WIDGET_CLASS (yj_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (self->rebuild_source == 0 && self->context != NULL)
    self->rebuild_source = g_idle_add (on_size_settled, self);
}

static void
yj_window_finalize (GObject *object)
{
  g_clear_handle_id (&YJ_WINDOW (object)->rebuild_source, g_source_remove);
  G_OBJECT_CLASS (yj_window_parent_class)->finalize (object);
}

static void
yj_window_class_init (YjWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = yj_window_finalize;
  GTK_WIDGET_CLASS (klass)->size_allocate = size_allocate;
}

static void
yj_window_init (YjWindow *self)
{
  gtk_window_set_decorated (GTK_WINDOW (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "kiosk");
}

YjWindow *
yj_window_new (GtkApplication *application, YjContext *context, guint warn_seconds, guint extend_seconds)
{
  YjWindow *self = g_object_new (YJ_TYPE_WINDOW, "application", application, NULL);

  self->context = g_object_ref (context);
  self->idle = yj_idle_watch_new (context->clock, warn_seconds, extend_seconds);
  build (self);
  watch (self);
  show_page (self);
  return self;
}

YjPage *
yj_window_get_page (YjWindow *self)
{
  return self->page;
}
