/* SPDX-License-Identifier: Apache-2.0 */
/* Owns GStreamer's video converter. */
#include "drivers/cameras/yj-sample-converter.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include <gst/video/video.h>

struct _YjSampleConverter {
  GstVideoConverter *converter;
  GstVideoInfo in;
  GstVideoInfo out;
  guint max_width_px;
  guint max_height_px;
};

YjSampleConverter *
yj_sample_converter_new (void)
{
  return g_new0 (YjSampleConverter, 1);
}

void
yj_sample_converter_free (YjSampleConverter *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->converter, gst_video_converter_free);
  g_free (self);
}

/* Pixels that are not square (a few analogue grabbers) are shown as they are. */
static void
set_output_size (YjSampleConverter *self)
{
  double width = GST_VIDEO_INFO_WIDTH (&self->in), height = GST_VIDEO_INFO_HEIGHT (&self->in);
  double scale = MIN (1, MIN (self->max_width_px / width, self->max_height_px / height));

  gst_video_info_set_format (&self->out, GST_VIDEO_FORMAT_RGB, MAX ((guint) (width * scale), 1),
                             MAX ((guint) (height * scale), 1));
  /* No padding at the row's end: the frame is copied to files and textures as it is. */
  self->out.stride[0] = GST_VIDEO_INFO_WIDTH (&self->out) * 3;
  self->out.size = (gsize) self->out.stride[0] * (gsize) GST_VIDEO_INFO_HEIGHT (&self->out);
  self->out.fps_n = self->in.fps_n;
  self->out.fps_d = self->in.fps_d;
  self->out.interlace_mode = self->in.interlace_mode;
}

static gboolean
prepare (YjSampleConverter *self, GstSample *sample, guint max_width_px, guint max_height_px)
{
  GstCaps *caps = gst_sample_get_caps (sample);
  GstVideoInfo in;

  if (caps == NULL || !gst_video_info_from_caps (&in, caps) || GST_VIDEO_INFO_WIDTH (&in) < 1
      || GST_VIDEO_INFO_HEIGHT (&in) < 1)
    return FALSE;
  if (self->converter != NULL && gst_video_info_is_equal (&in, &self->in) && max_width_px == self->max_width_px
      && max_height_px == self->max_height_px)
    return TRUE;
  g_clear_pointer (&self->converter, gst_video_converter_free);
  self->in = in;
  self->max_width_px = max_width_px;
  self->max_height_px = max_height_px;
  set_output_size (self);
  self->converter = gst_video_converter_new (
      &self->in, &self->out,
      gst_structure_new ("converter", GST_VIDEO_CONVERTER_OPT_RESAMPLER_METHOD, GST_TYPE_VIDEO_RESAMPLER_METHOD,
                         GST_VIDEO_RESAMPLER_METHOD_LINEAR, NULL));
  return self->converter != NULL;
}

static YjFrame *
convert (YjSampleConverter *self, GstVideoFrame *in)
{
  gsize size = self->out.size;
  guint8 *pixels = g_malloc (size);
  g_autoptr (GBytes) bytes = yj_secret_bytes_new_take (pixels, size);
  GstBuffer *target = gst_buffer_new_wrapped_full (0, pixels, size, 0, size, NULL, NULL);
  GstVideoFrame out;

  gboolean is_mapped = gst_video_frame_map (&out, &self->out, target, GST_MAP_WRITE);
  if (is_mapped) {
    gst_video_converter_frame (self->converter, in, &out);
    gst_video_frame_unmap (&out);
  }
  gst_buffer_unref (target);
  if (!is_mapped)
    return NULL;
  return yj_frame_new (YJ_FRAME_RGB, (guint) GST_VIDEO_INFO_WIDTH (&self->out),
                       (guint) GST_VIDEO_INFO_HEIGHT (&self->out), (guint) self->out.stride[0], bytes);
}

YjFrame *
yj_sample_converter_to_rgb (YjSampleConverter *self, GstSample *sample, guint max_width_px, guint max_height_px,
                            GError **error)
{
  GstVideoFrame in;
  YjFrame *frame = NULL;

  if (prepare (self, sample, max_width_px, max_height_px)
      && gst_video_frame_map (&in, &self->in, gst_sample_get_buffer (sample), GST_MAP_READ)) {
    frame = convert (self, &in);
    gst_video_frame_unmap (&in);
  }
  if (frame == NULL)
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED,
                 "the camera's picture has a form that cannot be converted");
  return frame;
}
