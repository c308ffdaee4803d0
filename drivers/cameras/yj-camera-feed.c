/* SPDX-License-Identifier: Apache-2.0 */
/* Owns what waits between two threads: at most one frame, one picture and a few states. */
#include "drivers/cameras/yj-camera-feed.h"
#include "drivers/cameras/yj-sample-converter.h"

/* A little room for a camera whose own clock is a hair faster. */
#define FRAME_GAP_SHARE 0.96

struct _YjCameraFeed {
  gatomicrefcount references;
  GMainContext *context;
  const YjCameraFeedHandlers *handlers;
  gpointer user_data;
  guint preview_px;
  gint64 gap_usec; /* between frames */
  YjSampleConverter *converter; /* working thread only */
  gint64 last_frame_usec;       /* working thread only */
  gboolean is_closed;           /* handlers' thread only */

  GMutex lock; /* for all below */
  YjFrame *frame;
  GstSample *picture;
  GQueue states; /* of State */
  YjDeviceState last_state;
  gboolean has_state; /* the first one is always told, whatever it is */
  gboolean wants_picture;
  gboolean is_scheduled;
};

typedef struct {
  YjDeviceState state;
  char *reason;
} State;

static void
state_free (State *state)
{
  g_free (state->reason);
  g_free (state);
}

YjCameraFeed *
yj_camera_feed_new (guint preview_px, guint frames_per_second, const YjCameraFeedHandlers *handlers, gpointer user_data)
{
  YjCameraFeed *self = g_new0 (YjCameraFeed, 1);

  g_atomic_ref_count_init (&self->references);
  self->context = g_main_context_ref_thread_default ();
  self->handlers = handlers;
  self->user_data = user_data;
  self->preview_px = preview_px;
  self->gap_usec = (gint64) (FRAME_GAP_SHARE * G_USEC_PER_SEC / frames_per_second);
  self->converter = yj_sample_converter_new ();
  g_mutex_init (&self->lock);
  g_queue_init (&self->states);
  return self;
}

YjCameraFeed *
yj_camera_feed_ref (YjCameraFeed *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
yj_camera_feed_unref (YjCameraFeed *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  yj_frame_free (self->frame);
  g_clear_pointer (&self->picture, gst_sample_unref);
  g_queue_clear_full (&self->states, (GDestroyNotify) state_free);
  yj_sample_converter_free (self->converter);
  g_mutex_clear (&self->lock);
  g_main_context_unref (self->context);
  g_free (self);
}

/* A handler may close the feed: it is asked before each call. */
static gboolean
on_feed_scheduled (gpointer user_data)
{
  YjCameraFeed *self = user_data;
  GQueue states = G_QUEUE_INIT;

  g_mutex_lock (&self->lock);
  g_autoptr (YjFrame) frame = g_steal_pointer (&self->frame);
  GstSample *picture = g_steal_pointer (&self->picture);
  while (!g_queue_is_empty (&self->states))
    g_queue_push_tail (&states, g_queue_pop_head (&self->states));
  self->is_scheduled = FALSE;
  g_mutex_unlock (&self->lock);

  for (State *state = g_queue_pop_head (&states); state != NULL; state = g_queue_pop_head (&states)) {
    if (!self->is_closed)
      self->handlers->state (state->state, state->reason, self->user_data);
    state_free (state);
  }
  if (picture != NULL && !self->is_closed)
    self->handlers->picture (picture, self->user_data);
  g_clear_pointer (&picture, gst_sample_unref);
  if (frame != NULL && !self->is_closed)
    self->handlers->frame (frame, self->user_data);
  return G_SOURCE_REMOVE;
}

/* With the lock held. */
static void
schedule (YjCameraFeed *self)
{
  if (self->is_scheduled)
    return;
  self->is_scheduled = TRUE;
  g_autoptr (GSource) source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_feed_scheduled, yj_camera_feed_ref (self),
                         (GDestroyNotify) yj_camera_feed_unref);
  g_source_attach (source, self->context);
}

void
yj_camera_feed_close (YjCameraFeed *self)
{
  self->is_closed = TRUE;
}

void
yj_camera_feed_want_picture (YjCameraFeed *self)
{
  g_mutex_lock (&self->lock);
  self->wants_picture = TRUE;
  g_mutex_unlock (&self->lock);
}

/* The last frame has been taken and enough time has passed: only then is another one worth its work. */
static gboolean
is_frame_due (YjCameraFeed *self, gint64 now_usec)
{
  g_mutex_lock (&self->lock);
  gboolean is_taken = self->frame == NULL;
  g_mutex_unlock (&self->lock);
  return is_taken && now_usec - self->last_frame_usec >= self->gap_usec;
}

static void
push_frame (YjCameraFeed *self, GstSample *sample, gint64 now_usec)
{
  g_autoptr (GError) error = NULL;
  YjFrame *frame =
      yj_sample_converter_to_rgb (self->converter, sample, self->preview_px, self->preview_px, &error);

  if (frame == NULL) {
    g_debug ("camera: a frame was left out: %s", error->message);
    return;
  }
  self->last_frame_usec = now_usec;
  g_mutex_lock (&self->lock);
  yj_frame_free (g_steal_pointer (&self->frame));
  self->frame = frame;
  schedule (self);
  g_mutex_unlock (&self->lock);
}

/* With the lock held. */
static void
set_picture (YjCameraFeed *self, GstSample *sample)
{
  self->wants_picture = FALSE;
  g_clear_pointer (&self->picture, gst_sample_unref);
  self->picture = gst_sample_ref (sample);
  schedule (self);
}

void
yj_camera_feed_push_picture (YjCameraFeed *self, GstSample *sample)
{
  g_mutex_lock (&self->lock);
  set_picture (self, sample);
  g_mutex_unlock (&self->lock);
}

void
yj_camera_feed_push_sample (YjCameraFeed *self, GstSample *sample)
{
  gint64 now_usec = g_get_monotonic_time ();

  g_mutex_lock (&self->lock);
  if (self->wants_picture)
    set_picture (self, sample);
  g_mutex_unlock (&self->lock);
  if (is_frame_due (self, now_usec))
    push_frame (self, sample, now_usec);
}

void
yj_camera_feed_push_state (YjCameraFeed *self, YjDeviceState state, const char *reason)
{
  g_mutex_lock (&self->lock);
  if (!self->has_state || state != self->last_state) {
    State *change = g_new (State, 1);
    *change = (State){ state, g_strdup (reason) };
    self->last_state = state;
    self->has_state = TRUE;
    g_queue_push_tail (&self->states, change);
    if (state == YJ_DEVICE_ABSENT || state == YJ_DEVICE_FAULT) {
      /* What was seen before would be handed over after it. */
      yj_frame_free (g_steal_pointer (&self->frame));
      g_clear_pointer (&self->picture, gst_sample_unref);
    }
    schedule (self);
  }
  g_mutex_unlock (&self->lock);
}
