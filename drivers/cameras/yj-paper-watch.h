/* SPDX-License-Identifier: Apache-2.0 */
/* Looks at a camera's frames for papers while somebody listens to "sight", on another thread, one frame at a time and at most
 * five a second. Of a camera's own thread. */
#pragma once
#include "core/ports/yj-camera.h"

G_BEGIN_DECLS

typedef struct _YjPaperWatch YjPaperWatch;

/* @camera owns it: no reference is taken. (transfer full) */
YjPaperWatch *yj_paper_watch_new (YjCamera *camera);
void yj_paper_watch_free (YjPaperWatch *self);
void yj_paper_watch_frame (YjPaperWatch *self, YjFrame *frame);
/* The longer side of the camera's stills, known since the last one: before the first nothing is said of how near a paper should be. */
void yj_paper_watch_set_still_px (YjPaperWatch *self, guint longest_px);
/* What is being looked at is not told any more: the camera was stopped or went away. */
void yj_paper_watch_forget (YjPaperWatch *self);

G_END_DECLS
