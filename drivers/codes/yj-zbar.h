/* SPDX-License-Identifier: Apache-2.0 */
/* ZBar, for one picture at a time. Every call makes a scanner of its own, because ZBar keeps halves
 * of EAN codes and pieces of DataBar from one picture to the next. Payloads are asked for as bytes:
 * ZBar's own guess takes UTF-8 for Shift-JIS. */
#pragma once
#include "drivers/codes/yj-grey-image.h"
#include "drivers/codes/yj-symbologies.h"

G_BEGIN_DECLS

typedef struct {
  YjSymbologies symbology; /* one bit */
  GBytes *payload;
  guint lines; /* scan lines that agreed; 1 for a QR code */
} YjZbarSymbol;

void yj_zbar_symbol_free (YjZbarSymbol *symbol);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YjZbarSymbol, yj_zbar_symbol_free)

/* Reads the kinds in @wanted. Linear codes are looked for along rows alone, QR codes both ways.
 * (transfer full) (element-type YjZbarSymbol) */
GPtrArray *yj_zbar_scan (const YjGreyImage *image, YjSymbologies wanted);

G_END_DECLS
