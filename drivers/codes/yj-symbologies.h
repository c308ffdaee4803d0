/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of code that a reader may be told to look for: its allow-list. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  YJ_SYMBOLOGY_QR_CODE = 1 << 0, /* ISO/IEC 18004 */
  YJ_SYMBOLOGY_EAN_13 = 1 << 1,  /* ISO/IEC 15420, and the three below */
  YJ_SYMBOLOGY_EAN_8 = 1 << 2,
  YJ_SYMBOLOGY_UPC_A = 1 << 3,
  YJ_SYMBOLOGY_UPC_E = 1 << 4,
  YJ_SYMBOLOGY_CODE_128 = 1 << 5, /* ISO/IEC 15417 */
  YJ_SYMBOLOGY_CODE_93 = 1 << 6,
  YJ_SYMBOLOGY_CODE_39 = 1 << 7, /* ISO/IEC 16388 */
  YJ_SYMBOLOGY_ITF = 1 << 8,     /* ISO/IEC 16390 */
  YJ_SYMBOLOGY_CODABAR = 1 << 9,
} YjSymbologies;

#define YJ_SYMBOLOGIES_RETAIL                                                                                  \
  ((YjSymbologies) (YJ_SYMBOLOGY_EAN_13 | YJ_SYMBOLOGY_EAN_8 | YJ_SYMBOLOGY_UPC_A | YJ_SYMBOLOGY_UPC_E))
/* ITF and Codabar are not in it: they have no check digit of their own and are seen in any texture. */
#define YJ_SYMBOLOGIES_DEFAULT                                                                                 \
  ((YjSymbologies) (YJ_SYMBOLOGY_QR_CODE | YJ_SYMBOLOGIES_RETAIL | YJ_SYMBOLOGY_CODE_128                       \
                    | YJ_SYMBOLOGY_CODE_93 | YJ_SYMBOLOGY_CODE_39))

/* "qr-code", "ean-13", "ean-8", "upc-a", "upc-e", "code-128", "code-93", "code-39", "itf", "codabar";
 * NULL for anything but one of the bits above. */
const char *yj_symbology_name (YjSymbologies one);
/* The bit with this name, or 0. */
YjSymbologies yj_symbology_from_name (const char *name);

G_END_DECLS
