/* SPDX-License-Identifier: Apache-2.0 */
/* One line of candidates: as many as fit, each as wide as its words and no narrower than a finger; when more were there,
 * the rest of the line is shared out among those that fit. Thread: main. Signal "chosen" (guint index). */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YJ_TYPE_CANDIDATE_STRIP (yj_candidate_strip_get_type ())
G_DECLARE_FINAL_TYPE (YjCandidateStrip, yj_candidate_strip, YJ, CANDIDATE_STRIP, GtkWidget)

#define YJ_CANDIDATE_STRIP_MAX 12

YjCandidateStrip *yj_candidate_strip_new (void);
/* @texts: @n of them, copied; more than fit are left out. @first_is_next: the first is what the space key
 * takes; else they are equals that fill the line. */
void yj_candidate_strip_set (YjCandidateStrip *self, const char *const *texts, guint n, gboolean first_is_next);
/* The button of candidate @index. (transfer none) (nullable): past the last */
GtkWidget *yj_candidate_strip_get_cell (YjCandidateStrip *self, guint index);

G_END_DECLS
