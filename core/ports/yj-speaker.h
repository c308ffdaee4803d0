/* SPDX-License-Identifier: Apache-2.0 */
/* Port: something that reads a sentence aloud. Personal data goes to the headset only: which output a
 * speaker has is a setting, and the caller asks the right one. Thread: all calls on one. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

#define YJ_TYPE_SPEAKER (yj_speaker_get_type ())
G_DECLARE_INTERFACE (YjSpeaker, yj_speaker, YJ, SPEAKER, GObject)

struct _YjSpeakerInterface {
  GTypeInterface parent_iface;
  void (*say) (YjSpeaker *self, const char *text, const char *language);
  void (*stop) (YjSpeaker *self);
};

/* Signal "finished" (const GError *error), once for each say (), in the main context it was called in and
 * never before it returns. @error is NULL when the text was said to its end; YJ_ERROR_CANCELLED: stopped, or
 * replaced by the next one; YJ_ERROR_NOT_FOUND: no voice for the language; YJ_ERROR_DEVICE_ABSENT: no sound
 * output; YJ_ERROR_DEVICE_FAILED, YJ_ERROR_TIMEOUT: the output broke. The page is complete without sound. */

/* Stops what is being said and says @text (copied; UTF-8, of which 4,000 characters are read) in @language (BCP 47). */
void yj_speaker_say (YjSpeaker *self, const char *text, const char *language);
/* Silence at once; nothing happens when nothing is being said. */
void yj_speaker_stop (YjSpeaker *self);

/* For drivers. @error (nullable) */
void yj_speaker_emit_finished (YjSpeaker *self, const GError *error);

G_END_DECLS
