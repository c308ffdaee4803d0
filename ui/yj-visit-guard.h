/* SPDX-License-Identifier: Apache-2.0 */
/* Ends a visit and nothing else: asks before, warns when nobody has touched the machine for a while, and wipes when
 * nobody answers. Lays its dialogs over the frame. Thread: main. */
#pragma once
#include "ui/yj-context.h"
#include "ui/yj-frame-view.h"

G_BEGIN_DECLS

#define YJ_TYPE_VISIT_GUARD (yj_visit_guard_get_type ())
G_DECLARE_FINAL_TYPE (YjVisitGuard, yj_visit_guard, YJ, VISIT_GUARD, GObject)

/* Seconds of the idle rule; 0: its defaults. @frame (transfer none) outlives it. */
YjVisitGuard *yj_visit_guard_new (YjContext *context, YjFrameView *frame, guint warn_seconds, guint extend_seconds);
/* Somebody touched the machine. */
void yj_visit_guard_touch (YjVisitGuard *self);
/* Once a second. @resting: there is no visit to end; only the look goes back to a new visit's. */
void yj_visit_guard_tick (YjVisitGuard *self, gboolean resting);
/* Closes the dialog and goes on: the person did something else instead of answering it. */
void yj_visit_guard_stay (YjVisitGuard *self);
/* The person wants to end: asks once more. Without a matter there is nothing to lose, and nothing is asked. */
void yj_visit_guard_ask (YjVisitGuard *self);

G_END_DECLS
