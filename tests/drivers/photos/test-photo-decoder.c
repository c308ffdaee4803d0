/* SPDX-License-Identifier: Apache-2.0 */
/* A photograph of a card through an integrator's module: decoded, unknown, and a module that crashes, hangs, lies or is not there. */
#include "core/base/yj-error.h"
#include "drivers/photos/yj-module-photo-decoder.h"
#include <string.h>

#define CODED_BYTES 1024

typedef struct {
  GMainLoop *loop;
  YjFrame *photo; /* (nullable) */
  GError *error;
} Answer;

static void
on_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;
  answer->photo = yj_photo_decoder_decode_finish (YJ_PHOTO_DECODER (source), result, &answer->error);
  g_main_loop_quit (answer->loop);
}

static char *
find_built (const char *name)
{
  return g_build_filename (g_getenv ("YIJIAN_BUILD_DIR"), name, NULL);
}

static YjPhotoDecoder *
make_decoder (const char *module)
{
  g_autofree char *program = find_built ("drivers/photos/yijian-photo-decoder"), *path = find_built (module);
  return yj_module_photo_decoder_new (path, program);
}

/* What becomes of @size bytes that begin with @first and are a to z then; @code: of a YjError, or -1. (transfer full) (nullable) */
static YjFrame *
decode (YjPhotoDecoder *decoder, char first, gsize size, GCancellable *cancellable, int code)
{
  g_autofree char *coded = g_malloc (size + 1);
  g_autoptr (GBytes) bytes = NULL;
  Answer answer = { g_main_loop_new (NULL, FALSE), NULL, NULL };

  for (gsize i = 0; i < size; i++)
    coded[i] = i == 0 ? first : (char) ('a' + i % 26);
  bytes = g_bytes_new (coded, size);
  yj_photo_decoder_decode_async (decoder, bytes, cancellable, on_ready, &answer);
  g_main_loop_run (answer.loop);
  g_main_loop_unref (answer.loop);
  if (code < 0)
    g_assert_no_error (answer.error);
  else
    g_assert_error (answer.error, YJ_ERROR, code);
  g_assert_true ((answer.photo != NULL) == (code < 0));
  g_clear_error (&answer.error);
  return answer.photo;
}

#define SAMPLE "tests/drivers/photos/libsample-decoder.so"

static void
test_photo (void)
{
  g_autoptr (YjPhotoDecoder) decoder = make_decoder (SAMPLE);
  g_autoptr (YjFrame) photo = decode (decoder, 'P', CODED_BYTES, NULL, -1);
  const guint8 *pixels = g_bytes_get_data (photo->pixels, NULL);

  g_assert_cmpint (photo->format, ==, YJ_FRAME_RGB);
  g_assert_cmpuint (photo->width_px, ==, 102);
  g_assert_cmpuint (photo->height_px, ==, 126);
  g_assert_cmpuint (photo->stride_bytes, ==, 306);
  g_assert_cmpuint (g_bytes_get_size (photo->pixels), ==, 102 * 126 * 3);
  g_assert_cmpuint (pixels[0], ==, 'P');
  g_assert_cmpuint (pixels[27], ==, 'b');
}

static void
test_troubles (void)
{
  g_autoptr (YjPhotoDecoder) decoder = make_decoder (SAMPLE), absent = make_decoder ("no-such-module.so");
  g_autoptr (YjPhotoDecoder) other = make_decoder ("core/libyijian-core.a");
  g_autofree char *path = find_built (SAMPLE);
  g_autoptr (YjPhotoDecoder) no_program = yj_module_photo_decoder_new (path, "/nowhere/yijian-photo-decoder");
  g_autoptr (YjFrame) after = NULL;

  decode (decoder, 'x', CODED_BYTES, NULL, YJ_ERROR_BAD_DATA);
  decode (decoder, 'x', 0, NULL, YJ_ERROR_BAD_DATA);
  decode (decoder, 'L', CODED_BYTES, NULL, YJ_ERROR_BAD_DATA);
  decode (decoder, 'C', CODED_BYTES, NULL, YJ_ERROR_DEVICE_FAILED); /* its process crashes, not this one */
  decode (decoder, 'P', YJ_PHOTO_CODED_MAX_BYTES + 1, NULL, YJ_ERROR_LIMIT);
  decode (absent, 'P', CODED_BYTES, NULL, YJ_ERROR_DEVICE_FAILED);
  decode (other, 'P', CODED_BYTES, NULL, YJ_ERROR_DEVICE_FAILED);
  decode (no_program, 'P', CODED_BYTES, NULL, YJ_ERROR_DEVICE_FAILED);
  after = decode (decoder, 'P', YJ_PHOTO_CODED_MAX_BYTES, NULL, -1);
}

static gboolean
on_cancel_due (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_hanging (void)
{
  g_autoptr (YjPhotoDecoder) decoder = make_decoder (SAMPLE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gint64 start_usec = g_get_monotonic_time ();

  g_timeout_add (20, on_cancel_due, cancellable);
  decode (decoder, 'S', CODED_BYTES, cancellable, YJ_ERROR_CANCELLED);
  decode (decoder, 'S', CODED_BYTES, NULL, YJ_ERROR_TIMEOUT);
  g_test_message ("given up after %d ms", (int) ((g_get_monotonic_time () - start_usec) / 1000));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/photos/photo-decoder/decodes-in-a-process-of-its-own", test_photo);
  g_test_add_func ("/photos/photo-decoder/survives-what-a-module-does", test_troubles);
  g_test_add_func ("/photos/photo-decoder/waits-for-no-module-for-long", test_hanging);
  return g_test_run ();
}
