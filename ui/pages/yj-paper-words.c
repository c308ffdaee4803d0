/* SPDX-License-Identifier: Apache-2.0 */
/* Owns which sentence goes with which verdict. */
#include "ui/pages/yj-paper-words.h"

typedef struct {
  const char *sight;
  const char *title; /* (nullable) */
  const char *next;
} Words;

static const Words words[YJ_PAPER_N_VERDICTS] = {
  [YJ_PAPER_GOOD] = { "capture.good", NULL, NULL },
  [YJ_PAPER_EMPTY] = { "capture.empty", "still.empty", "still.empty.next" },
  [YJ_PAPER_TOO_DARK] = { "capture.dark", "still.dark", "still.dark.next" },
  [YJ_PAPER_TOO_BRIGHT] = { "capture.bright", "still.bright", "still.bright.next" },
  [YJ_PAPER_GLARE] = { "capture.glare", "still.glare", "still.glare.next" },
  [YJ_PAPER_BLURRED] = { "capture.blurred", "still.blurred", "still.blurred.next" },
  [YJ_PAPER_SMALL] = { "capture.small", "still.small", "still.small.next" },
  [YJ_PAPER_CUT] = { "capture.cut", "still.cut", "still.cut.next" },
  [YJ_PAPER_SEVERAL] = { "capture.several", "still.several", "still.several.next" },
  [YJ_PAPER_EDGELESS] = { "capture.edgeless", "still.edgeless", "still.edgeless.next" },
  [YJ_PAPER_BLANK] = { "capture.blank", "still.blank", "still.blank.next" },
};

const char *
yj_paper_words_of_sight (YjContext *context, YjPaperVerdict verdict)
{
  return yj_context_text (context, words[verdict].sight);
}

GtkWidget *
yj_paper_notice_new (YjContext *context, YjPaperVerdict verdict)
{
  YjNoticeKind kind = yj_paper_should_be_taken_again (verdict) ? YJ_NOTICE_WARN : YJ_NOTICE_INFO;

  if (words[verdict].title == NULL)
    return NULL;
  return yj_notice_new (context, kind, yj_context_text (context, words[verdict].title), yj_context_text (context, words[verdict].next));
}

/* A photograph has no print, and a paper as bright as the table no edge: both are fine as they are. */
gboolean
yj_paper_should_be_taken_again (YjPaperVerdict verdict)
{
  return verdict != YJ_PAPER_GOOD && verdict != YJ_PAPER_EDGELESS && verdict != YJ_PAPER_BLANK;
}
