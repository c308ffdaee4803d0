/* SPDX-License-Identifier: Apache-2.0 */
/* A receipt on a roll of 80 mm, rendered with the kiosk's texts, and what is read off it: dots, the code and words. */
#pragma once
#include "drivers/printers/yj-receipt-renderer.h"

/* (transfer full) */
YjMessages *receipt_rig_load_messages (void);
YjReceiptPaper receipt_rig_roll_80 (void);
/* As a picture, 576 dots wide. (transfer full) */
cairo_surface_t *receipt_rig_render (YjReceipt *receipt);
/* 0xrrggbb */
guint32 receipt_rig_get_dot (cairo_surface_t *surface, int x, int y);
/* What ZBar reads off the picture, NULL if there is no code. (transfer full) */
char *receipt_rig_read_code (YjReceipt *receipt);
/* As a document; @extent: (nullable). (transfer full) */
GBytes *receipt_rig_render_pdf (YjReceipt *receipt, YjReceiptExtent *extent);
/* What @program says about the PDF on its standard input. (transfer full) */
char *receipt_rig_ask_about (const char *const *program, GBytes *pdf);
/* The document's words, laid out as on paper. (transfer full) */
char *receipt_rig_read_text (YjReceipt *receipt);
