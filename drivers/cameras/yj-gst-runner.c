/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the thread, its main loop, the pipeline and the rule of when to open it again. */
#include "drivers/cameras/yj-gst-runner.h"
#include "core/base/yj-error.h"
#include "drivers/cameras/yj-camera-node.h"
#include "drivers/transports/yj-node-error.h"
#include <gst/app/gstappsink.h>

#define RETRY_MSEC 1000
#define CHECK_MSEC 250
#define SILENCE_USEC (2 * G_USEC_PER_SEC)
/* The first picture of a USB camera takes its time. */
#define FIRST_PICTURE_USEC (5 * G_USEC_PER_SEC)
#define STILL_USEC (4 * G_USEC_PER_SEC)

struct _YjGstRunner {
  YjGstSettings *settings;
  YjCameraFeed *feed;
  GThread *thread;
  GThread *previous;
  GMainContext *context;
  GMainLoop *loop;

  /* The thread's own. */
  YjCameraNode *node; /* NULL unless it is a camera of the kernel */
  GstElement *pipeline;
  GSource *bus_watch;
  GSource *check;
  GSource *retry;
  gboolean is_still; /* the pipeline is one for a still, of the camera's largest size */

  /* The streaming thread's own. */
  gint64 settled_usec; /* a still is taken from then on; 0 until the first picture at its size */
  gboolean is_taken;

  gint64 limit_usec; /* atomic by the lock: when no picture by then, the camera is mute */
  GMutex lock;
};

static void open_pipeline (YjGstRunner *self);
static void go_back_to_frames (YjGstRunner *self);

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
add_timeout (YjGstRunner *self, guint msec, GSourceFunc callback)
{
  GSource *source = g_timeout_source_new (msec);
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, self->context);
  return source;
}

/* On the runner's own thread, as soon as it is free; also ends a loop that has not begun to run. */
static void
call (YjGstRunner *self, GSourceFunc callback)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, self->context);
}

static void
set_limit (YjGstRunner *self, gint64 usec_from_now)
{
  g_mutex_lock (&self->lock);
  self->limit_usec = g_get_monotonic_time () + usec_from_now;
  g_mutex_unlock (&self->lock);
}

static GstFlowReturn
on_frame_sample (GstAppSink *sink, gpointer user_data)
{
  YjGstRunner *self = user_data;
  GstSample *sample = gst_app_sink_pull_sample (sink);

  if (sample == NULL)
    return GST_FLOW_EOS;
  set_limit (self, SILENCE_USEC);
  yj_camera_feed_push_state (self->feed, YJ_DEVICE_READY, "the first picture came");
  yj_camera_feed_push_sample (self->feed, sample);
  gst_sample_unref (sample);
  return GST_FLOW_OK;
}

static gboolean
on_still_taken (gpointer user_data)
{
  YjGstRunner *self = user_data;
  if (self->is_still)
    go_back_to_frames (self);
  return G_SOURCE_REMOVE;
}

static GstFlowReturn
on_still_sample (GstAppSink *sink, gpointer user_data)
{
  YjGstRunner *self = user_data;
  GstSample *sample = gst_app_sink_pull_sample (sink);
  gint64 now_usec = g_get_monotonic_time ();

  if (sample == NULL)
    return GST_FLOW_EOS;
  if (self->settled_usec == 0)
    self->settled_usec = now_usec + self->settings->still_settle_msec * (gint64) 1000;
  if (!self->is_taken && now_usec >= self->settled_usec) {
    self->is_taken = TRUE;
    yj_camera_feed_push_picture (self->feed, sample);
    call (self, on_still_taken);
  }
  gst_sample_unref (sample);
  return GST_FLOW_OK;
}

static void
close_pipeline (YjGstRunner *self)
{
  clear_source (&self->bus_watch);
  clear_source (&self->check);
  if (self->pipeline == NULL)
    return;
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_pointer (&self->pipeline, gst_object_unref);
}

static gboolean
on_retry_timeout (gpointer user_data)
{
  YjGstRunner *self = user_data;
  clear_source (&self->retry);
  open_pipeline (self);
  return G_SOURCE_REMOVE;
}

/* A camera that names a size and then gives no picture of it still gives its frames: one of them is the still. */
static void
do_without_still (YjGstRunner *self, const char *reason)
{
  g_message ("camera: a still is taken from the frames: %s", reason);
  yj_camera_feed_want_picture (self->feed);
  go_back_to_frames (self);
}

static void
lose_camera (YjGstRunner *self, YjDeviceState state, const char *reason)
{
  close_pipeline (self);
  self->is_still = FALSE;
  yj_camera_feed_push_state (self->feed, state, reason);
  if (self->retry == NULL)
    self->retry = add_timeout (self, RETRY_MSEC, on_retry_timeout);
}

static void
give_up_for_now (YjGstRunner *self, const char *reason)
{
  if (self->is_still)
    do_without_still (self, reason);
  else
    lose_camera (self, YJ_DEVICE_ABSENT, reason);
}

/* A camera that is there and cannot be had is at fault: nobody plugs it in for that. GStreamer has no word for a node without rights, so that
 * the node itself is asked. */
static void
take_error (YjGstRunner *self, const GError *error)
{
  g_autoptr (GError) why = NULL;

  if (self->node == NULL || self->is_still)
    give_up_for_now (self, error->message);
  else if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY))
    lose_camera (self, YJ_DEVICE_FAULT, "another program has the camera");
  else if (!yj_node_try (self->settings->device, &why) && !g_error_matches (why, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT))
    lose_camera (self, YJ_DEVICE_FAULT, why->message);
  else
    give_up_for_now (self, error->message);
}

static void
on_node_came (gpointer owner)
{
  YjGstRunner *self = owner;

  if (self->retry == NULL)
    return; /* it is in use, or not wanted yet */
  clear_source (&self->retry);
  open_pipeline (self);
}

static void
on_node_went (gpointer owner, const char *reason)
{
  YjGstRunner *self = owner;

  if (self->pipeline != NULL)
    lose_camera (self, YJ_DEVICE_ABSENT, reason);
}

static gboolean
on_bus_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  YjGstRunner *self = user_data;
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS) {
    give_up_for_now (self, "the source ended");
    return G_SOURCE_REMOVE;
  }
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, NULL);
    take_error (self, error);
    return G_SOURCE_REMOVE;
  }
  return G_SOURCE_CONTINUE;
}

static gboolean
on_check_timeout (gpointer user_data)
{
  YjGstRunner *self = user_data;

  g_mutex_lock (&self->lock);
  gboolean is_mute = g_get_monotonic_time () > self->limit_usec;
  g_mutex_unlock (&self->lock);
  if (!is_mute)
    return G_SOURCE_CONTINUE;
  give_up_for_now (self, "no picture came for two seconds");
  return G_SOURCE_REMOVE;
}

static void
watch_pipeline (YjGstRunner *self)
{
  static const GstAppSinkCallbacks frame_callbacks = { .new_sample = on_frame_sample };
  static const GstAppSinkCallbacks still_callbacks = { .new_sample = on_still_sample };
  const GstAppSinkCallbacks *callbacks = self->is_still ? &still_callbacks : &frame_callbacks;
  GstElement *sink = gst_bin_get_by_name (GST_BIN (self->pipeline), "sink");
  GstBus *bus = gst_element_get_bus (self->pipeline);

  gst_app_sink_set_callbacks (GST_APP_SINK (sink), (GstAppSinkCallbacks *) callbacks, self, NULL);
  self->bus_watch = gst_bus_create_watch (bus);
  g_source_set_callback (self->bus_watch, G_SOURCE_FUNC (on_bus_message), self, NULL);
  g_source_attach (self->bus_watch, self->context);
  self->check = add_timeout (self, CHECK_MSEC, on_check_timeout);
  gst_object_unref (bus);
  gst_object_unref (sink);
}

/* What goes wrong comes as a message on the bus, with its reason. */
static void
run_pipeline (YjGstRunner *self, gint64 first_usec)
{
  set_limit (self, first_usec);
  watch_pipeline (self);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

/* A camera of the kernel may have another node each time. */
static gboolean
find_node (YjGstRunner *self)
{
  g_autoptr (GError) error = NULL;

  if (self->node == NULL)
    return TRUE;
  g_free (self->settings->device);
  self->settings->device = yj_camera_node_find (self->node, &error);
  if (self->settings->device == NULL)
    lose_camera (self, g_error_matches (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT) ? YJ_DEVICE_ABSENT : YJ_DEVICE_FAULT, error->message);
  return self->settings->device != NULL;
}

static void
open_pipeline (YjGstRunner *self)
{
  g_autoptr (GError) error = NULL;

  if (!find_node (self))
    return;
  if (gst_init_check (NULL, NULL, &error))
    self->pipeline = yj_gst_settings_make_pipeline (self->settings, &error);
  if (self->pipeline == NULL) {
    give_up_for_now (self, error->message);
    return;
  }
  run_pipeline (self, FIRST_PICTURE_USEC);
}

static void
go_back_to_frames (YjGstRunner *self)
{
  close_pipeline (self);
  self->is_still = FALSE;
  open_pipeline (self);
}

/* A camera gives one size at a time. */
static void
open_still_pipeline (YjGstRunner *self, GstCaps *caps)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *form = gst_caps_to_string (caps);

  g_message ("camera: a still is taken as %s", form);
  close_pipeline (self);
  self->is_still = TRUE;
  self->settled_usec = 0;
  self->is_taken = FALSE;
  self->pipeline = yj_gst_settings_make_still_pipeline (self->settings, caps, &error);
  if (self->pipeline == NULL)
    do_without_still (self, error->message);
  else
    run_pipeline (self, STILL_USEC);
}

static gboolean
on_still_asked (gpointer user_data)
{
  YjGstRunner *self = user_data;

  if (self->pipeline == NULL || self->is_still) /* gone, which is told; or one is being taken, which serves all */
    return G_SOURCE_REMOVE;
  g_autoptr (GstCaps) caps = yj_gst_settings_choose_still (self->settings, self->pipeline);
  if (caps != NULL)
    open_still_pipeline (self, caps);
  else
    yj_camera_feed_want_picture (self->feed);
  return G_SOURCE_REMOVE;
}

void
yj_gst_runner_take_still (YjGstRunner *self)
{
  call (self, on_still_asked);
}

static void
runner_free (YjGstRunner *self)
{
  yj_gst_settings_free (self->settings);
  yj_camera_feed_unref (self->feed);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gpointer
run (gpointer user_data)
{
  static const YjCameraNodeListener listener = { on_node_came, on_node_went };
  YjGstRunner *self = user_data;

  g_clear_pointer (&self->previous, g_thread_join);
  g_main_context_push_thread_default (self->context);
  if (self->settings->kind == YJ_GST_V4L2)
    self->node = yj_camera_node_new (self->settings, &listener, self);
  open_pipeline (self);
  g_main_loop_run (self->loop);
  clear_source (&self->retry);
  close_pipeline (self);
  g_clear_pointer (&self->node, yj_camera_node_free);
  g_main_context_pop_thread_default (self->context);
  runner_free (self);
  return NULL;
}

static gboolean
on_quit_asked (gpointer user_data)
{
  g_main_loop_quit (((YjGstRunner *) user_data)->loop);
  return G_SOURCE_REMOVE;
}

YjGstRunner *
yj_gst_runner_start (const YjGstSettings *settings, YjCameraFeed *feed, GThread *previous)
{
  YjGstRunner *self = g_new0 (YjGstRunner, 1);

  self->settings = yj_gst_settings_copy (settings);
  self->feed = yj_camera_feed_ref (feed);
  self->previous = previous;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_mutex_init (&self->lock);
  self->thread = g_thread_new ("yj-camera", run, self);
  return self;
}

GThread *
yj_gst_runner_stop (YjGstRunner *self)
{
  GThread *thread = self->thread;
  /* The thread may have freed @self and its reference before attaching is done. */
  g_autoptr (GMainContext) context = g_main_context_ref (self->context);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, on_quit_asked, self, NULL);
  g_source_attach (source, context);
  return thread;
}
