/* SPDX-License-Identifier: Apache-2.0 */
/* The bar that is the same on every page: call staff, read aloud, text size, language, and end. Signals without
 * arguments: "call-staff", "read-aloud", "text-size", "language", "end". Thread: main. */
#pragma once
#include "ui/yj-context.h"

G_BEGIN_DECLS

#define YJ_TYPE_UTILITY_BAR (yj_utility_bar_get_type ())
G_DECLARE_FINAL_TYPE (YjUtilityBar, yj_utility_bar, YJ, UTILITY_BAR, GtkWidget)

GtkWidget *yj_utility_bar_new (YjContext *context);
/* Builds the words anew in the session's language. @can_end: there is something to end. */
void yj_utility_bar_update (YjUtilityBar *self, gboolean can_end);
/* The language that the button offers next. */
const char *yj_utility_bar_get_next_language (YjUtilityBar *self);

G_END_DECLS
