/* SPDX-License-Identifier: Apache-2.0 */
/* What is being composed, above the candidates; the last cell opens all of them. While nothing is composed the line holds
 * digits for addresses, or says what to do. Thread: main.
 * Signals "chosen" (guint index): of the composition's candidates; "typed" (const char *text): a digit; "more" (). */
#pragma once
#include "ui/keyboard/yj-pinyin.h"
#include "ui/yj-context.h"

G_BEGIN_DECLS

#define YJ_TYPE_CANDIDATE_BAR (yj_candidate_bar_get_type ())
G_DECLARE_FINAL_TYPE (YjCandidateBar, yj_candidate_bar, YJ, CANDIDATE_BAR, GtkBox)

YjCandidateBar *yj_candidate_bar_new (YjContext *context);
/* @digits: offer them while nothing is composed. @pinyin: (nullable) as it is now. */
void yj_candidate_bar_update (YjCandidateBar *self, YjPinyin *pinyin, gboolean digits);
/* What is composed stands beside the candidates, where height is scarce; else above them, with a word what to do. */
void yj_candidate_bar_set_flat (YjCandidateBar *self, gboolean flat);
/* The strip gives way to the grid of all candidates, what is composed stays. */
void yj_candidate_bar_set_expanded (YjCandidateBar *self, gboolean expanded);
GtkWidget *yj_candidate_bar_get_cell (YjCandidateBar *self, guint index); /* (nullable) */
GtkWidget *yj_candidate_bar_get_more (YjCandidateBar *self);

G_END_DECLS
