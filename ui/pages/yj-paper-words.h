/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of how a paper lies and of how a picture of it came out. */
#pragma once
#include "core/ports/yj-paper-sight.h"
#include "ui/widgets/yj-widgets.h"

G_BEGIN_DECLS

/* A few words over the moving picture. (transfer none) */
const char *yj_paper_words_of_sight (YjContext *context, YjPaperVerdict verdict);
/* What to do about a picture that was taken, as a floating notice; NULL for one there is nothing to say about. */
GtkWidget *yj_paper_notice_new (YjContext *context, YjPaperVerdict verdict);
/* Another picture is likely to be better: that is offered first, and keeping this one beside it. */
gboolean yj_paper_should_be_taken_again (YjPaperVerdict verdict);

G_END_DECLS
