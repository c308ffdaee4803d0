/* SPDX-License-Identifier: Apache-2.0 */
/* Owns scaling and JPEG by gdk-pixbuf, and what belongs to one still. A page is never on the disk unsealed. */
#include "drivers/cameras/yj-camera-still.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "drivers/cameras/yj-paper-look.h"
#include "drivers/cameras/yj-rectify.h"
#include "drivers/yj-driver.h"
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
yj_frame_fit (const YjFrame *frame, guint width_px, guint height_px, double share, guint8 margin_grey)
{
  double scale = share * MIN ((double) width_px / frame->width_px, (double) height_px / frame->height_px);
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

gboolean
yj_still_limits_read (YjStillLimits *self, GKeyFile *settings, const char *group, GError **error)
{
  return yj_driver_settings_int (settings, group, "still_px", 2339, 800, 3508, &self->longest_px, error)
         && yj_driver_settings_int (settings, group, "still_quality", 88, 30, 95, &self->quality, error);
}

/* How much smaller it is made. */
static double
scale_of (const YjFrame *frame, double longest_px)
{
  double scale = MIN (longest_px / MAX (frame->width_px, frame->height_px), 1);
  return MIN (scale, MIN ((double) YJ_STILL_MAX_WIDTH_PX / frame->width_px, (double) YJ_STILL_MAX_HEIGHT_PX / frame->height_px));
}

/* (transfer full) */
static YjFrame *
shrink (const YjFrame *frame, double scale)
{
  if (scale >= 1)
    return yj_frame_copy (frame);
  return yj_frame_fit (frame, MAX ((guint) (frame->width_px * scale), 1), MAX ((guint) (frame->height_px * scale), 1), 1, 0);
}

GBytes *
yj_camera_still_encode (const YjFrame *frame, const YjStillLimits *limits, GError **error)
{
  static const int qualities[] = { 95, 88, 80, 70, 60, 50, 40, 30 };
  g_autoptr (YjFrame) fitted = shrink (frame, scale_of (frame, limits->longest_px));
  g_autoptr (GdkPixbuf) picture = view_of (fitted);
  g_autoptr (GBytes) still = encode (picture, limits->quality, error);

  for (guint i = 0; still != NULL && g_bytes_get_size (still) > YJ_STILL_MAX_BYTES && i < G_N_ELEMENTS (qualities); i++)
    if (qualities[i] < limits->quality) {
      g_bytes_unref (still);
      still = encode (picture, qualities[i], error);
    }
  if (still != NULL && g_bytes_get_size (still) > YJ_STILL_MAX_BYTES) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "the picture is larger than 4 MiB at the lowest quality");
    return NULL;
  }
  return g_steal_pointer (&still);
}

YjStill *
yj_camera_still_make (const YjFrame *frame, const YjStillLimits *limits, GError **error)
{
  static const YjStillLimits small = { YJ_STILL_THUMBNAIL_PX, 80 };
  g_autoptr (YjFrame) sheet = NULL;
  g_autoptr (GBytes) jpeg = NULL;
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (GBytes) thumbnail = NULL;
  YjPaperSight sight;
  YjPoint corners[4];

  if (!yj_paper_look (frame, 1, &sight, corners)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "the camera's picture has sizes that do not fit its bytes");
    return NULL;
  }
  if (sight.lie == YJ_SHEET_WHOLE)
    sheet = yj_rectify (frame, corners);
  if (sheet != NULL && (whole = yj_camera_still_encode (frame, limits, error)) == NULL)
    return NULL;
  jpeg = yj_camera_still_encode (sheet != NULL ? sheet : frame, limits, error);
  if (jpeg != NULL)
    thumbnail = yj_camera_still_encode (sheet != NULL ? sheet : frame, &small, error);
  return thumbnail != NULL ? yj_still_new (jpeg, whole, thumbnail, &sight) : NULL;
}
