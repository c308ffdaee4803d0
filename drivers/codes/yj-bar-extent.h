/* SPDX-License-Identifier: Apache-2.0 */
/* Where on a line a linear code may stand: a long row of dark and light of similar widths. Most lines of a picture have none, and
 * ZBar's line scanner is what costs most. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint first, end; /* with room for the quiet zones; first == end: nothing */
} YjBarExtent;

/* @line: @count pixels whose mean is 128 all along (yj-line-strips.c); @edges: room for @count numbers. */
YjBarExtent yj_bar_extent_find (const guint8 *line, guint count, guint *edges);

G_END_DECLS
