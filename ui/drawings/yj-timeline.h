/* SPDX-License-Identifier: Apache-2.0 */
/* What has happened and what comes: discs on a line with a bold title and a text each. Three entries at most: more
 * is not read. CSS name "timeline", its entries "timeline > box". Role list. */
#pragma once
#include "ui/drawings/yj-drawing.h"

G_BEGIN_DECLS

#define YJ_TYPE_TIMELINE (yj_timeline_get_type ())
G_DECLARE_FINAL_TYPE (YjTimeline, yj_timeline, YJ, TIMELINE, YjDrawing)

#define YJ_TIMELINE_MAX 3

/* A floating widget without entries. */
GtkWidget *yj_timeline_new (const char *name);
/* @state: "done" or "to come" in the page's language; the name of the disc, because its shape alone says nothing to who
 * does not see it. @text: NULL for none. Must not be called more than YJ_TIMELINE_MAX times. */
void yj_timeline_add (YjTimeline *self, gboolean done, const char *state, const char *title, const char *text);

G_END_DECLS
