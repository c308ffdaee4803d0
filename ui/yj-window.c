/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the window: what is the same on every page, and the second that passes. */
#include "ui/yj-window.h"
#include "ui/keyboard/yj-keyboard.h"
#include "ui/yj-header.h"
#include "ui/yj-page-host.h"
#include "ui/yj-utility-bar.h"
#include "ui/yj-visit-guard.h"

struct _YjWindow {
  GtkApplicationWindow parent_instance;
  YjContext *context;
  YjFrameView *frame; /* owned by the window as its child */
  YjContacts *contacts;
  YjPageHost *host;
  YjVisitGuard *guard;
  guint tick_source, size_source;
};

G_DEFINE_FINAL_TYPE (YjWindow, yj_window, GTK_TYPE_APPLICATION_WINDOW)

void
yj_window_tick (YjWindow *self)
{
  yj_header_update_time (YJ_HEADER (yj_frame_view_get (self->frame, YJ_SLOT_HEADER)));
  yj_contacts_tick (self->contacts);
  yj_visit_guard_tick (self->guard, yj_page_host_is_resting (self->host));
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

  yj_contacts_follow (self->contacts, event);
  if (type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN || type == GDK_KEY_PRESS || type == GDK_MOTION_NOTIFY)
    yj_visit_guard_touch (self->guard);
  return GDK_EVENT_PROPAGATE;
}

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
    yj_page_host_say (self->host);
  else
    yj_speaker_stop (self->context->speaker);
  yj_page_host_update_bars (self->host);
}

static void
on_text_size (YjWindow *self)
{
  yj_style_step_text_size (self->context->style);
}

static void
on_language (YjUtilityBar *bar, YjWindow *self)
{
  yj_visit_guard_stay (self->guard);
  yj_session_set_language (self->context->session, yj_utility_bar_get_next_language (bar));
  yj_page_host_rebuild (self->host);
}

static void
on_end (YjWindow *self)
{
  yj_visit_guard_ask (self->guard);
}

static void
follow_utility_bar (YjWindow *self)
{
  GtkWidget *utility = yj_frame_view_get (self->frame, YJ_SLOT_UTILITY);
  g_signal_connect_object (utility, "call-staff", G_CALLBACK (on_call_staff), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (utility, "read-aloud", G_CALLBACK (on_read_aloud), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (utility, "text-size", G_CALLBACK (on_text_size), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (utility, "language", G_CALLBACK (on_language), self, 0);
  g_signal_connect_object (utility, "end", G_CALLBACK (on_end), self, G_CONNECT_SWAPPED);
}

/* What has the focus is on the page that is shown; but a page that is opened begins at its beginning. */
static void
on_focus_changed (YjWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  YjPage *page = self->host != NULL ? yj_page_host_get_page (self->host) : NULL;
  if (focus != NULL && page != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (page)) && yj_pager_is_placed (yj_page_get_pager (page)))
    yj_pager_show (yj_page_get_pager (page), focus);
}

static void
follow_touches (YjWindow *self)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_object (events, "event", G_CALLBACK (on_event), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), events);
}

static void
yj_window_dispose (GObject *object)
{
  YjWindow *self = YJ_WINDOW (object);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (self->host != NULL)
    yj_page_host_close (self->host);
  g_clear_object (&self->guard);
  g_clear_object (&self->host);
  g_clear_object (&self->contacts);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (yj_window_parent_class)->dispose (object);
}

static gboolean
on_size_settled (gpointer user_data)
{
  YjWindow *self = user_data;
  self->size_source = 0;
  if (yj_contacts_are_down (self->contacts))
    return G_SOURCE_REMOVE; /* settle_size () comes again */
  yj_style_set_size (self->context->style, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)));
  return G_SOURCE_REMOVE;
}

/* Everything is built anew in another size: not under a finger. */
static void
settle_size (YjWindow *self)
{
  if (self->size_source == 0)
    self->size_source = g_idle_add (on_size_settled, self);
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  YjWindow *self = YJ_WINDOW (widget);
  GTK_WIDGET_CLASS (yj_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (self->context != NULL)
    settle_size (self);
}

static void
yj_window_finalize (GObject *object)
{
  g_clear_handle_id (&YJ_WINDOW (object)->size_source, g_source_remove);
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
  self->frame = yj_frame_view_new (context->style);
  gtk_window_set_child (GTK_WINDOW (self), GTK_WIDGET (self->frame));
  self->guard = yj_visit_guard_new (context, self->frame, warn_seconds, extend_seconds);
  self->contacts = yj_contacts_new (context->clock);
  g_signal_connect_object (self->contacts, "released", G_CALLBACK (settle_size), self, G_CONNECT_SWAPPED);
  self->host = yj_page_host_new (context, self->frame, self->contacts);
  follow_utility_bar (self);
  follow_touches (self);
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (on_focus_changed), NULL);
  yj_frame_view_set (self->frame, YJ_SLOT_KEYBOARD, GTK_WIDGET (yj_keyboard_new (context)));
  self->tick_source = g_timeout_add_seconds (1, on_second, self);
  return self;
}

YjPage *
yj_window_get_page (YjWindow *self)
{
  return yj_page_host_get_page (self->host);
}
