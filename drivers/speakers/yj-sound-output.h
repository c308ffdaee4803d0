/* SPDX-License-Identifier: Apache-2.0 */
/* Where sound goes: one GStreamer pipeline for each sentence. The text of the pipeline is ours; settings
 * are values of properties, and only outputs of a short list may be named. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  char *sink;     /* element: autoaudiosink, alsasink, pulsesink, filesink or fakesink */
  char *device;   /* (nullable) of alsasink and pulsesink: the headset's name, for instance */
  char *location; /* filesink: path of the WAV file */
} YjSoundOutput;

/* Keys of @group: sink, device, location. YJ_ERROR_BAD_DATA names the key. (transfer full) (nullable) */
YjSoundOutput *yj_sound_output_new (GKeyFile *settings, const char *group, GError **error);
void yj_sound_output_free (YjSoundOutput *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjSoundOutput, yj_sound_output_free)

/* Plays @pcm (signed 16 bit, one channel) to its end. Blocks that long; @cancellable ends it at once, from any
 * thread. YJ_ERROR_CANCELLED, _DEVICE_ABSENT (no output, or it went away), _DEVICE_FAILED (an element is not
 * installed), _TIMEOUT (the output takes nothing). */
gboolean yj_sound_output_play (const YjSoundOutput *self, GBytes *pcm, int rate_hz, GCancellable *cancellable,
                               GError **error);

G_END_DECLS
