/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the calls of ours, of ZBar as it comes, and of ZXing where it is installed. */
#include "bench-readers.h"
#include <zbar.h>

static GPtrArray *
read_ours (const YjFrame *frame, const BenchTask *task)
{
  g_autoptr (YjCodeReader) reader = yj_code_reader_new (task->budget_msec);

  yj_code_reader_set_symbologies (reader, task->wanted);
  yj_code_reader_set_watch (reader, task->watch, task->watch_data);
  return yj_code_reader_scan (reader, frame);
}

static GPtrArray *
new_codes (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) yj_code_free);
}

static const char *
name_of_type (zbar_symbol_type_t type)
{
  switch (type) {
  case ZBAR_QRCODE:
    return "qr-code";
  case ZBAR_UPCE:
    return "upc-e";
  default:
    return zbar_get_symbol_name (type);
  }
}

/* Its own defaults, and payloads as bytes: its guess of a text's encoding is not what is compared. */
static GPtrArray *
read_plain_zbar (const YjFrame *frame, const BenchTask *task)
{
  GPtrArray *codes = new_codes ();
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();
  zbar_image_t *image = zbar_image_create ();
  gsize size;
  gconstpointer pixels = g_bytes_get_data (frame->pixels, &size);

  zbar_image_scanner_set_config (scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, frame->width_px, frame->height_px);
  zbar_image_set_data (image, pixels, size, NULL);
  if (zbar_scan_image (scanner, image) > 0)
    for (const zbar_symbol_t *symbol = zbar_image_first_symbol (image); symbol != NULL; symbol = zbar_symbol_next (symbol))
      g_ptr_array_add (codes, yj_code_new (name_of_type (zbar_symbol_get_type (symbol)), zbar_symbol_get_data (symbol),
                                           zbar_symbol_get_data_length (symbol)));
  zbar_image_destroy (image);
  zbar_image_scanner_destroy (scanner);
  return codes;
}

#ifdef HAVE_ZXING
static void
on_zxing_found (const char *symbology, const void *bytes, gsize size, gpointer codes)
{
  g_ptr_array_add (codes, yj_code_new (symbology, bytes, size));
}

static GPtrArray *
read_zxing (const YjFrame *frame, const BenchTask *task)
{
  GPtrArray *codes = new_codes ();

  bench_zxing_read (g_bytes_get_data (frame->pixels, NULL), (int) frame->width_px, (int) frame->height_px, on_zxing_found, codes);
  return codes;
}
#endif

#define EVERYTHING ((YjSymbologies) (YJ_SYMBOLOGIES_DEFAULT | YJ_SYMBOLOGY_ITF | YJ_SYMBOLOGY_CODABAR))

const BenchReader bench_readers[] = {
  { "ours", EVERYTHING, read_ours },
  { "plain ZBar", EVERYTHING, read_plain_zbar },
#ifdef HAVE_ZXING
  /* Debian's 1.4 ends the process on some pictures when it is asked for more than these. */
  { "ZXing 1.4", (YjSymbologies) (YJ_SYMBOLOGY_QR_CODE | YJ_SYMBOLOGIES_RETAIL | YJ_SYMBOLOGY_CODE_128), read_zxing },
#endif
  { NULL, 0, NULL },
};
