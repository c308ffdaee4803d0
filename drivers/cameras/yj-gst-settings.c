/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the settings of a GStreamer camera and the text of its pipeline. */
#include "drivers/cameras/yj-gst-settings.h"
#include "core/base/yj-error.h"
#include "drivers/cameras/yj-gst-still-caps.h"
#include "drivers/yj-driver.h"

static const char *const kinds[] = { "v4l2", "file", "sequence", "test", NULL };
static const char *const formats[] = { "raw", "yuyv", "mjpeg", NULL };

static const char *const allowed_elements[] = {
  "appsink", "avidemux",     "capsfilter", "filesrc", "imagefreeze",
  "jpegdec", "multifilesrc", "pngdec",     "v4l2src", "videotestsrc",
};

static gboolean
refuse (const char *group, const char *key, const char *why, GError **error)
{
  g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[%s] %s: %s", group, key, why);
  return FALSE;
}

static gboolean
has_suffix (const char *path, const char *suffix)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  return g_str_has_suffix (lower, suffix);
}

static gboolean
is_jpeg (const char *path)
{
  return has_suffix (path, ".jpg") || has_suffix (path, ".jpeg");
}

/* The element formats this text with a number: one %d or %0Nd, no other percent sign. */
static gboolean
is_numbered (const char *location)
{
  return g_regex_match_simple ("^[^%]*%(0[1-9])?d[^%]*$", location, 0, 0);
}

/* Which of @names @word is. */
static gboolean
find_word (const char *word, const char *const *names, const char *group, const char *key, guint *which, GError **error)
{
  g_autofree char *all = g_strjoinv (", ", (char **) names);
  g_autofree char *why = g_strdup_printf ("one of %s is needed", all);

  for (*which = 0; names[*which] != NULL; (*which)++)
    if (g_str_equal (names[*which], word))
      return TRUE;
  return refuse (group, key, why, error);
}

static gboolean
read_kind (YjGstSettings *self, GKeyFile *settings, const char *group, GError **error)
{
  g_autofree char *source = yj_driver_settings_string (settings, group, "source", "v4l2");
  g_autofree char *form = yj_driver_settings_string (settings, group, "format", "raw");
  guint kind, format;

  if (!find_word (source, kinds, group, "source", &kind, error) || !find_word (form, formats, group, "format", &format, error))
    return FALSE;
  self->kind = (YjGstKind) kind;
  self->format = (YjGstFormat) format;
  return TRUE;
}

static gboolean
read_numbers (YjGstSettings *self, GKeyFile *settings, const char *group, GError **error)
{
  return yj_driver_settings_int (settings, group, "width", 1280, 16, 8192, &self->width_px, error)
         && yj_driver_settings_int (settings, group, "height", 720, 16, 8192, &self->height_px, error)
         && yj_driver_settings_int (settings, group, "rate", 30, 1, 120, &self->frames_per_second, error)
         && yj_driver_settings_int (settings, group, "preview", 1280, 64, 4096, &self->preview_px, error)
         && yj_driver_settings_int (settings, group, "still_width", 0, 0, 8192, &self->still_width_px, error)
         && yj_driver_settings_int (settings, group, "still_height", 0, 0, 8192, &self->still_height_px, error)
         && yj_driver_settings_int (settings, group, "still_settle", 400, 0, 3000, &self->still_settle_msec, error)
         && yj_still_limits_read (&self->limits, settings, group, error);
}

static gboolean
check_location (const YjGstSettings *self, const char *group, GError **error)
{
  const char *location = self->location;

  if (self->kind != YJ_GST_FILE && self->kind != YJ_GST_SEQUENCE)
    return TRUE;
  if (location == NULL)
    return refuse (group, "location", "a path is needed", error);
  gboolean is_picture = is_jpeg (location) || has_suffix (location, ".png");
  if (self->kind == YJ_GST_FILE && !is_picture && !has_suffix (location, ".avi"))
    return refuse (group, "location", "a .png, .jpg, .jpeg or .avi file is needed", error);
  if (self->kind == YJ_GST_SEQUENCE && !(is_picture && is_numbered (location)))
    return refuse (group, "location",
                   "a path with one number like %04d, ending in .png, .jpg or .jpeg, is needed", error);
  return TRUE;
}

static gboolean
read_device (YjGstSettings *self, GKeyFile *settings, const char *group, const YjDeviceId *ids, GError **error)
{
  if (self->device != NULL && !g_path_is_absolute (self->device))
    return refuse (group, "device", "an absolute path is needed", error);
  if (self->kind != YJ_GST_V4L2)
    return TRUE;
  self->binding = yj_device_binding_new (settings, group, ids, error);
  if (self->binding == NULL || self->device == NULL)
    return self->binding != NULL;
  if (yj_device_binding_is_by_settings (self->binding))
    return refuse (group, "device", "a device is named by a path or by its udev properties, not by both", error);
  g_clear_pointer (&self->binding, yj_device_binding_free);
  return TRUE;
}

YjGstSettings *
yj_gst_settings_new (GKeyFile *settings, const char *group, const YjDeviceId *ids, GError **error)
{
  g_autoptr (YjGstSettings) self = g_new0 (YjGstSettings, 1);

  if (!read_kind (self, settings, group, error))
    return NULL;
  self->device = yj_driver_settings_string (settings, group, "device", NULL);
  self->location = yj_driver_settings_string (settings, group, "location", NULL);
  if (!read_device (self, settings, group, ids, error))
    return NULL;
  if (!check_location (self, group, error) || !read_numbers (self, settings, group, error))
    return NULL;
  return g_steal_pointer (&self);
}

YjGstSettings *
yj_gst_settings_copy (const YjGstSettings *self)
{
  YjGstSettings *copy = g_memdup2 (self, sizeof *self);
  copy->device = g_strdup (self->device);
  copy->binding = self->binding != NULL ? yj_device_binding_copy (self->binding) : NULL;
  copy->location = g_strdup (self->location);
  return copy;
}

void
yj_gst_settings_free (YjGstSettings *self)
{
  if (self == NULL)
    return;
  g_free (self->device);
  g_clear_pointer (&self->binding, yj_device_binding_free);
  g_free (self->location);
  g_free (self);
}

/* A camera that cannot keep up gives what it has; what nobody takes is dropped. */
#define SINK "appsink name=sink max-buffers=1 drop=true caps=video/x-raw"

static char *
v4l2_text (const YjGstSettings *self)
{
  static const char *const media[] = { [YJ_GST_RAW] = "video/x-raw", [YJ_GST_YUYV] = "video/x-raw,format=YUY2", [YJ_GST_MJPEG] = "image/jpeg" };

  return g_strdup_printf ("v4l2src name=source ! %s,width=%d,height=%d,framerate=%d/1 %s ! " SINK " sync=false", media[self->format],
                          self->width_px, self->height_px, self->frames_per_second, self->format == YJ_GST_MJPEG ? "! jpegdec" : "");
}

static char *
pipeline_text (const YjGstSettings *self)
{
  const char *decoder = self->location != NULL && is_jpeg (self->location) ? "jpegdec" : "pngdec";
  int rate = self->frames_per_second;

  switch (self->kind) {
  case YJ_GST_V4L2:
    return v4l2_text (self);
  case YJ_GST_FILE:
    if (has_suffix (self->location, ".avi"))
      return g_strdup ("filesrc name=source ! avidemux ! jpegdec ! " SINK " sync=true");
    return g_strdup_printf ("filesrc name=source ! %s ! imagefreeze is-live=true ! video/x-raw,framerate=%d/1 ! " SINK " sync=true", decoder,
                            rate);
  case YJ_GST_SEQUENCE:
    return g_strdup_printf ("multifilesrc name=source loop=true caps=\"image/%s,framerate=%d/1\" ! %s ! " SINK " sync=true",
                            is_jpeg (self->location) ? "jpeg" : "png", rate, decoder);
  default:
    return g_strdup_printf ("videotestsrc name=source is-live=true ! video/x-raw,width=%d,height=%d,framerate=%d/1 ! " SINK " sync=false",
                            self->width_px, self->height_px, rate);
  }
}

static gboolean
check_elements (GstElement *pipeline, GError **error)
{
  for (GList *item = GST_BIN_CHILDREN (pipeline); item != NULL; item = item->next) {
    GstElementFactory *factory = gst_element_get_factory (item->data);
    const char *name = factory != NULL ? GST_OBJECT_NAME (factory) : "";
    gboolean is_allowed = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS (allowed_elements); i++)
      is_allowed |= g_str_equal (allowed_elements[i], name);
    if (is_allowed)
      continue;
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "GStreamer put in the element “%s”, which is not allowed", name);
    return FALSE;
  }
  return TRUE;
}

/* What a setting names is given to the elements as a property, never as text. */
static GstElement *
build (const YjGstSettings *self, const char *text, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch_full (text, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &why);
  g_autoptr (GstElement) source = NULL;

  if (pipeline == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED,
                 "the camera's pipeline cannot be built (are the GStreamer base and good plug-ins installed?): %s", why->message);
    return NULL;
  }
  gst_object_ref_sink (pipeline);
  if (!check_elements (pipeline, error))
    return NULL;
  source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  if (self->kind == YJ_GST_V4L2)
    g_object_set (source, "device", self->device, NULL);
  else if (self->kind != YJ_GST_TEST)
    g_object_set (source, "location", self->location, NULL);
  return g_steal_pointer (&pipeline);
}

GstElement *
yj_gst_settings_make_pipeline (const YjGstSettings *self, GError **error)
{
  g_autofree char *text = pipeline_text (self);
  return build (self, text, error);
}

GstCaps *
yj_gst_settings_choose_still (const YjGstSettings *self, GstElement *pipeline)
{
  guint64 pixels = (guint64) self->width_px * (guint64) self->height_px;

  if (self->kind == YJ_GST_TEST && self->still_width_px > 0 && self->still_height_px > 0)
    return gst_caps_new_simple ("video/x-raw", "width", G_TYPE_INT, self->still_width_px, "height", G_TYPE_INT, self->still_height_px, NULL);
  if (self->kind != YJ_GST_V4L2)
    return NULL;
  g_autoptr (GstElement) source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (source, "src");
  g_autoptr (GstCaps) offered = gst_pad_query_caps (pad, NULL);
  return yj_gst_still_caps_choose (offered, pixels);
}

GstElement *
yj_gst_settings_make_still_pipeline (const YjGstSettings *self, GstCaps *caps, GError **error)
{
  gboolean is_jpeg_form = gst_structure_has_name (gst_caps_get_structure (caps, 0), "image/jpeg");
  g_autofree char *text =
      g_strdup_printf ("%s name=source ! capsfilter name=form ! %s " SINK " sync=false",
                       self->kind == YJ_GST_V4L2 ? "v4l2src" : "videotestsrc is-live=true", is_jpeg_form ? "jpegdec !" : "");
  GstElement *pipeline = build (self, text, error);

  if (pipeline == NULL)
    return NULL;
  g_autoptr (GstElement) form = gst_bin_get_by_name (GST_BIN (pipeline), "form");
  g_object_set (form, "caps", caps, NULL);
  return pipeline;
}
