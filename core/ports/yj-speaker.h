/* SPDX-License-Identifier: Apache-2.0 */
/* Port: something that reads a sentence aloud. Personal data goes to the headset only. */
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

/* Stops what is being said and says @text in @language (BCP 47). */
void yj_speaker_say (YjSpeaker *self, const char *text, const char *language);
void yj_speaker_stop (YjSpeaker *self);

G_END_DECLS
