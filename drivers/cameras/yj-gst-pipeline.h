/* SPDX-License-Identifier: Apache-2.0 */
/* One GStreamer pipeline at work: its pictures go to the feed from the streaming thread, and what became of it is told in the main context
 * that was the thread's default when it began. What follows from that is decided in yj-gst-runner.h. */
#pragma once
#include "drivers/cameras/yj-camera-feed.h"
#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _YjGstPipeline YjGstPipeline;

/* Each may stop the pipeline. */
typedef struct {
  void (*failed) (gpointer owner, const GError *error);
  void (*ended) (gpointer owner, const char *reason); /* its source came to its end, or no picture came for too long */
  void (*taken) (gpointer owner);                     /* the still is with the feed */
} YjGstPipelineListener;

/* Frames, until it is stopped. @element: (transfer full) with an appsink called "sink". (transfer full) */
YjGstPipeline *yj_gst_pipeline_start (GstElement *element, YjCameraFeed *feed, const YjGstPipelineListener *listener, gpointer owner);
/* One picture, of when the camera has had @settle_msec at its size. (transfer full) */
YjGstPipeline *yj_gst_pipeline_start_still (GstElement *element, YjCameraFeed *feed, int settle_msec,
                                            const YjGstPipelineListener *listener, gpointer owner);
GstElement *yj_gst_pipeline_get_element (YjGstPipeline *self); /* (transfer none) */
/* The device is closed when it returns, and nothing is told any more. Takes @self. */
void yj_gst_pipeline_stop (YjGstPipeline *self);

G_END_DECLS
