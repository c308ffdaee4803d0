/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the surfaces that a receipt is drawn on. Measures first, so that the paper is as long as needed. */
#include "drivers/printers/yj-receipt-renderer.h"
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "core/document/yj-reference.h"
#include "drivers/printers/yj-receipt-layout.h"
#include <cairo-pdf.h>
#include <math.h>

#define POINTS_PER_MM (72.0 / 25.4)
#define LONGEST_MM 3000
#define SHORTEST_MM 40
#define MOST_PAGES 30

typedef struct {
  YjReceipt *receipt;
  YjMessages *messages;
  const YjReceiptPaper *paper;
  double height; /* of all pages, in units */
  guint pages;   /* 0 until measured */
} Work;

static gboolean
draw (const Work *work, cairo_t *cr, gboolean turns, double *height, GError **error)
{
  g_autoptr (YjReceiptCanvas) canvas = yj_receipt_canvas_new (cr, work->paper, work->receipt->language);
  g_autofree char *running = work->receipt->reference != NULL ? yj_reference_to_display (work->receipt->reference) : NULL;

  canvas->turns = turns;
  canvas->running = running;
  canvas->pages = work->pages;
  if (!yj_receipt_layout_draw (canvas, work->receipt, work->messages, error))
    return FALSE;
  if (height != NULL)
    *height = ceil (canvas->y);
  if (cairo_status (cr) == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_FAILED, "The receipt could not be drawn: %s",
               cairo_status_to_string (cairo_status (cr)));
  return FALSE;
}

/* Whole millimetres of a roll, whole pages of anything else. */
static void
round_up (Work *work)
{
  double page = yj_receipt_paper_get_page (work->paper), mm = ceil (MAX (work->height * work->paper->unit_mm, SHORTEST_MM));

  work->pages = page > 0 ? (guint) ceil (work->height / page) : 1;
  work->height = page > 0 ? work->pages * page : mm / work->paper->unit_mm;
}

static gboolean
measure (Work *work, GError **error)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);
  gboolean ok = draw (work, cr, FALSE, &work->height, error);

  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  if (!ok)
    return FALSE;
  round_up (work);
  if (work->pages <= MOST_PAGES && (work->pages > 1 || work->height * work->paper->unit_mm <= LONGEST_MM))
    return TRUE;
  g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "The receipt would be longer than %d mm or %d pages", LONGEST_MM, MOST_PAGES);
  return FALSE;
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

static double
get_page_mm (const Work *work)
{
  return work->paper->page_mm > 0 ? work->paper->page_mm : work->height * work->paper->unit_mm;
}

static gboolean
draw_pdf (const Work *work, GByteArray *buffer, GError **error)
{
  double points_per_unit = POINTS_PER_MM * work->paper->unit_mm;
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_bytes, buffer, work->paper->sheet_mm * POINTS_PER_MM,
                                                                  get_page_mm (work) * POINTS_PER_MM);
  cairo_t *cr;
  gboolean ok;

  if (work->receipt->reference != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, work->receipt->reference);
  cr = cairo_create (surface);
  cairo_translate (cr, work->paper->left_mm * POINTS_PER_MM, 0);
  cairo_scale (cr, points_per_unit, points_per_unit);
  ok = draw (work, cr, TRUE, NULL, error);
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
yj_receipt_render_pdf (YjReceipt *receipt, YjMessages *messages, const YjReceiptPaper *paper, YjReceiptExtent *extent, GError **error)
{
  Work work = { receipt, messages, paper };
  GByteArray *buffer;
  gboolean ok;
  g_autoptr (GBytes) bytes = NULL;

  if (!measure (&work, error))
    return NULL;
  buffer = new_buffer ();
  ok = draw_pdf (&work, buffer, error);
  bytes = take_buffer (buffer);
  if (!ok)
    return NULL;
  if (extent != NULL)
    *extent = (YjReceiptExtent){ (guint) (get_page_mm (&work) + 0.5), work.pages };
  return g_steal_pointer (&bytes);
}

gboolean
yj_receipt_measure (YjReceipt *receipt, YjMessages *messages, const YjReceiptPaper *paper, YjReceiptExtent *extent, GError **error)
{
  Work work = { receipt, messages, paper };

  if (!measure (&work, error))
    return FALSE;
  *extent = (YjReceiptExtent){ (guint) (get_page_mm (&work) + 0.5), work.pages };
  return TRUE;
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
yj_receipt_render_surface (YjReceipt *receipt, YjMessages *messages, const YjReceiptPaper *paper, GError **error)
{
  Work work = { receipt, messages, paper };
  double scale = 1 / yj_receipt_paper_get_dot (paper);
  cairo_surface_t *surface;
  cairo_t *cr;
  gboolean ok;

  if (!measure (&work, error))
    return NULL;
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) round (paper->width * scale), (int) round (work.height * scale));
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  ok = draw (&work, cr, FALSE, NULL, error);
  cairo_destroy (cr);
  if (!ok) {
    cairo_surface_destroy (surface);
    return NULL;
  }
  make_black_or_white (surface);
  return surface;
}
