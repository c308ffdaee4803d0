/* SPDX-License-Identifier: Apache-2.0 */
/* Owns one pipeline with its sink, its bus and the time by which it must have given a picture. */
#include "drivers/cameras/yj-gst-pipeline.h"
#include "core/base/yj-source.h"
#include <gst/app/gstappsink.h>

#define CHECK_MSEC 250
#define SILENCE_USEC (2 * G_USEC_PER_SEC)
/* The first picture of a USB camera takes its time. */
#define FIRST_PICTURE_USEC (5 * G_USEC_PER_SEC)
#define STILL_USEC (4 * G_USEC_PER_SEC)

struct _YjGstPipeline {
  GstElement *element;
  YjCameraFeed *feed;
  const YjGstPipelineListener *listener;
  gpointer owner;
  GMainContext *context;
  GSource *bus_watch;
  GSource *check;
  int settle_msec;

  /* The streaming thread's own. */
  gint64 settled_usec; /* a still is taken from then on; 0 until the first picture at its size */
  GSource *taken;      /* NULL until the still is; tells of it */

  GMutex lock;
  gint64 limit_usec; /* under the lock: when no picture by then, the camera is mute */
};

static void
set_limit (YjGstPipeline *self, gint64 usec_from_now)
{
  g_mutex_lock (&self->lock);
  self->limit_usec = g_get_monotonic_time () + usec_from_now;
  g_mutex_unlock (&self->lock);
}

/* ---- the streaming thread ---- */

static GstFlowReturn
on_frame_sample (GstAppSink *sink, gpointer user_data)
{
  YjGstPipeline *self = user_data;
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
  YjGstPipeline *self = user_data;
  self->listener->taken (self->owner);
  return G_SOURCE_REMOVE;
}

static void
take_still (YjGstPipeline *self, GstSample *sample)
{
  yj_camera_feed_push_picture (self->feed, sample);
  self->taken = g_idle_source_new ();
  g_source_set_callback (self->taken, on_still_taken, self, NULL);
  g_source_attach (self->taken, self->context);
}

static GstFlowReturn
on_still_sample (GstAppSink *sink, gpointer user_data)
{
  YjGstPipeline *self = user_data;
  GstSample *sample = gst_app_sink_pull_sample (sink);
  gint64 now_usec = g_get_monotonic_time ();

  if (sample == NULL)
    return GST_FLOW_EOS;
  if (self->settled_usec == 0)
    self->settled_usec = now_usec + self->settle_msec * (gint64) 1000;
  if (self->taken == NULL && now_usec >= self->settled_usec)
    take_still (self, sample);
  gst_sample_unref (sample);
  return GST_FLOW_OK;
}

/* ---- the owner's thread ---- */

/* The listener may have freed @self. */
static gboolean
on_bus_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  YjGstPipeline *self = user_data;
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS) {
    self->listener->ended (self->owner, "the source ended");
    return G_SOURCE_REMOVE;
  }
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, NULL);
    self->listener->failed (self->owner, error);
    return G_SOURCE_REMOVE;
  }
  return G_SOURCE_CONTINUE;
}

static gboolean
on_check_timeout (gpointer user_data)
{
  YjGstPipeline *self = user_data;

  g_mutex_lock (&self->lock);
  gboolean is_mute = g_get_monotonic_time () > self->limit_usec;
  g_mutex_unlock (&self->lock);
  if (!is_mute)
    return G_SOURCE_CONTINUE;
  self->listener->ended (self->owner, "no picture came for two seconds");
  return G_SOURCE_REMOVE;
}

static void
watch_element (YjGstPipeline *self, const GstAppSinkCallbacks *callbacks)
{
  GstElement *sink = gst_bin_get_by_name (GST_BIN (self->element), "sink");
  GstBus *bus = gst_element_get_bus (self->element);

  gst_app_sink_set_callbacks (GST_APP_SINK (sink), (GstAppSinkCallbacks *) callbacks, self, NULL);
  self->bus_watch = gst_bus_create_watch (bus);
  g_source_set_callback (self->bus_watch, G_SOURCE_FUNC (on_bus_message), self, NULL);
  g_source_attach (self->bus_watch, self->context);
  self->check = g_timeout_source_new (CHECK_MSEC);
  g_source_set_callback (self->check, on_check_timeout, self, NULL);
  g_source_attach (self->check, self->context);
  gst_object_unref (bus);
  gst_object_unref (sink);
}

static YjGstPipeline *
new_pipeline (GstElement *element, YjCameraFeed *feed, const YjGstPipelineListener *listener, gpointer owner)
{
  YjGstPipeline *self = g_new0 (YjGstPipeline, 1);

  self->element = element;
  self->feed = yj_camera_feed_ref (feed);
  self->listener = listener;
  self->owner = owner;
  self->context = g_main_context_ref_thread_default ();
  g_mutex_init (&self->lock);
  return self;
}

/* What goes wrong comes as a message on the bus, with its reason. */
static void
play (YjGstPipeline *self, const GstAppSinkCallbacks *callbacks, gint64 first_usec)
{
  set_limit (self, first_usec);
  watch_element (self, callbacks);
  gst_element_set_state (self->element, GST_STATE_PLAYING);
}

YjGstPipeline *
yj_gst_pipeline_start (GstElement *element, YjCameraFeed *feed, const YjGstPipelineListener *listener, gpointer owner)
{
  static const GstAppSinkCallbacks callbacks = { .new_sample = on_frame_sample };
  YjGstPipeline *self = new_pipeline (element, feed, listener, owner);

  play (self, &callbacks, FIRST_PICTURE_USEC);
  return self;
}

YjGstPipeline *
yj_gst_pipeline_start_still (GstElement *element, YjCameraFeed *feed, int settle_msec, const YjGstPipelineListener *listener,
                             gpointer owner)
{
  static const GstAppSinkCallbacks callbacks = { .new_sample = on_still_sample };
  YjGstPipeline *self = new_pipeline (element, feed, listener, owner);

  self->settle_msec = settle_msec;
  play (self, &callbacks, STILL_USEC);
  return self;
}

GstElement *
yj_gst_pipeline_get_element (YjGstPipeline *self)
{
  return self->element;
}

void
yj_gst_pipeline_stop (YjGstPipeline *self)
{
  yj_source_clear (&self->bus_watch);
  yj_source_clear (&self->check);
  gst_element_set_state (self->element, GST_STATE_NULL);
  yj_source_clear (&self->taken); /* the streaming thread has ended */
  gst_object_unref (self->element);
  yj_camera_feed_unref (self->feed);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self);
}
