/* SPDX-License-Identifier: Apache-2.0 */
/* People who apply for an item until everything that it can show was met: which they are is found without a window, and is the
 * same every time. What a place shows is a set of parts: "form heir-2 heir_name_2", "guide-question kind pension". */
#pragma once
#include "tests/core/flow/applicant.h"

/* The parts of the flow's present place. (transfer full) (element-type char *) */
GPtrArray *item_walk_list_parts (YjFlow *flow);
/* Seeds of random people (applicant.h) who together meet every part of @item that SEEDS people meet; the one who meets most
 * is the first. (transfer full) (element-type guint32) */
GArray *item_walk_choose_people (YjCatalogue *catalogue, YjClock *clock, const char *item);
