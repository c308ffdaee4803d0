/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures from files: the kinds that are read, and files that are refused with a reason. */
#include "code-picture.h"
#include "core/base/yj-error.h"
#include "drivers/cameras/yj-camera-still.h"
#include "drivers/codes/yj-image-file.h"
#include <glib/gstdio.h>
#include <string.h>
#include <webp/encode.h>

static char *
path_in_home (const char *name)
{
  g_mkdir_with_parents (g_get_user_cache_dir (), 0700);
  return g_build_filename (g_get_user_cache_dir (), name, NULL);
}

static YjGreyImage *
new_halves (void)
{
  YjGreyImage *picture = yj_grey_image_new (64, 40);
  for (guint i = 0; i < 64 * 40; i++)
    picture->pixels[i] = i % 64 < 32 ? 10 : 240;
  return picture;
}

static void
check_halves (const char *path, guint slack)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjFrame) grey = yj_image_file_load (path, YJ_FRAME_GREY, &error);
  g_assert_no_error (error);
  g_autoptr (YjFrame) rgb = yj_image_file_load (path, YJ_FRAME_RGB, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (grey->width_px, ==, 64);
  g_assert_cmpuint (grey->height_px, ==, 40);
  const guint8 *pixels = g_bytes_get_data (grey->pixels, NULL), *colours = g_bytes_get_data (rgb->pixels, NULL);
  g_assert_cmpint (ABS (pixels[grey->stride_bytes * 20 + 8] - 10), <=, (int) slack);
  g_assert_cmpint (ABS (pixels[grey->stride_bytes * 20 + 56] - 240), <=, (int) slack);
  g_assert_cmpint (ABS (colours[rgb->stride_bytes * 20 + 3 * 56 + 1] - 240), <=, (int) slack);
}

static void
test_reads_png_jpeg_and_webp (void)
{
  g_autofree char *png = path_in_home ("a.png"), *jpeg = path_in_home ("a.jpg"),
                  *webp = path_in_home ("a.webp");
  g_autoptr (YjGreyImage) picture = new_halves ();
  g_autofree guint8 *rgb = g_malloc (64 * 40 * 3);
  uint8_t *coded = NULL;

  code_picture_save (picture, png, "png");
  code_picture_save (picture, jpeg, "jpeg");
  for (guint i = 0; i < 64 * 40; i++)
    memset (rgb + 3 * i, picture->pixels[i], 3);
  size_t size = WebPEncodeLosslessRGB (rgb, 64, 40, 64 * 3, &coded);
  g_assert_true (g_file_set_contents (webp, (const char *) coded, (gssize) size, NULL));
  WebPFree (coded);
  check_halves (png, 0);
  check_halves (jpeg, 6);
  check_halves (webp, 1);
}

static void
assert_refused (const char *path, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YjFrame) frame = yj_image_file_load (path, YJ_FRAME_GREY, &error);
  g_assert_null (frame);
  g_assert_error (error, YJ_ERROR, code);
  g_assert_nonnull (strstr (error->message, path));
  g_test_message ("%s", error->message);
}

static void
test_refuses_what_is_no_picture (void)
{
  g_autofree char *missing = path_in_home ("missing.png"), *text = path_in_home ("text.png"),
                  *cut = path_in_home ("cut.png");
  g_autofree char *webp = path_in_home ("bad.webp"), *empty = path_in_home ("empty.png"),
                  *folder = path_in_home ("folder");
  g_autoptr (YjGreyImage) picture = new_halves ();
  g_autofree char *data = NULL;
  gsize size = 0;

  g_file_set_contents (text, "hello", -1, NULL);
  g_file_set_contents (empty, "", 0, NULL);
  g_file_set_contents (webp, "RIFF\x10\0\0\0WEBPVP8 xx", 18, NULL);
  code_picture_save (picture, cut, "png");
  g_assert_true (g_file_get_contents (cut, &data, &size, NULL));
  g_file_set_contents (cut, data, (gssize) size / 3, NULL);
  g_mkdir (folder, 0700);
  assert_refused (missing, YJ_ERROR_NOT_FOUND);
  assert_refused (text, YJ_ERROR_BAD_DATA);
  assert_refused (empty, YJ_ERROR_BAD_DATA);
  assert_refused (webp, YJ_ERROR_BAD_DATA);
  assert_refused (cut, YJ_ERROR_BAD_DATA);
  assert_refused (folder, YJ_ERROR_LIMIT);
}

/* A PNG header of 60,000 × 60,000: 10 GB of pixels if it were believed. */
static void
test_refuses_a_picture_that_unfolds (void)
{
  static const guint8 header[] = { 0x89, 'P',  'N', 'G', 13,  10, 26, 10,   0,    0, 0,
                                   13,   'I',  'H', 'D', 'R', 0,  0,  0xea, 0x60, 0, 0,
                                   0xea, 0x60, 8,   2,   0,   0,  0,  0,    0,    0, 0 };
  g_autofree char *path = path_in_home ("bomb.png");
  g_autoptr (GByteArray) file = g_byte_array_new ();
  guint32 crc = 0xffffffff;

  g_byte_array_append (file, header, sizeof header);
  for (guint i = 12; i < 29; i++) {
    crc ^= file->data[i];
    for (int bit = 0; bit < 8; bit++)
      crc = crc & 1 ? (crc >> 1) ^ 0xedb88320 : crc >> 1;
  }
  guint32 big_endian = GUINT32_TO_BE (~crc);
  memcpy (file->data + 29, &big_endian, 4);
  g_byte_array_append (file, (const guint8 *) "\0\0\1\0IDAT\x78\x9c", 10);
  g_file_set_contents (path, (const char *) file->data, (gssize) file->len, NULL);
  assert_refused (path, YJ_ERROR_LIMIT);
}

static void
test_a_still_keeps_its_limits (void)
{
  g_autoptr (YjGreyImage) noise = yj_grey_image_new (3000, 4000);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = path_in_home ("still.jpg");
  gsize size = 0;

  memset (noise->pixels, 128, 3000 * 4000);
  code_picture_add_noise (noise, 127);
  gsize bytes = (gsize) 3000 * 4000 * 3;
  guint8 *rgb = g_malloc (bytes);
  for (gsize i = 0; i < (gsize) 3000 * 4000; i++)
    memset (rgb + 3 * i, noise->pixels[i], 3);
  g_autoptr (GBytes) pixels = g_bytes_new_take (rgb, bytes);
  g_autoptr (YjFrame) frame = yj_frame_new (YJ_FRAME_RGB, 3000, 4000, 9000, pixels);
  g_autoptr (GBytes) still = yj_camera_still_encode (frame, &(YjStillLimits){ 3508, 92 }, &error);

  g_assert_no_error (error);
  const char *data = g_bytes_get_data (still, &size);
  g_test_message ("12 megapixels of noise became %" G_GSIZE_FORMAT " bytes", size);
  g_assert_cmpuint (size, <=, YJ_STILL_MAX_BYTES);
  g_file_set_contents (path, data, (gssize) size, NULL);
  g_autoptr (YjFrame) read = yj_image_file_load (path, YJ_FRAME_GREY, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read->width_px, ==, 2480);
  g_assert_cmpuint (read->height_px, ==, 3306);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/codes/image-file/reads-png-jpeg-and-webp", test_reads_png_jpeg_and_webp);
  g_test_add_func ("/codes/image-file/refuses-what-is-no-picture", test_refuses_what_is_no_picture);
  g_test_add_func ("/codes/image-file/refuses-a-picture-that-unfolds", test_refuses_a_picture_that_unfolds);
  g_test_add_func ("/codes/still/keeps-its-limits", test_a_still_keeps_its_limits);
  return g_test_run ();
}
