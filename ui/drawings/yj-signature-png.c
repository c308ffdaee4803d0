/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the picture that is made of a signature: grey, bounded in size, and wiped wherever it passed. */
#include "core/base/yj-error.h"
#include "core/base/yj-secret.h"
#include "ui/drawings/yj-signature-ink.h"
#include <math.h>
#include <string.h>

#define SIDE_MIN 240 /* px: under this a signature cannot be compared any more */
#define SMALLER 0.8

typedef struct {
  guint8 *bytes;
  gsize size;
} Sink;

static cairo_status_t
write_png (void *closure, const unsigned char *data, unsigned int length)
{
  Sink *sink = closure;

  if (length > YJ_SIGNATURE_PNG_BYTES_MAX - sink->size)
    return CAIRO_STATUS_WRITE_ERROR;
  memcpy (sink->bytes + sink->size, data, length);
  sink->size += length;
  return CAIRO_STATUS_SUCCESS;
}

/* A surface of alpha alone becomes a grey PNG: opaque is white, so the ink is taken out of it. */
static cairo_surface_t *
paint_surface (const YjSignatureInk *ink, int width_px, int height_px, double scale)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, width_px, height_px);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgba (cr, 0, 0, 0, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  cairo_set_operator (cr, CAIRO_OPERATOR_DEST_OUT);
  yj_signature_ink_draw (ink, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static void
wipe_surface (cairo_surface_t *surface)
{
  guchar *data = cairo_image_surface_get_data (surface);

  if (data)
    yj_secret_wipe (data, (gsize) cairo_image_surface_get_stride (surface) * cairo_image_surface_get_height (surface));
  cairo_surface_mark_dirty (surface);
  cairo_surface_destroy (surface);
}

GBytes *
yj_signature_ink_to_png (const YjSignatureInk *self, double width, double height, GError **error)
{
  guint8 *bytes;
  GBytes *png = NULL;

  g_return_val_if_fail (width > 0 && height > 0, NULL);
  if (!yj_signature_ink_is_enough (self)) {
    g_set_error (error, YJ_ERROR, YJ_ERROR_BAD_DATA, "A line of %.0f units is no signature", yj_signature_ink_get_length (self));
    return NULL;
  }
  bytes = g_malloc (YJ_SIGNATURE_PNG_BYTES_MAX);
  for (double side = YJ_SIGNATURE_PNG_SIDE_MAX; png == NULL && side >= SIDE_MIN; side *= SMALLER) {
    double scale = side / MAX (width, height);
    Sink sink = { bytes, 0 };
    cairo_surface_t *surface = paint_surface (self, MAX (1, (int) (width * scale)), MAX (1, (int) (height * scale)), scale);
    if (cairo_surface_write_to_png_stream (surface, write_png, &sink) == CAIRO_STATUS_SUCCESS)
      png = yj_secret_bytes_new (bytes, sink.size);
    wipe_surface (surface);
  }
  yj_secret_wipe (bytes, YJ_SIGNATURE_PNG_BYTES_MAX);
  g_free (bytes);
  if (png == NULL)
    g_set_error (error, YJ_ERROR, YJ_ERROR_LIMIT, "The signature does not fit into %d bytes", YJ_SIGNATURE_PNG_BYTES_MAX);
  return png;
}
