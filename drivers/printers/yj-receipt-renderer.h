/* SPDX-License-Identifier: Apache-2.0 */
/* Turns a receipt into what a printer, a file or a picture needs. The fixed words come from
 * assets/translations (ids receipt.*) in the receipt's own language. Any thread; blocks for some ten
 * milliseconds. Nothing is kept, and no temporary file is made. */
#pragma once
#include <cairo.h>
#include "core/base/yj-messages.h"
#include "core/document/yj-receipt.h"
#include "drivers/printers/yj-receipt-paper.h"

G_BEGIN_DECLS

typedef struct {
  guint page_mm; /* height of a page; of a roll, the length that is used */
  guint pages;
} YjReceiptExtent;

/* How long @receipt is on @paper. Errors as below. */
gboolean yj_receipt_measure (YjReceipt *receipt, YjMessages *messages, const YjReceiptPaper *paper, YjReceiptExtent *extent, GError **error);

/* As wide as @paper's sheet; one page, as high as the contents, of a roll; else as many as are needed. Its only metadata is the title:
 * the reference. The memory is wiped when it is freed. @extent (nullable). NULL with YJ_ERROR_LIMIT when the QR text is too long for a
 * code or the receipt for a roll of 3 m or for 30 pages, YJ_ERROR_FAILED when drawing failed. (transfer full) */
GBytes *yj_receipt_render_pdf (YjReceipt *receipt, YjMessages *messages, const YjReceiptPaper *paper, YjReceiptExtent *extent, GError **error);

/* As many dots wide as @paper's head, pages below each other, CAIRO_FORMAT_RGB24, every pixel 0x000000 or 0xffffff. (transfer full) */
cairo_surface_t *yj_receipt_render_surface (YjReceipt *receipt, YjMessages *messages, const YjReceiptPaper *paper, GError **error);

G_END_DECLS
