/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the surfaces that a receipt is drawn on. Measures first, so that the paper is as long as needed. */
#include "drivers/printers/yj-receipt-renderer.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "drivers/printers/yj-receipt-layout.h"
#include <cairo-pdf.h>
#include <math.h>

#define POINTS_PER_DOT (72.0 / YJ_PAPER_DOTS_PER_INCH)
#define POINTS_PER_MM (72.0 / 25.4)
#define LONGEST_MM 3000
#define SHORTEST_MM 40
#define LEFT_EDGE 32 /* dots beside the print head on an 80 mm roll */

static gboolean
draw (cairo_t *cr, YjReceipt *receipt, YjMessages *messages, double *height, GError **error)
{
  g_autoptr (YjReceiptCanvas) canvas = yj_receipt_canvas_new (cr, receipt->language);

  if (!yj_receipt_layout_draw (canvas, receipt, messages, error))
    return FALSE;
  if (height != NULL)
    *height = ceil (canvas->y);
  if (cairo_status (cr) == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "The receipt could not be drawn: %s",
               cairo_status_to_string (cairo_status (cr)));
  return FALSE;
}

static gboolean
measure (YjReceipt *receipt, YjMessages *messages, double *height, GError **error)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);
  gboolean ok = draw (cr, receipt, messages, height, error);

  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  if (ok && *height / YJ_PAPER_DOTS_PER_INCH * 25.4 > LONGEST_MM) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "The receipt would be longer than %d mm", LONGEST_MM);
    return FALSE;
  }
  return ok;
}

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Large enough from the start, so that growing leaves no copies behind. */
static GByteArray *
new_buffer (void)
{
  return g_byte_array_sized_new (2 << 20);
}

static GBytes *
take_buffer (GByteArray *buffer)
{
  gsize size = buffer->len;
  return yj_secret_bytes_new_take (g_byte_array_free (buffer, FALSE), size);
}

static gboolean
draw_pdf (GByteArray *buffer, YjReceipt *receipt, YjMessages *messages, guint height_mm, GError **error)
{
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_bytes, buffer,
                                                                  YJ_RECEIPT_PAPER_MM * POINTS_PER_MM,
                                                                  height_mm * POINTS_PER_MM);
  cairo_t *cr;
  gboolean ok;

  if (receipt->reference != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, receipt->reference);
  cr = cairo_create (surface);
  cairo_scale (cr, POINTS_PER_DOT, POINTS_PER_DOT);
  cairo_translate (cr, LEFT_EDGE, 0);
  ok = draw (cr, receipt, messages, NULL, error);
  cairo_show_page (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (ok && cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "The receipt could not be written as PDF: %s",
                 cairo_status_to_string (cairo_surface_status (surface)));
    ok = FALSE;
  }
  cairo_surface_destroy (surface);
  return ok;
}

GBytes *
yj_receipt_render_pdf (YjReceipt *receipt, YjMessages *messages, guint *height_mm, GError **error)
{
  double height;
  guint millimetres;
  GByteArray *buffer;
  gboolean ok;
  g_autoptr (GBytes) bytes = NULL;

  if (!measure (receipt, messages, &height, error))
    return NULL;
  millimetres = (guint) ceil (MAX (height / YJ_PAPER_DOTS_PER_INCH * 25.4, SHORTEST_MM));
  buffer = new_buffer ();
  ok = draw_pdf (buffer, receipt, messages, millimetres, error);
  bytes = take_buffer (buffer);
  if (!ok)
    return NULL;
  if (height_mm != NULL)
    *height_mm = millimetres;
  return g_steal_pointer (&bytes);
}

/* A print head knows dot or no dot: grey edges of letters go to the nearer one. */
static void
make_black_or_white (cairo_surface_t *surface)
{
  int width, height, stride;
  unsigned char *data;

  cairo_surface_flush (surface);
  width = cairo_image_surface_get_width (surface);
  height = cairo_image_surface_get_height (surface);
  stride = cairo_image_surface_get_stride (surface);
  data = cairo_image_surface_get_data (surface);
  for (int y = 0; y < height; y++) {
    guint32 *row = (guint32 *) (data + (gsize) y * (gsize) stride);
    for (int x = 0; x < width; x++)
      row[x] = (row[x] & 0xff) < 0x90 ? 0xff000000u : 0xffffffffu;
  }
  cairo_surface_mark_dirty (surface);
}

cairo_surface_t *
yj_receipt_render_surface (YjReceipt *receipt, YjMessages *messages, GError **error)
{
  double height;
  cairo_surface_t *surface;
  cairo_t *cr;
  gboolean ok;

  if (!measure (receipt, messages, &height, error))
    return NULL;
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, YJ_PAPER_WIDTH, (int) height);
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  ok = draw (cr, receipt, messages, NULL, error);
  cairo_destroy (cr);
  if (!ok) {
    cairo_surface_destroy (surface);
    return NULL;
  }
  make_black_or_white (surface);
  return surface;
}
