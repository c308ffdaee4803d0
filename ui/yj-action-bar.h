/* SPDX-License-Identifier: Apache-2.0 */
/* The bar of the page's own actions: back at the left, secondary, and the one primary action, or in its place
 * what the machine is waiting for. Everything follows from the page. Thread: main. */
#pragma once
#include "ui/yj-page.h"

G_BEGIN_DECLS

#define YJ_TYPE_ACTION_BAR (yj_action_bar_get_type ())
G_DECLARE_FINAL_TYPE (YjActionBar, yj_action_bar, YJ, ACTION_BAR, GtkWidget)

GtkWidget *yj_action_bar_new (YjContext *context);
/* Follows @page until another is set. NULL: empty. */
void yj_action_bar_set_page (YjActionBar *self, YjPage *page);

G_END_DECLS
