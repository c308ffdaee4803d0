/* SPDX-License-Identifier: Apache-2.0 */
/* Port: what turns the photograph of a card into a picture. The chip has it as WLT, which only a closed library of the police reads; a
 * kiosk without a decoder keeps the bytes as they are and shows no photograph. Thread: the main one. */
#pragma once
#include "core/ports/yj-camera.h"

G_BEGIN_DECLS

/* Largest photograph as it stands on a card, and largest side of a picture of it. */
#define YJ_PHOTO_CODED_MAX_BYTES 65536
#define YJ_PHOTO_SIDE_MAX_PX 512

#define YJ_TYPE_PHOTO_DECODER (yj_photo_decoder_get_type ())
G_DECLARE_INTERFACE (YjPhotoDecoder, yj_photo_decoder, YJ, PHOTO_DECODER, GObject)

struct _YjPhotoDecoderInterface {
  GTypeInterface parent_iface;
  void (*decode_async) (YjPhotoDecoder *self, GBytes *coded, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  YjFrame *(*decode_finish) (YjPhotoDecoder *self, GAsyncResult *result, GError **error);
};

/* @coded: YjIdCard.photo. */
void yj_photo_decoder_decode_async (YjPhotoDecoder *self, GBytes *coded, GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
/* An RGB picture whose pixels are wiped when they are freed. YJ_ERROR_BAD_DATA: no photograph that it knows, YJ_ERROR_LIMIT: larger than
 * any, _DEVICE_FAILED: the decoder broke, _TIMEOUT, _CANCELLED. (transfer full) (nullable) */
YjFrame *yj_photo_decoder_decode_finish (YjPhotoDecoder *self, GAsyncResult *result, GError **error);

G_END_DECLS
