/* SPDX-License-Identifier: Apache-2.0 */
/* A QR code on the screen: black on a white plate with a quiet zone of four modules in every theme, each
 * module a whole number of px so that a phone reads it at once. */
#pragma once
#include "ui/drawings/yj-drawing.h"

G_BEGIN_DECLS

#define YJ_TYPE_QR_CODE (yj_qr_code_get_type ())
G_DECLARE_FINAL_TYPE (YjQrCode, yj_qr_code, YJ, QR_CODE, YjDrawing)

/* A floating widget, CSS name "qr-code", empty: a white plate. @name: what it is for, in the page's language. */
GtkWidget *yj_qr_code_new (const char *name);
/* @text: UTF-8, stored as bytes with error correction level M. NULL or "": the empty plate, and nothing of the
 * former text is kept. YJ_ERROR_LIMIT when it does not fit a code; the former one is gone then. */
gboolean yj_qr_code_set_text (YjQrCode *self, const char *text, GError **error);

G_END_DECLS
