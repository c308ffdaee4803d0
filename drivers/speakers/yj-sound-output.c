/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the settings of a sound output and the pipeline of one sentence. */
#include "drivers/speakers/yj-sound-output.h"
#include "core/base/yj-error.h"
#include "drivers/yj-driver.h"
#include <gst/app/gstappsrc.h>
#include <gst/gst.h>

#define PATIENCE_SECONDS 10 /* beyond the length of the sound */

static const char *const sinks[] = { "autoaudiosink", "alsasink", "pulsesink", "filesink", "fakesink", NULL };

YjSoundOutput *
yj_sound_output_new (GKeyFile *settings, const char *group, GError **error)
{
  g_autoptr (YjSoundOutput) self = g_new0 (YjSoundOutput, 1);
  g_autofree char *names = g_strjoinv (", ", (char **) sinks);

  self->sink = yj_driver_settings_string (settings, group, "sink", sinks[0]);
  self->device = yj_driver_settings_string (settings, group, "device", NULL);
  self->location = yj_driver_settings_string (settings, group, "location", NULL);
  if (!g_strv_contains (sinks, self->sink))
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[%s] sink: one of %s is needed", group, names);
  else if (g_str_equal (self->sink, "filesink") && (self->location == NULL || !g_path_is_absolute (self->location)))
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[%s] location: an absolute path is needed", group);
  else if (self->device != NULL && !g_str_equal (self->sink, "alsasink") && !g_str_equal (self->sink, "pulsesink"))
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "[%s] device: only alsasink and pulsesink have one", group);
  else
    return g_steal_pointer (&self);
  return NULL;
}

void
yj_sound_output_free (YjSoundOutput *self)
{
  g_free (self->sink);
  g_free (self->device);
  g_free (self->location);
  g_free (self);
}

static GstElement *
make_pipeline (const YjSoundOutput *self, int rate_hz, GError **error)
{
  const char *coder = g_str_equal (self->sink, "filesink") ? "! wavenc" : "";
  const char *clocked = g_str_equal (self->sink, "fakesink") ? "sync=true" : "";
  g_autofree char *text = g_strdup_printf ("appsrc name=source format=time ! audio/x-raw,format=%s,channels=1,rate=%d,"
                                           "layout=interleaved ! audioconvert ! audioresample %s ! %s name=sink %s",
                                           G_BYTE_ORDER == G_LITTLE_ENDIAN ? "S16LE" : "S16BE", rate_hz, coder,
                                           self->sink, clocked);
  g_autoptr (GError) why = NULL;
  GstElement *pipeline = NULL;
  g_autoptr (GstElement) sink = NULL;

  if (gst_init_check (NULL, NULL, &why))
    pipeline = gst_parse_launch_full (text, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &why);
  if (pipeline == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_FAILED, "The sound output cannot be built: %s", why->message);
    return NULL;
  }
  gst_object_ref_sink (pipeline);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  if (self->device != NULL)
    g_object_set (sink, "device", self->device, NULL);
  if (self->location != NULL)
    g_object_set (sink, "location", self->location, NULL);
  return pipeline;
}

static void
feed (GstElement *pipeline, GBytes *pcm, int rate_hz)
{
  g_autoptr (GstElement) source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  GstBuffer *buffer = gst_buffer_new_wrapped_bytes (pcm);

  GST_BUFFER_PTS (buffer) = 0;
  GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale (g_bytes_get_size (pcm) / 2, GST_SECOND, (guint64) rate_hz);
  g_object_set (source, "max-bytes", (guint64) g_bytes_get_size (pcm) + 1, NULL);
  gst_app_src_push_buffer (GST_APP_SRC (source), buffer);
  gst_app_src_end_of_stream (GST_APP_SRC (source));
}

/* Wakes whoever waits on the bus. */
static void
on_cancelled (GCancellable *cancellable, gpointer bus)
{
  gst_bus_post (bus, gst_message_new_application (NULL, gst_structure_new_empty ("cancelled")));
}

/* autoaudiosink only warns when it finds no output, and plays to nobody. */
static void
set_device_error (GstMessage *message, GError **error)
{
  g_autoptr (GError) why = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &why, NULL);
  else
    gst_message_parse_warning (message, &why, NULL);
  g_set_error (error, YJ_ERROR, YJ_ERROR_DEVICE_ABSENT, "There is no sound output: %s", why->message);
}

static gboolean
wait_for_end (GstBus *bus, GstClockTime limit, GError **error)
{
  g_autoptr (GstMessage) message
      = gst_bus_timed_pop_filtered (bus, limit, GST_MESSAGE_EOS | GST_MESSAGE_ERROR | GST_MESSAGE_WARNING | GST_MESSAGE_APPLICATION);

  if (message == NULL)
    g_set_error (error, YJ_ERROR, YJ_ERROR_TIMEOUT, "The sound output takes no sound");
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_APPLICATION)
    g_set_error (error, YJ_ERROR, YJ_ERROR_CANCELLED, "What was being said is not wanted any more");
  else if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_EOS)
    set_device_error (message, error);
  else
    return TRUE;
  return FALSE;
}

gboolean
yj_sound_output_play (const YjSoundOutput *self, GBytes *pcm, int rate_hz, GCancellable *cancellable, GError **error)
{
  GstClockTime length = gst_util_uint64_scale (g_bytes_get_size (pcm) / 2, GST_SECOND, (guint64) rate_hz);
  g_autoptr (GstElement) pipeline = NULL;
  g_autoptr (GstBus) bus = NULL;
  gulong handler;
  gboolean ok;

  if (length == 0)
    return TRUE; /* a text of spaces */
  pipeline = make_pipeline (self, rate_hz, error);
  if (pipeline == NULL)
    return FALSE;
  bus = gst_element_get_bus (pipeline);
  handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), bus, NULL);
  if (gst_element_set_state (pipeline, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE)
    feed (pipeline, pcm, rate_hz);
  ok = wait_for_end (bus, length + PATIENCE_SECONDS * GST_SECOND, error);
  g_cancellable_disconnect (cancellable, handler);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return ok;
}
