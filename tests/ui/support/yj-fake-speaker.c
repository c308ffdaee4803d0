/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the sentences that it was asked to say. */
#include "tests/ui/support/yj-fake-speaker.h"

static void yj_fake_speaker_iface_init (YjSpeakerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjFakeSpeaker, yj_fake_speaker, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_SPEAKER, yj_fake_speaker_iface_init))

static void
say (YjSpeaker *speaker, const char *text, const char *language)
{
  g_ptr_array_add (YJ_FAKE_SPEAKER (speaker)->said, g_strdup (text));
}

static void
stop (YjSpeaker *speaker)
{
}

static void
yj_fake_speaker_iface_init (YjSpeakerInterface *iface)
{
  iface->say = say;
  iface->stop = stop;
}

static void
yj_fake_speaker_finalize (GObject *object)
{
  g_ptr_array_unref (YJ_FAKE_SPEAKER (object)->said);
  G_OBJECT_CLASS (yj_fake_speaker_parent_class)->finalize (object);
}

static void
yj_fake_speaker_class_init (YjFakeSpeakerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yj_fake_speaker_finalize;
}

static void
yj_fake_speaker_init (YjFakeSpeaker *self)
{
  self->said = g_ptr_array_new_with_free_func (g_free);
}

YjFakeSpeaker *
yj_fake_speaker_new (void)
{
  return g_object_new (YJ_TYPE_FAKE_SPEAKER, NULL);
}
