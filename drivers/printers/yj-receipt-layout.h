/* SPDX-License-Identifier: Apache-2.0 */
/* The order in which a receipt or a take-away list stands on the strip (design-language, "Paper"). */
#pragma once
#include "core/base/yj-messages.h"
#include "core/document/yj-receipt.h"
#include "drivers/printers/yj-receipt-canvas.h"

G_BEGIN_DECLS

/* Draws all of @receipt from the canvas's top; canvas->y is its height afterwards.
 * FALSE with YJ_ERROR_LIMIT when the QR text is too long. */
gboolean yj_receipt_layout_draw (YjReceiptCanvas *canvas, YjReceipt *receipt, YjMessages *messages, GError **error);

/* The tables, for the layout. */
void yj_receipt_tables_draw_matters (YjReceiptCanvas *canvas, YjReceipt *receipt, YjMessages *messages);
void yj_receipt_tables_draw_materials (YjReceiptCanvas *canvas, YjReceipt *receipt, YjMessages *messages);
/* Lines with their number in front and a hanging indent. */
void yj_receipt_tables_draw_numbered (YjReceiptCanvas *canvas, const char *const *lines);
void yj_receipt_tables_draw_ticks (YjReceiptCanvas *canvas, YjReceipt *receipt, YjMessages *messages);

G_END_DECLS
