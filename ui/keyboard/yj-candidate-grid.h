/* SPDX-License-Identifier: Apache-2.0 */
/* All candidates of a composition in the place of the keys, paged; a page is laid out by the length of its words, so that
 * pages stay the same while one turns to and fro. Thread: main. Signals "chosen" (guint index), "close" (),
 * "backspace" (). */
#pragma once
#include "ui/keyboard/yj-pinyin.h"
#include "ui/yj-context.h"

G_BEGIN_DECLS

#define YJ_TYPE_CANDIDATE_GRID (yj_candidate_grid_get_type ())
G_DECLARE_FINAL_TYPE (YjCandidateGrid, yj_candidate_grid, YJ, CANDIDATE_GRID, GtkBox)

YjCandidateGrid *yj_candidate_grid_new (YjContext *context);
/* From the first page. NULL takes every word away. */
void yj_candidate_grid_show (YjCandidateGrid *self, YjPinyin *pinyin);
/* The button of candidate @index, NULL while it is not on the page. */
GtkWidget *yj_candidate_grid_get_cell (YjCandidateGrid *self, guint index);

G_END_DECLS
