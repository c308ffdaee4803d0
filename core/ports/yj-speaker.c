/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the dispatch of the speaker port. */
#include "core/ports/yj-speaker.h"

G_DEFINE_INTERFACE (YjSpeaker, yj_speaker, G_TYPE_OBJECT)

static guint signal_finished;

static void
yj_speaker_default_init (YjSpeakerInterface *iface)
{
  signal_finished = g_signal_new ("finished", YJ_TYPE_SPEAKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_ERROR);
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

void
yj_speaker_emit_finished (YjSpeaker *self, const GError *error)
{
  g_signal_emit (self, signal_finished, 0, error);
}
