/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the memory of grey pictures and the operations on them. */
#include "drivers/codes/yj-grey-image.h"
#include "core/base/yj-secret.h"
#include <string.h>

YjGreyImage *
yj_grey_image_new (guint width_px, guint height_px)
{
  YjGreyImage *self = g_new (YjGreyImage, 1);
  *self = (YjGreyImage){ width_px, height_px, g_malloc ((gsize) width_px * height_px) };
  return self;
}

void
yj_grey_image_free (YjGreyImage *self)
{
  if (self == NULL)
    return;
  yj_secret_wipe (self->pixels, (gsize) self->width_px * self->height_px);
  g_free (self->pixels);
  g_free (self);
}

static void
copy_row_from_rgb (guint8 *out, const guint8 *in, guint width_px)
{
  for (guint x = 0; x < width_px; x++, in += 3)
    out[x] = (guint8) ((77 * in[0] + 150 * in[1] + 29 * in[2]) >> 8);
}

YjGreyImage *
yj_grey_image_new_from_frame (const YjFrame *frame)
{
  gsize size = 0;
  const guint8 *pixels = g_bytes_get_data (frame->pixels, &size);
  guint pixel_bytes = frame->format == YJ_FRAME_RGB ? 3 : 1;
  gsize row_bytes = (gsize) frame->width_px * pixel_bytes;

  if (frame->width_px == 0 || frame->height_px == 0 || frame->stride_bytes < row_bytes)
    return NULL;
  if (size < (gsize) frame->stride_bytes * (frame->height_px - 1) + row_bytes)
    return NULL;

  YjGreyImage *self = yj_grey_image_new (frame->width_px, frame->height_px);
  for (guint y = 0; y < frame->height_px; y++) {
    const guint8 *in = pixels + (gsize) y * frame->stride_bytes;
    guint8 *out = self->pixels + (gsize) y * self->width_px;
    if (pixel_bytes == 1)
      memcpy (out, in, row_bytes);
    else
      copy_row_from_rgb (out, in, frame->width_px);
  }
  return self;
}

YjFrame *
yj_grey_image_to_frame (const YjGreyImage *self)
{
  gsize size = (gsize) self->width_px * self->height_px;
  g_autoptr (GBytes) pixels = yj_secret_bytes_new_take (g_memdup2 (self->pixels, size), size);
  return yj_frame_new (YJ_FRAME_GREY, self->width_px, self->height_px, self->width_px, pixels);
}

YjGreyImage *
yj_grey_image_new_halved (const YjGreyImage *self)
{
  YjGreyImage *half = yj_grey_image_new (MAX (self->width_px / 2, 1), MAX (self->height_px / 2, 1));
  gsize right = self->width_px > 1 ? 1 : 0, down = self->height_px > 1 ? self->width_px : 0;

  for (guint y = 0; y < half->height_px; y++) {
    const guint8 *in = self->pixels + (gsize) y * 2 * self->width_px;
    guint8 *out = half->pixels + (gsize) y * half->width_px;
    for (guint x = 0; x < half->width_px; x++, in += 2)
      out[x] = (guint8) ((in[0] + in[right] + in[down] + in[down + right] + 2) >> 2);
  }
  return half;
}

/* Writes 2 × @count values with a distance of @out_step between them. A doubled pixel lies a quarter
 * to each side of the old one: Catmull-Rom weights at 1/4, in 128ths. */
static void
double_line (guint8 *out, gsize out_step, const guint8 *in, gsize in_step, guint count)
{
  for (guint i = 0; i < count; i++) {
    int before2 = in[(i < 2 ? 0 : i - 2) * in_step], before = in[(i < 1 ? 0 : i - 1) * in_step];
    int here = in[i * in_step];
    int after = in[MIN (i + 1, count - 1) * in_step], after2 = in[MIN (i + 2, count - 1) * in_step];
    int left = (-3 * before2 + 29 * before + 111 * here - 9 * after + 64) >> 7;
    int right = (-9 * before + 111 * here + 29 * after - 3 * after2 + 64) >> 7;
    out[(gsize) (2 * i) * out_step] = (guint8) CLAMP (left, 0, 255);
    out[(gsize) (2 * i + 1) * out_step] = (guint8) CLAMP (right, 0, 255);
  }
}

YjGreyImage *
yj_grey_image_new_widened (const YjGreyImage *self)
{
  YjGreyImage *wide = yj_grey_image_new (self->width_px * 2, self->height_px);
  for (guint y = 0; y < self->height_px; y++)
    double_line (wide->pixels + (gsize) y * wide->width_px, 1, self->pixels + (gsize) y * self->width_px, 1,
                 self->width_px);
  return wide;
}

YjGreyImage *
yj_grey_image_new_doubled (const YjGreyImage *self)
{
  g_autoptr (YjGreyImage) wide = yj_grey_image_new_widened (self);
  YjGreyImage *doubled = yj_grey_image_new (wide->width_px, self->height_px * 2);
  for (guint x = 0; x < wide->width_px; x++)
    double_line (doubled->pixels + x, wide->width_px, wide->pixels + x, wide->width_px, self->height_px);
  return doubled;
}

YjGreyImage *
yj_grey_image_new_inverted (const YjGreyImage *self)
{
  YjGreyImage *inverted = yj_grey_image_new (self->width_px, self->height_px);
  gsize size = (gsize) self->width_px * self->height_px;
  for (gsize i = 0; i < size; i++)
    inverted->pixels[i] = (guint8) (255 - self->pixels[i]);
  return inverted;
}
