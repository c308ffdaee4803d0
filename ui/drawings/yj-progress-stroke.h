/* SPDX-License-Identifier: Apache-2.0 */
/* How far the application is: one stroke on a thin line, five words under it, the present one bold. Words that do
 * not fit their fifth (large text, long languages) give way to the sentence of the present step. After
 * submission the full stroke stands alone. CSS name "progress-stroke"; the words are "progress-stroke > label",
 * the present one of class "present". Role progress-bar; the sentence is its value for assistive technology. */
#pragma once
#include "ui/drawings/yj-drawing.h"

G_BEGIN_DECLS

#define YJ_TYPE_PROGRESS_STROKE (yj_progress_stroke_get_type ())
G_DECLARE_FINAL_TYPE (YjProgressStroke, yj_progress_stroke, YJ, PROGRESS_STROKE, YjDrawing)

/* A floating widget without words. */
GtkWidget *yj_progress_stroke_new (void);
/* NULL-terminated words; NULL: none. (transfer none) */
void yj_progress_stroke_set_steps (YjProgressStroke *self, const char *const *words);
/* @step: from 0. @fraction: 0 to 1, of the whole way. The stroke moves there in 160 ms, at once while it is not shown
 * or where animations are off. @sentence: "第 2 步，共 5 步". */
void yj_progress_stroke_set_position (YjProgressStroke *self, guint step, double fraction, const char *sentence);
double yj_progress_stroke_get_fraction (YjProgressStroke *self);

G_END_DECLS
