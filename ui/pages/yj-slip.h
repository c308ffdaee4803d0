/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages on which something was handed in have in common: the good news, the number that stays, and the paper that comes
 * out. Thread: main. */
#pragma once
#include "core/document/yj-receipt.h"
#include "ui/yj-page.h"

G_BEGIN_DECLS

/* The tick and the words of @text, an id. */
GtkWidget *yj_slip_head_new (YjContext *context, const char *text);
/* Number, inquiry code and QR code of @slip, as far as it has them, and what and whose it is: personal. */
GtkWidget *yj_slip_number_new (YjContext *context, YjReceipt *slip);
/* What became of the last request for paper of @kind. @take: what the person should not leave here. */
GtkWidget *yj_slip_paper_notice_new (YjContext *context, YjReceiptKind kind, const char *take);
/* What the primary action does: end the page with the paper, or with its number noted. (transfer none) */
const char *yj_slip_primary (YjPage *page, YjReceiptKind kind);
/* FALSE: the primary action turns to the next page of it instead. */
gboolean yj_slip_is_read (YjPage *page);
/* @head, @number and what is told of them as rows, with what becomes of the @paper always in sight; side by side on a wide screen with words
 * of the standard size. @told ends with NULL; what has the class "section-title" stays with what follows. */
void yj_slip_add (YjPage *page, GtkWidget *head, GtkWidget *number, GtkWidget *paper, GtkWidget *const *told);

G_END_DECLS
