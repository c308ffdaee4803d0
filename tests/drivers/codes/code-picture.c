/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how test pictures are drawn. */
#include "code-picture.h"
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>
#include <qrencode.h>
#include <string.h>

#define QR_MODULE_PX 6
#define QR_QUIET 4
#define EAN_MODULE_PX 3
#define EAN_QUIET 11
#define EAN_HEIGHT_PX 150

static YjGreyImage *
new_white (guint width_px, guint height_px)
{
  YjGreyImage *picture = yj_grey_image_new (width_px, height_px);
  memset (picture->pixels, 255, (gsize) width_px * height_px);
  return picture;
}

static void
fill (YjGreyImage *picture, guint left, guint top, guint width_px, guint height_px)
{
  for (guint y = top; y < top + height_px; y++)
    memset (picture->pixels + (gsize) y * picture->width_px + left, 0, width_px);
}

YjGreyImage *
code_picture_new_qr (gconstpointer data, gsize size, int level)
{
  QRcode *code = QRcode_encodeData ((int) size, data, 0, (QRecLevel) level);
  g_assert_nonnull (code);
  guint modules = (guint) code->width, side = (modules + 2 * QR_QUIET) * QR_MODULE_PX;
  YjGreyImage *picture = new_white (side, side);

  for (guint y = 0; y < modules; y++)
    for (guint x = 0; x < modules; x++)
      if (code->data[y * modules + x] & 1)
        fill (picture, (x + QR_QUIET) * QR_MODULE_PX, (y + QR_QUIET) * QR_MODULE_PX, QR_MODULE_PX,
              QR_MODULE_PX);
  QRcode_free (code);
  return picture;
}

static void
append_digit (GString *bars, int digit, char set)
{
  static const char *const left[] = { "0001101", "0011001", "0010011", "0111101", "0100011",
                                      "0110001", "0101111", "0111011", "0110111", "0001011" };
  for (int i = 0; i < 7; i++) {
    /* R is A with black for white, B is R backwards. */
    char a = set == 'B' ? left[digit][6 - i] : left[digit][i];
    g_string_append_c (bars, set == 'A' ? a : (a == '0' ? '1' : '0'));
  }
}

YjGreyImage *
code_picture_new_ean_13 (const char *digits)
{
  static const char *const parities[] = { "AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB",
                                          "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA" };
  g_autoptr (GString) bars = g_string_new ("101");
  int sum = 0;

  for (int i = 0; i < 12; i++)
    sum += (digits[i] - '0') * (i % 2 ? 3 : 1);
  g_autofree char *all = g_strdup_printf ("%s%d", digits, (10 - sum % 10) % 10);
  for (int i = 1; i < 13; i++) {
    append_digit (bars, all[i] - '0', i < 7 ? parities[all[0] - '0'][i - 1] : 'R');
    if (i == 6)
      g_string_append (bars, "01010");
  }
  g_string_append (bars, "101");
  YjGreyImage *picture = new_white ((guint) (bars->len + 2 * EAN_QUIET) * EAN_MODULE_PX, EAN_HEIGHT_PX + 60);
  for (guint i = 0; i < bars->len; i++)
    if (bars->str[i] == '1')
      fill (picture, (i + EAN_QUIET) * EAN_MODULE_PX, 30, EAN_MODULE_PX, EAN_HEIGHT_PX);
  return picture;
}

static float
look_through (const YjGreyImage *code, double x, double y)
{
  if (x < 0 || y < 0 || x >= code->width_px || y >= code->height_px)
    return 255;
  return yj_grey_image_sample (code, (float) (x - 0.5), (float) (y - 0.5));
}

YjGreyImage *
code_picture_lay (const YjGreyImage *code, guint width_px, guint height_px, double degrees, double tilt,
                  double scale)
{
  YjGreyImage *picture = yj_grey_image_new (width_px, height_px);
  double radians = degrees * G_PI / 180, half = code->width_px * scale / 2;

  for (guint y = 0; y < height_px; y++)
    for (guint x = 0; x < width_px; x++) {
      float sum = 0;
      for (int part = 0; part < 9; part++) {
        double u = x + (part % 3 + 0.5) / 3 - width_px / 2.0, v = y + (part / 3 + 0.5) / 3 - height_px / 2.0;
        double turned_x = u * cos (radians) + v * sin (radians),
               turned_y = v * cos (radians) - u * sin (radians);
        double depth = 1 - tilt * turned_x / half / 2;
        sum += depth <= 0.1 ? 255
                            : look_through (code, turned_x / depth / scale + code->width_px / 2.0,
                                            turned_y / depth / scale + code->height_px / 2.0);
      }
      picture->pixels[(gsize) y * width_px + x] = (guint8) (sum / 9 + 0.5f);
    }
  return picture;
}

YjGreyImage *
code_picture_bend (const YjGreyImage *picture, double amount, double length)
{
  YjGreyImage *bent = yj_grey_image_new (picture->width_px, picture->height_px);

  for (guint y = 0; y < bent->height_px; y++)
    for (guint x = 0; x < bent->width_px; x++) {
      double across = amount * sin (2 * G_PI * y / length), down = amount * sin (2 * G_PI * x / length + 1);
      bent->pixels[(gsize) y * bent->width_px + x] = (guint8) (yj_grey_image_sample (picture, (float) (x + across), (float) (y + down)) + 0.5f);
    }
  return bent;
}

static void
blur_line (guint8 *line, guint count, gsize step, guint radius, guint8 *kept)
{
  for (guint i = 0; i < count; i++)
    kept[i] = line[i * step];
  for (guint i = 0; i < count; i++) {
    guint first = i > radius ? i - radius : 0, end = MIN (i + radius + 1, count), sum = 0;
    for (guint k = first; k < end; k++)
      sum += kept[k];
    line[i * step] = (guint8) (sum / (end - first));
  }
}

void
code_picture_blur (YjGreyImage *picture, guint radius)
{
  g_autofree guint8 *kept = g_malloc (MAX (picture->width_px, picture->height_px));

  for (int pass = 0; pass < 2; pass++) {
    for (guint y = 0; y < picture->height_px; y++)
      blur_line (picture->pixels + (gsize) y * picture->width_px, picture->width_px, 1, radius, kept);
    for (guint x = 0; x < picture->width_px; x++)
      blur_line (picture->pixels + x, picture->height_px, picture->width_px, radius, kept);
  }
}

void
code_picture_fade (YjGreyImage *picture, guint8 black, guint8 white, guint8 shadow)
{
  for (guint y = 0; y < picture->height_px; y++)
    for (guint x = 0; x < picture->width_px; x++) {
      guint8 *at = picture->pixels + (gsize) y * picture->width_px + x;
      int value = black + (*at * (white - black)) / 255 - (int) (shadow * x / picture->width_px);
      *at = (guint8) CLAMP (value, 0, 255);
    }
}

void
code_picture_add_noise (YjGreyImage *picture, guint amount)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20240501);
  gsize count = (gsize) picture->width_px * picture->height_px;

  for (gsize i = 0; i < count; i++) {
    int value = picture->pixels[i] + g_rand_int_range (random, -(int) amount, (int) amount + 1);
    picture->pixels[i] = (guint8) CLAMP (value, 0, 255);
  }
}

void
code_picture_add_spot (YjGreyImage *picture, double x, double y, double radius)
{
  for (guint row = 0; row < picture->height_px; row++)
    for (guint column = 0; column < picture->width_px; column++) {
      guint8 *at = picture->pixels + (gsize) row * picture->width_px + column;
      double share = CLAMP (2 - hypot (column + 0.5 - x, row + 0.5 - y) / radius, 0, 1);
      *at = (guint8) (*at + (255 - *at) * share + 0.5);
    }
}

void
code_picture_save (const YjGreyImage *picture, const char *path, const char *kind)
{
  g_autoptr (GdkPixbuf) pixbuf =
      gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, (int) picture->width_px, (int) picture->height_px);
  g_autoptr (GError) error = NULL;

  for (guint y = 0; y < picture->height_px; y++)
    for (guint x = 0; x < picture->width_px; x++)
      memset (gdk_pixbuf_get_pixels (pixbuf) + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf) + 3 * x,
              picture->pixels[(gsize) y * picture->width_px + x], 3);
  gdk_pixbuf_save (pixbuf, path, kind, &error, NULL);
  g_assert_no_error (error);
}
