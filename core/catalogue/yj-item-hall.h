/* SPDX-License-Identifier: Apache-2.0 */
/* Inside core/catalogue: an item as one hall offers it. */
#pragma once
#include "core/catalogue/yj-hall.h"

G_BEGIN_DECLS

/* @file (transfer none) without the matters that @hall has switched off, what needs them, and what only they need: fields and
 * materials that serve no other matter, pages and sections that became empty, questions on which nothing depends any more.
 * What the hall adds stands in "added_materials". The file itself where the hall changes nothing. (transfer full) */
json_t *yj_item_adapt_to_hall (json_t *file, const char *item_id, YjHall *hall);

G_END_DECLS
