/* SPDX-License-Identifier: Apache-2.0 */
/* Where the person signs, by finger, pen or mouse: white in every theme, a base line, a caption under it. One pointer
 * writes at a time: a second finger or the ball of the hand is ignored. Strokes are wiped by clear () and when the
 * widget ends. CSS name "signature-pad", its caption "signature-pad > label". */
#pragma once
#include "ui/drawings/yj-drawing.h"
#include "ui/drawings/yj-signature-ink.h"

G_BEGIN_DECLS

#define YJ_TYPE_SIGNATURE_PAD (yj_signature_pad_get_type ())
G_DECLARE_FINAL_TYPE (YjSignaturePad, yj_signature_pad, YJ, SIGNATURE_PAD, YjDrawing)

/* A floating widget, empty. @name: for assistive technology, in the page's language. Signal "changed" (): a stroke has
 * ended, or the pad was cleared. */
GtkWidget *yj_signature_pad_new (const char *name);
/* Who signs and when, masked: "申请人：王*慧  2026 年 3 月 12 日". */
void yj_signature_pad_set_caption (YjSignaturePad *self, const char *caption);
void yj_signature_pad_clear (YjSignaturePad *self);
gboolean yj_signature_pad_is_empty (YjSignaturePad *self);
/* FALSE for a dot or a slip: see YJ_SIGNATURE_LENGTH_MIN. */
gboolean yj_signature_pad_has_signature (YjSignaturePad *self);
/* The picture of the place above the base line and around it, without caption: see yj_signature_ink_to_png (). (transfer full) */
GBytes *yj_signature_pad_to_png (YjSignaturePad *self, GError **error);
/* What was written so far. (transfer none) */
const YjSignatureInk *yj_signature_pad_get_ink (YjSignaturePad *self);

G_END_DECLS
