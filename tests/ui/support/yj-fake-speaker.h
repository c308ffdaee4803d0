/* SPDX-License-Identifier: Apache-2.0 */
/* A speaker in memory: keeps what it was asked to say. */
#pragma once
#include "core/ports/yj-speaker.h"

#define YJ_TYPE_FAKE_SPEAKER (yj_fake_speaker_get_type ())
G_DECLARE_FINAL_TYPE (YjFakeSpeaker, yj_fake_speaker, YJ, FAKE_SPEAKER, GObject)

struct _YjFakeSpeaker {
  GObject parent_instance;
  GPtrArray *said; /* char * */
};

YjFakeSpeaker *yj_fake_speaker_new (void);
