/* SPDX-License-Identifier: Apache-2.0 */
/* A disc that says what is done and what is to come: filled with a tick, or outlined and empty or with a number.
 * Used by the timeline, the list of materials and the result page. CSS name "disc"; a larger one is of
 * class "large", the largest of class "result". Its name is set by who knows the words. */
#pragma once
#include "ui/drawings/yj-drawing.h"

G_BEGIN_DECLS

#define YJ_TYPE_DISC (yj_disc_get_type ())
G_DECLARE_FINAL_TYPE (YjDisc, yj_disc, YJ, DISC, YjDrawing)

/* A floating widget. @number: shown while it is to come; 0 for none. */
GtkWidget *yj_disc_new (gboolean done, guint number);
gboolean yj_disc_is_done (YjDisc *self);

G_END_DECLS
