/* SPDX-License-Identifier: Apache-2.0 */
/* What to bring and where to, taken along: on paper where the printer can, else as a code for a phone. A row that is
 * empty (and not visible) until the list was asked for, then says what became of it; the code stands in it when no paper
 * came out for sure. Thread: main. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

#define YJ_TYPE_TAKE_ALONG (yj_take_along_get_type ())
G_DECLARE_FINAL_TYPE (YjTakeAlong, yj_take_along, YJ, TAKE_ALONG, GtkBox)

/* Floating. To be appended to a pager, which shows it when the list is asked for. */
YjTakeAlong *yj_take_along_new (YjContext *context);
/* The button that asks for the list; its words say which way it goes. Floating; it may stand anywhere. */
GtkWidget *yj_take_along_make_button (YjTakeAlong *self);

G_END_DECLS
