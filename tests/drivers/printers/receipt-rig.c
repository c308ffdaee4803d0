/* SPDX-License-Identifier: Apache-2.0 */
/* Owns how a rendered receipt is read back. */
#include "tests/drivers/printers/receipt-rig.h"
#include <zbar.h>

YjMessages *
receipt_rig_load_messages (void)
{
  g_autofree char *dir = g_build_filename (g_getenv ("YIJIAN_DATA_DIR"), "translations", NULL);
  g_autoptr (GError) error = NULL;
  YjMessages *messages = yj_messages_new (dir, &error);

  g_assert_no_error (error);
  return messages;
}

YjReceiptPaper
receipt_rig_roll_80 (void)
{
  YjReceiptPaper paper;
  yj_receipt_paper_init (&paper, YJ_PAPER_ROLL_80, 0, 0, 0);
  return paper;
}

cairo_surface_t *
receipt_rig_render (YjReceipt *receipt)
{
  YjReceiptPaper paper = receipt_rig_roll_80 ();
  g_autoptr (YjMessages) messages = receipt_rig_load_messages ();
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface = yj_receipt_render_surface (receipt, messages, &paper, &error);

  g_assert_no_error (error);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 576);
  return surface;
}

guint32
receipt_rig_get_dot (cairo_surface_t *surface, int x, int y)
{
  const unsigned char *data = cairo_image_surface_get_data (surface);
  return *(const guint32 *) (data + y * cairo_image_surface_get_stride (surface) + x * 4) & 0xffffff;
}

static char *
scan (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  unsigned char *grey = g_malloc ((gsize) width * (gsize) height);
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();
  zbar_image_t *image = zbar_image_create ();
  const zbar_symbol_t *symbol;
  char *text = NULL;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      grey[y * width + x] = (unsigned char) (receipt_rig_get_dot (surface, x, y) & 0xff);
  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, (unsigned) width, (unsigned) height);
  zbar_image_set_data (image, grey, (unsigned long) width * (unsigned long) height, NULL);
  zbar_scan_image (scanner, image);
  symbol = zbar_image_first_symbol (image);
  if (symbol != NULL)
    text = g_strdup (zbar_symbol_get_data (symbol));
  zbar_image_destroy (image);
  zbar_image_scanner_destroy (scanner);
  g_free (grey);
  return text;
}

char *
receipt_rig_read_code (YjReceipt *receipt)
{
  cairo_surface_t *surface = receipt_rig_render (receipt);
  char *text = scan (surface);

  cairo_surface_destroy (surface);
  return text;
}

/* A file would be litter with a name in it. */
char *
receipt_rig_ask_about (const char *const *program, GBytes *pdf)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (program, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_autoptr (GBytes) output = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate (process, pdf, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return g_strndup (g_bytes_get_data (output, NULL), g_bytes_get_size (output));
}

GBytes *
receipt_rig_render_pdf (YjReceipt *receipt, YjReceiptExtent *extent)
{
  YjReceiptPaper paper = receipt_rig_roll_80 ();
  g_autoptr (YjMessages) messages = receipt_rig_load_messages ();
  g_autoptr (GError) error = NULL;
  GBytes *pdf = yj_receipt_render_pdf (receipt, messages, &paper, extent, &error);

  g_assert_no_error (error);
  return pdf;
}

char *
receipt_rig_read_text (YjReceipt *receipt)
{
  const char *const to_text[] = { "pdftotext", "-layout", "-", "-", NULL };
  g_autoptr (GBytes) pdf = receipt_rig_render_pdf (receipt, NULL);

  return receipt_rig_ask_about (to_text, pdf);
}
