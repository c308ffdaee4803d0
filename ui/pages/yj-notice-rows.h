/* SPDX-License-Identifier: Apache-2.0 */
/* One matter, one material and the fees, as the notice tells them. All are floating. Thread: main. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

/* Everyday name; department and official name under it; the days at the end. To stand in a row. */
GtkWidget *yj_notice_matter_words_new (YjContext *context, const YjMatter *matter);
/* Name and hint; at the end who brings it: the person, the card, another department. */
GtkWidget *yj_notice_material_row_new (YjContext *context, const YjMaterial *material);
/* A line for each of @n fees from @first on: what is paid for, how much, or that it is free, and why; the first of all has the
 * title above it. @fees: (element-type YjFee) */
GtkWidget *yj_notice_fees_row_new (YjContext *context, GPtrArray *fees, guint first, guint n);

G_END_DECLS
