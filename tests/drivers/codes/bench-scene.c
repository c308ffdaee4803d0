/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the scaling: the mean of the pixels that fall together, or the spline between them. */
#include "bench-scene.h"
#include "drivers/codes/yj-grey-image.h"

/* Fits well with both ways of scaling: the mean over @scale × @scale source pixels, sampled finely enough. */
static guint8
sample_area (const YjGreyImage *image, double x, double y, double scale)
{
  int parts = MAX (1, (int) (scale + 0.5));
  float sum = 0;

  for (int j = 0; j < parts; j++)
    for (int i = 0; i < parts; i++)
      sum += yj_grey_image_sample (image, (float) (x + (i + 0.5) / parts * scale - 0.5), (float) (y + (j + 0.5) / parts * scale - 0.5));
  return (guint8) (sum / (float) (parts * parts) + 0.5f);
}

/* Draws @image in the middle of @scene, @scale source pixels to one of the scene's. */
static void
draw (YjGreyImage *scene, const YjGreyImage *image, double scale)
{
  double left = (scene->width_px - image->width_px / scale) / 2, top = (scene->height_px - image->height_px / scale) / 2;

  for (guint y = 0; y < scene->height_px; y++)
    for (guint x = 0; x < scene->width_px; x++) {
      double from_x = (x - left) * scale, from_y = (y - top) * scale;
      if (from_x >= 0 && from_y >= 0 && from_x < image->width_px && from_y < image->height_px)
        scene->pixels[(gsize) y * scene->width_px + x] = sample_area (image, from_x, from_y, scale);
    }
}

YjFrame *
bench_scene_new (const YjFrame *picture, const YjFrame *behind, guint width_px, guint height_px)
{
  g_autoptr (YjGreyImage) scene = yj_grey_image_new (width_px, height_px), front = yj_grey_image_new_from_frame (picture),
                          back = yj_grey_image_new_from_frame (behind);

  draw (scene, back, MIN ((double) back->width_px / width_px, (double) back->height_px / height_px));
  draw (scene, front, MAX ((double) front->width_px / width_px, (double) front->height_px / height_px));
  return yj_grey_image_to_frame (scene);
}
