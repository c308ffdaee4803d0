/* SPDX-License-Identifier: Apache-2.0 */
/* Inside core/flow: the table of steps, read by whoever moves along it. */
#pragma once
#include "core/flow/yj-flow.h"

G_BEGIN_DECLS

/* Every place of the line as @session is now, in order. Subjects are borrowed from the item.
 * (transfer full) (element-type YjPlace) */
GArray *yj_flow_list_places (YjSession *session);
/* Position of @page in the table, -1 for a page beside the line. */
int yj_flow_find_step (const char *page);
gboolean yj_flow_step_has_back (int step);
/* Has @session all that the application needs from @place? */
gboolean yj_flow_is_place_done (YjSession *session, const YjPlace *place);

G_END_DECLS
