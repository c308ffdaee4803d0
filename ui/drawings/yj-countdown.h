/* SPDX-License-Identifier: Apache-2.0 */
/* The ring with digits of the idle dialog. It does not run by itself: the dialog, which knows the clock, sets it
 * once a second. CSS name "countdown"; digits are "countdown > label". Role timer. */
#pragma once
#include "ui/drawings/yj-drawing.h"

G_BEGIN_DECLS

#define YJ_TYPE_COUNTDOWN (yj_countdown_get_type ())
G_DECLARE_FINAL_TYPE (YjCountdown, yj_countdown, YJ, COUNTDOWN, YjDrawing)

/* A floating widget at 0 of 1. */
GtkWidget *yj_countdown_new (void);
/* @left of @total seconds, @total at least 1. @sentence: the same in words, for assistive technology. */
void yj_countdown_set (YjCountdown *self, guint left_sec, guint total_sec, const char *sentence);

G_END_DECLS
