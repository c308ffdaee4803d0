/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the two dialogs that end a visit. */
#include "ui/yj-visit-guard.h"
#include "ui/drawings/yj-countdown.h"
#include "ui/widgets/yj-dialog.h"
#include "ui/yj-idle-watch.h"

struct _YjVisitGuard {
  GObject parent_instance;
  YjContext *context;
  YjFrameView *frame; /* not owned: the window's */
  YjIdleWatch *idle;
  YjDialog *dialog;       /* (nullable) owned by the frame */
  YjCountdown *countdown; /* (nullable) the dialog's, while it warns */
  guint total_seconds;    /* of the countdown */
  gboolean resting;
};

G_DEFINE_FINAL_TYPE (YjVisitGuard, yj_visit_guard, G_TYPE_OBJECT)

static void
close_dialog (YjVisitGuard *self)
{
  yj_frame_view_set (self->frame, YJ_SLOT_DIALOG, NULL);
  self->dialog = NULL;
  self->countdown = NULL;
}

static void
on_stay (YjVisitGuard *self)
{
  close_dialog (self);
  yj_idle_watch_resume (self->idle);
}

static void
end_visit (YjVisitGuard *self)
{
  on_stay (self);
  yj_context_end_session (self->context);
}

/* Nothing is lost that the person would rather keep: the counter goes on with it. The page asks for their consent. */
static void
on_keep (YjVisitGuard *self)
{
  on_stay (self);
  yj_flow_go_beside (self->context->flow, "hand-over", NULL);
}

/* There is something of the person that is worth keeping, nothing of it was handed in, and somebody takes it. */
static gboolean
can_keep (YjVisitGuard *self)
{
  static const char *const pages[] = { "hand-over", "submit", "receipt", "evaluation", "done", NULL };
  static const YjGates closed = YJ_GATE_COURIER | YJ_GATE_UNENROLLED | YJ_GATE_DISK | YJ_GATE_STORE;
  YjSession *session = self->context->session;

  return yj_session_get_item (session) != NULL && !yj_session_get_guide_only (session) && yj_session_get_reference (session) == NULL &&
         yj_session_get_consent (session, 0) && !g_strv_contains (pages, yj_flow_get_place (self->context->flow)->page) &&
         (yj_context_get_gates (self->context) & closed) == 0;
}

static void
open_dialog (YjVisitGuard *self, GtkWidget *picture, const char *heading, const char *text, const char *stay)
{
  YjContext *context = self->context;

  close_dialog (self);
  self->dialog = yj_dialog_new (context, picture, yj_context_text (context, heading), text, yj_context_text (context, stay),
                                can_keep (self) ? yj_context_text (context, "end.keep") : NULL, yj_context_text (context, "idle.end"));
  g_signal_connect_object (self->dialog, "primary", G_CALLBACK (on_stay), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->dialog, "other", G_CALLBACK (on_keep), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->dialog, "secondary", G_CALLBACK (end_visit), self, G_CONNECT_SWAPPED);
  yj_frame_view_set (self->frame, YJ_SLOT_DIALOG, GTK_WIDGET (self->dialog));
  gtk_widget_child_focus (GTK_WIDGET (self->dialog), GTK_DIR_TAB_FORWARD);
}

void
yj_visit_guard_ask (YjVisitGuard *self)
{
  yj_idle_watch_resume (self->idle); /* whoever wants to end is here */
  if (yj_session_get_item (self->context->session) == NULL)
    end_visit (self);
  else
    open_dialog (self, NULL, "end.heading", yj_context_text (self->context, "end.text"), "end.stay");
}

static char *
warning_text (YjVisitGuard *self, guint seconds_left)
{
  g_autofree char *seconds = g_strdup_printf ("%u", seconds_left);
  return yj_context_format (self->context, "idle.text", "seconds", seconds, NULL);
}

static void
open_warning (YjVisitGuard *self, guint seconds_left, const char *text)
{
  GtkWidget *countdown = yj_countdown_new ();

  gtk_widget_set_halign (countdown, GTK_ALIGN_CENTER);
  open_dialog (self, countdown, "idle.heading", text, "idle.stay");
  self->countdown = YJ_COUNTDOWN (countdown);
  self->total_seconds = MAX (1, seconds_left);
}

/* Seen and heard: the dialog, and once the sentence. */
static void
on_idle_warned (YjIdleWatch *idle, guint seconds_left, gboolean first, YjVisitGuard *self)
{
  g_autofree char *text = warning_text (self, seconds_left);

  if (self->resting)
    return;
  if (self->countdown == NULL)
    open_warning (self, seconds_left, text);
  yj_dialog_set_text (self->dialog, text);
  yj_countdown_set (self->countdown, seconds_left, MAX (self->total_seconds, seconds_left), text);
  if (first && self->context->speaker != NULL)
    yj_speaker_say (self->context->speaker, text, yj_context_get_language (self->context));
}

/* Another page, look or language: whoever touched the utility bar for it is here. */
void
yj_visit_guard_stay (YjVisitGuard *self)
{
  if (self->dialog != NULL)
    on_stay (self);
}

/* The welcome as the next person shall find it. */
static gboolean
is_fresh (YjContext *context)
{
  return g_str_equal (yj_context_get_language (context), YJ_LANGUAGE_BASE) && !context->voice &&
         yj_style_get_theme (context->style) == YJ_THEME_PAPER && yj_style_get_text_size (context->style) == YJ_TEXT_STANDARD &&
         !yj_style_get_low_reach (context->style);
}

static void
on_idle_expired (YjVisitGuard *self)
{
  if (!self->resting || !is_fresh (self->context))
    end_visit (self);
}

void
yj_visit_guard_touch (YjVisitGuard *self)
{
  if (self->resting)
    yj_idle_watch_resume (self->idle);
  else
    yj_idle_watch_touch (self->idle);
}

void
yj_visit_guard_tick (YjVisitGuard *self, gboolean resting)
{
  self->resting = resting;
  yj_idle_watch_tick (self->idle);
}

static void
yj_visit_guard_finalize (GObject *object)
{
  YjVisitGuard *self = YJ_VISIT_GUARD (object);
  g_object_unref (self->idle);
  g_object_unref (self->context);
  G_OBJECT_CLASS (yj_visit_guard_parent_class)->finalize (object);
}

static void
yj_visit_guard_class_init (YjVisitGuardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_visit_guard_finalize;
}

static void
yj_visit_guard_init (YjVisitGuard *self)
{
}

YjVisitGuard *
yj_visit_guard_new (YjContext *context, YjFrameView *frame, guint warn_seconds, guint extend_seconds)
{
  YjVisitGuard *self = g_object_new (YJ_TYPE_VISIT_GUARD, NULL);

  self->context = g_object_ref (context);
  self->frame = frame;
  self->idle = yj_idle_watch_new (context->clock, warn_seconds, extend_seconds);
  g_signal_connect_object (self->idle, "warned", G_CALLBACK (on_idle_warned), self, 0);
  g_signal_connect_object (self->idle, "expired", G_CALLBACK (on_idle_expired), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context->flow, "moved", G_CALLBACK (yj_visit_guard_stay), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context->style, "changed", G_CALLBACK (yj_visit_guard_stay), self, G_CONNECT_SWAPPED);
  return self;
}
