/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the way from a file to pixels. */
#include "drivers/codes/yj-image-file.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "drivers/codes/yj-grey-image.h"
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>
#include <sys/stat.h>
#include <webp/decode.h>

#define FILE_MAX_BYTES (64u << 20)
#define PIXELS_MAX 50000000u

static gboolean
check_size (gint64 width_px, gint64 height_px, GError **error)
{
  if (width_px > 0 && height_px > 0 && width_px * height_px <= PIXELS_MAX)
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT,
               "a picture of %" G_GINT64_FORMAT " × %" G_GINT64_FORMAT " is not read: up to 50 megapixels are",
               width_px, height_px);
  return FALSE;
}

static GBytes *
load_bytes (const char *path, GError **error)
{
  g_autoptr (GError) why = NULL;
  struct stat about;
  char *data = NULL;
  gsize size = 0;

  if (stat (path, &about) == 0 && (!S_ISREG (about.st_mode) || about.st_size > FILE_MAX_BYTES)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "not a file of up to 64 MiB");
    return NULL;
  }
  if (g_file_get_contents (path, &data, &size, &why))
    return yj_secret_bytes_new_take (data, size);
  int code = g_error_matches (why, G_FILE_ERROR, G_FILE_ERROR_NOENT)   ? YJ_ERROR_NOT_FOUND
             : g_error_matches (why, G_FILE_ERROR, G_FILE_ERROR_ACCES) ? YJ_ERROR_DENIED
                                                                       : YJ_ERROR_FAILED;
  g_set_error_literal (error, YJ_ERROR, code, why->message);
  return NULL;
}

static void
copy_row_on_white (guint8 *out, const guint8 *in, guint width_px, guint channels)
{
  for (guint x = 0; x < width_px; x++, in += channels, out += 3) {
    guint alpha = channels == 4 ? in[3] : 255;
    for (guint c = 0; c < 3; c++)
      out[c] = (guint8) ((in[c] * alpha + 255 * (255 - alpha) + 127) / 255);
  }
}

static YjFrame *
frame_from_pixels (const guint8 *pixels, guint width_px, guint height_px, gsize stride_bytes, guint channels)
{
  gsize size = (gsize) width_px * height_px * 3;
  guint8 *rgb = g_malloc (size);
  g_autoptr (GBytes) bytes = yj_secret_bytes_new_take (rgb, size);

  for (guint y = 0; y < height_px; y++)
    copy_row_on_white (rgb + (gsize) y * width_px * 3, pixels + y * stride_bytes, width_px, channels);
  return yj_frame_new (YJ_FRAME_RGB, width_px, height_px, width_px * 3, bytes);
}

static YjFrame *
decode_webp (const guint8 *data, gsize size, GError **error)
{
  int width_px = 0, height_px = 0;
  uint8_t *pixels = NULL;

  if (!WebPGetInfo (data, size, &width_px, &height_px) || !check_size (width_px, height_px, error)) {
    if (error != NULL && *error == NULL)
      g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the WebP header is damaged");
    return NULL;
  }
  pixels = WebPDecodeRGBA (data, size, &width_px, &height_px);
  if (pixels == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the WebP picture is damaged");
    return NULL;
  }
  gsize stride_bytes = (gsize) width_px * 4;
  YjFrame *frame = frame_from_pixels (pixels, (guint) width_px, (guint) height_px, stride_bytes, 4);
  yj_secret_wipe (pixels, stride_bytes * (gsize) height_px);
  WebPFree (pixels);
  return frame;
}

typedef struct {
  gboolean is_refused;
  GError *error;
} SizeCheck;

/* gdk-pixbuf has no limit of its own; a size of nothing makes the loader stop before it decodes. */
static void
on_loader_size_prepared (GdkPixbufLoader *loader, int width_px, int height_px, SizeCheck *check)
{
  if (check->error == NULL && !check_size (width_px, height_px, &check->error))
    gdk_pixbuf_loader_set_size (loader, 0, 0);
}

static YjFrame *
decode_with_pixbuf (GBytes *bytes, const char *kind, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type (kind, NULL);
  g_autoptr (GError) why = NULL;
  SizeCheck check = { 0 };

  if (loader == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "gdk-pixbuf was built without %s", kind);
    return NULL;
  }
  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_loader_size_prepared), &check);
  gboolean is_written = gdk_pixbuf_loader_write_bytes (loader, bytes, &why);
  gboolean is_closed = gdk_pixbuf_loader_close (loader, why == NULL ? &why : NULL);
  if (check.error != NULL) {
    g_propagate_error (error, check.error);
    return NULL;
  }
  if (!is_written || !is_closed || gdk_pixbuf_loader_get_pixbuf (loader) == NULL) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "not a picture that can be read: %s",
                 why != NULL ? why->message : "it is cut short");
    return NULL;
  }
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_apply_embedded_orientation (gdk_pixbuf_loader_get_pixbuf (loader));
  guint channels = (guint) gdk_pixbuf_get_n_channels (pixbuf),
        stride_bytes = (guint) gdk_pixbuf_get_rowstride (pixbuf);
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  guint height_px = (guint) gdk_pixbuf_get_height (pixbuf), width_px = (guint) gdk_pixbuf_get_width (pixbuf);
  YjFrame *frame = frame_from_pixels (pixels, width_px, height_px, stride_bytes, channels);
  yj_secret_wipe (pixels, gdk_pixbuf_get_byte_length (pixbuf));
  return frame;
}

static YjFrame *
to_format (YjFrame *rgb, YjFrameFormat format)
{
  g_autoptr (YjFrame) owned = rgb;
  if (format == YJ_FRAME_RGB)
    return g_steal_pointer (&owned);
  g_autoptr (YjGreyImage) grey = yj_grey_image_new_from_frame (owned);
  return yj_grey_image_to_frame (grey);
}

/* The kinds are told apart here: gdk-pixbuf would ask the system's MIME database, and offer a file to
 * every decoder that is installed. */
static YjFrame *
decode (GBytes *bytes, GError **error)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (size >= 12 && memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0)
    return decode_webp (data, size, error);
  if (size >= 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    return decode_with_pixbuf (bytes, "png", error);
  if (size >= 3 && memcmp (data, "\xff\xd8\xff", 3) == 0)
    return decode_with_pixbuf (bytes, "jpeg", error);
  g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "neither PNG nor JPEG nor WebP");
  return NULL;
}

YjFrame *
yj_image_file_load (const char *path, YjFrameFormat format, GError **error)
{
  g_autoptr (GBytes) bytes = load_bytes (path, error);
  YjFrame *frame = bytes != NULL ? decode (bytes, error) : NULL;

  if (frame == NULL) {
    g_prefix_error (error, "%s: ", path);
    return NULL;
  }
  return to_format (frame, format);
}
