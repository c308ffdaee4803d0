/* SPDX-License-Identifier: Apache-2.0 */
/* The welcome drawing: as many thin strands as an item has matters, each with its name on it, run together into
 * one thick stroke. CSS name "strands"; its side padding is the page margin, which the strands cross:
 * in a page that keeps that margin itself it is of class "bleed". Mirrors
 * itself where the page runs from right to left. */
#pragma once
#include "ui/drawings/yj-drawing.h"

G_BEGIN_DECLS

#define YJ_TYPE_STRANDS (yj_strands_get_type ())
G_DECLARE_FINAL_TYPE (YjStrands, yj_strands, YJ, STRANDS, YjDrawing)

#define YJ_STRANDS_MAX 9

/* @name: what the drawing says. A floating widget without strands: the thick stroke alone. */
GtkWidget *yj_strands_new (const char *name);
/* NULL-terminated names, one a strand; those after YJ_STRANDS_MAX are left out. (transfer none) */
void yj_strands_set_labels (YjStrands *self, const char *const *labels);

G_END_DECLS
