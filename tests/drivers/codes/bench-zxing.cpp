/* SPDX-License-Identifier: Apache-2.0 */
/* Owns the calls into ZXing, which has no C interface in Debian 12. Built only where it and a C++ compiler are installed. */
#define ZX_USE_UTF8
#define HAVE_ZXING
#include <ZXing/ReadBarcode.h>
extern "C" {
#include "bench-readers.h"
}

using namespace ZXing;

static const char *
symbology_of (BarcodeFormat format)
{
  switch (format) {
  case BarcodeFormat::QRCode:
    return "qr-code";
  case BarcodeFormat::UPCE:
    return "upc-e";
  case BarcodeFormat::Code128:
    return "code-128";
  default:
    return "ean-13";
  }
}

extern "C" void
bench_zxing_read (const guint8 *pixels, int width_px, int height_px, BenchZxingFound found, gpointer user_data)
{
  DecodeHints hints;

  hints.setFormats (BarcodeFormat::QRCode | BarcodeFormat::EAN13 | BarcodeFormat::EAN8 | BarcodeFormat::UPCA | BarcodeFormat::UPCE |
                    BarcodeFormat::Code128);
  hints.setMaxNumberOfSymbols (1);
  const auto results = ReadBarcodes (ImageView (pixels, width_px, height_px, ImageFormat::Lum), hints);
  for (const auto &result : results)
    found (symbology_of (result.format ()), result.bytes ().data (), result.bytes ().size (), user_data);
}
