/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the picture that it gives of everybody. */
#include "tests/ui/support/yj-fake-photo-decoder.h"
#include "core/base/yj-error.h"

#define WIDTH_PX 102
#define HEIGHT_PX 126

static void yj_fake_photo_decoder_iface_init (YjPhotoDecoderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YjFakePhotoDecoder, yj_fake_photo_decoder, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (YJ_TYPE_PHOTO_DECODER, yj_fake_photo_decoder_iface_init))

/* A light ground that grows darker downwards. */
static YjFrame *
make_picture (void)
{
  guint8 *rgb = g_malloc (WIDTH_PX * HEIGHT_PX * 3);
  g_autoptr (GBytes) pixels = NULL;

  for (guint i = 0; i < WIDTH_PX * HEIGHT_PX * 3; i++)
    rgb[i] = (guint8) (230 - i / (WIDTH_PX * 3));
  pixels = g_bytes_new_take (rgb, WIDTH_PX * HEIGHT_PX * 3);
  return yj_frame_new (YJ_FRAME_RGB, WIDTH_PX, HEIGHT_PX, WIDTH_PX * 3, pixels);
}

static gboolean
on_answer (gpointer data)
{
  GTask *task = data;
  YjFakePhotoDecoder *self = g_task_get_source_object (task);

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  self->n_decoded++;
  if (self->fails)
    g_task_return_new_error (task, YJ_ERROR, YJ_ERROR_BAD_DATA, "as the test told");
  else
    g_task_return_pointer (task, make_picture (), (GDestroyNotify) yj_frame_free);
  return G_SOURCE_REMOVE;
}

static void
decode_async (YjPhotoDecoder *decoder, GBytes *coded, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, on_answer, g_task_new (decoder, cancellable, callback, user_data), g_object_unref);
}

static YjFrame *
decode_finish (YjPhotoDecoder *decoder, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
yj_fake_photo_decoder_class_init (YjFakePhotoDecoderClass *klass)
{
}

static void
yj_fake_photo_decoder_init (YjFakePhotoDecoder *self)
{
}

static void
yj_fake_photo_decoder_iface_init (YjPhotoDecoderInterface *iface)
{
  iface->decode_async = decode_async;
  iface->decode_finish = decode_finish;
}

YjFakePhotoDecoder *
yj_fake_photo_decoder_new (void)
{
  return g_object_new (YJ_TYPE_FAKE_PHOTO_DECODER, NULL);
}
