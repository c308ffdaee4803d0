/* SPDX-License-Identifier: Apache-2.0 */
/* One matter, one material and the fees, as the notice tells them. All are floating. Thread: main. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

/* Everyday name; department and official name under it; the days at the end. To stand in a row. */
GtkWidget *yj_notice_matter_words_new (YjContext *context, const YjMatter *matter);
/* Name and hint; at the end who brings it: the person, the card, another department. */
GtkWidget *yj_notice_material_row_new (YjContext *context, const YjMaterial *material);
/* A line for each: what is paid for, how much, or that it is free, and why. @fees: (element-type YjFee) */
GtkWidget *yj_notice_fees_row_new (YjContext *context, GPtrArray *fees);

G_END_DECLS
