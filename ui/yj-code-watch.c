/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what is known of the sight while codes are looked for. */
#include "ui/yj-code-watch.h"

/* A hand passes, and the first pictures may be black before the exposure settles. */
#define BLACK_USEC (2 * G_USEC_PER_SEC)

struct _YjCodeWatch {
  GObject parent_instance;
  YjContext *context;
  gboolean started;
  gboolean lost;            /* the scanner says that it does not work */
  gint64 black_since_usec;  /* -1: it is not black */
  YjCodeSight sight;
};

G_DEFINE_FINAL_TYPE (YjCodeWatch, yj_code_watch, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
judge (YjCodeWatch *self)
{
  gint64 now_usec = yj_clock_get_boottime_usec (self->context->clock);
  gboolean black = self->black_since_usec >= 0 && now_usec - self->black_since_usec >= BLACK_USEC;
  YjCodeSight sight = self->lost ? YJ_CODE_SIGHT_NONE : black ? YJ_CODE_SIGHT_BLACK : YJ_CODE_SIGHT_CLEAR;

  if (sight == self->sight)
    return;
  self->sight = sight;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_scanner_state (YjCodeWatch *self, YjDeviceState state)
{
  self->lost = state == YJ_DEVICE_ABSENT || state == YJ_DEVICE_FAULT;
  if (self->lost)
    self->black_since_usec = -1;
  judge (self);
}

/* Comes only while the camera runs, which is for the scanner then. */
static void
on_sight (YjCodeWatch *self, const YjPaperSight *sight)
{
  if (sight->quality.dark_share < YJ_PAPER_BLACK_SHARE)
    self->black_since_usec = -1;
  else if (self->black_since_usec < 0)
    self->black_since_usec = yj_clock_get_boottime_usec (self->context->clock);
  judge (self);
}

void
yj_code_watch_start (YjCodeWatch *self)
{
  YjContext *context = self->context;

  if (self->started)
    return;
  self->started = TRUE;
  self->lost = FALSE;
  self->black_since_usec = -1;
  self->sight = YJ_CODE_SIGHT_CLEAR;
  g_signal_connect_object (context->scanner, "state-changed", G_CALLBACK (on_scanner_state), self, G_CONNECT_SWAPPED);
  if (context->camera != NULL)
    g_signal_connect_object (context->camera, "sight", G_CALLBACK (on_sight), self, G_CONNECT_SWAPPED);
  yj_code_scanner_start (context->scanner);
}

void
yj_code_watch_stop (YjCodeWatch *self)
{
  YjContext *context = self->context;

  if (!self->started)
    return;
  self->started = FALSE;
  g_signal_handlers_disconnect_by_data (context->scanner, self);
  if (context->camera != NULL)
    g_signal_handlers_disconnect_by_data (context->camera, self);
  yj_code_scanner_stop (context->scanner);
}

YjCodeSight
yj_code_watch_get_sight (YjCodeWatch *self)
{
  return self->sight;
}

const char *
yj_code_watch_get_words (YjCodeWatch *self)
{
  if (self->sight == YJ_CODE_SIGHT_CLEAR)
    return NULL;
  return yj_context_text (self->context, self->sight == YJ_CODE_SIGHT_BLACK ? "code.sight.black" : "code.sight.none");
}

static void
yj_code_watch_dispose (GObject *object)
{
  YjCodeWatch *self = YJ_CODE_WATCH (object);

  if (self->context != NULL)
    yj_code_watch_stop (self);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (yj_code_watch_parent_class)->dispose (object);
}

static void
yj_code_watch_class_init (YjCodeWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yj_code_watch_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yj_code_watch_init (YjCodeWatch *self)
{
}

YjCodeWatch *
yj_code_watch_new (YjContext *context)
{
  YjCodeWatch *self = g_object_new (YJ_TYPE_CODE_WATCH, NULL);

  self->context = g_object_ref (context);
  return self;
}
