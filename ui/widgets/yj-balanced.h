/* SPDX-License-Identifier: Apache-2.0 */
/* Holds a label and sets its lines so that the last one is not a leftover of one or two characters: where it would be, all
 * lines are made about equally long. Chinese lines end with a part of the sentence where that takes no more of them. Or holds words with a sign,
 * and keeps them together in the middle when the words break. Takes no more lines than the words need. Thread: main. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YJ_TYPE_BALANCED (yj_balanced_get_type ())
G_DECLARE_FINAL_TYPE (YjBalanced, yj_balanced, YJ, BALANCED, GtkWidget)

/* @label (transfer floating). A floating widget. */
GtkWidget *yj_balanced_new (GtkLabel *label);
/* @words (transfer floating): a row of a label that wraps and signs beside it. It is never wider than its lines, and centred. A
 * floating widget. */
GtkWidget *yj_balanced_new_centred (GtkWidget *words);
/* What it holds. */
GtkWidget *yj_balanced_get_child (YjBalanced *self);

G_END_DECLS
