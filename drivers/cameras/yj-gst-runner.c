/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the thread, its main loop and the rule of when a pipeline is opened, and opened again. */
#include "drivers/cameras/yj-gst-runner.h"
#include "core/base/yj-error.h"
#include "core/base/yj-source.h"
#include "drivers/cameras/yj-camera-node.h"
#include "drivers/cameras/yj-gst-pipeline.h"
#include "drivers/transports/yj-node-error.h"

#define RETRY_MSEC 1000

struct _YjGstRunner {
  YjGstSettings *settings;
  YjCameraFeed *feed;
  GThread *thread;
  GThread *previous;
  GMainContext *context;
  GMainLoop *loop;

  /* The thread's own. */
  YjCameraNode *node;      /* NULL unless it is a camera of the kernel */
  YjGstPipeline *pipeline; /* NULL while there is none at work */
  GSource *retry;
  gboolean is_still; /* the pipeline is one for a still, of the camera's largest size */
};

static void open_pipeline (YjGstRunner *self);
static void go_back_to_frames (YjGstRunner *self);

/* On the runner's own thread, as soon as it is free; also ends a loop that has not begun to run. */
static void
call (YjGstRunner *self, GSourceFunc callback)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, self->context);
}

static gboolean
on_retry_timeout (gpointer user_data)
{
  YjGstRunner *self = user_data;
  yj_source_clear (&self->retry);
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
  g_clear_pointer (&self->pipeline, yj_gst_pipeline_stop);
  self->is_still = FALSE;
  yj_camera_feed_push_state (self->feed, state, reason);
  if (self->retry != NULL)
    return;
  self->retry = g_timeout_source_new (RETRY_MSEC);
  g_source_set_callback (self->retry, on_retry_timeout, self, NULL);
  g_source_attach (self->retry, self->context);
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
  yj_source_clear (&self->retry);
  open_pipeline (self);
}

static void
on_node_went (gpointer owner, const char *reason)
{
  YjGstRunner *self = owner;

  if (self->pipeline != NULL)
    lose_camera (self, YJ_DEVICE_ABSENT, reason);
}

static void
on_pipeline_failed (gpointer owner, const GError *error)
{
  take_error (owner, error);
}

static void
on_pipeline_ended (gpointer owner, const char *reason)
{
  give_up_for_now (owner, reason);
}

static void
on_still_taken (gpointer owner)
{
  go_back_to_frames (owner);
}

static const YjGstPipelineListener pipeline_listener = { on_pipeline_failed, on_pipeline_ended, on_still_taken };

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
  GstElement *element = NULL;

  if (!find_node (self))
    return;
  if (gst_init_check (NULL, NULL, &error))
    element = yj_gst_settings_make_pipeline (self->settings, &error);
  if (element != NULL)
    self->pipeline = yj_gst_pipeline_start (element, self->feed, &pipeline_listener, self);
  else
    give_up_for_now (self, error->message);
}

static void
go_back_to_frames (YjGstRunner *self)
{
  g_clear_pointer (&self->pipeline, yj_gst_pipeline_stop);
  self->is_still = FALSE;
  open_pipeline (self);
}

/* A camera gives one size at a time. */
static void
open_still_pipeline (YjGstRunner *self, GstCaps *caps)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *form = gst_caps_to_string (caps);
  GstElement *element;

  g_message ("camera: a still is taken as %s", form);
  g_clear_pointer (&self->pipeline, yj_gst_pipeline_stop);
  self->is_still = TRUE;
  element = yj_gst_settings_make_still_pipeline (self->settings, caps, &error);
  if (element != NULL)
    self->pipeline = yj_gst_pipeline_start_still (element, self->feed, self->settings->still_settle_msec, &pipeline_listener, self);
  else
    do_without_still (self, error->message);
}

static gboolean
on_still_asked (gpointer user_data)
{
  YjGstRunner *self = user_data;

  if (self->pipeline == NULL || self->is_still) /* gone, which is told; or one is being taken, which serves all */
    return G_SOURCE_REMOVE;
  g_autoptr (GstCaps) caps = yj_gst_settings_choose_still (self->settings, yj_gst_pipeline_get_element (self->pipeline));
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
  yj_source_clear (&self->retry);
  g_clear_pointer (&self->pipeline, yj_gst_pipeline_stop);
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
