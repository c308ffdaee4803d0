/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the dispatch of the speaker port. */
#include "core/ports/yj-speaker.h"

G_DEFINE_INTERFACE (YjSpeaker, yj_speaker, G_TYPE_OBJECT)

static void
yj_speaker_default_init (YjSpeakerInterface *iface)
{
}

void
yj_speaker_say (YjSpeaker *self, const char *text, const char *language)
{
  YJ_SPEAKER_GET_IFACE (self)->say (self, text, language);
}

void
yj_speaker_stop (YjSpeaker *self)
{
  YJ_SPEAKER_GET_IFACE (self)->stop (self);
}
