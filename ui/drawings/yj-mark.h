/* SPDX-License-Identifier: Apache-2.0 */
/* The mark: the one stroke on its tile. It says nothing that the name beside it does not say, so assistive
 * technology skips it. */
#pragma once
#include "ui/drawings/yj-drawing.h"

G_BEGIN_DECLS

#define YJ_TYPE_MARK (yj_mark_get_type ())
G_DECLARE_FINAL_TYPE (YjMark, yj_mark, YJ, MARK, YjDrawing)

/* A floating widget, CSS name "mark". */
GtkWidget *yj_mark_new (void);

G_END_DECLS
