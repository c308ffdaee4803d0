/* SPDX-License-Identifier: Apache-2.0 */
/* Cells in columns of equal width, as many lines as were asked for and as fit, and a bar that turns pages when there are
 * more. It asks for the room of all the lines of a page and does with that of one. It is for the choices of one field; a
 * page's rows are YjPager's. Thread: main. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

#define YJ_TYPE_PAGED_GRID (yj_paged_grid_get_type ())
G_DECLARE_FINAL_TYPE (YjPagedGrid, yj_paged_grid, YJ, PAGED_GRID, GtkWidget)

/* (transfer floating) */
YjPagedGrid *yj_paged_grid_new (YjContext *context);
/* Takes the cells away and says how the next ones stand; @lines: at most so many a page. */
void yj_paged_grid_reset (YjPagedGrid *self, guint columns, guint lines);
void yj_paged_grid_append (YjPagedGrid *self, GtkWidget *cell);
GtkWidget *yj_paged_grid_get_cell (YjPagedGrid *self, guint index); /* (nullable): past the end */
/* Shows the page of cell @index. */
void yj_paged_grid_show (YjPagedGrid *self, guint index);

G_END_DECLS
