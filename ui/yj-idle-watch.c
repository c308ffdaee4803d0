/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the time since the last touch. */
#include "ui/yj-idle-watch.h"

struct _YjIdleWatch {
  GObject parent_instance;
  YjClock *clock;
  guint warn_seconds, extend_seconds;
  gint64 touched_usec;
  gboolean warned;
};

G_DEFINE_FINAL_TYPE (YjIdleWatch, yj_idle_watch, G_TYPE_OBJECT)

enum { WARNED, EXPIRED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
yj_idle_watch_finalize (GObject *object)
{
  g_object_unref (YJ_IDLE_WATCH (object)->clock);
  G_OBJECT_CLASS (yj_idle_watch_parent_class)->finalize (object);
}

static void
yj_idle_watch_class_init (YjIdleWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_idle_watch_finalize;
  signals[WARNED] = g_signal_new ("warned", YJ_TYPE_IDLE_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);
  signals[EXPIRED] = g_signal_new ("expired", YJ_TYPE_IDLE_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yj_idle_watch_init (YjIdleWatch *self)
{
}

YjIdleWatch *
yj_idle_watch_new (YjClock *clock, guint warn_seconds, guint extend_seconds)
{
  YjIdleWatch *self = g_object_new (YJ_TYPE_IDLE_WATCH, NULL);
  self->clock = g_object_ref (clock);
  self->warn_seconds = warn_seconds != 0 ? warn_seconds : YJ_IDLE_WARN_SECONDS;
  self->extend_seconds = extend_seconds != 0 ? extend_seconds : YJ_IDLE_EXTEND_SECONDS;
  self->touched_usec = yj_clock_get_boottime_usec (clock);
  return self;
}

void
yj_idle_watch_touch (YjIdleWatch *self)
{
  if (!self->warned)
    self->touched_usec = yj_clock_get_boottime_usec (self->clock);
}

void
yj_idle_watch_resume (YjIdleWatch *self)
{
  self->warned = FALSE;
  yj_idle_watch_touch (self);
}

void
yj_idle_watch_tick (YjIdleWatch *self)
{
  gint64 quiet = (yj_clock_get_boottime_usec (self->clock) - self->touched_usec) / G_USEC_PER_SEC;
  gint64 left = (gint64) self->warn_seconds + self->extend_seconds - quiet;

  if (left <= 0) {
    self->warned = FALSE;
    yj_idle_watch_touch (self);
    g_signal_emit (self, signals[EXPIRED], 0);
  } else if (quiet >= self->warn_seconds) {
    gboolean first = !self->warned;
    self->warned = TRUE;
    g_signal_emit (self, signals[WARNED], 0, (guint) left, first);
  }
}
