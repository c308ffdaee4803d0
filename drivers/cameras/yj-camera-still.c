/* SPDX-License-Identifier: Apache-2.0 */
/* Owns scaling and JPEG by gdk-pixbuf. Touches no file: a page is never on the disk unsealed. */
#include "drivers/cameras/yj-camera-still.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

static GdkPixbuf *
view_of (const YjFrame *frame)
{
  return gdk_pixbuf_new_from_data (g_bytes_get_data (frame->pixels, NULL), GDK_COLORSPACE_RGB, FALSE, 8,
                                   (int) frame->width_px, (int) frame->height_px, (int) frame->stride_bytes,
                                   NULL, NULL);
}

YjFrame *
yj_frame_fit (const YjFrame *frame, guint width_px, guint height_px, guint8 margin_grey)
{
  double scale = MIN ((double) width_px / frame->width_px, (double) height_px / frame->height_px);
  int width = MAX ((int) (frame->width_px * scale), 1), height = MAX ((int) (frame->height_px * scale), 1);
  int left = ((int) width_px - width) / 2, top = ((int) height_px - height) / 2;
  gsize size = (gsize) width_px * height_px * 3;
  guint8 *pixels = memset (g_malloc (size), margin_grey, size);
  g_autoptr (GBytes) bytes = yj_secret_bytes_new_take (pixels, size);
  g_autoptr (GdkPixbuf) from = view_of (frame);
  g_autoptr (GdkPixbuf) to = gdk_pixbuf_new_from_data (pixels, GDK_COLORSPACE_RGB, FALSE, 8, (int) width_px,
                                                       (int) height_px, (int) width_px * 3, NULL, NULL);

  gdk_pixbuf_scale (from, to, left, top, width, height, left, top, scale, scale, GDK_INTERP_BILINEAR);
  return yj_frame_new (YJ_FRAME_RGB, width_px, height_px, width_px * 3, bytes);
}

static GBytes *
encode (GdkPixbuf *picture, int quality, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autofree char *text = g_strdup_printf ("%d", quality);
  char *data = NULL;
  gsize size = 0;

  if (!gdk_pixbuf_save_to_buffer (picture, &data, &size, "jpeg", &why, "quality", text, NULL)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "the picture could not be made a JPEG: %s", why->message);
    return NULL;
  }
  return yj_secret_bytes_new_take (data, size);
}

GBytes *
yj_camera_still_encode (const YjFrame *frame, GError **error)
{
  static const int qualities[] = { 92, 85, 78, 70, 60, 50, 40, 30 };
  double scale = MIN ((double) YJ_STILL_MAX_WIDTH_PX / frame->width_px,
                      (double) YJ_STILL_MAX_HEIGHT_PX / frame->height_px);
  g_autoptr (YjFrame) fitted = NULL;
  g_autoptr (GdkPixbuf) picture = NULL;

  if (scale < 1) {
    fitted = yj_frame_fit (frame, MAX ((guint) (frame->width_px * scale), 1),
                           MAX ((guint) (frame->height_px * scale), 1), 0);
    frame = fitted;
  }
  picture = view_of (frame);
  for (guint i = 0; i < G_N_ELEMENTS (qualities); i++) {
    g_autoptr (GBytes) still = encode (picture, qualities[i], error);
    if (still == NULL)
      return NULL;
    if (g_bytes_get_size (still) <= YJ_STILL_MAX_BYTES)
      return g_steal_pointer (&still);
  }
  g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "the picture is larger than 4 MiB at the lowest quality");
  return NULL;
}
