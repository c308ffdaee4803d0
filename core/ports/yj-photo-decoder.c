/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the calls of the photograph port. */
#include "core/ports/yj-photo-decoder.h"

G_DEFINE_INTERFACE (YjPhotoDecoder, yj_photo_decoder, G_TYPE_OBJECT)

static void
yj_photo_decoder_default_init (YjPhotoDecoderInterface *iface)
{
}

void
yj_photo_decoder_decode_async (YjPhotoDecoder *self, GBytes *coded, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  YJ_PHOTO_DECODER_GET_IFACE (self)->decode_async (self, coded, cancellable, callback, user_data);
}

YjFrame *
yj_photo_decoder_decode_finish (YjPhotoDecoder *self, GAsyncResult *result, GError **error)
{
  return YJ_PHOTO_DECODER_GET_IFACE (self)->decode_finish (self, result, error);
}
