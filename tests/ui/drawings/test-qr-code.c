/* SPDX-License-Identifier: Apache-2.0 */
/* A code on the screen is read back from its picture in every theme, with its quiet zone. */
#include "core/base/yj-error.h"
#include "tests/ui/drawings/gallery.h"
#include "ui/drawings/yj-qr-code.h"
#include <string.h>
#include <zbar.h>

static guint8 *
to_grey (cairo_surface_t *picture, int *width, int *height)
{
  guint8 *grey;

  *width = cairo_image_surface_get_width (picture);
  *height = cairo_image_surface_get_height (picture);
  grey = g_malloc ((gsize) *width * *height);
  for (int y = 0; y < *height; y++)
    for (int x = 0; x < *width; x++)
      grey[y * *width + x] = cairo_image_surface_get_data (picture)[y * cairo_image_surface_get_stride (picture) + 4 * x + 1];
  return grey;
}

/* The text of the only code in the picture, NULL when there is none. (transfer full) */
static char *
read_code (const guint8 *grey, int width, int height)
{
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();
  zbar_image_t *image = zbar_image_create ();
  const zbar_symbol_t *symbol;
  char *text = NULL;

  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, (unsigned) width, (unsigned) height);
  zbar_image_set_data (image, grey, (unsigned long) width * (unsigned long) height, NULL);
  zbar_scan_image (scanner, image);
  symbol = zbar_image_first_symbol (image);
  if (symbol && zbar_symbol_get_type (symbol) == ZBAR_QRCODE)
    text = g_strdup (zbar_symbol_get_data (symbol));
  zbar_image_destroy (image);
  zbar_image_scanner_destroy (scanner);
  return text;
}

/* The first finder gives the module: its upper edge is seven of them long. */
static void
check_quiet_zone (const guint8 *grey, int width, int height)
{
  int top = 0, left = width, run = 0, module;

  for (int y = 0; y < height && left == width; y++)
    for (int x = width / 20; x < width - width / 20; x++)
      if (grey[y * width + x] < 64) {
        top = y;
        left = x;
        break;
      }
  while (grey[top * width + left + run] < 64)
    run++;
  module = run / 7;
  g_test_message ("modules of %d px, %d px left, %d px above", module, left, top);
  g_assert_cmpint (run, ==, 7 * module);
  g_assert_cmpint (left, >=, 4 * module);
  g_assert_cmpint (top, >=, 4 * module);
  for (int y = 2; y < top; y++)
    for (int x = width / 20; x < width - width / 20; x++)
      g_assert_cmpuint (grey[y * width + x], >, 250);
}

static void
test_is_read_back_in_every_theme (void)
{
  const char *const texts[] = { "7K3M 92F4 C", "https://kiosk.test/p#7K3M92F4C-abcdefghijklmnopqrstuvwxyz0123456789" };

  for (int theme = YJ_THEME_PAPER; theme <= YJ_THEME_DARK; theme++)
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
      GtkWidget *code = yj_qr_code_new ("回执码"), *window;
      g_autofree char *text = NULL;
      g_autofree guint8 *grey = NULL;
      cairo_surface_t *picture;
      int width, height;
      yj_style_set_theme (gallery_style (), theme);
      g_assert_true (yj_qr_code_set_text (YJ_QR_CODE (code), texts[i], NULL));
      window = gallery_show (code, 0);
      picture = gallery_picture (code);
      grey = to_grey (picture, &width, &height);
      text = read_code (grey, width, height);
      g_assert_cmpstr (text, ==, texts[i]);
      check_quiet_zone (grey, width, height);
      cairo_surface_destroy (picture);
      gtk_window_destroy (GTK_WINDOW (window));
    }
  yj_style_reset (gallery_style ());
}

static void
test_an_empty_text_leaves_an_empty_plate (void)
{
  GtkWidget *code = yj_qr_code_new ("回执码"), *window;
  g_autofree char *text = NULL;
  g_autofree guint8 *grey = NULL;
  cairo_surface_t *picture;
  int width, height;

  g_assert_true (yj_qr_code_set_text (YJ_QR_CODE (code), "7K3M 92F4 C", NULL));
  window = gallery_show (code, 0);
  g_assert_true (yj_qr_code_set_text (YJ_QR_CODE (code), NULL, NULL));
  gallery_settle (window);
  picture = gallery_picture (code);
  grey = to_grey (picture, &width, &height);
  text = read_code (grey, width, height);
  g_assert_null (text);
  for (int i = width / 2; i < width * height; i += width)
    g_assert_cmpuint (grey[i], >, 200);
  cairo_surface_destroy (picture);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_a_text_too_long_is_refused (void)
{
  GtkWidget *code = g_object_ref_sink (yj_qr_code_new ("回执码"));
  g_autofree char *text = g_strnfill (4000, 'a');
  g_autoptr (GError) error = NULL;

  g_assert_false (yj_qr_code_set_text (YJ_QR_CODE (code), text, &error));
  g_assert_error (error, YJ_ERROR, YJ_ERROR_LIMIT);
  g_assert_finalize_object (code);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/drawings/qr-code/is-read-back-in-every-theme", test_is_read_back_in_every_theme);
  g_test_add_func ("/ui/drawings/qr-code/an-empty-text-leaves-an-empty-plate", test_an_empty_text_leaves_an_empty_plate);
  g_test_add_func ("/ui/drawings/qr-code/a-text-too-long-is-refused", test_a_text_too_long_is_refused);
  return g_test_run ();
}
