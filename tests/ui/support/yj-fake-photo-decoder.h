/* SPDX-License-Identifier: Apache-2.0 */
/* A photograph decoder in memory: gives a small picture, or fails as it is told, from the main loop. */
#pragma once
#include "core/ports/yj-photo-decoder.h"

#define YJ_TYPE_FAKE_PHOTO_DECODER (yj_fake_photo_decoder_get_type ())
G_DECLARE_FINAL_TYPE (YjFakePhotoDecoder, yj_fake_photo_decoder, YJ, FAKE_PHOTO_DECODER, GObject)

struct _YjFakePhotoDecoder {
  GObject parent_instance;
  gboolean fails;
  guint n_decoded;
};

YjFakePhotoDecoder *yj_fake_photo_decoder_new (void);
