/* SPDX-License-Identifier: Apache-2.0 */
/* Turns a receipt into what a printer, a file or a picture needs. The fixed words come from
 * assets/translations (ids receipt.*) in the receipt's own language. Any thread; blocks for some ten
 * milliseconds. Nothing is kept, and no temporary file is made. */
#pragma once
#include <cairo.h>
#include "core/base/yj-messages.h"
#include "core/document/yj-receipt.h"

G_BEGIN_DECLS

/* Width of the roll, in millimetres. */
#define YJ_RECEIPT_PAPER_MM 80

/* One page, 80 mm wide and as high as the contents (whole millimetres, in @height_mm). Its only metadata
 * is the title: the reference. The memory is wiped when it is freed. NULL with YJ_ERROR_LIMIT when the QR
 * text is too long for a code or the receipt for a roll of 3 m, YJ_ERROR_FAILED when drawing failed.
 * (transfer full) */
GBytes *yj_receipt_render_pdf (YjReceipt *receipt, YjMessages *messages, guint *height_mm, GError **error);

/* 576 dots wide, CAIRO_FORMAT_RGB24, every pixel 0x000000 or 0xffffff. (transfer full) */
cairo_surface_t *yj_receipt_render_surface (YjReceipt *receipt, YjMessages *messages, GError **error);

G_END_DECLS
