/* SPDX-License-Identifier: Apache-2.0 */
/* The order of things, as one table of steps with guards (flow/yj-flow.c, steps[]). A page never
 * decides what is next: it says "done" and the flow moves to the next place that is needed.
 * A place is a page id with the thing it is about. Thread: main.
 *
 * Signal "moved" (): the place changed. */
#pragma once
#include "core/flow/yj-session.h"

G_BEGIN_DECLS

/* The five words under the progress stroke. */
typedef enum {
  YJ_STAGE_NONE, /* before and after */
  YJ_STAGE_GUIDE,
  YJ_STAGE_IDENTITY,
  YJ_STAGE_DETAILS,
  YJ_STAGE_PAPERS,
  YJ_STAGE_REVIEW,
} YjStage;

typedef struct {
  const char *page;    /* id of a registered page: "guide-question" */
  const char *subject; /* (nullable) id of the question, form page, material … */
  YjStage stage;
} YjPlace;

#define YJ_TYPE_FLOW (yj_flow_get_type ())
G_DECLARE_FINAL_TYPE (YjFlow, yj_flow, YJ, FLOW, GObject)

/* Page ids in order:
 *  idle, choose, guide-question (a question each), notice, privacy, identify, identity-result,
 *  form (a page group each; capture and countersign for a field that asks for a picture), materials, capture (a material
 *  each, entered from materials),
 *  delivery, check, sign, submit, receipt, evaluation, done.
 *  Who only wants to know what to bring (yj_session_set_guide_only ()) goes from notice to done.
 * Beside the line: progress, service-info, out-of-service, help, hand-over, technician. */
YjFlow *yj_flow_new (YjSession *session);
YjSession *yj_flow_get_session (YjFlow *self);
const YjPlace *yj_flow_get_place (YjFlow *self);

/* The page's work is done: on to the next place whose guard holds. When the person came from the
 * check page with yj_flow_change (), back to it after any place that became necessary. */
void yj_flow_next (YjFlow *self);
/* To the place before; nothing on idle, submit, receipt, evaluation and done. */
void yj_flow_back (YjFlow *self);
gboolean yj_flow_can_back (YjFlow *self);
/* From the check page (or a standing answer) to the place of question, page group or material @subject. */
void yj_flow_change (YjFlow *self, const char *page, const char *subject);
/* To a page beside the line; back () returns. */
void yj_flow_go_beside (YjFlow *self, const char *page, const char *subject);
gboolean yj_flow_is_beside (YjFlow *self);
/* To idle with a cleared session. The caller purges devices. */
void yj_flow_reset (YjFlow *self);

/* 0.0 to 1.0 over the whole stroke; never falls within a session. */
double yj_flow_get_progress (YjFlow *self);
/* Guide questions and form pages that still come, the present one included: "still 3 questions". */
guint yj_flow_count_remaining (YjFlow *self, const char *page);

G_END_DECLS
